"""Requests as somebody at a shell describes them: by options, or as JSON lines."""

from __future__ import annotations

import ipaddress
import json
import math
import re
from argparse import Namespace
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import cast

from mailtrack_sdk.command.classify_lines import MAX_LINE
from mailtrack_sdk.command.terminal import short
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import EventKind
from mailtrack_sdk.models import Client

__all__ = ["Described", "described_by", "moment_of", "read_line", "seconds_of"]

_YEARS = range(1990, 2090)
_LONGEST = timedelta(days=3650).total_seconds()
# One spelling for every Python: datetime.fromisoformat of 3.10 knows no "Z", that of 3.11 far too much.
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")  # RFC 9110 5.6.2
_KINDS = {EventKind.OPEN.value: EventKind.OPEN, EventKind.CLICK.value: EventKind.CLICK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One request, as far as it was described.

    Args:
        kind: An open or a click.
        client: What the request said about itself.
        method: Its method.
        seconds: How long after the send it came; None when that is not known.
        at: When it came, an aware UTC datetime; None when that is not known.
        delivery: A name for the copy it belongs to; None for a request that stands alone.
        url: The link that was followed; None when that is not known.
        link_count: How many links the mail has, 0 when that is not known.
    """

    kind: EventKind
    client: Client = field(default_factory=Client)
    method: str = "GET"
    seconds: float | None = None
    at: datetime | None = None
    delivery: str | None = None
    url: str | None = None
    link_count: int = 0


def described_by(asked: Namespace) -> Described:
    """Read a request from options.

    Raises:
        ArgumentError: Nothing was said of it, or something makes no sense.
    """
    if all(value is None for value in (asked.agent, asked.address, asked.method, asked.header, asked.after)):
        raise ArgumentError(
            "nothing is said of a request: add --agent TEXT, or another of its options, or --lines FILE"
        )
    headers = None if asked.header is None else _headers(map(_header, asked.header))
    return Described(
        kind=_KINDS[asked.kind],
        client=_client(asked.agent, asked.address, headers),
        method=_method(asked.method),
        seconds=asked.after,
        at=asked.at,
    )


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise ArgumentError(f"--header: not of the form 'Name: value': {short(text, 80)!r}")
    return name.strip(), value.strip()


def read_line(line: bytes | None, *, kind: EventKind | str) -> Described | None:
    """Read one JSON object; None for an empty line.

    Args:
        line: The line; None for one that is too long.
        kind: What it is when it does not say so.

    Raises:
        ArgumentError: It cannot be read, or something in it makes no sense.
    """
    if line is None:
        raise ArgumentError(f"has more than {MAX_LINE:,} bytes")
    if not line.strip(b"\xef\xbb\xbf \t\r\n"):
        return None
    try:
        whole: object = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ArgumentError("is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise ArgumentError(f"is not JSON: {short(str(error), 80)}") from None
    if not isinstance(whole, dict):
        raise ArgumentError(f"must be a JSON object, not {_named(whole)}")
    return _described(cast("dict[str, object]", whole), EventKind(kind))


def _described(fields: Mapping[str, object], kind: EventKind) -> Described:
    headers = fields.get("headers")
    if headers is not None and not isinstance(headers, dict):
        raise ArgumentError(f"headers must be an object, not {_named(headers)}")
    at = _text(fields, "at")
    pairs = None if headers is None else cast("dict[str, object]", headers).items()
    return Described(
        kind=_kind(_text(fields, "kind"), kind),
        client=_client(
            _text(fields, "agent", "ua"),
            _text(fields, "address", "ip"),
            None if pairs is None else _headers((name, _header_value(name, value)) for name, value in pairs),
        ),
        method=_method(_text(fields, "method")),
        seconds=_seconds(fields.get("seconds_since_send")),
        at=None if at is None else moment_of(at),
        delivery=_text(fields, "delivery"),
        url=_text(fields, "url") or None,
        link_count=_count(fields.get("link_count")),
    )


def _text(fields: Mapping[str, object], *names: str) -> str | None:
    """Return the first of some fields that says something."""
    for name in names:
        value = fields.get(name)
        if value is not None:
            if not isinstance(value, str):
                raise ArgumentError(f"{name} must be a text, not {_named(value)}")
            return value
    return None


def _client(agent: str | None, address: str | None, headers: dict[str, str] | None) -> Client:
    if headers is not None and "user-agent" in headers:
        said = headers.pop("user-agent")
        agent = said if agent is None else agent
    return Client(agent=agent, address=None if address is None else _address(address), headers=headers)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        raise ArgumentError(f"address must be an IP address, not {short(text, 60)!r}") from None


def _headers(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Gather headers under their names in lower case; of several with one name, the first counts."""
    headers: dict[str, str] = {}
    for name, value in pairs:
        if _TOKEN.fullmatch(name) is None:
            raise ArgumentError(f"not the name of a header: {short(name, 60)!r}")
        headers.setdefault(name.lower(), value)
    return headers


def _header_value(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ArgumentError(f"the header {short(name, 60)!r} must be a text, not {_named(value)}")
    return value


def _method(text: str | None) -> str:
    if text is None:
        return "GET"
    if _TOKEN.fullmatch(text) is None:
        raise ArgumentError(f"method must be one of HTTP such as GET, not {short(text, 60)!r}")
    return text.upper()


def _kind(text: str | None, default: EventKind) -> EventKind:
    if text is None:
        return default
    kind = _KINDS.get(text.lower())
    if kind is None:
        raise ArgumentError(f"kind must be open or click, not {short(text, 60)!r}")
    return kind


def seconds_of(text: str) -> float:
    """Read a number of seconds.

    Raises:
        ValueError: It is no number.
        ArgumentError: It is out of reach.
    """
    return cast("float", _seconds(float(text)))


def _seconds(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ArgumentError(f"seconds_since_send must be a number, not {_named(value)}")
    if not -_LONGEST <= value <= _LONGEST or math.isnan(value):
        raise ArgumentError("seconds_since_send must be a number of seconds within ten years")
    return float(value)


def moment_of(text: str) -> datetime:
    """Read a date and time with its UTC offset.

    Raises:
        ArgumentError: It is none, or out of reach.
    """
    match = _MOMENT.fullmatch(text)
    try:
        if match is not None:
            second, fraction, zone = match.groups()
            spelled = f"{second}.{(fraction or '')[:6]:0<6}{'+00:00' if zone == 'Z' else zone}"
            moment = datetime.fromisoformat(spelled).astimezone(timezone.utc)
            if moment.year in _YEARS:
                return moment
    except (OverflowError, ValueError):
        pass  # such as the 30th of February
    raise ArgumentError(f"at must be a time such as 2026-03-01T09:00:00.5Z, not {short(text, 60)!r}")


def _count(value: object) -> int:
    if value is None:
        return 0
    if type(value) is not int or not 0 <= value < 2**16:
        raise ArgumentError(f"link_count must be a whole number of links, not {_named(value)}")
    return value


def _named(value: object) -> str:
    """Show what stands where something else should, in a few letters."""
    return short(json.dumps(value), 60)
