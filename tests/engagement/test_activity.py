"""The feed of what happened, page by page from either end, and pages of a timeline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.engagement import TimelineEntry, activity, timeline
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ComposedEvent, Event, EventKind
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.stores import EventQuery, EventStore, MemoryStore, SQLiteStore
from tests.engagement._log import (
    ADA,
    ANYONE,
    APPLE_MPP,
    BLOG,
    BOB,
    CURL,
    HOUR,
    MPP,
    PERSON,
    SENDER,
    SHOP,
    START,
    TEST,
    UNSURE,
    Log,
    after,
)
from tests.engagement.test_properties import logs
from tests.engagement.test_summary import LaterStore, PlainStore


class CountingStore(PlainStore):
    """A store that counts how many events were read from it, and how often it was asked."""

    read = asked = 0

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read events."""
        self.asked += 1
        for event in super().events(query):
            self.read += 1
            yield event


def store_of(log: Log) -> MemoryStore:
    """Put a log into a store that keeps verdicts."""
    store = MemoryStore()
    store.append(log.events)
    store.record_verdicts(log.verdicts, judged_at=START)
    return store


def all_pages(
    store: EventStore, *, limit: int, newest_first: bool = True, people_only: bool = False
) -> list[TimelineEntry]:
    """Read page after page to the end."""
    entries: list[TimelineEntry] = []
    page = activity(store, limit=limit, newest_first=newest_first, people_only=people_only)
    entries += page.entries
    while page.next is not None:
        assert len(page.entries) <= limit
        page = activity(
            store, after=page.next, limit=limit, newest_first=newest_first, people_only=people_only
        )
        entries += page.entries
    return entries


def test_the_newest_come_first() -> None:
    """Composed, sent, opened and clicked, each in its sentence."""
    log = Log().composed().sent().open(60, PERSON).click(90, PERSON)
    page = activity(store_of(log))
    assert [entry.kind.value for entry in page.entries] == ["click", "open", "sent", "composed"]
    assert page.next is None
    assert page.entries == timeline(log.events, log.verdicts, newest_first=True)


def test_a_page_leads_to_the_next() -> None:
    """From either end, until there is none."""
    log = Log()
    for number in range(7):
        log.open(number * HOUR, PERSON)
    store = store_of(log)
    first = activity(store, limit=3)
    assert [entry.at for entry in first.entries] == [after(hour * HOUR) for hour in (6, 5, 4)]
    second = activity(store, limit=3, after=first.next)
    assert [entry.at for entry in second.entries] == [after(hour * HOUR) for hour in (3, 2, 1)]
    last = activity(store, limit=3, after=second.next)
    assert [entry.at for entry in last.entries] == [after(0)]
    assert last.next is None
    assert activity(store, limit=7).next is None
    oldest = activity(store, limit=6, newest_first=False)
    assert [entry.at for entry in oldest.entries] == [after(hour * HOUR) for hour in range(6)]
    assert [entry.at for entry in activity(store, after=oldest.next, newest_first=False).entries] == [
        after(6 * HOUR)
    ]


def test_what_arrives_meanwhile_is_not_told_twice() -> None:
    """New events are before the first page, not on the second."""
    log = Log().open(0, PERSON).open(HOUR, PERSON).open(2 * HOUR, PERSON)
    store = store_of(log)
    first = activity(store, limit=2)
    late = replace(log.events[0], id=UUID(int=99), at=after(9 * HOUR))
    store.append([late])
    second = activity(store, limit=2, after=first.next)
    assert [entry.event_id for entry in second.entries] == [log.events[0].id]
    assert activity(store, limit=1).entries[0].event_id == late.id


def test_the_query_chooses() -> None:
    """A recipient, a span of time, a kind."""
    log = Log().open(0, PERSON).open(60, PERSON, BOB).click(HOUR, PERSON, BOB)
    store = store_of(log)
    assert len(activity(store, EventQuery(recipient="bob")).entries) == 2
    assert len(activity(store, EventQuery(since=after(60), until=after(HOUR))).entries) == 1
    assert len(activity(store, EventQuery(kinds=(EventKind.CLICK,))).entries) == 1
    assert activity(store, EventQuery(message_key="nothing")).entries == ()


def test_tests_and_previews_are_on_no_page() -> None:
    """Everything else is, the sender's own views and machines with their sentence."""
    preview = Delivery.preview("news-7")
    log = Log().sent(TEST).open(60, PERSON, TEST).open(60, PERSON, preview).open(60, SENDER).open(70, MPP)
    assert [entry.text.split(",")[0] for entry in activity(store_of(log)).entries] == [
        "Loaded by Apple Mail Privacy Protection; nobody may have read it",
        "Viewed by the sender",
    ]


def test_only_what_people_did_can_be_asked_for() -> None:
    """A short page may lead to more; what is left out is not told, and not counted."""
    log = Log().composed().sent().open(50, PERSON, method="HEAD").open(60, SENDER).open(65, UNSURE)
    for number in range(30):
        log.open(100 + number, MPP)
    log.click(200, PERSON)
    log.open(5, PERSON)
    store = store_of(log)
    assert [entry.at for entry in all_pages(store, limit=1, people_only=True)] == [after(200), after(5)]
    page = activity(store, limit=1, people_only=True, after=activity(store, limit=1).next)
    assert page.entries == ()
    assert page.next is not None


def test_requests_without_a_verdict_are_judged_with_their_delivery() -> None:
    """A burst of clicks is a machine's on every page, also where one of them stands alone."""
    log = Log().sent(ADA)
    for number in range(6):
        log.click(
            HOUR + number / 10, None, link=replace(BLOG, index=number, url=f"https://example.com/{number}")
        )
    log.open(2 * HOUR, None, agent=CURL).open(3 * HOUR, None, TEST)
    log.open(4 * HOUR, None, ANYONE).open(5 * HOUR, None, BOB, agent=APPLE_MPP)
    whole = {entry.event_id: entry for entry in timeline(log.events)}
    store = MemoryStore()
    store.append(log.events)
    for found in (all_pages(store, limit=1), all_pages(PlainStore(log.events), limit=2)):
        assert len(found) == len(log.events) - 1
        assert all(entry == whole[entry.event_id] for entry in found)
    assert "not by a person" in whole[log.events[1].id].text


def test_candidates_are_named_in_the_feed() -> None:
    """Also when the sent event is on another page."""
    log = Log().sent(ANYONE, candidates=("ada", "bob")).open(HOUR, PERSON, ANYONE)
    (entry,) = activity(store_of(log), limit=1).entries
    assert entry.candidates == ("ada", "bob")


def test_a_page_goes_into_json() -> None:
    """With the cursor of the next."""
    page = activity(store_of(Log().sent().open(60, PERSON)), limit=1)
    found = json.loads(json.dumps(page.as_dict()))
    assert found["next"] == page.next
    assert found["entries"][0]["kind"] == "open"


def test_the_newest_page_of_a_long_log_is_found_without_reading_it() -> None:
    """Neither with even spacing, nor when all events have one time."""
    for spacing in (60.0, 0.0):
        log = Log()
        for number in range(20_000):
            log.events.append(
                ComposedEvent(id=UUID(int=number + 1), at=after(number * spacing), message_key="m")
            )
        store = CountingStore(log.events)
        page = activity(store, limit=10)
        assert [entry.event_id for entry in page.entries] == [
            UUID(int=20_000 - number) for number in range(10)
        ]
        assert store.read < 1_000
        assert store.asked < 200


def test_a_database_gives_the_same_pages(tmp_path: Path) -> None:
    """Whatever the page size."""
    log = Log().composed().sent().sent(BOB)
    for number in range(20):
        log.open(number * HOUR, PERSON, (ADA, BOB)[number % 2]).click(number * HOUR, MPP, link=SHOP)
    expected = list(timeline(log.events, log.verdicts, newest_first=True))
    with SQLiteStore(tmp_path / "log.db") as store:
        store.append(log.events)
        store.record_verdicts(log.verdicts, judged_at=START)
        for limit in (1, 3, 10, 50):
            assert all_pages(store, limit=limit) == expected


def test_arguments_are_checked() -> None:
    """Each error says what to do instead."""
    store = MemoryStore()
    for query in (EventQuery(limit=3), EventQuery(after=(START, UUID(int=1)))):
        with pytest.raises(ArgumentError, match="activity itself"):
            activity(store, query)
    for limit in (0, 1_001, True, "5"):
        with pytest.raises(ArgumentError, match="limit must be a whole number from 1"):
            activity(store, limit=cast("int", limit))
    later: object = LaterStore()
    assert isinstance(later, EventStore)
    with pytest.raises(ArgumentError, match="call timeline"):
        activity(later)


@pytest.mark.parametrize(
    "cursor", ["", "x", "-1", " 1", "1_0", "f" * 48, "f" * 4_000, "\u0661", b"1", 7, "1\n"]
)
def test_a_cursor_from_elsewhere_is_refused(cursor: str) -> None:
    """It may come from a URL."""
    with pytest.raises(ArgumentError, match="after must be the cursor"):
        activity(MemoryStore(), after=cursor)
    with pytest.raises(ArgumentError, match="after must be the cursor"):
        timeline([], after=cursor)


def test_a_timeline_is_read_in_pages() -> None:
    """From either end; `limit` cuts, `after` goes on."""
    log = Log().sent().open(60, PERSON).open(HOUR, MPP).click(2 * HOUR, PERSON)
    everything = timeline(log.events, log.verdicts)
    first = timeline(log.events, log.verdicts, limit=2)
    assert first == everything[:2]
    assert timeline(log.events, log.verdicts, after=first[-1].cursor) == everything[2:]
    turned = timeline(log.events, log.verdicts, newest_first=True, after=everything[2].cursor, limit=1)
    assert turned == (everything[1],)
    assert timeline(log.events, log.verdicts, limit=0) == ()
    with pytest.raises(ArgumentError, match="limit"):
        timeline(log.events, limit=-1)


def test_the_ends_of_the_calendar_have_places() -> None:
    """The first and the last event that there can be."""
    first = ComposedEvent(id=UUID(int=0), at=datetime.min.replace(tzinfo=timezone.utc), message_key="m")
    last = ComposedEvent(
        id=UUID(int=2**128 - 1), at=datetime.max.replace(tzinfo=timezone.utc), message_key="m"
    )
    entries = timeline([last, first])
    assert timeline([last, first], after=entries[0].cursor) == entries[1:]
    assert timeline([last, first], after=entries[1].cursor, newest_first=True) == entries[:1]
    assert timeline([last, first], after=entries[1].cursor) == ()


@given(logs(), st.integers(1, 9), st.booleans(), st.booleans())
def test_pages_together_are_the_timeline(
    log: Log,
    limit: int,
    newest_first: bool,  # noqa: FBT001 - drawn by hypothesis
    people_only: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    """Nothing twice, nothing missing, in order; tests left out."""
    found = all_pages(store_of(log), limit=limit, newest_first=newest_first, people_only=people_only)
    expected = [
        entry
        for entry in timeline(log.events, log.verdicts, newest_first=newest_first)
        if entry.delivery is None or not entry.delivery.test
    ]
    if people_only:
        expected = [
            entry for entry in expected if entry.text.startswith(("Opened", "Link")) and _person(entry)
        ]
        heads = {event.id for event in log.events if getattr(event, "method", "GET") == "HEAD"}
        expected = [entry for entry in expected if entry.event_id not in heads]
    assert [entry.event_id for entry in found] == [entry.event_id for entry in expected]


def _person(entry: TimelineEntry) -> bool:
    assert entry.verdict is not None
    return entry.verdict.human.value == "yes" and entry.verdict.agent.value != "sender"
