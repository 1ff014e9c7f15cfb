"""The stores keep the contract on a real PostgreSQL, whatever the driver, with partitions and without."""

from __future__ import annotations

from functools import cache

from mailtrack_sdk.stores import AsyncEventStore, EventStore
from mailtrack_sdk.testing import StoreContract
from tests.stores._postgres import POSTGRESQL, shared_server

TABLES = ("events", "verdicts", "candidates", "tombstones", "messages", "sums", "shares", "unsettled")
"""All but that of facts."""


@cache
def _database(*, partitions: bool) -> str:
    """Make a database with the tables in it, once, and give back its name."""
    from mailtrack_sdk.stores.sqlalchemy import SQLAlchemyStore  # noqa: PLC0415 - where it is installed

    server = shared_server()
    name = server.new_database()
    with SQLAlchemyStore(server.url("psycopg", name)) as maker:
        maker.create(partitions=partitions)
    return name


def _empty_tables(driver: str, *, partitions: bool = False) -> str:
    """Give the URL of a database whose tables are empty; that is faster than making them anew."""
    name = _database(partitions=partitions)
    tables = ", ".join(f"mailtrack_{table}" for table in TABLES)
    shared_server().execute(f"TRUNCATE {tables}", name)
    return shared_server().url(driver, name)


@POSTGRESQL
class TestPsycopg(StoreContract):
    """Threads, with psycopg."""

    def make_store(self) -> EventStore:
        """Make one."""
        from mailtrack_sdk.stores.sqlalchemy import SQLAlchemyStore  # noqa: PLC0415 - where it is installed

        return SQLAlchemyStore(_empty_tables("psycopg"))


@POSTGRESQL
class TestPartitions(StoreContract):
    """Threads, with psycopg, and a partition for each month."""

    def make_store(self) -> EventStore:
        """Make one."""
        from mailtrack_sdk.stores.sqlalchemy import SQLAlchemyStore  # noqa: PLC0415 - where it is installed

        return SQLAlchemyStore(_empty_tables("psycopg", partitions=True))


@POSTGRESQL
class TestPsycopgAwaited(StoreContract):
    """Tasks, with psycopg."""

    def make_store(self) -> AsyncEventStore:
        """Make one."""
        from mailtrack_sdk.stores.sqlalchemy import AsyncSQLAlchemyStore  # noqa: PLC0415 - where it is installed

        return AsyncSQLAlchemyStore(_empty_tables("psycopg"))


@POSTGRESQL
class TestAsyncpg(StoreContract):
    """Tasks, with asyncpg."""

    def make_store(self) -> AsyncEventStore:
        """Make one."""
        from mailtrack_sdk.stores.sqlalchemy import AsyncSQLAlchemyStore  # noqa: PLC0415 - where it is installed

        return AsyncSQLAlchemyStore(_empty_tables("asyncpg"))
