"""Hints for the person who sent a mail: what to make of none, one or many reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import pytest
from hypothesis import given

from mailtrack_sdk.engagement import Hint, HintKind, Status, hint_for, summarise_events
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery, Mode
from tests.engagement._log import (
    ANYONE,
    BLOG,
    CHROME,
    DAY,
    GMAIL_PROXY,
    HOUR,
    IPHONE,
    MAC,
    MINUTE,
    MPP,
    PERSON,
    PREFETCH,
    PROXY,
    SCANNER,
    START,
    UNSURE,
    Log,
    Who,
    after,
    only,
)
from tests.engagement.test_properties import logs

WEEK = after(7 * DAY)


def hint(log: Log, *, now: datetime = WEEK) -> Hint:
    """Return the hint for the one delivery of a log."""
    return hint_for(only(log), now=now)


@pytest.mark.parametrize(
    ("log", "kind"),
    [
        (Log().open(0, PERSON, method="HEAD"), HintKind.NOT_SENT),
        (
            Log().sent(Delivery("q", "ada", sent_at=START, opens=Mode.OFF, clicks=Mode.OFF)),
            HintKind.NO_SIGNAL_POSSIBLE,
        ),
        (Log().sent(), HintKind.SILENT),
        (Log().sent(seconds=5 * DAY), HintKind.WAIT),
        (Log().sent().open(60, MPP), HintKind.MACHINE_ONLY),
        (Log().sent().open(60, UNSURE), HintKind.MAYBE_READ),
        (Log().sent().open(60, PERSON), HintKind.READ_ONCE),
        (Log().sent().open(60, PERSON).open(29 * MINUTE, PERSON), HintKind.READ_ONCE),
        (Log().sent().open(60, PERSON).open(31 * MINUTE, PERSON), HintKind.READ_AGAIN),
        (Log().sent().open(60, PERSON).open(HOUR, PERSON).click(2 * HOUR, PERSON), HintKind.CLICKED),
    ],
)
def test_every_situation_has_its_hint(log: Log, kind: HintKind) -> None:
    """None, one, many reads and clicks; each with a text and a reason or a caveat."""
    found = hint(log)
    assert found.kind is kind
    assert found.text
    assert found.reasons or found.caveats


def test_silence_is_not_unread() -> None:
    """After the patience is over; the caveats are the causes for which nothing may come back."""
    found = hint(Log().sent(), now=after(3 * DAY))
    assert found.text == "Follow up as if it may have been read: do not conclude that it was not"
    assert found.reasons == ("Sent 3 days ago, and nothing has come back",)
    assert any("block remote images" in caveat for caveat in found.caveats)
    assert any("privacy proxy" in caveat for caveat in found.caveats)
    assert hint(Log().sent(), now=after(3 * DAY - 1)).kind is HintKind.WAIT
    assert hint_for(only(Log().sent()), now=after(60), patience=timedelta(0)).kind is HintKind.SILENT


def test_a_clock_behind_the_send_is_no_time_at_all() -> None:
    """Clocks of two machines differ."""
    assert hint(Log().sent(), now=after(-HOUR)).reasons == ("Sent 0 minutes ago, and nothing has come back",)


@pytest.mark.parametrize(("who", "text"), [(MPP, "2 times"), (SCANNER, "2 times"), (PREFETCH, "2 times")])
def test_machines_are_no_readers(who: Who, text: str) -> None:
    """The hint says what came, and that it says nothing."""
    found = hint(Log().sent().open(60, who).open(2 * HOUR, who))
    assert found.reasons == (f"Requested {text}, by software alone",)


def test_many_reads_are_interest_or_passed_on() -> None:
    """With how often and over which time, and with the signs of forwarding if there are any."""
    log = Log().sent().open(60, PERSON, agent=CHROME, address="192.0.2.1")
    log.open(DAY * 2 + 60, PERSON, agent=MAC, address="198.51.100.1")
    found = hint(log)
    assert found.kind is HintKind.READ_AGAIN
    assert found.reasons[0] == "Opened 2 times within 2 days"
    assert found.reasons[1] == "That it was passed on is likely"
    assert found.reasons[2].startswith("Mac OS X in another network")
    assert "not every load is a read" in found.caveats[-1]
    log = Log().sent().open(60, PERSON, agent=CHROME, address="192.0.2.1")
    log.open(DAY, PERSON, agent=IPHONE, address="198.51.100.1")
    assert hint(log).reasons[1] == "That it was passed on is possible"


def test_one_read_says_what_was_not_seen() -> None:
    """Clicks that are not tracked, days that are not told apart, proxies, Apple's cache."""
    quiet = Delivery("q", "ada", sent_at=START, opens=Mode.LAST_OPEN_DAY, clicks=Mode.OFF)
    found = hint(Log().sent(quiet).open(5, MPP, quiet).open(60, PROXY, quiet, agent=GMAIL_PROXY))
    assert found.reasons == ("Opened once",)
    assert [caveat.split(",")[0] for caveat in found.caveats] == [
        "Clicks are not tracked for this copy",
        "Only the day of an open is kept",
        "A provider's image proxy loaded it",
        "Apple Mail Privacy Protection has loaded it",
    ]


def test_a_click_names_the_links() -> None:
    """By name or target; an open that was not seen is marked."""
    found = hint(Log().sent().click(60, PERSON).click(HOUR, PERSON, link=BLOG).click(HOUR, SCANNER))
    assert found.reasons == (
        "Clicked 2 times: shop, https://blog.example.com/",
        "No open was seen, but who clicked has opened it",
    )
    assert found.caveats == ()


def test_someone_is_nobody_in_particular() -> None:
    """A shared copy: the caveat names the candidates, or says that there are several."""
    found = hint(Log().sent(ANYONE, candidates=("ada", "bob")).open(60, PERSON, ANYONE))
    assert "Several people may have this copy, so whoever did it is someone, one of ada, bob" in found.caveats
    found = hint(Log().sent(ANYONE).open(60, PERSON, ANYONE))
    assert "Several people may have this copy, so whoever did it is someone" in found.caveats


def test_arguments_are_checked() -> None:
    """A naive moment, a negative or numeric patience."""
    status = only(Log().sent())
    with pytest.raises(ArgumentError, match="now must be an aware"):
        hint_for(status, now=WEEK.replace(tzinfo=None))
    for patience in (timedelta(-1), cast("timedelta", 3)):
        with pytest.raises(ArgumentError, match="patience"):
            hint_for(status, now=WEEK, patience=patience)


@given(logs())
def test_no_hint_says_that_nobody_read(log: Log) -> None:
    """Whatever happened; and what speaks of a read has a person behind it."""
    for status in summarise_events(log.events, log.verdicts).deliveries:
        found = hint_for(status, now=WEEK)
        told = " ".join((found.text, *found.reasons)).lower()
        assert "not read" not in told
        assert "unread" not in told
        read = found.kind in (HintKind.READ_ONCE, HintKind.READ_AGAIN, HintKind.CLICKED)
        assert read == (status.status.rank >= Status.OPENED.rank)
        if status.status.rank < Status.MAYBE_OPENED.rank:
            assert set(found.caveats) >= {cause.text for cause in status.no_signal_causes}
