"""`mailtrack export`: all that a store knows about a recipient, as JSON lines."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice

from mailtrack_sdk.command.database import declare_store, place_of_store
from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.new_file import new_file
from mailtrack_sdk.command.persons import ABOUT_RECIPIENTS, declare_person, unknown_person
from mailtrack_sdk.command.progress import progress
from mailtrack_sdk.command.queries import recipient_typed
from mailtrack_sdk.command.queries_store import opened
from mailtrack_sdk.command.streams import standard_output, write_text

__all__ = ["EXPORT"]

_PORTION = 500
"""Lines that are written at once."""

_DESCRIPTION = """\
Say all that a store knows about a recipient, for a request of that person: one JSON object a
line, oldest first. Events of other deliveries that name the id among their candidates come too,
with no other candidate. Memory stays the same however many there are."""
_EPILOG = f"""\
{ABOUT_RECIPIENTS}
A line is the event as stores write it, with its `time` in ISO 8601 and its `verdict` if it was
judged. With --output, standard output says what was done, and --json says it for a program;
without, the lines go there, with --json or without.

examples:
  mailtrack export --store mailtrack.db --recipient u-1001
      to standard output
  mailtrack export --store mailtrack.db --recipient u-1001 --output u-1001.jsonl
      to a new file, which only you can read
  mailtrack events --store mailtrack.db --recipient u-1001
      the same in sentences

exit status:
  0  done, also if there is nothing
  2  wrong arguments, or something could not be read or written; or nobody read it to the end
130  interrupted"""


def _declare(parser: ArgumentParser) -> None:
    declare_store(parser)
    declare_person(parser)
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="a new file for the lines (default: standard output)"
    )
    parser.add_argument("--json", action="store_true", help="say what was done for a program to read")


def _run(asked: Namespace) -> Status:
    stream = standard_output()
    with opened(place_of_store(asked)) as store:
        found = store.export(asked.recipient, tenant=asked.tenant)
        if asked.output is None:
            count = _written(found, partial(write_text, stream), is_seen=stream.isatty())
        else:
            with new_file(asked.output, why_new="and may be about somebody else") as write:
                count = _written(found, write, is_seen=False)
        label = store.label
    if not count:
        write_text(sys.stderr, f"mailtrack: {unknown_person(asked)}\n")
    if asked.output is not None:
        write_text(stream, _done(label, count, asked))
    return Status.FINE


def _written(found: Iterable[dict[str, object]], write: Callable[[str], object], *, is_seen: bool) -> int:
    """Write a line for each event, and return how many there were.

    Args:
        found: The events.
        write: Writes.
        is_seen: Whether the lines show by themselves how far it is.
    """
    count = 0
    lines = iter(found)
    with progress("events exported", None, stream=None if is_seen else sys.stderr) as exported:
        while portion := list(islice(lines, _PORTION)):
            write("".join(json.dumps(fields).replace("\x7f", "\\u007f") + "\n" for fields in portion))
            count += len(portion)
            exported(count)
    return count


def _done(label: str, count: int, asked: Namespace) -> str:
    if not asked.json:
        return f"Written to {asked.output!r}: {count:,} event{'' if count == 1 else 's'}\n"
    facts = {
        "store": label,
        "recipient": recipient_typed(asked.recipient),
        "tenant": asked.tenant,
        "events": count,
        "written_to": asked.output,
    }
    return f"{json.dumps(facts, indent=2)}\n"


EXPORT = Command(
    name="export",
    summary="say all that a store knows about a recipient, as JSON lines",
    description=_DESCRIPTION,
    epilog=_EPILOG,
    declare=_declare,
    run=_run,
)
