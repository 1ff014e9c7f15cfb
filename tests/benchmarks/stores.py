"""Measure what it costs to keep events in SQLite, beside programs written by hand for the same file.

    python -m tests.benchmarks.stores [--write]

All entrants take turns in one run, so that the ratios hold although the disk of another machine is
another one. Missing a target makes the exit status 1.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from statistics import median
from uuid import UUID

from mailtrack_sdk.events import ClickEvent, Event, OpenEvent
from mailtrack_sdk.models import Client, Delivery, Link
from mailtrack_sdk.stores import SQLiteStore, _sql
from mailtrack_sdk.stores._codec import dump_event
from tests.benchmarks._page import Check, Section, machine, table, write
from tests.benchmarks._timing import Entrant, Lap, race, ratio

__all__ = ["figures"]

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
BATCH = 1_000
BATCHES = 5
SINGLES = 400
THREADS = (1, 8, 32)
ROUNDS = 9

# What SQLiteStore sets, so that the hand-written programs have the same file and the same promises.
SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA cache_size = -16384",
    "PRAGMA wal_autocheckpoint = 8000",
)
BARE = "INSERT INTO log (body) VALUES (?)"
LAST = "SELECT coalesce(max(seq), 0) FROM events"
MARK = "INSERT INTO unjudged VALUES (1, ?, ?)"

STORE = "SQLiteStore.append"
NORMAL = f'{STORE}, 1 thread, durability="normal"'
HAND = "by hand, the same tables"
HAND_READY = "by hand, the same tables, rows made ready"
LOG = "by hand, one table without index"
LOG_READY = "by hand, one table without index, rows made ready"

CLIENT = Client(
    agent="Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126 Safari/537.36",
    address="203.0.113.7",
    headers={
        "accept": "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
        "accept-encoding": "gzip, deflate, br",
        "accept-language": "en-GB,en;q=0.5",
        "sec-fetch-site": "cross-site",
    },
    networks=(),
)
LINK = Link(url="https://www.example.com/blog/articles/spring?utm_source=newsletter", index=3, name="lead")

Row = tuple[object, ...]


class Numbers:
    """Gives every event of a run an id of its own, in order of time, as UUIDv7 are."""

    def __init__(self) -> None:
        self._next = 0

    def events(self, count: int) -> list[Event]:
        """Make the next events: three opens for a click, of 100,000 recipients in no order."""
        first, self._next = self._next, self._next + count
        return [_event(number) for number in range(first, self._next)]


def _event(number: int) -> Event:
    at = NOON + timedelta(milliseconds=number)
    event_id = UUID(int=(1_772_366_400_000 + number) << 80 | 7 << 76 | 2 << 62 | number * 7_919)
    copy = Delivery("newsletter-2026a", f"user-{number * 7_919 % 100_003:07}", sent_at=NOON)
    if number % 4:
        return OpenEvent(id=event_id, at=at, delivery=copy, client=CLIENT)
    return ClickEvent(id=event_id, at=at, delivery=copy, client=CLIENT, link=LINK, link_count=12)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in SETTINGS:
        connection.execute(setting)
    return connection


def _by_hand(
    connection: sqlite3.Connection, statement: str, rows: Sequence[Row], *, deliveries: Sequence[object] = ()
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if deliveries:  # of requests that nobody has judged yet, as a store marks them which keeps sums
        (last,) = connection.execute(LAST).fetchone()
        connection.executemany(MARK, zip(count(last + 1), deliveries))
    connection.executemany(statement, rows)
    connection.execute("COMMIT")


def _deliveries(rows: Sequence[Row]) -> list[object]:
    return [row[_sql.DELIVERY] for row in rows]


@dataclass(frozen=True, kw_only=True)
class _Contest:
    """What the entrants of a race with batches share: where their files are, and which events come next."""

    store: SQLiteStore
    files: Mapping[str, sqlite3.Connection]
    numbers: Numbers

    def batches(self) -> list[list[Event]]:
        """Make the events of one stretch."""
        return [self.numbers.events(BATCH) for _ in range(BATCHES)]

    def append(self, _: int) -> Callable[[], None]:
        """Give batches to the store."""
        made = self.batches()

        def stretch() -> None:
            for batch in made:
                self.store.append(batch)

        return stretch

    def same_tables(self, _: int) -> Callable[[], None]:
        """Write what is known of an event, as columns and as a dict; its JSON is a part of the work."""
        made = [[(*self._row(event)[:-1], dump_event(event)) for event in batch] for batch in self.batches()]

        def stretch() -> None:
            for batch in made:
                rows = [(*columns, json.dumps(fields)) for *columns, fields in batch]
                _by_hand(self.files["hand"], _sql.ADD_EVENT, rows, deliveries=_deliveries(rows))

        return stretch

    def one_table(self, _: int) -> Callable[[], None]:
        """Write the JSON of an event and nothing else."""
        made = [[dump_event(event) for event in batch] for batch in self.batches()]

        def stretch() -> None:
            for batch in made:
                _by_hand(self.files["log"], BARE, [(json.dumps(fields),) for fields in batch])

        return stretch

    def same_tables_made_ready(self, _: int) -> Callable[[], None]:
        """Write rows that were made before the clock began."""
        made = [[self._row(event) for event in batch] for batch in self.batches()]
        named = [_deliveries(rows) for rows in made]

        def stretch() -> None:
            for rows, deliveries in zip(made, named, strict=True):
                _by_hand(self.files["ready"], _sql.ADD_EVENT, rows, deliveries=deliveries)

        return stretch

    def one_table_made_ready(self, _: int) -> Callable[[], None]:
        """Write texts that were made before the clock began."""
        made = [[self._row(event)[-1:] for event in batch] for batch in self.batches()]

        def stretch() -> None:
            for rows in made:
                _by_hand(self.files["log-ready"], BARE, rows)

        return stretch

    def _row(self, event: Event) -> Row:
        return _sql.event_row(self.store._db.key, event)


def _batches(folder: Path) -> Mapping[str, Lap]:
    """Race batches of 1,000 into files of their own."""
    for name in ("hand", "ready"):
        SQLiteStore(folder / f"{name}.db").close()
    files = {name: _connect(folder / f"{name}.db") for name in ("hand", "ready", "log", "log-ready")}
    for name in ("log", "log-ready"):
        files[name].execute("CREATE TABLE log (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    with SQLiteStore(folder / "store.db") as store:
        contest = _Contest(store=store, files=files, numbers=Numbers())
        entrants = {
            STORE: contest.append,
            HAND: contest.same_tables,
            HAND_READY: contest.same_tables_made_ready,
            LOG: contest.one_table,
            LOG_READY: contest.one_table_made_ready,
        }
        laps = race(
            [
                Entrant(name=name, prepare=prepare, calls=BATCH * BATCHES)
                for name, prepare in entrants.items()
            ],
            rounds=ROUNDS,
        )
    for connection in files.values():
        connection.close()
    return laps


def _singles(folder: Path) -> Mapping[str, Lap]:
    """Race single commits: one thread, without and with the wait for the disk, then several on one store."""
    store = SQLiteStore(folder / "single.db")
    hasty = SQLiteStore(folder / "single-normal.db", durability="normal")
    log = _connect(folder / "single-log.db")
    log.execute("CREATE TABLE log (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    numbers = Numbers()

    def of_log(_: int) -> Callable[[], None]:
        made = [dump_event(event) for event in numbers.events(SINGLES)]

        def stretch() -> None:
            for fields in made:
                _by_hand(log, BARE, [(json.dumps(fields),)])

        return stretch

    def of_threads(threads: int, pool: ThreadPoolExecutor, to: SQLiteStore, name: str) -> Entrant:
        each = max(SINGLES // threads, 40)

        def append(events: Sequence[Event]) -> None:
            for event in events:
                to.append((event,))

        def prepare(_: int) -> Callable[[], None]:
            made = [numbers.events(each) for _ in range(threads)]

            def stretch() -> None:
                for _ in pool.map(append, made):
                    pass

            return stretch

        return Entrant(name=name, prepare=prepare, calls=each * threads)

    with ThreadPoolExecutor(max(THREADS)) as pool:
        laps = race(
            [
                Entrant(name=LOG, prepare=of_log, calls=SINGLES),
                of_threads(1, pool, hasty, NORMAL),
                *(of_threads(threads, pool, store, _threads(threads)) for threads in THREADS),
            ],
            rounds=ROUNDS,
        )
    store.close()
    hasty.close()
    log.close()
    return laps


def _threads(threads: int) -> str:
    return f"{STORE}, {threads} threads" if threads > 1 else f"{STORE}, 1 thread"


def figures() -> Section:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as name:
        batches = _batches(Path(name))
        singles = _singles(Path(name))
    one, many = _threads(THREADS[0]), _threads(THREADS[-1])
    checks = (
        Check(
            what=f"batches of {BATCH:,}: rate of the store / {HAND}",
            value=100 * ratio(batches[HAND], batches[STORE]),
            limit=60,
            at_least=True,
            unit=" %",
        ),
        Check(
            what=f"batches of {BATCH:,}: rate of the store / {LOG}",
            value=100 * ratio(batches[LOG], batches[STORE]),
            limit=30,
            at_least=True,
            unit=" %",
        ),
        Check(
            what=f"single commits: rate of the store / {LOG}",
            value=100 * ratio(singles[LOG], singles[one]),
            limit=50,
            at_least=True,
            unit=" %",
        ),
        Check(
            what=f"single commits: rate of {THREADS[-1]} threads / 1 thread",
            value=ratio(singles[one], singles[many]),
            limit=2,
            at_least=True,
        ),
    )
    rows = [(f"batches of {BATCH:,}", name, *_rates(lap, batches[STORE])) for name, lap in batches.items()]
    rows += [("single", name, *_rates(lap, singles[one])) for name, lap in singles.items()]
    body = (
        f"Measured {machine()}, SQLite {sqlite3.sqlite_version}; medians of {ROUNDS} rounds, every commit on "
        f'the disk (`durability="full"`).\n\n{table(("commits", "by", "events/s", "store"), rows, texts=2)}'
    )
    return Section(key="stores", body=body, checks=checks)


def _rates(lap: Lap, store: Lap) -> tuple[str, str]:
    """Give events per second, and how many the store keeps for each 100 of them."""
    return f"{1 / median(lap):,.0f}", f"{100 * ratio(lap, store):.0f} %"


def main() -> int:
    """Print the table, and write it when asked to; 1 when a target was missed."""
    section = figures()
    sys.stdout.write(f"{section.text}\n")
    if "--write" in sys.argv[1:]:
        write([section])
    return int(any(check.missed for check in section.checks))


if __name__ == "__main__":
    sys.exit(main())
