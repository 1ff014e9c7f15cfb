"""`mailtrack summary`: who read what, in honest figures."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from datetime import datetime, timezone

from mailtrack_sdk.command.database import place_of_store
from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.queries import (
    ABOUT_TIMES_AND_RECIPIENTS,
    count_of,
    declare_queries,
    query_of,
)
from mailtrack_sdk.command.queries_store import Store, open_store
from mailtrack_sdk.command.streams import standard_output, write_text
from mailtrack_sdk.command.summary_columns import CHOICES
from mailtrack_sdk.command.summary_groups import Campaigns
from mailtrack_sdk.command.summary_json import as_json
from mailtrack_sdk.command.summary_report import as_text
from mailtrack_sdk.command.terminal import Paint, terminal_width
from mailtrack_sdk.engagement import summarise
from mailtrack_sdk.events import ComposedEvent, EventKind
from mailtrack_sdk.stores import EventQuery

__all__ = ["SUMMARY"]

_NONE: Campaigns = {}

_DESCRIPTION = """\
Tell how many people opened and clicked, with what cannot be known: people, machines and unknown
apart, an interval for every rate, and no machine counted as a reader. Nothing is recorded.
Memory grows with the number of deliveries, not of events."""
_EPILOG = f"""\
{ABOUT_TIMES_AND_RECIPIENTS}
People are deliveries in which a person did it, times are requests by people; repeats are folded.
Rates are over the deliveries of which it can be known whether a person opened; hidden are the
others. Sends must be among the events for a rate, so mind --since. Figures need events of all
kinds; those of one are shown by `mailtrack events --kind`. Two variants are compared.

examples:
  mailtrack summary --store mailtrack.db --message news-7
      one message
  mailtrack summary --store mailtrack.db --campaign spring --by variant --by hour
      a campaign, which variant was better, and at what hours (UTC) people read
  mailtrack summary --store mailtrack.db --message offer-7 --recipient u-1001
      one copy, and what to make of it
  mailtrack summary --store mailtrack.db --by message --json
      all messages, for a program

exit status:
  0  done
  2  wrong arguments, or the store could not be read
130  interrupted"""


def _declare(parser: ArgumentParser) -> None:
    # Without the opens, for one, nothing would tell whose opens are hidden: rates would be wrong.
    declare_queries(parser, has_kinds=False)
    parser.add_argument(
        "--by",
        metavar="WHAT",
        action="append",
        type=str.lower,
        choices=CHOICES,
        default=[],
        help=f"also tell the figures by {', '.join(CHOICES[:-1])} or {CHOICES[-1]}; may be repeated",
    )
    parser.add_argument(
        "--rows",
        metavar="N",
        type=count_of,
        default=24,  # the hours of a day fit
        help="most rows of a table (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="print it for a program to read, with all rows")


def _run(asked: Namespace) -> Status:
    query = query_of(asked)
    stream = standard_output()
    now = datetime.now(timezone.utc)
    by = list(dict.fromkeys(asked.by))
    with open_store(place_of_store(asked), terminal=sys.stderr) as store:
        summary = summarise(store, query, zone=asked.zone)
        campaigns = _campaigns(store, query) if "campaign" in by else _NONE
        # A summary reads on while it is told.
        if asked.json:
            text = as_json(store.label, query, summary, by=by, campaigns=campaigns, zone=asked.zone, now=now)
        else:
            text = as_text(
                store.label,
                query,
                summary,
                by=by,
                campaigns=campaigns,
                zone=asked.zone,
                now=now,
                rows=asked.rows,
                paint=Paint.of(stream),
                width=terminal_width(),
            )
    write_text(stream, text)
    return Status.FINE


def _campaigns(store: Store, query: EventQuery) -> Campaigns:
    """Find out which message belongs to which campaign; what was composed last holds."""
    composed = replace(
        query,
        recipient=None,
        sender=None,
        delivery=None,
        since=None,
        until=None,
        kinds=(EventKind.COMPOSED,),
    )
    return {
        (event.tenant, event.message_key): event.campaign
        for event in store.events(composed)
        if isinstance(event, ComposedEvent)
    }


SUMMARY = Command(
    name="summary",
    summary="tell how many people opened and clicked, with what cannot be known",
    description=_DESCRIPTION,
    epilog=_EPILOG,
    declare=_declare,
    run=_run,
)
