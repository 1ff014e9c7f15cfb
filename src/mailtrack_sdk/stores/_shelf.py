"""Where `SQLiteStore` keeps its sums: the `Shelf` of `_folding` on a connection."""

# ruff: noqa: S608 - only names of this module and question marks are formatted into a statement

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ComposedEvent, Event, RequestEvent
from mailtrack_sdk.stores import _folding, _sql
from mailtrack_sdk.stores._fields import micros
from mailtrack_sdk.stores._folding import Place
from mailtrack_sdk.stores._rows import Lately, read_event, read_verdict
from mailtrack_sdk.stores.rollups import damaged

ItemT = TypeVar("ItemT")

# A message without a tenant has the tenant "", which no tenant is called, because NULLs are not unique.
# A delivery is the 16 bytes of its id.
TABLES = (
    """CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        message_key TEXT NOT NULL,
        tenant TEXT NOT NULL,
        composed INTEGER NOT NULL DEFAULT 0,
        variant TEXT,
        last_at INTEGER,
        last_id BLOB,
        UNIQUE (message_key, tenant)
    )""",
    "CREATE INDEX messages_tenant ON messages (tenant)",
    """CREATE TABLE sums (
        message INTEGER NOT NULL,
        name TEXT NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (message, name)
    ) WITHOUT ROWID""",
    """CREATE TABLE shares (
        message INTEGER NOT NULL,
        delivery BLOB NOT NULL,
        share TEXT NOT NULL,
        PRIMARY KEY (message, delivery)
    ) WITHOUT ROWID""",
    # Requests that had no verdict when they came, and deliveries that are unsettled for another reason.
    # Two tables, because nearly all are requests, and in their order a batch of them fills few pages.
    """CREATE TABLE unjudged (
        message INTEGER NOT NULL,
        event INTEGER NOT NULL,
        delivery BLOB NOT NULL,
        PRIMARY KEY (message, event)
    ) WITHOUT ROWID""",
    """CREATE TABLE unsettled (
        message INTEGER NOT NULL,
        delivery BLOB NOT NULL,
        PRIMARY KEY (message, delivery)
    ) WITHOUT ROWID""",
)

_BOUND = 450
"""Values bound to one statement, with room for a few more; every SQLite allows 999."""

_FIND_MESSAGE = "SELECT id FROM messages WHERE message_key = ? AND tenant = ?"
_ADD_MESSAGE = "INSERT INTO messages (message_key, tenant) VALUES (?, ?)"
_PUT_SHARE = "INSERT OR REPLACE INTO shares VALUES (?, ?, ?)"
_DROP_SHARE = "DELETE FROM shares WHERE message = ? AND delivery = ?"
_SETTLE = "DELETE FROM unsettled WHERE message = ? AND delivery = ?"
_UNSETTLE = "INSERT OR IGNORE INTO unsettled VALUES (?, ?)"
_AWAIT = "INSERT OR REPLACE INTO unjudged VALUES (?, ?, ?)"
_HAVE_VERDICT = "DELETE FROM unjudged WHERE message = ? AND event = ?"
_ADD_SUM = """INSERT INTO sums VALUES (?, ?, ?)
    ON CONFLICT (message, name) DO UPDATE SET number = number + excluded.number"""
_DROP_SUM = "DELETE FROM sums WHERE message = ? AND name = ? AND number = 0"
_EVENTS_OF = (
    "SELECT seq, body FROM events INDEXED BY events_delivery WHERE delivery_key = ? ORDER BY at, id LIMIT ?"
)
_FIRST = Place(0, "")
_NEXT_UNJUDGED = """SELECT message, event, delivery FROM unjudged
    WHERE (message, event) > (?, ?) ORDER BY message, event LIMIT ?"""
_NEXT_UNSETTLED = """SELECT message, delivery FROM unsettled
    WHERE (message, delivery) > (?, ?) ORDER BY message, delivery LIMIT ?"""
_DROP_MESSAGES = """DELETE FROM messages WHERE composed = 0
    AND NOT EXISTS (SELECT 1 FROM sums WHERE message = messages.id)
    AND NOT EXISTS (SELECT 1 FROM shares WHERE message = messages.id)
    AND NOT EXISTS (SELECT 1 FROM unjudged WHERE message = messages.id)
    AND NOT EXISTS (SELECT 1 FROM unsettled WHERE message = messages.id)"""
_COMPOSE = """UPDATE messages SET composed = composed + 1,
    variant = CASE WHEN last_at IS NULL OR (?2, ?3) >= (last_at, last_id) THEN ?4 ELSE variant END,
    last_id = CASE WHEN last_at IS NULL OR (?2, ?3) >= (last_at, last_id) THEN ?3 ELSE last_id END,
    last_at = max(?2, coalesce(last_at, ?2))
    WHERE id = ?1"""
_LAST_COMPOSED = """SELECT at, id, body FROM events INDEXED BY events_message
    WHERE message_key = ? AND tenant IS ? AND kind = 'composed' ORDER BY at DESC, id DESC LIMIT 1"""
_FORGET_COMPOSED = (
    "UPDATE messages SET composed = composed - 1, variant = ?, last_at = ?, last_id = ? WHERE id = ?"
)


class SQLiteShelf:
    """The sums of a store, within a transaction.

    Args:
        connection: That of the transaction.
        lately: Remembers events.
    """

    def __init__(self, connection: sqlite3.Connection, lately: Lately | None = None) -> None:
        self._connection = connection
        self._lately = Lately() if lately is None else lately
        self._messages: dict[tuple[str, str], int] = {}
        self._read: dict[str, list[int]] = {}
        self.rows: Sequence[int] = ()
        """The numbers of the rows that were added, in order."""

    def message_of(self, event: Event) -> int:
        """Give the number of a message; see `Shelf.message_of`."""
        key = (event.message_key, event.tenant or "")
        if (number := self._messages.get(key)) is None:
            found = self._connection.execute(_FIND_MESSAGE, key).fetchone()
            made = None if found else self._connection.execute(_ADD_MESSAGE, key).lastrowid
            number = self._messages[key] = found[0] if found else made or 0
        return number

    def shares(self, places: Collection[Place]) -> dict[Place, str]:
        """Read shares; see `Shelf.shares`."""
        found: dict[Place, str] = {}
        by_message: dict[int, list[bytes]] = {}
        for message, delivery in map(_key, places):
            by_message.setdefault(message, []).append(delivery)
        for message, deliveries in by_message.items():
            for some in _portions(deliveries):
                sql = f"SELECT delivery, share FROM shares WHERE message = ? AND delivery IN ({_marks(some)})"
                for delivery, share in self._connection.execute(sql, (message, *some)):
                    found[_place((message, delivery))] = share
        return found

    def put_shares(self, shares: Mapping[Place, str]) -> None:
        """Write shares; see `Shelf.put_shares`."""
        rows = [(*_key(place), share) for place, share in sorted(shares.items())]
        self._connection.executemany(_PUT_SHARE, rows)

    def drop_shares(self, places: Collection[Place]) -> None:
        """Delete shares; see `Shelf.drop_shares`."""
        self._connection.executemany(_DROP_SHARE, map(_key, places))

    def settle(self, places: Collection[Place]) -> None:
        """Note that all requests are judged; see `Shelf.settle`."""
        judged = [(place.message, row) for place in places for row in self._read[place.delivery]]
        self._connection.executemany(_HAVE_VERDICT, judged)
        self._connection.executemany(_SETTLE, map(_key, places))

    def unsettle(self, places: Collection[Place]) -> None:
        """Note that shares are not up to date; see `Shelf.unsettle`."""
        self._connection.executemany(_UNSETTLE, map(_key, sorted(places)))

    def await_verdicts(self, requests: Sequence[tuple[int, Place]]) -> None:
        """Note that requests have no verdicts; see `Shelf.await_verdicts`."""
        rows = [(place.message, self.rows[n], bytes.fromhex(place.delivery)) for n, place in requests]
        self._connection.executemany(_AWAIT, rows)

    def forget_rows(self, events: Iterable[Event], rows: Mapping[bytes, int]) -> None:
        """Expect no verdicts for events that are about to be deleted; `rows` gives their numbers."""
        gone = [
            (self.message_of(event), rows[event.id.bytes])
            for event in events
            if isinstance(event, RequestEvent)
            and not event.delivery.is_preview
            and event.id.bytes in rows  # unless somebody has changed one of them
        ]
        self._connection.executemany(_HAVE_VERDICT, gone)

    def add_sums(self, changes: Mapping[int, Mapping[str, int]]) -> None:
        """Change the sums of messages; see `Shelf.add_sums`."""
        rows = [(message, name, n) for message, sums in changes.items() for name, n in sums.items() if n]
        self._connection.executemany(_ADD_SUM, rows)
        self._connection.executemany(_DROP_SUM, [row[:2] for row in rows if row[2] < 0])

    def logs_of(self, delivery_ids: Collection[str], limit: int) -> dict[str, list[Event]]:
        """Read the events of deliveries; see `Shelf.logs_of`."""
        logs: dict[str, list[Event]] = {}
        for delivery_id in delivery_ids:
            found = self._connection.execute(_EVENTS_OF, (bytes.fromhex(delivery_id), limit)).fetchall()
            self._read[delivery_id] = [row for row, _ in found]
            logs[delivery_id] = [self._lately.event(body) for _, body in found]
        return logs

    def find(self, ids: Sequence[UUID]) -> list[Event]:
        """Read some events; see `Shelf.find`."""
        found: list[Event] = []
        for some in _portions(ids):
            sql = f"SELECT body FROM events WHERE id IN ({_marks(some)})"
            rows = self._connection.execute(sql, [event_id.bytes for event_id in some])
            found += [self._lately.event(body) for (body,) in rows]
        return found

    def winners(self, ids: Sequence[UUID]) -> dict[UUID, Verdict]:
        """Read winning verdicts; see `Shelf.winners`."""
        bodies: dict[bytes, object] = {}
        for some in _portions(ids):
            statement = _sql.select_verdicts(some)
            bodies.update(self._connection.execute(statement.sql, statement.values).fetchall())
        return {UUID(bytes=event_id): read_verdict(body) for event_id, body in bodies.items()}

    def compose(self, message: int, event: ComposedEvent) -> None:
        """Note a composed event; see `Shelf.compose`."""
        values = (message, micros(event.at), event.id.bytes, event.variant)
        self._connection.execute(_COMPOSE, values)

    def forget_composed(self, message: int, event: ComposedEvent) -> None:
        """Forget a composed event; see `Shelf.forget_composed`."""
        last = self._connection.execute(_LAST_COMPOSED, (event.message_key, event.tenant)).fetchone()
        at, event_id, body = last or (None, None, None)
        left = None if last is None else read_event(body)
        variant = left.variant if isinstance(left, ComposedEvent) else None
        self._connection.execute(_FORGET_COMPOSED, (variant, at, event_id, message))


def rebuild(connection: sqlite3.Connection) -> None:
    """Make all sums anew from the log, within a transaction."""
    for table in ("messages", "sums", "shares", "unjudged", "unsettled"):
        connection.execute(f"DELETE FROM {table}")
    shelf = SQLiteShelf(connection)
    log = connection.execute("SELECT seq, body FROM events ORDER BY seq")
    while found := log.fetchmany(_BOUND):
        events = [read_event(body) for _, body in found]
        ids = ["" if isinstance(event, ComposedEvent) else event.delivery.id for event in events]
        shelf.rows = [row for row, _ in found]
        _folding.appended(shelf, events, ids, known=set(), count=len(events))
    after = (0, 0)
    while requests := connection.execute(_NEXT_UNJUDGED, (*after, _BOUND)).fetchall():
        after = requests[-1][:2]
        _folding.reckoned_anew(SQLiteShelf(connection), {_place(row[::2]) for row in requests})
    connection.execute(_DROP_MESSAGES)


def settle_some(connection: sqlite3.Connection, after: Place) -> Place | None:
    """Reckon some unsettled deliveries, those behind a place; return the last one, or None at the end."""
    rows = connection.execute(_NEXT_UNSETTLED, (*_key(after), _BOUND)).fetchall()
    if not rows:
        connection.execute(_DROP_MESSAGES)
        return None
    places = list(map(_place, rows))
    _folding.reckoned_anew(SQLiteShelf(connection), places)
    return places[-1]


def _key(place: Place) -> tuple[int, bytes]:
    return place.message, bytes.fromhex(place.delivery)


def _place(row: tuple[int, object]) -> Place:
    message, delivery = row
    if not isinstance(delivery, bytes):
        raise damaged()
    return Place(message, delivery.hex())


def _portions(items: Iterable[ItemT]) -> Iterator[list[ItemT]]:
    left = iter(items)
    while some := list(islice(left, _BOUND)):
        yield some


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
