"""What `SQLiteStore` does to its rows: each change is made ready first, then done within a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import Event, RequestEvent
from mailtrack_sdk.models import RecipientId
from mailtrack_sdk.stores import _folding, _person, _sql
from mailtrack_sdk.stores._codec import dump_event
from mailtrack_sdk.stores._commits import Work
from mailtrack_sdk.stores._json import to_json
from mailtrack_sdk.stores._rows import Lately, read_event
from mailtrack_sdk.stores._shelf import SQLiteShelf
from mailtrack_sdk.stores._writing import event_json
from mailtrack_sdk.stores.clients import cut_event

_FEW = 256
"""Events that are appended as they come, and so are judged at once; an import of thousands is not."""


def add_events(key: bytes, batch: Sequence[Event], lately: Lately) -> Work[int]:
    """Add events that are not there and not about somebody who was erased; count them."""
    rows = [_sql.event_row(key, event) for event in batch]

    def work(connection: sqlite3.Connection) -> int:
        wanted, kept = rows, batch
        if connection.execute(_sql.ANY_TOMBSTONE).fetchone() is not None:
            kept = _spared(connection, key, batch)
            wanted = [_sql.event_row(key, event) for event in kept]
        before = last_number(connection)
        count = max(0, connection.executemany(_sql.ADD_EVENT, wanted).rowcount)
        numbers: Sequence[int] = range(before + 1, before + count + 1)
        known = set[UUID]()
        if count < len(wanted) or last_number(connection) != before + count:
            added = connection.execute(_sql.BEHIND, (before,)).fetchall()
            known, numbers = _without(kept, added), [number for number, _ in added]
        if len(wanted) <= _FEW:
            for row, event in zip(wanted, kept, strict=True):
                if isinstance(event, RequestEvent):
                    lately.keep(str(row[-1]), event)
        shelf = SQLiteShelf(connection, lately)
        shelf.rows = numbers
        _folding.appended(shelf, kept, list(map(_sql.delivery_of, wanted)), known=known, count=count)
        return count

    return work


def add_verdicts(verdicts: Mapping[UUID, Verdict], judged_at: datetime, lately: Lately) -> Work[None]:
    """Add verdicts, or put them in the place of those that know less."""
    rows = [_sql.verdict_row(event_id, verdict, judged_at) for event_id, verdict in verdicts.items()]

    def work(connection: sqlite3.Connection) -> None:
        shelf = SQLiteShelf(connection, lately)
        before = shelf.winners(list(verdicts))
        connection.executemany(_sql.ADD_VERDICT, rows)
        _folding.judged(shelf, before, shelf.winners(list(verdicts)))

    return work


def add_tombstones(stones: Iterable[_person.Tombstone]) -> Work[None]:
    """Refuse what is about somebody from now on."""

    def work(connection: sqlite3.Connection) -> None:
        connection.executemany(_sql.ADD_TOMBSTONE, stones)

    return work


def delete_events(rows: Sequence[tuple[int, bytes]]) -> Work[int]:
    """Delete some rows, each a number and an id, with the verdicts on them; count them."""
    numbers = [(number,) for number, _ in rows]
    ids = [(event_id,) for _, event_id in rows]

    def work(connection: sqlite3.Connection) -> int:
        shelf = SQLiteShelf(connection)
        events = shelf.find([UUID(bytes=event_id) for _, event_id in rows])
        shelf.forget_rows(events, {event_id: number for number, event_id in rows})
        verdicts = shelf.winners([event.id for event in events])
        connection.executemany(_sql.DELETE_VERDICTS, ids)
        count = connection.executemany(_sql.DELETE_EVENT, numbers).rowcount
        _folding.deleted(shelf, events, verdicts, settling="later")
        return count

    return work


def replace_candidate(numbers: Sequence[int], recipient: RecipientId) -> Work[None]:
    """Put "[erased]" where a recipient is among the candidates of some rows."""
    statement = _sql.select_numbered(numbers)

    def work(connection: sqlite3.Connection) -> None:
        for number, body in connection.execute(statement.sql, statement.values).fetchall():
            changed = _person.without_candidate(read_event(body), recipient)
            connection.execute(_sql.WRITE_BODY, (to_json(dump_event(changed)), number))

    return work


def cut_clients(numbers: Sequence[int]) -> Work[int]:
    """Cut what the requests of some rows said of their clients; count those that had something to cut."""
    statement = _sql.select_numbered(numbers)

    def work(connection: sqlite3.Connection) -> int:
        count = 0
        for number, body in connection.execute(statement.sql, statement.values).fetchall():
            event = read_event(body)
            cut = cut_event(event)
            if cut is not event:
                connection.execute(_sql.WRITE_BODY, (event_json(cut), number))
                count += 1
        return count

    return work


def last_number(connection: sqlite3.Connection) -> int:
    """Give the number after which SQLite goes on, also where somebody has changed what it had noted."""
    noted: Sequence[object] = connection.execute(_sql.LAST_NUMBER.sql).fetchone() or ()
    last: Sequence[object] = connection.execute(_sql.LAST_ROW).fetchone()
    return max((number for number in (*noted, *last) if type(number) is int), default=0)


def _without(events: Iterable[Event], added: Iterable[tuple[int, bytes]]) -> set[UUID]:
    """Tell which events are not among the rows that were added."""
    return {event.id for event in events} - {UUID(bytes=event_id) for _, event_id in added}


def _spared(connection: sqlite3.Connection, key: bytes, batch: Sequence[Event]) -> list[Event]:
    marks = {mark for event in batch for mark in _person.marks_in(key, event)}
    found = (connection.execute(_sql.TOMBSTONES_OF, (mark,)) for mark in marks)
    erased = {(mark, tenant) for rows in found for mark, tenant in rows}
    spared = (_person.spared(key, event, erased) for event in batch)
    return [event for event in spared if event is not None]
