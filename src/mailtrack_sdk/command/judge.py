"""`mailtrack judge`: judge all opens and clicks of a store again, and say what changed."""

from __future__ import annotations

import stat
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime, timezone
from pathlib import Path

from mailtrack_sdk import stores
from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.judge_report import as_json, as_text
from mailtrack_sdk.command.judges import classifier_of, declare_judge
from mailtrack_sdk.command.progress import Progress
from mailtrack_sdk.command.streams import standard_output, write_text
from mailtrack_sdk.command.terminal import Paint
from mailtrack_sdk.engagement import judge_store
from mailtrack_sdk.errors import ArgumentError

__all__ = ["JUDGE"]

_DESCRIPTION = """\
Judge all opens and clicks of a store again: after an upgrade with newer rules, with newer
tables of networks, or because some were stored without a verdict.
Each delivery is judged as a whole; only verdicts that come out different are recorded.
Events are never changed. Memory stays the same however large the store is, and whoever
uses the store can go on meanwhile."""
_EPILOG = """\
Where a mode let an event keep nothing of its client, the verdict made at the request holds.
An interruption (Ctrl-C) loses nothing that was recorded: run it again. A second run with the
same rules and tables records nothing.

examples:
  mailtrack judge --db mailtrack.db --dry-run
      what would change
  mailtrack judge --db mailtrack.db
      change it
  mailtrack judge --db mailtrack.db --networks networks.bin --json
      with tables of your own; what changed, for a program

exit status:
  0  done
  2  wrong arguments, or the store could not be read or written
130  interrupted"""


def _declare(parser: ArgumentParser) -> None:
    parser.add_argument("--db", metavar="FILE", required=True, help="the file of a SQLiteStore")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change; record nothing")
    parser.add_argument("--json", action="store_true", help="print it for a program to read")
    declare_judge(parser)


def _run(asked: Namespace) -> Status:
    path = _existing(asked.db)
    classifier = classifier_of(asked)
    stream = standard_output()
    with (
        stores.SQLiteStore(path) as store,
        Progress("requests", store.count_requests(), stream=sys.stderr) as progress,
    ):
        result = judge_store(
            store,
            classifier,
            judged_at=datetime.now(timezone.utc),
            progress=progress,
            dry_run=asked.dry_run,
        )
    version = classifier.rules_version
    if asked.json:
        text = as_json(asked.db, result, rules_version=version, dry_run=asked.dry_run)
    else:
        text = as_text(asked.db, result, rules_version=version, dry_run=asked.dry_run, paint=Paint.of(stream))
    write_text(stream, text)
    return Status.FINE


def _existing(name: str) -> Path:
    """Return the file of a store that is there: a typing error must not make an empty one."""
    if not name:
        raise ArgumentError("--db: the name of the file is empty: name the file of a store")
    path = Path(name).absolute()  # also for a file that is called :memory:
    try:
        facts = path.stat()
    except (OSError, ValueError) as error:  # also a name that is too long, or has a NUL in it
        reason = error.strerror if isinstance(error, OSError) else "no file can have that name"
        raise ArgumentError(f"--db: cannot read {name!r}: {reason or error}") from error
    if not stat.S_ISREG(facts.st_mode) or not facts.st_size:
        what = "is empty" if stat.S_ISREG(facts.st_mode) else "is no file"
        raise ArgumentError(f"--db: {name!r} {what}: name the file of a store")
    return path


JUDGE = Command(
    name="judge",
    summary="judge all opens and clicks of a store again",
    description=_DESCRIPTION,
    epilog=_EPILOG,
    declare=_declare,
    run=_run,
)
