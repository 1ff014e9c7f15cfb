"""The settings of a tracker, each checked at once, with an error that says how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from math import isfinite
from types import NoneType
from typing import TypeVar

from mailtrack_sdk._ids import IdSource
from mailtrack_sdk.errors import ArgumentError, ConfigurationError, TargetError
from mailtrack_sdk.events import MetadataValue
from mailtrack_sdk.models import utc
from mailtrack_sdk.rewriting import RewriteRules
from mailtrack_sdk.urls import check_target

__all__ = [
    "Settings",
    "checked_fallback",
    "checked_flag",
    "checked_hook",
    "checked_lifetime",
    "checked_rules",
    "is_gone",
    "plain_facts",
    "texts",
]

Hook = TypeVar("Hook")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a tracker and those of its tenants share.

    Args:
        rules: How mail is rewritten.
        may_wrap: Asked for each target before it is wrapped, or None.
        clock: Returns the current time as an aware datetime; None for the system's clock.
        new_id: Makes event ids.
        pseudonym_key: The key of recipient pseudonyms, or None.

    Raises:
        ConfigurationError: One of them is of the wrong kind.
    """

    rules: RewriteRules
    may_wrap: Callable[[str], bool] | None
    clock: Callable[[], datetime] | None
    new_id: IdSource
    pseudonym_key: str | bytes | None = field(repr=False)

    def __post_init__(self) -> None:
        """Check what has a kind to check."""
        checked_rules(self.rules, ConfigurationError)
        checked_hook("may_wrap", self.may_wrap)
        checked_hook("clock", self.clock)

    def moment(self, now: datetime | None) -> datetime:
        """Return a moment in UTC: the one that was given, else that of the clock.

        Raises:
            ArgumentError: Not an aware datetime, or out of the calendar's reach.
        """
        if now is None:
            if self.clock is None:
                return datetime.now(timezone.utc)
            now = self.clock()
        return utc("now", now)


def checked_rules(rules: RewriteRules, error: type[ArgumentError | ConfigurationError]) -> RewriteRules:
    """Return rules that are rules, or raise the given kind of error."""
    if not isinstance(rules, RewriteRules):
        raise error(f"rules must be a RewriteRules, not {type(rules).__name__}")
    return rules


def checked_hook(name: str, hook: Hook) -> Hook:
    """Return a hook that can be called, or None."""
    if hook is not None and not callable(hook):
        raise ConfigurationError(f"{name} must be callable, not {type(hook).__name__}")
    return hook


def checked_lifetime(lifetime: timedelta | None) -> timedelta | None:
    """Return a lifetime above zero, or None."""
    if lifetime is None or (isinstance(lifetime, timedelta) and lifetime > timedelta(0)):
        return lifetime
    raise ConfigurationError(f"link_lifetime must be a timedelta above zero, not {lifetime!r}")


def checked_flag(name: str, value: object) -> bool:
    """Return True or False; a text from the environment would be true whatever it says."""
    if not isinstance(value, bool):
        raise ConfigurationError(f"{name} must be True or False, not {value!r}")
    return value


def checked_fallback(url: str | None) -> str | None:
    """Return a URL that people may be sent to, or None."""
    try:
        return None if url is None else check_target(url)
    except TargetError as error:
        raise ConfigurationError(f"fallback_url: {error}") from error


def is_gone(expired: str) -> bool:
    """Tell whether expired links answer 410 instead of redirecting."""
    if expired not in ("redirect", "gone"):
        raise ConfigurationError(f"expired must be 'redirect' or 'gone', not {expired!r}")
    return expired == "gone"


def texts(what: str, values: Iterable[str]) -> tuple[str, ...]:
    """Return texts as a tuple; a single one where a list belongs is an `ArgumentError`."""
    if isinstance(values, (str, bytes)):
        raise ArgumentError(f"{what} must be a list of texts: use [{values!r}]")
    return tuple(values)


def plain_facts(metadata: Mapping[str, MetadataValue] | None) -> dict[str, MetadataValue] | None:
    """Return metadata as a dict of its own; what no store can keep is an `ArgumentError` at once."""
    if metadata is None:
        return None
    if not isinstance(metadata, Mapping):
        raise ArgumentError(f"metadata must be a mapping, not {type(metadata).__name__}")
    for name, value in metadata.items():
        if not isinstance(name, str) or not isinstance(value, (str, int, float, bool, NoneType)):
            raise ArgumentError(f"metadata maps texts to texts, numbers, booleans or None; {name!r} does not")
        if isinstance(value, float) and not isfinite(value):
            raise ArgumentError(f"metadata[{name!r}] is not a finite number")
    return dict(metadata)
