"""How the rules do on the labelled requests and agents beside the repository; skipped without them.

The bars are those that the project set itself; `python -m tests.evaluation` prints the same and more.
"""

from __future__ import annotations

import pytest

from mailtrack_sdk.classification import Agent, Classifier, Human
from tests._data import data_path
from tests.evaluation._corpora import MACHINES, ODDITIES
from tests.evaluation._labelled import Judged, allowed, judge
from tests.evaluation._material import Corpus, click_of, material

JUDGE = Classifier()
LABELS = (
    *("apple_mpp", "image_proxy", "human"),
    *("link_previewer", "security_scanner", "http_library", "crawler"),
)


def labelled() -> tuple[Judged, ...]:
    """Judge every labelled request as what it was; as an open and a click when nothing is said."""
    data_path("requests")
    return judge(material().rows, JUDGE)


def corpus(name: str) -> Corpus:
    """Return one of the lists of agents."""
    data_path("ua")
    return next(corpus for corpus in material().corpora if corpus.name.startswith(name))


def share_flagged(agents: list[str]) -> float:
    """Return the share of agents that are called a machine's when they follow a link."""
    flagged = sum(JUDGE.classify(click_of(agent)).human is Human.NO for agent in agents)
    return flagged / len(agents)


@pytest.mark.parametrize("label", LABELS)
def test_labelled_requests_get_an_agent_that_is_accepted(label: str) -> None:
    """Apple's prefetch and image proxies are all right, the others to 97 %, or one miss in a few rows."""
    items = [item for item in labelled() if item.row.label == label]
    wrong = [(item.row.agent, item.verdict.agent.value) for item in items if not item.is_right]
    assert len(wrong) <= allowed(label, items), wrong


def test_every_prefetch_is_recognised() -> None:
    """What only a prefetch may be called is called one."""
    rows = [item for item in labelled() if item.row.accept == frozenset({Agent.PREFETCH})]
    assert all(item.is_right for item in rows)


def test_no_labelled_person_is_called_a_machine() -> None:
    """Neither people nor requests that the agent cannot decide are judged to be machines."""
    wrong = [
        item.row.agent
        for item in labelled()
        if (item.row.person is True or item.row.label == "undecidable_by_agent") and item.called_machine
    ]
    assert wrong == []


def test_no_labelled_machine_is_called_a_person() -> None:
    """Software that asks by itself is not taken for a person, save where it wears a browser's agent."""
    wrong = {
        (item.row.label, item.row.agent)
        for item in labelled()
        if item.row.person is False and item.called_person
    }
    assert {label for label, _ in wrong} <= {"human", "undecidable_by_agent"}, wrong


def test_no_mail_program_is_flagged() -> None:
    """Mail programs are neither called machines nor named robots."""
    clients = [item for item in labelled() if item.row.is_mail_client]
    assert not [
        item.row.agent
        for item in clients
        if item.called_machine or any(verdict.agent in MACHINES for verdict in item.verdicts)
    ]


def test_crawlers_are_recognised() -> None:
    """Of the public list of crawlers, 97 % are called machines."""
    assert share_flagged([agent for _, agent in corpus("crawler-user-agents").agents]) >= 0.97


def test_robots_of_isbot_are_recognised() -> None:
    """Of isbot's crawlers, too; people's programs and image proxies are among them."""
    assert share_flagged([agent for _, agent in corpus("isbot-crawlers").agents]) >= 0.97


def test_browsers_of_isbot_are_not_called_machines() -> None:
    """Of the browsers, without the sections of oddities and small bots, at most 0.3 %."""
    agents = [agent for section, agent in corpus("isbot-browsers").agents if not section.startswith(ODDITIES)]
    assert share_flagged(agents) <= 0.003
