"""Measure what judging a request costs, step by step, and print or write the table.

    python -m tests.benchmarks.classifying [--data DIR] [--write]

Run it from the root of the repository. The agents are those of the labelled requests, in the folder given,
in the one that MAILTRACK_DATA names, or in `../shared/data` beside the repository; without them, those of
the reported deliveries in `tests/evaluation/fixtures.py`. Missing a target makes the exit status 1.
`--write` puts the table into docs/explanation/performance.md.
"""

# ruff: noqa: T201 - a program for a terminal

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID

from mailtrack_sdk.classification import Classifier, Networks
from mailtrack_sdk.classification.agents import _read, read_agent
from mailtrack_sdk.events import ClickEvent, OpenEvent, RequestEvent
from mailtrack_sdk.models import Client, Delivery, Link
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.stores import MemoryStore, SQLiteStore
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request
from tests.benchmarks._page import Check, Section, machine, table, write
from tests.benchmarks._timing import Entrant, Lap, each, race, ratio
from tests.evaluation._material import material
from tests.evaluation.fixtures import FIXTURES

__all__ = ["main", "measure"]

ROUNDS = 21
HISTORIES = (0, 10, 100, 190)

_NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
_BASE = "https://track.mail.example.com"
_MICRO = 1e6
_RECORDS = 10
"""Deliveries with a history that one round records a request of each of."""
_ADDRESSES = 1000

# The text of the target, the name of the entrant, and microseconds.
_BARS = (
    ("agent step, seen", "read_agent, seen", 1.0),
    ("agent step, new", "read_agent, new", 60.0),
    ("network lookup from text, IPv4", "Networks.names, IPv4", 1.5),
    ("network lookup from text, IPv6", "Networks.names, IPv6", 1.5),
    ("classify, known agent", "classify, known agent", 15.0),
    ("classify, known agent, with address and headers", "classify, known agent, address, headers", 15.0),
)
_FLAT = 2.0
"""How much longer a record may take with a long history than with a short one."""
_TABLES_LIMIT = 64.0

_numbers = count()


def measure(folder: Path | None, *, rounds: int = ROUNDS) -> Section:
    """Measure every step.

    Args:
        folder: Where the labelled requests are, None for the usual places.
        rounds: How often.
    """
    labelled = list(dict.fromkeys(row.agent for row in material(folder).rows if row.agent))
    agents = labelled or sorted({step.agent for fixture in FIXTURES for step in fixture.steps})
    networks = Networks.bundled()
    networks.names("192.0.2.1")  # decodes the tables
    laps = dict(race(_steps(agents, networks), rounds=rounds))
    with _stores() as stores:
        laps |= race(_records(stores), rounds=max(1, rounds // 3))
    rows = [(name, f"{median(lap) * _MICRO:,.2f}") for name, lap in laps.items()]
    source = "labelled requests" if labelled else "reported deliveries"
    body = f"{len(agents)} agents of the {source}.\n\n{table(('one call', 'us'), rows)}"
    return Section(key="classifying", body=body, checks=_checks(laps, networks))


def _checks(laps: dict[str, Lap], networks: Networks) -> tuple[Check, ...]:
    steps = [
        Check(what=what, value=median(laps[name]) * _MICRO, limit=limit, unit=" us")
        for what, name, limit in _BARS
    ]
    flat = [
        Check(
            what=f"record, {store}: history of {HISTORIES[-1]} beside {HISTORIES[1]}",
            value=ratio(laps[_record(store, HISTORIES[-1])], laps[_record(store, HISTORIES[1])]),
            limit=_FLAT,
        )
        for store in ("memory", "SQLite")
    ]
    size = Check(
        what="tables of networks", value=len(networks.to_bytes()) / 1024, limit=_TABLES_LIMIT, unit=" kB"
    )
    return (*steps, size, *flat)


def _steps(agents: Sequence[str], networks: Networks) -> list[Entrant]:
    classifier = Classifier(networks=networks)
    known = _events(agents, [Client(agent=agent) for agent in agents])
    random = Random(1)  # noqa: S311 - the same addresses every time
    v4, v6 = _addresses(networks, random)
    full = _events(
        agents,
        [
            Client(agent=agent, address=address, headers={"accept": "*/*", "accept-language": "en"})
            for agent, address in zip(agents, v4, strict=False)
        ],
    )
    delivery = _delivery_of(200)

    def forget(_: int) -> Sequence[str]:
        _read.cache_clear()
        return agents

    def forget_first(_: int) -> Sequence[RequestEvent]:
        _read.cache_clear()
        return known

    return [
        Entrant(name="read_agent, seen", prepare=_warm(read_agent, agents), calls=len(agents)),
        Entrant(name="read_agent, new", prepare=each(read_agent, forget), calls=len(agents)),
        Entrant(name="Networks.names, IPv4", prepare=each(networks.names, lambda _: v4), calls=len(v4)),
        Entrant(name="Networks.names, IPv6", prepare=each(networks.names, lambda _: v6), calls=len(v6)),
        Entrant(name="classify, known agent", prepare=_warm(classifier.classify, known), calls=len(known)),
        Entrant(
            name="classify, known agent, address, headers",
            prepare=_warm(classifier.classify, full),
            calls=len(full),
        ),
        Entrant(
            name="classify, new agent", prepare=each(classifier.classify, forget_first), calls=len(known)
        ),
        Entrant(name="judge, 200 events", prepare=_warm(classifier.judge, [delivery])),
    ]


def _warm(call: Callable[..., object], arguments: Sequence[object]) -> Callable[[int], Callable[[], None]]:
    """Return what prepares a stretch of calls with arguments that were all seen just before."""

    def prepare(number: int) -> Callable[[], None]:
        for value in arguments:
            call(value)
        return each(call, lambda _: arguments)(number)

    return prepare


def _events(agents: Sequence[str], clients: Sequence[Client]) -> list[RequestEvent]:
    """Make an open or a click of every client, in turns."""
    delivery = Delivery("news", "u-1", sent_at=_NOON)
    link, at = Link(url="https://shop.example/", index=0), _NOON + timedelta(hours=1)
    return [
        OpenEvent(id=UUID(int=number), at=at, delivery=delivery, client=client)
        if number % 2
        else ClickEvent(id=UUID(int=number), at=at, delivery=delivery, client=client, link=link)
        for number, (_, client) in enumerate(zip(agents, clients, strict=False), 1)
    ]


def _delivery_of(size: int) -> list[RequestEvent]:
    """Make a delivery with as many events as a judgement looks at: bursts, doubles and people."""
    random = Random(2)  # noqa: S311 - the same events every time
    delivery = Delivery("news", "u-2", sent_at=_NOON)
    agents = sorted({step.agent for fixture in FIXTURES for step in fixture.steps})
    events: list[RequestEvent] = []
    at = _NOON
    for number in range(1, size + 1):
        at += timedelta(seconds=random.choice((0.2, 1, 30, 300)))
        client = Client(agent=random.choice(agents), address=f"203.0.113.{random.randint(1, 9)}")
        if random.random() < 0.3:
            events.append(OpenEvent(id=UUID(int=number), at=at, delivery=delivery, client=client))
            continue
        link = Link(url="https://shop.example/", index=random.randrange(20))
        events.append(
            ClickEvent(id=UUID(int=number), at=at, delivery=delivery, client=client, link=link, link_count=20)
        )
    return events


def _addresses(networks: Networks, random: Random) -> tuple[list[str], list[str]]:
    """Draw addresses: of each version, half within known networks and half anywhere."""
    known = [net.partition("/")[0] for name in networks.tables for net in networks.networks_of(name.name)]
    v4 = [
        f"{random.randint(1, 223)}.{random.randrange(256)}.{random.randrange(256)}.7"
        for _ in range(_ADDRESSES // 2)
    ]
    v6 = [f"2a{random.randrange(256):02x}:{random.randrange(65536):x}::7" for _ in range(_ADDRESSES // 2)]
    v4 += random.choices([address for address in known if ":" not in address], k=_ADDRESSES // 2)
    v6 += random.choices([address for address in known if ":" in address], k=_ADDRESSES // 2)
    random.shuffle(v4)
    random.shuffle(v6)
    return v4, v6


Stores = tuple[tuple[str, MemoryStore | SQLiteStore], ...]


@contextmanager
def _stores() -> Generator[Stores, None, None]:
    with TemporaryDirectory() as folder:
        # Without waiting for the disk, which would hide what the history costs.
        sqlite = SQLiteStore(Path(folder) / "events.db", durability="normal")
        try:
            yield ("memory", MemoryStore()), ("SQLite", sqlite)
        finally:
            sqlite.close()


def _record(store: str, size: int) -> str:
    return f"record, {store}, history of {size}"


def _records(stores: Stores) -> list[Entrant]:
    """Record one request more of deliveries that have a history."""
    tracker = Tracker("a key for benchmarks, 32 bytes..", base_url=_BASE)
    return [
        Entrant(
            name=_record(name, size),
            prepare=_recording(Recorder(tracker, store), tracker, size),
            calls=_RECORDS,
        )
        for name, store in stores
        for size in HISTORIES
    ]


def _recording(recorder: Recorder, tracker: Tracker, size: int) -> Callable[[int], Callable[[], None]]:
    agents = sorted({step.agent for fixture in FIXTURES for step in fixture.steps})

    def request(url: str, number: int) -> Request:
        headers = {
            "Host": "track.mail.example.com",
            "User-Agent": agents[number % len(agents)],
            "Accept": "*/*",
        }
        return Request("GET", url.removeprefix(_BASE), headers, f"192.0.2.{number % 5 + 1}")

    def prepare(_: int) -> Callable[[], None]:
        jobs: list[Request] = []
        last = _NOON + timedelta(hours=1, seconds=20 * (size + 1))
        for _number in range(_RECORDS):
            delivery = Delivery("news", f"u-{next(_numbers)}", sent_at=_NOON)
            urls = [tracker.pixel_url(delivery)]
            urls += [
                tracker.link_url(delivery, f"https://shop.example/{index}", index=index) for index in range(9)
            ]
            for event in range(size):
                at = _NOON + timedelta(hours=1, seconds=20 * event)
                recorder.record(request(urls[event % len(urls)], event), now=at)
            jobs.append(request(urls[1], size))

        def stretch() -> None:
            for job in jobs:
                recorder.record(job, now=last)

        return stretch

    return prepare


def main(arguments: list[str] | None = None) -> int:
    """Print the table, and write it when asked to; 1 when a target was missed."""
    parser = argparse.ArgumentParser(description="Measure what judging a request costs.")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where requests/ is")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds of every step ({ROUNDS})")
    parser.add_argument("--write", action="store_true", help="put the table into the page")
    options = parser.parse_args(arguments)
    found = measure(options.data, rounds=options.rounds)
    rounds: int = options.rounds
    body = (
        f"Measured {machine()}; medians of {rounds} rounds, of records {max(1, rounds // 3)}.\n\n{found.body}"
    )
    section = Section(key=found.key, body=body, checks=found.checks)
    print(section.text)
    if options.write:
        write([section])
    return int(any(check.missed for check in section.checks))


if __name__ == "__main__":
    sys.exit(main())
