"""An inbox whose answers are awaited does what the other one does."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import cast

import pytest

from mailtrack_sdk import AsyncRecorder, Delivery, Request, Response
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import OpenEvent
from mailtrack_sdk.stores import MemoryStore, to_async
from mailtrack_sdk.testing import AsyncInbox, FrozenClock, assert_events, clients, make_tracker

HTML = '<a href="https://example.com/a">Read</a><a href="https://example.com/b">More</a>'
CLOCK = FrozenClock()
TRACKER = make_tracker(clock=CLOCK)
COPY = TRACKER.rewrite(HTML, Delivery("news-7", "u-1", sent_at=CLOCK()))


def test_an_async_recorder_answers_and_stores() -> None:
    """Opens, clicks and sweeps are awaited, and their events are in the store."""
    clock, store = FrozenClock(CLOCK()), MemoryStore()

    async def read() -> list[str | None]:
        recorder = AsyncRecorder(make_tracker(clock=clock), to_async(store))
        mail = AsyncInbox(recorder, clock=clock).deliver(COPY)
        assert (await mail.open(clients.apple_mail)).header("Content-Type") == "image/gif"
        answers = [await mail.click(clients.apple_mail, "More"), await mail.click(clients.chrome, index=0)]
        answers += await mail.click_all(clients.safe_links)
        answers += await mail.sweep(clients.link_scanner)
        return [answer.header("Location") for answer in answers]

    a, b = "https://example.com/a", "https://example.com/b"
    assert asyncio.run(read()) == [b, a, a, b, a, b]
    assert_events(store, "open", *["click"] * 6)
    assert clock() - CLOCK() == timedelta(seconds=7)


def test_without_a_clock_the_trackers_counts() -> None:
    """An inbox without a clock leaves the time to the tracker."""
    store = MemoryStore()
    mail = AsyncInbox(AsyncRecorder(TRACKER, to_async(store))).deliver(COPY)
    assert asyncio.run(mail.open(clients.chrome)).status == 200
    (event,) = store.events()
    assert isinstance(event, OpenEvent)
    assert event.at == CLOCK()


def test_any_coroutine_function_answers() -> None:
    """A coroutine function that takes a request does as a server."""

    async def answer(request: Request) -> Response:
        return TRACKER.handle(request).response

    mail = AsyncInbox(answer, tracker=TRACKER).deliver(COPY)
    assert asyncio.run(mail.click(clients.chrome, text="Read")).header("Location") == "https://example.com/a"
    assert len(AsyncInbox(answer).deliver(COPY).tracked_links) == 2


def test_it_needs_somebody_to_ask() -> None:
    """What cannot be awaited is refused, with the way round it."""
    with pytest.raises(ArgumentError, match=r"not Tracker; for a Recorder or a Tracker use Inbox"):
        AsyncInbox(cast("AsyncRecorder", TRACKER))
