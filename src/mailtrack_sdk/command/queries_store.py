"""The store that a command reads: opened if it is there, never made, and watched while it is read."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from typing_extensions import override

from mailtrack_sdk.command.database import existing
from mailtrack_sdk.command.progress import Progress
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores import EventQuery
from mailtrack_sdk.stores.sqlite import SQLiteStore

__all__ = ["ReadingProgress", "WatchedStore", "open_store"]

_UNNOTICED = 1.0
"""Seconds before a terminal is told anything: most questions are answered by then."""


class ReadingProgress(Progress):
    """Tells how many events were read so far; how many there are, no store knows beforehand."""

    __slots__ = ()

    @override
    def _draw(self, now: float, end: str) -> None:
        if now - self._started >= _UNNOTICED:
            super()._draw(now, end)

    @override
    def _line(self, seconds: float) -> str:
        return f"{self._done:,} {self._what} read  {self._done / seconds:,.0f}/s"


class WatchedStore(SQLiteStore):
    """A store that tells how many of its events were read.

    Args:
        path: The file.
        watch: Is called with the number of events read so far, whichever query they answer.
    """

    def __init__(self, path: Path, *, watch: Callable[[int], None]) -> None:
        super().__init__(path)
        self._watch = watch
        self._events_read = 0

    @override
    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        for event in super().events(query):
            self._events_read += 1
            self._watch(self._events_read)
            yield event


@contextmanager
def open_store(name: str, *, terminal: TextIO | None) -> Generator[WatchedStore]:
    """Open the file of a store for reading.

    Args:
        name: The file, as it was asked for.
        terminal: Where to tell how far the reading is, if it is a terminal and takes long.

    Raises:
        ArgumentError: There is no such file: a typing error must not make an empty store.
        StoreError: It is no store, or one that this release cannot read.
    """
    path = existing(name)
    with (
        ReadingProgress("events", 0, stream=terminal) as progress,
        WatchedStore(path, watch=progress) as store,
    ):
        yield store
