"""Deliveries that somebody reported are judged as their sources say."""

from __future__ import annotations

import pytest

from mailtrack_sdk.classification import Agent, Classifier, Human
from tests.evaluation._reported import Fixture, Step, report, wrong
from tests.evaluation.fixtures import FIXTURES

CLASSIFIER = Classifier()


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_a_reported_delivery_is_judged_as_its_source_says(fixture: Fixture) -> None:
    """Every request of the delivery gets an agent and an answer that the source allows."""
    assert wrong(fixture, CLASSIFIER) == []


def test_every_delivery_has_a_source_and_a_name_of_its_own() -> None:
    """Nothing is made up without saying so, and the table can tell deliveries apart."""
    assert all(fixture.source and fixture.steps for fixture in FIXTURES)
    assert len({fixture.name for fixture in FIXTURES}) == len(FIXTURES)


def test_a_wrong_verdict_is_reported() -> None:
    """A request that is not what was expected is named with its time, the verdict and the evidence."""
    step = Step(
        seconds=90, agent="curl/8.5.0", agents=frozenset({Agent.BROWSER}), human=frozenset({Human.YES})
    )
    fixture = Fixture(name="a script", source="made up", steps=(step,))
    (error,) = wrong(fixture, CLASSIFIER)
    assert error == "a script, after 90 s: http_library, no (agent.known_http_library)"
    section = report((fixture,), CLASSIFIER)
    assert error in section.body
    assert [check.missed for check in section.checks] == [True]
