"""`mailtrack purge`: delete the events of a store that are older than you want to keep."""

from __future__ import annotations

import json
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from mailtrack_sdk.command.confirming import declare_confirming, is_confirmed
from mailtrack_sdk.command.database import declare_store, place_of_store
from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.progress import progress
from mailtrack_sdk.command.queries import moment_asked, moment_text, zone_of
from mailtrack_sdk.command.queries_store import Store, opened
from mailtrack_sdk.command.streams import standard_output, write_text
from mailtrack_sdk.events import EventKind
from mailtrack_sdk.models import day_of
from mailtrack_sdk.stores import EventQuery

__all__ = ["PURGE"]

_DAYS = re.compile("[1-9][0-9]{0,4}", re.ASCII)

_DESCRIPTION = """\
Delete old events with their verdicts, month by month, so that nobody who appends waits long.
It asks first. Composed events name the campaign, and sent events are what rates are measured
against: keep them as long as you want figures about the mails, and purge --kind open --kind click."""
_EPILOG = """\
A TIME is a moment with its UTC offset, such as 2026-03-01T09:00:00Z, or a day, 2026-03-01, which
begins at midnight of --zone. What was deleted before an interruption stays deleted: run it again.
A SQLite file does not shrink, its free pages are used again.

examples:
  mailtrack purge --store mailtrack.db --before 2026-01-01 --dry-run
      how many events there are
  mailtrack purge --store mailtrack.db --older-than 365 --kind open --kind click --yes
      every night
  mailtrack purge --store postgresql://app@db/app --before 2026-01-01 --yes --json
      in a script

exit status:
  0  done, or nothing to do
  1  not done, because the answer was no
  2  wrong arguments, or the store could not be read or written
130  interrupted"""


def _declare(parser: ArgumentParser) -> None:
    declare_store(parser)
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument("--before", metavar="TIME", help="events before this time")
    when.add_argument("--older-than", metavar="DAYS", type=_days, help="events of more than so many days ago")
    parser.add_argument(
        "--kind",
        dest="kinds",
        action="append",
        type=str.lower,
        choices=[kind.value for kind in EventKind],
        help="of this kind; may be repeated (default: of all)",
    )
    parser.add_argument(
        "--zone",
        metavar="NAME",
        type=zone_of,
        default="UTC",
        help="whose clock to go by, such as Europe/Paris (default: %(default)s)",
    )
    declare_confirming(parser)
    parser.add_argument("--json", action="store_true", help="print it for a program to read")


def _days(text: str) -> int:
    if _DAYS.fullmatch(text) is None:
        raise ArgumentTypeError(f"not a whole number of days from 1 to 99,999: {text[:60]!r}")
    return int(text)


def _run(asked: Namespace) -> Status:
    stream = standard_output()
    before = _before(asked)
    kinds = None if asked.kinds is None else tuple(dict.fromkeys(map(EventKind, asked.kinds)))
    what = "events of all kinds" if kinds is None else f"events of kind {' and '.join(kinds)}"
    told = f"{what} before {moment_text(before, asked.zone)}"
    with opened(place_of_store(asked)) as store:
        if not asked.dry_run and not is_confirmed(f"{store.label}: delete {told}", asked):
            write_text(sys.stderr, "mailtrack: nothing was deleted\n")
            return Status.WARNINGS
        query = EventQuery(kinds=kinds, until=before)
        if asked.dry_run:
            count = _count(store, query)
        else:
            count, is_done = _purged(store, query, before)
            if not is_done:
                write_text(
                    sys.stderr, f"mailtrack: interrupted; at least {count:,} are deleted; run it again\n"
                )
                return Status.INTERRUPTED
        label = store.label
    if asked.json:
        facts = {
            "store": label,
            "before": before.isoformat(),
            "kinds": None if kinds is None else [kind.value for kind in kinds],
            "dry_run": asked.dry_run,
            "events": count,
            "deleted": 0 if asked.dry_run else count,
        }
        write_text(stream, f"{json.dumps(facts, indent=2)}\n")
    elif asked.dry_run:
        write_text(stream, f"{count:,} {told}; a dry run: nothing was deleted\n")
    else:
        write_text(stream, f"Deleted {count:,} {told}\n")
    return Status.FINE


def _before(asked: Namespace) -> datetime:
    moment = moment_asked("--before", asked.before, asked.zone)
    return datetime.now(timezone.utc) - timedelta(days=asked.older_than) if moment is None else moment


def _count(store: Store, query: EventQuery) -> int:
    count = 0
    with progress("events found", None, stream=sys.stderr) as found:
        for count, _ in enumerate(store.events(query), 1):
            found(count)
    return count


def _purged(store: Store, query: EventQuery, until: datetime) -> tuple[int, bool]:
    """Delete month by month, and return how many events were deleted, and whether that is all.

    A partition of a month is dropped as a whole when the store has such.
    """
    count = 0
    try:
        with progress("events deleted", None, stream=sys.stderr) as deleted:
            for end in _ends(store, query, until):
                count += store.purge(before=end, kinds=query.kinds)
                deleted(count)
    except KeyboardInterrupt:
        return count, False
    return count, True


def _ends(store: Store, query: EventQuery, until: datetime) -> Iterator[datetime]:
    """Find the ends of the months that have events, the oldest first; none is later than `until`."""
    end = None
    while end != until and (oldest := next(iter(store.events(replace(query, since=end, limit=1))), None)):
        month = (day_of(oldest.at).replace(day=1) + timedelta(days=32)).replace(day=1)
        end = min(month, until)
        yield end


PURGE = Command(
    name="purge",
    summary="delete the events of a store that are older than you want to keep",
    description=_DESCRIPTION,
    epilog=_EPILOG,
    declare=_declare,
    run=_run,
)
