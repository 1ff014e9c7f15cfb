"""How many agents of public lists are called machines: robots should be, browsers should not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mailtrack_sdk.classification import Agent, Classifier, Human, Verdict
from mailtrack_sdk.classification.agents import Kind, _deduced, fold
from tests.benchmarks._page import Check, Section, table
from tests.evaluation._labelled import Judged, code
from tests.evaluation._material import Corpus, click_of
from tests.evaluation._statistics import Share

__all__ = ["ODDITIES", "corpora", "flagged_browsers", "unflagged_robots"]

MACHINES = frozenset({Agent.CRAWLER, Agent.HTTP_LIBRARY, Agent.LINK_PREVIEWER, Agent.SECURITY_SCANNER})
ROBOTS = frozenset({Kind.CRAWLER, Kind.HTTP_LIBRARY, Kind.LINK_PREVIEWER, Kind.SECURITY_SCANNER})
ODDITIES = "ZZZ"
"""Sections of isbot's browsers that begin so hold, in its own words, glitches and insignificant bots."""

_BOTS_BAR = 97.0
_BROWSERS_BAR = 0.3
_WHOLE = 100


def corpora(lists: Sequence[Corpus], judged: Sequence[Judged], classifier: Classifier) -> Section:
    """Count what is flagged of every list: `Human.NO` for a click of which only the agent is known.

    Args:
        lists: Lists of agents.
        judged: Labelled requests; the mail programs among them are one more list.
        classifier: The judge.
    """
    rows: list[tuple[str, ...]] = []
    checks: list[Check] = []
    for name, robots, agents in _parts(lists):
        verdicts = [classifier.classify(click_of(agent)) for agent in agents]
        flagged = Share(sum(verdict.human is Human.NO for verdict in verdicts), len(verdicts))
        named = Share(sum(verdict.agent in MACHINES for verdict in verdicts), len(verdicts))
        rows.append(_row(name, flagged, named, agents))
        value = None if flagged.value is None else flagged.value * _WHOLE
        if robots:
            checks.append(
                Check(what=f"{name}: flagged", value=value, limit=_BOTS_BAR, at_least=True, unit=" %")
            )
        elif ODDITIES not in name:
            checks.append(Check(what=f"{name}: flagged", value=value, limit=_BROWSERS_BAR, unit=" %"))
    clients = [item for item in judged if item.row.is_mail_client]
    flagged = Share(sum(item.called_machine for item in clients), len(clients))
    named = Share(sum(item.verdict.agent in MACHINES for item in clients), len(clients))
    name = "mail programs of the labelled requests"
    rows.append(_row(name, flagged, named, [item.row.agent or "" for item in clients]))
    checks.append(Check(what=f"{name}: flagged", value=float(flagged.part), limit=0, unit=""))
    head = ("list", "agents", "flagged", "share", "95 % interval", "named a robot", "by clues alone")
    return Section(key="corpora", body=table(head, rows), checks=tuple(checks))


def _row(name: str, flagged: Share, named: Share, agents: Sequence[str]) -> tuple[str, ...]:
    """Write a line, with what would be called a robot if the tables had no names at all."""
    clues = [_deduced(agent, *fold(agent)).kind in ROBOTS for agent in agents if fold(agent)[1]]
    blind = Share(sum(clues), len(agents))
    figures = (str(flagged.whole), str(flagged.part), str(flagged), flagged.interval_text)
    return (name, *figures, str(named), str(blind))


def flagged_browsers(lists: Sequence[Corpus], classifier: Classifier) -> Section:
    """List every browser that is flagged, with the sentence of the rule that did it."""
    rows: list[tuple[str, ...]] = []
    for corpus in lists:
        if corpus.robots:
            continue
        for section, agent in corpus.agents:
            verdict = classifier.classify(click_of(agent))
            if verdict.human is Human.NO:
                rows.append(
                    (ODDITIES if section.startswith(ODDITIES) else section, code(agent), _reason(verdict))
                )
    if not rows:
        return Section(key="flagged-browsers", body="None.")
    head = ("section", "agent", "why")
    return Section(key="flagged-browsers", body=table(head, rows, texts=3))


def unflagged_robots(lists: Sequence[Corpus], classifier: Classifier) -> Section:
    """Count what the robots that are not flagged were taken for, and why."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for corpus in lists:
        for _, agent in corpus.agents if corpus.robots else ():
            verdict = classifier.classify(click_of(agent))
            if verdict.human is not Human.NO:
                counts[corpus.name, verdict.agent.value, _names(verdict)] += 1
    if not counts:
        return Section(key="unflagged-robots", body="None.")
    rows = [(*what, str(count)) for what, count in sorted(counts.items())]
    return Section(key="unflagged-robots", body=table(("list", "taken for", "why", "agents"), rows, texts=3))


def _reason(verdict: Verdict) -> str:
    return "; ".join(f"{evidence.name}: {evidence.text}" for evidence in verdict.evidence)


def _names(verdict: Verdict) -> str:
    return ", ".join(evidence.name for evidence in verdict.evidence)


def _parts(lists: Sequence[Corpus]) -> list[tuple[str, bool, list[str]]]:
    """Take the oddities of a list of browsers apart from the rest."""
    parts: list[tuple[str, bool, list[str]]] = []
    for corpus in lists:
        if corpus.robots:
            parts.append((corpus.name, True, [agent for _, agent in corpus.agents]))
            continue
        for name, odd in ((corpus.name, False), (f"{corpus.name}, sections {ODDITIES}", True)):
            agents = [agent for section, agent in corpus.agents if section.startswith(ODDITIES) is odd]
            parts.append((name, False, agents))
    robots = [agent for corpus in lists if corpus.robots for _, agent in corpus.agents]
    if len(parts) > 1 and robots:
        parts.append(("all robots, each agent once", True, list(dict.fromkeys(robots))))
    return parts
