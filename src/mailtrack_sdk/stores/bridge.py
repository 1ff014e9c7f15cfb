"""Any store for programs that await: calls run in threads, capabilities stay what they are."""

from __future__ import annotations

import inspect
from types import new_class
from typing import Any, cast, overload

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.stores._bridges import (
    Bridge,
    CuttingBridge,
    CuttingStore,
    ErasingBridge,
    ErasingStore,
    ExportingBridge,
    ExportingStore,
    FollowedBridge,
    FollowedStore,
    FullBridge,
    FullStore,
    GroupingBridge,
    GroupingStore,
    JudgedBridge,
    JudgedStore,
    PurgingBridge,
    PurgingStore,
    RecordingBridge,
    RecordingStore,
    RememberingBridge,
    RememberingStore,
    SummingBridge,
    SummingStore,
    WholeBridge,
    WholeStore,
)
from mailtrack_sdk.stores.base import (
    AsyncEventStore,
    ClientStore,
    CursorStore,
    ErasureStore,
    EventStore,
    ExportStore,
    GroupedStore,
    HistoryStore,
    PurgeStore,
    RollupStore,
    VerdictStore,
)

__all__ = ["to_async"]

_CAPABILITIES = (
    (VerdictStore, JudgedBridge),
    (HistoryStore, RememberingBridge),
    (GroupedStore, GroupingBridge),
    (PurgeStore, PurgingBridge),
    (ClientStore, CuttingBridge),
    (ErasureStore, ErasingBridge),
    (ExportStore, ExportingBridge),
    (CursorStore, FollowedBridge),
    (RollupStore, SummingBridge),
)


@overload
def to_async(store: WholeStore) -> WholeBridge: ...
@overload
def to_async(store: FullStore) -> FullBridge[FullStore]: ...
@overload
def to_async(store: RecordingStore) -> RecordingBridge[RecordingStore]: ...
@overload
def to_async(store: JudgedStore) -> JudgedBridge[JudgedStore]: ...
@overload
def to_async(store: RememberingStore) -> RememberingBridge[RememberingStore]: ...
@overload
def to_async(store: GroupingStore) -> GroupingBridge[GroupingStore]: ...
@overload
def to_async(store: PurgingStore) -> PurgingBridge[PurgingStore]: ...
@overload
def to_async(store: CuttingStore) -> CuttingBridge[CuttingStore]: ...
@overload
def to_async(store: ErasingStore) -> ErasingBridge[ErasingStore]: ...
@overload
def to_async(store: ExportingStore) -> ExportingBridge[ExportingStore]: ...
@overload
def to_async(store: FollowedStore) -> FollowedBridge[FollowedStore]: ...
@overload
def to_async(store: SummingStore) -> SummingBridge[SummingStore]: ...
@overload
def to_async(store: EventStore) -> Bridge[EventStore]: ...
def to_async(store: EventStore) -> Bridge[Any]:
    """Make an `AsyncEventStore` of a store, so that an event loop never waits for a disk.

    Every call runs in a thread of `asyncio.to_thread`. What the store can do besides, the result
    can do too: it is an `AsyncVerdictStore` when the store is a `VerdictStore`, and so on for every
    capability of `mailtrack_sdk.stores`. A cancelled `append` may still be carried out,
    as its thread cannot be stopped; repeating it is harmless.

    Args:
        store: Any `EventStore`; closing the result closes it.

    Returns:
        The store for `await` and `async for`, also usable in `async with`.

    Raises:
        ArgumentError: The store is an async one already.
    """
    if speaks_async(store):
        raise ArgumentError(f"{store!r} is an async store already; use it as it is")
    parts = tuple(bridge for capability, bridge in _CAPABILITIES if isinstance(store, capability))
    # Made here, because what a bridge can do is asked by its methods, and every mixture may come.
    made = cast("type[Bridge[Any]]", new_class("_Bridge", parts or (Bridge,)))
    return made(store)


def speaks_async(store: EventStore | AsyncEventStore) -> bool:
    """Tell async stores from sync ones, which have methods of the same names."""
    return inspect.iscoroutinefunction(store.append)
