"""A tracker for tests gives the same URLs and events on every run."""

from __future__ import annotations

from datetime import timedelta
from uuid import RFC_4122

import pytest

from mailtrack_sdk import Delivery, Hit, Mode, Request
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from mailtrack_sdk.events import OpenEvent
from mailtrack_sdk.testing import CountedIds, FrozenClock, clients, make_tracker


def _run() -> tuple[str, str, list[OpenEvent]]:
    """Do something, as on any day."""
    clock = FrozenClock()
    tracker = make_tracker(clock=clock)
    delivery = Delivery("news-7", tracker.recipient_id("ada@example.com"), sent_at=clock())
    copy = tracker.rewrite('<a href="https://example.com/">Read</a>', delivery)
    events: list[OpenEvent] = []
    for _ in range(3):
        outcome = tracker.handle(clients.chrome.open(copy.pixel.url or ""))
        assert isinstance(outcome, Hit)
        assert isinstance(outcome.event, OpenEvent)
        events.append(outcome.event)
        clock.advance(timedelta(seconds=1))
    return copy.html, tracker.header_message_id(delivery, "example.com"), events


def test_two_runs_are_the_same() -> None:
    """URLs, Message-IDs, pseudonyms and events do not differ from run to run."""
    assert _run() == _run()


def test_event_ids_count_up_and_are_real() -> None:
    """Ids are UUIDv7 of the moment of the clock, and sort as the events do."""
    ids = [event.id for event in _run()[2]]
    assert [id_.int & 0xFFFF for id_ in ids] == [1, 2, 3]
    assert {(id_.version, id_.variant) for id_ in ids} == {(7, RFC_4122)}
    assert ids == sorted(ids)
    assert [(id_.int >> 80) - (ids[0].int >> 80) for id_ in ids] == [0, 1000, 2000]


def test_a_clock_of_its_own_stands_still() -> None:
    """Without a clock the tracker has one that stands still."""
    tracker = make_tracker()
    pixel = tracker.pixel_url(Delivery("news-7", "u-1", sent_at=FrozenClock()()))
    outcomes = [tracker.handle(Request("GET", pixel)) for _ in range(2)]
    assert {outcome.event.at for outcome in outcomes if isinstance(outcome, Hit)} == {FrozenClock()()}


def test_it_is_set_up_as_any_tracker() -> None:
    """Arguments are those of `Tracker`, and wrong ones are refused."""
    tracker = make_tracker(
        base_url="https://click.example.com",
        pixel_base_url="https://pixel.example.com",
        may_wrap=lambda target: "secret" not in target,
    )
    delivery = Delivery("news-7", "u-1", sent_at=FrozenClock()(), opens=Mode.AGGREGATE)
    html = '<a href="https://example.com/">a</a><a href="https://example.com/secret">b</a>'
    copy = tracker.rewrite(html, delivery)
    assert [link.tracked_url is None for link in copy.links] == [False, True]
    assert (copy.pixel.url or "").startswith("https://pixel.example.com/o/")
    with pytest.raises(ConfigurationError, match="expired"):
        make_tracker(expired="never")


def test_ids_do_not_repeat_while_the_clock_stands() -> None:
    """A thousand ids of one moment are a thousand."""
    ids = CountedIds(FrozenClock())
    made = [ids() for _ in range(1000)]
    assert made == sorted(set(made))


def test_a_clock_is_moved_by_a_duration() -> None:
    """A bare number has no unit, so it is refused, and the message says what would do."""
    with pytest.raises(ArgumentError, match=r"by must be a timedelta, such as timedelta\(hours=1\), not int"):
        FrozenClock().advance(3600)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
