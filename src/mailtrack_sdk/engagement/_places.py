"""Places in the log as one number, and as a text for the cursor of a page.

The order of the log is (time, id). Both together are one number, the microseconds since year 1 above the 128
bits of the id, so that a place between two events can be halved, and written as one word into a URL.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from uuid import UUID

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.stores.query import Cursor

_START = datetime.min.replace(tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
_ID_BITS = 128
_ID_MASK = 2**_ID_BITS - 1

LAST = ((datetime.max.replace(tzinfo=timezone.utc) - _START) // _MICROSECOND << _ID_BITS) | _ID_MASK

_TEXT = re.compile("[0-9a-f]{1,48}", re.ASCII)


def place_of(at: datetime, event_id: UUID) -> int:
    """Return the place of an event."""
    return (at - _START) // _MICROSECOND << _ID_BITS | event_id.int


def cursor_of(place: int) -> Cursor:
    """Return a place as stores take it."""
    return _START + (place >> _ID_BITS) * _MICROSECOND, UUID(int=place & _ID_MASK)


def cursor_text(place: int) -> str:
    """Write a place as a word of hexadecimal digits."""
    return f"{place:x}"


def read_cursor(text: str) -> int:
    """Read what `cursor_text` wrote, or raise `ArgumentError`; the text may come from a URL."""
    if not isinstance(text, str) or _TEXT.fullmatch(text) is None or int(text, 16) > LAST:
        raise ArgumentError(
            f"after must be the cursor of an entry or page, as it was given out, not {text!r}"
        )
    return int(text, 16)
