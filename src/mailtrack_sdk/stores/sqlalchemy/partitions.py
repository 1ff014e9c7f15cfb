"""Partitions of PostgreSQL, one a month: so that a month can be dropped as a whole.

The key of a partitioned table must be part of every unique index
(postgresql.org/docs/18/ddl-partitioning.html), and an event is unique by its id alone. So the tables are
partitioned by the id itself: a UUIDv7 begins with the milliseconds since 1970 (RFC 9562 section 5.7), and
the ids of a month are a range. One id can only ever lie in one partition. Ids of another kind, and months
that nobody made a partition for, lie in the partition `other`.
"""

# ruff: noqa: S608 - names of this module, months and ids are formatted into statements, and no value of a caller's

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from mailtrack_sdk.stores._fields import micros
from mailtrack_sdk.stores.sqlalchemy.errors import code_of

__all__ = ["Month", "drop", "extend", "months_before"]

AHEAD = 3
"""For so many months after the current one partitions are made."""

_TABLES = (("mailtrack_events", "id"), ("mailtrack_verdicts", "event"))

# Less than `deadlock_timeout`, which is 1 second: if a writer waits for us while we wait for it, we give up.
_PATIENCE = "SET LOCAL lock_timeout = '500ms'"

_LOCKED = "55P03"
"""What PostgreSQL says when a lock was not to be had in time."""

_GONE = "42P01"
"""What it says when another purge was faster."""

_NAME = re.compile("mailtrack_events_([0-9]{4})_([0-9]{2})")
_FORGET = text("DELETE FROM mailtrack_candidates WHERE event >= :first AND event < :last")
_EXISTING = text(
    "SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid"
    " WHERE i.inhparent = CAST('mailtrack_events' AS regclass)"
)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, moment: datetime) -> Month:
        """Give the month of an aware moment."""
        moment = moment.astimezone(timezone.utc)
        return cls(moment.year, moment.month)

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.month, 1, tzinfo=timezone.utc)

    @property
    def following(self) -> Month:
        """The month after it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def first_id(self) -> UUID:
        """The lowest id of the month."""
        return UUID(int=micros(self.start) // 1000 << 80)

    @property
    def name(self) -> str:
        """The end of the names of its partitions."""
        return f"{self.year:04}_{self.month:02}"


def extend(connection: Connection) -> None:
    """Make the partitions of this month and the next ones, in a transaction that is alone.

    Rows that came before their partition was there are moved into it.
    """
    for table, _ in _TABLES:
        connection.exec_driver_sql(f"CREATE TABLE IF NOT EXISTS {table}_other PARTITION OF {table} DEFAULT")
    existing = set(_months(connection))
    month = Month.of(connection.execute(text("SELECT now()")).scalar_one())
    for _ in range(AHEAD + 1):
        if month not in existing:
            _make(connection, month)
        month = month.following


def months_before(connection: Connection, before: datetime) -> list[Month]:
    """Give the months with partitions that end before a moment, the oldest first."""
    return sorted(month for month in _months(connection) if month.following.start <= before)


def drop(connection: Connection, month: Month, before: datetime | None) -> int:
    """Drop the partitions of a month in a transaction, and return how many events went with them.

    Nothing happens if the month holds an event that is not old enough, whatever its id says, or if
    somebody keeps using the tables: whoever waits for them must not wait long.

    Args:
        connection: The connection.
        month: The month.
        before: What is older may go; None if nothing may, so that only an empty month is dropped.
    """
    events, verdicts = (f"{table}_{month.name}" for table, _ in _TABLES)
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(_PATIENCE)
            connection.exec_driver_sql(f"LOCK TABLE {events} IN SHARE MODE")
            count, newest = connection.exec_driver_sql(f"SELECT count(*), max(at) FROM {events}").one()
            if newest is not None and (before is None or newest >= micros(before)):
                return 0
            connection.exec_driver_sql(f"DROP TABLE {events}, {verdicts}")
            connection.execute(_FORGET, {"first": month.first_id, "last": month.following.first_id})
            return int(count)
    except DBAPIError as exc:
        if code_of(exc) not in (_LOCKED, _GONE):
            raise
        return 0


def _make(connection: Connection, month: Month) -> None:
    first, last = month.first_id, month.following.first_id
    for table, key in _TABLES:
        name = f"{table}_{month.name}"
        ours = f"{key} >= '{first}' AND {key} < '{last}'"
        for statement in (
            # Nobody may add a row to the partition `other` that belongs into the new one.
            f"LOCK TABLE {table}_other IN ACCESS EXCLUSIVE MODE",
            f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS)",
            f"INSERT INTO {name} SELECT * FROM {table}_other WHERE {ours}",
            f"DELETE FROM {table}_other WHERE {ours}",
            f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{last}')",
        ):
            connection.exec_driver_sql(statement)


def _months(connection: Connection) -> Iterator[Month]:
    for name in connection.scalars(_EXISTING):
        found = _NAME.fullmatch(name)
        if found is not None:
            yield Month(int(found[1]), int(found[2]))
