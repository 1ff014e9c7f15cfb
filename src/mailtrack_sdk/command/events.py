"""`mailtrack events`: the log of a store, one plain sentence for each event."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from itertools import islice

from mailtrack_sdk.command.database import place_of_store
from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.events_reading import place_named, read_log, tell_events
from mailtrack_sdk.command.events_report import as_json, as_text
from mailtrack_sdk.command.queries import (
    ABOUT_TIMES_AND_RECIPIENTS,
    count_of,
    declare_queries,
    other_types_of,
    query_of,
)
from mailtrack_sdk.command.queries_store import open_store
from mailtrack_sdk.command.streams import standard_output, write_text
from mailtrack_sdk.command.terminal import Paint, terminal_width
from mailtrack_sdk.engagement import TimelineEntry
from mailtrack_sdk.events import Event

__all__ = ["EVENTS"]

_PORTION = 500
"""Events that are told, and written, at once."""

_DESCRIPTION = """\
Tell what happened, as it is kept in a store: one line for each event, oldest first, machines
and repeats among them. Requests without a verdict are judged, and nothing is recorded.
Memory stays the same however large the store is."""
_EPILOG = f"""\
{ABOUT_TIMES_AND_RECIPIENTS}
With --json each line is one object: the event as stores write it, its `time`, its `verdict` if it
is an open or a click, and its `cursor`. With --limit, the last line says how to go on if there is
more; any cursor can be given to --after.

examples:
  mailtrack events --store mailtrack.db --newest-first --limit 20
      what happened lately
  mailtrack events --store mailtrack.db --message news-7 --recipient u-1001 --explain
      the story of one copy, and why we think so
  mailtrack events --store mailtrack.db --kind click --since 2026-03-01 --json
      clicks since a day, for a program

exit status:
  0  done
  2  wrong arguments, or the store could not be read; or nobody read the output to its end
130  interrupted"""


def _declare(parser: ArgumentParser) -> None:
    declare_queries(parser, has_kinds=True)
    parser.add_argument("--newest-first", action="store_true", help="turn the order round")
    parser.add_argument("--limit", metavar="N", type=count_of, help="at most so many events")
    parser.add_argument("--after", metavar="CURSOR", help="only what follows this event in the order")
    parser.add_argument(
        "--verdicts", action="store_true", help="say who made each request, and how sure that is"
    )
    parser.add_argument("--explain", action="store_true", help="say below each request why we think so")
    parser.add_argument("--json", action="store_true", help="print one JSON object for each event")


def _run(asked: Namespace) -> Status:
    query = query_of(asked)
    after = None if asked.after is None else place_named(asked.after)
    stream = standard_output()
    write = _writer(asked, Paint.of(stream))
    # Lines on a terminal show by themselves how far it is.
    with open_store(place_of_store(asked), terminal=None if stream.isatty() else sys.stderr) as store:
        found = read_log(store, query, after=after, newest_first=asked.newest_first)
        chosen = islice(found, asked.limit)
        last: TimelineEntry | None = None
        while portion := list(islice(chosen, _PORTION)):
            told = tell_events(store, portion, names_candidates=not asked.json)
            write_text(stream, "".join(write(event, entry) for event, entry in told))
            last = told[-1][1]
        has_more = next(found, None) is not None
    if asked.json:
        return Status.FINE
    if last is None:
        write_text(stream, f"{_nothing(asked)}\n")
    elif has_more:
        write_text(stream, f"\nThere is more: add --after {last.cursor}\n")
    return Status.FINE


def _writer(asked: Namespace, paint: Paint) -> Callable[[Event, TimelineEntry], str]:
    if asked.json:
        return as_json
    width = terminal_width()

    def write(event: Event, entry: TimelineEntry) -> str:
        return as_text(
            event,
            entry,
            zone=asked.zone,
            verdicts=asked.verdicts,
            explain=asked.explain,
            paint=paint,
            width=width,
        )

    return write


def _nothing(asked: Namespace) -> str:
    other = other_types_of(asked.recipient)
    if other is None:
        return "No such events"
    return f"No such events of the text {asked.recipient!r}; for the id of another type, ask for {other}"


EVENTS = Command(
    name="events",
    summary="tell what happened, each event of a store in one plain sentence",
    description=_DESCRIPTION,
    epilog=_EPILOG,
    declare=_declare,
    run=_run,
)
