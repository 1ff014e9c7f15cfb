"""A store in a database that SQLAlchemy reaches: PostgreSQL, to scale; MySQL, MariaDB or SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from threading import Lock
from types import TracebackType
from typing import TypeVar
from uuid import UUID

from sqlalchemy import URL, Connection, Engine
from typing_extensions import Self

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.errors import StoreError
from mailtrack_sdk.events import ClickEvent, Event, EventKind, OpenEvent
from mailtrack_sdk.models import RecipientId
from mailtrack_sdk.stores.base import PORTION
from mailtrack_sdk.stores.clients import CLIENT_DAYS
from mailtrack_sdk.stores.cursor import Page
from mailtrack_sdk.stores.query import EventQuery
from mailtrack_sdk.stores.rollups import Rollup
from mailtrack_sdk.stores.sqlalchemy import calls, persons, schema
from mailtrack_sdk.stores.sqlalchemy.calls import TRIES, Operation, Rollups, State
from mailtrack_sdk.stores.sqlalchemy.engines import is_shared, make_engine, name_of, reading, viewing, writing
from mailtrack_sdk.stores.sqlalchemy.errors import engine_errors, is_passing
from mailtrack_sdk.stores.sqlalchemy.reading import Walk

__all__ = ["SQLAlchemyStore"]

_ItemT = TypeVar("_ItemT")
_ResultT = TypeVar("_ResultT")


class SQLAlchemyStore:
    """An `EventStore` with every capability, in a database that several machines share.

    PostgreSQL 13 or newer with the driver psycopg (asyncpg for `AsyncSQLAlchemyStore`), MySQL 8,
    MariaDB 10.6, or SQLite 3.24. Threads share one store. The tables, whose names begin with
    `mailtrack_`, are made by `create`, once; no other call makes any.

    What a call writes is one transaction: all of it is kept, or nothing. After an error, repeat the call:
    what was kept counts once. A transaction that met another one and lost is repeated by itself.

    A store made from a URL owns its connections: it checks them before use, closes them in `close`, and
    gives a forked child its own. With an engine of yours, these are up to you.

    Args:
        engine_or_url: An `Engine`, or a URL such as `postgresql+psycopg://user:password@host/database`.
        rollups: `"kept"`: sums are kept beside the log, so that a summary need not read it. `"off"`: what
            this store writes is left out of them, which is faster; then nobody can use them until
            `rebuild_rollups` was called, and summaries read the log.

    Raises:
        ConfigurationError: It is neither, names another kind of database, or its driver is missing;
            or `rollups` is neither of the two.

    Example:
        >>> with SQLAlchemyStore("sqlite://") as store:
        ...     store.create()
        ...     store.append([])
        0
    """

    def __init__(self, engine_or_url: Engine | str | URL, *, rollups: Rollups = "kept") -> None:
        self._engine, self._is_own = make_engine(engine_or_url)
        self._reader, self._writer = reading(self._engine), writing(self._engine)
        self._viewer = viewing(self._engine)
        self._state = State(name_of(self._engine), rollups)
        self._turn: AbstractContextManager[object] = Lock() if is_shared(self._engine) else nullcontext()

    def create(self, *, partitions: bool = False) -> None:
        """Make the tables, or what is missing of them; where they are, nothing changes.

        It may be called at every start, also by several processes at once.

        Args:
            partitions: Keep each month apart, so that `purge` can drop it as a whole; PostgreSQL only,
                and only when the tables are made. Where there are partitions already, every call makes
                those of the next three months.

        Raises:
            ConfigurationError: The database has no partitions, or the tables were made without.
            StoreSchemaError: The tables are of another version.
            StoreError: The store could not do it.
        """
        self._make(lambda connection: schema.create(connection, with_partitions=partitions))

    def upgrade(self) -> None:
        """Bring the tables up to date: after a new release, and after a restore to another PostgreSQL.

        Raises:
            StoreSchemaError: They are not there, or were made by a newer release.
            StoreError: The store could not do it.
        """
        self._make(schema.upgrade)

    def append(self, events: Iterable[Event]) -> int:
        """Add events, all or none, and return how many were new; see `EventStore.append`."""
        return self._change(calls.append(events))

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read the events that the query selects, ordered by (at, id); see `EventStore.events`.

        A campaign over several messages is read as it was at the start; anything else page by page,
        so that events which arrive while reading appear if they belong behind the current one.
        """
        return self._walk(calls.events(query))

    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep what the rules said about events; see `VerdictStore.record_verdicts`."""
        self._change(calls.record_verdicts(verdicts, judged_at))

    def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Look up the winning verdict of each event; see `VerdictStore.verdicts`."""
        return self._look(calls.verdicts(event_ids))

    def history(self, delivery_id: str, *, since: datetime, limit: int) -> tuple[OpenEvent | ClickEvent, ...]:
        """Look up the newest opens and clicks of one delivery; see `HistoryStore.history`."""
        return self._look(calls.history(delivery_id, since, limit))

    def count_requests(self) -> int:
        """Count the opens and clicks of the log; see `GroupedStore.count_requests`."""
        return self._look(calls.count_requests)

    def by_delivery(
        self, *, after: str | None = None, portion: int = PORTION
    ) -> Iterator[tuple[OpenEvent | ClickEvent, ...]]:
        """Read opens and clicks delivery by delivery; see `GroupedStore.by_delivery`."""
        return self._walk(calls.by_delivery(after, portion))

    def purge(self, *, before: datetime, kinds: Iterable[EventKind] | None = None) -> int:
        """Delete old events with their verdicts; see `PurgeStore.purge`.

        A partition whose events are all old enough is dropped as a whole, unless kinds are named. Where
        sums are kept, its events are deleted first.
        """
        return self._counted(calls.purge(before, kinds))

    def cut_clients(self, *, now: datetime, client_days: int = CLIENT_DAYS) -> int:
        """Cut address and agent of old opens and clicks; see `ClientStore.cut_clients`."""
        return self._counted(calls.cut_clients(now, client_days))

    def erase(self, recipient: RecipientId, *, tenant: str | None = None) -> int:
        """Delete everything about a recipient, and refuse later events; see `ErasureStore.erase`.

        In a file of SQLite no byte of the id is left. PostgreSQL and MySQL reuse the place of deleted
        rows when they like; the how-to on PostgreSQL tells what to do about it.
        """
        count = self._change(calls.erase(recipient, tenant))
        self._look(persons.scrub)
        return count

    def export(self, recipient: RecipientId, *, tenant: str | None = None) -> Iterator[dict[str, object]]:
        """Read everything about a recipient as plain values; see `ExportStore.export`."""
        return self._walk(calls.export(recipient, tenant))

    def read(self, after: str | None = None, *, limit: int = 1_000) -> Page:
        """Read on from a place in the log; see `CursorStore.read`.

        On PostgreSQL a page ends before the oldest transaction that is still running and has written,
        in any database of the server: events that came in after it appear when it is over.
        """
        return self._look(calls.read(after, limit, self._engine.dialect.name))

    def rollups(self, query: EventQuery) -> tuple[Rollup, ...] | None:
        """Read the sums of the messages that the query selects; see `RollupStore.rollups`.

        There are none when something was written with `rollups="off"` since `rebuild_rollups`.
        """
        operation = calls.rollups(query)
        self._state.check_open()
        with engine_errors(self._state.name), self._turn, self._viewer.connect() as connection:
            return self._state.view(connection, operation)

    def rebuild_rollups(self) -> None:
        """Make all sums anew from the log; see `RollupStore.rebuild_rollups`.

        All who write wait meanwhile. Call it once after all of them were given `rollups="kept"` again.
        """
        self._change(calls.rebuild_rollups)

    def close(self) -> None:
        """Close the connections of a store made from a URL; a second call does nothing."""
        self._state.close()
        if self._is_own:
            with engine_errors(self._state.name):
                self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SQLAlchemyStore({self._state.name!r})"

    def _make(self, operation: Callable[[Connection], None]) -> None:
        self._state.check_open()
        with engine_errors(self._state.name), self._turn, self._writer.connect() as connection:
            operation(connection)

    def _look(self, operation: Operation[_ResultT]) -> _ResultT:
        self._state.check_open()
        with engine_errors(self._state.name), self._turn, self._reader.connect() as connection:
            return self._state.look(connection, operation)

    def _change(self, operation: Operation[_ResultT], *, tries: int = TRIES) -> _ResultT:
        self._state.check_open()
        while True:
            tries -= 1
            try:
                with engine_errors(self._state.name), self._turn, self._writer.connect() as connection:
                    return self._state.change(connection, operation)
            except StoreError as error:
                if not tries or not is_passing(error):
                    raise

    def _counted(self, walk: Walk[int]) -> int:
        count = 0
        while (portion := self._change(walk.step, tries=1)) is not None:
            count += sum(portion)
        return count

    def _walk(self, walk: Walk[_ItemT]) -> Iterator[_ItemT]:
        self._state.check_open()
        return self._steps(walk)

    def _steps(self, walk: Walk[_ItemT]) -> Iterator[_ItemT]:
        while (portion := self._look(walk.step)) is not None:
            yield from portion
