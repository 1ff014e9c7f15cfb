"""A store behind a URL, watched while it is read; loaded only for a URL, because SQLAlchemy is an extra."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError as UrlError
from typing_extensions import override

from mailtrack_sdk.classification import Verdict
from mailtrack_sdk.command.database import existing
from mailtrack_sdk.command.queries_store import Watch
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores import EventQuery
from mailtrack_sdk.stores.sqlalchemy import SQLAlchemyStore

__all__ = ["WatchedSQLAlchemyStore", "open_url"]

_ASYNC_DRIVERS = frozenset({"aiomysql", "aiosqlite", "asyncmy", "asyncpg", "psycopg_async"})
"""Drivers of the URL that a web application has in its settings, and that a program cannot use."""


class WatchedSQLAlchemyStore(SQLAlchemyStore):
    """A store in a database, which tells how much was read and recorded.

    Args:
        url: Where it is.
        watch: Is told how many events were read; None for nobody.
    """

    def __init__(self, url: URL, *, watch: Watch | None) -> None:
        super().__init__(url)
        self.label: str = url.set(query={}).render_as_string(hide_password=True)
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


def open_url(text: str, *, watch: Watch | None) -> WatchedSQLAlchemyStore:
    """Open the store behind a URL; its tables have to be there.

    Raises:
        ArgumentError: The URL cannot be read, or names a file that is not there.
        ConfigurationError: It is of another kind of database, or the driver is missing.
    """
    try:
        url = make_url(text)
    except (UrlError, ValueError):
        # Neither the text nor the cause is shown: a URL that cannot be read may hold a password anywhere.
        raise ArgumentError(
            "--store: the URL cannot be read; it must be like postgresql://user@host:5432/database"
        ) from None
    kind, _, driver = url.drivername.partition("+")
    if driver in _ASYNC_DRIVERS:
        url = url.set(drivername=kind)
    if kind == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise ArgumentError("--store: a database in memory is empty: name its file, sqlite:///FILE")
        existing(str(url.database))  # SQLite would make it
    return WatchedSQLAlchemyStore(url, watch=watch)
