"""Builds small logs of events: the material of the tests of summaries and timelines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from uuid import UUID

from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.engagement import DeliveryStatus, summarise_events
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, OpenEvent, RequestEvent, SentEvent
from mailtrack_sdk.models import Client, Delivery, Link

START = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/133.0.0.0 Safari/537.36"
)
THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.7.0"
GMAIL_PROXY = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
APPLE_MPP = "Mozilla/5.0"
CURL = "curl/8.5.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/133.0.0.0 Mobile Safari/537.36"
)
MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Safari/605.1.15"
)

ADA = Delivery("news-7", "ada", sent_at=START)
BOB = Delivery("news-7", "bob", sent_at=START)
ANYONE = Delivery.anonymous("news-7", sent_at=START)
TEST = Delivery("news-7", "ada", sent_at=START, test=True)

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0

SHOP = Link(url="https://shop.example.com/", index=0, name="shop")
BLOG = Link(url="https://blog.example.com/", index=1)

PERSON = (Agent.BROWSER, Human.YES)
PROXY = (Agent.IMAGE_PROXY, Human.YES)
MPP = (Agent.APPLE_MPP, Human.NO)
PREFETCH = (Agent.PREFETCH, Human.NO)
SCANNER = (Agent.SECURITY_SCANNER, Human.NO)
UNSURE = (Agent.UNKNOWN, Human.UNKNOWN)
SENDER = (Agent.SENDER, Human.YES)

Who = tuple[Agent, Human]


def after(seconds: float) -> datetime:
    """Return a moment so many seconds after the send."""
    return START + timedelta(seconds=seconds)


def verdict(who: Who) -> Verdict:
    """Make a verdict; all but agent and human is the same everywhere."""
    return Verdict(agent=who[0], human=who[1], confidence=0.9, rules_version=1)


def statuses_of(log: Log) -> tuple[DeliveryStatus, ...]:
    """Return the status of every delivery of a log, test sends left out."""
    return summarise_events(log.events, log.verdicts).deliveries


def only(log: Log) -> DeliveryStatus:
    """Return the status of the one delivery of a log."""
    (status,) = statuses_of(log)
    return status


@dataclass
class Log:
    """Events with ids in the order in which they are added, and the verdicts given with them."""

    events: list[Event] = field(default_factory=list[Event])
    verdicts: dict[UUID, Verdict] = field(default_factory=dict[UUID, Verdict])

    def composed(self, message_key: str = "news-7", *, variant: str | None = None) -> Log:
        """Add a composed event of the campaign "spring"."""
        event = ComposedEvent(
            id=self._next_id(),
            at=START - timedelta(hours=1),
            message_key=message_key,
            links=(SHOP, BLOG),
            subject="Spring news",
            campaign="spring",
            variant=variant,
        )
        self.events.append(event)
        return self

    def sent(self, delivery: Delivery = ADA, *, seconds: float = 0, candidates: tuple[str, ...] = ()) -> Log:
        """Add a sent event."""
        event = SentEvent(id=self._next_id(), at=after(seconds), delivery=delivery, candidates=candidates)
        self.events.append(event)
        return self

    def open(
        self,
        seconds: float,
        who: Who | None,
        delivery: Delivery = ADA,
        *,
        agent: str | None = FIREFOX,
        address: str | None = None,
        method: str = "GET",
    ) -> Log:
        """Add an open, judged unless `who` is None."""
        event = OpenEvent(
            id=self._next_id(),
            at=after(seconds),
            delivery=delivery,
            client=Client(agent=agent, address=address),
            method=method,
        )
        return self._request(event, who)

    def click(
        self,
        seconds: float,
        who: Who | None,
        delivery: Delivery = ADA,
        *,
        link: Link = SHOP,
        agent: str | None = FIREFOX,
        address: str | None = None,
        method: str = "GET",
    ) -> Log:
        """Add a click, judged unless `who` is None."""
        event = ClickEvent(
            id=self._next_id(),
            at=after(seconds),
            delivery=delivery,
            client=Client(agent=agent, address=address),
            method=method,
            link=link,
        )
        return self._request(event, who)

    def _request(self, event: RequestEvent, who: Who | None) -> Log:
        assert isinstance(event, (OpenEvent, ClickEvent))
        self.events.append(event)
        if who is not None:
            self.verdicts[event.id] = verdict(who)
        return self

    def _next_id(self) -> UUID:
        return UUID(int=len(self.events) + 1)
