"""The stores keep the contract on MySQL and MariaDB, where the environment names a server to try them on.

MAILTRACK_MYSQL_URL, such as mysql+pymysql://user:password@127.0.0.1/, is of a user who may make databases.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from mailtrack_sdk.stores import AsyncEventStore, EventStore
from mailtrack_sdk.testing import StoreContract
from mailtrack_sdk.testing._samples import opened
from tests.stores._postgres import needs

pytest.importorskip("sqlalchemy", reason="not installed: sqlalchemy")


from sqlalchemy import create_engine, make_url

from mailtrack_sdk.stores.sqlalchemy import AsyncSQLAlchemyStore, SQLAlchemyStore, calls

URL = os.environ.get("MAILTRACK_MYSQL_URL")
_made: list[str] = []

pytestmark = [
    pytest.mark.skipif(URL is None, reason="no MAILTRACK_MYSQL_URL in the environment"),
    needs("pymysql"),
]


def _execute(*statements: str) -> None:
    assert URL is not None
    engine = create_engine(URL)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture(scope="module", autouse=True)
def _leave_nothing() -> Iterator[None]:
    """Drop the databases in the end."""
    yield
    if _made:
        _execute(*(f"DROP DATABASE {name}" for name in _made))


def _new_database(driver: str = "mysql+pymysql") -> str:
    """Make a database with the tables in it, and give back its URL."""
    assert URL is not None
    name = f"mailtrack_test_{os.getpid()}_{len(_made)}"
    _made.append(name)
    _execute(f"CREATE DATABASE {name}")
    url = make_url(URL).set(database=name)
    with SQLAlchemyStore(url) as maker:
        maker.create()
        maker.create()
        maker.upgrade()
    return url.set(drivername=driver).render_as_string(hide_password=False)


class TestThreads(StoreContract):
    """Threads, with PyMySQL."""

    def make_store(self) -> EventStore:
        """Make one."""
        from mailtrack_sdk.stores.sqlalchemy import SQLAlchemyStore  # noqa: PLC0415 - where it is installed

        return SQLAlchemyStore(_new_database())


@needs("greenlet", "asyncmy")
class TestTasks(StoreContract):
    """Tasks, with asyncmy."""

    def make_store(self) -> AsyncEventStore:
        """Make one."""
        return AsyncSQLAlchemyStore(_new_database("mysql+asyncmy"))


def test_those_who_append_take_turns() -> None:
    """A cursor can rely on the numbers: nobody is given a higher one before all lower ones are seen."""
    with SQLAlchemyStore(_new_database()) as store, ThreadPoolExecutor(1) as pool:
        with store._writer.connect() as connection, connection.begin():
            calls.append([opened(1)])(connection, store._state._known(connection))
            other = pool.submit(store.append, [opened(2)])
            time.sleep(0.2)
            assert not other.done()
            assert store.read().events == ()
        assert other.result(timeout=30) == 1
        assert store.read().events == (opened(1), opened(2))


def test_writers_of_the_same_events_keep_each_once() -> None:
    """Batches that overlap in opposite orders wait for each other: no error, and each event once."""
    events = [opened(number) for number in range(400)]
    batches = [events if turn % 2 else events[::-1] for turn in range(8)]
    with SQLAlchemyStore(_new_database()) as store, ThreadPoolExecutor(len(batches)) as pool:
        assert sum(pool.map(store.append, batches)) == len(events)
        assert list(store.events()) == events
