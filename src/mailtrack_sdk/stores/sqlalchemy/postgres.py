"""How rows reach PostgreSQL fast: as arrays in one statement, or copied into a table of the connection.

A statement with arrays is one round trip, with psycopg and asyncpg alike, and tells how many rows were
new. COPY is faster for many rows ("almost always faster than using INSERT",
postgresql.org/docs/18/populate.html), but stops at the first row that is there already. So rows are copied
into a temporary table without indexes, and from there into the log.
"""

# ruff: noqa: S608 - only names of this module are formatted into statements

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, cast

from sqlalchemy import Connection, text
from sqlalchemy.engine import AdaptedConnection

from mailtrack_sdk.stores.sqlalchemy.rows import EventRow, VerdictRow

__all__ = ["FORMAT", "add_events", "add_verdicts", "blocks"]

COPY_FROM = 500
"""From so many rows on they are copied."""

_LOOK = 1.0
"""Seconds after which to look whether the server is still there."""

_BLOCK = 1_000
"""Rows sent to the server at once."""

_EVENT_TYPES = ("uuid", "bigint", *["text"] * 8)
_VERDICT_TYPES = ("uuid", "bigint", "bigint", "bigint", "text")

_COLUMNS = ", ".join(EventRow._fields)
_INCOMING = ", ".join(f"{name} {kind}" for name, kind in zip(EventRow._fields, _EVENT_TYPES, strict=True))

_MAKE_INCOMING = (
    f"CREATE TEMPORARY TABLE IF NOT EXISTS mailtrack_incoming ({_INCOMING}) ON COMMIT DELETE ROWS"
)
_NULL = "\x01"
FORMAT = f"({_COLUMNS}) FROM STDIN (NULL '{_NULL}')"
"""What COPY must be told of the lines that `blocks` makes."""

_COPY = f"COPY pg_temp.mailtrack_incoming {FORMAT}"
_ADD_INCOMING = (
    f"INSERT INTO mailtrack_events ({_COLUMNS}) SELECT {_COLUMNS} FROM pg_temp.mailtrack_incoming"
    " ON CONFLICT (id) DO NOTHING"
)


def _arrays(names: Sequence[str], types: Sequence[str]) -> str:
    arrays = (f"CAST(:{name} AS {kind}[])" for name, kind in zip(names, types, strict=True))
    return f"({', '.join(names)}) SELECT * FROM unnest({', '.join(arrays)})"


_ADD_EVENTS = text(
    f"INSERT INTO mailtrack_events {_arrays(EventRow._fields, _EVENT_TYPES)} ON CONFLICT (id) DO NOTHING"
)
_ADD_VERDICTS = text(
    f"INSERT INTO mailtrack_verdicts AS old {_arrays(VerdictRow._fields, _VERDICT_TYPES)}"
    " ON CONFLICT (event, rules_version) DO UPDATE"
    " SET events_seen = excluded.events_seen, judged_at = excluded.judged_at, body = excluded.body"
    " WHERE (excluded.events_seen, excluded.judged_at) >= (old.events_seen, old.judged_at)"
)


def add_events(connection: Connection, rows: Sequence[EventRow]) -> int:
    """Add events in a transaction, and return how many were new."""
    if len(rows) < COPY_FROM:
        return connection.execute(_ADD_EVENTS, _columns(EventRow._fields, rows)).rowcount
    connection.exec_driver_sql(_MAKE_INCOMING)
    _copy(connection, rows)
    return connection.exec_driver_sql(_ADD_INCOMING).rowcount


def add_verdicts(connection: Connection, rows: Sequence[VerdictRow]) -> None:
    """Keep verdicts in a transaction, each unless a better one is there."""
    connection.execute(_ADD_VERDICTS, _columns(VerdictRow._fields, rows))


def _columns(names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> dict[str, list[object]]:
    return {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def _copy(connection: Connection, rows: Sequence[EventRow]) -> None:
    """Send rows by the driver's own way to copy, for which SQLAlchemy has none.

    So it does not learn that a connection died on the way or was left in the middle, and would roll back by
    it, in vain and with another error; therefore the connection is given up.
    """
    pooled = connection.connection
    try:
        if connection.dialect.is_async:
            copying = _copy_asyncpg if connection.dialect.driver == "asyncpg" else _copy_psycopg
            adapted = cast("AdaptedConnection", pooled.dbapi_connection)
            adapted.run_async(lambda driver: copying(driver, rows))
        else:
            driver: Any = pooled.driver_connection
            with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
                for block in blocks(rows):
                    copy.write(block)
    except BaseException:
        connection.invalidate()
        raise


async def _copy_psycopg(driver: Any, rows: Sequence[EventRow]) -> None:  # noqa: ANN401 - not ours to type
    async with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for block in blocks(rows):
            await copy.write(block)


async def _copy_asyncpg(driver: Any, rows: Sequence[EventRow]) -> None:  # noqa: ANN401 - as above
    """Copy, and do not wait for a server that is gone.

    When the connection is lost while the driver waits to be let write on, nobody tells it (asyncpg 0.32,
    seen on 2026-11-22); so we look from time to time.
    """
    copy = driver.copy_records_to_table("mailtrack_incoming", records=rows, columns=EventRow._fields)
    copying = asyncio.ensure_future(copy)
    try:
        while not copying.done() and not driver.is_closed():
            await asyncio.wait((copying,), timeout=_LOOK)
    finally:
        if not copying.done():
            copying.cancel()
            await asyncio.wait((copying,), timeout=_LOOK)
    if copying.cancelled() or not copying.done():
        raise ConnectionResetError("the connection was lost while rows were copied")
    copying.result()


def blocks(rows: Sequence[EventRow]) -> Iterator[str]:
    """Write rows as COPY reads them: a line each, tabs between the columns."""
    for start in range(0, len(rows), _BLOCK):
        yield "".join(map(_line, rows[start : start + _BLOCK]))


def _line(row: EventRow) -> str:
    """Write a row. No key and no JSON text holds a control character, so one can stand for NULL."""
    head = f"{row.id.hex}\t{row.at}\t"
    if row.campaign is None:  # nearly always; all that is special then is a backslash
        fields = [_NULL if value is None else value for value in row[2:]]
        return f"{head}{_TAB.join(fields)}\n".replace("\\", "\\\\")
    fields = [_NULL if value is None else value.translate(_ESCAPES) for value in row[2:]]
    return f"{head}{_TAB.join(fields)}\n"


_TAB = "\t"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", _NULL: r"\x01"})
