"""SQLite and memory, driven by the same random steps, always give the same answers."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
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
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, EventKind, OpenEvent, SentEvent
from mailtrack_sdk.models import Delivery, Link, RecipientId
from mailtrack_sdk.stores import CursorStore, EventQuery, MemoryStore, SQLiteStore
from mailtrack_sdk.testing._samples import NOON, SOMEBODY, event_id

_ids = st.integers(0, 40).map(event_id)
_times = st.integers(-3, 3).map(lambda micros: NOON + timedelta(microseconds=micros))
_message_keys = st.sampled_from(["a", "b"])
_tenants = st.sampled_from([None, "t", "u"])
_campaigns = st.sampled_from([None, "x", "y"])
_senders = st.sampled_from([None, "s"])
_recipients = st.sampled_from([None, "1", 1, SOMEBODY])
_people = st.sampled_from(["1", 1, SOMEBODY])
_candidates = st.lists(st.sampled_from(["1", str(SOMEBODY), "z"]), max_size=3, unique=True).map(tuple)
_deliveries = st.builds(
    Delivery, _message_keys, _recipients, sent_at=st.just(NOON), tenant=_tenants, sender=_senders
)
_events = st.one_of(
    st.builds(
        ComposedEvent, id=_ids, at=_times, message_key=_message_keys, tenant=_tenants, campaign=_campaigns
    ),
    st.builds(SentEvent, id=_ids, at=_times, delivery=_deliveries, candidates=_candidates),
    st.builds(OpenEvent, id=_ids, at=_times, delivery=_deliveries),
    st.builds(
        ClickEvent, id=_ids, at=_times, delivery=_deliveries, link=st.just(Link(url="https://a.example/"))
    ),
)
_kinds = st.one_of(st.none(), st.lists(st.sampled_from(EventKind), unique=True).map(tuple))
_spans = st.tuples(st.one_of(st.none(), _times), st.one_of(st.none(), _times)).filter(
    lambda span: span[0] is None or span[1] is None or span[0] <= span[1]
)


@st.composite
def _queries(draw: st.DrawFn) -> EventQuery:
    since, until = draw(_spans)
    return EventQuery(
        message_key=draw(st.one_of(st.none(), _message_keys)),
        campaign=draw(_campaigns),
        recipient=draw(_recipients),
        tenant=draw(_tenants),
        sender=draw(_senders),
        delivery=draw(st.one_of(st.none(), _deliveries.map(lambda delivery: delivery.id))),
        kinds=draw(_kinds),
        since=since,
        until=until,
        after=draw(st.one_of(st.none(), st.tuples(_times, _ids))),
        limit=draw(st.one_of(st.none(), st.integers(0, 5))),
    )


class _SmallPages(SQLiteStore):
    """Turns the page so often that every place of a log is a border."""

    _page = 2
    _bound = 2


def _followed(store: CursorStore, limit: int) -> list[Event]:
    """Read the log as it grew."""
    page = store.read(limit=limit)
    events = list(page.events)
    while page.events:
        page = store.read(page.cursor, limit=limit)
        events += page.events
    return events


class StoreMachine(RuleBasedStateMachine):
    """Does to a file what it does to the model."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp())
        self.model = MemoryStore()
        self.store = self._open()

    def _open(self) -> SQLiteStore:
        return _SmallPages(self.directory / "events.db", durability="normal")

    def teardown(self) -> None:
        """Clear up after a run."""
        self.store.close()
        shutil.rmtree(self.directory)

    @rule(batch=st.lists(_events, max_size=8))
    def append(self, batch: list[Event]) -> None:
        """Both count the same events as new."""
        assert self.store.append(batch) == self.model.append(batch)

    @rule(query=_queries())
    def read(self, query: EventQuery) -> None:
        """Both select the same events in the same order."""
        assert list(self.store.events(query)) == list(self.model.events(query))

    @rule(delivery=_deliveries, since=_times, limit=st.integers(0, 4))
    def look_back(self, delivery: Delivery, since: datetime, limit: int) -> None:
        """Both find the same history."""
        found = self.store.history(delivery.id, since=since, limit=limit)
        assert found == self.model.history(delivery.id, since=since, limit=limit)

    @rule(
        after=st.one_of(st.none(), _deliveries.map(lambda delivery: delivery.id)), portion=st.integers(1, 4)
    )
    def walk(self, after: str | None, portion: int) -> None:
        """Both give the same requests delivery by delivery."""
        walked = list(self.store.by_delivery(after=after, portion=portion))
        assert walked == list(self.model.by_delivery(after=after, portion=portion))
        assert self.store.count_requests() == self.model.count_requests()

    @rule(ids=st.lists(_ids, max_size=4), version=st.integers(1, 2), seen=st.integers(1, 2), judged_at=_times)
    def judge(self, ids: list[UUID], version: int, seen: int, judged_at: datetime) -> None:
        """Both keep the same verdict of several on one event."""
        verdict = Verdict(
            agent=Agent.BROWSER,
            human=Human.YES,
            confidence=judged_at.microsecond / 1_000_000,
            rules_version=version,
            events_seen=seen,
        )
        said = dict.fromkeys(ids, verdict)
        for store in (self.store, self.model):
            store.record_verdicts(said, judged_at=judged_at)

    @rule(before=_times, kinds=_kinds)
    def purge(self, before: datetime, kinds: tuple[EventKind, ...] | None) -> None:
        """Both delete the same events."""
        assert self.store.purge(before=before, kinds=kinds) == self.model.purge(before=before, kinds=kinds)

    @rule(recipient=_people, tenant=_tenants)
    def erase(self, recipient: RecipientId, tenant: str | None) -> None:
        """Both forget the same events."""
        erased = self.store.erase(recipient, tenant=tenant)
        assert erased == self.model.erase(recipient, tenant=tenant)

    @rule(recipient=_people, tenant=_tenants)
    def export(self, recipient: RecipientId, tenant: str | None) -> None:
        """Both tell the same about a recipient."""
        told = list(self.store.export(recipient, tenant=tenant))
        assert told == list(self.model.export(recipient, tenant=tenant))

    @rule(limit=st.integers(1, 5))
    def follow(self, limit: int) -> None:
        """Both logs have grown in the same order."""
        events = [_followed(store, limit) for store in (self.store, self.model)]
        assert events[0] == events[1]
        assert sorted(event.id for event in events[0]) == sorted(event.id for event in self.model.events())

    @rule()
    def reopen(self) -> None:
        """Closing and opening the file changes nothing."""
        self.store.close()
        self.store = self._open()

    @invariant()
    def agree(self) -> None:
        """Both hold the same events and verdicts."""
        assert list(self.store.events()) == list(self.model.events())
        everything = [event_id(number) for number in range(41)]
        assert self.store.verdicts(everything) == self.model.verdicts(everything)


def test_sqlite_and_memory_agree() -> None:
    """Whatever is appended, judged and asked, in any order, the file answers like the model."""
    run_state_machine_as_test(StoreMachine, settings=settings(max_examples=60, stateful_step_count=20))
