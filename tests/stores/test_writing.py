"""The quick way to write an open or a click writes what the codec writes, and takes no more than it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from enum import IntEnum
from itertools import count
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ClickEvent, Event, OpenEvent
from mailtrack_sdk.models import Client, Delivery, Link, Mode
from mailtrack_sdk.stores._codec import dump_event
from mailtrack_sdk.stores._json import to_json
from mailtrack_sdk.stores._writing import event_json
from mailtrack_sdk.testing._samples import NOON, SOMEBODY, clicked, delivery, every_kind, opened

_text = st.text(st.characters(), max_size=12)  # lone surrogates too: they stand for undecodable bytes
_times = st.datetimes(timezones=st.just(timezone.utc))
_whole = st.integers(-(2**63), 2**63 - 1)
_words = st.text("abcä-", min_size=1, max_size=9)
_deliveries = st.builds(
    Delivery,
    _words,
    st.one_of(st.none(), _words, _whole, st.just(SOMEBODY)),
    sent_at=st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone.utc)),  # noqa: DTZ001 - bounds are naive
    opens=st.sampled_from(Mode),
    clicks=st.sampled_from(Mode),
    tenant=st.sampled_from([None, "t.1"]),
    sender=st.one_of(st.none(), _words),
    test=st.booleans(),
    expires_at=st.sampled_from([None, NOON]),
    attempt=st.integers(0, 3),
    is_preview=st.booleans(),
)
_clients = st.builds(
    Client,
    agent=st.one_of(st.none(), _text),
    address=st.one_of(st.none(), _text),
    address_is_verified=st.booleans(),
    headers=st.one_of(st.none(), st.dictionaries(_text, _text, max_size=4)),
    networks=st.one_of(st.none(), st.lists(_text, max_size=3).map(tuple)),
    networks_as_of=st.one_of(st.none(), st.dates()),
    is_sender=st.booleans(),
)
_links = st.builds(Link, url=_text, index=st.one_of(st.none(), _whole), name=st.one_of(st.none(), _text))
_methods = st.sampled_from(["GET", "HEAD", "P\u00f6ST"])
_requests = st.one_of(
    st.builds(OpenEvent, id=st.uuids(), at=_times, delivery=_deliveries, client=_clients, method=_methods),
    st.builds(
        ClickEvent,
        id=st.uuids(),
        at=_times,
        delivery=_deliveries,
        client=_clients,
        method=_methods,
        link=_links,
        link_count=_whole,
    ),
)


class Place(IntEnum):
    """A number with a name."""

    FIRST = 0


def _is(value: object) -> Any:  # noqa: ANN401 - a caller without a type checker may pass anything
    return value


@given(event=_requests)
def test_requests_are_written_as_the_codec_writes_them(event: OpenEvent | ClickEvent) -> None:
    """Byte for byte, whatever the fields hold."""
    assert event_json(event) == to_json(dump_event(event))


@pytest.mark.parametrize("event", every_kind(), ids=map(str, count()))
def test_every_kind_is_written(event: Event) -> None:
    """What is no request goes the usual way."""
    assert event_json(event) == to_json(dump_event(event))


@pytest.mark.parametrize(
    "event",
    [
        replace(clicked(1, delivery()), link_count=_is(bool(1))),
        replace(clicked(1, delivery()), link=Link(url="https://a.example/", index=Place.FIRST)),
        replace(opened(1), client=Client(headers=MappingProxyType({"a": "b"}))),
        replace(opened(1), at=NOON.astimezone(timezone(timedelta(hours=2)))),
    ],
    ids=map(str, count()),
)
def test_what_is_nearly_right_is_written_the_same(event: Event) -> None:
    """A number that is a bool or has a name, another mapping, another zone: as the codec has it."""
    assert event_json(event) == to_json(dump_event(event))


@pytest.mark.parametrize(
    "event",
    [
        replace(opened(1), id=_is("x")),
        replace(opened(1), at=_is("noon")),
        replace(opened(1), at=NOON.replace(tzinfo=None)),
        replace(opened(1), method=_is(7)),
        replace(opened(1), client=_is(None)),
        replace(opened(1), client=Client(agent=_is(b"x"))),
        replace(opened(1), client=Client(headers=_is({"a": 1}))),
        replace(opened(1), client=Client(headers=_is(["a"]))),
        replace(opened(1), client=Client(networks=_is((1,)))),
        replace(opened(1), client=Client(networks_as_of=_is("2026-03-01"))),
        replace(clicked(1, delivery()), link_count=2**63),
        replace(clicked(1, delivery()), link=Link(url="https://a.example/", index=_is(1.5))),
        replace(clicked(1, delivery()), link=Link(url=_is(None))),
    ],
    ids=map(str, count()),
)
def test_what_the_codec_refuses_is_refused_in_its_words(event: Event) -> None:
    """The quick way lets nothing pass that could not be read back, and says the same about it."""
    with pytest.raises(ArgumentError) as slow:
        to_json(dump_event(event))
    with pytest.raises(ArgumentError) as quick:
        event_json(event)
    assert str(quick.value) == str(slow.value)


def test_dates_and_ids_have_no_quotes_to_escape() -> None:
    """What is written without being quoted is made of digits and letters only."""
    event = replace(opened(1), id=UUID(int=2**128 - 1), client=Client(networks_as_of=date(1, 1, 1)))
    assert event_json(event) == to_json(dump_event(event))
