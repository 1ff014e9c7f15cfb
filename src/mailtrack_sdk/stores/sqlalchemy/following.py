"""The log in the order in which it became visible: where a cursor may point, and where it must stop.

Numbers are given when a transaction writes, and seen when it commits, and another may be faster. SQLite
and MySQL let one writer after the other have its turn (see `writing`), so a higher number is never seen
before a lower one. PostgreSQL lets them all write at once. There, an event also carries the id of its
transaction, which counts up, and a cursor stops before the oldest one that is still running
(`pg_snapshot_xmin`, postgresql.org/docs/18/functions-info.html): all before it are over.

Transaction ids count anew in another PostgreSQL, where a dump was restored. Then `settle` moves those of
the restored rows below all that are to come, and notes how far they were moved; each cursor says how far
they had been moved when it was written.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, literal_column, select, text, tuple_, update

from mailtrack_sdk.errors import ArgumentError, StoreError
from mailtrack_sdk.stores._rows import read_event
from mailtrack_sdk.stores.cursor import Page, beyond_the_end, cursor_number, numbered_cursor
from mailtrack_sdk.stores.sqlalchemy.tables import POSTGRESQL, Tables

__all__ = ["check_cursor", "read", "settle"]

_TRANSACTIONAL = re.compile("xid-([0-9]{1,19})_(-?[0-9]{1,19})_([0-9]{1,19})", re.ASCII)

_LAST_NUMBER = text("SELECT seq FROM sqlite_sequence WHERE name = 'mailtrack_events'")

_SNAPSHOT = "CAST(CAST({}(pg_current_snapshot()) AS text) AS bigint)"
_OLDEST: ColumnElement[int] = literal_column(_SNAPSHOT.format("pg_snapshot_xmin"))
_NEXT: ColumnElement[int] = literal_column(_SNAPSHOT.format("pg_snapshot_xmax"))
"""The oldest transaction that is running, and one that has not begun; equal when none is running."""


class _Place(NamedTuple):
    """How far transactions had been moved, the transaction, and the number of an event."""

    moved: int
    xact: int
    seq: int

    @property
    def cursor(self) -> str:
        return f"xid-{self.moved}_{self.xact}_{self.seq}"


def check_cursor(dialect: str, after: str | None) -> None:
    """Raise `ArgumentError` unless a store of this dialect may have written the cursor."""
    if dialect == POSTGRESQL:
        _place(after)
    else:
        cursor_number(after)


def read(connection: Connection, tables: Tables, after: str | None, limit: int) -> Page:
    """Read a page of the log; see `CursorStore.read`."""
    if connection.dialect.name == POSTGRESQL:
        return _read_settled(connection, tables, after, limit)
    number = cursor_number(after)
    events = tables.events.c
    page = select(events.seq, events.body).where(events.seq > number).order_by(events.seq).limit(limit)
    rows = connection.execute(page).all()
    if not rows and connection.dialect.name == "sqlite" and number > (connection.scalar(_LAST_NUMBER) or 0):
        raise beyond_the_end(after)
    cursor = numbered_cursor(rows[-1].seq) if rows else after
    return Page(events=tuple(read_event(row.body) for row in rows), cursor=cursor)


def settle(connection: Connection, tables: Tables) -> None:
    """Put restored rows before those that are still to come, in a transaction that is alone."""
    events = tables.events.c
    connection.exec_driver_sql("LOCK TABLE mailtrack_events IN SHARE ROW EXCLUSIVE MODE")
    unborn = select(func.max(events.xact), func.max(events.seq)).where(events.xact >= _NEXT)
    highest, last = connection.execute(unborn).one()
    if highest is not None:
        # Events that were appended since have a higher number, and their transactions are of here.
        restored = update(tables.events).where(events.seq <= last).values(xact=events.xact - (highest + 1))
        connection.execute(restored)
        moved = _moved(connection, tables) + highest + 1
        fact = update(tables.facts).where(tables.facts.c.name == "moved").values(value=str(moved))
        connection.execute(fact)


def _read_settled(connection: Connection, tables: Tables, after: str | None, limit: int) -> Page:
    place = _place(after)
    events = tables.events.c
    oldest, following, highest = connection.execute(
        select(_OLDEST, _NEXT, select(func.max(events.xact)).scalar_subquery())
    ).one()
    if highest is not None and highest >= following:
        raise StoreError(
            "the tables were restored from the dump of another server, so the order in which events came in"
            " must be settled anew; call upgrade() once"
        )
    moved = _moved(connection, tables)
    page = select(events.xact, events.seq, events.body).where(events.xact < oldest)
    if place is not None:
        xact = place.xact - (moved - place.moved)
        if place.moved > moved or xact >= following:
            raise beyond_the_end(after)
        page = page.where(tuple_(events.xact, events.seq) > (xact, place.seq))
    rows = connection.execute(page.order_by(events.xact, events.seq).limit(limit)).all()
    cursor = _Place(moved, rows[-1].xact, rows[-1].seq).cursor if rows else after
    return Page(events=tuple(read_event(row.body) for row in rows), cursor=cursor)


def _moved(connection: Connection, tables: Tables) -> int:
    facts = tables.facts.c
    return int(connection.scalar(select(facts.value).where(facts.name == "moved")) or 0)


def _place(cursor: str | None) -> _Place | None:
    if cursor is None:
        return None
    found = _TRANSACTIONAL.fullmatch(cursor) if isinstance(cursor, str) else None
    if found is None:
        raise ArgumentError(f"after must be the cursor of a page of this store, not {cursor!r:.60}")
    return _Place(int(found[1]), int(found[2]), int(found[3]))
