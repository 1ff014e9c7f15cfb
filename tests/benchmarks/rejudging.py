"""Measure `mailtrack judge` on stores of several sizes: requests a second, and the memory it takes.

    python -m tests.benchmarks.rejudging [EVENTS...]

Each store is made in a temporary folder and judged twice, each time by a new process: once without any
verdict in it, and once when all of them are there. The requests are made up, several to a delivery, one
copy in fifty anonymous; sizes are 100,000 and 1,000,000 unless you say otherwise.
"""

# ruff: noqa: T201 - a program for a terminal

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import UUID

from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.models import Client, Delivery, Link
from mailtrack_sdk.stores import SQLiteStore
from tests.benchmarks._page import machine, table

SENT = datetime(2026, 3, 1, 9, tzinfo=timezone.utc)
SIZES = (100_000, 1_000_000)
LINKS = 12
AGENTS = (
    "Mozilla/5.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Mozilla/5.0 (X11; Linux x86_64; rv:{}.0) Gecko/20100101 Firefox/{}.0",
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.10827; Pro)",
    "curl/8.5.0",
)


def requests(count: int) -> Iterator[OpenEvent | ClickEvent]:
    """Make up requests: up to eight to a delivery, some in bursts, some hours apart."""
    random = Random(7)  # noqa: S311 - the same ones on every run
    number = 0
    while number < count:
        recipient = None if random.random() < 0.02 else number
        copy = Delivery(f"news-{number % 20}", recipient, sent_at=SENT)
        at = SENT + timedelta(seconds=random.randrange(7 * 86_400))
        for turn in range(random.choice((1, 1, 2, 2, 3, 3, 4, 8))):
            number += 1
            at += timedelta(seconds=random.choice((0.3, 1, 60, 4_000)))
            client = Client() if recipient is None else _client(random)
            event_id = UUID(int=number)
            if turn % 2 == 0:
                yield OpenEvent(id=event_id, at=at, delivery=copy, client=client)
                continue
            index = random.randrange(LINKS)
            link = Link(url=f"https://shop.example.com/{index}", index=index)
            yield ClickEvent(id=event_id, at=at, delivery=copy, client=client, link=link, link_count=LINKS)


def _client(random: Random) -> Client:
    version = random.randrange(100, 140)
    return Client(
        agent=random.choice(AGENTS).format(version, version),
        address=f"203.0.113.{random.randrange(256)}",
        headers={"accept": "*/*", "accept-language": "en"},
        networks=(),
    )


def _judge(path: Path) -> tuple[dict[str, int], float, float]:
    """Run the program; return its report, the seconds, and the most memory it had, in MB."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "mailtrack_sdk", "judge", "--json", "--store", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        report: dict[str, int] = json.loads(process.stdout.read())
        # Not process.wait(), which tells nothing of the memory.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return report, time.perf_counter() - start, usage.ru_maxrss / 1024


def main(sizes: Sequence[int]) -> None:
    """Measure and print."""
    rows: list[tuple[str, ...]] = []
    for size in sizes:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "events.db"
            with SQLiteStore(path, durability="normal") as store:
                made = requests(size)
                while batch := list(islice(made, 5_000)):
                    store.append(batch)
            for what in ("none before", "all before"):
                report, seconds, memory = _judge(path)
                rate = report["events"] / seconds
                counts = (f"{report['events']:,}", f"{report['recorded']:,}")
                rows.append((what, *counts, f"{seconds:,.1f}", f"{rate:,.0f}", f"{memory:,.0f}"))
    print(f"Measured {machine()}.\n")
    print(table(("verdicts", "requests", "recorded", "seconds", "a second", "MB"), rows))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
