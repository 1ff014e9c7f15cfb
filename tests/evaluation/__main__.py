"""Measure how right the classifier is, and print or write the tables.

    python -m tests.evaluation [--data DIR] [--only PART ...] [--write]

Run it from the root of the repository, where the library is installed or `src` is on PYTHONPATH. It
reads `requests/*.jsonl` and `ua/` of the folder given, or of the one that MAILTRACK_DATA names, or of
`../shared/data` beside the repository; what is missing is left out. The packages of the last table may be
installed or not: `pip install is-bot crawler-user-agents`. Exit status 1 means that a target was
missed. `--write` puts the tables into docs/explanation/accuracy.md.
"""

# ruff: noqa: T201 - a program for a terminal

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from mailtrack_sdk.classification import Classifier
from tests.benchmarks._page import Section, machine, version_of, write
from tests.evaluation import _beside, _calibration, _corpora, _generated, _labelled, _reported
from tests.evaluation._material import Material, material
from tests.evaluation.fixtures import FIXTURES

__all__ = ["main"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "accuracy.md"

_PACKAGES = ("user-agents", "is-bot", "crawler-user-agents")


def _labelled_part(found: Material, classifier: Classifier) -> list[Section]:
    judged = _labelled.judge(found.rows, classifier)
    parts = (_labelled.accepted, _labelled.confusion, _labelled.agents, _labelled.humans, _labelled.misses)
    return [part(judged) for part in parts]


def _corpora_part(found: Material, classifier: Classifier) -> list[Section]:
    judged = _labelled.judge(found.rows, classifier)
    return [
        _corpora.corpora(found.corpora, judged, classifier),
        _corpora.flagged_browsers(found.corpora, classifier),
        _corpora.unflagged_robots(found.corpora, classifier),
    ]


def _calibration_part(found: Material, classifier: Classifier) -> list[Section]:
    judged = _labelled.judge(found.rows, classifier)
    cases = _calibration.cases_of(found.rows, classifier)
    listed = _calibration.corpus_cases(found.corpora, classifier)
    return [_calibration.calibration(judged, cases), _calibration.evidence(cases, listed)]


_PARTS: dict[str, Callable[[Material, Classifier], list[Section]]] = {
    "labelled": _labelled_part,
    "corpora": _corpora_part,
    "calibration": _calibration_part,
    "fixtures": lambda _, classifier: [_reported.report(FIXTURES, classifier)],
    "sequences": lambda _, classifier: [_generated.report(classifier)],
    "beside": lambda found, classifier: [_beside.beside(found, classifier)],
}


def main(arguments: list[str] | None = None, *, page: Path = PAGE) -> int:
    """Run the parts that were asked for; 1 when a target was missed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.evaluation", description="Measure how right the classifier is."
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where requests/ and ua/ are")
    parser.add_argument("--only", nargs="+", choices=_PARTS, default=list(_PARTS), metavar="PART")
    parser.add_argument("--write", action="store_true", help="put the tables into the page")
    options = parser.parse_args(arguments)
    found = material(options.data)
    classifier = Classifier()
    sections = [_run(found, classifier)]
    print(f"{sections[0].body}")
    for name in options.only:
        for section in _PARTS[name](found, classifier):
            print(f"\n{section.key}\n{section.text}", flush=True)
            sections.append(section)
    if options.write:
        write(sections, page=page)
    checks = [check for section in sections for check in section.checks]
    missed = sum(check.missed for check in checks)
    unknown = sum(check.value is None for check in checks)
    print(f"\n{len(checks)} target(s): {missed} missed, {unknown} not measured")
    return int(missed > 0)


def _run(found: Material, classifier: Classifier) -> Section:
    """Say what was measured, on what and with what."""
    files = ", ".join(f"{name} ({rows} rows)" for name, rows in found.files) or "no labelled requests"
    lists = ", ".join(f"{corpus.name} ({len(corpus.agents)})" for corpus in found.corpora) or "no lists"
    versions = ", ".join(f"{name} {version_of(name) or 'missing'}" for name in _PACKAGES)
    strangers = f" {found.strangers} lines of another form were left out." if found.strangers else ""
    body = (
        f"Measured {machine()}; rules version {classifier.rules_version}; {versions}.\n\n"
        f"Labelled: {files}. Lists: {lists}.{strangers}"
    )
    return Section(key="run", body=body)


if __name__ == "__main__":
    sys.exit(main())
