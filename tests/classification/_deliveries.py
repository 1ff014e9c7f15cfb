"""Deliveries with a past: opens and clicks at given seconds after the send, for the tests of sequences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from uuid import UUID

from mailtrack_sdk.events import ClickEvent, OpenEvent, RequestEvent
from mailtrack_sdk.models import Client, Delivery, Link
from tests.classification._requests import AT

__all__ = ["Story"]

_IDS = count(1)


class Story:
    """What happens to one delivery; events are told with the seconds since the send.

    Args:
        delivery: The copy.
        link_count: How many links the message has.
    """

    def __init__(self, delivery: Delivery, *, link_count: int = 0) -> None:
        self.delivery = delivery
        self.link_count = link_count
        self.events: list[RequestEvent] = []

    def click(
        self,
        seconds: float,
        link: int,
        agent: str | None,
        *,
        address: str | None = None,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
    ) -> ClickEvent:
        """Somebody or something follows a link."""
        event = ClickEvent(
            id=UUID(int=next(_IDS)),
            at=AT + timedelta(seconds=seconds),
            delivery=self.delivery,
            client=Client(agent=agent, address=address, headers=headers),
            method=method,
            link=Link(url=f"https://shop.example/{link}", index=link),
            link_count=self.link_count,
        )
        self.events.append(event)
        return event

    def open(self, seconds: float, agent: str | None, *, address: str | None = None) -> OpenEvent:
        """Somebody or something loads the pixel."""
        event = OpenEvent(
            id=UUID(int=next(_IDS)),
            at=AT + timedelta(seconds=seconds),
            delivery=self.delivery,
            client=Client(agent=agent, address=address),
        )
        self.events.append(event)
        return event
