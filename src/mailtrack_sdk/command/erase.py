"""`mailtrack erase`: make a store forget a recipient for good."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace

from mailtrack_sdk.command.confirming import declare_confirming, is_confirmed
from mailtrack_sdk.command.database import declare_store, place_of_store
from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.persons import ABOUT_RECIPIENTS, declare_person, person_named, unknown_person
from mailtrack_sdk.command.progress import progress
from mailtrack_sdk.command.queries import recipient_typed
from mailtrack_sdk.command.queries_store import Store, opened
from mailtrack_sdk.command.streams import standard_output, write_text
from mailtrack_sdk.command.terminal import harmless
from mailtrack_sdk.models import recipient_text
from mailtrack_sdk.stores._fields import mapping

__all__ = ["ERASE"]

_DESCRIPTION = """\
Forget a recipient for good: all events of deliveries to it go, with their verdicts, and where
its id stands among the candidates of a shared copy, "[erased]" takes its place. A keyed hash of
the id stays, so that links in old mail do not bring it back: later events are passed over.
It asks first; `mailtrack export` shows before what there is."""
_EPILOG = f"""\
{ABOUT_RECIPIENTS}
Backups still hold the id: erase again after a restore. After an interruption, erase again.

examples:
  mailtrack erase --store mailtrack.db --recipient u-1001 --dry-run
      how many events there are
  mailtrack erase --store mailtrack.db --recipient u-1001
      asks, then erases them
  mailtrack erase --store postgresql://app@db/app --recipient i:42 --tenant shop --yes --json
      of one tenant, in a script

exit status:
  0  done, or nothing to do
  1  not done, because the answer was no
  2  wrong arguments, or the store could not be read or written
130  interrupted"""


def _declare(parser: ArgumentParser) -> None:
    declare_store(parser)
    declare_person(parser)
    declare_confirming(parser)
    parser.add_argument("--json", action="store_true", help="print it for a program to read")


def _run(asked: Namespace) -> Status:
    stream = standard_output()
    with opened(place_of_store(asked)) as store:
        own, shared = _known(store, asked)
        known = _counted(own, shared) if own or shared else unknown_person(asked)
        erased = None
        if not asked.dry_run:
            if not is_confirmed(f"{store.label}: {harmless(known)}. Erase {_whom(asked)}", asked):
                write_text(sys.stderr, "mailtrack: nothing was erased\n")
                return Status.WARNINGS
            erased = store.erase(asked.recipient, tenant=asked.tenant)
        label = store.label
    if asked.json:
        facts = {
            "store": label,
            "recipient": recipient_typed(asked.recipient),
            "tenant": asked.tenant,
            "dry_run": asked.dry_run,
            "events": own,
            "shared": shared,
            "erased": erased or 0,
        }
        write_text(stream, f"{json.dumps(facts, indent=2)}\n")
    elif erased is None:
        write_text(stream, f"{harmless(known)}; a dry run: nothing was erased\n")
    else:
        write_text(
            stream,
            f"Erased {_whom(asked)}: {_events(erased)} deleted; what comes later is passed over\n",
        )
    if erased == 0 and not own and not shared:  # perhaps a slip, which nobody sees who says --yes
        write_text(sys.stderr, f"mailtrack: {harmless(known)}\n")
    return Status.FINE


def _known(store: Store, asked: Namespace) -> tuple[int, int]:
    """Count the events of deliveries to a recipient, and those of others that name it."""
    own = shared = 0
    name = recipient_text(asked.recipient)
    with progress("events found", None, stream=sys.stderr) as found:
        for fields in store.export(asked.recipient, tenant=asked.tenant):
            if mapping(fields.get("delivery", {})).get("recipient") == name:
                own += 1
            else:
                shared += 1
            found(own + shared)
    return own, shared


def _whom(asked: Namespace) -> str:
    return harmless(person_named(asked))


def _counted(own: int, shared: int) -> str:
    text = _events(own)
    return text if not shared else f"{text}, and its id in {_events(shared)} of others"


def _events(number: int) -> str:
    return f"{number:,} event{'' if number == 1 else 's'}"


ERASE = Command(
    name="erase",
    summary="make a store forget a recipient for good",
    description=_DESCRIPTION,
    epilog=_EPILOG,
    declare=_declare,
    run=_run,
)
