"""Send a newsletter over SMTP, one tracked copy for each reader, and say who read it.

    python examples/newsletter_smtp.py send readers.csv --smtp localhost:25
    python examples/newsletter_smtp.py report

`readers.csv` has a line `id,address` for each reader. `send` again, after a crash, sends to those who have
not got it. Opens and clicks come in where a web application uses the same key and store: see wsgi_app.py.
"""

from __future__ import annotations

import argparse
import csv
import os
import smtplib
import sys
from contextlib import closing
from datetime import datetime, timezone
from email.message import EmailMessage
from pathlib import Path

import mailtrack_sdk as mt
from mailtrack_sdk.events import EventKind
from mailtrack_sdk.stores import SQLiteStore

KEY = os.environ.get("MAILTRACK_KEY", "for this example only; see secrets.token_urlsafe(32)")
BASE_URL = os.environ.get("MAILTRACK_BASE_URL", "https://t.example.com")
SENDER, DOMAIN = "news@example.com", "example.com"
SUBJECT, MESSAGE_KEY = "The spring newsletter", "news-2026-spring"
TEXT = "You find this newsletter at https://example.com/news/spring"

tracker = mt.Tracker(KEY, base_url=BASE_URL)


def main() -> int:
    """Do what was asked for; 1 when some readers could not be reached."""
    options = parse()
    with closing(SQLiteStore(options.db)) as store:
        return send(store, options) if options.action == "send" else report(store)


def send(store: SQLiteStore, options: argparse.Namespace) -> int:
    """Send a copy to each reader who has none yet."""
    template = tracker.compile(options.body.read_text("utf-8"), MESSAGE_KEY)
    already = store.events(mt.EventQuery(message_key=MESSAGE_KEY, kinds=(EventKind.SENT,)))
    done = {event.delivery.recipient for event in already if isinstance(event, mt.SentEvent)}
    if not done:  # the table of links is stored once
        store.append([tracker.composed(template, subject=SUBJECT, campaign="news")])
    with options.readers.open(newline="", encoding="utf-8") as file:
        readers = [(id_, address) for id_, address in csv.reader(file) if id_ not in done]
    host, _, port = options.smtp.partition(":")
    failed = 0
    with smtplib.SMTP(host, int(port or 25), local_hostname=DOMAIN, timeout=30) as smtp:
        for id_, address in readers:
            delivery = mt.Delivery(MESSAGE_KEY, id_, sent_at=datetime.now(timezone.utc))
            message = mail_to(address, delivery, template)
            try:
                smtp.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                failed += 1
                print(f"{id_}: refused, {error.recipients[address][0]}", file=sys.stderr)
                continue
            store.append([tracker.sent(delivery, header_message_id=message["Message-ID"])])
    print(f"{len(readers) - failed} sent, {failed} refused, {len(done)} sent before")
    return 1 if failed else 0


def mail_to(address: str, delivery: mt.Delivery, template: mt.Template[str]) -> EmailMessage:
    """Make the mail of one reader."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, address, SUBJECT
    message["Message-ID"] = tracker.header_message_id(delivery, DOMAIN)
    message["List-Unsubscribe"] = f"<https://example.com/unsubscribe?reader={delivery.recipient}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(TEXT)
    message.add_alternative(template.render(delivery).html, subtype="html")
    return message


def report(store: SQLiteStore) -> int:
    """Print what became of each copy."""
    summary = mt.summarise(store, mt.EventQuery(message_key=MESSAGE_KEY))
    for row in summary.deliveries:
        print(f"{row.delivery.recipient}\t{row.status.value}")
    return 0


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--db", type=Path, default=Path("mailtrack.db"), help="where events are kept")
    actions = parser.add_subparsers(dest="action", required=True)
    sending = actions.add_parser("send", help="send the newsletter")
    sending.add_argument("readers", type=Path, help="a CSV file with id and address in each line")
    sending.add_argument("--smtp", default="localhost:25", help="host and port of your mail server")
    sending.add_argument("--body", type=Path, default=Path(__file__).with_name("newsletter.html"))
    actions.add_parser("report", help="say who read it")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
