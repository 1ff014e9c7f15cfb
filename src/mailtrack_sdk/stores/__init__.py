"""Where events are kept: the protocols, a store in memory, and a store in one SQLite file.

`SQLiteStore` and `to_async` are loaded when they are first asked for, because they need `sqlite3`
and `asyncio`, which a program that only sends mail has no use for. `SQLAlchemyStore` and
`AsyncSQLAlchemyStore` are loaded late too, and need `pip install mailtrack-sdk[sqlalchemy]`; they are not in
`__all__`, so that `from mailtrack_sdk.stores import *` does without.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from mailtrack_sdk.stores.base import (
    AsyncClientStore,
    AsyncCursorStore,
    AsyncErasureStore,
    AsyncEventStore,
    AsyncExportStore,
    AsyncGroupedStore,
    AsyncHistoryStore,
    AsyncPurgeStore,
    AsyncRollupStore,
    AsyncVerdictStore,
    ClientStore,
    CursorStore,
    ErasureStore,
    EventStore,
    ExportStore,
    GroupedStore,
    HistoryStore,
    MessageSums,
    Page,
    PurgeStore,
    Rollup,
    RollupStore,
    VerdictStore,
)
from mailtrack_sdk.stores.clients import cut_event
from mailtrack_sdk.stores.codec import (
    event_from_json,
    event_to_json,
    verdict_from_json,
    verdict_to_json,
)
from mailtrack_sdk.stores.memory import MemoryStore
from mailtrack_sdk.stores.query import EventQuery

if TYPE_CHECKING:
    from mailtrack_sdk.stores.bridge import to_async
    from mailtrack_sdk.stores.sqlalchemy import AsyncSQLAlchemyStore as AsyncSQLAlchemyStore
    from mailtrack_sdk.stores.sqlalchemy import SQLAlchemyStore as SQLAlchemyStore
    from mailtrack_sdk.stores.sqlite import SQLiteStore

__all__ = [
    "AsyncClientStore",
    "AsyncCursorStore",
    "AsyncErasureStore",
    "AsyncEventStore",
    "AsyncExportStore",
    "AsyncGroupedStore",
    "AsyncHistoryStore",
    "AsyncPurgeStore",
    "AsyncRollupStore",
    "AsyncVerdictStore",
    "ClientStore",
    "CursorStore",
    "ErasureStore",
    "EventQuery",
    "EventStore",
    "ExportStore",
    "GroupedStore",
    "HistoryStore",
    "MemoryStore",
    "MessageSums",
    "Page",
    "PurgeStore",
    "Rollup",
    "RollupStore",
    "SQLiteStore",
    "VerdictStore",
    "cut_event",
    "event_from_json",
    "event_to_json",
    "to_async",
    "verdict_from_json",
    "verdict_to_json",
]

_LAZY = {
    "AsyncSQLAlchemyStore": "mailtrack_sdk.stores.sqlalchemy",
    "SQLAlchemyStore": "mailtrack_sdk.stores.sqlalchemy",
    "SQLiteStore": "mailtrack_sdk.stores.sqlite",
    "to_async": "mailtrack_sdk.stores.bridge",
}


def __getattr__(name: str) -> object:
    """Load a store that needs more, or `to_async`, at its first use."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(_LAZY[name]), name)
    globals()[name] = value
    return value
