"""What may be wrong with an engine, a URL, a file or the tables is said clearly, and no secret is shown."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import sqlite3
import threading
import weakref
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from mailtrack_sdk.errors import (
    ArgumentError,
    ConfigurationError,
    StoreClosedError,
    StoreError,
    StoreSchemaError,
)
from mailtrack_sdk.stores import EventQuery, SQLiteStore
from mailtrack_sdk.testing._samples import NOON, composed, delivery, mixed_log, number_of, opened
from tests.stores._postgres import needs

pytest.importorskip("sqlalchemy", reason="not installed: sqlalchemy")


from sqlalchemy import Connection, StaticPool, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from mailtrack_sdk.stores.sqlalchemy import AsyncSQLAlchemyStore, SQLAlchemyStore
from mailtrack_sdk.stores.sqlalchemy.engines import forget
from mailtrack_sdk.stores.sqlalchemy.errors import engine_errors
from mailtrack_sdk.stores.sqlalchemy.schema import Database

SECRET = "hunter2-hunter2"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the path of a file with the tables in it."""
    with SQLAlchemyStore(f"sqlite:///{tmp_path / 'events.db'}") as store:
        store.create()
    return tmp_path / "events.db"


def change(path: Path, *statements: str) -> None:
    """Change a file by hand."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "an engine or a URL"),
        (Path("events.db"), "an engine or a URL"),
        (f"u:{SECRET}@host/db", "cannot be read"),
        (f"postgresql://u:{SECRET}@host:{SECRET}/db", "cannot be read"),
        (f"nosuchdatabase://u:{SECRET}@host/db", "no engine can be made"),
        (f"oracle+nosuchdriver://u:{SECRET}@host/db", "no engine can be made"),
        (f"postgresql+psycopg2cffi://u:{SECRET}@host/db", "install the driver|no engine can be made"),
        (f"postgresql+pg8000://u:{SECRET}@host/db", "install the driver"),
        ("sqlite+aiosqlite://", "AsyncSQLAlchemyStore"),
        (create_engine("sqlite://"), "poolclass=StaticPool"),
    ],
    ids=str,
)
def test_what_is_no_database_is_refused(given: Any, words: str) -> None:  # noqa: ANN401 - wrong on purpose
    """What a store cannot be made of is a `ConfigurationError` that says so without a password."""
    with pytest.raises(ConfigurationError, match=words) as failure:
        SQLAlchemyStore(given)
    error: BaseException | None = failure.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__
    assert failure.value.__context__ is None or failure.value.__suppress_context__


def _engine(url: str) -> Any:  # noqa: ANN401 - what SQLAlchemy makes of a driver that is not there
    """Make an engine with a driver that is none."""
    return create_engine(
        url, module=SimpleNamespace(paramstyle="format", __version__="9.9.9", version=(9, 9))
    )


def test_other_databases_and_drivers_are_refused() -> None:
    """Engines for databases and drivers that the store has no words for are refused when it is made."""
    with pytest.raises(ConfigurationError, match="PostgreSQL, MySQL, MariaDB and SQLite only"):
        SQLAlchemyStore(_engine("mssql+pymssql://host/db"))
    with pytest.raises(ConfigurationError, match="psycopg or asyncpg, not pg8000"):
        SQLAlchemyStore(_engine("postgresql+pg8000://host/db"))


@needs("aiosqlite", "greenlet")
def test_an_engine_must_be_of_the_stores_kind() -> None:
    """An async engine is for the async store, a sync one for the other, and each error names it."""
    with pytest.raises(ConfigurationError, match="for AsyncSQLAlchemyStore"):
        SQLAlchemyStore(cast("Any", create_async_engine("sqlite+aiosqlite://")))
    with pytest.raises(ConfigurationError, match="for SQLAlchemyStore"):
        AsyncSQLAlchemyStore(cast("Any", create_engine("sqlite://")))
    with pytest.raises(ConfigurationError, match="no engine can be made"):
        AsyncSQLAlchemyStore("sqlite+pysqlite://")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
@needs("psycopg")
def test_a_url_needs_no_driver(scheme: str) -> None:
    """The schemes in use all mean psycopg, and what is shown has neither password nor options."""
    with SQLAlchemyStore(f"{scheme}://u:{SECRET}@host/db?password={SECRET}") as store:
        assert repr(store) == "SQLAlchemyStore('postgresql+psycopg://u:***@host/db')"
    awaited = AsyncSQLAlchemyStore(f"{scheme}://u:{SECRET}@host/db")
    assert repr(awaited) == "AsyncSQLAlchemyStore('postgresql+psycopg://u:***@host/db')"


def test_missing_tables_are_asked_for(tmp_path: Path) -> None:
    """A new file has no tables, and every use says how to make them."""
    with SQLAlchemyStore(f"sqlite:///{tmp_path / 'new.db'}") as store:
        for use in (lambda: store.append([opened(1)]), store.count_requests, store.upgrade):
            with pytest.raises(StoreSchemaError, match=r"call create\(\) once"):
                use()


def test_unfinished_tables_are_asked_for_again(path: Path) -> None:
    """Where the making of tables was interrupted, `create` brings it to its end."""
    change(path, "DELETE FROM mailtrack_facts")
    with SQLAlchemyStore(f"sqlite:///{path}") as store:
        with pytest.raises(StoreSchemaError, match=r"call create\(\) again"):
            store.append([opened(1)])
        store.create()
        assert store.append([opened(1)]) == 1


@pytest.mark.parametrize("call", ["create", "upgrade", "count_requests"])
def test_a_newer_schema_is_refused(path: Path, call: str) -> None:
    """Tables of a newer release are left alone, and it is said which release may use them."""
    change(path, "UPDATE mailtrack_facts SET value = '2' WHERE name = 'version'")
    with (
        SQLAlchemyStore(f"sqlite:///{path}") as store,
        pytest.raises(StoreSchemaError, match="have version 2, this release of mailtrack-sdk uses version 1"),
    ):
        getattr(store, call)()


def test_tables_changed_by_others_are_refused(path: Path) -> None:
    """A column that is gone is said to be somebody else's work."""
    change(path, "ALTER TABLE mailtrack_events RENAME COLUMN body TO text")
    with SQLAlchemyStore(f"sqlite:///{path}") as store, pytest.raises(StoreSchemaError, match="by another"):
        store.append([opened(1)])


def test_rows_changed_by_hand_are_refused(path: Path) -> None:
    """A row that cannot be read is an error about that row, and the others can still be asked for."""
    with SQLAlchemyStore(f"sqlite:///{path}") as store:
        store.append([opened(1), opened(2, delivery("ann"))])
        change(path, "UPDATE mailtrack_events SET body = '{}' WHERE recipient = 's:ann'")
        with pytest.raises(StoreSchemaError, match="changed by hand"):
            list(store.events())
        assert [number_of(event) for event in store.events(EventQuery(recipient="u-1"))] == [1]


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file of another kind stays as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("my notes " * 500, "utf-8")
    with SQLAlchemyStore(f"sqlite:///{path}") as store, pytest.raises(StoreSchemaError, match="no database"):
        store.create()
    assert path.read_text("utf-8") == "my notes " * 500


def test_a_directory_that_is_not_there_is_said(tmp_path: Path) -> None:
    """A path that leads nowhere comes with advice."""
    url = f"sqlite:///{tmp_path / 'nowhere' / 'events.db'}"
    with SQLAlchemyStore(url) as store, pytest.raises(StoreError, match="the directory must exist"):
        store.create()


def test_a_full_disk_keeps_nothing_of_a_batch(path: Path) -> None:
    """When there is no room for a batch, nothing of it is kept, and a smaller one still is."""
    engine = create_engine(f"sqlite:///{path}", poolclass=StaticPool)
    with SQLAlchemyStore(engine) as store:
        store.append([opened(1)])
        with store._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
        with pytest.raises(StoreError, match="make room on the disk"):
            store.append(opened(number) for number in range(2, 5_000))
        assert store.append([opened(2)]) == 1
        assert [number_of(event) for event in store.events()] == [1, 2]
    engine.dispose()


def test_a_locked_file_is_waited_for_and_then_said(path: Path) -> None:
    """Somebody who writes for longer than the store waits is named as the cause."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 0.05})
    with closing(sqlite3.connect(path, isolation_level=None)) as other, SQLAlchemyStore(engine) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="writing for too long"):
            store.append([opened(1)])
        other.execute("COMMIT")
        assert store.append([opened(1)]) == 1
    engine.dispose()


def test_a_pool_that_is_used_up_is_said(path: Path) -> None:
    """When every connection is in use, the advice is a larger pool."""
    engine = create_engine(f"sqlite:///{path}", pool_size=1, max_overflow=0, pool_timeout=0.01)
    with SQLAlchemyStore(engine) as store, engine.connect(), pytest.raises(StoreError, match="larger pool"):
        store.append([opened(1)])
    engine.dispose()


def test_an_engine_of_the_callers_stays_open(path: Path) -> None:
    """Closing a store leaves an engine alone that it did not make."""
    engine = create_engine(f"sqlite:///{path}", poolclass=StaticPool)
    with SQLAlchemyStore(engine) as store:
        store.append([opened(1)])
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM mailtrack_events").scalar() == 1
    engine.dispose()


@needs("aiosqlite", "greenlet")
def test_an_async_engine_of_the_callers_stays_open() -> None:
    """The async store does the same, in memory too, where tasks take turns at the one connection."""

    async def use() -> None:
        engine = create_async_engine("sqlite+aiosqlite://")
        async with AsyncSQLAlchemyStore(engine) as store:
            await store.create()
            await store.upgrade()
            counts = await asyncio.gather(*(store.append([opened(n), opened(n + 1)]) for n in range(20)))
            assert sum(counts) == 21
        async with engine.connect() as connection:
            assert (await connection.exec_driver_sql("SELECT count(*) FROM mailtrack_events")).scalar() == 21
        await engine.dispose()

    asyncio.run(use())


def test_a_closed_store_refuses_everything(path: Path) -> None:
    """After `close` every call raises `StoreClosedError`, also those that read step by step."""
    store = SQLAlchemyStore(f"sqlite:///{path}")
    store.append([opened(1), opened(2)])
    reading = store.events()
    store.close()
    store.close()
    uses: tuple[Callable[[], object], ...] = (
        store.create,
        store.upgrade,
        store.read,
        store.by_delivery,
        store.count_requests,
        lambda: store.export("ann"),
        lambda: store.erase("ann"),
        lambda: store.purge(before=NOON),
        lambda: store.verdicts([]),
        lambda: store.record_verdicts({}, judged_at=NOON),
        lambda: next(reading),
    )
    for use in uses:
        with pytest.raises(StoreClosedError, match="make a new one"):
            use()


def test_a_transaction_that_lost_is_tried_again(path: Path) -> None:
    """What another transaction undid is repeated by itself, a few times."""
    turns: list[int] = []

    class Lost(Exception):  # noqa: N818 - a driver names it as it likes
        sqlstate = "40P01"

    def lose(connection: Connection, database: Database) -> int:
        del connection, database
        turns.append(1)
        if len(turns) < 4:
            raise DBAPIError("COMMIT", None, Lost("deadlock detected"))
        return 7

    with SQLAlchemyStore(f"sqlite:///{path}") as store:
        assert store._change(lose) == 7
        del turns[:]
        with pytest.raises(StoreError, match="deadlock detected; see the cause"):
            store._change(lose, tries=2)
        assert len(turns) == 2


@needs("aiosqlite", "greenlet")
def test_a_lost_transaction_is_tried_again_by_tasks(path: Path) -> None:
    """The async store does the same."""
    turns: list[int] = []

    class Lost(Exception):  # noqa: N818 - as above
        pass

    def lose(connection: Connection, database: Database) -> int:
        del connection, database
        turns.append(1)
        if len(turns) < 4:
            raise Lost(1213, "Deadlock found when trying to get lock")
        return 7

    async def use() -> None:
        async with AsyncSQLAlchemyStore(f"sqlite:///{path}") as store:
            assert await store._change(lose) == 7
            del turns[:]
            with pytest.raises(StoreError, match="Deadlock found"):
                await store._change(lose, tries=1)

    asyncio.run(use())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(111, "Connect call failed ('127.0.0.1', 1)"), "cannot be reached"),
        (OSError(-2, "Name or service not known"), "cannot be reached"),
        (TimeoutError(), "TimeoutError; the server went away"),
        (LookupError("what\nnot"), "db: what; see the cause"),
        (DBAPIError("INSERT", {"body": SECRET}, Exception(1146, "Table 'x' doesn't exist")), "call create"),
        (DBAPIError("INSERT", {"body": SECRET}, Exception("<class 'a.b'>: odd")), "db: odd; see"),
    ],
    ids=repr,
)
def test_no_error_of_others_comes_out(error: Exception, words: str) -> None:
    """Whatever a driver raises becomes a `StoreError`, without the values that were bound."""
    with pytest.raises(StoreError, match=words) as failure, engine_errors("db"):
        raise error
    assert SECRET not in f"{failure.value} {failure.value.__cause__!r}"
    assert failure.value.__suppress_context__


def test_an_erased_recipient_leaves_no_byte(path: Path) -> None:
    """After `erase`, neither the file nor its write-ahead log holds the id anywhere."""
    secret = "person-with-a-rare-name"
    with SQLAlchemyStore(f"sqlite:///{path}") as store:
        store.append(mixed_log())
        store.append(opened(number, delivery(secret, f"m-{number}")) for number in range(100, 1_300))
        assert store.erase(secret) == 1_200
        files = list(path.parent.iterdir())
        assert all(secret.encode() not in file.read_bytes() for file in files)
        assert store.append([opened(5_000, delivery(secret))]) == 0
        assert all(secret.encode() not in file.read_bytes() for file in files)
        assert len(list(store.events())) == 17


def test_an_erasure_beside_a_reader_is_said_to_be_unfinished(path: Path) -> None:
    """While somebody reads, old pages stay in the log; the error says to erase again."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 0.05})
    with closing(sqlite3.connect(path, isolation_level=None)) as other, SQLAlchemyStore(engine) as store:
        store.append(mixed_log())
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM mailtrack_events").fetchall()
        with pytest.raises(StoreError, match=r"call erase\(\) again"):
            store.erase("ann")
        other.execute("COMMIT")
        assert store.erase("ann") == 0
    assert b"s:ann" not in path.read_bytes()
    engine.dispose()


def test_partitions_are_for_postgresql(path: Path) -> None:
    """SQLite has none, and says so."""
    with (
        SQLAlchemyStore(f"sqlite:///{path}") as store,
        pytest.raises(ConfigurationError, match="not for sqlite"),
    ):
        store.create(partitions=True)


def test_a_cursor_beyond_the_end_is_refused(path: Path) -> None:
    """A cursor of another store is told from one whose event was purged."""
    with SQLAlchemyStore(f"sqlite:///{path}") as store:
        with pytest.raises(ArgumentError, match="beyond the end"):
            store.read("seq-1")
        store.append([opened(1), opened(2)])
        cursor = store.read().cursor
        assert store.purge(before=NOON.replace(year=2027)) == 2
        assert store.read(cursor).cursor == cursor
        store.append([opened(3)])
        assert [number_of(event) for event in store.read(cursor).events] == [3]


def test_threads_make_the_tables_at_once(tmp_path: Path) -> None:
    """Many who call `create` on a new file at once all succeed."""
    stores = [SQLAlchemyStore(f"sqlite:///{tmp_path / 'events.db'}") for _ in range(6)]
    barrier = threading.Barrier(len(stores))
    new: list[int] = []

    def work(store: SQLAlchemyStore) -> None:
        barrier.wait()
        store.create()
        new.append(store.append([opened(1)]))

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert sorted(new) == [0, 0, 0, 0, 0, 1]


def test_a_fork_forgets_connections(path: Path) -> None:
    """A pool is replaced, but not that of a database in memory, and nothing happens to what is gone."""
    for url, is_replaced in ((f"sqlite:///{path}", True), ("sqlite://", False)):
        with SQLAlchemyStore(url) as store:
            before = store._engine.pool
            forget(weakref.ref(store._engine))
            assert (store._engine.pool is not before) == is_replaced
    reference = weakref.ref(create_engine("sqlite://"))
    gc.collect()
    assert reference() is None
    forget(reference)


def test_long_and_odd_campaigns_are_found(path: Path) -> None:
    """A campaign too long for an index, or one that looks like a hash, is found like any other."""
    campaigns = ["x" * 300, "x" * 299 + "y", "sha256:1", "nul\0", ""]
    with SQLAlchemyStore(f"sqlite:///{path}") as store:
        store.append(composed(n, f"m-{n}", campaign=campaign) for n, campaign in enumerate(campaigns))
        for number, campaign in enumerate(campaigns):
            found = list(store.events(EventQuery(campaign=campaign)))
            assert [number_of(event) for event in found] == [number]


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system has no fork")
def test_a_forked_child_has_its_own_connections(path: Path) -> None:
    """A store may be made and used before a server forks: a child does not touch its parent's connections."""
    store = SQLAlchemyStore(f"sqlite:///{path}")
    vanished = SQLAlchemyStore(f"sqlite:///{path}")
    vanished.close()
    del vanished
    store.append([opened(1)])
    inherited = store._engine.pool
    child = os.fork()
    if child == 0:  # pragma: no cover - the child's lines count in no report
        fresh = store._engine.pool is not inherited
        os._exit(0 if fresh and store.append([opened(2)]) == 1 else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert store.append([opened(3)]) == 1
    assert [number_of(event) for event in store.events()] == [1, 2, 3]
    store.close()


def test_the_file_of_another_kind_of_store_is_refused(tmp_path: Path) -> None:
    """Two logs in one file would tear the data apart."""
    path = tmp_path / "events.db"
    SQLiteStore(path).close()
    with SQLAlchemyStore(f"sqlite:///{path}") as store, pytest.raises(StoreSchemaError, match="SQLiteStore"):
        store.create()
