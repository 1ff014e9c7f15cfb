"""Whether a store keeps what it has confirmed: writers that are killed, and writers that crowd.

python -m tests.benchmarks.crashes                       kill 200 writers for each durability, crowd for 60 s
python -m tests.benchmarks.crashes --kills 5 --crowd 2   the short version, which is also a test
python -m tests.benchmarks.crashes --write               put the result on the page of performance
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mailtrack_sdk.stores import EventQuery, Rollup, SQLiteStore
from mailtrack_sdk.testing._samples import number_of
from tests.benchmarks._crash_workers import BATCHES, STEP
from tests.benchmarks._page import Section, machine, table, write

__all__ = ["Crowd", "Deaths", "crowd", "kill_writers"]

Durability = Literal["full", "normal"]
_LONGEST_LIFE = 0.15
"""Seconds after the first answer; one writer in ten is killed so long after its start, most with none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """What came of writers that were killed.

    Args:
        durability: How the store was opened.
        kills: How many writers were killed.
        confirmed: Events whose `append` had returned.
        kept: Events in the log at the end: some more, whose answer was under way.
        faults: What should not have happened, in words.
    """

    durability: Durability
    kills: int
    confirmed: int
    kept: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """What came of many who write at once.

    Args:
        durability: How the store was opened.
        writers: Processes and threads of each.
        calls: How often `append` was called.
        new: Events that calls counted as new, taken together.
        longest: The longest that one call took, in seconds.
        faults: What should not have happened, in words.
    """

    durability: Durability
    writers: tuple[int, int]
    calls: int
    new: int
    longest: float
    faults: tuple[str, ...]


def kill_writers(path: Path, durability: Durability, *, kills: int, seed: int = 1) -> Deaths:
    """Kill one writer after the other at a random moment, and look at the store after each."""
    dice = random.Random(seed)  # noqa: S311 - to be run again, not to be kept secret
    faults: list[str] = []
    confirmed = kept = 0
    cursor: str | None = None
    for life in range(kills):
        answers = _live_and_die(path, durability, life, dice)
        with SQLiteStore(path, durability=durability) as store:
            numbers: list[int] = []
            while (page := store.read(cursor, limit=10_000)).events:
                numbers += [number_of(event) for event in page.events]
                cursor = page.cursor
        faults += _missed(life, answers, numbers)
        confirmed += sum(answers.values())
        kept += len(numbers)
    faults += _unsound(path, kept)
    return Deaths(durability=durability, kills=kills, confirmed=confirmed, kept=kept, faults=tuple(faults))


def crowd(
    path: Path, durability: Durability, *, processes: int = 8, threads: int = 4, seconds: float
) -> Crowd:
    """Let processes with several threads append the same events at once."""
    started = [_start("crowd", path, durability, threads, seconds) for _ in range(processes)]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    answers = [line for line in _answers(started) if line]
    faults = [f"process {n} failed" for n, process in enumerate(started) if process.returncode]
    new = sum(int(line.split()[0]) for line in answers)
    calls = sum(int(line.split()[1]) for line in answers)
    steps = max(int(line.split()[2]) for line in answers)
    with SQLiteStore(path) as store:
        numbers = [number_of(event) for event in store.events()]
    if numbers != list(range((steps + 1) * STEP)):
        faults.append(f"{(steps + 1) * STEP} events were confirmed, {len(numbers)} are there")
    if new != len(numbers):
        faults.append(f"{new} events were counted as new, {len(numbers)} are there")
    faults += _unsound(path, len(numbers))
    longest = max(float(line.split()[3]) for line in answers)
    return Crowd(
        durability=durability,
        writers=(processes, threads),
        calls=calls,
        new=new,
        longest=longest,
        faults=tuple(faults),
    )


def _live_and_die(path: Path, durability: Durability, life: int, dice: random.Random) -> dict[int, int]:
    """Start a writer, kill it, and return the sizes of the batches it had an answer for."""
    with _start("killed", path, durability, life) as process:
        assert process.stdout is not None
        first = "" if dice.random() < 0.1 else process.stdout.readline()
        time.sleep(dice.uniform(0, _LONGEST_LIFE if first else 4 * _LONGEST_LIFE))
        process.kill()
        printed = first + process.stdout.read()
    lines = [line.split() for line in printed.splitlines(keepends=True) if line.endswith("\n")]
    return {int(batch): int(size) for batch, size in lines}


def _missed(life: int, answers: dict[int, int], numbers: Iterable[int]) -> list[str]:
    """Say what is wrong with the events that a killed writer left: lost, doubled, or half a batch."""
    found = Counter(numbers)
    faults = [f"{number} came {times} times" for number, times in found.items() if times > 1]
    sizes = Counter(number // 100 for number in found)
    faults += [
        f"{sizes[batch]} of {size} confirmed events of batch {batch} are there"
        for batch, size in answers.items()
        if sizes[batch] != size
    ]
    faults += [
        f"{size} events of batch {batch} are there" for batch, size in sizes.items() if size not in (1, 5, 50)
    ]
    faults += [f"batch {batch} came late" for batch in sizes if batch // BATCHES != life]
    return faults


def _unsound(path: Path, kept: int) -> list[str]:
    """Say what SQLite itself finds wrong with a file, and count what is in it."""
    with SQLiteStore(path) as store:
        sums = _sums(store)
        store.rebuild_rollups()
        differ = sums != _sums(store)
    with closing(sqlite3.connect(path)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        (count, different) = connection.execute("SELECT count(*), count(DISTINCT id) FROM events").fetchone()
    return [
        fault
        for fault, happened in (
            (f"integrity_check: {verdict}", verdict != "ok"),
            (
                f"{kept} events were read, {count} rows with {different} ids are there",
                {count, different} != {kept},
            ),
            ("the sums do not say what the log says", differ),
        )
        if happened
    ]


def _sums(store: SQLiteStore) -> dict[object, Rollup]:
    """Read the sums of all messages."""
    rollups = store.rollups(EventQuery())
    return {(rollup.message.tenant, rollup.message.message_key): rollup for rollup in rollups}


def _start(program: str, path: Path, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks._crash_workers", program, str(path), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def _answers(processes: Iterable[subprocess.Popen[str]]) -> list[str]:
    """Let all begin at the same moment, and wait for what they say at the end."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return [process.communicate()[0].strip() for process in processes]


def _section(deaths: Iterable[Deaths], crowds: Iterable[Crowd], *, seconds: float) -> Section:
    killed = [
        (f"`{d.durability}`", f"{d.kills:,}", f"{d.confirmed:,}", f"{d.kept:,}", f"{len(d.faults):,}")
        for d in deaths
    ]
    crowded = [
        (
            f"`{c.durability}`",
            f"{c.writers[0]} x {c.writers[1]}",
            f"{c.calls:,}",
            f"{c.new:,}",
            f"{c.longest:,.2f} s",
            f"{len(c.faults):,}",
        )
        for c in crowds
    ]
    body = (
        f"{machine()}, SQLite {sqlite3.sqlite_version}. `python -m tests.benchmarks.crashes --write`\n\n"
        "Writers with three threads, killed (`SIGKILL`) at a random moment; looked at after each:\n\n"
        f"{table(('durability', 'killed', 'confirmed events', 'kept', 'faults'), killed)}\n\n"
        "Processes with several threads that append the same batches of 20, which overlap, "
        f"for {seconds:g} s:\n\n"
        + table(("durability", "writers", "calls", "new events", "longest call", "faults"), crowded)
    )
    return Section(key="crashes", body=body)


def main() -> int:
    """Run the program; the exit status says whether there was a fault."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--crowd", type=float, default=60, metavar="SECONDS")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    deaths: list[Deaths] = []
    crowds: list[Crowd] = []
    both: tuple[Durability, Durability] = ("full", "normal")
    with tempfile.TemporaryDirectory() as folder:
        for durability in both:
            path = Path(folder)
            deaths.append(kill_writers(path / f"killed-{durability}.db", durability, kills=options.kills))
            crowds.append(crowd(path / f"crowd-{durability}.db", durability, seconds=options.crowd))
    section = _section(deaths, crowds, seconds=options.crowd)
    sys.stdout.write(f"{section.text}\n")
    faults = [fault for d in deaths for fault in d.faults] + [fault for c in crowds for fault in c.faults]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    if options.write:
        write([section])
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
