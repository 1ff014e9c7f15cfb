"""Show how a SQLite store grows: speed, latency and memory, from 10,000 events on by factors of ten.

    python -m tests.benchmarks.growth [EVENTS] [--write]

EVENTS is the last size, 1,000,000 unless you say otherwise, which takes some minutes. One store is filled
batch by batch, as by campaigns of up to 100,000 recipients whose opens and clicks come in later, with a
stream of single mails beside them. At each size it is asked for summaries of random deliveries and of the
largest message, and new processes judge all of it again and export it. Memory is read from /proc: this
needs Linux.
"""

# ruff: noqa: S311, T201 - random events are no secrets; a program for a terminal

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.engagement import judge_store, summarise
from mailtrack_sdk.events import RequestEvent
from mailtrack_sdk.stores import EventQuery, SQLiteStore, event_to_json
from tests.benchmarks._page import Check, Section, machine, table, write
from tests.benchmarks._traffic import ARCHIVE, BATCH, Traffic

__all__ = ["measure"]

SMALLEST, USUAL = 10_000, 1_000_000
JOBS = ("open the store", "judge_store", "export, one recipient", "all events as JSON")

_AskedT = TypeVar("_AskedT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What was measured at one size: seconds, bytes, and MB by job."""

    size: int
    batches: Sequence[float]
    recipients: int
    of_delivery: Sequence[float]
    of_message: float
    bytes_each: float
    memory: Sequence[float]


def _grow(path: Path, sizes: Sequence[int]) -> Iterator[Growth]:
    traffic, classifier = Traffic(), Classifier()
    with SQLiteStore(path) as store:
        laps: list[float] = []
        size = 0
        for batch in traffic.batches():
            laps.append(_timed(store.append, batch))
            requests = [event for event in batch if isinstance(event, RequestEvent)]
            verdicts = {event.id: classifier.classify(event) for event in requests}
            store.record_verdicts(verdicts, judged_at=batch[-1].at)
            size += len(batch)
            if size in sizes:
                yield _measured(store, path, size, traffic, laps[len(laps) // 2 :])
            if size >= max(sizes):
                return


def _measured(
    store: SQLiteStore, path: Path, size: int, traffic: Traffic, batches: Sequence[float]
) -> Growth:
    key, recipients = traffic.complete
    some = Random(size).sample(traffic.sent, 200)

    def ask(query: EventQuery) -> int:
        summary = summarise(store, query)
        return summary.opens.people.unique + summary.clicks.people.unique

    ask(EventQuery(delivery=some[0].id))  # loads what the others need
    of_message = EventQuery(message_key=key)
    return Growth(
        size=size,
        batches=tuple(batches),
        recipients=recipients,
        of_delivery=[_timed(ask, EventQuery(delivery=copy.id)) for copy in some],
        of_message=median(_timed(ask, of_message) for _ in range(3)),
        bytes_each=sum(file.stat().st_size for file in path.parent.iterdir()) / size,
        memory=[_memory(path, job) for job in JOBS],
    )


def _timed(call: Callable[[_AskedT], object], asked: _AskedT) -> float:
    start = time.perf_counter()
    call(asked)
    return time.perf_counter() - start


def _memory(path: Path, job: str) -> float:
    """Do a job in a new process, and return the most memory it had, in MB."""
    command = [sys.executable, "-m", "tests.benchmarks.growth", "--job", job, "--store", str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return int(done.stdout) / 1024


def _work(path: Path, job: str) -> None:
    """Do what the memory is measured of, and say how many kilobytes it took."""
    with SQLiteStore(path) as store, Path(os.devnull).open("w", encoding="ascii") as nowhere:
        if job == JOBS[1]:
            judge_store(store, Classifier(), judged_at=datetime.now(timezone.utc))
        elif job == JOBS[2]:
            nowhere.writelines(f"{fields}\n" for fields in store.export(ARCHIVE))
        elif job == JOBS[3]:
            nowhere.writelines(f"{event_to_json(event)}\n" for event in store.events())
        else:
            store.append([])
    # Not ru_maxrss, which begins with what the parent had.
    peak = re.search(r"^VmHWM:\s*(\d+) kB$", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    print("0" if peak is None else peak[1])


def measure(largest: int) -> Section:
    """Measure up to a size.

    Args:
        largest: Events of the last size; the first is 10,000.
    """
    sizes = [SMALLEST]
    while sizes[-1] * 10 <= largest:
        sizes.append(sizes[-1] * 10)
    with TemporaryDirectory() as folder:
        grown = list(_grow(Path(folder) / "events.db", sizes))
    how = (
        f'Measured {machine()}; batches of {BATCH:,}, each on the disk before the next (`durability="full"`)'
    )
    parts = [
        f"{how}, of the second half up to each size; summaries of 200 random deliveries.",
        table(
            (
                *("events", "appended a second", "slowest batch", "summary of a delivery", "slowest"),
                *("of a message", "with recipients", "bytes an event"),
            ),
            [_row(one) for one in grown],
            texts=0,
        ),
        "The most memory a new process had, in MB:",
        table(
            ("events", *JOBS),
            [[f"{one.size:,}", *(f"{megabytes:,.0f}" for megabytes in one.memory)] for one in grown],
            texts=0,
        ),
    ]
    return Section(key="growth", body="\n\n".join(parts), checks=_checks(grown))


def _row(one: Growth) -> list[str]:
    return [
        f"{one.size:,}",
        f"{BATCH / median(one.batches):,.0f}",
        f"{max(one.batches) * 1e3:,.0f} ms",
        f"{median(one.of_delivery) * 1e3:.2f} ms",
        f"{max(one.of_delivery) * 1e3:.2f} ms",
        f"{one.of_message * 1e3:,.1f} ms",
        f"{one.recipients:,}",
        f"{one.bytes_each:,.0f}",
    ]


def _checks(grown: Sequence[Growth]) -> tuple[Check, ...]:
    """Compare memory with that at a tenth of the size, and summaries of the largest log with their limits."""
    last, before = grown[-1], grown[-2] if len(grown) > 1 else None
    is_large = last.size >= USUAL
    checks = [
        Check(
            what=f"summary of a delivery among {last.size:,} events",
            value=median(last.of_delivery) * 1e3 if is_large else None,
            limit=5,
            unit=" ms",
        ),
        Check(
            what=f"summary of a message with {last.recipients:,} recipients",
            value=last.of_message * 1e3 if is_large else None,
            limit=50,
            unit=" ms",
        ),
    ]
    for place, job in enumerate(JOBS[1:], 1):
        growth = None if before is None or not is_large else last.memory[place] / before.memory[place]
        checks.append(Check(what=f"memory of {job}, ten times as many events", value=growth, limit=1.25))
    return tuple(checks)


def main(arguments: Sequence[str]) -> int:
    """Print the tables, and write them when asked to; 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth", description=__doc__)
    parser.add_argument("events", type=int, nargs="?", default=USUAL, help="the last size (1,000,000)")
    parser.add_argument("--write", action="store_true", help="put the tables into the page")
    parser.add_argument("--job", choices=JOBS, help=argparse.SUPPRESS)
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.job is not None:
        _work(asked.store, asked.job)
        return 0
    if asked.events < SMALLEST:
        parser.error(f"events must be {SMALLEST:,} or more")
    section = measure(asked.events)
    print(section.text)
    if asked.write:
        write([section])
    return int(any(check.missed for check in section.checks))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
