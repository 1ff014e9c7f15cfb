"""How the rules do on the labelled requests and agents beside the repository; skipped without them."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, cast

import pytest

from mailtrack_sdk.classification import Agent, Classifier, Human, Verdict
from tests._data import data_path
from tests.classification._requests import clicked, opened

JUDGE = Classifier().classify
MACHINES = {Agent.CRAWLER, Agent.HTTP_LIBRARY, Agent.LINK_PREVIEWER, Agent.SECURITY_SCANNER}


def labelled() -> list[tuple[dict[str, Any], Verdict]]:
    """Judge every labelled request as what it was; as a click when nothing is said."""
    judged: list[tuple[dict[str, Any], Verdict]] = []
    for line in data_path("requests", "labelled_requests.jsonl").read_text(encoding="utf-8").splitlines():
        row = cast("dict[str, Any]", json.loads(line))
        headers = {name.lower(): value for name, value in row["headers"].items()} or None
        make = opened if row["kind"] == "open" else clicked
        judged.append((row, JUDGE(make(row["ua"], headers=headers, method=row["method"] or "GET"))))
    return judged


@pytest.mark.parametrize(
    ("label", "share"),
    [
        ("apple_mpp", 1.0),
        ("image_proxy", 1.0),
        ("human", 0.98),
        ("link_previewer", 0.95),
        ("security_scanner", 0.95),
        ("http_library", 0.95),
        ("crawler", 0.95),
    ],
)
def test_labelled_requests_get_an_agent_that_is_accepted(label: str, share: float) -> None:
    """The kinds of software that the labels accept are found, each to its share."""
    rows = [(row, verdict) for row, verdict in labelled() if row["label"] == label]
    right = sum(verdict.agent.name in row["accept"] for row, verdict in rows)
    assert right / len(rows) >= share


def test_no_labelled_person_is_called_a_machine() -> None:
    """Neither people nor requests that the agent cannot decide are judged to be machines."""
    wrong = [
        row["id"]
        for row, verdict in labelled()
        if (row["human_action"] is True or row["label"] == "undecidable_by_agent")
        and verdict.human is Human.NO
    ]
    assert wrong == []


def test_no_labelled_machine_is_called_a_person() -> None:
    """Software that asks by itself is not taken for a person, save where it wears a browser's agent."""
    wrong = Counter(
        row["label"]
        for row, verdict in labelled()
        if row["human_action"] is False and verdict.human is Human.YES
    )
    assert set(wrong) <= {"human", "undecidable_by_agent"}


def test_crawlers_are_recognised() -> None:
    """Nine in ten agents of the public list of crawlers are called machines."""
    rows = cast("list[dict[str, Any]]", json.loads(data_path("ua", "crawler-user-agents.json").read_bytes()))
    agents = [agent for row in rows for agent in row["instances"]]
    flagged = sum(JUDGE(clicked(agent)).agent in MACHINES for agent in agents)
    assert flagged / len(agents) >= 0.95


def yaml_agents(name: str) -> list[tuple[str, str]]:
    """Read isbot's lists, which use little of YAML: sections, and one quoted or plain agent a line."""
    rows: list[tuple[str, str]] = []
    section = ""
    for line in data_path("ua", name).read_text(encoding="utf-8").splitlines():
        if line.startswith("  - "):
            agent = line[4:]
            rows.append((section, agent[1:-1] if agent[0] == agent[-1] in "\"'" else agent))
        else:
            section = line.strip("\":'")
    return rows


def test_robots_of_isbot_are_recognised() -> None:
    """Nine in ten of isbot's crawlers are machines."""
    agents = [agent for _, agent in yaml_agents("isbot-crawlers.yml")]
    assert sum(JUDGE(clicked(agent)).agent in MACHINES for agent in agents) / len(agents) >= 0.9


def test_browsers_of_isbot_are_not_called_machines() -> None:
    """Of the browsers, without the sections ZZZ of oddities and small bots, at most one in 200."""
    agents = [agent for section, agent in yaml_agents("isbot-browsers.yml") if not section.startswith("ZZZ")]
    flagged = [agent for agent in agents if JUDGE(clicked(agent)).human is Human.NO]
    assert len(flagged) / len(agents) <= 0.005
