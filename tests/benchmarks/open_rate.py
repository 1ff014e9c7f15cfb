"""Simulate campaigns whose truth is known, and count how often the honest open rate holds it.

    python -m tests.benchmarks.open_rate [--campaigns COUNT] [--seed SEED] [--write]

Run it from the root of the repository. Missing a target makes the exit status 1. `--write` puts the tables
into docs/explanation/figures.md. The suite draws fewer campaigns and holds the same targets.
"""

# ruff: noqa: S311, T201 - random campaigns are no secrets; a program for a terminal

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

from mailtrack_sdk.engagement.intervals import Interval, difference, wilson
from tests.benchmarks._campaigns import (
    Campaign,
    Method,
    agresti_coull,
    campaigns,
    coverage,
    draw,
    exact_coverage,
    wald,
)
from tests.benchmarks._page import Check, Section, machine, table, write

__all__ = ["AUDIENCES", "measure"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "figures.md"

AUDIENCES: dict[str, tuple[tuple[int, int], tuple[float, float]]] = {
    "campaigns: 20 to 20,000 deliveries, 5 to 60 % open": ((20, 20_000), (0.05, 0.60)),
    "small ones: 10 to 50 deliveries, 5 to 60 % open": ((10, 50), (0.05, 0.60)),
    "clicks: 50 to 20,000 deliveries, 0.5 to 10 % click": ((50, 20_000), (0.005, 0.10)),
}
"""Sizes and chances of the campaigns; the first are those that the target is about."""

_METHODS: dict[str, Method] = {"Wilson": wilson, "Agresti-Coull": agresti_coull, "Wald": wald}
_SIZES = (20, 50, 100, 300, 1_000, 10_000)
_CHANCES = (0.01, 0.05, 0.10, 0.20, 0.35, 0.50)


def measure(*, count: int, seed: int) -> Section:
    """Simulate everything.

    Args:
        count: Campaigns per audience.
        seed: Of the random numbers.
    """
    random = Random(seed)
    rows: list[list[str]] = []
    held: list[float] = []
    for name, (sizes, chances) in AUDIENCES.items():
        drawn = list(campaigns(random, count, sizes=sizes, chances=chances))
        found = [coverage(method, drawn) for method in _METHODS.values()]
        held.append(found[0])
        rows.append([name, *(f"{share:.2%}" for share in found), f"{_bounded(drawn):.2%}"])
    keen = list(campaigns(random, count, sizes=(20, 20_000), chances=(0.05, 0.40), keener=1.5))
    everyone = sum(_among_all(campaign) for campaign in keen) / count
    rows.append(
        [
            "like the first, but the hidden open 1.5 times as often",
            *(f"{coverage(method, keen):.2%}" for method in _METHODS.values()),
            f"{_bounded(keen):.2%}",
        ]
    )
    false, found_apart = _verdicts(random, count)
    parts = [
        f"""{count:,} campaigns a row, seed {seed}: how often the interval holds the probability with which
knowable recipients open, and how often `bounds` holds the share of all recipients that really opened.""",
        table(("campaigns", *_METHODS, "bounds"), rows),
        f"""In the last row the interval holds the share of *all* recipients in {everyone:.0%} of campaigns
only: that is what the assumption is worth when it is wrong.""",
        "Single pairs of size and probability, computed without chance, for Wilson's interval:",
        _grid(),
        f"""`compare` on {count:,} pairs of variants that are equally good, 100 to 5,000 deliveries each:
it named a winner in {false:.2%}. Where one has 20 % and the other 25 %, with 1,094 deliveries each, which a
textbook gives for a power of 80 %, it named the right one in {found_apart:.1%}.""",
    ]
    checks = (
        Check(what="coverage over campaigns", value=held[0] * 100, limit=94, at_least=True, unit=" %"),
        Check(what="coverage over campaigns", value=held[0] * 100, limit=96, unit=" %"),
        Check(what="winners where there is none", value=false * 100, limit=6, unit=" %"),
    )
    return Section(key="open-rate", body="\n\n".join(parts), checks=checks)


def _bounded(drawn: Sequence[Campaign]) -> float:
    held = [campaign.opened / campaign.sent in (campaign.rate.bounds or _NOTHING) for campaign in drawn]
    return sum(held) / len(held)


_NOTHING = Interval(low=1, high=0)


def _among_all(campaign: Campaign) -> bool:
    return campaign.opened / campaign.sent in (campaign.rate.interval or _NOTHING)


def _grid() -> str:
    rows = [
        [f"{size:,}", *(f"{exact_coverage(wilson, size, chance):.1%}" for chance in _CHANCES)]
        for size in _SIZES
    ]
    return table(("deliveries", *(f"{chance:.0%}" for chance in _CHANCES)), rows, texts=0)


def _verdicts(random: Random, count: int) -> tuple[float, float]:
    """Return how often a winner is named where there is none, and the right one where there is one."""
    false = right = 0
    for _ in range(count):
        size, chance = random.randint(100, 5_000), random.uniform(0.05, 0.5)
        apart = difference((draw(random, size, chance), size), (draw(random, size, chance), size))
        false += 0.0 not in apart
        right += difference((draw(random, 1_094, 0.25), 1_094), (draw(random, 1_094, 0.20), 1_094)).low > 0
    return false / count, right / count


def main(arguments: list[str] | None = None) -> int:
    """Print the tables, and write them when asked to; 1 when a target was missed."""
    parser = argparse.ArgumentParser(description="Measure how often the honest open rate holds the truth.")
    parser.add_argument("--campaigns", type=int, default=100_000, help="campaigns per row (100,000)")
    parser.add_argument("--seed", type=int, default=20_261_122, help="of the random numbers")
    parser.add_argument("--write", action="store_true", help="put the tables into the page")
    options = parser.parse_args(arguments)
    section = measure(count=options.campaigns, seed=options.seed)
    print(section.text)
    if options.write:
        write([section], page=PAGE)
        body = f"Measured {machine()}; {options.campaigns:,} campaigns a row."
        write([Section(key=section.key, body=body, checks=section.checks)])
    return int(any(check.missed for check in section.checks))


if __name__ == "__main__":
    sys.exit(main())
