"""How the verdicts on generated deliveries compare with what was generated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailtrack_sdk.classification import Classifier, Human
from tests.benchmarks._page import Check, Section, table
from tests.evaluation._statistics import Share
from tests.evaluation.sequences import KINDS, Script, deliveries

__all__ = ["Tally", "report", "tally"]

DELIVERIES = 500
"""Generated of every kind."""

BURSTS = (
    "burst, 5 links or more in a second",
    "burst, 3 or 4 links in a second",
    "walk, a second a link",
    "sleeper, hours after the person",
)
"""Kinds of which every machine's request should be found.

A burst of several agents is not among them: a single request of it that has an agent of its own looks just
like that of a person who happens to click meanwhile, and people come first.
"""

PEOPLE = (
    *BURSTS,
    "burst, several addresses and agents",
    "people",
    "walk, a person meanwhile",
    "first link only",
    "walk, 3 to 4 seconds a link",
)
"""Kinds in which no person's request may be called a machine's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was said about the requests of some deliveries.

    Args:
        machines: How many a machine caused.
        found: How many of these were called a machine's.
        taken: How many of these were called a person's.
        people: How many a person caused.
        flipped: How many of these were called a machine's.
        doubted: How many of these were called unknown.
    """

    machines: int = 0
    found: int = 0
    taken: int = 0
    people: int = 0
    flipped: int = 0
    doubted: int = 0


def tally(scripts: Iterable[Script], classifier: Classifier) -> Tally:
    """Judge every delivery as a whole and count."""
    machines: list[Human] = []
    people: list[Human] = []
    for script in scripts:
        for event_id, verdict in classifier.judge(script.events).items():
            (machines if event_id in script.machine else people).append(verdict.human)
    return Tally(
        machines=len(machines),
        found=machines.count(Human.NO),
        taken=machines.count(Human.YES),
        people=len(people),
        flipped=people.count(Human.NO),
        doubted=people.count(Human.UNKNOWN),
    )


def report(classifier: Classifier, *, count: int = DELIVERIES) -> Section:
    """Judge generated deliveries of every kind.

    Args:
        classifier: The judge.
        count: Deliveries of every kind.
    """
    rows: list[tuple[str, ...]] = []
    checks: list[Check] = []
    for kind in KINDS:
        found = tally(deliveries(kind, count), classifier)
        rows.append(
            (
                kind,
                *(str(found.machines), str(Share(found.found, found.machines))),
                str(Share(found.taken, found.machines)),
                *(str(found.people), str(found.flipped), str(Share(found.doubted, found.people))),
            )
        )
        if kind in BURSTS:
            checks.append(_missing(kind, found))
        if kind in PEOPLE:
            checks.append(
                Check(what=f"{kind}: people called machines", value=float(found.flipped), limit=0, unit="")
            )
    head = (
        *("generated", "machine's", "called a machine's", "called a person's"),
        *("person's", "called a machine's", "unknown"),
    )
    body = f"Generated, {count} deliveries of each kind.\n\n{table(head, rows)}"
    return Section(key="sequences", body=body, checks=tuple(checks))


def _missing(kind: str, found: Tally) -> Check:
    value = float(found.machines - found.found)
    return Check(what=f"{kind}: machine's requests not found", value=value, limit=0, unit="")
