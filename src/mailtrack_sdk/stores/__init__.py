"""Where events are kept: the protocols, a store in memory, and a store in one SQLite file.

`SQLiteStore` and `to_async` are loaded when they are first asked for, because they need `sqlite3`
and `asyncio`, which a program that only sends mail has no use for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from mailtrack_sdk.stores.base import (
    AsyncEventStore,
    AsyncGroupedStore,
    AsyncHistoryStore,
    AsyncVerdictStore,
    EventStore,
    GroupedStore,
    HistoryStore,
    VerdictStore,
)
from mailtrack_sdk.stores.memory import MemoryStore
from mailtrack_sdk.stores.query import EventQuery

if TYPE_CHECKING:
    from mailtrack_sdk.stores.bridge import to_async
    from mailtrack_sdk.stores.sqlite import SQLiteStore

__all__ = [
    "AsyncEventStore",
    "AsyncGroupedStore",
    "AsyncHistoryStore",
    "AsyncVerdictStore",
    "EventQuery",
    "EventStore",
    "GroupedStore",
    "HistoryStore",
    "MemoryStore",
    "SQLiteStore",
    "VerdictStore",
    "to_async",
]

_LAZY = {
    "SQLiteStore": "mailtrack_sdk.stores.sqlite",
    "to_async": "mailtrack_sdk.stores.bridge",
}


def __getattr__(name: str) -> object:
    """Load `SQLiteStore` or `to_async` at its first use."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(_LAZY[name]), name)
    globals()[name] = value
    return value
