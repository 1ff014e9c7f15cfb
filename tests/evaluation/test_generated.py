"""Generated deliveries are what they are said to be, and are judged as they should be."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.events import ClickEvent, OpenEvent
from tests.evaluation._generated import BURSTS, PEOPLE, report, tally
from tests.evaluation.sequences import KINDS, burst_start, deliveries

CLASSIFIER = Classifier()


@pytest.mark.parametrize("kind", KINDS)
def test_deliveries_are_the_same_every_time(kind: str) -> None:
    """The same seed gives the same events, in order of time, and another seed others."""
    one, again, other = ([script.events for script in deliveries(kind, 5, seed=seed)] for seed in (1, 1, 2))
    assert one == again != other
    assert all(events == sorted(events, key=lambda event: (event.at, event.id)) for events in one)


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_has_an_id_of_its_own(kind: str) -> None:
    """No id stands for two events, and what is a machine's is among the events."""
    for script in deliveries(kind, 20):
        ids = [event.id for event in script.events]
        assert len(set(ids)) == len(ids)
        assert script.machine <= set(ids)
        links = [event.link.index for event in script.events if isinstance(event, ClickEvent)]
        assert all(index is not None and index < script.links for index in links)


@pytest.mark.parametrize("kind", sorted({*KINDS} - {"people", "people in a hurry, tabs"}))
def test_scanners_have_people_beside_them(kind: str) -> None:
    """Every delivery with a machine has an open and a click of a person's too."""
    for script in deliveries(kind, 20):
        mine = [event for event in script.events if event.id not in script.machine]
        assert script.machine
        assert {type(event) for event in mine} == {OpenEvent, ClickEvent}


def test_bursts_begin_when_they_were_measured_to() -> None:
    """The starts of bursts have the published distribution (craft-campaign issue 546)."""
    random = Random(1)  # noqa: S311 - the same draws every time
    starts = [burst_start(random) for _ in range(5000)]
    shares = Counter("first" if start < 20 else "most" if start < 60 else "rest" for start in starts)
    assert 0.015 < shares["first"] / 5000 < 0.04
    assert 0.64 < shares["most"] / 5000 < 0.69
    assert max(starts) < 900


@pytest.mark.parametrize("kind", BURSTS)
def test_bursts_are_found_after_the_fact(kind: str) -> None:
    """Every request of a burst by one scanner is called a machine's."""
    found = tally(deliveries(kind, 60), CLASSIFIER)
    assert found.found == found.machines > 0


@pytest.mark.parametrize("kind", PEOPLE)
def test_people_beside_scanners_stay_people(kind: str) -> None:
    """No request of a person is called a machine's, before, after or beside a scanner's."""
    found = tally(deliveries(kind, 60), CLASSIFIER)
    assert found.flipped == 0 < found.people


def test_the_table_says_that_it_is_generated() -> None:
    """Nobody can take the table for a measurement of real traffic."""
    section = report(CLASSIFIER, count=3)
    assert section.body.startswith("Generated, 3 deliveries of each kind.")
    assert all(f"| {kind} " in section.body for kind in KINDS)
