"""What the law asks of a store: to delete in time, to forget a person, to say what it knows of one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from typing import Protocol, runtime_checkable

from mailtrack_sdk.events import EventKind
from mailtrack_sdk.models import RecipientId

__all__ = [
    "AsyncErasureStore",
    "AsyncExportStore",
    "AsyncPurgeStore",
    "ErasureStore",
    "ExportStore",
    "PurgeStore",
]


@runtime_checkable
class PurgeStore(Protocol):
    """A store that deletes what is older than you want to keep."""

    def purge(self, *, before: datetime, kinds: Iterable[EventKind] | None = None) -> int:
        """Delete old events with their verdicts, and return how many events were deleted.

        It works in portions, so that nobody who appends waits long. When it is interrupted, what was
        deleted stays deleted: call it again for the rest. An event that was purged can be appended
        again, and then counts as new.

        Args:
            before: Events before this moment, an aware datetime; those of the moment itself stay.
            kinds: Of these kinds only, such as opens and clicks; None for all, `()` for none.

        Raises:
            ArgumentError: A value is of the wrong type.
            StoreError: The store could not do it.
        """
        ...


@runtime_checkable
class AsyncPurgeStore(Protocol):
    """A store that deletes what is older than you want to keep: the twin of `PurgeStore`."""

    async def purge(self, *, before: datetime, kinds: Iterable[EventKind] | None = None) -> int:
        """Delete old events with their verdicts; see `PurgeStore.purge`."""
        ...


@runtime_checkable
class ErasureStore(Protocol):
    """A store that forgets a recipient for good."""

    def erase(self, recipient: RecipientId, *, tenant: str | None = None) -> int:
        """Delete everything about a recipient, and refuse what comes about it later.

        All events of deliveries to the recipient go, with their verdicts. Where its id is among the
        `candidates` of other deliveries, in events of its tenant, "[erased]" takes its place: the copy
        stays one that several people share. A keyed hash of the id remains, a tombstone: `append` passes
        over later events of the recipient as if they were in the log already, and puts "[erased]" for
        it among candidates, because links in old mail go on being clicked.

        When it is interrupted, call it again for the rest. Erasing twice, or somebody unknown, is fine.

        Args:
            recipient: The id; the type counts, so `"42"` is not `42`.
            tenant: The events of this tenant only; None for all, with or without a tenant. Where
                tenants give out ids of their own, one id may name different people: name the tenant.

        Returns:
            How many events were deleted.

        Raises:
            ArgumentError: A value is of the wrong type or out of its range.
            StoreError: The store could not do it.
        """
        ...


@runtime_checkable
class AsyncErasureStore(Protocol):
    """A store that forgets a recipient for good: the twin of `ErasureStore`."""

    async def erase(self, recipient: RecipientId, *, tenant: str | None = None) -> int:
        """Delete everything about a recipient, and refuse later events; see `ErasureStore.erase`."""
        ...


@runtime_checkable
class ExportStore(Protocol):
    """A store that can say all it knows about a recipient."""

    def export(self, recipient: RecipientId, *, tenant: str | None = None) -> Iterator[dict[str, object]]:
        """Read everything about a recipient as plain values, in constant memory.

        Each dict is what `json.dumps` takes: one event as stores write it, with its time in ISO 8601
        under `time` and, if it was judged, the winning verdict under `verdict`. Events of other
        deliveries that name the recipient among their `candidates` come too, with no other candidate.

        Args:
            recipient: The id; the type counts, so `"42"` is not `42`.
            tenant: The events of this tenant only; None for all, with or without a tenant.

        Returns:
            An iterator, ordered by (at, id) of the events.

        Raises:
            ArgumentError: A value is of the wrong type or out of its range.
            StoreError: The store could not do it, at the call or while iterating.
        """
        ...


@runtime_checkable
class AsyncExportStore(Protocol):
    """A store that can say all it knows about a recipient: the twin of `ExportStore`."""

    def export(
        self, recipient: RecipientId, *, tenant: str | None = None
    ) -> AsyncIterator[dict[str, object]]:
        """Read everything about a recipient as plain values; see `ExportStore.export`."""
        ...
