"""How the sums follow what a store writes: each function is called within the transaction that writes it.

A store that was told to leave the sums off does not fold; it notes, after it has written, that they are
incomplete. `rebuild` waits for those who are writing and then notes the opposite, so one of the two sees
what the other did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import Connection, delete, literal_column, select, update

from mailtrack_sdk.events import Event
from mailtrack_sdk.stores import _folding
from mailtrack_sdk.stores._folding import Place
from mailtrack_sdk.stores._rows import read_event
from mailtrack_sdk.stores.sqlalchemy import locks
from mailtrack_sdk.stores.sqlalchemy.postgres_shelf import PostgresShelf
from mailtrack_sdk.stores.sqlalchemy.reading import PAGE, portions
from mailtrack_sdk.stores.sqlalchemy.rows import EventRow
from mailtrack_sdk.stores.sqlalchemy.schema import KEPT, OFF, ROLLUPS, Database
from mailtrack_sdk.stores.sqlalchemy.shelf import SumShelf
from mailtrack_sdk.stores.sqlalchemy.tables import POSTGRESQL, TRANSACTION

__all__ = ["appended", "deleting", "judging", "known_before", "leave_off", "rebuild"]


def leave_off(connection: Connection, database: Database) -> None:
    """Note that the sums lack what was written just now."""
    facts = database.tables.facts
    kept = (facts.c.name == ROLLUPS, facts.c.value == KEPT)
    connection.execute(update(facts).where(*kept).values(value=OFF))


def known_before(connection: Connection, database: Database, rows: Sequence[EventRow]) -> set[UUID]:
    """Tell which of the events that count one by one are in the log, where nobody else writes now."""
    if not database.keeps_sums or database.dialect == POSTGRESQL:
        return set()
    events = database.tables.events.c
    alone = [row.id for row in rows if row.recipient is None]
    return {
        event_id
        for some in portions(alone)
        for event_id in connection.scalars(select(events.id).where(events.id.in_(some)))
    }


def appended(
    connection: Connection,
    database: Database,
    events: Sequence[Event],
    rows: Sequence[EventRow],
    *,
    known: set[UUID],
    count: int,
) -> None:
    """Fold events in that were appended just now.

    Args:
        connection: The connection.
        database: What is known of the database.
        events: All that were to be appended.
        rows: Their rows, one for each id.
        known: What `known_before` said.
        count: How many were new.
    """
    if not database.keeps_sums:
        leave_off(connection, database)
        return
    locks.hold(connection, database, (locks.bucket_of(row.id, row.delivery, row.recipient) for row in rows))
    if database.dialect == POSTGRESQL and count < len(rows):
        known = _not_ours(connection, database, rows)
    firsts: dict[UUID, Event] = {}
    for event in events:
        firsts.setdefault(event.id, event)
    shelf = _shelf(connection, database)
    shelf.expect(firsts.values())
    ordered = [firsts[row.id] for row in rows]
    _folding.appended(shelf, ordered, [row.delivery or "" for row in rows], known=known, count=count)


def judging(
    connection: Connection, database: Database, ids: Sequence[UUID], write: Callable[[], None]
) -> None:
    """Write verdicts on events, and fold them in."""
    locks.take_turn(connection, database)
    if not database.keeps_sums:
        write()
        leave_off(connection, database)
        return
    locks.hold_judged(connection, database, ids)
    shelf = _shelf(connection, database)
    before = shelf.winners(ids)
    write()
    _folding.judged(shelf, before, shelf.winners(ids))


def deleting(
    connection: Connection, database: Database, ids: Sequence[UUID], write: Callable[[], int]
) -> int:
    """Delete events, whose buckets are held, take them out of the sums, and count them."""
    if not database.keeps_sums:
        count = write()
        leave_off(connection, database)
        return count
    shelf = _shelf(connection, database)
    events = shelf.find(ids)
    verdicts = shelf.winners(ids)
    count = write()
    _folding.deleted(shelf, events, verdicts)
    return count


def rebuild(connection: Connection, database: Database) -> None:
    """Make all sums anew from the log, while nobody else writes."""
    locks.stop_appending(connection, database)
    locks.hold_all(connection, database)
    if database.dialect == POSTGRESQL:  # who leaves the sums off takes no other locks when it judges
        connection.exec_driver_sql(
            "LOCK TABLE mailtrack_verdicts, mailtrack_events IN SHARE ROW EXCLUSIVE MODE"
        )
    tables = database.tables
    for table in (tables.sums, tables.shares, tables.unsettled, tables.messages):
        connection.execute(delete(table))
    shelf = _shelf(connection, database)
    events = tables.events.c
    page = select(events.id, events.delivery, events.body).order_by(events.id).limit(PAGE)
    rows = connection.execute(page).all()
    while rows:
        batch = [read_event(row.body) for row in rows]
        shelf.expect(batch)
        ids = [row.delivery or "" for row in rows]
        _folding.appended(shelf, batch, ids, known=set(), count=len(batch))
        rows = connection.execute(page.where(events.id > rows[-1].id)).all()
    _reckon_unsettled(connection, database, shelf)
    facts = tables.facts
    connection.execute(update(facts).where(facts.c.name == ROLLUPS).values(value=KEPT))


def _reckon_unsettled(connection: Connection, database: Database, shelf: SumShelf) -> None:
    """Reckon what was left unsettled because verdicts are not looked at before."""
    unsettled = database.tables.unsettled.c
    page = select(unsettled.message, unsettled.delivery).order_by(unsettled.message, unsettled.delivery)
    messages = connection.scalars(select(unsettled.message).distinct().order_by(unsettled.message)).all()
    for message in messages:
        after = ""
        while some := connection.execute(
            page.where(unsettled.message == message, unsettled.delivery > after).limit(PAGE)
        ).all():
            _folding.reckoned_anew(shelf, [Place(*row) for row in some])
            after = some[-1].delivery


def _shelf(connection: Connection, database: Database) -> SumShelf:
    made = PostgresShelf if database.dialect == POSTGRESQL else SumShelf
    return made(connection, database)


def _not_ours(connection: Connection, database: Database, rows: Sequence[EventRow]) -> set[UUID]:
    """Tell which of the events that count one by one another transaction has appended."""
    events = database.tables.events.c
    alone = [row.id for row in rows if row.recipient is None]
    ours = {
        event_id
        for some in portions(alone)
        for event_id in connection.scalars(
            select(events.id).where(events.id.in_(some), events.xact == literal_column(TRANSACTION))
        )
    }
    return set(alone) - ours
