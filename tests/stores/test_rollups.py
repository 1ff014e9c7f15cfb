"""The sums beside the log say what the log says, whatever was done to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,  # pyright: ignore[reportUnknownVariableType] - hypothesis does not say
)

from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.engagement import Summary, summarise
from mailtrack_sdk.errors import ArgumentError, StoreSchemaError
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, EventKind, OpenEvent, SentEvent
from mailtrack_sdk.models import Client, Delivery, Link, Mode
from mailtrack_sdk.stores import EventQuery, RollupStore, SQLiteStore
from mailtrack_sdk.stores._folding import MOST
from mailtrack_sdk.testing._samples import NOON, event_id

LINKS = (
    Link(url="https://a.example/", index=0, name="top"),
    Link(url="https://b.example/ä?x=1", index=0, name="top"),
    Link(url="https://c.example/"),
    Link(url="https://d.example/", index=2, name='a "quoted" name'),
)
DELIVERIES = (
    Delivery("a", "ann", sent_at=NOON),
    Delivery("a", "bob", sent_at=NOON, opens=Mode.OFF, clicks=Mode.OFF),
    Delivery("a", "bob", sent_at=NOON, test=True),
    Delivery("a", "ann", sent_at=NOON, tenant="t"),
    Delivery("b", 7, sent_at=NOON, opens=Mode.AGGREGATE),
    Delivery("b", "ann", sent_at=NOON, attempt=1),
    Delivery.anonymous("a", sent_at=NOON),
    Delivery("b", sent_at=NOON, test=True),
    Delivery.preview("a"),
)
VERDICTS = (
    (Agent.BROWSER, Human.YES),
    (Agent.MAIL_CLIENT, Human.YES),
    (Agent.APPLE_MPP, Human.NO),
    (Agent.SECURITY_SCANNER, Human.NO),
    (Agent.UNKNOWN, Human.UNKNOWN),
    (Agent.SENDER, Human.YES),
)

_ids = st.integers(0, 30).map(event_id)
_times = st.integers(-3, 3).map(lambda number: NOON + timedelta(seconds=4 * number))
_deliveries = st.sampled_from(DELIVERIES)
_clients = st.sampled_from([Client(), Client(agent="Thunderbird")])
_methods = st.sampled_from(["GET", "GET", "GET", "HEAD"])
_events = st.one_of(
    st.builds(
        ComposedEvent,
        id=_ids,
        at=_times,
        message_key=st.sampled_from(["a", "b"]),
        tenant=st.sampled_from([None, "t"]),
        campaign=st.sampled_from([None, "x"]),
        variant=st.sampled_from([None, "A", "B"]),
    ),
    st.builds(SentEvent, id=_ids, at=_times, delivery=_deliveries),
    st.builds(OpenEvent, id=_ids, at=_times, delivery=_deliveries, client=_clients, method=_methods),
    st.builds(
        ClickEvent,
        id=_ids,
        at=_times,
        delivery=_deliveries,
        client=_clients,
        method=_methods,
        link=st.sampled_from(LINKS),
    ),
)
_OPEN = "INSERT INTO unsettled SELECT message, delivery FROM shares"
_QUERIES = (
    EventQuery(),
    EventQuery(message_key="a"),
    EventQuery(message_key="a", tenant="t"),
    EventQuery(tenant="t"),
    EventQuery(campaign="x"),
)


class Plain:
    """A store without sums: what `summarise` reads event by event."""

    def __init__(self, store: SQLiteStore) -> None:
        self._store = store

    def append(self, events: Iterable[Event]) -> int:
        """Append to the store."""
        return self._store.append(events)

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read the store."""
        return self._store.events(query)

    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Record in the store."""
        self._store.record_verdicts(verdicts, judged_at=judged_at)

    def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Look up in the store."""
        return self._store.verdicts(event_ids)

    def close(self) -> None:
        """Leave the store to others."""


def verdict_of(kind: tuple[Agent, Human], *, version: int = 1, seen: int = 1) -> Verdict:
    """Make a verdict."""
    agent, human = kind
    return Verdict(agent=agent, human=human, confidence=0.5, rules_version=version, events_seen=seen)


def check(store: SQLiteStore, query: EventQuery) -> Summary:
    """See that sums and log say the same."""
    kept, read = summarise(store, query), summarise(Plain(store), query)
    assert kept == read
    for variant in (None, *read.variants):
        assert kept.open_rate(variant=variant) == read.open_rate(variant=variant)
        assert kept.click_rate(variant=variant) == read.click_rate(variant=variant)
        assert kept.link_names(variant=variant) == read.link_names(variant=variant)
    return kept


class RollupMachine(RuleBasedStateMachine):
    """Does to a store what can be done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.store = SQLiteStore(":memory:")

    def teardown(self) -> None:
        """Clear up after a run."""
        self.store.close()

    @rule(batch=st.lists(_events, max_size=8))
    def append(self, batch: list[Event]) -> None:
        """Add new events, and old ones again."""
        self.store.append(batch)

    @rule(
        ids=st.lists(_ids, max_size=12),
        kind=st.sampled_from(VERDICTS),
        version=st.integers(1, 2),
        seen=st.integers(1, 2),
    )
    def judge(self, ids: list[UUID], kind: tuple[Agent, Human], version: int, seen: int) -> None:
        """Judge events, also such as are not there yet."""
        verdict = verdict_of(kind, version=version, seen=seen)
        self.store.record_verdicts(dict.fromkeys(ids, verdict), judged_at=NOON)

    @rule(
        before=_times,
        kinds=st.one_of(st.none(), st.lists(st.sampled_from(EventKind), unique=True).map(tuple)),
    )
    def purge(self, before: datetime, kinds: tuple[EventKind, ...] | None) -> None:
        """Forget what is old."""
        self.store.purge(before=before, kinds=kinds)

    @rule(who=st.sampled_from(["ann", "bob"]), tenant=st.sampled_from([None, "t"]))
    def erase(self, who: str, tenant: str | None) -> None:
        """Forget somebody."""
        self.store.erase(who, tenant=tenant)

    @rule()
    def rebuild(self) -> None:
        """Make the sums anew."""
        self.store.rebuild_rollups()

    @invariant()
    def sums_and_log_agree(self) -> None:
        """Every summary is the same from the sums and from the log."""
        for query in _QUERIES:
            check(self.store, query)


def test_sums_follow_the_log() -> None:
    """Whatever is appended, judged, purged or erased, the sums say what the log says."""
    run_state_machine_as_test(
        RollupMachine, settings=settings(max_examples=40, stateful_step_count=10, deadline=None)
    )


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


def test_sums_are_per_message(store: SQLiteStore) -> None:
    """A query that picks something else out of messages is refused."""
    with pytest.raises(ArgumentError, match="message_key, tenant and campaign only"):
        store.rollups(EventQuery(recipient="ann"))


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE sums SET number = 'x'",
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
