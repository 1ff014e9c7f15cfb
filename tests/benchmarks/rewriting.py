"""Measure rewriting beside other ways to do it, and print or write the tables.

    python -m tests.benchmarks.rewriting [--only bodies templates urls linearity] [--write]

Run it from the root of the repository, where the library is installed or `src` is on PYTHONPATH. What
it is compared with may be installed or not: `pip install lxml turbohtml pytracking jinja2`; selectolax,
the judge, must be. Exit status 1 means that a target was missed. `--write` puts the tables into
docs/explanation/performance.md.
"""

# ruff: noqa: T201 - a program for a terminal

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.benchmarks import bodies, linearity, templates, urls
from tests.benchmarks._page import Section, machine, version_of, write

__all__ = ["main"]


@dataclass(frozen=True, slots=True)
class _Part:
    """One contest: what runs it, and how many rounds of it take about as long as one of the first."""

    measure: Callable[[int], list[Section]]
    factor: int = 1
    method: str = "medians of {rounds} rounds"


_PARTS = {
    "bodies": _Part(lambda rounds: bodies.measure(rounds=rounds)),
    "templates": _Part(lambda rounds: templates.measure(rounds=rounds), 5),
    "urls": _Part(lambda rounds: urls.measure(rounds=rounds), 5),
    "linearity": _Part(lambda _: linearity.measure(), method="least processor time of several runs"),
}
_PACKAGES = ("lxml", "turbohtml", "pytracking", "selectolax", "jinja2")


def main() -> int:
    """Run the parts that were asked for; 1 when a target was missed."""
    parser = argparse.ArgumentParser(description="Measure rewriting beside other ways to do it.")
    parser.add_argument("--only", nargs="+", choices=_PARTS, default=list(_PARTS), metavar="PART")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of the longest contest (7)")
    parser.add_argument("--write", action="store_true", help="put the tables into the page")
    options = parser.parse_args()
    versions = ", ".join(f"{name} {version_of(name) or 'missing'}" for name in _PACKAGES)
    print(f"{machine()}\n{versions}")
    sections: list[Section] = []
    for name in options.only:
        part = _PARTS[name]
        rounds: int = options.rounds * part.factor
        print(f"\n{name} ...", file=sys.stderr, flush=True)
        found = part.measure(rounds)
        for section in found:
            print(f"\n{section.key}\n{section.text}", flush=True)
        run = f"Measured {machine()}; {versions}; {part.method.format(rounds=rounds)}."
        sections += [replace(section, body=f"{run}\n\n{section.body}") for section in found]
    if options.write:
        write(sections)
    checks = [check for section in sections for check in section.checks]
    missed = sum(check.missed for check in checks)
    unknown = sum(check.value is None for check in checks)
    print(f"\n{len(checks)} target(s): {missed} missed, {unknown} not measured")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
