"""Cutting what old requests said of their clients, portion by portion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnCollection, ColumnElement, Connection, and_, not_, or_, select, update

from mailtrack_sdk.classification.cutting import MARK
from mailtrack_sdk.stores import _sql
from mailtrack_sdk.stores._fields import micros
from mailtrack_sdk.stores._rows import read_event
from mailtrack_sdk.stores._writing import event_json
from mailtrack_sdk.stores.clients import cut_event
from mailtrack_sdk.stores.sqlalchemy.reading import BOUND, behind
from mailtrack_sdk.stores.sqlalchemy.schema import Database

__all__ = ["CutClients"]


class CutClients:
    """How many requests had their clients cut, portion by portion; see `ClientStore.cut_clients`."""

    def __init__(self, before: datetime) -> None:
        self._before = micros(before)
        self._place: tuple[int, UUID] | None = None
        self._is_done = False

    def step(self, connection: Connection, database: Database) -> Sequence[int] | None:
        """Cut some clients, in a transaction."""
        if self._is_done:
            return None
        table = database.tables.events
        events = table.c
        wanted = select(events.at, events.id, events.body).where(
            events.at < self._before, _holds_client(events)
        )
        if self._place is not None:
            wanted = wanted.where(behind(database, ("at", "id"), self._place))
        rows = connection.execute(wanted.order_by(events.at, events.id).limit(BOUND)).all()
        self._is_done = len(rows) < BOUND
        count = 0
        for at, event_id, body in rows:
            self._place = (at, event_id)
            cut = cut_event(read_event(body))
            shorter = update(table).where(events.id == event_id).values(body=event_json(cut))
            count += connection.execute(shorter).rowcount
        return (count,)


def _holds_client(events: ColumnCollection[str, ColumnElement[Any]]) -> ColumnElement[bool]:
    """Tell rows whose client is not cut by their text; quotes within values are escaped there."""
    body = events["body"]
    is_whole = and_(body.contains('"agent":"'), not_(body.contains(f'"agent":"{MARK}')))
    return and_(events["kind"].in_(_sql.REQUESTS), or_(body.contains('"address":"'), is_whole))
