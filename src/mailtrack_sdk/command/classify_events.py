"""Described requests made into events, each at its time after the send of its delivery."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from mailtrack_sdk.command.classify_input import Described
from mailtrack_sdk.events import ClickEvent, EventKind, OpenEvent
from mailtrack_sdk.models import Delivery, Link

__all__ = ["Numbered", "event_alone", "events_together"]

Numbered = tuple[int, Described]
"""A request and the number of its line."""

_SOME_URL = "https://example.com/"
_LONG_AFTER = timedelta(days=30)
"""When nobody knows when a mail was sent: so long ago that time says nothing."""


def event_alone(request: Described, *, now: datetime, number: int = 1) -> OpenEvent | ClickEvent:
    """Make the event of a request that stands alone.

    Args:
        request: The request.
        now: When it came, unless it says so itself.
        number: The number of its line.
    """
    at = now if request.at is None else request.at
    return _events([(number, replace(request, at=at))], now)[0]


def events_together(
    requests: Iterable[Numbered], *, now: datetime
) -> tuple[list[OpenEvent | ClickEvent], list[int]]:
    """Make the events of the requests of one delivery.

    Args:
        requests: The requests with the numbers of their lines, in any order.
        now: When the mail was sent, unless one of them tells.

    Returns:
        The events, whose ids are the numbers, and the numbers of those that have no place in time.
    """
    numbered = list(requests)
    knows_send = _sent_at(numbered) is not None
    is_timed = any(request.at is not None for _, request in numbered)
    placed: list[Numbered] = []
    lost: list[int] = []
    for number, request in numbered:
        if request.at is not None or (request.seconds is not None and (knows_send or not is_timed)):
            placed.append((number, request))
        else:
            lost.append(number)
    return _events(placed, now), lost


def _sent_at(requests: Iterable[Numbered]) -> datetime | None:
    """Find out when a mail was sent by the first request that tells both times."""
    for _, request in requests:
        if request.at is not None and request.seconds is not None:
            return request.at - timedelta(seconds=request.seconds)
    return None


def _events(requests: Sequence[Numbered], now: datetime) -> list[OpenEvent | ClickEvent]:
    sent_at = _sent_at(requests)
    if sent_at is None:
        times = [request.at for _, request in requests if request.at is not None]
        sent_at = min(times) - _LONG_AFTER if times else now
    # Deliveries count whole seconds: all times are moved by the same bit, so that none is rounded.
    excess = timedelta(microseconds=sent_at.microsecond)
    delivery = Delivery("classify", "reader", sent_at=sent_at - excess)
    return [_event(number, request, delivery, sent_at, excess) for number, request in requests]


def _event(
    number: int, request: Described, delivery: Delivery, sent_at: datetime, excess: timedelta
) -> OpenEvent | ClickEvent:
    at = sent_at + timedelta(seconds=request.seconds or 0.0) if request.at is None else request.at
    event_id, at = UUID(int=number), at - excess
    client, method = request.client, request.method
    if request.kind is EventKind.OPEN:
        return OpenEvent(id=event_id, at=at, delivery=delivery, client=client, method=method)
    return ClickEvent(
        id=event_id,
        at=at,
        delivery=delivery,
        client=client,
        method=method,
        link=Link(url=request.url or _SOME_URL),
        link_count=request.link_count,
    )
