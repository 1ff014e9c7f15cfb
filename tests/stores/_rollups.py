"""What is done to stores that keep sums, to see that these say what the log says; not a test by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

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
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, EventKind, OpenEvent, SentEvent
from mailtrack_sdk.models import Client, Delivery, Link, Mode
from mailtrack_sdk.stores import (
    ErasureStore,
    EventQuery,
    EventStore,
    PurgeStore,
    RollupStore,
    VerdictStore,
)
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
_QUERIES = (
    EventQuery(),
    EventQuery(message_key="a"),
    EventQuery(message_key="a", tenant="t"),
    EventQuery(tenant="t"),
    EventQuery(campaign="x"),
)


class KeepingStore(EventStore, VerdictStore, PurgeStore, ErasureStore, RollupStore, Protocol):
    """A store that keeps sums, and all that changes them."""


class Plain:
    """A store without sums: what `summarise` reads event by event."""

    def __init__(self, store: KeepingStore) -> None:
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


def check(store: KeepingStore, query: EventQuery) -> Summary:
    """See that sums and log say the same."""
    kept, read = summarise(store, query), summarise(Plain(store), query)
    assert kept == read
    for variant in (None, *read.variants):
        assert kept.open_rate(variant=variant) == read.open_rate(variant=variant)
        assert kept.click_rate(variant=variant) == read.click_rate(variant=variant)
        assert kept.link_names(variant=variant) == read.link_names(variant=variant)
    return kept


class RollupMachine(RuleBasedStateMachine):
    """Does to an empty store what can be done to it."""

    def __init__(self, store: KeepingStore) -> None:
        super().__init__()
        self.store = store

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


def run_machine(make_store: Callable[[], KeepingStore], *, examples: int) -> None:
    """Run the machine on stores of one kind."""

    class Machine(RollupMachine):
        """The machine on such a store."""

        def __init__(self) -> None:
            super().__init__(make_store())

    chosen = settings(max_examples=examples, stateful_step_count=10, deadline=None)
    run_state_machine_as_test(Machine, settings=chosen)
