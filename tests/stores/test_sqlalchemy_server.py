"""What only a real PostgreSQL shows: it dies, is restored, has partitions, and lets many write at once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest

from mailtrack_sdk.errors import ArgumentError, ConfigurationError, StoreError, StoreSchemaError
from mailtrack_sdk.events import Event, EventKind
from mailtrack_sdk.stores import EventQuery
from mailtrack_sdk.testing._samples import NOON, composed, delivery, mixed_log, number_of, opened
from tests.stores._postgres import POSTGRESQL, Server, shared_server, start

pytestmark = POSTGRESQL
pytest.importorskip("sqlalchemy", reason="not installed: sqlalchemy")

# ruff: noqa: E402 - what needs SQLAlchemy is imported where it is installed
from sqlalchemy import make_url, text

from mailtrack_sdk.stores.sqlalchemy import AsyncSQLAlchemyStore, SQLAlchemyStore, calls, partitions

MANY = 3_000
"""Events enough to be copied."""


@pytest.fixture
def url() -> str:
    """Give the URL of an empty database."""
    server = shared_server()
    return server.url("psycopg", server.new_database())


@pytest.fixture
def store(url: str) -> Iterator[SQLAlchemyStore]:
    """Make a store with its tables."""
    with SQLAlchemyStore(url) as made:
        made.create()
        yield made


@pytest.fixture
def own_server() -> Iterator[Server]:
    """Start a server that may be killed."""
    server = Server("fsync=off")
    yield server
    server.stop()


def numbers(store: SQLAlchemyStore, query: EventQuery | None = None) -> list[int]:
    """Read the numbers of the events that a query selects."""
    return [number_of(event) for event in store.events(query)]


def crowd(first: int, count: int) -> list[Event]:
    """Make opens, at half a second each."""
    return [opened(number) for number in range(first, first + count)]


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
@pytest.mark.parametrize(
    ("password", "database", "port", "advice"),
    [
        ("wrong-secret", "postgres", None, "check the user and the password"),
        (None, "nowhere", None, "correct its name in the URL"),
        ("wrong-secret", "postgres", 1, "cannot be reached"),
    ],
)
def test_a_wrong_url_is_said_without_its_password(
    driver: str, password: str | None, database: str, port: int | None, advice: str
) -> None:
    """A wrong password, database or port is a `StoreError` with advice, and shows no secret."""
    server = shared_server()
    wrong = make_url(server.url(driver, database))
    wrong = wrong.set(password=password or wrong.password, port=port or wrong.port)

    async def use() -> None:
        async with AsyncSQLAlchemyStore(wrong) as store:
            await store.append([opened(1)])

    with pytest.raises(StoreError, match=advice) as failure:
        asyncio.run(use())
    shown = f"{failure.value} {failure.value.__cause__!r}"
    assert wrong.password is not None
    assert wrong.password not in shown
    assert "***" in shown


def test_tables_that_are_missing_are_asked_for(url: str) -> None:
    """Before `create`, every use says to call it; so does one after somebody dropped the tables."""
    with SQLAlchemyStore(url) as store:
        for use in (lambda: store.append([opened(1)]), store.upgrade, store.count_requests):
            with pytest.raises(StoreSchemaError, match=r"call create\(\) once"):
                use()
        store.create()
        assert store.append([opened(1)]) == 1
        shared_server().execute("DROP TABLE mailtrack_events", url.rpartition("/")[2])
        with pytest.raises(StoreSchemaError, match=r"call create\(\) once"):
            list(store.events())


def test_many_make_the_tables_at_once(url: str) -> None:
    """Processes that start together may all call `create`: one makes the tables, the others wait."""
    stores = [SQLAlchemyStore(url) for _ in range(8)]
    barrier = threading.Barrier(len(stores))

    def work(store: SQLAlchemyStore) -> int:
        barrier.wait()
        store.create(partitions=True)
        return store.append([opened(1)])

    with ThreadPoolExecutor(len(stores)) as pool:
        assert sum(pool.map(work, stores)) == 1
    for store in stores:
        store.close()


def test_odd_texts_are_copied_as_they_are(store: SQLAlchemyStore) -> None:
    """A campaign of tabs, line breaks and backslashes is found again, copied or not, and so is a long one."""
    campaigns = ["a\tb\\c\nd\re\\N", "\\N", "x" * 5_000, "nul\0", "\\", "Frühling \U0001f389"]
    for first, filler in ((0, []), (100, crowd(1_000, MANY))):
        log = [
            composed(first + number, f"m-{first + number}", campaign=campaign)
            for number, campaign in enumerate(campaigns)
        ]
        assert store.append([*log, *filler]) == len(log) + len(filler)
    for number, campaign in enumerate(campaigns):
        assert numbers(store, EventQuery(campaign=campaign)) == [number, 100 + number]


def test_writers_of_the_same_events_never_deadlock(store: SQLAlchemyStore, url: str) -> None:
    """Batches that overlap in opposite orders wait for each other: no error, and each event once."""
    with ThreadPoolExecutor(8) as pool:
        for start in range(0, 8_000, 400):
            events = crowd(start, 400)
            batches = [events if turn % 2 else events[::-1] for turn in range(8)]
            assert sum(pool.map(store.append, batches)) == len(events)
    assert numbers(store) == list(range(8_000))
    store.close()  # now its connections report what they met
    met = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    assert shared_server().execute(met, url.rpartition("/")[2]) == [(0,)]


def test_a_cursor_waits_for_the_oldest_transaction(store: SQLAlchemyStore) -> None:
    """An event that is committed late is not skipped: a page ends before a transaction that still runs."""
    late, early = opened(1), opened(2, delivery("u-2", "news-2"))  # who folds into one message waits
    with store._writer.connect() as connection, connection.begin():
        calls.append([late])(connection, store._state._known(connection))
        assert store.append([early]) == 1
        assert numbers(store) == [2]
        page = store.read()
        assert page.events == ()
        assert page.cursor is None
    page = store.read(limit=1)
    assert page.events == (late,)
    page = store.read(page.cursor)
    assert page.events == (early,)
    assert store.read(page.cursor).events == ()


@pytest.mark.parametrize("cursor", ["seq-1", "xid-0_1", "xid-0_1_1 ", "xid-9_1_1", f"xid-0_{10**18}_1", ""])
def test_a_cursor_of_another_store_is_refused(store: SQLAlchemyStore, cursor: str) -> None:
    """What this store cannot have written is an `ArgumentError`."""
    store.append([opened(1)])
    with pytest.raises(ArgumentError, match="after"):
        store.read(cursor)


def test_a_restored_log_is_settled_before_it_is_followed(store: SQLAlchemyStore, url: str) -> None:
    """Transaction ids of another server would hold a cursor back; `upgrade` settles them, cursors go on."""
    store.append([opened(1)])
    store.append([opened(2), opened(3)])
    # As after a dump of a server with many transactions, with a cursor that was written there.
    shared_server().execute("UPDATE mailtrack_events SET xact = xact + 1000000000", url.rpartition("/")[2])
    with pytest.raises(StoreError, match=r"call upgrade\(\) once"):
        store.read()
    first = shared_server().execute(
        "SELECT min(xact), min(seq) FROM mailtrack_events", url.rpartition("/")[2]
    )
    cursor = "xid-0_{}_{}".format(*first[0])
    store.append([opened(4)])
    store.upgrade()
    store.upgrade()
    assert [number_of(event) for event in store.read(cursor).events] == [2, 3, 4]
    page = store.read()
    assert [number_of(event) for event in page.events] == [1, 2, 3, 4]
    store.append([opened(5)])
    assert [number_of(event) for event in store.read(page.cursor).events] == [5]


def test_an_event_on_its_way_is_erased_too(store: SQLAlchemyStore) -> None:
    """`erase` waits for those who are appending, so that nothing of the recipient slips through."""
    store.append(mixed_log())
    with ThreadPoolExecutor(1) as pool:
        with store._writer.connect() as connection, connection.begin():
            calls.append([opened(90, delivery("ann"))])(connection, store._state._known(connection))
            erased = pool.submit(store.erase, "ann")
            time.sleep(0.2)
            assert not erased.done()
        assert erased.result(timeout=30) == 9
    assert store.append([opened(91, delivery("ann"))]) == 0
    assert numbers(store, EventQuery(recipient="ann")) == []


def _id_at(moment: datetime, number: int) -> UUID:
    return UUID(int=int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | 0b10 << 62 | number)


def _tables(url: str) -> set[str]:
    found = shared_server().execute(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relkind = 'r'",
        url.rpartition("/")[2],
    )
    return {str(name).removeprefix("mailtrack_") for (name,) in found}


@pytest.fixture
def parted(url: str) -> Iterator[SQLAlchemyStore]:
    """Make a store with partitions, those of two past months too."""
    with SQLAlchemyStore(url) as store:
        store.create(partitions=True)
        with store._writer.connect() as connection, connection.begin():
            for month in (partitions.Month(2026, 3), partitions.Month(2026, 4)):
                partitions._make(connection, month)
        yield store


def _in_month(month: int, number: int) -> Event:
    at = datetime(2026, month, 10, tzinfo=timezone.utc)
    return replace(opened(number), id=_id_at(at, number), at=at)


def test_months_have_partitions(url: str) -> None:
    """`create` makes this month and three more for both large tables, and says so again without change."""
    with SQLAlchemyStore(url) as store:
        store.create(partitions=True)
        months = partitions.Month.of(datetime.now(timezone.utc))
        expected: set[str] = {"events_other", "verdicts_other"}
        for _ in range(4):
            expected |= {f"events_{months.name}", f"verdicts_{months.name}"}
            months = months.following
        assert _tables(url) == expected
        store.create()
        store.create(partitions=True)
        store.upgrade()
        assert _tables(url) == expected


def test_partitions_are_for_new_tables(store: SQLAlchemyStore) -> None:
    """Tables that were made without partitions stay so, and it is said."""
    with pytest.raises(ConfigurationError, match="only new ones can have them"):
        store.create(partitions=True)


def test_an_event_is_unique_over_all_partitions(parted: SQLAlchemyStore) -> None:
    """An id lies in one partition whatever the time of the event is, so it is found when it comes again."""
    event = _in_month(3, 1)
    assert parted.append([event]) == 1
    assert parted.append([event, replace(event, at=event.at + timedelta(days=40))]) == 0
    assert list(parted.events()) == [event]


def test_a_month_is_purged_by_dropping_it(parted: SQLAlchemyStore, url: str) -> None:
    """What lies wholly before the moment goes as a table; what does not, row by row."""
    log = [_in_month(3, 1), _in_month(3, 2), _in_month(4, 3), opened(4, at=NOON)]
    parted.append(log)
    assert parted.purge(before=datetime(2026, 4, 5, tzinfo=timezone.utc), kinds=[EventKind.SENT]) == 0
    assert parted.purge(before=datetime(2026, 4, 5, tzinfo=timezone.utc)) == 3
    assert list(parted.events()) == [log[2]]
    assert "events_2026_03" not in _tables(url)
    assert "verdicts_2026_03" not in _tables(url)
    assert "events_2026_04" in _tables(url)
    assert parted.append(log) == 3, "what was purged is new again"


def test_a_month_with_a_later_event_is_not_dropped(parted: SQLAlchemyStore, url: str) -> None:
    """The id says March, the time says May: the partition stays, and so does the event."""
    odd = replace(_in_month(3, 1), at=datetime(2026, 5, 10, tzinfo=timezone.utc))
    parted.append([odd, _in_month(3, 2)])
    assert parted.purge(before=datetime(2026, 5, 1, tzinfo=timezone.utc)) == 1
    assert list(parted.events()) == [odd]
    assert "events_2026_03" in _tables(url)


def test_a_month_in_use_is_purged_row_by_row(parted: SQLAlchemyStore, url: str) -> None:
    """While somebody keeps reading, a partition cannot be dropped soon; its rows are deleted instead."""
    parted.append([_in_month(3, 1)])
    with parted._writer.connect() as connection, connection.begin():
        connection.execute(text("SELECT count(*) FROM mailtrack_events"))
        assert parted.purge(before=datetime(2026, 4, 1, tzinfo=timezone.utc)) == 1
    assert list(parted.events()) == []
    assert "events_2026_03" in _tables(url)


def test_events_that_came_before_their_partition_move_into_it(parted: SQLAlchemyStore, url: str) -> None:
    """A month that nobody prepared is kept apart, and its events move when the partition is made."""
    event = _in_month(5, 1)
    parted.append([event])
    database = url.rpartition("/")[2]
    count = "SELECT count(*) FROM mailtrack_events_{}"
    assert shared_server().execute(count.format("other"), database) == [(1,)]
    with parted._writer.connect() as connection, connection.begin():
        partitions._make(connection, partitions.Month(2026, 5))
    assert shared_server().execute(count.format("other"), database) == [(0,)]
    assert shared_server().execute(count.format("2026_05"), database) == [(1,)]
    assert list(parted.events()) == [event]
    assert parted.append([event]) == 0


def test_a_lost_connection_is_replaced(store: SQLAlchemyStore) -> None:
    """A connection that the server ended while nobody used it is not noticed by the caller."""
    store.append([opened(1)])
    shared_server().execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        str(store._engine.url.database),
    )
    assert store.append([opened(2)]) == 1


async def _copying(server: Server, database: str, appending: asyncio.Task[int]) -> None:
    """Wait until a batch is on its way into the temporary table, or from there into the log."""
    watched = (
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%mailtrack_incoming%' AND state = 'active'"
        " AND pid <> pg_backend_pid() AND datname = current_database()"
    )
    while not await asyncio.to_thread(server.execute, watched, database):
        assert not appending.done(), "the batch was too short to be interrupted"


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_a_batch_that_is_cancelled_leaves_nothing(url: str, driver: str) -> None:
    """A task that is cancelled while it copies keeps nothing of its batch, and the store goes on."""
    database = url.rpartition("/")[2]
    batch = crowd(0, 20_000)

    async def work() -> None:
        async with AsyncSQLAlchemyStore(shared_server().url(driver, database)) as store:
            await store.create()
            appending = asyncio.create_task(store.append(batch))
            await _copying(shared_server(), database, appending)
            appending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await appending
            assert await store.count_requests() == 0
            assert await store.append(batch) == len(batch)

    asyncio.run(work())


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_a_server_that_dies_in_a_batch_leaves_nothing_half_written(own_server: Server, driver: str) -> None:
    """Killed in the middle of a large batch it keeps all of it or nothing, and the store goes on after it."""
    database = own_server.new_database()
    with SQLAlchemyStore(own_server.url("psycopg", database)) as maker:
        maker.create()
        maker.append(crowd(0, 10))
    batch = crowd(100, 60_000)

    async def work() -> None:
        async with AsyncSQLAlchemyStore(own_server.url(driver, database)) as store:
            appending = asyncio.create_task(store.append(batch))
            await _copying(own_server, database, appending)
            await asyncio.to_thread(own_server.crash)
            with pytest.raises(StoreError, match="repeat the call"):
                await appending
            with pytest.raises(StoreError, match="cannot be reached"):
                await store.append(batch[:1])
            await asyncio.to_thread(own_server.start)
            assert await store.count_requests() == 10
            assert await store.append(batch) == len(batch)
            assert await store.append(batch) == 0

    asyncio.run(work())


def test_a_killed_writer_loses_nothing_it_had_confirmed(url: str) -> None:
    """After `kill -9` at any moment, every confirmed event is there, once."""
    with SQLAlchemyStore(url) as store:
        store.create()
        for turn in range(4):
            first = 1 + turn * 100_000
            size = 1 if turn % 2 else 700
            with start(url, first, 50_000, size) as process:
                assert process.stdout is not None
                confirmed = [process.stdout.readline() for _ in range(5 + 7 * turn)]
                process.kill()
                confirmed += process.stdout.read().splitlines(keepends=True)
            counts = [int(line.split()[1]) for line in confirmed if line.endswith("\n")]
            kept = [number for number in numbers(store) if number >= first]
            assert counts == [size] * len(counts)
            assert len(set(kept)) == len(kept)
            assert kept[: size * len(counts)] == list(range(first, first + size * len(counts)))
            assert len(kept) - size * len(counts) in (0, size), "at most what was under way, and all of it"


def test_a_server_that_dies_loses_nothing_it_had_confirmed(own_server: Server) -> None:
    """Every event that was confirmed before the server was killed is there when it is back, once."""
    database = own_server.new_database()
    confirmed: list[int] = []
    with SQLAlchemyStore(own_server.url("psycopg", database)) as store:
        store.create()

        def work(first: int) -> None:
            number = first
            try:
                while True:
                    store.append([opened(number)])
                    confirmed.append(number)
                    number += 1
            except StoreError:
                return

        for turn in range(3):
            threads = [threading.Thread(target=work, args=(turn * 10**6 + n * 10**5,)) for n in range(4)]
            for thread in threads:
                thread.start()
            time.sleep(0.3)
            own_server.crash()
            for thread in threads:
                thread.join()
            own_server.start()
            kept = numbers(store)
            assert len(confirmed) > 0
            assert set(confirmed) <= set(kept)
            assert len(kept) == len(set(kept))


@pytest.mark.usefixtures("store")
def test_a_user_needs_no_more_than_is_documented(url: str) -> None:
    """With the rights that the how-to names, everything works but making tables, and that is said."""
    server, database = shared_server(), url.rpartition("/")[2]
    role = f"writer_{database}"
    for statement in (
        f"CREATE ROLE {role} LOGIN PASSWORD 'x'",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ):
        server.execute(statement, database)
    with SQLAlchemyStore(make_url(url).set(username=role, password="x")) as writer:
        assert writer.append([*mixed_log(), *crowd(100, MANY)]) == 17 + MANY
        assert writer.erase("ann") == 8
        assert writer.purge(before=NOON.replace(year=2027), kinds=[EventKind.SENT]) == 1
        assert len(writer.read().events) == 1_000
        shared_server().execute("DROP TABLE mailtrack_tombstones", database)
        with pytest.raises(StoreError, match="grant this user"):
            writer.create()
