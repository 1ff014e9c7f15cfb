"""How the tables come into being and up to date, and what a store reads of itself before its first call."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import OperationalError

from mailtrack_sdk.errors import ConfigurationError, StoreError, StoreSchemaError
from mailtrack_sdk.stores import _person
from mailtrack_sdk.stores._schema import APPLICATION_ID
from mailtrack_sdk.stores.sqlalchemy import following, partitions
from mailtrack_sdk.stores.sqlalchemy.tables import MYSQL, POSTGRESQL, Tables, make_tables

__all__ = ["KEPT", "OFF", "ROLLUPS", "Database", "create", "load", "transaction", "upgrade", "view"]

VERSION = 1
"""The version of the tables that this release makes and uses."""

_LOCK = 0x6D74_7264
"""The number of the lock that lets one process at a time make tables: "mtrd"."""

_LOCK_SECONDS = 60
_YES = "yes"

ROLLUPS = "rollups"
"""The fact that says whether the sums are complete: `KEPT`, or `OFF` since somebody wrote without them."""

KEPT = "kept"
OFF = "off"


@dataclass(frozen=True, slots=True, eq=False)
class Database:
    """What every call must know of the database it works on.

    Args:
        dialect: The kind of database, by its name in SQLAlchemy.
        tables: Its tables.
        key: The key of its marks (see `_person`).
        has_partitions: Whether the large tables have partitions.
        keeps_sums: Whether what this store writes is folded into the sums.
    """

    dialect: str
    tables: Tables
    key: bytes
    has_partitions: bool
    keeps_sums: bool = True


@contextmanager
def transaction(connection: Connection) -> Generator[None]:
    """Write all or nothing."""
    if connection.dialect.name != "sqlite":
        with connection.begin():
            yield
        return
    # The drivers of SQLite begin late and as readers, who are refused, not queued, when somebody else
    # wrote in between (sqlite.org/rescode.html#busy_snapshot). So they are told to leave that to us.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        yield
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        connection.connection.rollback()
        raise


@contextmanager
def view(connection: Connection) -> Generator[None]:
    """Read several tables as they are at one moment, on an engine for viewing."""
    if connection.dialect.name != "sqlite":
        with connection.begin():
            yield
        return
    connection.exec_driver_sql("BEGIN")
    try:
        yield
    finally:
        connection.connection.rollback()


def load(connection: Connection) -> Database:
    """Read what the store noted about itself.

    Raises:
        StoreSchemaError: The tables are of another version.
    """
    dialect = connection.dialect.name
    tables = make_tables(dialect)
    facts = _facts(connection, tables)
    if "version" not in facts:
        raise StoreSchemaError("the tables were not made to their end; call create() again")
    _check_version(facts["version"])
    return Database(dialect, tables, bytes.fromhex(facts["key"]), facts.get("partitions") == _YES)


def create(connection: Connection, *, with_partitions: bool) -> None:
    """Make what is missing of the tables; several processes may try at once.

    Raises:
        ConfigurationError: Partitions are wanted where there can be none.
        StoreSchemaError: The tables are there, and of another version.
    """
    dialect = connection.dialect.name
    if with_partitions and dialect != POSTGRESQL:
        raise ConfigurationError(f"partitions are for PostgreSQL, not for {dialect}")
    if dialect == "sqlite":
        _refuse_other_store(connection)
        _write_ahead(connection)
    with _alone(connection):
        tables = make_tables(dialect, partitions=with_partitions)
        tables.metadata.create_all(connection)
        facts = _facts(connection, tables)
        if "version" not in facts:
            facts = {"key": _person.new_key().hex(), "partitions": _YES if with_partitions else "no"}
            facts |= {"version": str(VERSION), "moved": "0", ROLLUPS: KEPT}
            connection.execute(insert(tables.facts), [{"name": n, "value": v} for n, v in facts.items()])
        _check_version(facts["version"])
        if facts["partitions"] == _YES:
            partitions.extend(connection)
        elif with_partitions:
            raise ConfigurationError("the tables were made without partitions; only new ones can have them")


def upgrade(connection: Connection) -> None:
    """Bring the tables up to date.

    Raises:
        StoreSchemaError: They are not there, or of a newer version.
    """
    with _alone(connection):
        database = load(connection)
        if database.dialect == POSTGRESQL:
            following.settle(connection, database.tables)
        if database.has_partitions:
            partitions.extend(connection)


def _facts(connection: Connection, tables: Tables) -> dict[str, str]:
    rows = connection.execute(select(tables.facts.c.name, tables.facts.c.value))
    return {row.name: row.value for row in rows}


def _check_version(version: str) -> None:
    if version != str(VERSION):
        raise StoreSchemaError(
            f"the tables have version {version:.20}, this release of mailtrack-sdk uses version {VERSION}; "
            "use the release that made them, or a newer one"
        )


def _refuse_other_store(connection: Connection) -> None:
    """See that a file is not one of `SQLiteStore`, which would then hold two logs."""
    if connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID:
        raise StoreSchemaError("the file is a SQLiteStore's; open it with SQLiteStore")


def _write_ahead(connection: Connection) -> None:
    """Let readers of a SQLite file read while others write; where that is refused it works without."""
    with suppress(OperationalError):
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")


@contextmanager
def _alone(connection: Connection) -> Generator[None]:
    """Keep other processes from making tables at the same time."""
    if connection.dialect.name not in MYSQL:
        with transaction(connection):
            if connection.dialect.name == POSTGRESQL:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield
        return
    # There, making a table ends the transaction.
    if not connection.exec_driver_sql(f"SELECT GET_LOCK('mailtrack', {_LOCK_SECONDS})").scalar():
        raise StoreError("another process has been making the tables for a minute; try again")
    try:
        yield
        connection.commit()
    finally:
        connection.exec_driver_sql("SELECT RELEASE_LOCK('mailtrack')")
