"""The sums of a store, read as they are at one moment."""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select

from mailtrack_sdk.accounts.sums import MessageSums, unsettled
from mailtrack_sdk.stores._json import from_json
from mailtrack_sdk.stores._shares import load_share
from mailtrack_sdk.stores.query import EventQuery
from mailtrack_sdk.stores.rollups import Rollup, damaged
from mailtrack_sdk.stores.sqlalchemy.rows import campaign_text
from mailtrack_sdk.stores.sqlalchemy.schema import KEPT, ROLLUPS, Database

__all__ = ["read_rollups"]


def read_rollups(connection: Connection, database: Database, query: EventQuery) -> tuple[Rollup, ...] | None:
    """Read the sums of the messages that a query selects; None when they are incomplete."""
    try:
        return _read_rollups(connection, database, query)
    except (TypeError, LookupError, ValueError) as exc:  # rows that somebody changed by hand
        raise damaged() from exc


def _read_rollups(connection: Connection, database: Database, query: EventQuery) -> tuple[Rollup, ...] | None:
    tables = database.tables
    facts, messages, numbers = tables.facts.c, tables.messages.c, tables.sums.c
    opened, shared = tables.unsettled.c, tables.shares.c
    if connection.scalar(select(facts.value).where(facts.name == ROLLUPS)) != KEPT:
        return None
    where = _selected(database, query)
    wanted = select(messages.id, messages.message_key, messages.tenant, messages.composed, messages.variant)
    rows = connection.execute(wanted.where(*where)).all()
    sums: dict[int, dict[str, int]] = {}
    shares: dict[int, dict[str, dict[str, int]]] = {}
    added = select(numbers.message, numbers.name, numbers.number).join(
        tables.messages, messages.id == numbers.message
    )
    for message, name, number in connection.execute(added.where(*where)):
        if type(number) is not int or number < 0:  # SQLite keeps what it is given
            raise damaged()
        sums.setdefault(message, {})[name] = number
    pending = (
        select(opened.message, opened.delivery, shared.share)
        .join(tables.messages, messages.id == opened.message)
        .outerjoin(tables.shares, and_(shared.message == opened.message, shared.delivery == opened.delivery))
    )
    for message, delivery, share in connection.execute(pending.where(*where)):
        shares.setdefault(message, {})[delivery] = load_share("" if share is None else share)
    return tuple(
        Rollup(
            message=MessageSums(
                tenant=row.tenant or None,
                message_key=row.message_key,
                composed=row.composed > 0,
                variant=None if row.variant is None else cast("str", from_json(row.variant)),
                sums=sums.get(row.id, {}),
            ),
            unsettled={**shares.get(row.id, {}), **unsettled(sums.get(row.id, {}))},
        )
        for row in rows
        if row.composed or row.id in sums or row.id in shares
    )


def _selected(database: Database, query: EventQuery) -> list[ColumnElement[bool]]:
    events, messages = database.tables.events.c, database.tables.messages.c
    where: list[ColumnElement[bool]] = []
    if query.message_key is not None:
        where.append(messages.message_key == query.message_key)
    if query.tenant is not None:
        where.append(messages.tenant == query.tenant)
    if query.campaign is not None:
        composed = exists().where(
            events.campaign == campaign_text(query.campaign),
            events.message_key == messages.message_key,
            func.coalesce(events.tenant, "") == messages.tenant,
        )
        where.append(composed)
    return where
