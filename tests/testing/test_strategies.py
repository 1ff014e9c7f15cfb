"""Strategies draw what trackers and stores take, and what they have to bear."""

from __future__ import annotations

import importlib
import sys
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given

from mailtrack_sdk import Delivery, Hit, Request
from mailtrack_sdk.classification import Agent
from mailtrack_sdk.errors import MissingExtraError
from mailtrack_sdk.events import Event, EventKind
from mailtrack_sdk.models import Link
from mailtrack_sdk.stores import MemoryStore, event_from_json, event_to_json
from mailtrack_sdk.testing import FrozenClock, Inbox, make_tracker, strategies

TRACKER = make_tracker()
DELIVERY = Delivery("news-7", "u-1", sent_at=FrozenClock()())
PIXEL = TRACKER.pixel_url(DELIVERY)


@given(strategies.deliveries(), strategies.web_urls())
def test_a_delivery_can_be_tracked(delivery: Delivery, url: str) -> None:
    """Every delivery and every target that is drawn goes into a token and comes out again."""
    tracked = TRACKER.link_url(delivery, url)
    outcome = TRACKER.handle(Request("GET", tracked), now=delivery.sent_at)
    assert outcome.response.header("Location") == (url if tracked != url else None)


@given(strategies.links())
def test_a_link_can_be_tracked(link: Link) -> None:
    """Every link that is drawn can be wrapped with its name and number."""
    outcome = TRACKER.handle(
        Request("GET", TRACKER.link_url(DELIVERY, link.url, name=link.name, index=link.index))
    )
    assert isinstance(outcome, Hit)
    assert getattr(outcome.event, "link", None) == link


@given(strategies.events())
def test_a_store_takes_every_event(event: Event) -> None:
    """Every event that is drawn can be stored, and written down and read again."""
    with MemoryStore() as store:
        assert store.append([event, event]) == 1
        assert list(store.events()) == [event]
    assert event_from_json(event_to_json(event)) == event


@given(strategies.open_events(DELIVERY), strategies.click_events(DELIVERY), strategies.event_ids())
def test_events_of_one_delivery(opened: Event, clicked: Event, id_: UUID) -> None:
    """Events of a given delivery come after its send; ids are of version 7."""
    for event in (opened, clicked):
        assert getattr(event, "delivery", None) == DELIVERY
        assert timedelta(0) <= event.at - DELIVERY.sent_at <= timedelta(days=400)
    assert (opened.kind, clicked.kind) == (EventKind.OPEN, EventKind.CLICK)
    assert id_.version == 7


@given(strategies.client_requests(PIXEL))
def test_clients_ask_for_the_url(request: Request) -> None:
    """Requests of simulated clients are hits, and something is known of every one."""
    outcome = TRACKER.handle(request)
    assert isinstance(outcome, Hit)
    assert outcome.verdict.agent is not Agent.UNKNOWN


@given(strategies.requests(), strategies.requests(PIXEL))
def test_a_tracker_bears_every_request(anything: Request, pixel: Request) -> None:
    """Whatever is drawn is answered."""
    assert TRACKER.handle(anything).response.status in {200, 302, 404, 405}
    assert TRACKER.handle(pixel).response.status in {200, 405}


@given(strategies.html_mails(), strategies.deliveries())
def test_every_mail_can_be_read(html: str, delivery: Delivery) -> None:
    """Whatever is drawn can be rewritten, and an inbox finds as many links as the report does."""
    copy = TRACKER.rewrite(html, delivery)
    mail = Inbox(TRACKER).deliver(copy)
    assert len(mail.links) == len([link for link in copy.links if not link.hidden])
    assert [link.index for link in mail.tracked_links] == [
        link.index for link in copy.links if link.tracked_url is not None and not link.hidden
    ]


def test_without_hypothesis_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where hypothesis is missing, the import says what to install."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, strategies.__name__)
    with pytest.raises(MissingExtraError, match=r'needs an extra: pip install "mailtrack-sdk\[hypothesis\]"'):
        importlib.import_module(strategies.__name__)
