"""Rows as events and verdicts, and what is remembered of them."""

from __future__ import annotations

import pytest

from mailtrack_sdk.classification import Agent, Human, Verdict
from mailtrack_sdk.errors import StoreSchemaError
from mailtrack_sdk.stores._codec import dump_verdict
from mailtrack_sdk.stores._json import to_json
from mailtrack_sdk.stores._rows import Lately, read_verdict
from mailtrack_sdk.stores._writing import event_json
from mailtrack_sdk.testing._samples import opened


def test_what_was_kept_is_not_read_again() -> None:
    """The text of a row leads to the very event, and to an equal one when it was forgotten."""
    lately, event = Lately(), opened(1)
    body = event_json(event)
    lately.keep(body, event)
    assert lately.event(body) is event
    lately.clear()
    again = lately.event(body)
    assert again == event
    assert again is not event
    assert lately.event(body) is again


def test_only_so_many_events_are_kept() -> None:
    """The latest five hundred are there, and the first of very many are not."""
    lately, events = Lately(), [opened(number) for number in range(2_000)]
    bodies = [event_json(event) for event in events]
    for body, event in zip(bodies, events, strict=True):
        lately.keep(body, event)
    assert all(lately.event(body) is event for body, event in zip(bodies[-500:], events[-500:], strict=True))
    assert lately.event(bodies[0]) is not events[0]


@pytest.mark.parametrize("body", [None, 1, b"{}", "", "[]", "{"])
def test_a_row_that_somebody_changed_is_said_to_be_one(body: object) -> None:
    """Whatever stands there, the error is that of a store."""
    with pytest.raises(StoreSchemaError):
        Lately().event(body)
    with pytest.raises(StoreSchemaError):
        read_verdict(body)


def test_verdicts_of_one_text_are_one() -> None:
    """A verdict that is read twice is the same."""
    verdict = Verdict(agent=Agent.BROWSER, human=Human.YES, confidence=0.7, rules_version=2)
    body = to_json(dump_verdict(verdict))
    assert read_verdict(body) == verdict
    assert read_verdict(body) is read_verdict(body)
