"""Time calls side by side: every entrant in every round, so that a slow minute hits all of them alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

__all__ = ["Entrant", "Lap", "each", "quickest", "race", "ratio"]

Argument = TypeVar("Argument")
_MOST_TRIES = 100
Lap = tuple[float, ...]
"""Seconds per call of one entrant, one figure for each round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """One contestant.

    Args:
        name: What the table calls it.
        prepare: Called with the number of the round, outside of the timed stretch; returns the stretch.
        calls: How many calls the stretch makes.
    """

    name: str
    prepare: Callable[[int], Callable[[], None]]
    calls: int = 1


def each(
    call: Callable[[Argument], object], arguments: Callable[[int], Sequence[Argument]]
) -> Callable[[int], Callable[[], None]]:
    """Return what prepares a stretch: one call for each argument of the round."""

    def prepare(number: int) -> Callable[[], None]:
        values = arguments(number)

        def stretch() -> None:
            for value in values:
                call(value)

        return stretch

    return prepare


def race(entrants: Sequence[Entrant], *, rounds: int) -> Mapping[str, Lap]:
    """Run every entrant once per round, A B C A B C, after one round that does not count.

    The garbage collector stays on, as it is in a server; each entrant starts with none left of the
    one before it.

    Returns:
        The laps by name.
    """
    laps: dict[str, list[float]] = {entrant.name: [] for entrant in entrants}
    gc.collect()
    gc.freeze()
    for number in range(-1, rounds):
        for entrant in entrants:
            stretch = entrant.prepare(number)
            gc.collect()
            start = time.perf_counter_ns()
            stretch()
            seconds = (time.perf_counter_ns() - start) / 1e9
            if number >= 0:
                laps[entrant.name].append(seconds / entrant.calls)
    gc.unfreeze()
    return {name: tuple(times) for name, times in laps.items()}


def ratio(slower: Lap, faster: Lap) -> float:
    """Return how many times as long one takes as the other: the median over the rounds."""
    return median(one / other for one, other in zip(slower, faster, strict=True))


def quickest(call: Callable[[], object], *, seconds: float = 0.1) -> float:
    """Return the least processor time of a call, in seconds, of as many tries as take `seconds` together.

    The least, and of this process only, because whatever disturbs a measurement adds time.
    """
    times: list[float] = []
    gc.collect()
    while sum(times) < seconds and len(times) < _MOST_TRIES:
        start = time.process_time_ns()
        call()
        times.append((time.process_time_ns() - start) / 1e9)
    return min(times)
