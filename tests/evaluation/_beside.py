"""The packages that a user would pick instead, on the same agents in the same run."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, cast

from mailtrack_sdk.classification import Classifier, Human
from mailtrack_sdk.classification.agents import _read, read_agent
from tests.benchmarks._page import Section, table, version_of
from tests.benchmarks._timing import Entrant, Lap, race
from tests.evaluation._corpora import ODDITIES
from tests.evaluation._material import Material, Row
from tests.evaluation._statistics import Share

__all__ = ["Judge", "beside", "judges"]

_ROUNDS = 5
_MACHINES = frozenset({"crawler", "http_library", "link_previewer", "security_scanner"})

Flag = Callable[[Row], bool]
Group = tuple[str, Sequence[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Something that says of a request whether a robot made it.

    Args:
        name: What the table calls it.
        flag: Says it; None when the package is not installed.
        step: What is timed: the shortest call that gives its answer for an agent.
    """

    name: str
    flag: Flag | None
    step: Callable[[str], object] | None


def beside(found: Material, classifier: Classifier, *, rounds: int = _ROUNDS) -> Section:
    """Count what everybody flags of the same agents, and time them on the labelled ones.

    Args:
        found: The agents.
        classifier: This library's judge.
        rounds: How often everybody is timed.
    """
    groups = groups_of(found)
    contestants = judges(classifier)
    agents = list(dict.fromkeys(row.agent for row in found.rows if row.agent))
    laps = _timed(contestants, agents, rounds=rounds)
    rows: list[tuple[str, ...]] = []
    for judge in contestants:
        if judge.flag is None:
            rows.append((judge.name, *("missing" for _ in groups), "missing"))
            continue
        flagged = [Share(sum(map(judge.flag, group)), len(group)) for _, group in groups]
        lap = laps.get(judge.name)
        rows.append(
            (
                judge.name,
                *(f"{share.part} ({share})" if share.whole else "-" for share in flagged),
                "-" if lap is None else f"{median(lap) * 1e6:,.1f}",
            )
        )
    head = ("flagged", *(f"{name}, {len(group)}" for name, group in groups), "us per new agent")
    return Section(key="beside", body=table(head, rows))


def groups_of(found: Material) -> tuple[Group, ...]:
    """Sort the requests by whether they should be flagged."""
    labelled: tuple[Group, ...] = (
        ("labelled machines", [row for row in found.rows if row.label in _MACHINES]),
        ("Apple's prefetch", [row for row in found.rows if row.label == "apple_mpp"]),
        ("image proxies", [row for row in found.rows if row.label == "image_proxy" and row.person]),
        ("mail programs", [row for row in found.rows if row.is_mail_client]),
        ("people's browsers", [row for row in found.rows if row.label == "human" and not row.is_mail_client]),
    )
    lists = tuple(
        (
            corpus.name,
            [
                Row(agent=agent, kind="click", label=corpus.name)
                for section, agent in corpus.agents
                if corpus.robots or not section.startswith(ODDITIES)
            ],
        )
        for corpus in found.corpora
    )
    return (*labelled, *lists)


def judges(classifier: Classifier) -> tuple[Judge, ...]:
    """Return this library and the others, whether they are installed or not."""
    return (
        Judge(
            name="mailtrack, verdict no",
            flag=lambda row: any(classifier.classify(event).human is Human.NO for event in row.events),
            step=read_agent,
        ),
        _other("user-agents", "user_agents", lambda module: lambda agent: module.parse(agent).is_bot),
        _other("is-bot", "is_bot", lambda module: module.Bots().is_bot),
        _other("crawler-user-agents", "crawleruseragents", lambda module: module.is_crawler),
    )


def _other(package: str, module: str, call_of: Callable[[Any], Callable[[str], bool]]) -> Judge:
    """Load a package that sees nothing but the agent; without it the judge is silent."""
    name = f"{package} {version_of(package) or ''}".strip()
    try:
        call = call_of(cast("Any", importlib.import_module(module)))
    except ImportError:
        return Judge(name=name, flag=None, step=None)
    return Judge(name=name, flag=lambda row: call(row.agent or ""), step=call)


def _timed(contestants: Sequence[Judge], agents: Sequence[str], *, rounds: int) -> dict[str, Lap]:
    """Time every judge on agents it has not seen, in turns."""
    if not agents:
        return {}
    entrants = [
        Entrant(name=judge.name, prepare=_stretch(judge.step, agents), calls=len(agents))
        for judge in contestants
        if judge.step is not None
    ]
    return dict(race(entrants, rounds=rounds))


def _stretch(step: Callable[[str], object], agents: Sequence[str]) -> Callable[[int], Callable[[], None]]:
    def prepare(_: int) -> Callable[[], None]:
        # user-agents remembers 200 agents and forgets all of them then, so it needs no such help.
        _read.cache_clear()

        def stretch() -> None:
            for agent in agents:
                step(agent)

        return stretch

    return prepare
