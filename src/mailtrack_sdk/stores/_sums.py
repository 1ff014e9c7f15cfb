"""Read the sums that `SQLiteStore` keeps, as they are at one moment."""

from __future__ import annotations

import sqlite3
from typing import Any

from mailtrack_sdk.accounts.sums import MessageSums, unsettled
from mailtrack_sdk.stores._shares import load_share
from mailtrack_sdk.stores.query import EventQuery
from mailtrack_sdk.stores.rollups import Rollup, damaged

_MESSAGES = "SELECT m.id, m.message_key, m.tenant, m.composed, m.variant FROM messages AS m"
_SUMS = """SELECT s.message, s.name, s.number FROM messages AS m
    CROSS JOIN sums AS s ON s.message = m.id"""
_UNSETTLED = """SELECT DISTINCT u.message, u.delivery, s.share FROM messages AS m
    CROSS JOIN {table} AS u ON u.message = m.id
    LEFT JOIN shares AS s ON s.message = u.message AND s.delivery = u.delivery"""


def read_rollups(connection: sqlite3.Connection, query: EventQuery) -> tuple[Rollup, ...]:
    """Read the sums of the messages that a query selects, as they are at one moment."""
    try:
        return _read_rollups(connection, query)
    except (AttributeError, TypeError, LookupError, ValueError) as exc:  # rows that somebody changed by hand
        raise damaged() from exc


def _read_rollups(connection: sqlite3.Connection, query: EventQuery) -> tuple[Rollup, ...]:
    where, values = _selected(query)
    sums: dict[int, dict[str, int]] = {}
    shares: dict[int, dict[str, dict[str, int]]] = {}
    connection.execute("BEGIN")  # one view of all tables
    try:
        messages = connection.execute(f"{_MESSAGES}{where}", values).fetchall()
        for message, name, number in connection.execute(f"{_SUMS}{where}", values):
            if type(number) is not int or number < 0:
                raise damaged()
            sums.setdefault(message, {})[name] = number
        for table in ("unjudged", "unsettled"):
            for message, delivery, share in connection.execute(
                _UNSETTLED.format(table=table) + where, values
            ):
                shares.setdefault(message, {})[delivery.hex()] = load_share("" if share is None else share)
    finally:
        connection.execute("COMMIT")
    return tuple(
        Rollup(
            message=MessageSums(
                tenant=tenant or None,
                message_key=message_key,
                composed=composed > 0,
                variant=variant,
                sums=sums.get(message, {}),
            ),
            unsettled={**shares.get(message, {}), **unsettled(sums.get(message, {}))},
        )
        for message, message_key, tenant, composed, variant in messages
        if composed or message in sums or message in shares
    )


def _selected(query: EventQuery) -> tuple[str, tuple[Any, ...]]:
    where: list[str] = []
    values: list[Any] = []
    if query.message_key is not None:
        where.append("m.message_key = ?")
        values.append(query.message_key)
    if query.tenant is not None:
        where.append("m.tenant = ?")
        values.append(query.tenant)
    if query.campaign is not None:
        where.append(
            "EXISTS (SELECT 1 FROM events AS c INDEXED BY events_campaign WHERE c.campaign = ?"
            " AND c.message_key = m.message_key AND coalesce(c.tenant, '') = m.tenant)"
        )
        values.append(query.campaign)
    return (f" WHERE {' AND '.join(where)}" if where else ""), tuple(values)
