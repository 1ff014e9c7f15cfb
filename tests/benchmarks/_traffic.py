"""A log that never ends, for benchmarks: campaigns, their opens and clicks, and single mails beside them."""

# ruff: noqa: S311 - random events are no secrets

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import islice
from random import Random
from uuid import UUID

from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, OpenEvent, SentEvent
from mailtrack_sdk.models import Client, Delivery, Link

__all__ = ["ARCHIVE", "BATCH", "Traffic"]

START = datetime(2026, 3, 1, 9, tzinfo=timezone.utc)
BATCH = 1_000
RECIPIENTS = (5_000, 50_000, 100_000)
"""Of the first messages; all later ones have as many as the last of these."""

SINGLES = 20
"""Mails to one recipient in each batch, each a message of its own that is opened."""

ARCHIVE = "archive"
"""The recipient of those: its export grows with the log."""

LINKS = tuple(Link(url=f"https://shop.example.com/offers/{index}", index=index) for index in range(6))
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Mozilla/5.0",
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.10827; Pro)",
)


@dataclass(slots=True)
class Traffic:
    """The events of a log that never ends, the same ones on every run.

    Attributes:
        sent: Deliveries of campaigns so far, a part of them.
        complete: The largest message whose events are all out, and its recipients.
    """

    sent: list[Delivery] = field(default_factory=list[Delivery])
    complete: tuple[str, int] = ("", 0)
    _random: Random = field(default_factory=lambda: Random(7))
    _number: int = 0

    def batches(self) -> Iterator[list[Event]]:
        """Give batch after batch."""
        events = self._campaigns()
        while True:
            singles = [event for _ in range(SINGLES) for event in self._single()]
            yield [*singles, *islice(events, BATCH - len(singles))]

    def _campaigns(self) -> Iterator[Event]:
        number = 0
        while True:
            key, count = f"news-{number}", RECIPIENTS[min(number, len(RECIPIENTS) - 1)]
            event_id, at = self._next()
            yield ComposedEvent(id=event_id, at=at, message_key=key, links=LINKS, campaign="news")
            copies = [Delivery(key, f"reader-{place}", sent_at=at) for place in range(count)]
            for copy in copies:
                event_id, at = self._next()
                yield SentEvent(id=event_id, at=at, delivery=copy)
            for copy in self._random.choices(copies, k=count * 6 // 10):
                yield self._opened(copy)
                if self._random.random() < 1 / 6:
                    yield self._clicked(copy)
            self.sent += copies[:: count // 1_000]
            self.complete = max(self.complete, (key, count), key=lambda known: known[1])
            number += 1

    def _single(self) -> tuple[Event, Event]:
        event_id, at = self._next()
        copy = Delivery(f"single-{event_id.int & 0xFFFF_FFFF}", ARCHIVE, sent_at=at)
        return SentEvent(id=event_id, at=at, delivery=copy), self._opened(copy)

    def _opened(self, copy: Delivery) -> OpenEvent:
        event_id, at = self._next()
        return OpenEvent(id=event_id, at=at, delivery=copy, client=self._client())

    def _clicked(self, copy: Delivery) -> ClickEvent:
        event_id, at = self._next()
        link = self._random.choice(LINKS)
        return ClickEvent(
            id=event_id, at=at, delivery=copy, client=self._client(), link=link, link_count=len(LINKS)
        )

    def _client(self) -> Client:
        address = f"203.0.113.{self._random.randrange(256)}"
        return Client(agent=self._random.choice(AGENTS), address=address, headers={"accept": "*/*"})

    def _next(self) -> tuple[UUID, datetime]:
        """Give the next id, a UUIDv7, and its time: five events a second."""
        self._number += 1
        at = START + timedelta(milliseconds=200 * self._number)
        millis = int(at.timestamp() * 1_000)
        return UUID(int=millis << 80 | 7 << 76 | 2 << 62 | self._number), at
