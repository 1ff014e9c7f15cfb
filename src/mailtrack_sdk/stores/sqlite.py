"""A store in one SQLite file: durable, and shared by the threads and processes of one machine."""

from __future__ import annotations

import os
import sqlite3
import time
from array import array
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter
from types import TracebackType
from typing import Any, ClassVar, Literal, cast
from uuid import UUID

from typing_extensions import Self

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.errors import ConfigurationError, StoreSchemaError
from mailtrack_sdk.events import ClickEvent, Event, OpenEvent
from mailtrack_sdk.models import check_text, utc
from mailtrack_sdk.stores import _sql
from mailtrack_sdk.stores._codec import load_event, load_verdict
from mailtrack_sdk.stores._connection import MEMORY, SharedConnection, check_path, try_write_ahead
from mailtrack_sdk.stores._json import from_json
from mailtrack_sdk.stores.base import PORTION
from mailtrack_sdk.stores.query import EventQuery, as_batch, check_ids, check_limit, check_walk

__all__ = ["SQLiteStore"]

_PAUSE = 0.01
_ENDLESS = 2**63 - 1
_LONGEST_WAIT = timedelta(days=1)


class SQLiteStore:
    """An `EventStore` in one file of SQLite 3.24 or newer, in write-ahead mode.

    Threads share one store; processes of the same machine each make their own on the same file.
    There is one writer at a time, the others wait. The file must be on a local disk: write-ahead mode
    does not work over a network file system (sqlite.org/wal.html). To copy it while it is in use,
    use SQLite's backup, not `cp`.

    Make one store per file and process. SQLite 3.7.0 to 3.51.2 can damage a file when two connections
    write or checkpoint at the same moment (fixed in 3.51.3, 3.50.7 and 3.44.6, 2026-03-13,
    sqlite.org/wal.html#walresetbug); therefore a store writes and checkpoints through a single
    connection. Several writing processes still meet the bug; give them a fixed SQLite.

    No connection is open until it is needed, and none is open across `os.fork`, so a store may be made
    before a server forks its workers.

    Args:
        path: The file, made if it does not exist; or `":memory:"` for a database that dies with
            the store.
        durability: `"full"`: an appended event survives a power loss. `"normal"`: it survives a
            crash of the program, but a power loss may take the last ones; about 3 times faster for
            single events, and never a damaged file (sqlite.org/pragma.html#pragma_synchronous).
        busy_timeout: How long to wait for another writer, up to a day.

    Raises:
        ConfigurationError: An argument is not one of the above.
        StoreSchemaError: The file is no database, another program's, or a newer version's.
        StoreError: The file cannot be opened or made.

    Example:
        >>> with SQLiteStore(":memory:") as store:
        ...     store.append([])
        0
    """

    _page: ClassVar = 1_000
    """Rows read at once: no snapshot stays open between pages, so the write-ahead log can be emptied."""

    _bound: ClassVar = 500
    """Values bound to one statement; every SQLite allows 999."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        durability: Literal["full", "normal"] = "full",
        busy_timeout: timedelta = timedelta(seconds=30),
    ) -> None:
        self._path = check_path(path)
        if durability not in ("full", "normal"):
            raise ConfigurationError(f'durability must be "full" or "normal", not {durability!r}')
        if not isinstance(busy_timeout, timedelta) or not timedelta(0) <= busy_timeout <= _LONGEST_WAIT:
            raise ConfigurationError(
                f"busy_timeout must be a timedelta from 0 to 1 day, not {busy_timeout!r}"
            )
        self._durability = durability
        self._wait = busy_timeout.total_seconds()
        in_memory = self._path == MEMORY
        self._writer = SharedConnection(self._path, self._open_writer, survives_fork=in_memory)
        self._reader = self._writer if in_memory else SharedConnection(self._path, self._open_reader)
        with self._writer.use():
            pass  # finds out now, not at the first event, whether the file will do
        if not in_memory:
            self._writer.release()

    def append(self, events: Iterable[Event]) -> int:
        """Add events, all or none, and return how many were new; see `EventStore.append`."""
        rows = [_sql.event_row(event) for event in as_batch(events)]
        with self._transaction() as connection:
            return max(0, connection.executemany(_sql.ADD_EVENT, rows).rowcount)

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read the events that the query selects, ordered by (at, id); see `EventStore.events`.

        A campaign over several messages is read as it was at the start; anything else page by page,
        so that events which arrive while reading appear if they belong behind the current one.
        """
        wanted = EventQuery() if query is None else query
        self._reader.check_open()
        if wanted.kinds == ():
            return iter(())  # SQLite finds no plan for the empty list when it is told the index
        bodies = self._spread_bodies(wanted) if _sql.is_spread(wanted) else self._paged_bodies(wanted)
        return (load_event(from_json(body)) for body in bodies)

    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep what the rules said about events; see `VerdictStore.record_verdicts`."""
        at = utc("judged_at", judged_at)
        check_ids(verdicts)
        rows = [_sql.verdict_row(event_id, verdict, at) for event_id, verdict in verdicts.items()]
        with self._transaction() as connection:
            connection.executemany(_sql.ADD_VERDICT, rows)

    def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Look up the winning verdict of each event; see `VerdictStore.verdicts`."""
        wanted = check_ids(event_ids)
        self._reader.check_open()
        bodies: dict[bytes, object] = {}
        for start in range(0, len(wanted), self._bound):
            bodies.update(self._fetch(_sql.select_verdicts(wanted[start : start + self._bound])))
        return {UUID(bytes=event_id): load_verdict(from_json(body)) for event_id, body in bodies.items()}

    def history(self, delivery_id: str, *, since: datetime, limit: int) -> tuple[OpenEvent | ClickEvent, ...]:
        """Look up the newest opens and clicks of one delivery; see `HistoryStore.history`."""
        check_text("delivery_id", delivery_id)
        check_limit(limit)
        rows = self._fetch(_sql.select_history(delivery_id, utc("since", since), limit))
        return tuple(_request(body) for (body,) in reversed(rows))

    def count_requests(self) -> int:
        """Count the opens and clicks of the log; see `GroupedStore.count_requests`."""
        ((count,),) = self._fetch(_sql.COUNT_REQUESTS)
        return int(count)

    def by_delivery(
        self, *, after: str | None = None, portion: int = PORTION
    ) -> Iterator[tuple[OpenEvent | ClickEvent, ...]]:
        """Read opens and clicks delivery by delivery; see `GroupedStore.by_delivery`."""
        check_walk(after, portion)
        self._reader.check_open()
        deliveries = groupby(self._grouped_bodies(after or ""), key=itemgetter(0))
        return (requests for _, rows in deliveries for requests in _in_portions(rows, portion))

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._reader.close()  # first, so that the last connection, which checkpoints, is the writer
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SQLiteStore({self._path!r}, durability={self._durability!r})"

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        with self._writer.use() as connection:
            try:
                # IMMEDIATE, because a transaction that begins by reading is refused, not queued,
                # when another process wrote in between (sqlite.org/rescode.html#busy_snapshot).
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise

    def _fetch(self, statement: _sql.Statement) -> list[tuple[Any, ...]]:
        with self._reader.use() as connection:
            return connection.execute(statement.sql, statement.values).fetchall()

    def _paged_bodies(self, query: EventQuery) -> Iterator[object]:
        """Read page after page, each beginning behind the last row of the one before."""
        place = _sql.first_place(query)
        left = _ENDLESS if query.limit is None else query.limit
        while left > 0:
            rows = self._fetch(_sql.select_page(query, place, min(self._page, left)))
            for _, _, body in rows:
                yield body
            left = left - len(rows) if len(rows) == self._page else 0
            place = rows[-1][:2] if rows else None

    def _grouped_bodies(self, after: str) -> Iterator[tuple[object, object]]:
        """Read (delivery, body) of requests page after page, ordered by delivery, time and id."""
        place: tuple[Any, ...] | None = (after,)
        while place is not None:
            rows = self._fetch(_sql.select_requests(place, self._page))
            for delivery, _, _, body in rows:
                yield delivery, body
            place = rows[-1][:3] if len(rows) == self._page else None

    def _spread_bodies(self, query: EventQuery) -> Iterator[object]:
        """Sort the row numbers once, as no index has them in order, then read the rows."""
        numbers = array("q", (number for (number,) in self._fetch(_sql.select_campaign(query))))
        for start in range(0, len(numbers), self._bound):
            for (body,) in self._fetch(_sql.select_bodies(numbers[start : start + self._bound])):
                yield body

    def _open_reader(self) -> sqlite3.Connection:
        connection = self._connect()
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _open_writer(self) -> sqlite3.Connection:
        connection = self._connect()
        try:
            connection.execute("BEGIN")  # for one view of what _is_fresh asks bit by bit
            is_fresh = self._is_fresh(connection)  # asked first: another program's file stays as it is
            connection.execute("COMMIT")
            self._write_ahead(connection)
            connection.execute(f"PRAGMA synchronous = {self._durability}")
            # 16 MB each of pages and of log: batches a quarter faster, half as many slow commits
            # (measured against SQLite's 2 MB and 4 MB at 200,000 rows on 2026-11-22).
            connection.execute("PRAGMA cache_size = -16384")
            connection.execute("PRAGMA wal_autocheckpoint = 4000")
            if is_fresh:
                self._make_tables(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=self._wait, isolation_level=None, check_same_thread=False)

    def _write_ahead(self, connection: sqlite3.Connection) -> None:
        """Switch a file to write-ahead mode, waiting for others who just make the same file.

        SQLite does not wait by itself here: it says "locked" at once, whatever its busy timeout is
        (seen with 3.40.1 on 2026-11-22, four processes making one file).
        """
        deadline = time.monotonic() + self._wait
        while (refusal := try_write_ahead(connection)) is not None:
            if "locked" not in str(refusal) or time.monotonic() >= deadline:
                raise refusal
            time.sleep(_PAUSE)

    def _make_tables(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        if self._is_fresh(connection):  # asked again: another process may have been faster
            for statement in _sql.SCHEMA:
                connection.execute(statement)
        connection.execute("COMMIT")

    def _is_fresh(self, connection: sqlite3.Connection) -> bool:
        """Tell an empty database from a store's own, and refuse every other."""
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if (application, version, tables) == (0, 0, 0):
            return True
        if application != _sql.APPLICATION_ID:
            raise StoreSchemaError(
                f"{self._path}: the database of another program; give the store its own file"
            )
        if version != _sql.SCHEMA_VERSION:
            raise StoreSchemaError(
                f"{self._path}: has version {version} of the tables, this release of mailtrack-sdk "
                f"has version {_sql.SCHEMA_VERSION}; use the release that wrote it, or a newer one"
            )
        return False


def _request(body: object) -> OpenEvent | ClickEvent:
    return cast("OpenEvent | ClickEvent", load_event(from_json(body)))


def _in_portions(
    rows: Iterator[tuple[object, object]], portion: int
) -> Iterator[tuple[OpenEvent | ClickEvent, ...]]:
    while requests := tuple(_request(body) for _, body in islice(rows, portion)):
        yield requests
