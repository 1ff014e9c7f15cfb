"""The store of a command: opened if it is there, never made, and watched while it is read."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, TextIO, cast
from uuid import UUID

from typing_extensions import Self, override

from mailtrack_sdk._extras import missing_extra
from mailtrack_sdk.classification import Verdict
from mailtrack_sdk.command.database import existing, is_url
from mailtrack_sdk.command.progress import progress
from mailtrack_sdk.errors import MissingExtraError
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores import (
    ErasureStore,
    EventQuery,
    EventStore,
    ExportStore,
    GroupedStore,
    PurgeStore,
    VerdictStore,
)
from mailtrack_sdk.stores.sqlite import SQLiteStore

__all__ = ["Store", "Watch", "WatchedStore", "open_store", "opened"]

Watch = Callable[[int], object]
"""Called with the number of events that were read so far, whichever query they answer."""


class Store(EventStore, VerdictStore, GroupedStore, PurgeStore, ErasureStore, ExportStore, Protocol):
    """A store as commands use it."""

    @property
    def label(self) -> str:
        """What to call it in a report: as it was asked for, without a password."""
        ...

    @property
    def recorded(self) -> int:
        """How many verdicts were recorded through it."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class WatchedStore(SQLiteStore):
    """A store in a file, which tells how much was read and recorded.

    Args:
        path: The file.
        label: What to call it.
        watch: Is told how many events were read; None for nobody.
    """

    def __init__(self, path: Path, *, label: str, watch: Watch | None) -> None:
        super().__init__(path)
        self.label = label
        self.recorded: int = 0
        self._watch = watch
        self._events_read = 0

    @override
    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        for event in super().events(query):
            self._events_read += 1
            if self._watch is not None:
                self._watch(self._events_read)
            yield event

    @override
    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        super().record_verdicts(verdicts, judged_at=judged_at)
        self.recorded += len(verdicts)


def opened(place: str, *, watch: Watch | None = None) -> Store:
    """Open a store, for a `with` block.

    Args:
        place: The file or URL, as it was asked for.
        watch: Is told how many events were read; None for nobody.

    Raises:
        ArgumentError: There is no such file: a typing error must not make an empty store.
        MissingExtraError: The URL needs what is not installed.
        ConfigurationError: The URL is of another kind of database.
        StoreError: It is no store, or one that this release cannot read.
    """
    if not is_url(place):
        return WatchedStore(existing(place), label=place, watch=watch)
    try:
        module = importlib.import_module("mailtrack_sdk.command.sqlalchemy_store")
    except MissingExtraError:
        raise
    except ImportError as error:  # also what SQLAlchemy raises where greenlet is missing
        raise missing_extra("--store: a URL", "sqlalchemy", error) from error
    return cast("Store", module.open_url(place, watch=watch))


@contextmanager
def open_store(place: str, *, terminal: TextIO | None) -> Generator[Store]:
    """Open a store for reading.

    Args:
        place: The file or URL, as it was asked for.
        terminal: Where to tell how far the reading is, if it is a terminal and takes long.

    Raises:
        ArgumentError, ConfigurationError, StoreError: As for `opened`.
    """
    with progress("events read", None, stream=terminal) as reading, opened(place, watch=reading) as store:
        yield store
