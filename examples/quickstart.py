"""Track a mail for many recipients, replay a day of traffic, and say who read what and why we think so.

    python examples/quickstart.py [MAIL.html | MAIL.eml] [--db FILE] [--json] [--recipients N] [--seed N]

Nothing leaves this machine: the mail is not sent, and the requests come from the simulated clients of
`mailtrack_sdk.testing`. The rest is what a program of yours does: `prepare` is the mailer, `replay`
the web side, `report` the report.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import UUID

import mailtrack_sdk as mt
from mailtrack_sdk.engagement import TimelineEntry
from mailtrack_sdk.events import EventKind
from mailtrack_sdk.message import MessageReport
from mailtrack_sdk.outcomes import Outcome
from mailtrack_sdk.stores import SQLiteStore
from mailtrack_sdk.testing import FrozenClock, Inbox
from mailtrack_sdk.testing.inbox import InboxMail

if TYPE_CHECKING:  # type checkers start at the repository; Python looks beside the program it runs
    from examples._printing import Mailing, Result, as_json, as_text
    from examples._traffic import SENDING_BEGINS, Act, Visit, plan_day, sent_time
else:
    from _printing import Mailing, Result, as_json, as_text
    from _traffic import SENDING_BEGINS, Act, Visit, plan_day, sent_time

NEWSLETTER = Path(__file__).with_name("newsletter.html")
KEY = "for this example only; make your own with secrets.token_urlsafe(32)"
BASE_URL = "https://t.example.com"
TELLING = (mt.Agent.IMAGE_PROXY, mt.Agent.APPLE_MPP, mt.Agent.SECURITY_SCANNER)
NO_OPENS, ANONYMOUS, NO_TRACKING = 7, 11, 14  # which of every 25 recipients has wished so
MOST_RECIPIENTS = 20_000  # their copies are all held in memory here


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for on the command line."""

    mail: Path
    db: Path | None
    json: bool
    recipients: int
    seed: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the example and return the exit status: 0, or 2 when a file cannot be used."""
    options = parse(arguments)
    try:
        source = options.mail.read_bytes()
    except OSError as error:
        return fail(f"cannot read {str(options.mail)!r}: {error.strerror or error}")
    with tempfile.TemporaryDirectory() as folder:
        try:
            with closing(SQLiteStore(options.db or Path(folder, "events.db"))) as store:
                result = run(options, source, store)
                text = json.dumps(as_json(result), indent=2) if options.json else as_text(result)
        except mt.MailtrackError as error:
            return fail(str(error))
    encoding = sys.stdout.encoding
    print(text.encode(encoding, "replace").decode(encoding))  # a terminal may lack a letter or two
    return 0


def parse(arguments: Sequence[str] | None) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="quickstart", description="Track a mail and replay a day of traffic."
    )
    parser.add_argument(
        "mail", nargs="?", type=Path, default=NEWSLETTER, help="an .html body or a whole .eml"
    )
    parser.add_argument("--db", type=Path, metavar="FILE", help="keep the events in this SQLite file")
    parser.add_argument("--json", action="store_true", help="print everything for a program to read")
    parser.add_argument("--recipients", type=int, default=1000, metavar="N", help="1 to 20,000 (1,000)")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="another day for another number (7)")
    asked = parser.parse_args(arguments)
    if not 1 <= asked.recipients <= MOST_RECIPIENTS:
        parser.error(f"--recipients must be from 1 to {MOST_RECIPIENTS}, not {asked.recipients}")
    return Options(
        mail=asked.mail, db=asked.db, json=asked.json, recipients=asked.recipients, seed=asked.seed
    )


def fail(problem: str) -> int:
    """Say in one line what is wrong."""
    print(f"quickstart: {problem}", file=sys.stderr)
    return 2


def run(options: Options, source: bytes, store: SQLiteStore) -> Result:
    """Do everything once: mailer, web side, report."""
    started = perf_counter()
    message_key = f"quickstart-{blake2b(source, digest_size=4).hexdigest()}"
    day = f"{message_key} {options.recipients} {options.seed}"
    clock = FrozenClock(SENDING_BEGINS - timedelta(hours=1))
    tracker = mt.Tracker(KEY, base_url=BASE_URL, clock=clock, new_id=ids_of(day))
    deliveries = deliveries_of(message_key, options.recipients)
    mailing = prepare(tracker, source, deliveries, is_message=options.mail.suffix.lower() == ".eml")
    store.append([tracker.composed(mailing.report, campaign="quickstart"), *sent_events(tracker, deliveries)])
    prepared = perf_counter()
    visits = plan_day(len(mailing.bodies), Random(day)) if mailing.bodies else []  # noqa: S311 - no secret
    answers = replay(visits, mailing.bodies, tracker, mt.Recorder(tracker, store), clock)
    replayed = perf_counter()
    summary = mt.summarise(store, mt.EventQuery(message_key=message_key))
    explained = explain(store, message_key)
    return Result(
        mail=options.mail.name,
        message_key=message_key,
        size=len(source),
        base_url=BASE_URL,
        mailing=mailing,
        answers=answers,
        summary=summary,
        explained=explained,
        database=options.db,
        seconds={
            "prepare": prepared - started,
            "replay": replayed - prepared,
            "report": perf_counter() - replayed,
        },
    )


def ids_of(day: str) -> Callable[[], UUID]:
    """Make event ids that are the same in every run, so that a second one adds nothing to the file.

    Leave `new_id` out in your program: then they are UUIDv7.
    """
    chance = Random(f"ids {day}")  # noqa: S311 - ids, not secrets
    return lambda: UUID(int=chance.getrandbits(128), version=4)


def deliveries_of(message_key: str, recipients: int) -> list[mt.Delivery]:
    """Make the deliveries: most followed; some partly, not at all or anonymously; a test to ourselves."""
    deliveries: list[mt.Delivery] = []
    for number in range(1, recipients + 1):
        sent_at = sent_time(number)
        wish = number % 25
        if wish == ANONYMOUS:
            deliveries.append(mt.Delivery.anonymous(message_key, sent_at=sent_at))
            continue
        opens = mt.Mode.OFF if wish in (NO_OPENS, NO_TRACKING) else mt.Mode.FULL
        clicks = mt.Mode.OFF if wish == NO_TRACKING else mt.Mode.FULL
        recipient = f"reader-{number:04}"
        deliveries.append(mt.Delivery(message_key, recipient, sent_at=sent_at, opens=opens, clicks=clicks))
    deliveries.append(mt.Delivery(message_key, "editor", sent_at=sent_time(0), test=True))
    return deliveries


def sent_events(tracker: mt.Tracker, deliveries: Iterable[mt.Delivery]) -> list[mt.SentEvent]:
    """Note every copy as sent; an anonymous delivery knows only the day, so the time is given."""
    return [tracker.sent(delivery, at=sent_time(place)) for place, delivery in enumerate(deliveries, 1)]


def prepare(
    tracker: mt.Tracker, source: bytes, deliveries: Sequence[mt.Delivery], *, is_message: bool
) -> Mailing:
    """Be the mailer: make a tracked copy for each delivery. A real one now hands them to its server."""
    if is_message:
        reports: list[MessageReport] = [tracker.track(source, delivery).report for delivery in deliveries]
        bodies = [report.body for report in reports if report.body is not None]
        return Mailing(report=reports[0], bodies=bodies)
    template = tracker.compile(source, deliveries[0].message_key)
    bodies = [template.render(delivery) for delivery in deliveries]
    return Mailing(report=bodies[0], bodies=bodies)


def replay(
    visits: Iterable[Visit],
    bodies: Sequence[mt.Rewritten[bytes]],
    tracker: mt.Tracker,
    recorder: mt.Recorder,
    clock: FrozenClock,
) -> Counter[str]:
    """Be the web side: answer every request and store what it means; return the outcomes by kind.

    In a web application `recorder.record(request)` does both. Here the two halves are called one by
    one, because the outcome is counted as well.
    """
    inbox = Inbox(tracker)
    mails: dict[int, InboxMail[Outcome]] = {}
    answers: Counter[str] = Counter()
    for visit in visits:
        clock.set(visit.at)
        if visit.copy not in mails:
            mails[visit.copy] = inbox.deliver(bodies[visit.copy])
        for outcome in perform(visit, mails[visit.copy], tracker):
            recorder.save(outcome)
            answers["stored" if isinstance(outcome, mt.Hit) else outcome.reason.value] += 1
    return answers


def perform(visit: Visit, mail: InboxMail[Outcome], tracker: mt.Tracker) -> Sequence[Outcome]:
    """Do what was planned with one mail; without a pixel or a tracked link no request is made."""
    if visit.act is Act.OPEN:
        return () if mail.pixel is None else (mail.open(visit.client),)
    if visit.act is Act.CLICK_ALL:
        return mail.click_all(visit.client)
    if not mail.tracked_links:
        return ()
    link = mail.tracked_links[int(visit.choice * len(mail.tracked_links))]
    if visit.act is Act.CLICK:
        return (mail.click(visit.client, index=link.index),)
    request = visit.client.click(link.url if visit.act is Act.LOOK_UP else forged(link.url))
    method = "HEAD" if visit.act is Act.LOOK_UP else "GET"
    return (tracker.handle(mt.Request(method, request.url, request.headers, request.client_address)),)


def forged(url: str) -> str:
    """Change one character of the token, as somebody does who tries out URLs."""
    return f"{url[:-9]}{'B' if url[-9] == 'A' else 'A'}{url[-8:]}"


def explain(store: SQLiteStore, message_key: str) -> list[TimelineEntry]:
    """Choose three events of different kinds and say in sentences what happened and why we think so."""
    query = mt.EventQuery(message_key=message_key, kinds=(EventKind.OPEN, EventKind.CLICK))
    events = list(store.events(query))
    first: dict[mt.Agent, TimelineEntry] = {}
    for entry in mt.timeline(events, store.verdicts(event.id for event in events)):
        if entry.verdict is not None:
            first.setdefault(entry.verdict.agent, entry)
    kinds = dict.fromkeys(agent for agent in (*TELLING, *mt.Agent) if agent in first)
    return sorted((first[agent] for agent in list(kinds)[:3]), key=lambda entry: entry.at)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        # Somebody has seen enough (`| head`): go quietly, and do not try to write the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
