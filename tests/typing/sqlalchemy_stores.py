"""What a project with a database server writes, as two strict type checkers see it; nothing here runs."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import URL, create_engine
from sqlalchemy.ext.asyncio import create_async_engine
from typing_extensions import assert_type

import mailtrack_sdk as mt
from mailtrack_sdk.errors import MissingExtraError
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores import (
    AsyncEventStore,
    AsyncExportStore,
    AsyncRollupStore,
    EventStore,
    ExportStore,
    GroupedStore,
    RollupStore,
)

try:
    from mailtrack_sdk.stores import AsyncSQLAlchemyStore, SQLAlchemyStore
except MissingExtraError as error:
    assert_type(error.extra, str)
    raise

tracker = mt.Tracker("a secret of at least 16 bytes", base_url="https://t.example.com")
url = URL.create("postgresql", username="app", host="db", database="app")


def report(now: datetime) -> None:
    """Read what happened, and forget what is old."""
    with SQLAlchemyStore(create_engine(url, pool_size=2)) as store:
        every: tuple[EventStore, GroupedStore, ExportStore, RollupStore] = (store, store, store, store)
        store.create(partitions=True)
        recorder = mt.Recorder(tracker, store)
        assert_type(recorder.record(mt.Request("GET", "/o/token")), mt.Response)
        assert_type(mt.summarise(every[0], mt.EventQuery(campaign="spring")), mt.Summary)
        assert_type(store.purge(before=now - timedelta(days=400)), int)
        assert_type(next(store.events()), Event)


async def serve(request: mt.Request) -> mt.Response:
    """Answer one request."""
    async with AsyncSQLAlchemyStore(create_async_engine(url)) as store:
        every: tuple[AsyncEventStore, AsyncExportStore, AsyncRollupStore] = (store, store, store)
        recorder = mt.AsyncRecorder(tracker, every[0])
        async for event in store.events(mt.EventQuery(recipient="u-1001", limit=10)):
            assert_type(event, Event)
        return await recorder.record(request)
