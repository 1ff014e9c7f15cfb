"""A small campaign in a real store, as a tracker and a recorder make it: what `events` and `summary` read."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

from mailtrack_sdk.models import Delivery, RecipientId
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.stores import SQLiteStore
from mailtrack_sdk.testing import FrozenClock, clients
from mailtrack_sdk.testing.clients import SimulatedClient
from mailtrack_sdk.tracker import Tracker

SENT = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)
UUID_READER = UUID("12345678-1234-5678-1234-567812345678")
OFFER = "https://shop.example.com/offer"


class Campaign:
    """A tracker, a recorder and a store with one clock.

    Args:
        path: The file of the store.
    """

    def __init__(self, path: Path) -> None:
        """Begin an hour before the send."""
        self.clock = FrozenClock(SENT - timedelta(hours=1))
        self.tracker = Tracker("a long and random secret", base_url="https://t.example.com", clock=self.clock)
        self.store = SQLiteStore(path, durability="normal")
        self.recorder = Recorder(self.tracker, self.store)

    def compose(
        self, key: str, *, subject: str = "Spring sale", campaign: str | None = "spring", variant: str | None
    ) -> None:
        """Write a message down."""
        html = f'<p>News</p><a data-mailtrack-name="offer" href="{OFFER}">Offer</a>'
        copy = self.tracker.rewrite(html, Delivery(key, "somebody", sent_at=SENT))
        event = self.tracker.composed(copy, subject=subject, campaign=campaign, variant=variant)
        self.store.append([event])

    def send(self, delivery: Delivery, *, candidates: tuple[str, ...] = ()) -> None:
        """Send a copy."""
        self.store.append([self.tracker.sent(delivery, candidates=candidates)])

    def open(self, delivery: Delivery, client: SimulatedClient = clients.thunderbird) -> None:
        """Load the pixel of a copy."""
        self.recorder.record(client.open(self.tracker.pixel_url(delivery)))

    def click(self, delivery: Delivery, client: SimulatedClient = clients.firefox) -> None:
        """Follow the link of a copy."""
        url = self.tracker.link_url(delivery, OFFER, index=0, name="offer")
        self.recorder.record(client.click(url))

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(**time))

    def close(self) -> None:
        """Close the store."""
        self.recorder.close()
        self.store.close()


def reader(number: int) -> RecipientId:
    """Name a recipient: most ids are texts, one is a number, one a UUID."""
    others: dict[int, RecipientId] = {40: 42, 39: UUID_READER}
    return others.get(number, f"u-{number}")


def make_campaign(path: Path) -> None:
    """Send two variants to twenty recipients each, a test and an anonymous copy, and let people read."""
    campaign = Campaign(path)
    for variant in "AB":
        campaign.compose(f"spring-{variant}", variant=variant)
        campaign.wait(seconds=1)
    campaign.clock.set(SENT)
    copies = [
        Delivery(f"spring-{'BA'[number % 2]}", reader(number), sent_at=SENT, sender="shop")
        for number in range(1, 41)
    ]
    test = Delivery("spring-A", "boss", sent_at=SENT, test=True)
    shared = Delivery.anonymous("spring-A", sent_at=SENT)
    for copy in (*copies, test):
        campaign.send(copy)
        campaign.wait(seconds=1)
    campaign.send(shared, candidates=("ada", "bob"))
    campaign.wait(minutes=10)
    campaign.open(test)
    campaign.open(shared)
    for number, copy in enumerate(copies, 1):
        campaign.wait(minutes=7)
        if number % 8 in (3, 4):
            campaign.open(copy, clients.apple_mail_privacy)
        elif number % 3:
            campaign.open(copy, (clients.thunderbird, clients.gmail_web)[number % 2])
        campaign.wait(minutes=3)
        if number % 10 in (1, 5, 7) or number == 8:
            campaign.click(copy)
    campaign.wait(minutes=3)
    campaign.click(copies[1], clients.link_scanner)
    campaign.close()
