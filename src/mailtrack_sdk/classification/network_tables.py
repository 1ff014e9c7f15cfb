"""One table of networks: whose they are, what a request from there means, who says so, and since when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from mailtrack_sdk.errors import ArgumentError

__all__ = ["MAX_AGE_DAYS", "NetworkKind", "NetworkScope", "NetworkStrength", "NetworkTable"]

MAX_AGE_DAYS = 180
"""Days after which a table is called stale: clouds and relays change their networks every week."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MAX_LABEL = 80
_MAX_SOURCE = 300


class NetworkKind(str, Enum):
    """Whose requests come from a network."""

    SCANNER = "scanner"
    """A mail gateway's: it tests links and images before the mail is delivered."""
    RELAY = "relay"
    """A relay that hides many people, and fetches images for them unasked."""
    MAILBOX_PROVIDER = "mailbox_provider"
    """A mailbox provider's: its proxies fetch for people, its other machines for nobody."""
    GATEWAY = "gateway"
    """A company's way out to the web: people, seen through one address."""
    CRAWLER = "crawler"
    """A search engine's or an AI company's."""
    PREVIEWER = "previewer"
    """A chat or social network's, which makes previews of shared links."""
    CLOUD = "cloud"
    """Rented machines: programs, but also people's VPNs and remote desktops."""
    OTHER = "other"
    """A list that does not say what asks from there."""


class NetworkScope(str, Enum):
    """Which requests a network says something about."""

    NONE = "none"
    OPENS = "opens"
    CLICKS = "clicks"
    EARLY_CLICKS = "early_clicks"
    """Clicks in the first 15 minutes after the send, when gateways test links; later ones are people's."""
    BOTH = "both"


class NetworkStrength(str, Enum):
    """How strongly a network speaks against a person, within its scope."""

    NONE = "none"
    """Not at all: people are behind it, and the table is there to explain that."""
    WEAK = "weak"
    """Machines mostly, and people as well: weight 0.5."""
    PROBABLE = "probable"
    """Machines, as far as is known: weight 0.6."""
    CERTAIN = "certain"
    """No person is ever behind it: weight 0.95, and it decides by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkTable:
    """What is known about the networks of one owner.

    Args:
        name: The name that events keep: lower case letters, digits and underscores, up to 40.
        label: What to call the owner in a sentence, up to 80 characters.
        kind: Whose requests come from there.
        scope: Which requests it says something about.
        strength: How strongly it speaks against a person.
        source: Where the networks were published, up to 300 characters.
        date: When they were published, or read where nobody says.
        size: How many networks there are; `Networks` counts them.

    Raises:
        ArgumentError: A value is none of these.

    Example:
        >>> from datetime import date
        >>> table = NetworkTable(
        ...     name="own_gateway",
        ...     label="the gateway of Example Inc.",
        ...     kind=NetworkKind.SCANNER,
        ...     scope=NetworkScope.BOTH,
        ...     strength=NetworkStrength.CERTAIN,
        ...     source="mail of their administrator",
        ...     date=date(2026, 11, 2),
        ... )
    """

    name: str
    label: str
    kind: NetworkKind
    scope: NetworkScope
    strength: NetworkStrength
    source: str
    date: date
    size: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be kept with an event, shown on a terminal or compared with a date."""
        if not isinstance(self.name, str) or _NAME.fullmatch(self.name) is None:
            raise ArgumentError(
                f"the name of a table is up to 40 of a-z, 0-9 and _, a letter first; not {self.name!r}"
            )
        for what, text, longest in (("label", self.label, _MAX_LABEL), ("source", self.source, _MAX_SOURCE)):
            if not isinstance(text, str) or not 1 <= len(text) <= longest or not text.isprintable():
                raise ArgumentError(
                    f"the {what} of the table {self.name} must be 1 to {longest} printable characters"
                )
        for value, words in (
            (self.kind, NetworkKind),
            (self.scope, NetworkScope),
            (self.strength, NetworkStrength),
        ):
            if not isinstance(value, words):
                raise ArgumentError(f"table {self.name}: {value!r} is no {words.__name__}")
        if not isinstance(self.date, date) or isinstance(self.date, datetime):
            raise ArgumentError(f"the date of the table {self.name} must be a date, not {self.date!r}")
        if type(self.size) is not int or self.size < 0:
            raise ArgumentError(f"the size of the table {self.name} must be an int from 0, not {self.size!r}")
