"""The tables of `SQLAlchemyStore`, as each kind of database wants them.

They are those of `SQLiteStore`: what a query can restrict is a column, everything else about an
event is JSON in `body`. Databases differ in how they keep an id and a text: ids must sort by their bytes
and texts by their code points, as they do in Python. PostgreSQL also notes the transaction that appended
an event (see `following`), and its primary key is the id, so that the table can be partitioned by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

__all__ = ["CAMPAIGN_BYTES", "MYSQL", "POSTGRESQL", "TRANSACTION", "Tables", "make_tables"]

POSTGRESQL = "postgresql"
MYSQL = ("mysql", "mariadb")
"""What SQLAlchemy calls the two; they are one here."""

CAMPAIGN_BYTES = 255
"""The longest campaign that is kept as it is in its column; `rows` says what becomes of longer ones."""

TRANSACTION = "CAST(CAST(pg_current_xact_id() AS text) AS bigint)"
"""The number of the transaction in PostgreSQL, as the events that it appends carry it."""

# What each is for, and why the id is not always there, stands in the module `_sql` of `SQLiteStore`.
_INDEXES = (
    ("time", "at", "id"),
    ("message", "message_key", "at", "id", "tenant"),
    ("tenant", "tenant", "at", "id"),
    ("sender", "sender", "at", "id"),
    ("recipient", "recipient", "at"),
    ("delivery", "delivery", "at"),
    ("campaign", "campaign", "message_key", "tenant"),
)


class _Id(TypeDecorator[UUID]):
    """An id, in 16 bytes."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Take the type that has 16 bytes and sorts by them."""
        if dialect.name == POSTGRESQL:
            return dialect.type_descriptor(postgresql.UUID(as_uuid=True))
        return dialect.type_descriptor(mysql.BINARY(16) if dialect.name in MYSQL else LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> object:
        """Bind the bytes, but where the database knows ids."""
        return value if value is None or dialect.name == POSTGRESQL else value.bytes

    def process_result_value(self, value: object, dialect: Dialect) -> UUID | None:  # noqa: ARG002 - by name
        """Give back the id."""
        return UUID(bytes=value) if isinstance(value, bytes) else cast("UUID | None", value)


class _Key(TypeDecorator[str]):
    """A short text that is searched by; trailing spaces count, and no language has a say."""

    impl = Text
    cache_ok = True

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Take the type that compares code points."""
        if dialect.name == POSTGRESQL:
            return dialect.type_descriptor(postgresql.TEXT(collation="C"))
        # To a text of MySQL, another with a space behind it is the same.
        return dialect.type_descriptor(mysql.VARBINARY(self._size) if dialect.name in MYSQL else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> object:
        """Bind bytes where bytes are kept."""
        return value.encode() if value is not None and dialect.name in MYSQL else value

    def process_result_value(self, value: object, dialect: Dialect) -> str | None:  # noqa: ARG002 - by name
        """Give back the text."""
        return value.decode() if isinstance(value, bytes) else cast("str | None", value)


_MARK = LargeBinary(16).with_variant(mysql.BINARY(16), *MYSQL)
_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""A number that is given by the database; only INTEGER counts up by itself in SQLite."""

_BODY = Text().with_variant(mysql.LONGTEXT(charset="ascii"), *MYSQL)


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The tables for one kind of database.

    Args:
        metadata: All of them.
        events: The log.
        verdicts: What the rules said.
        candidates: In which events the id of a candidate stands, by its mark (see `_person`).
        tombstones: The marks of those who were erased.
        facts: What the store knows of itself: the version of its tables, its key.
        messages: The messages that have sums, and whether each was composed.
        sums: The sums of each message (see `mailtrack_sdk.accounts.sums`).
        shares: What deliveries have added to them (see `_folding`).
        unsettled: Deliveries that have a request without a verdict.
    """

    metadata: MetaData
    events: Table
    verdicts: Table
    candidates: Table
    tombstones: Table
    facts: Table
    messages: Table
    sums: Table
    shares: Table
    unsettled: Table


@cache
def make_tables(dialect: str, *, partitions: bool = False) -> Tables:
    """Describe the tables.

    Args:
        dialect: The kind of database, by its name in SQLAlchemy.
        partitions: Whether PostgreSQL should make the two large ones with partitions; it makes no
            difference to those who use them.
    """
    metadata = MetaData()
    facts = Table(
        "mailtrack_facts",
        metadata,
        Column("name", _Key(40), primary_key=True),
        Column("value", _Key(200), nullable=False),
        mysql_engine="InnoDB",
        mariadb_engine="InnoDB",
    )
    tombstones = Table(
        "mailtrack_tombstones",
        metadata,
        Column("mark", _MARK, primary_key=True),
        Column("tenant", _Key(64), primary_key=True),
        mysql_engine="InnoDB",
        mariadb_engine="InnoDB",
    )
    verdicts = Table(
        "mailtrack_verdicts",
        metadata,
        Column("event", _Id(), primary_key=True),
        Column("rules_version", BigInteger, primary_key=True, autoincrement=False),
        Column("events_seen", BigInteger, nullable=False),
        Column("judged_at", BigInteger, nullable=False),
        Column("body", _BODY, nullable=False),
        postgresql_partition_by="RANGE (event)" if partitions else None,
        mysql_engine="InnoDB",
        mariadb_engine="InnoDB",
    )
    candidates = Table(
        "mailtrack_candidates",
        metadata,
        Column("event", _Id(), primary_key=True),
        Column("mark", _MARK, primary_key=True, index=True),
        mysql_engine="InnoDB",
        mariadb_engine="InnoDB",
    )
    events = _events(metadata, dialect, partitions=partitions)
    return Tables(metadata, events, verdicts, candidates, tombstones, facts, *_rollups(metadata))


def _events(metadata: MetaData, dialect: str, *, partitions: bool) -> Table:
    by_id = dialect == POSTGRESQL
    events = Table(
        "mailtrack_events",
        metadata,
        *_place(metadata, dialect),
        Column("id", _Id(), nullable=False, primary_key=by_id, unique=None if by_id else True),
        Column("at", BigInteger, nullable=False),
        Column("kind", _Key(16), nullable=False),
        Column("message_key", _Key(64), nullable=False),
        Column("tenant", _Key(64)),
        Column("campaign", _Key(CAMPAIGN_BYTES)),
        Column("delivery", _Key(32)),
        Column("recipient", _Key(66)),
        Column("sender", _Key(64)),
        Column("body", _BODY, nullable=False),
        postgresql_partition_by="RANGE (id)" if partitions else None,
        sqlite_autoincrement=True,  # the number of a purged event must not be given again
        mysql_engine="InnoDB",
        mariadb_engine="InnoDB",
    )
    for name, first, *others in _INDEXES:
        given = events.c[first].is_not(None) if events.c[first].nullable else None
        columns = [events.c[column] for column in (first, *others)]
        Index(f"mailtrack_events_{name}", *columns, postgresql_where=given, sqlite_where=given)
    return events


def _rollups(metadata: MetaData) -> tuple[Table, Table, Table, Table]:
    """Describe what is kept beside the log."""
    messages = Table(
        "mailtrack_messages",
        metadata,
        Column("id", _NUMBER, primary_key=True),
        Column("message_key", _Key(64), nullable=False),
        # A message without a tenant has the tenant "", which no tenant is called: NULLs are not unique.
        Column("tenant", _Key(64), nullable=False, index=True),
        Column("composed", BigInteger, nullable=False, server_default="0"),
        Column("variant", _BODY),  # as JSON, because PostgreSQL has no text with a zero byte
        Column("last_at", BigInteger),
        Column("last_id", _Id()),
        UniqueConstraint("message_key", "tenant"),
        mysql_engine="InnoDB",
        mariadb_engine="InnoDB",
    )
    sums = Table(
        "mailtrack_sums",
        metadata,
        Column("message", BigInteger, primary_key=True, autoincrement=False),
        Column("name_id", _Id(), primary_key=True),  # a hash: with a target in it, a name may be long
        Column("name", _BODY, nullable=False),
        Column("number", BigInteger, nullable=False),
        mysql_engine="InnoDB",
        mariadb_engine="InnoDB",
    )
    shares = Table(
        "mailtrack_shares",
        metadata,
        Column("message", BigInteger, primary_key=True, autoincrement=False),
        Column("delivery", _Key(32), primary_key=True),
        Column("share", _BODY, nullable=False),
        mysql_engine="InnoDB",
        mariadb_engine="InnoDB",
    )
    unsettled = Table(
        "mailtrack_unsettled",
        metadata,
        Column("message", BigInteger, primary_key=True, autoincrement=False),
        Column("delivery", _Key(32), primary_key=True),
        mysql_engine="InnoDB",
        mariadb_engine="InnoDB",
    )
    return messages, sums, shares, unsettled


def _place(metadata: MetaData, dialect: str) -> list[Column[int]]:
    """Describe the columns that say where in the log an event came in."""
    if dialect != POSTGRESQL:
        return [Column("seq", _NUMBER, primary_key=True)]
    numbers = Sequence("mailtrack_events_seq", metadata=metadata, data_type=BigInteger)
    xact = Column("xact", BigInteger, server_default=text(TRANSACTION), nullable=False)
    seq = Column("seq", BigInteger, server_default=numbers.next_value(), nullable=False)
    Index("mailtrack_events_place", xact, seq)
    return [xact, seq]
