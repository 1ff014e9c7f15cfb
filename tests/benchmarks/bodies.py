"""Rewriting of one body after another, beside other ways to do it: how fast, and how faithful."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from tests.benchmarks._candidates import LXML, SCAN, STANDARD, Candidate, Missing, candidates
from tests.benchmarks._corpus import Corpus, corpora
from tests.benchmarks._judge import Score, judge
from tests.benchmarks._page import Check, Section, table
from tests.benchmarks._timing import Entrant, Lap, each, race, ratio

__all__ = ["measure"]

_FASTER_THAN_LXML = 1.4
_FASTER_THAN_STANDARD = 4.0


def measure(*, rounds: int) -> list[Section]:
    """Measure speed and faithfulness on every corpus.

    Args:
        rounds: How often every candidate goes over every corpus.
    """
    documents = corpora()
    if not documents:
        print("bodies: no material, see tests/benchmarks/_corpus.py", file=sys.stderr)  # noqa: T201
        return []
    everything = candidates()
    present = [candidate for candidate in everything if isinstance(candidate, Candidate)]
    missing = [candidate for candidate in everything if isinstance(candidate, Missing)]
    entrants = [
        Entrant(
            name=f"{candidate.name}\n{corpus.name}",
            prepare=each(_tolerant(candidate.timed), _documents(corpus)),
        )
        for corpus in documents
        for candidate in present
    ]
    laps = race(entrants, rounds=rounds)
    totals = {candidate.name: _laps_by_corpus(candidate, documents, laps) for candidate in present}
    sizes = {corpus.name: corpus.size for corpus in documents}
    sizes["all"] = sum(sizes.values())
    scores = [(candidate, [judge(candidate, corpus) for corpus in documents]) for candidate in present]
    return [
        Section(
            key="bodies-speed",
            body=f"{_material(documents)}\n\n{_speed(totals, sizes, missing)}",
            checks=tuple(_checks(present, totals)),
        ),
        Section(key="bodies-faithfulness", body=_faithfulness(documents, scores)),
    ]


def _documents(corpus: Corpus) -> Callable[[int], Sequence[str]]:
    return lambda _: corpus.documents


def _tolerant(rewrite: Callable[[str], object]) -> Callable[[str], object]:
    """Go on after a document that a library refuses; the time it took counts."""

    def call(html: str) -> object:
        try:
            return rewrite(html)
        except Exception:  # noqa: BLE001 - whatever it raises; the judge counts these
            return None

    return call


def _laps_by_corpus(
    candidate: Candidate, documents: Sequence[Corpus], laps: Mapping[str, Lap]
) -> dict[str, Lap]:
    found = {corpus.name: laps[f"{candidate.name}\n{corpus.name}"] for corpus in documents}
    found["all"] = tuple(map(sum, zip(*found.values(), strict=True)))
    return found


def _reference(totals: Mapping[str, Mapping[str, Lap]], name: str) -> Mapping[str, Lap] | None:
    return next((laps for full, laps in totals.items() if full.startswith(name)), None)


def _material(documents: Sequence[Corpus]) -> str:
    parts = [
        f"{corpus.name}: {len(corpus.documents):,} files, {corpus.size / 1e6:.1f} MB" for corpus in documents
    ]
    return "; ".join(parts) + "."


def _speed(
    totals: Mapping[str, Mapping[str, Lap]], sizes: Mapping[str, int], missing: Sequence[Missing]
) -> str:
    """Lay out the table of speeds; x is throughput, lxml is 1."""
    lxml = _reference(totals, LXML)
    head = ["candidate"]
    for name in sizes:
        head += [f"{name} MB/s", "x lxml"]
    rows: list[list[str]] = []
    for name, laps in totals.items():
        row = [name]
        for corpus, size in sizes.items():
            row.append(f"{size / median(laps[corpus]) / 1e6:.1f}")
            row.append("" if lxml is None else f"{ratio(lxml[corpus], laps[corpus]):.2f}")
        rows.append(row)
    rows += [[absent.name, "missing", *[""] * (len(head) - 2)] for absent in missing]
    return table(head, rows)


def _checks(present: Sequence[Candidate], totals: Mapping[str, Mapping[str, Lap]]) -> list[Check]:
    checks: list[Check] = []
    for reference, limit in ((LXML, _FASTER_THAN_LXML), (STANDARD, _FASTER_THAN_STANDARD)):
        theirs = _reference(totals, reference)
        for candidate in present:
            if not candidate.ours or candidate.name == SCAN:
                continue
            for corpus, laps in totals[candidate.name].items():
                what = f"{candidate.name}, {corpus}: throughput beside {reference.partition(',')[0]}"
                value = None if theirs is None else ratio(theirs[corpus], laps)
                checks.append(Check(what=what, value=value, limit=limit, at_least=True))
    return checks


def _faithfulness(
    documents: Sequence[Corpus], scores: Sequence[tuple[Candidate, Sequence[Score | None]]]
) -> str:
    head = ["candidate"]
    for corpus in documents:
        head += [f"{corpus.name}: exact %", "links %", "MSO %", "raised", "left alone"]
    rows: list[list[str]] = []
    for candidate, per_corpus in scores:
        row = [candidate.name]
        for score in per_corpus:
            if score is None:
                break
            row += [
                _percent(score.exact, score.files),
                _percent(score.right, score.files),
                _percent(score.hidden_right, score.hidden),
                str(score.raised),
                str(score.excused),
            ]
        else:
            rows.append(row)
    return table(head, rows)


def _percent(part: int, whole: int) -> str:
    """Write a share so that only the whole is called 100."""
    if not whole:
        return "-"
    return "100" if part == whole else f"{min(99.9, 100 * part / whole):.1f}"
