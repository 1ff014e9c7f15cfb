"""How the verdicts on the labelled requests compare with their labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mailtrack_sdk.classification import Agent, Classifier, Human, Verdict
from tests.benchmarks._page import Check, Section, table
from tests.evaluation._material import Row
from tests.evaluation._statistics import Share

__all__ = ["Judged", "accepted", "agents", "confusion", "humans", "judge", "missed", "misses"]

EXACT = frozenset({"apple_mpp", "image_proxy"})
"""Labels of which no row may be missed; PREFETCH, where it is accepted, is one of them too."""

_PREFETCH = frozenset({Agent.PREFETCH})
_BAR = 0.97
_PEOPLE_BAR = 0.98
"""For the programs of people, which are better known than those of machines."""
_FEW = 34
"""With fewer rows than this, one miss is more than 3 %, and one is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A labelled request and the verdict on it.

    Args:
        row: The request.
        verdicts: One verdict; two when the request may have been an open or a click.
    """

    row: Row
    verdicts: tuple[Verdict, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict on the request, the less right of two."""
        wrong = [verdict for verdict in self.verdicts if verdict.agent not in self.row.accept]
        return (wrong or self.verdicts)[0]

    @property
    def is_right(self) -> bool:
        """Whether the agent of the verdict, of either if there are two, is accepted by the label."""
        return self.verdict.agent in self.row.accept

    @property
    def called_machine(self) -> bool:
        """Whether a verdict says that no person caused it."""
        return any(verdict.human is Human.NO for verdict in self.verdicts)

    @property
    def called_person(self) -> bool:
        """Whether a verdict says that a person caused it."""
        return any(verdict.human is Human.YES for verdict in self.verdicts)


def judge(rows: Iterable[Row], classifier: Classifier) -> tuple[Judged, ...]:
    """Judge labelled requests, each by itself."""
    return tuple(
        Judged(row=row, verdicts=tuple(classifier.classify(event) for event in row.events)) for row in rows
    )


def missed(judged: Iterable[Judged]) -> tuple[Judged, ...]:
    """Return the requests whose agent is not right."""
    return tuple(item for item in judged if not item.is_right)


def accepted(judged: Sequence[Judged]) -> Section:
    """Count for each label how many verdicts name an agent that the label accepts."""
    rows: list[tuple[str, ...]] = []
    checks: list[Check] = []
    for label, items in _by_label(judged):
        share = Share(sum(item.is_right for item in items), len(items))
        rows.append((label, str(share.whole), str(share.part), str(share), share.interval_text))
        checks.append(
            Check(
                what=f"{label}: rows with another agent",
                value=float(share.whole - share.part),
                limit=allowed(label, items),
                unit="",
            )
        )
    head = ("label", "rows", "accepted", "share", "95 % interval")
    return Section(key="accepted", body=table(head, rows), checks=tuple(checks))


def allowed(label: str, items: Sequence[Judged]) -> int:
    """Return how many misses of a label its bar leaves: 97 %, for people 98 %."""
    exact = label in EXACT or any(item.row.accept == _PREFETCH for item in items)
    if exact:
        return 0
    bar = _PEOPLE_BAR if label == "human" else _BAR
    return 1 if len(items) < _FEW else int((1 - bar) * len(items))


def confusion(judged: Sequence[Judged]) -> Section:
    """Lay out which label got which agent."""
    pairs = Counter((item.row.label, item.verdict.agent) for item in judged)
    columns = [agent for agent in Agent if any(found is agent for _, found in pairs)]
    rows = [(label, *(str(pairs[label, agent] or "") for agent in columns)) for label, _ in _by_label(judged)]
    head = ("label", *(agent.value for agent in columns))
    return Section(key="confusion", body=table(head, rows))


def agents(judged: Sequence[Judged]) -> Section:
    """Count precision and recall for each agent that a verdict may name."""
    rows: list[tuple[str, ...]] = []
    for agent in Agent:
        given = [item for item in judged if item.verdict.agent is agent]
        welcome = [item for item in judged if agent in item.row.accept]
        only = [item for item in welcome if len(item.row.accept) == 1]
        if not given and not welcome:
            continue
        precision = Share(sum(item.is_right for item in given), len(given))
        recall = Share(sum(item.is_right for item in welcome), len(welcome))
        alone = Share(sum(item.is_right for item in only), len(only))
        rows.append(
            (
                agent.value,
                *(str(precision.whole), str(precision)),
                *(str(recall.whole), str(recall)),
                *(str(alone.whole), str(alone)),
            )
        )
    head = ("agent", "given", "precision", "accepted by", "recall", "only this accepted", "recall")
    return Section(key="agents", body=table(head, rows))


def humans(judged: Sequence[Judged]) -> Section:
    """Count what was said about people, machines, and requests of which nobody knows."""
    groups = (
        ("a person's", [item for item in judged if item.row.person is True]),
        ("a mail program's among them", [item for item in judged if item.row.is_mail_client]),
        ("a machine's", [item for item in judged if item.row.person is False]),
        ("not known", [item for item in judged if item.row.person is None]),
        (
            "undecidable by the agent",
            [item for item in judged if item.row.label == "undecidable_by_agent"],
        ),
    )
    rows = [
        (
            name,
            str(len(items)),
            str(sum(item.called_person for item in items)),
            str(sum(item.called_machine for item in items)),
            str(Share(sum(item.verdict.human is Human.UNKNOWN for item in items), len(items))),
        )
        for name, items in groups
    ]
    head = ("the request was", "rows", "called a person's", "called a machine's", "unknown")
    people, undecidable = groups[0][1], groups[-1][1]
    checks = (
        _count("people called machines", (item.called_machine for item in people)),
        _count("undecidable requests called machines", (item.called_machine for item in undecidable)),
    )
    return Section(key="humans", body=table(head, rows), checks=checks)


def misses(judged: Sequence[Judged]) -> Section:
    """List every request that got a wrong agent or a wrong answer, with the reasons of the verdict."""
    rows: list[tuple[str, ...]] = []
    for item in judged:
        wrong: list[str] = []
        if not item.is_right:
            wrong.append("agent")
        if item.row.person is True and item.called_machine:
            wrong.append("a person called a machine")
        if item.row.person is False and item.called_person:
            wrong.append("a machine called a person")
        if wrong:
            verdict = item.verdict
            reasons = ", ".join(evidence.name for evidence in verdict.evidence)
            rows.append(
                (item.row.label, code(item.row.agent), verdict.agent.value, "; ".join(wrong), reasons)
            )
    if not rows:
        return Section(key="misses", body="None.")
    head = ("label", "agent", "verdict", "wrong", "evidence")
    return Section(key="misses", body=table(head, rows, texts=5))


def code(agent: str | None) -> str:
    """Write an agent into a table, cut to what tells it apart."""
    text = "" if agent is None else agent.replace("|", "/").replace("`", "'")
    return f"`{text[:97]}...`" if len(text) > 100 else f"`{text}`"


def _count(what: str, found: Iterable[bool]) -> Check:
    return Check(what=what, value=float(sum(found)), limit=0, unit="")


def _by_label(judged: Sequence[Judged]) -> list[tuple[str, list[Judged]]]:
    groups: dict[str, list[Judged]] = {}
    for item in judged:
        groups.setdefault(item.row.label, []).append(item)
    return sorted(groups.items())
