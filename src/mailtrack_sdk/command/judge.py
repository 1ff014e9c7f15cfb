"""`mailtrack judge`: judge all opens and clicks of a store again, and say what changed."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime, timezone

from mailtrack_sdk.command.database import declare_store, place_of_store
from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.judge_report import as_json, as_text, warnings_about
from mailtrack_sdk.command.judges import classifier_of, declare_judge
from mailtrack_sdk.command.progress import progress
from mailtrack_sdk.command.queries_store import opened
from mailtrack_sdk.command.streams import standard_output, write_text
from mailtrack_sdk.command.terminal import Paint
from mailtrack_sdk.engagement import judge_store

__all__ = ["JUDGE"]

_DESCRIPTION = """\
Judge all opens and clicks of a store again: after an upgrade with newer rules, with newer
tables of networks, or because some were stored without a verdict.
Each delivery is judged as a whole; only verdicts that come out different are recorded.
If your tracker has a Classifier of its own, name it with --classifier: other rules, or rules
that do not know your senders, come to other verdicts.
Events are never changed. Memory stays the same however large the store is, and whoever
uses the store can go on meanwhile."""
_EPILOG = """\
Where a mode let an event keep nothing of its client, the verdict made at the request holds.
Verdicts that say that the sender looked hold against the same rules without that sender.
An interruption (Ctrl-C) loses nothing that was recorded: run it again. A second run with the
same rules and tables records nothing. Also a dry run needs the permission to write to the
file and its folder, where SQLite keeps what is read and written at the moment.

examples:
  mailtrack judge --store mailtrack.db --dry-run
      what would change
  mailtrack judge --store mailtrack.db
      change it
  mailtrack judge --store mailtrack.db --classifier app.tracking:classifier
      as your tracker judges
  mailtrack judge --store mailtrack.db --networks networks.bin --json
      with tables of your own; what changed, for a program

exit status:
  0  done
  2  wrong arguments, or the store could not be read or written
130  interrupted"""


def _declare(parser: ArgumentParser) -> None:
    declare_store(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would change; record nothing")
    parser.add_argument("--json", action="store_true", help="print it for a program to read")
    declare_judge(parser)


def _run(asked: Namespace) -> Status:
    place = place_of_store(asked)
    with opened(place) as store:
        classifier = classifier_of(asked)
        stream = standard_output()
        try:
            with progress("requests", store.count_requests(), stream=sys.stderr) as judged:
                result = judge_store(
                    store,
                    classifier,
                    judged_at=datetime.now(timezone.utc),
                    progress=judged,
                    dry_run=asked.dry_run,
                )
        except KeyboardInterrupt:
            write_text(sys.stderr, f"mailtrack: interrupted; {_so_far(store.recorded, asked)}\n")
            return Status.INTERRUPTED
    version = classifier.rules_version
    if asked.json:
        text = as_json(store.label, result, rules_version=version, dry_run=asked.dry_run)
    else:
        paint = Paint.of(stream)
        text = as_text(store.label, result, rules_version=version, dry_run=asked.dry_run, paint=paint)
    write_text(stream, text)
    if asked.classifier is None:
        for warning in warnings_about(result, rules_version=version):
            write_text(sys.stderr, f"mailtrack: {warning}\n")
    return Status.FINE


def _so_far(recorded: int, asked: Namespace) -> str:
    if asked.dry_run:
        return "a dry run, so nothing was recorded"
    # At least, for it may have come between a commit and the counting of it.
    return f"at least {recorded:,} of the verdicts are recorded and kept; run it again, and it does the rest"


JUDGE = Command(
    name="judge",
    summary="judge all opens and clicks of a store again",
    description=_DESCRIPTION,
    epilog=_EPILOG,
    declare=_declare,
    run=_run,
)
