"""Events and verdicts survive the way into a row and back; a spoilt row is named, never guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.classification.verdict import Agent, Evidence, Human, Verdict
from mailtrack_sdk.errors import ArgumentError, StoreSchemaError
from mailtrack_sdk.events import ComposedEvent, Event, RequestEvent
from mailtrack_sdk.models import Client, Link
from mailtrack_sdk.stores import _fields as take
from mailtrack_sdk.stores import (
    event_from_json,
    event_to_json,
    verdict_from_json,
    verdict_to_json,
)
from mailtrack_sdk.stores._codec import dump_event, dump_verdict, load_event, load_verdict
from mailtrack_sdk.stores._json import FORMAT, from_json, to_json
from mailtrack_sdk.testing._samples import (
    NOON,
    clicked,
    composed,
    delivery,
    event_id,
    every_kind,
    opened,
    sent,
)

VERDICT = Verdict(
    agent=Agent.BROWSER,
    human=Human.YES,
    confidence=0.75,
    evidence=(Evidence(name="agent.x", weight=0.5, text="It says so"),),
    rules_version=3,
)


GONE = object()
"""Stands for a key that is missing."""


def _is(value: object) -> Any:  # noqa: ANN401 - a caller without a type checker may pass anything
    return value


@pytest.mark.parametrize("event", every_kind(), ids=map(str, count()))
def test_an_event_survives(event: Event) -> None:
    """Every kind comes back equal from its JSON text."""
    assert load_event(from_json(to_json(dump_event(event)))) == event


@pytest.mark.parametrize("event", every_kind(), ids=map(str, count()))
def test_events_and_verdicts_have_a_public_codec(event: Event) -> None:
    """What a store of somebody else writes with it, comes back equal."""
    assert event_from_json(event_to_json(event)) == event
    assert verdict_from_json(verdict_to_json(VERDICT)) == VERDICT


@given(
    confidence=st.floats(0, 1),
    weights=st.lists(st.floats(0, 1), max_size=3),
    text=st.text(),
    version=st.integers(0, 2**63 - 1),
)
def test_a_verdict_survives(confidence: float, weights: list[float], text: str, version: int) -> None:
    """A verdict comes back equal from its JSON text, to the last bit of its numbers."""
    evidence = tuple(Evidence(name=text, weight=weight, text=text) for weight in weights)
    verdict = replace(VERDICT, confidence=confidence, evidence=evidence, rules_version=version)
    assert load_verdict(from_json(to_json(dump_verdict(verdict)))) == verdict


@given(at=st.datetimes(timezones=st.just(timezone.utc)), text=st.text(), number=st.integers())
def test_any_content_survives(at: datetime, text: str, number: int) -> None:
    """No time, text or number that fits the fields is changed, and the row is ASCII."""
    event = replace(
        sent(1, delivery(number % 2**63)),
        at=at,
        subject=text,
        to=(text, text),
        metadata={text: number, "text": text, "real": number / 7 if abs(number) < 2**900 else None},
    )
    row = to_json(dump_event(event))
    assert row.isascii()
    assert load_event(from_json(row)) == event


def test_the_format_is_what_it_was() -> None:
    """The rows of format 1, byte for byte: a change here needs a new format number."""
    click = replace(clicked(5, delivery(42)), client=Client(agent="x", headers={"accept": "*/*"}))
    assert to_json(dump_event(click)) == (
        '{"v":1,"kind":"click","id":"0198f0aa000070008000000000000005","at":1772366405000000,'
        '"delivery":{"message_key":"news-1","recipient":"i:42","sent_at":1772366400000000,'
        '"opens":"full","clicks":"full"},'
        '"client":{"agent":"x","headers":{"accept":"*/*"}},'
        '"link":{"url":"https://example.com/a?b=c&d=%20#e","index":3,"name":"Gr\\u00fc\\u00dfe"},"link_count":0}'
    )
    assert to_json(dump_verdict(VERDICT)) == (
        '{"v":1,"agent":"browser","human":"yes","confidence":0.75,'
        '"evidence":[["agent.x",0.5,"It says so"]],"rules_version":3,"provisional":false,"events_seen":1}'
    )


def test_unknown_keys_are_ignored() -> None:
    """A later version may add what an earlier one can do without."""
    for event in every_kind():
        row = dump_event(event) | {"new": 1}
        for part in ("delivery", "client", "link"):
            cast("dict[str, object]", row.get(part, {}))["new"] = [1]
        assert load_event(row) == event
    assert load_verdict(dump_verdict(VERDICT) | {"new": 1}) == VERDICT


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("v", FORMAT + 1),
        ("v", "1"),
        ("v", None),
        ("v", GONE),
        ("kind", "reply"),
        ("kind", None),
        ("kind", []),
        ("kind", GONE),
        ("id", "xyz"),
        ("id", 7),
        ("id", GONE),
        ("at", "now"),
        ("at", 2**62),
        ("at", 2**70),
        ("delivery", GONE),
        ("delivery", []),
        ("delivery.message_key", ""),
        ("delivery.recipient", "42"),
        ("delivery.recipient", "i:x"),
        ("delivery.recipient", "u:x"),
        ("delivery.recipient", "s:a@b"),
        ("delivery.opens", "loud"),
        ("delivery.clicks", None),
        ("delivery.sent_at", -1),
        ("delivery.test", "yes"),
        ("delivery.expires_at", "never"),
        ("delivery.attempt", -1),
        ("client", GONE),
        ("client.agent", 7),
        ("client.headers", []),
        ("client.headers", {"a": 1}),
        ("client.unverified", 0),
        ("method", 7),
        ("link", GONE),
        ("link.url", None),
        ("link.index", "first"),
        ("link_count", None),
    ],
    ids=map(str, count()),
)
def test_a_spoilt_event_is_refused(place: str, value: object) -> None:
    """A row that makes no sense raises `StoreSchemaError`, whatever is wrong with it."""
    row = dump_event(clicked(1, delivery()))
    outer, _, inner = place.rpartition(".")
    fields = cast("dict[str, object]", row[outer]) if outer else row
    fields[inner] = value
    if value is GONE:
        del fields[inner]
    with pytest.raises(StoreSchemaError):
        load_event(row)


@pytest.mark.parametrize(
    "change",
    [{"links": {}}, {"links": [1]}, {"tags": [1]}, {"subject": 1}, {"message_key": None}, {"campaign": []}],
    ids=map(str, count()),
)
def test_a_spoilt_composed_event_is_refused(change: dict[str, object]) -> None:
    """The same for composed events."""
    with pytest.raises(StoreSchemaError):
        load_event(dump_event(composed(1, "news-1")) | change)


@pytest.mark.parametrize(
    "change", [{"to": "ann"}, {"metadata": []}, {"metadata": {"a": []}}, {"thread": 7}], ids=map(str, count())
)
def test_a_spoilt_sent_event_is_refused(change: dict[str, object]) -> None:
    """The same for sent events."""
    with pytest.raises(StoreSchemaError):
        load_event(dump_event(sent(1, delivery())) | change)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"agent": "toaster"},
        {"human": 1},
        {"confidence": "high"},
        {"evidence": [["a", 1]]},
        {"evidence": [["a", "b", "c"]]},
        {"evidence": {}},
        {"provisional": None},
    ],
    ids=map(str, count()),
)
def test_a_spoilt_verdict_is_refused(change: dict[str, object]) -> None:
    """The same for verdicts."""
    with pytest.raises(StoreSchemaError):
        load_verdict(dump_verdict(VERDICT) | change)


@pytest.mark.parametrize(
    "body", [None, 7, b"{}", "", "{", "[" * 100_000, '{"v":' + "9" * 5_000 + "}"], ids=map(str, count())
)
def test_what_is_no_json_is_refused(body: object) -> None:
    """A body that is no JSON text, or too deep or long to read, raises `StoreSchemaError`."""
    with pytest.raises(StoreSchemaError):
        load_event(from_json(body))


@pytest.mark.parametrize("raw", [None, [], "x", {}], ids=map(str, count()))
def test_what_is_no_object_is_refused(raw: object) -> None:
    """A body that holds something else than an object raises `StoreSchemaError`."""
    with pytest.raises(StoreSchemaError):
        load_event(raw)


@dataclass(frozen=True)
class _Stranger:
    """Looks like nothing that belongs in a log."""

    id: int = 7


@pytest.mark.parametrize(
    "event",
    [
        _Stranger(),
        None,
        replace(opened(1), at=datetime(2026, 3, 1)),  # noqa: DTZ001 - naive on purpose
        replace(opened(1), id=_is("x")),
        replace(opened(1), method=_is(7)),
        replace(opened(1), client=Client(agent=_is(b"x"))),
        replace(opened(1), client=Client(headers={"a": _is(1)})),
        replace(opened(1), client=Client(networks=(_is(1),))),
        replace(opened(1), client=Client(networks_as_of=_is("2026-03-01"))),
        replace(opened(1), client=Client(networks_as_of=NOON)),
        replace(clicked(1, delivery()), link=_is("https://example.com/")),
        replace(clicked(1, delivery()), link=Link(url="x", index=2**63)),
        replace(sent(1, delivery()), metadata={"a": _is([])}),
        replace(sent(1, delivery()), metadata={_is(1): "a"}),
        replace(sent(1, delivery()), metadata={"a": float("nan")}),
        replace(sent(1, delivery()), metadata={"a": 10**5000}),
        replace(sent(1, delivery()), to=(_is(None),)),
        RequestEvent(id=event_id(1), at=NOON, delivery=delivery()),
        ComposedEvent(id=event_id(1), at=NOON, message_key=""),
        ComposedEvent(id=event_id(1), at=NOON, message_key="a", tenant="b/c"),
        ComposedEvent(id=event_id(1), at=NOON, message_key="a", campaign="\ud800"),
        ComposedEvent(id=event_id(1), at=NOON, message_key="a", campaign=_is(7)),
    ],
    ids=map(str, count()),
)
def test_what_could_not_be_read_back_is_not_written(event: Event) -> None:
    """One unreadable row would spoil every read of a log, so it is refused on the way in."""
    with pytest.raises(ArgumentError):
        to_json(dump_event(event))


@pytest.mark.parametrize(
    "verdict",
    [
        replace(VERDICT, agent=_is("toaster")),
        replace(VERDICT, confidence=float("inf")),
        replace(VERDICT, rules_version=2**63),
        replace(VERDICT, evidence=(_is("x"),)),
        replace(VERDICT, provisional=_is(1)),
    ],
    ids=map(str, count()),
)
def test_an_unreadable_verdict_is_not_written(verdict: Verdict) -> None:
    """The same for verdicts."""
    with pytest.raises(ArgumentError):
        to_json(dump_verdict(verdict))


def test_an_error_names_the_row_and_nobody() -> None:
    """The message says which row it is about, and nothing that the row says about a person."""
    event = replace(sent(1, delivery("ann")), subject="private", metadata={"secret": _is([])})
    with pytest.raises(ArgumentError, match=str(event.id)) as caught:
        dump_event(event)
    assert "private" not in str(caught.value)
    assert "secret" not in str(caught.value)
    with pytest.raises(StoreSchemaError, match=event.id.hex):
        load_event(dump_event(sent(1, delivery())) | {"subject": 7})


@given(st.datetimes(timezones=st.just(timezone.utc)))
def test_microseconds_are_exact(moment: datetime) -> None:
    """A time comes back equal from its count of microseconds, whatever its year."""
    assert take.moment(take.micros(moment)) == moment


def test_microseconds_follow_the_moment() -> None:
    """The same moment in two zones has one count."""
    assert take.micros(NOON.astimezone(timezone(timedelta(hours=9)))) == take.micros(NOON)
