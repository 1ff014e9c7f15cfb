"""Values of a stored row, taken with the type each must have.

A row may come from a later version, from another program or from somebody's editor, so nothing
about it is taken for granted. A value of the wrong type raises TypeError here; the codec turns that
into the error its caller should see.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import cast

from mailtrack_sdk.events import MetadataValue

Json = dict[str, object]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_DAY = 86_400


def micros(moment: datetime) -> int:
    """Count the microseconds since 1970; exact, unlike a float timestamp."""
    span = moment - _EPOCH
    return (span.days * _DAY + span.seconds) * 1_000_000 + span.microseconds


def micros_or_none(moment: datetime | None) -> int | None:
    """Count the microseconds since 1970 of a time that may be absent."""
    return None if moment is None else micros(moment)


def moment(value: object) -> datetime:
    """Take a time written by `micros`; the result is in UTC."""
    return _EPOCH + timedelta(microseconds=whole(value))


def moment_or_none(value: object) -> datetime | None:
    """Take a time that may be absent."""
    return None if value is None else moment(value)


def plain(member: str) -> str:
    """Spell a member of an enum of texts, twice as fast as its `value`."""
    return str.__str__(member)


def day_text(value: date | None) -> str | None:
    """Write a date as ISO 8601 has it."""
    if value is None:
        return None
    if type(value) is not date:  # a datetime is a date too, and would be written with its time
        raise TypeError(f"a date was expected, not {type(value).__name__}")
    return value.isoformat()


def day_or_none(value: object) -> date | None:
    """Take a date written by `day_text`."""
    return None if value is None else date.fromisoformat(text(value))


def compact(fields: Json) -> Json:
    """Leave out what holds its default."""
    return {key: value for key, value in fields.items() if value is not None}


def text(value: object) -> str:
    """Take a text."""
    if isinstance(value, str):
        return value
    raise TypeError(f"a text was expected, not {type(value).__name__}")


def text_or_none(value: object) -> str | None:
    """Take a text that may be absent."""
    return None if value is None else text(value)


def texts(value: object) -> tuple[str, ...]:
    """Take a list of texts as a tuple."""
    return tuple(text(item) for item in array(value))


def whole(value: object) -> int:
    """Take a whole number of at most 64 bits, as databases have them."""
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return value
    raise TypeError(f"a whole number of at most 64 bits was expected, not {type(value).__name__}")


def whole_or_none(value: object) -> int | None:
    """Take a whole number that may be absent."""
    return None if value is None else whole(value)


def number(value: object) -> float:
    """Take a number."""
    if isinstance(value, (int, float)):
        return value
    raise TypeError(f"a number was expected, not {type(value).__name__}")


def flag(value: object) -> bool:
    """Take true or false."""
    if isinstance(value, bool):
        return value
    raise TypeError(f"true or false was expected, not {type(value).__name__}")


def array(value: object) -> list[object]:
    """Take a list of anything."""
    if isinstance(value, list):
        return cast("list[object]", value)
    raise TypeError(f"a list was expected, not {type(value).__name__}")


def mapping(value: object) -> Json:
    """Take a JSON object."""
    if isinstance(value, dict):
        return cast("Json", value)
    raise TypeError(f"an object was expected, not {type(value).__name__}")


def headers(value: object) -> Mapping[str, str]:
    """Take the headers of a request."""
    return {text(name): text(item) for name, item in mapping(value).items()}


def metadata(value: object) -> Mapping[str, MetadataValue]:
    """Take a caller's own facts, which must be plain so that every store can keep them."""
    return {text(key): _plain(item) for key, item in mapping(value).items()}


def _plain(value: object) -> MetadataValue:
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"a plain JSON value was expected, not {type(value).__name__}")
