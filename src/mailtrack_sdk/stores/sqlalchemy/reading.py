"""What the stores read, as statements, and as walks that read a log in portions.

A walk is read step by step, each by a call of its own, so that no transaction stays open while the caller
thinks; that would keep PostgreSQL from cleaning up, and SQLite from emptying its write-ahead log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    exists,
    func,
    or_,
    select,
    tuple_,
)

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ClickEvent, Event, OpenEvent
from mailtrack_sdk.models import recipient_text
from mailtrack_sdk.stores import _sql
from mailtrack_sdk.stores._fields import micros
from mailtrack_sdk.stores._rows import read_event, read_verdict
from mailtrack_sdk.stores.query import EventQuery
from mailtrack_sdk.stores.sqlalchemy.rows import campaign_text, load_request
from mailtrack_sdk.stores.sqlalchemy.schema import Database
from mailtrack_sdk.stores.sqlalchemy.tables import MYSQL

PAGE = 1_000
"""Rows read by one step."""

BOUND = 500
"""Values bound to one statement; every SQLite allows 999."""

_ENDLESS = 2**63 - 1
_ID_BYTES = 16

ItemT = TypeVar("ItemT")
ItemT_co = TypeVar("ItemT_co", covariant=True)


class Walk(Protocol[ItemT_co]):
    """Something long that is read portion by portion."""

    def step(self, connection: Connection, database: Database) -> Sequence[ItemT_co] | None:
        """Read the next portion, which may be empty; None at the end."""
        ...


def verdicts(connection: Connection, database: Database, event_ids: Sequence[UUID]) -> dict[UUID, Verdict]:
    """Look up the winning verdict of each event."""
    table = database.tables.verdicts.c
    bodies: dict[UUID, str] = {}
    for some in portions(event_ids):
        wanted = select(table.event, table.body).where(table.event.in_(some)).order_by(table.rules_version)
        bodies.update((row.event, row.body) for row in connection.execute(wanted))
    return {event_id: read_verdict(body) for event_id, body in bodies.items()}


def history(
    connection: Connection, database: Database, delivery_id: str, since: datetime, limit: int
) -> tuple[OpenEvent | ClickEvent, ...]:
    """Look up the newest opens and clicks of one delivery."""
    events = database.tables.events.c
    wanted = (
        select(events.body)
        .where(events.delivery == delivery_id, events.at >= micros(since), events.kind.in_(_sql.REQUESTS))
        .order_by(events.at.desc(), events.id.desc())
        .limit(limit)
    )
    return tuple(load_request(body) for body in reversed(connection.scalars(wanted).all()))


def count_requests(connection: Connection, database: Database) -> int:
    """Count the opens and clicks of the log."""
    events = database.tables.events
    return connection.execute(
        select(func.count()).select_from(events).where(events.c.kind.in_(_sql.REQUESTS))
    ).scalar_one()


def walk_events(query: EventQuery) -> Walk[Event]:
    """Read the events that a query selects, in the order of (at, id)."""
    return _SpreadEvents(query) if _sql.is_spread(query) else _PagedEvents(query)


class _PagedEvents:
    """Page after page, each beginning behind the last row of the one before."""

    def __init__(self, query: EventQuery) -> None:
        self._query = query
        self._place = None if query.cursor is None else (micros(query.cursor[0]), query.cursor[1])
        self._left = _ENDLESS if query.limit is None else query.limit

    def step(self, connection: Connection, database: Database) -> Sequence[Event] | None:
        """Read a page."""
        size = min(PAGE, self._left)
        if size == 0:
            return None
        events = database.tables.events
        wanted = select(events.c.at, events.c.id, events.c.body).where(*restrictions(database, self._query))
        if self._query.campaign is not None:
            wanted = wanted.where(_in_campaign(events, self._query.campaign))
        if self._place is not None:
            wanted = wanted.where(behind(database, ("at", "id"), self._place))
        rows = connection.execute(wanted.order_by(events.c.at, events.c.id).limit(size)).all()
        if rows:
            self._place = (rows[-1].at, rows[-1].id)
        self._left = self._left - size if len(rows) == size else 0
        return [read_event(row.body) for row in rows]


class _SpreadEvents:
    """A campaign of several messages, which no index has in order.

    The ids of its events are sorted once, then the events are read. Ids are 16 bytes each.
    """

    def __init__(self, query: EventQuery) -> None:
        self._query = query
        self._ids: bytes | None = None
        self._start = 0

    def step(self, connection: Connection, database: Database) -> Sequence[Event] | None:
        """Sort the ids, or read some of the events."""
        if self._ids is None:
            self._ids = b"".join(event_id.bytes for event_id in connection.scalars(self._sorted(database)))
            return ()
        end = min(self._start + BOUND * _ID_BYTES, len(self._ids))
        some = [UUID(bytes=self._ids[at : at + _ID_BYTES]) for at in range(self._start, end, _ID_BYTES)]
        self._start = end
        events = database.tables.events.c
        wanted = select(events.body).where(events.id.in_(some)).order_by(events.at, events.id)
        return [read_event(body) for body in connection.scalars(wanted)] if some else None

    def _sorted(self, database: Database) -> Select[UUID]:
        query, events = self._query, database.tables.events
        of_campaign = events.c.campaign == campaign_text(query.campaign)
        messages = select(events.c.message_key, events.c.tenant).where(of_campaign).distinct().subquery()
        same_message = and_(
            events.c.message_key == messages.c.message_key,
            events.c.tenant.is_not_distinct_from(messages.c.tenant),
        )
        wanted = select(events.c.id).join(messages, same_message).where(*restrictions(database, query))
        if query.cursor is not None:
            place = (micros(query.cursor[0]), query.cursor[1])
            wanted = wanted.where(behind(database, ("at", "id"), place))
        return wanted.order_by(events.c.at, events.c.id).limit(query.limit)


class GroupedRequests:
    """Opens and clicks, those of one delivery together; see `GroupedStore.by_delivery`."""

    def __init__(self, after: str | None, portion: int) -> None:
        self._place: tuple[str] | tuple[str, int, UUID] | None = (after or "",)
        self._portion = portion
        self._delivery = ""
        self._pending: list[OpenEvent | ClickEvent] = []

    def step(
        self, connection: Connection, database: Database
    ) -> Sequence[tuple[OpenEvent | ClickEvent, ...]] | None:
        """Read a page, and give what is complete of it."""
        if self._place is None:
            return None
        events = database.tables.events.c
        columns = ("delivery", "at", "id")
        wanted = (
            select(events.delivery, events.at, events.id, events.body)
            .where(events.delivery.is_not(None), events.kind.in_(_sql.REQUESTS))
            .where(behind(database, columns[: len(self._place)], self._place))
            .order_by(events.delivery, events.at, events.id)
            .limit(PAGE)
        )
        rows = connection.execute(wanted).all()
        self._place = (rows[-1].delivery, rows[-1].at, rows[-1].id) if len(rows) == PAGE else None
        complete: list[tuple[OpenEvent | ClickEvent, ...]] = []
        for row in rows:
            if row.delivery != self._delivery or len(self._pending) == self._portion:
                complete.append(self._take())
                self._delivery = row.delivery
            self._pending.append(load_request(row.body))
        if self._place is None:
            complete.append(self._take())
        return [requests for requests in complete if requests]

    def _take(self) -> tuple[OpenEvent | ClickEvent, ...]:
        taken = tuple(self._pending)
        self._pending = []
        return taken


def restrictions(database: Database, query: EventQuery) -> list[ColumnElement[bool]]:
    """Give the conditions of a query on the columns of one event; campaign and cursor are others' work."""
    events = database.tables.events.c
    where = [
        column == value
        for column, value in (
            (events.delivery, query.delivery),
            (events.recipient, recipient_text(query.recipient)),
            (events.message_key, query.message_key),
            (events.sender, query.sender),
            (events.tenant, query.tenant),
        )
        if value is not None
    ]
    if query.since is not None:
        where.append(events.at >= micros(query.since))
    if query.until is not None:
        where.append(events.at < micros(query.until))
    if query.kinds is not None:
        where.append(events.kind.in_([kind.value for kind in query.kinds]))
    return where


def portions(items: Sequence[ItemT], size: int = BOUND) -> Iterator[Sequence[ItemT]]:
    """Cut what is bound to statements into portions."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def behind(database: Database, columns: Sequence[str], place: Sequence[object]) -> ColumnElement[bool]:
    """Give the condition that a row comes after a place in the order of some columns."""
    ordered = [database.tables.events.c[column] for column in columns]
    if database.dialect not in MYSQL:
        return tuple_(*ordered) > tuple(place)
    # MySQL uses no index for the comparison of rows, but one for the first column.
    first, value = ordered[0], place[0]
    return and_(first >= value, _greater(ordered, place))


def _greater(columns: Sequence[ColumnElement[object]], place: Sequence[object]) -> ColumnElement[bool]:
    column, value = columns[0], place[0]
    if len(columns) == 1:
        return column > value
    return or_(column > value, and_(column == value, _greater(columns[1:], place[1:])))


def _in_campaign(events: Table, campaign: str) -> ColumnElement[bool]:
    composed = events.alias()
    return exists().where(
        composed.c.campaign == campaign_text(campaign),
        composed.c.message_key == events.c.message_key,
        composed.c.tenant.is_not_distinct_from(events.c.tenant),
    )
