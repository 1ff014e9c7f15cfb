"""The sums beside the log say what the log says, whatever was done to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from mailtrack_sdk.engagement import Status, summarise
from mailtrack_sdk.errors import ArgumentError, StoreClosedError, StoreSchemaError
from mailtrack_sdk.events import ComposedEvent, Event, OpenEvent, RequestEvent, SentEvent
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.stores import EventQuery, RollupStore, SQLiteStore
from mailtrack_sdk.stores._changes import delete_events
from mailtrack_sdk.stores._folding import MOST
from mailtrack_sdk.stores._sql import Statement
from mailtrack_sdk.stores.rollups import Rollup
from mailtrack_sdk.testing._samples import NOON, event_id
from tests.stores._rollups import VERDICTS, check, run_machine, verdict_of

_OPEN = "INSERT INTO unsettled SELECT message, delivery FROM shares"


class Marked(SQLiteStore):
    """A store that looks at its marks whenever its sums are read."""

    def rollups(self, query: EventQuery) -> tuple[Rollup, ...]:
        """Every request without a verdict has its mark, and nothing has one that is no request of the log."""
        rows = {
            UUID(bytes=event_id): number
            for number, event_id in self._db.fetch(Statement("SELECT seq, id FROM events", ()))
        }
        requests = {
            event.id
            for event in self.events()
            if isinstance(event, RequestEvent)
            and event.delivery.recipient is not None
            and not event.delivery.is_preview
        }
        waiting = {rows[event_id] for event_id in requests - self.verdicts(requests).keys()}
        marked = {number for (number,) in self._db.fetch(Statement("SELECT event FROM unjudged", ()))}
        assert waiting <= marked <= {rows[event_id] for event_id in requests}
        return super().rollups(query)


def test_sums_follow_the_log() -> None:
    """Whatever is appended, judged, purged or erased, the sums say what the log says."""
    run_machine(lambda: Marked(":memory:"), examples=40)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    """Make a store."""
    with SQLiteStore(tmp_path / "events.db", durability="normal") as made:
        yield made


def sent(count: int, *, message: str = "news") -> list[Event]:
    """Send a message to many."""
    return [
        SentEvent(id=event_id(number), at=NOON, delivery=Delivery(message, f"r{number}", sent_at=NOON))
        for number in range(1, count + 1)
    ]


def opens(events: Iterable[Event], *, first: int) -> list[OpenEvent]:
    """Open the copies that some events are about."""
    return [
        OpenEvent(id=event_id(number), at=NOON, delivery=event.delivery)
        for number, event in enumerate(events, first)
        if not isinstance(event, ComposedEvent)
    ]


def test_a_store_of_sqlite_keeps_sums(store: SQLiteStore) -> None:
    """It is found by its protocol."""
    assert isinstance(store, RollupStore)


def test_large_batches_are_folded(store: SQLiteStore) -> None:
    """More deliveries than a statement has values are looked up in portions."""
    batch = sent(1_200)
    store.append(batch)
    requests = opens(batch, first=2_001)
    store.append(requests)
    verdicts = {event.id: verdict_of(VERDICTS[number % 5]) for number, event in enumerate(requests)}
    store.record_verdicts(verdicts, judged_at=NOON)
    summary = check(store, EventQuery(message_key="news"))
    assert (summary.sent, summary.opens.people.unique) == (1_200, 480)
    store.append(batch[:600])
    store.append(requests)
    assert store.rollups(EventQuery())[0].unsettled == {}
    check(store, EventQuery())


def test_a_summary_from_sums_reads_no_events(tmp_path: Path) -> None:
    """Only the list of deliveries needs the events, and reads them when it is asked for."""

    class Watched(SQLiteStore):
        reads = 0

        def events(self, query: EventQuery | None = None) -> Iterator[Event]:
            if query is None or query.limit != 0:
                self.reads += 1
            return super().events(query)

    with Watched(tmp_path / "events.db") as store:
        store.append(sent(5))
        summary = summarise(store, EventQuery(message_key="news"))
        assert (summary.sent, summary.open_rate().sent, store.reads) == (5, 5, 0)
        assert (len(summary.deliveries), store.reads) == (5, 1)
        assert (len(summary.clients()), store.reads) == (0, 1), "and keeps them"


def test_a_summary_says_that_its_store_was_closed_too_early(tmp_path: Path) -> None:
    """What it has not read yet, it cannot read any more."""
    with SQLiteStore(tmp_path / "events.db") as store:
        store.append(sent(5))
        summary = summarise(store)
    assert summary.sent == 5
    with pytest.raises(StoreClosedError, match="ask while it is open"):
        summary.clients()


def test_unjudged_requests_are_judged_when_asked(store: SQLiteStore) -> None:
    """As long as nobody has judged a delivery, each summary does."""
    batch = sent(3)
    store.append(batch)
    store.append(opens(batch[:2], first=10))
    (rollup,) = store.rollups(EventQuery(message_key="news"))
    assert len(rollup.unsettled) == 2
    check(store, EventQuery(message_key="news"))


def test_very_many_unjudged_deliveries_are_read_as_a_whole(store: SQLiteStore) -> None:
    """One by one would be slower."""
    batch = sent(1_001)
    store.append(batch)
    store.append(opens(batch, first=2_000))
    assert check(store, EventQuery(message_key="news")).sent == 1_001


def test_a_delivery_with_very_many_events_is_left_to_the_reader(store: SQLiteStore) -> None:
    """No writer waits for it, and the numbers are right all the same."""
    copy = Delivery("news", "ann", sent_at=NOON)
    requests = [
        OpenEvent(id=event_id(n), at=NOON + timedelta(minutes=n), delivery=copy) for n in range(MOST + 1)
    ]
    store.append(requests)
    verdicts = {event.id: verdict_of(VERDICTS[0]) for event in requests}
    store.record_verdicts(verdicts, judged_at=NOON)
    (rollup,) = store.rollups(EventQuery(message_key="news"))
    assert list(rollup.unsettled) == [copy.id]
    assert check(store, EventQuery()).opens.people.total == MOST + 1


def test_previews_hide_no_events_of_a_long_delivery(store: SQLiteStore) -> None:
    """They share its id and count nowhere, so they must not take the room of what counts."""
    copy = Delivery("news", "ann", sent_at=NOON)
    shown = replace(copy, is_preview=True)
    copies = [*[shown] * (MOST - 50), *[copy] * 100]
    requests = [
        OpenEvent(id=event_id(number), at=NOON + timedelta(minutes=number), delivery=each)
        for number, each in enumerate(copies)
    ]
    store.append(requests)
    store.record_verdicts({event.id: verdict_of(VERDICTS[0]) for event in requests}, judged_at=NOON)
    assert check(store, EventQuery()).opens.people.total == 100


def test_a_copy_for_nobody_that_cannot_signal_is_told(store: SQLiteStore) -> None:
    """Nothing can come back from it, so it is not merely "sent"."""
    copy = Delivery("news", sent_at=NOON, opens=Mode.OFF, clicks=Mode.OFF)
    store.append([SentEvent(id=event_id(1), at=NOON, delivery=copy)])
    assert check(store, EventQuery()).anonymous.statuses[Status.NO_SIGNAL] == 1


def test_what_is_purged_leaves_no_message_behind(tmp_path: Path) -> None:
    """Not even its key."""
    path = tmp_path / "events.db"
    with SQLiteStore(path) as store:
        batch = [*sent(3), *sent(2, message="other")]
        store.append({event.id: event for event in batch}.values())
        store.purge(before=NOON + timedelta(days=1))
        assert store.rollups(EventQuery()) == ()
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT * FROM messages").fetchall() == []


def test_an_interrupted_purge_leaves_right_numbers(store: SQLiteStore) -> None:
    """Deliveries that lost some of their events are reckoned when they are asked for."""
    batch = sent(3)
    store.append(batch)
    requests = opens(batch, first=10)
    store.append(requests)
    store.record_verdicts({event.id: verdict_of(VERDICTS[0]) for event in requests}, judged_at=NOON)
    rows = store._db.fetch(Statement("SELECT seq, id FROM events ORDER BY seq LIMIT 2", ()))
    store._db.write(delete_events(rows))
    assert len(store.rollups(EventQuery())[0].unsettled) == 2
    assert check(store, EventQuery()).sent == 1


def test_sums_are_per_message(store: SQLiteStore) -> None:
    """A query that picks something else out of messages is refused."""
    with pytest.raises(ArgumentError, match="message_key, tenant and campaign only"):
        store.rollups(EventQuery(recipient="ann"))


def test_a_sequence_that_was_reset_marks_the_right_requests(tmp_path: Path) -> None:
    """SQLite goes on after the last row whatever it noted, and so do the marks."""
    path = tmp_path / "events.db"
    requests = opens(sent(6), first=10)
    for damage in ("DELETE FROM sqlite_sequence", "UPDATE sqlite_sequence SET seq = 'x'"):
        with Marked(path) as store:
            store.append(requests[:3])
            with closing(sqlite3.connect(path)) as connection:
                connection.executescript(damage)
            store.append(requests)
            assert len(store.rollups(EventQuery())[0].unsettled) == 6
            check(store, EventQuery())
            store.purge(before=NOON + timedelta(days=1))


def test_a_row_with_another_id_than_its_event_is_purged(tmp_path: Path) -> None:
    """What somebody changed by hand is in nobody's way."""
    path = tmp_path / "events.db"
    with SQLiteStore(path) as store:
        store.append(opens(sent(2), first=10))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE events SET id = ? WHERE seq = 1", (event_id(99).bytes,))
            connection.commit()
        assert store.purge(before=NOON + timedelta(days=1)) == 2
        assert list(store.events()) == []


def test_a_mark_that_names_no_delivery_is_told(tmp_path: Path) -> None:
    """The message says how to make the sums anew."""
    path = tmp_path / "events.db"
    with SQLiteStore(path) as store:
        store.append(sent(1))
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript("INSERT INTO unsettled SELECT message, 'x' FROM shares")
        with pytest.raises(StoreSchemaError, match="rebuild_rollups"):
            store.purge(before=NOON)
        store.rebuild_rollups()
        assert store.purge(before=NOON) == 0


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE sums SET number = 'x'",
        "UPDATE sums SET number = -3",
        "UPDATE sums SET name = 'someone' WHERE name = 'known sent'",
        "UPDATE messages SET composed = 'x'",
        "UPDATE sums SET name = 'known link' WHERE name = 'known sent'",
        "UPDATE sums SET name = 'known target x' WHERE name = 'known sent'",
        "UPDATE sums SET name = 'known link people unique x' WHERE name = 'known sent'",
        _OPEN + "; UPDATE shares SET share = 'x\tknown sent'",  # noqa: S608 - a test
        _OPEN + "; UPDATE shares SET share = x'00'",  # noqa: S608 - same
    ],
)
def test_damaged_sums_are_told(tmp_path: Path, damage: str) -> None:
    """They are derived, so the message says how to make them anew."""
    path = tmp_path / "events.db"
    with SQLiteStore(path) as store:
        store.append(sent(1))
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(damage)
        with pytest.raises(StoreSchemaError, match="rebuild_rollups"):
            summarise(store)
        store.rebuild_rollups()
        assert check(store, EventQuery()).sent == 1
