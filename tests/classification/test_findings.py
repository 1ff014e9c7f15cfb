"""How findings add up to an agent, an answer and a confidence."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.classification import Agent, Evidence, Finding, Human
from mailtrack_sdk.classification.findings import combine
from mailtrack_sdk.errors import ArgumentError


def finding(name: str, human: Human, weight: float, agent: Agent | None = None) -> Finding:
    """Make a finding whose text does not matter."""
    return Finding(agent=agent, human=human, evidence=Evidence(name=name, weight=weight, text="Because"))


def test_nothing_found_is_unknown() -> None:
    """Without findings nothing is known, and nothing leans."""
    assert combine([]) == (Agent.UNKNOWN, Human.UNKNOWN, 0.0, ())


@pytest.mark.parametrize(("human", "weight"), [(Human.YES, 0.8), (Human.NO, 0.9), (Human.NO, 1.0)])
def test_one_finding_gives_its_own_weight(human: Human, weight: float) -> None:
    """The confidence of a single finding is its weight."""
    agent, answer, confidence, evidence = combine([finding("agent.a", human, weight, Agent.BROWSER)])
    assert (agent, answer, confidence) == (Agent.BROWSER, human, weight)
    assert [item.name for item in evidence] == ["agent.a"]


def test_a_weak_finding_leaves_the_answer_open() -> None:
    """One half or less decides nothing; the confidence says how far it leans."""
    assert combine([finding("agent.a", Human.YES, 0.5)])[1:3] == (Human.UNKNOWN, 0.5)


def test_a_finding_without_a_lean_only_explains() -> None:
    """Human.UNKNOWN adds no weight, however strong, but its evidence is kept."""
    agent, human, confidence, evidence = combine([finding("agent.a", Human.UNKNOWN, 0.9, Agent.IMAGE_PROXY)])
    assert (agent, human, confidence, len(evidence)) == (Agent.IMAGE_PROXY, Human.UNKNOWN, 0.0, 1)


def test_the_second_finding_of_one_signal_is_not_heard() -> None:
    """The order of the rules decides between two readings of the same agent."""
    first = finding("agent.mail_client", Human.YES, 0.9, Agent.MAIL_CLIENT)
    second = finding("agent.known_crawler", Human.NO, 0.97, Agent.CRAWLER)
    agent, human, confidence, evidence = combine([first, second])
    assert (agent, human, confidence, len(evidence)) == (Agent.MAIL_CLIENT, Human.YES, 0.9, 1)


def test_signals_of_one_opinion_strengthen_each_other() -> None:
    """Two independent findings that agree are surer than either."""
    assert combine([finding("a.x", Human.NO, 0.6), finding("b.x", Human.NO, 0.5)])[1:3] == (Human.NO, 0.8)


def test_signals_that_contradict_weaken_each_other() -> None:
    """The stronger of two opposite signals wins by Dempster's rule: 0.9 (1 - 0.7) / (1 - 0.9 x 0.7)."""
    answer = combine([finding("agent.x", Human.YES, 0.7), finding("method.x", Human.NO, 0.9)])
    assert answer[1:3] == (Human.NO, round(0.27 / 0.37, 4))


def test_two_certain_signals_that_contradict_leave_nothing_known() -> None:
    """Certainty against certainty is no answer and no division by zero."""
    assert combine([finding("a.x", Human.YES, 1.0), finding("b.x", Human.NO, 1.0)])[1:3] == (
        Human.UNKNOWN,
        0.0,
    )


def test_the_agent_is_that_of_the_first_finding_that_names_one() -> None:
    """A header may leave the agent to the next finding; evidence comes strongest first."""
    agent, _, _, evidence = combine(
        [finding("method.x", Human.NO, 0.6), finding("agent.x", Human.YES, 0.7, Agent.BROWSER)]
    )
    assert agent is Agent.BROWSER
    assert [item.name for item in evidence] == ["agent.x", "method.x"]


@pytest.mark.parametrize("weight", [-0.1, 1.1, math.nan])
def test_a_weight_out_of_range_is_refused(weight: float) -> None:
    """A weight is a share of certainty, so it lies between 0 and 1."""
    with pytest.raises(ArgumentError, match=r"weight of 'agent\.x' must be from 0 to 1"):
        finding("agent.x", Human.YES, weight)


def test_signal_and_weight_come_from_the_evidence() -> None:
    """The signal is the part of the evidence's name before the dot."""
    made = finding("header.prefetch", Human.NO, 0.25)
    assert (made.signal, made.weight) == ("header", 0.25)


weights = st.floats(0, 1)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(Human), weights), max_size=8))
def test_confidence_stays_in_its_range(rows: list[tuple[str, Human, float]]) -> None:
    """Any findings give a confidence in [0, 1], at most one half for an unknown answer."""
    _, human, confidence, _ = combine([finding(f"{signal}.x", lean, weight) for signal, lean, weight in rows])
    assert 0 <= confidence <= (0.5 if human is Human.UNKNOWN else 1)
    assert human is Human.UNKNOWN or confidence >= 0.5


@given(weights, weights)
def test_a_machine_signal_never_makes_a_person_surer(person: float, machine: float) -> None:
    """Adding a finding for the machine moves the answer only away from the person."""
    alone = combine([finding("a.x", Human.YES, person)])
    both = combine([finding("a.x", Human.YES, person), finding("b.x", Human.NO, machine)])
    assert both[1] is not Human.YES or both[2] <= alone[2]
