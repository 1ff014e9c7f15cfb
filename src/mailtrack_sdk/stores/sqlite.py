"""A store in one SQLite file: durable, and shared by the threads and processes of one machine."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from heapq import merge
from itertools import islice
from operator import attrgetter
from types import TracebackType
from typing import ClassVar, Literal
from uuid import UUID

from typing_extensions import Self

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.errors import ConfigurationError, StoreError
from mailtrack_sdk.events import ClickEvent, Event, EventKind, OpenEvent
from mailtrack_sdk.models import RecipientId, check_text, utc
from mailtrack_sdk.stores import _changes, _person, _shelf, _sql, _sums
from mailtrack_sdk.stores._commits import Work
from mailtrack_sdk.stores._connection import check_path
from mailtrack_sdk.stores._database import Database
from mailtrack_sdk.stores._delivery_key import place_of
from mailtrack_sdk.stores._folding import Place
from mailtrack_sdk.stores._paging import Pages
from mailtrack_sdk.stores._rows import Lately, read_event, read_request, read_verdict
from mailtrack_sdk.stores.base import PORTION
from mailtrack_sdk.stores.clients import CLIENT_DAYS, cut_before
from mailtrack_sdk.stores.cursor import Page, beyond_the_end, cursor_number, numbered_cursor
from mailtrack_sdk.stores.query import (
    EventQuery,
    as_batch,
    check_ids,
    check_limit,
    check_page,
    check_walk,
    old_events,
)
from mailtrack_sdk.stores.rollups import Rollup, check_rolled_up

__all__ = ["SQLiteStore"]

_LONGEST_WAIT = timedelta(days=1)
_BEGINNING = (-(2**63), 0)
"""A place before every event: a time and the number of a row."""


class SQLiteStore:
    """An `EventStore` in one file of SQLite 3.24 or newer, in write-ahead mode.

    Threads share one store; processes of the same machine each make their own on the same file.
    There is one writer at a time; threads that append while it commits share the next commit, and each
    is answered when it is on the disk. The file must be on a local disk: write-ahead mode does not work
    over a network file system (sqlite.org/wal.html). To copy it while in use: `backup`, not `cp`.

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
            crash of the program, but a power loss may take the last ones; about twice as fast for
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
        name = check_path(path)
        if durability not in ("full", "normal"):
            raise ConfigurationError(f'durability must be "full" or "normal", not {durability!r}')
        if not isinstance(busy_timeout, timedelta) or not timedelta(0) <= busy_timeout <= _LONGEST_WAIT:
            raise ConfigurationError(
                f"busy_timeout must be a timedelta from 0 to 1 day, not {busy_timeout!r}"
            )
        self._durability = durability
        self._db = Database(name, synchronous=durability, wait=busy_timeout.total_seconds())
        self._lately = Lately()
        self._pages = Pages(self._db, page=self._page, bound=self._bound)

    def append(self, events: Iterable[Event]) -> int:
        """Add events, all or none, and return how many were new; see `EventStore.append`."""
        return self._db.write(_changes.add_events(self._db.key, as_batch(events), self._lately))

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read the events that the query selects, ordered by (at, id); see `EventStore.events`.

        A campaign over several messages is read as it was at the start; anything else page by page,
        so that events which arrive while reading appear if they belong behind the current one.
        """
        wanted = EventQuery() if query is None else query
        self._db.check_open()
        return self._pages.events(wanted)

    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep what the rules said about events; see `VerdictStore.record_verdicts`."""
        at = utc("judged_at", judged_at)
        check_ids(verdicts)
        self._db.write(_changes.add_verdicts(verdicts, at, self._lately))

    def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Look up the winning verdict of each event; see `VerdictStore.verdicts`."""
        wanted = check_ids(event_ids)
        self._db.check_open()
        bodies: dict[bytes, object] = {}
        for start in range(0, len(wanted), self._bound):
            bodies.update(self._db.fetch(_sql.select_verdicts(wanted[start : start + self._bound])))
        return {UUID(bytes=event_id): read_verdict(body) for event_id, body in bodies.items()}

    def history(self, delivery_id: str, *, since: datetime, limit: int) -> tuple[OpenEvent | ClickEvent, ...]:
        """Look up the newest opens and clicks of one delivery; see `HistoryStore.history`."""
        check_text("delivery_id", delivery_id)
        check_limit(limit)
        rows = self._db.fetch(_sql.select_history(delivery_id, utc("since", since), limit))
        return tuple(read_request(body) for (body,) in reversed(rows))

    def count_requests(self) -> int:
        """Count the opens and clicks of the log; see `GroupedStore.count_requests`."""
        ((count,),) = self._db.fetch(_sql.COUNT_REQUESTS)
        return int(count)

    def by_delivery(
        self, *, after: str | None = None, portion: int = PORTION
    ) -> Iterator[tuple[OpenEvent | ClickEvent, ...]]:
        """Read opens and clicks delivery by delivery; see `GroupedStore.by_delivery`."""
        check_walk(after, portion)
        self._db.check_open()
        return self._pages.by_delivery(place_of(after or ""), portion)

    def purge(self, *, before: datetime, kinds: Iterable[EventKind] | None = None) -> int:
        """Delete old events with their verdicts; see `PurgeStore.purge`.

        The file does not become smaller: its free pages are used again.
        """
        old = old_events(before, kinds)
        self._db.check_open()
        deleted, place = 0, None
        while old.kinds != () and (rows := self._db.fetch(_sql.select_old(old, place, self._bound))):
            deleted += self._delete([row[:2] for row in rows])
            _, last_id, last_at = rows[-1]
            place = (last_at, last_id)
        self._settle()
        return deleted

    def erase(self, recipient: RecipientId, *, tenant: str | None = None) -> int:
        """Delete everything about a recipient, and refuse later events; see `ErasureStore.erase`.

        Afterwards no byte of the id is left in the files, neither in the write-ahead log nor in free
        space. To be sure of that, the file is searched, and written anew if there is a trace, which takes as
        much room again on the disk; others who append wait meanwhile. Earlier backups still hold the id.
        """
        _person.check_person(recipient, tenant)
        stones = _person.tombstones(self._db.key, recipient, tenant)
        self._db.write(_changes.add_tombstones(stones))
        deleted = 0
        while rows := self._db.fetch(_sql.select_person(stones[0][0], tenant, self._bound)):
            deleted += self._delete(rows)
        self._settle()
        self._lately.clear()
        numbers = self._shared(recipient, tenant)
        for start in range(0, len(numbers), self._bound):
            portion = numbers[start : start + self._bound]
            self._db.write(_changes.replace_candidate(portion, recipient))
        try:
            self._db.scrub(_person.traces_of(recipient))
        except StoreError as exc:
            raise StoreError(
                f"{exc}; the events are deleted, but traces of the id may be left in the files: erase again"
            ) from exc
        return deleted

    def cut_clients(self, *, now: datetime, client_days: int = CLIENT_DAYS) -> int:
        """Cut address and agent of old opens and clicks; see `ClientStore.cut_clients`."""
        before = cut_before(now, client_days)
        self._db.check_open()
        count, place = 0, _BEGINNING
        while rows := self._db.fetch(_sql.select_clients(before, place, self._bound)):
            count += self._at_leisure(_changes.cut_clients([number for _, number in rows]))
            place = rows[-1]
        return count

    def export(self, recipient: RecipientId, *, tenant: str | None = None) -> Iterator[dict[str, object]]:
        """Read everything about a recipient as plain values; see `ExportStore.export`."""
        _person.check_person(recipient, tenant)
        own = self.events(EventQuery(recipient=recipient, tenant=tenant))
        numbers = self._shared(recipient, tenant)
        shared = self._pages.numbered(numbers)
        named = (event for event in shared if _person.names_candidate(event, recipient))
        return self._exported(merge(own, named, key=attrgetter("at", "id")), recipient)

    def read(self, after: str | None = None, *, limit: int = 1_000) -> Page:
        """Read on from a place in the log, by the number of the row; see `CursorStore.read`."""
        place = cursor_number(after)
        check_page(limit)
        rows = self._db.fetch(_sql.select_tail(place, limit))
        if not rows and place > self._db.read(_changes.last_number):
            raise beyond_the_end(after)
        events = tuple(read_event(body) for _, body in rows)
        return Page(events=events, cursor=numbered_cursor(rows[-1][0]) if rows else after)

    def rollups(self, query: EventQuery) -> tuple[Rollup, ...]:
        """Read the sums of the messages that the query selects; see `RollupStore.rollups`."""
        check_rolled_up(query)
        return self._db.read(lambda connection: _sums.read_rollups(connection, query))

    def rebuild_rollups(self) -> None:
        """Make all sums anew from the log; see `RollupStore.rebuild_rollups`."""
        self._db.write(_shelf.rebuild)

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Copy the store, as it is at one moment, into a new file, while it is in use.

        Args:
            path: The file to make; it appears when the copy is complete.

        Raises:
            ArgumentError: There is a file of this name already.
            StoreError: The copy could not be made; then nothing is left of it.
        """
        self._db.backup(path)

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SQLiteStore({self._db.path!r}, durability={self._durability!r})"

    def _shared(self, recipient: RecipientId, tenant: str | None) -> array[int]:
        """Find the rows of shared copies that may name a recipient among their candidates."""
        return self._pages.numbers(_sql.select_shared(_person.candidate_text(recipient), tenant))

    def _exported(self, events: Iterator[Event], recipient: RecipientId) -> Iterator[dict[str, object]]:
        while portion := list(islice(events, self._bound)):
            verdicts = self.verdicts(event.id for event in portion)
            for event in portion:
                yield _person.exported(event, verdicts.get(event.id), recipient)

    def _delete(self, rows: Sequence[tuple[int, bytes]]) -> int:
        return self._at_leisure(_changes.delete_events(rows))

    def _settle(self) -> None:
        """Reckon the deliveries that lost events, all of which are gone now."""
        place: Place | None = Place(0, "")
        while place is not None:
            place = self._db.write(partial(_shelf.settle_some, after=place))

    def _at_leisure(self, work: Work[int]) -> int:
        """Do a portion of something long, then leave the file to others for as long as that took."""
        start = time.monotonic()
        count = self._db.write(work)
        time.sleep(time.monotonic() - start)
        return count
