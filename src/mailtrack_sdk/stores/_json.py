"""The JSON text of a stored row, and the two errors a row can give: one to write it, one to read it."""

from __future__ import annotations

import json
from typing import cast

from mailtrack_sdk.errors import ArgumentError, StoreSchemaError
from mailtrack_sdk.stores import _fields as take
from mailtrack_sdk.stores._fields import Json

FORMAT = 1
"""Version of the JSON objects that this release writes."""

BROKEN = (ArgumentError, AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError)
"""What values of the wrong type or shape raise while they are taken apart."""


# Made once; what is written was taken apart before, so that it cannot contain itself.
_ENCODE = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False).encode


def to_json(fields: Json | str) -> str:
    """Write plain values as JSON text in ASCII, so that no database minds what is in it."""
    try:
        return _ENCODE(fields)
    except BROKEN as exc:
        raise refused(fields, exc) from exc


def from_json(body: object) -> object:
    """Undo `to_json`, or raise `StoreSchemaError`."""
    try:
        return json.loads(take.text(body))
    except BROKEN as exc:
        raise unreadable(body, exc) from exc


def versioned(raw: object) -> Json:
    """Take a JSON object that this version can read."""
    fields = take.mapping(raw)
    version = take.whole(fields["v"])
    if version > FORMAT:
        raise StoreSchemaError(
            f"a row was written in format {version}, this version reads up to {FORMAT}; upgrade mailtrack-sdk"
        )
    return fields


def refused(value: object, cause: Exception) -> ArgumentError:
    """Say that a value of the caller's cannot be kept."""
    return ArgumentError(f"no store can keep {_which(value)}: {cause}")


def unreadable(value: object, cause: Exception) -> StoreSchemaError:
    """Say that a row cannot be read."""
    return StoreSchemaError(
        f"a stored row cannot be read: {cause!r} in {_which(value)}; it was changed by hand, "
        "or written by a newer version of mailtrack-sdk"
    )


def _which(value: object) -> str:
    """Name a row so that it can be found, without showing what it says about a person."""
    name = type(value).__name__
    row_id = cast("Json", value).get("id") if isinstance(value, dict) else getattr(value, "id", None)
    return f"a {name} with the id {row_id!s:.40}"
