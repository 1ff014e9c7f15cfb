"""A value that is made when it is first asked for."""

from __future__ import annotations

import pickle
from itertools import count

from mailtrack_sdk.engagement import summarise
from mailtrack_sdk.engagement._later import Later
from mailtrack_sdk.stores import SQLiteStore
from tests.engagement._log import ADA, BOB, PERSON, Log


def test_it_is_made_once() -> None:
    """And not before it is asked for."""
    numbers = count(1)
    later = Later(lambda: next(numbers))
    assert repr(later) == "<not made yet>"
    assert (later.value, later.value, next(numbers)) == (1, 1, 2)
    assert repr(later) == "<made later: 1>"


def test_two_are_equal_when_their_values_are() -> None:
    """So that summaries can be compared."""
    assert Later(lambda: (1, 2)) == Later(lambda: (1, 2))
    assert Later(lambda: 1) != Later(lambda: 2)
    assert Later(lambda: 1) != 1
    assert hash(Later(lambda: "a")) == hash("a")


def test_a_summary_of_a_store_can_be_pickled() -> None:
    """Its deliveries are read for that, as the store cannot go along."""
    log = Log().sent(ADA).sent(BOB).open(60, PERSON, ADA)
    with SQLiteStore(":memory:") as store:
        store.append(log.events)
        summary = summarise(store)
        copy = pickle.loads(pickle.dumps(summary))  # noqa: S301 - our own bytes
    assert copy == summary
    assert len(copy.deliveries) == 2
