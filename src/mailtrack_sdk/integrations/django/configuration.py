"""The setting `MAILTRACK`: one dict, read and checked at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from inspect import signature
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.tracker import Tracker

__all__ = ["SMTP", "Configuration", "read_configuration"]

SMTP = "django.core.mail.backends.smtp.EmailBackend"

_TRACKER = frozenset(name.upper() for name in signature(Tracker).parameters)
_RECORDER = frozenset(name.upper() for name in signature(Recorder).parameters) - {
    "TRACKER",
    "STORE",
    "SUBSCRIBERS",
}
_OTHERS = frozenset(
    {
        "TRACKER",
        "STORE",
        "DATABASE",
        "BACKGROUND",
        "SUBSCRIBERS",
        "EMAIL_BACKEND",
        "KEEP",
        "MESSAGE_ID_DOMAIN",
    }
)
_KNOWN = _TRACKER | _RECORDER | _OTHERS

# What cannot stand in a settings module without importing half of the application may be named there.
_NAMED = frozenset(
    {"MAY_WRAP", "MAY_REDIRECT", "RULES", "CLASSIFIER", "CLOCK", "NEW_ID", "ON_ERROR", "OBSERVER"}
)
_KEEPABLE = ("subject", "to", "cc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What `MAILTRACK` says, with dotted names in place of what they name resolved.

    Args:
        tracker: The arguments of `Tracker`, `keys` among them; empty when there is a factory.
        tracker_factory: What makes the tracker instead, or None.
        recorder: The arguments of `Recorder` besides tracker, store and subscribers.
        store_factory: What makes the store; None for a `DjangoStore`.
        database: The alias of the database of a `DjangoStore`; None for what the routers say.
        background: Whether the views save in a thread of their own.
        subscribers: Who is told of opens and clicks besides the signal.
        email_backend: The dotted name of the backend that sends, None when it is not given.
        keep: What of a message is noted in events: "subject", "to", "cc".
        message_id_domain: The domain of signed Message-IDs; None for Django's own.
    """

    tracker: Mapping[str, Any] = field(repr=False)  # the keys are in it
    tracker_factory: Any
    recorder: Mapping[str, Any]
    store_factory: Any
    database: str | None
    background: bool
    subscribers: tuple[Any, ...]
    email_backend: str | None
    keep: frozenset[str]
    message_id_domain: str | None


def read_configuration() -> Configuration:
    """Read the setting.

    Raises:
        ConfigurationError: It is missing, or something of it cannot be used.
    """
    given = _given()
    own = {name.lower(): _resolved(name, given[name]) for name in _TRACKER if name in given}
    if "TRACKER" in given and own:
        raise ConfigurationError(
            f'MAILTRACK["TRACKER"] makes the tracker by itself: leave out {", ".join(sorted(own)).upper()}'
        )
    if "TRACKER" not in given and not {"keys", "base_url"} <= own.keys():
        raise ConfigurationError(
            'MAILTRACK needs "KEYS" (make one with secrets.token_urlsafe(32)) and "BASE_URL" (such as '
            '"https://t.example.com"), or "TRACKER", the dotted name of a function that returns a Tracker'
        )
    if "STORE" in given and "DATABASE" in given:
        raise ConfigurationError('MAILTRACK["DATABASE"] is for the DjangoStore: leave it out, or "STORE"')
    return Configuration(
        tracker=own,
        tracker_factory=_callable("TRACKER", given),
        recorder={name.lower(): _resolved(name, given[name]) for name in _RECORDER if name in given},
        store_factory=_callable("STORE", given),
        database=_text("DATABASE", given),
        background=_flag("BACKGROUND", given),
        subscribers=tuple(_imported("SUBSCRIBERS", one) for one in _several("SUBSCRIBERS", given)),
        email_backend=_text("EMAIL_BACKEND", given),
        keep=_kept(given),
        message_id_domain=_text("MESSAGE_ID_DOMAIN", given),
    )


def _given() -> Mapping[str, object]:
    given: object = getattr(settings, "MAILTRACK", None)
    if not isinstance(given, Mapping):
        raise ConfigurationError(
            'the settings need MAILTRACK = {"KEYS": ["..."], "BASE_URL": "https://t.example.com"}'
        )
    given = cast("Mapping[str, object]", given)
    for name in given:
        if name not in _KNOWN:
            near = get_close_matches(str(name).upper(), _KNOWN, n=1)
            hint = f"; do you mean {near[0]!r}?" if near else f", only {', '.join(sorted(_KNOWN))}"
            raise ConfigurationError(f"MAILTRACK knows no {name!r}{hint}")
    return given


def _resolved(name: str, value: object) -> object:
    return _imported(name, value) if name in _NAMED else value


def _imported(name: str, value: object) -> object:
    """Return what a dotted name names, or what is there already."""
    if not isinstance(value, str):
        return value
    try:
        return import_string(value)
    except ImportError as error:
        raise ConfigurationError(f'MAILTRACK["{name}"]: {error}') from error


def _callable(name: str, given: Mapping[str, object]) -> object:
    value = _imported(name, given.get(name))
    if value is not None and not callable(value):
        raise ConfigurationError(f'MAILTRACK["{name}"] must be a function or its dotted name, not {value!r}')
    return value


def _text(name: str, given: Mapping[str, object]) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise ConfigurationError(f'MAILTRACK["{name}"] must be a text, not {type(value).__name__}')
    return value


def _flag(name: str, given: Mapping[str, object]) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise ConfigurationError(f'MAILTRACK["{name}"] must be True or False, not {value!r}')
    return value


def _several(name: str, given: Mapping[str, object]) -> tuple[object, ...]:
    value = given.get(name, ())
    if not isinstance(value, (list, tuple, set, frozenset)):
        raise ConfigurationError(f'MAILTRACK["{name}"] must be a list, not {type(value).__name__}')
    return tuple(cast("list[object]", value))


def _kept(given: Mapping[str, object]) -> frozenset[str]:
    keep = frozenset(map(str, _several("KEEP", given)))
    if not keep.issubset(_KEEPABLE):
        raise ConfigurationError(f'MAILTRACK["KEEP"] may hold {", ".join(_KEEPABLE)}; not {sorted(keep)}')
    return keep
