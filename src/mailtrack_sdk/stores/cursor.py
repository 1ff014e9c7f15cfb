"""The log in the order in which it grew: for handing it on, event by event, to other systems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import Event

__all__ = ["AsyncCursorStore", "CursorStore", "Page"]

_NUMBERED = re.compile("seq-(0|[1-9][0-9]{0,17})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A portion of the log.

    Args:
        events: The events, in the order in which they became visible; empty when there are no more yet.
        cursor: What to pass as `after` of the next read, a text to be kept as it is; None while the
            log is empty and nothing was read.
    """

    events: tuple[Event, ...]
    cursor: str | None


@runtime_checkable
class CursorStore(Protocol):
    """A store whose log can be followed while it grows."""

    def read(self, after: str | None = None, *, limit: int = 1_000) -> Page:
        """Read on from a place in the log, in the order in which events became visible.

        Unlike `events`, whose order is that of time, this never skips an event that is appended late:
        whoever reads page after page, each after the cursor of the one before, gets every event once.
        An event that is purged or erased before it was read does not come any more.

        Args:
            after: The cursor of the page before; None for the beginning.
            limit: At most so many events, 1 or more.

        Returns:
            The events and the cursor to go on with. An empty page says that there is nothing new;
            ask again later with the same cursor.

        Raises:
            ArgumentError: `after` is no cursor of this store, or `limit` is out of its range.
            StoreError: The store could not do it.
        """
        ...


@runtime_checkable
class AsyncCursorStore(Protocol):
    """A store whose log can be followed while it grows: the twin of `CursorStore`."""

    async def read(self, after: str | None = None, *, limit: int = 1_000) -> Page:
        """Read on from a place in the log; see `CursorStore.read`."""
        ...


def numbered_cursor(number: int) -> str:
    """Write the cursor of a store that numbers its events as they come; 0 stands before the first."""
    return f"seq-{number}"


def cursor_number(cursor: str | None) -> int:
    """Undo `numbered_cursor`, or raise `ArgumentError`; None is the beginning."""
    if cursor is None:
        return 0
    found = _NUMBERED.fullmatch(cursor) if isinstance(cursor, str) else None
    if found is None:
        raise ArgumentError(f"after must be the cursor of a page of this store, not {cursor!r:.60}")
    return int(found[1])


def beyond_the_end(cursor: str | None) -> ArgumentError:
    """Say that a cursor lies where the log has never been."""
    return ArgumentError(
        f"after ({cursor}) lies beyond the end of this log: it is another store's, or the store was "
        "restored from a backup; begin anew with after=None"
    )
