"""Whether a confidence means what it says, and what the weights of the evidence would be if learnt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mailtrack_sdk.classification import Classifier, Finding, Human, Verdict
from mailtrack_sdk.classification.findings import combine
from mailtrack_sdk.events import RequestEvent
from tests.benchmarks._page import Section, table
from tests.evaluation._labelled import Judged
from tests.evaluation._material import Corpus, Row, click_of
from tests.evaluation._statistics import (
    Share,
    bins,
    brier,
    calibration_error,
    fold_of,
    smoothed,
)

__all__ = [
    "Case",
    "calibration",
    "cases_of",
    "corpus_cases",
    "counted",
    "cross_validated",
    "evidence",
    "findings_of",
    "probability_of",
]

FOLDS = 10

Key = tuple[str, Human, float]
"""The name of the evidence, the way it leans, and its weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request of which is known whether a person caused it, and what the rules found.

    Args:
        person: Whether a person caused it.
        fold: Its part in cross-validation; the same agent is always in the same one.
        findings: What counts towards the verdict.
    """

    person: bool
    fold: int
    findings: tuple[Finding, ...]

    def is_right(self, finding: Finding) -> bool:
        """Whether a finding leans to what was the case."""
        return (finding.human is Human.YES) is self.person


def cases_of(rows: Iterable[Row], classifier: Classifier) -> tuple[Case, ...]:
    """Make cases of the labelled requests that say whether a person caused them."""
    return tuple(
        _case(row.person, row.agent, event, classifier)
        for row in rows
        if row.person is not None
        for event in row.events
    )


def corpus_cases(lists: Iterable[Corpus], classifier: Classifier) -> tuple[Case, ...]:
    """Make cases of the lists of agents: robots are machines, browsers are people's."""
    return tuple(
        _case(not corpus.robots, agent, click_of(agent), classifier)
        for corpus in lists
        for _, agent in corpus.agents
    )


def _case(person: bool, agent: str | None, event: RequestEvent, classifier: Classifier) -> Case:  # noqa: FBT001
    return Case(person=person, fold=fold_of(agent or "", FOLDS), findings=findings_of(event, classifier))


def findings_of(event: RequestEvent, classifier: Classifier) -> tuple[Finding, ...]:
    """Ask the rules as the classifier does: the first finding of every signal counts."""
    heard: dict[str, Finding] = {}
    for rule in classifier.rules:
        finding = rule(event)
        if finding is not None:
            heard.setdefault(finding.signal, finding)
    return tuple(heard.values())


def calibration(judged: Sequence[Judged], cases: Sequence[Case]) -> Section:
    """Hold the confidence of every decided verdict against how often such verdicts were right."""
    known = [(verdict, item.row.person) for item in judged for verdict in item.verdicts]
    pairs = [(verdict, person) for verdict, person in known if person is not None]
    decided = [
        (verdict.confidence, (verdict.human is Human.YES) is person)
        for verdict, person in pairs
        if verdict.human is not Human.UNKNOWN
    ]
    found = bins(decided)
    rows = [
        (
            f"{item.low:.2f} to {item.high:.2f}",
            str(item.came.whole),
            "-" if item.said is None else f"{item.said:.3f}",
            str(item.came),
            item.came.interval_text,
        )
        for item in found
    ]
    error = calibration_error(found)
    score = brier([(probability(verdict), person) for verdict, person in pairs])
    learnt = brier(cross_validated(cases))
    present = brier([(probability_of(case.findings), case.person) for case in cases])
    scores = (
        ("verdicts with a yes or no", str(len(decided))),
        ("unknown", str(len(pairs) - len(decided))),
        ("expected calibration error", _figure(error)),
        ("Brier score of the verdicts", _figure(score)),
        ("Brier score, weights of this release", _figure(present)),
        (f"Brier score, weights learnt from the other {FOLDS - 1} of {FOLDS} parts", _figure(learnt)),
    )
    head = ("confidence", "verdicts", "mean", "right", "95 % interval")
    body = f"{table(head, rows)}\n\n{table(('over all', ''), scores)}"
    return Section(key="calibration", body=body)


def probability(verdict: Verdict) -> float:
    """Return how probable a verdict makes it that a person caused the request; unknown is one half."""
    return _person(verdict.human, verdict.confidence)


def probability_of(findings: Sequence[Finding], weights: Mapping[Key, float] | None = None) -> float:
    """Return the same for findings, added up as the classifier does.

    Args:
        findings: One for each signal.
        weights: Other weights for them; a finding that is not among them gets none.
    """
    if weights is not None:
        findings = [
            Finding.of(
                finding.agent,
                finding.human,
                weights.get(key_of(finding), 0.0),
                finding.evidence.name,
                finding.evidence.text,
            )
            for finding in findings
        ]
    _, human, confidence, _ = combine(findings)
    return _person(human, confidence)


def _person(human: Human, confidence: float) -> float:
    if human is Human.UNKNOWN:
        return 0.5
    return confidence if human is Human.YES else 1.0 - confidence


def cross_validated(cases: Sequence[Case]) -> list[tuple[float, bool]]:
    """Forecast every case with weights that were counted on the other parts only."""
    forecasts: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        others = counted(case for case in cases if case.fold != fold)
        weights = {key: smoothed(share.part, share.whole) for key, share in others.items()}
        forecasts += [
            (probability_of(case.findings, weights), case.person) for case in cases if case.fold == fold
        ]
    return forecasts


def counted(cases: Iterable[Case]) -> dict[Key, Share]:
    """Count for every kind of finding how often it was there, and how often it was right."""
    right: Counter[Key] = Counter()
    whole: Counter[Key] = Counter()
    for case in cases:
        for finding in case.findings:
            if finding.human is not Human.UNKNOWN:
                key = key_of(finding)
                whole[key] += 1
                right[key] += case.is_right(finding)
    return {key: Share(right[key], count) for key, count in whole.items()}


def key_of(finding: Finding) -> Key:
    """Tell findings apart: one name may weigh differently on an open and on a click."""
    return finding.evidence.name, finding.human, finding.weight


def evidence(cases: Sequence[Case], listed: Sequence[Case]) -> Section:
    """Lay out for every finding its weight beside the share of requests of which it was right.

    Args:
        cases: Of the labelled requests.
        listed: Of the lists of agents.
    """
    labelled, corpora = counted(cases), counted(listed)
    nothing = Share(0, 0)
    rows: list[tuple[str, ...]] = []
    for key in sorted(labelled.keys() | corpora.keys()):
        name, human, weight = key
        mine, theirs = labelled.get(key, nothing), corpora.get(key, nothing)
        both = Share(mine.part + theirs.part, mine.whole + theirs.whole)
        rows.append(
            (
                *(name, "person" if human is Human.YES else "machine", f"{weight:.2f}"),
                *(str(mine.whole), str(mine.part), _smooth(mine)),
                *(str(theirs.whole), str(theirs.part), _smooth(theirs)),
                _smooth(both),
            )
        )
    head = (
        *("evidence", "leans to", "weight", "labelled", "right", "share"),
        *("listed", "right", "share", "both"),
    )
    return Section(key="evidence", body=table(head, rows, texts=2))


def _smooth(share: Share) -> str:
    return f"{smoothed(share.part, share.whole):.3f}" if share.whole else "-"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
