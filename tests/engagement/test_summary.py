"""Numbers over many deliveries, from events at hand and from stores."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.engagement import Count, Counts, LinkFigures, Status, Summary, summarise, summarise_events
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import Event, EventKind
from mailtrack_sdk.models import Delivery, Link
from mailtrack_sdk.stores import EventQuery, EventStore, MemoryStore, SQLiteStore
from tests.engagement._log import (
    ADA,
    APPLE_MPP,
    BLOG,
    BOB,
    CHROME,
    CURL,
    FIREFOX,
    GMAIL_PROXY,
    MPP,
    PERSON,
    PROXY,
    SCANNER,
    START,
    THUNDERBIRD,
    UNSURE,
    Log,
    verdict,
)

CY = Delivery("news-7", "cy", sent_at=START)
ANYONE = Delivery.anonymous("news-7", sent_at=START)


class PlainStore:
    """A store that keeps events and no verdicts: the least that a store can be."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._memory = MemoryStore()
        self._memory.append(events)

    def append(self, events: Iterable[Event]) -> int:
        """Add events."""
        return self._memory.append(events)

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read events."""
        return self._memory.events(query)

    def close(self) -> None:
        """Close the store."""
        self._memory.close()


class LaterStore:
    """An async store, where only a sync one will do."""

    async def append(self, events: Iterable[Event]) -> int:
        """Add nothing."""
        return len(list(events)) * 0

    async def events(self, query: EventQuery | None = None) -> AsyncIterator[Event]:
        """Read nothing."""
        for event in MemoryStore().events(query):
            yield event

    async def close(self) -> None:
        """Close nothing."""


def summary_of(log: Log) -> Summary:
    """Summarise a log with its verdicts."""
    return summarise_events(log.events, log.verdicts)


def store_of(log: Log) -> MemoryStore:
    """Put a log and its verdicts into a store."""
    store = MemoryStore()
    store.append(log.events)
    store.record_verdicts(log.verdicts, judged_at=START)
    return store


def test_people_machines_and_unknown_stand_apart() -> None:
    """Unique counts deliveries, total counts requests, and the groups do not mix."""
    log = Log().sent(ADA).sent(BOB).sent(CY)
    log.open(5, MPP, ADA).open(60, PERSON, ADA).open(600, PERSON, ADA).open(5, MPP, BOB).open(9, UNSURE, BOB)
    summary = summary_of(log)
    assert summary.opens == Counts(
        people=Count(unique=1, total=2), machines=Count(unique=2, total=2), unknown=Count(unique=1, total=1)
    )
    assert summary.clicks == Counts()
    assert (summary.known, summary.sent, summary.sent_unknown, summary.silent) == (3, 3, 0, 1)
    assert {status: number for status, number in summary.statuses.items() if number} == {
        Status.SENT: 1,
        Status.MAYBE_OPENED: 1,
        Status.OPENED: 1,
    }
    assert list(summary.statuses) == list(Status)


def test_an_inferred_open_is_in_no_count_of_opens() -> None:
    """A click without an open is shown apart, so that opens stay what was seen."""
    summary = summary_of(Log().sent().click(60, PERSON))
    assert (summary.opens_inferred, summary.opens.people, summary.clicks.people.unique) == (1, Count(), 1)


def test_a_delivery_known_from_requests_alone_is_sent_unknown() -> None:
    """Without a sent event a delivery is counted, but not as sent."""
    summary = summary_of(Log().open(60, PERSON))
    assert (summary.known, summary.sent, summary.sent_unknown) == (1, 0, 1)


def test_deliveries_come_in_the_order_they_were_first_heard_of() -> None:
    """The order of the table is the order of events."""
    log = Log().sent(BOB, seconds=2).sent(ADA, seconds=1).open(60, PERSON, BOB)
    assert [status.delivery for status in summary_of(log).deliveries] == [ADA, BOB]


def test_anonymous_copies_stand_apart() -> None:
    """Someone opened it: that is shown, and no delivery to a known recipient gains by it."""
    log = Log().sent(ADA).sent(ANYONE).sent(ANYONE).open(5, PROXY, ANYONE).open(6, PROXY, ANYONE)
    summary = summary_of(log)
    assert (summary.known, summary.opens) == (1, Counts())
    assert summary.anonymous.opens.people == Count(unique=1, total=2)
    assert (summary.anonymous.known, summary.anonymous_copies) == (1, 2)
    assert [status.delivery.recipient for status in summary.deliveries] == ["ada", None]


def test_tests_stand_apart_from_the_mail_itself() -> None:
    """A test send to the same recipient changes no figure of the mail."""
    trial = Delivery("news-7", "ada", sent_at=START, test=True)
    log = Log().sent(ADA).sent(trial).open(60, PERSON, trial).click(90, PERSON, trial)
    summary = summary_of(log)
    assert trial.id == ADA.id
    assert (summary.known, summary.statuses[Status.SENT], summary.opens) == (1, 1, Counts())
    assert (summary.tests.known, summary.tests.clicks.people.total) == (1, 1)
    assert [status.delivery for status in summary.deliveries] == [ADA]


def test_previews_and_head_requests_count_nowhere() -> None:
    """A preview is no delivery, and a HEAD is no request that counts."""
    log = Log().sent().open(5, PERSON, Delivery.preview("news-7")).open(6, PERSON, method="HEAD")
    log.click(7, PERSON, method="HEAD")
    summary = summary_of(log)
    assert (summary.known, summary.opens, summary.clicks, summary.silent) == (1, Counts(), Counts(), 1)


def test_recipients_of_different_types_are_different_deliveries() -> None:
    """The text "42" and the number 42 are two recipients."""
    log = Log().sent(Delivery("n", "42", sent_at=START)).sent(Delivery("n", 42, sent_at=START))
    assert summary_of(log).sent == 2


def test_clicks_are_added_up_per_link() -> None:
    """Every link of every message has its people, machines and unknown."""
    other = Delivery("news-8", "ada", sent_at=START)
    log = Log().click(60, PERSON).click(90, PERSON).click(60, PERSON, BOB).click(61, SCANNER, BOB, link=BLOG)
    log.click(70, UNSURE, other)
    assert summary_of(log).links == (
        LinkFigures(
            message_key="news-7",
            index=0,
            name="shop",
            url="https://shop.example.com/",
            people=Count(unique=2, total=3),
        ),
        LinkFigures(
            message_key="news-7", index=1, url="https://blog.example.com/", machines=Count(unique=1, total=1)
        ),
        LinkFigures(
            message_key="news-8",
            index=0,
            name="shop",
            url="https://shop.example.com/",
            unknown=Count(unique=1, total=1),
        ),
    )


def test_a_link_that_leads_each_recipient_elsewhere_is_one_link() -> None:
    """Place and name tell links apart when targets are filled in per recipient."""
    log = Log()
    for seconds, (delivery, path) in enumerate([(ADA, "a"), (BOB, "b"), (ADA, "c")]):
        link = Link(url=f"https://example.com/{path}", index=3, name="account")
        log.click(60 + seconds, PERSON, delivery, link=link)
    (link_figures,) = summary_of(log).links
    assert (link_figures.name, link_figures.url) == ("account", None)
    assert link_figures.people == Count(unique=2, total=3)


def test_links_without_place_and_name_are_told_apart_by_target() -> None:
    """A link that was signed by hand is known by where it leads."""
    log = Log().click(60, PERSON, link=Link(url="https://b.example/"))
    log.click(61, PERSON, link=Link(url="https://a.example/"))
    assert [figures.url for figures in summary_of(log).links] == ["https://a.example/", "https://b.example/"]


def test_clients_and_devices_are_named_when_asked_for() -> None:
    """Different agents of one program are one row, and a recipient counts there once."""
    newer = THUNDERBIRD.replace("128", "140")
    log = (
        Log()
        .open(60, PERSON, agent=THUNDERBIRD)
        .open(600, PERSON, agent=newer)
        .click(700, PERSON, agent=CHROME)
    )
    log.open(60, MPP, BOB, agent=CURL).open(60, PERSON, CY, agent=None)
    log.open(60, PERSON, ANYONE, agent=FIREFOX)
    summary = summary_of(log)
    rows = {row.name: row for row in summary.clients()}
    assert rows["Thunderbird"].opens.people == Count(unique=1, total=2)
    assert rows["Chrome"].clicks.people == Count(unique=1, total=1)
    assert rows[None].opens.people == Count(unique=1, total=1)
    assert rows["curl"].opens == Counts(machines=Count(unique=1, total=1))
    assert len(rows) == 4
    assert sum(row.opens.people.total for row in summary.devices()) == summary.opens.people.total


def test_variants_have_numbers_of_their_own() -> None:
    """Deliveries are compared by the variant their message was last composed with."""
    other = Delivery("news-7b", "bob", sent_at=START)
    log = (
        Log()
        .composed(variant="old")
        .composed(variant="A")
        .composed("news-7b", variant="B")
        .composed("news-9")
    )
    log.sent(ADA).sent(other).open(60, PERSON, other).sent(Delivery("news-9", "cy", sent_at=START))
    summary = summary_of(log)
    assert summary.composed == 3
    assert list(summary.variants) == ["A", "B"]
    assert summary.variants["A"].opens.people == Count()
    assert summary.variants["B"].opens.people == Count(unique=1, total=1)
    assert summary.sent == 3


def test_everything_goes_into_json() -> None:
    """`as_dict` holds plain values only, with ids, times and names."""
    recipient = UUID(int=7)
    delivery = Delivery("news-7", recipient, sent_at=START)
    log = (
        Log()
        .composed(variant="A")
        .sent(delivery)
        .open(60, PROXY, delivery, agent=GMAIL_PROXY)
        .click(90, PERSON, delivery)
    )
    found = json.loads(json.dumps(summary_of(log).as_dict()))
    assert found["opens"]["people"] == {"unique": 1, "total": 1}
    assert found["statuses"]["clicked"] == 1
    assert found["variants"]["A"]["sent"] == 1
    (row,) = found["deliveries"]
    assert row["delivery"]["id"] == delivery.id
    assert row["delivery"]["recipient"] == str(recipient)
    assert row["first_open"] == "2026-03-02T09:01:00+00:00"
    assert row["links"][0]["link"]["name"] == "shop"
    assert len(found["clients"]) == 2
    assert len(found["devices"]) >= 1


def test_verdicts_of_the_store_hold() -> None:
    """What the store keeps is believed, also where the standard rules say otherwise."""
    log = Log().sent().open(60, SCANNER).open(600, PERSON, agent=CURL)
    assert summarise(store_of(log)).opens == summary_of(log).opens
    assert summary_of(log).opens.people == Count(unique=1, total=1)


def test_requests_without_a_verdict_are_judged() -> None:
    """A store without verdicts, or with none for these events, is judged on reading."""
    log = (
        Log()
        .sent(ADA)
        .sent(BOB)
        .open(60, None)
        .open(60, None, BOB, agent=APPLE_MPP)
        .click(90, None, BOB, agent=CURL)
    )
    expected = summary_of(log)
    assert expected.opens == Counts(people=Count(unique=1, total=1), machines=Count(unique=1, total=1))
    assert expected.clicks.machines == Count(unique=1, total=1)
    assert summarise(store_of(log)) == expected
    assert summarise(PlainStore(log.events)) == expected


def test_a_delivery_with_one_unjudged_request_is_counted_anew() -> None:
    """Known verdicts of it still hold, each request counts once, other deliveries stay as they are."""
    log = (
        Log().sent(ADA).sent(BOB).open(60, SCANNER).open(600, None).open(1200, SCANNER).open(60, SCANNER, BOB)
    )
    summary = summarise(store_of(log))
    assert summary == summary_of(log)
    assert (summary.opens.people.total, summary.opens.machines.total) == (1, 3)


def test_a_database_gives_what_memory_gives(tmp_path: Path) -> None:
    """The summary does not depend on where events are kept."""
    log = Log().composed(variant="A").sent(ADA).open(60, PERSON).click(90, None, agent=CURL).open(5, MPP, BOB)
    with SQLiteStore(tmp_path / "log.db") as store:
        store.append(log.events)
        store.record_verdicts(log.verdicts, judged_at=START)
        assert summarise(store) == summary_of(log)


def test_long_logs_are_read_in_portions() -> None:
    """More events than are looked up in one go give the same numbers."""
    log = Log()
    for number in range(1200):
        log.open(number * 20, PERSON, Delivery("news-7", number % 7, sent_at=START))
    summary = summarise(store_of(log))
    assert summary.opens.people == Count(unique=7, total=1200)


@pytest.mark.parametrize(
    ("query", "sent", "opened", "composed"),
    [
        (EventQuery(message_key="news-7"), 2, 1, 1),
        (EventQuery(campaign="spring"), 2, 1, 1),
        (EventQuery(recipient="ada"), 2, 2, 0),
        (EventQuery(sender="sales"), 1, 1, 0),
        (EventQuery(delivery=ADA.id), 1, 1, 0),
        (EventQuery(message_key="news-7", kinds=(EventKind.OPEN,)), 0, 1, 0),
        (EventQuery(message_key="nothing"), 0, 0, 0),
        (None, 3, 2, 1),
    ],
)
def test_any_choice_of_events_can_be_summarised(
    query: EventQuery | None, sent: int, opened: int, composed: int
) -> None:
    """Message, campaign, recipient, sender and delivery: the query decides."""
    private = Delivery("mail-1", "ada", sent_at=START, sender="sales")
    log = Log().composed().sent(ADA).sent(BOB).sent(private).open(60, PERSON).open(60, PERSON, private)
    summary = summarise(store_of(log), query)
    assert (summary.sent, summary.opens.people.unique, summary.composed) == (sent, opened, composed)


def test_an_async_store_is_refused_with_the_way_out() -> None:
    """The error names the function that takes events at hand."""
    store: object = LaterStore()
    assert isinstance(store, EventStore)
    with pytest.raises(ArgumentError, match="summarise_events"):
        summarise(store)


def test_an_empty_log_has_an_empty_summary() -> None:
    """No events, no figures, every status at zero."""
    summary = summarise(MemoryStore())
    assert (summary.known, summary.deliveries, summary.composed) == (0, (), 0)
    assert set(summary.statuses.values()) == {0}


def test_verdicts_of_other_events_do_no_harm() -> None:
    """A map of verdicts may hold more than is asked for."""
    log = Log().open(60, PERSON)
    more: dict[UUID, Verdict] = {**log.verdicts, UUID(int=99): verdict(SCANNER)}
    assert summarise_events(log.events, more) == summary_of(log)


def test_the_import_loads_no_slow_module() -> None:
    """Databases, event loops and agent parsers are left for when they are needed."""
    program = "import sys, mailtrack_sdk.engagement; print(*sys.modules)"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert {"asyncio", "sqlite3", "user_agents", "ua_parser"}.isdisjoint(answer.stdout.split())


def test_a_query_must_be_one() -> None:
    """A message key, the likely slip, is refused with a word on what to write instead."""
    with pytest.raises(ArgumentError, match="EventQuery\\(message_key="):
        summarise(MemoryStore(), cast("EventQuery", "news-7"))
