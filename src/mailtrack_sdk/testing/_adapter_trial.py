"""One check of the adapter contract at work: a tracker, a store, and what the adapter answers."""

# ruff: noqa: S101 - a suite asserts

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.testing._exchange import Exchange, JournalStore
from mailtrack_sdk.testing.clock import FrozenClock
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response

BASE = "https://t.example.com"
HOST = ("Host", "t.example.com")
PEER = "127.0.0.1"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.3.1"

TARGET = "https://example.com/a%2Fb;c,d?x=[1]|{}^&y=%C3%BC&z=a+b&&?#frag~!'()*"
"""A target with all that a framework may want to spell in another way."""

_READER = (HOST, ("User-Agent", AGENT), ("Accept", "image/avif,image/webp,*/*"))
_NEVER_SENT = ("set-cookie", "etag", "last-modified", "vary", "content-encoding")


class Answering(Protocol):
    """What a trial asks."""

    def send(self, exchange: Exchange) -> None:
        """Answer one request."""
        ...


class AdapterTrial:
    """A tracker, a store, and an adapter that is asked for their sake."""

    def __init__(
        self,
        contract: Answering,
        tracker: Tracker | None = None,
        *,
        store: JournalStore | None = None,
        mount: str = "",
    ) -> None:
        clock = FrozenClock()
        self._contract = contract
        self._mount = mount
        self.tracker = tracker or Tracker("a long and random secret", base_url=BASE + mount, clock=clock)
        self.store = store or JournalStore()
        self.delivery = Delivery("news-7", "u-1001", sent_at=clock())
        self.pixel = self.tracker.pixel_url(self.delivery).removeprefix(BASE)
        self.link = self.tracker.link_url(self.delivery, TARGET, index=0).removeprefix(BASE)

    def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Sequence[tuple[str, str]] = _READER,
        body: bytes = b"",
        hangs_up: bool = False,
    ) -> Response:
        """Send one request and return the answer."""
        request = Request(method, url, headers, PEER)
        self.store.answered.clear()
        exchange = Exchange(
            self.tracker, self.store, request, body=body, mount=self._mount, hangs_up=hangs_up
        )
        self._contract.send(exchange)
        return exchange.answer

    def check_recorded(self, count: int) -> list[OpenEvent | ClickEvent]:
        """Return what is in the store, which must be so many events."""
        found = [event for event in self.store.events() if isinstance(event, (OpenEvent, ClickEvent))]
        assert len(found) == count, f"{len(found)} events are stored instead of {count}"
        return found

    def check_same(self, answer: Response, method: str, url: str) -> None:
        """Compare an answer with the tracker's own; a server may add headers that say nothing of a client."""
        expected = self.tracker.handle(Request(method, url)).response
        assert answer.status == expected.status, f"{answer.status} instead of {expected.status}"
        assert answer.body == expected.body, "the body must stay as it is"
        for name, value in expected.headers:
            values = [other for key, other in answer.headers if key.lower() == name.lower()]
            assert values == [value], f"{name}: {values} instead of {value!r}, once"
        added = {name.lower() for name, _ in answer.headers}.intersection(_NEVER_SENT)
        assert not added, f"{', '.join(sorted(added))} must not be added"
