"""`SQLAlchemyStore` keeps sums that say what its log says, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any, cast
from uuid import UUID

import pytest

from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.engagement import summarise
from mailtrack_sdk.engagement._kept import kept_sums
from mailtrack_sdk.errors import ArgumentError, ConfigurationError, StoreSchemaError
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, EventKind, OpenEvent, SentEvent
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.stores import EventQuery, RollupStore
from mailtrack_sdk.testing._samples import NOON, composed, delivery, event_id, opened, sent
from tests.stores._postgres import POSTGRESQL, shared_server
from tests.stores._rollups import DELIVERIES, LINKS, VERDICTS, check, run_machine, verdict_of

pytest.importorskip("sqlalchemy", reason="not installed: sqlalchemy")


from mailtrack_sdk.stores.sqlalchemy import SQLAlchemyStore, calls, locks, partitions

EVERYTHING = EventQuery()
_OPEN = "INSERT INTO mailtrack_unsettled SELECT message, delivery FROM mailtrack_shares"
MONTHS = (
    datetime(2026, 1, 10, tzinfo=timezone.utc),
    datetime(2026, 2, 10, tzinfo=timezone.utc),
    NOON,
)


def on_sqlite() -> SQLAlchemyStore:
    """Make a store in memory."""
    store = SQLAlchemyStore("sqlite://")
    store.create()
    return store


def on_postgresql(*, partitions: bool = False) -> Callable[[], SQLAlchemyStore]:
    """Make a way to make stores in one database, whose tables are emptied for each."""
    server = shared_server()
    name = server.new_database()
    url = server.url("psycopg", name)
    with SQLAlchemyStore(url) as maker:
        maker.create(partitions=partitions)
    kept = ("events", "verdicts", "candidates", "tombstones", "messages", "sums", "shares", "unsettled")
    tables = ", ".join(f"mailtrack_{table}" for table in kept)

    def make() -> SQLAlchemyStore:
        server.execute(f"TRUNCATE {tables}", name)
        return SQLAlchemyStore(url)

    return make


@pytest.fixture
def store() -> Iterator[SQLAlchemyStore]:
    """Make a store on PostgreSQL."""
    server = shared_server()
    with SQLAlchemyStore(server.url("psycopg", server.new_database())) as made:
        made.create()
        yield made


def test_sums_follow_the_log_on_sqlite() -> None:
    """Whatever is appended, judged, purged or erased, the sums say what the log says."""
    run_machine(on_sqlite, examples=12)


@POSTGRESQL
def test_sums_follow_the_log_on_postgresql() -> None:
    """There it is said in other words, and comes to the same."""
    run_machine(on_postgresql(), examples=5)


def test_many_deliveries_are_folded_by_few_statements() -> None:
    """More of them than a statement has values, appended, judged and appended again."""
    with on_sqlite() as store:
        _fold_many(store, 1_200)


@POSTGRESQL
def test_many_deliveries_are_folded_by_few_statements_on_postgresql(store: SQLAlchemyStore) -> None:
    """There they are copied."""
    _fold_many(store, 1_200)


def _fold_many(store: SQLAlchemyStore, count: int) -> None:
    batch: list[Event] = [sent(number, delivery(f"r{number}")) for number in range(count)]
    assert store.append([replace(composed(9_000, "news-1"), variant="A\0"), *batch]) == count + 1
    requests = [opened(5_000 + number, delivery(f"r{number}")) for number in range(count)]
    store.append(requests)
    (rollup,) = cast("Any", store.rollups(EVERYTHING))
    assert len(rollup.unsettled) == count
    verdicts = {event.id: verdict_of(VERDICTS[number % 5]) for number, event in enumerate(requests)}
    store.record_verdicts(verdicts, judged_at=NOON)
    summary = check(store, EVERYTHING)
    assert (summary.sent, summary.opens.people.unique) == (count, 2 * count // 5)
    assert list(summary.variants) == ["A\0"]
    assert store.append([*batch, *requests, opened(8_999, delivery("r1"))]) == 1
    check(store, EVERYTHING)


def test_the_last_composed_event_has_its_say() -> None:
    """Of two at the same moment the one with the higher id, in whatever order they come."""
    for numbers in ((1, 2), (2, 1)):
        with on_sqlite() as store:
            for number in numbers:
                store.append([replace(composed(number, "a"), at=NOON, variant=f"v{number}")])
            (rollup,) = cast("Any", store.rollups(EVERYTHING))
            assert rollup.message.variant == "v2"
            check(store, EVERYTHING)


def test_sums_are_per_message() -> None:
    """A query that picks something else out of messages is refused."""
    with on_sqlite() as store:
        assert isinstance(store, RollupStore)
        with pytest.raises(ArgumentError, match="message_key, tenant and campaign only"):
            store.rollups(EventQuery(recipient="ann"))


def test_a_wrong_choice_is_refused() -> None:
    """There are two words."""
    with pytest.raises(ConfigurationError, match='"kept" or "off", not True'):
        SQLAlchemyStore("sqlite://", rollups=cast("Any", True))  # noqa: FBT003 - what is wrong


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE mailtrack_messages SET composed = 'x'",
        "UPDATE mailtrack_sums SET number = 'x'",
        "UPDATE mailtrack_sums SET name = 'known link' WHERE name = 'known sent'",
        _OPEN + "; UPDATE mailtrack_shares SET share = 'x\tknown sent'",  # noqa: S608 - a test
    ],
)
def test_damaged_sums_are_told(tmp_path: Path, damage: str) -> None:
    """They are derived, so the message says how to make them anew."""
    path = tmp_path / "events.db"
    with SQLAlchemyStore(f"sqlite:///{path}") as store:
        store.create()
        store.append([sent(1, delivery())])
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(damage)
        with pytest.raises(StoreSchemaError, match="rebuild_rollups"):
            summarise(store)
        store.rebuild_rollups()
        assert check(store, EVERYTHING).sent == 1


def _append(store: SQLAlchemyStore) -> None:
    store.append([opened(9)])


def _judge(store: SQLAlchemyStore) -> None:
    store.record_verdicts({event_id(1): verdict_of(VERDICTS[2])}, judged_at=NOON)


def _purge(store: SQLAlchemyStore) -> None:
    assert store.purge(before=NOON + timedelta(days=1), kinds=[EventKind.SENT]) == 1


def _erase(store: SQLAlchemyStore) -> None:
    assert store.erase("u-1") == 2


@pytest.mark.parametrize("change", [_append, _judge, _purge, _erase])
def test_sums_that_were_left_off_are_not_used(
    tmp_path: Path, change: Callable[[SQLAlchemyStore], None]
) -> None:
    """After one write without them there are none, for anybody, until they are made anew."""
    url = f"sqlite:///{tmp_path / 'events.db'}"
    with SQLAlchemyStore(url) as kept, SQLAlchemyStore(url, rollups="off") as off:
        kept.create()
        kept.append([sent(2, delivery()), opened(1)])
        kept.record_verdicts({event_id(1): verdict_of(VERDICTS[0])}, judged_at=NOON)
        assert kept.rollups(EVERYTHING)
        assert off.rollups(EVERYTHING) == kept.rollups(EVERYTHING), "nothing was written yet"
        change(off)
        assert kept.rollups(EVERYTHING) is None
        check(kept, EVERYTHING)
        kept.append([opened(7)])
        assert kept.rollups(EVERYTHING) is None, "still incomplete"
        kept.rebuild_rollups()
        assert kept.rollups(EVERYTHING) is not None
        check(kept, EVERYTHING)


@POSTGRESQL
def test_sums_are_read_as_of_one_moment(store: SQLAlchemyStore) -> None:
    """What is committed between two statements of a reader is in none of what it reads."""
    store.append([sent(1, delivery())])
    store.append([opened(2)])

    def read_twice(connection: Any, database: Any) -> None:  # noqa: ANN401 - handed on
        first = calls.rollups(EVERYTHING)(connection, database)
        store.record_verdicts({event_id(2): verdict_of(VERDICTS[0])}, judged_at=NOON)
        assert calls.rollups(EVERYTHING)(connection, database) == first

    with store._viewer.connect() as connection:
        store._state.view(connection, read_twice)


@POSTGRESQL
def test_an_event_that_comes_while_it_is_judged_is_folded(store: SQLAlchemyStore) -> None:
    """Who judges what is not there yet, and then finds it, begins anew with the right locks."""
    event = next(
        made
        for made in (opened(number) for number in range(9))
        if locks.bucket_of(made.id, None, None) != locks.bucket_of(made.id, made.delivery.id, "s:u-1")
    )
    with ThreadPoolExecutor(1) as pool:
        with store._writer.connect() as connection, connection.begin():
            locks.hold(connection, store._state._known(connection), [locks.bucket_of(event.id, None, None)])
            verdicts = {event.id: verdict_of(VERDICTS[0])}
            judging = pool.submit(store.record_verdicts, verdicts, judged_at=NOON)
            time.sleep(0.2)
            assert not judging.done()
            assert store.append([event]) == 1
        judging.result(timeout=30)
    (rollup,) = cast("Any", store.rollups(EVERYTHING))
    assert rollup.unsettled == {}
    assert check(store, EVERYTHING).opens.people.total == 1


def _pool(random: Random) -> list[Event]:
    """Make events of a few deliveries, each id with one content."""
    made: list[Event] = []
    for number in range(160):
        at = NOON + timedelta(seconds=number // 3)
        copy = random.choice(DELIVERIES)
        kind = random.choice((ComposedEvent, SentEvent, OpenEvent, OpenEvent, ClickEvent))
        if kind is ComposedEvent:
            key, tenant = random.choice("ab"), random.choice([None, "t"])
            variant, campaign = random.choice([None, "A", "B"]), random.choice([None, "x"])
            fields = {"message_key": key, "tenant": tenant, "variant": variant, "campaign": campaign}
            made.append(ComposedEvent(id=event_id(number), at=at, **cast("Any", fields)))
        elif kind is ClickEvent:
            made.append(ClickEvent(id=event_id(number), at=at, delivery=copy, link=random.choice(LINKS)))
        else:
            made.append(cast("Any", kind)(id=event_id(number), at=at, delivery=copy))
    return made


@POSTGRESQL
@pytest.mark.parametrize("with_partitions", [False, True])
def test_many_who_write_at_once_keep_the_sums_right(with_partitions: bool) -> None:  # noqa: FBT001 - a parameter
    """Threads append, judge, purge and erase the same few deliveries: no error, no deadlock, right sums."""
    store = on_postgresql(partitions=with_partitions)()
    events = _pool(Random(5))  # noqa: S311 - the same on every run
    barrier = threading.Barrier(6)

    def work(seed: int) -> None:
        random = Random(seed)  # noqa: S311 - as above
        barrier.wait()
        for turn in range(40):
            some = random.sample(events, random.choice((1, 3, 40)))
            what = random.random()
            if what < 0.5:
                store.append(some)
            elif what < 0.85:
                verdict = verdict_of(
                    random.choice(VERDICTS), version=random.choice((1, 2)), seen=random.choice((1, 2, 3))
                )
                store.record_verdicts({event.id: verdict for event in some}, judged_at=NOON)
            elif what < 0.97:
                kinds = None if random.random() < 0.3 else [random.choice(list(EventKind))]
                store.purge(before=NOON + timedelta(seconds=random.randrange(50)), kinds=kinds)
            elif what < 0.985:
                store.rebuild_rollups()
            elif turn > 30:
                store.erase(random.choice(("bob", 7)))

    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(work, seed) for seed in range(6)]:
            done.result(timeout=120)
    for query in (EVERYTHING, EventQuery(message_key="a"), EventQuery(tenant="t"), EventQuery(campaign="x")):
        check(store, query)
    kept = _completed(store)
    store.rebuild_rollups()
    assert kept == _completed(store)
    assert kept, "there is something to compare"
    store.close()  # now its connections report what they met
    met = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    assert shared_server().execute(met, str(store._engine.url.database)) == [(0,)]


def _completed(store: SQLAlchemyStore) -> dict[object, object]:
    messages = kept_sums(store, EVERYTHING, classifier=Classifier())
    assert messages is not None
    return {
        (one.tenant, one.message_key): (
            one.composed,
            one.variant,
            {name: number for name, number in one.sums.items() if number},
        )
        for one in messages
    }


def _id_at(moment: datetime, number: int) -> UUID:
    return UUID(int=int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | 0b10 << 62 | number)


def _three_months() -> list[Event]:
    """Make a mail that was sent in January and is opened in each of three months."""
    copy, other = Delivery("a", "ann", sent_at=MONTHS[0]), Delivery("a", "bob", sent_at=MONTHS[0])
    anyone = Delivery.anonymous("a", sent_at=MONTHS[0])
    log: list[Event] = [
        replace(composed(0, "a"), variant="A", id=_id_at(MONTHS[0], 0), at=MONTHS[0]),
        SentEvent(id=_id_at(MONTHS[0], 1), at=MONTHS[0], delivery=copy),
        SentEvent(id=_id_at(MONTHS[0], 2), at=MONTHS[0], delivery=other),
        SentEvent(id=_id_at(MONTHS[0], 3), at=MONTHS[0], delivery=anyone),
    ]
    for at in MONTHS:
        for number, one in ((10, copy), (11, anyone)):
            log.append(OpenEvent(id=_id_at(at, number), at=at, delivery=one))
    return log


@POSTGRESQL
@pytest.mark.parametrize("rollups", ["kept", "off"])
def test_months_are_purged_with_their_verdicts_and_sums(rollups: Any) -> None:  # noqa: ANN401 - a literal
    """Two months of three go as partitions; an event of them that comes later is kept, and purged again."""
    make = on_postgresql(partitions=True)
    server = shared_server()
    with make() as maker:
        url, database = maker._engine.url, str(maker._engine.url.database)
        with maker._writer.connect() as connection, connection.begin():
            for month in (1, 2):
                partitions._make(connection, partitions.Month(2026, month))
    with SQLAlchemyStore(url, rollups=rollups) as store:
        log = _three_months()
        assert store.append(log) == len(log)
        requests = [event for event in log if isinstance(event, OpenEvent)]
        store.record_verdicts({one.id: verdict_of(VERDICTS[0]) for one in requests}, judged_at=NOON)
        assert summarise(store).opens.people.total == 3
        assert store.purge(before=datetime(2026, 3, 1, tzinfo=timezone.utc)) == 8
        tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'mailtrack_%s_2026_0%%'"
        for table in ("events", "verdicts"):
            left = server.execute(tables % table, database)
            assert not {name for (name,) in left if str(name).endswith(("_01", "_02"))}
        assert list(store.events()) == [event for event in log if event.at == NOON]
        assert server.execute("SELECT count(*) FROM mailtrack_verdicts", database) == [(2,)]
        summary = check(store, EVERYTHING)
        assert (summary.known, summary.sent, summary.opens.people.total, dict(summary.variants)) == (
            1,
            0,
            1,
            {},
        )
        late = log[1:2]
        assert store.append(late) == 1, "an old event still has a place"
        assert check(store, EVERYTHING).sent == 1
        assert server.execute("SELECT count(*) FROM mailtrack_events_other", database) == [(3,)]
        assert store.purge(before=datetime(2026, 3, 1, tzinfo=timezone.utc)) == 1
        check(store, EVERYTHING)
        assert (store.rollups(EVERYTHING) is None) == (rollups == "off")
        store.rebuild_rollups()
        check(store, EVERYTHING)
        assert store.rollups(EVERYTHING) is not None
