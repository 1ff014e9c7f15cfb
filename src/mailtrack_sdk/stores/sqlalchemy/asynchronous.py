"""The twin of `SQLAlchemyStore` for programs that await, on a driver that awaits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime
from types import TracebackType
from typing import TypeVar
from uuid import UUID

from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import AsyncEngine
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
from mailtrack_sdk.stores.sqlalchemy.engines import (
    is_shared,
    make_async_engine,
    name_of,
    reading,
    viewing,
    writing,
)
from mailtrack_sdk.stores.sqlalchemy.errors import engine_errors, is_passing
from mailtrack_sdk.stores.sqlalchemy.reading import Walk

__all__ = ["AsyncSQLAlchemyStore"]

_ItemT = TypeVar("_ItemT")
_ResultT = TypeVar("_ResultT")


class AsyncSQLAlchemyStore:
    """An `AsyncEventStore` with every capability: what `SQLAlchemyStore` is, to be awaited.

    The drivers are psycopg or asyncpg for PostgreSQL, aiosqlite for SQLite, and asyncmy or aiomysql for
    MySQL and MariaDB. Use a store in one event loop, as its connections belong to it.

    Args:
        engine_or_url: An `AsyncEngine`, or a URL such as
            `postgresql+asyncpg://user:password@host/database`.
        rollups: `"off"` to write without keeping sums; see `SQLAlchemyStore`.

    Raises:
        ConfigurationError: It is neither, names another kind of database, or its driver is missing;
            or `rollups` is neither of the two.
    """

    def __init__(self, engine_or_url: AsyncEngine | str | URL, *, rollups: Rollups = "kept") -> None:
        self._engine, self._is_own = make_async_engine(engine_or_url)
        self._reader, self._writer = reading(self._engine), writing(self._engine)
        self._viewer = viewing(self._engine)
        self._state = State(name_of(self._engine.sync_engine), rollups)
        shared = is_shared(self._engine.sync_engine)
        self._turn: AbstractAsyncContextManager[object] = asyncio.Lock() if shared else nullcontext()

    async def create(self, *, partitions: bool = False) -> None:
        """Make the tables, or what is missing of them; see `SQLAlchemyStore.create`."""
        await self._make(lambda connection: schema.create(connection, with_partitions=partitions))

    async def upgrade(self) -> None:
        """Bring the tables up to date; see `SQLAlchemyStore.upgrade`."""
        await self._make(schema.upgrade)

    async def append(self, events: Iterable[Event]) -> int:
        """Add events, all or none, and return how many were new; see `EventStore.append`."""
        return await self._change(calls.append(events))

    def events(self, query: EventQuery | None = None) -> AsyncIterator[Event]:
        """Read the events that the query selects, ordered by (at, id); see `SQLAlchemyStore.events`."""
        return self._walk(calls.events(query))

    async def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep what the rules said about events; see `VerdictStore.record_verdicts`."""
        await self._change(calls.record_verdicts(verdicts, judged_at))

    async def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Look up the winning verdict of each event; see `VerdictStore.verdicts`."""
        return await self._look(calls.verdicts(event_ids))

    async def history(
        self, delivery_id: str, *, since: datetime, limit: int
    ) -> tuple[OpenEvent | ClickEvent, ...]:
        """Look up the newest opens and clicks of one delivery; see `HistoryStore.history`."""
        return await self._look(calls.history(delivery_id, since, limit))

    async def count_requests(self) -> int:
        """Count the opens and clicks of the log; see `GroupedStore.count_requests`."""
        return await self._look(calls.count_requests)

    def by_delivery(
        self, *, after: str | None = None, portion: int = PORTION
    ) -> AsyncIterator[tuple[OpenEvent | ClickEvent, ...]]:
        """Read opens and clicks delivery by delivery; see `GroupedStore.by_delivery`."""
        return self._walk(calls.by_delivery(after, portion))

    async def purge(self, *, before: datetime, kinds: Iterable[EventKind] | None = None) -> int:
        """Delete old events with their verdicts; see `SQLAlchemyStore.purge`."""
        return await self._counted(calls.purge(before, kinds))

    async def cut_clients(self, *, now: datetime, client_days: int = CLIENT_DAYS) -> int:
        """Cut address and agent of old opens and clicks; see `ClientStore.cut_clients`."""
        return await self._counted(calls.cut_clients(now, client_days))

    async def erase(self, recipient: RecipientId, *, tenant: str | None = None) -> int:
        """Delete everything about a recipient, and refuse later events; see `SQLAlchemyStore.erase`."""
        count = await self._change(calls.erase(recipient, tenant))
        await self._look(persons.scrub)
        return count

    def export(
        self, recipient: RecipientId, *, tenant: str | None = None
    ) -> AsyncIterator[dict[str, object]]:
        """Read everything about a recipient as plain values; see `ExportStore.export`."""
        return self._walk(calls.export(recipient, tenant))

    async def read(self, after: str | None = None, *, limit: int = 1_000) -> Page:
        """Read on from a place in the log; see `SQLAlchemyStore.read`."""
        return await self._look(calls.read(after, limit, self._engine.dialect.name))

    async def rollups(self, query: EventQuery) -> tuple[Rollup, ...] | None:
        """Read the sums of the messages that the query selects; see `SQLAlchemyStore.rollups`."""
        operation = calls.rollups(query)
        self._state.check_open()
        with engine_errors(self._state.name):
            async with self._turn, self._viewer.connect() as connection:
                return await connection.run_sync(self._state.view, operation)

    async def rebuild_rollups(self) -> None:
        """Make all sums anew from the log; see `SQLAlchemyStore.rebuild_rollups`."""
        await self._change(calls.rebuild_rollups)

    async def close(self) -> None:
        """Close the connections of a store made from a URL; a second call does nothing."""
        self._state.close()
        if self._is_own:
            with engine_errors(self._state.name):
                await self._engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncSQLAlchemyStore({self._state.name!r})"

    async def _make(self, operation: Callable[[Connection], None]) -> None:
        self._state.check_open()
        with engine_errors(self._state.name):
            async with self._turn, self._writer.connect() as connection:
                await connection.run_sync(operation)

    async def _look(self, operation: Operation[_ResultT]) -> _ResultT:
        self._state.check_open()
        with engine_errors(self._state.name):
            async with self._turn, self._reader.connect() as connection:
                return await connection.run_sync(self._state.look, operation)

    async def _change(self, operation: Operation[_ResultT], *, tries: int = TRIES) -> _ResultT:
        self._state.check_open()
        while True:
            tries -= 1
            try:
                with engine_errors(self._state.name):
                    async with self._turn, self._writer.connect() as connection:
                        return await connection.run_sync(self._state.change, operation)
            except StoreError as error:
                if not tries or not is_passing(error):
                    raise

    async def _counted(self, walk: Walk[int]) -> int:
        count = 0
        while (portion := await self._change(walk.step, tries=1)) is not None:
            count += sum(portion)
        return count

    def _walk(self, walk: Walk[_ItemT]) -> AsyncIterator[_ItemT]:
        self._state.check_open()
        return self._steps(walk)

    async def _steps(self, walk: Walk[_ItemT]) -> AsyncIterator[_ItemT]:
        while (portion := await self._look(walk.step)) is not None:
            for item in portion:
                yield item
