"""Campaign parameters (UTM) for the web analytics behind a link, added to targets before they are signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import quote, unquote_plus, urlsplit

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.urls import LONG_URL

__all__ = ["UTM_ATTRIBUTE", "Utm"]

UTM_ATTRIBUTE = "data-mailtrack-utm"
"""The attribute that opts one link out: `data-mailtrack-utm="off"`."""

_PARAMETERS = ("source", "medium", "campaign", "id", "term", "content")
_MAX_VALUE = 100
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_SEPARATOR = re.compile("[&;]")
# A signature covers the whole query, so that one parameter more makes the URL invalid: Amazon S3 and
# CloudFront, Google Cloud Storage, Azure, and what others call it (their documentation, 2026-11).
_SIGNATURES = frozenset(
    {"awsaccesskeyid", "checksum", "googleaccessid", "hdnea", "hdnts", "hmac", "key-pair-id", "md5"}
    | {"oauth_signature", "q-signature", "sig", "sign"}
    | {"signature", "signed", "x-amz-signature", "x-goog-signature", "x-oss-signature"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Utm:
    """The UTM parameters that tracked links get, for the analytics of the site they lead to.

    They become part of the signed target, so the mail shows nothing of them and the click event
    says what was opened. A parameter that the author wrote stays as it is, fragments stay at the
    end, and URLs that carry a signature of their own are left alone, since it would no longer hold.
    Only links that are tracked get any. `data-mailtrack-utm="off"` opts one link out.

    Args:
        source: Who sends: `utm_source`, 1 to 100 characters, such as "newsletter".
        medium: By what: `utm_medium`.
        campaign: `utm_campaign`, or None for none.
        id: `utm_id`, or None.
        term: `utm_term`, or None.
        content: `utm_content`, or None; the arm of a comparison, for example.
        hosts: The hosts that get them, with all below them; empty for every host. Parameters mean
            nothing to other people's sites, and some refuse what they do not know.

    Raises:
        ArgumentError: A value is empty, too long or not text, or a host is not one.

    Example:
        >>> Utm(source="news", campaign="spring sale").tagged("https://example.com/a?b=1#top")
        'https://example.com/a?b=1&utm_source=news&utm_medium=email&utm_campaign=spring%20sale#top'

    See https://support.google.com/analytics/answer/10917952
    """

    source: str
    medium: str = "email"
    campaign: str | None = None
    id: str | None = None
    term: str | None = None
    content: str | None = None
    hosts: AbstractSet[str] = frozenset()

    def __post_init__(self) -> None:
        """Check every value, so that a slip shows before a campaign is sent."""
        for name, value in (("utm_source", self.source), ("utm_medium", self.medium), *self._values()):
            if not isinstance(value, str) or not 1 <= len(value.strip()) <= _MAX_VALUE or "@" in value:
                raise ArgumentError(
                    f"{name} must be a text of 1 to {_MAX_VALUE} characters without an address, not {value!r}"
                )
            try:
                value.encode()
            except UnicodeEncodeError:
                raise ArgumentError(f"{name} holds a lone surrogate, which is not text") from None
        if not isinstance(self.hosts, AbstractSet) or not all(isinstance(host, str) for host in self.hosts):
            raise ArgumentError('hosts must be a set of host names, such as {"example.com"}')
        hosts = frozenset(host.lower() for host in self.hosts)
        for host in hosts:
            if _HOST.fullmatch(host) is None:
                raise ArgumentError(f"hosts must hold plain host names such as 'example.com', not {host!r}")
        object.__setattr__(self, "hosts", hosts)

    def tagged(self, target: str) -> str:
        """Return a target with the parameters, or as it is where they do not belong.

        Args:
            target: A web URL after a browser's clean-up. One that would get longer than 1,000
                characters is left as it is.
        """
        address, hash_mark, fragment = target.partition("#")
        address, _, query = address.partition("?")
        present = {_name(piece) for piece in _SEPARATOR.split(query)}
        if not present.isdisjoint(_SIGNATURES) or not self._has_host(address):
            return target
        # Some sites keep a path with a query of its own there.
        present |= {_name(piece) for piece in _SEPARATOR.split(fragment.replace("?", "&"))}
        missing = [f"{name}={quote(value, safe='')}" for name, value in self._values() if name not in present]
        if not missing:
            return target
        joined = "&".join(missing)
        if query.strip("&"):
            joined = f"{query}{joined}" if query.endswith("&") else f"{query}&{joined}"
        tagged = f"{address}?{joined}{hash_mark}{fragment}"
        return tagged if len(tagged) <= LONG_URL else target

    def _values(self) -> Iterator[tuple[str, str]]:
        for name in _PARAMETERS:
            value = getattr(self, name)
            if value is not None:
                yield f"utm_{name}", value

    def _has_host(self, address: str) -> bool:
        if not self.hosts:
            return True
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            return False
        return any(host == known or host.endswith(f".{known}") for known in self.hosts)


def _name(piece: str) -> str:
    """Return the name of a parameter as servers read it."""
    return unquote_plus(piece.partition("=")[0]).strip().lower()
