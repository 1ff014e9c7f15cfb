"""`mailtrack inspect`: what a tracking URL or token says, and whether these keys have signed it."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import timezone

from mailtrack_sdk.command.classify_lines import numbered_lines
from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.identity import KEY_VARIABLE, declare_key_file, keys_of
from mailtrack_sdk.command.inspect_token import Inspected, inspected
from mailtrack_sdk.command.queries import moment_text, recipient_typed
from mailtrack_sdk.command.streams import standard_output, write_text
from mailtrack_sdk.command.terminal import Paint, harmless
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery, check_tenant
from mailtrack_sdk.tokens import Purpose, TokenSigner

__all__ = ["INSPECT"]

_DESCRIPTION = """\
Say what a tracking URL stands for: an open or a click, of which message, for whom, where the
link leads; and whether your keys have signed it. Nothing is requested and nothing is recorded.
Without keys it is only read: what it says may be anybody's invention."""
_EPILOG = f"""\
Everything but the keys stands in the URL itself, so whoever has a mail can read it the same way.
A tenant in the path is found; name one that has a host of its own with --tenant.

examples:
  mailtrack inspect https://t.example.com/o/AQA...
      what it says; verified if {KEY_VARIABLE} is set
  mailtrack inspect --key-file key.txt AQA...
      a token alone, verified
  grep -o 'https://t.example.com/c/[^"]*' mail.html | mailtrack inspect - --json
      all links of a mail, one JSON object each

exit status:
  0  done; with keys, all of them are genuine
  1  done, but some are no tracking URLs, or not genuine
  2  wrong arguments, or something could not be read or written
130  interrupted"""


def _declare(parser: ArgumentParser) -> None:
    parser.add_argument(
        "urls", metavar="URL|TOKEN", nargs="+", help="what a mail holds; - for lines of standard input"
    )
    declare_key_file(parser)
    parser.add_argument("--tenant", metavar="ID", help="whose it is, where the path does not say so")
    parser.add_argument("--json", action="store_true", help="print one JSON object for each")


def _run(asked: Namespace) -> Status:
    if asked.tenant is not None:
        check_tenant(asked.tenant)
    if "-" in asked.urls and (asked.urls != ["-"] or asked.key_file == "-"):
        raise ArgumentError("standard input can be read only once: give - alone, or URLs, or a --key-file")
    _, keys = keys_of(asked)
    signer = TokenSigner(keys) if keys else None
    stream = standard_output()
    paint = Paint.of(stream)
    status = Status.FINE
    for text in _lines() if asked.urls == ["-"] else asked.urls:
        found = inspected(text, signer=signer, tenant=asked.tenant)
        if found.problem is not None:
            status = Status.WARNINGS
        write_text(stream, _as_json(found) if asked.json else _as_text(found, paint))
    return status


def _lines() -> Iterator[str]:
    for _, line in numbered_lines("-"):
        text = "" if line is None else line.decode("utf-8", "replace").strip()
        if text or line is None:
            yield text or "(a line of more than a megabyte)"


def _as_json(found: Inspected) -> str:
    delivery, link = found.delivery, found.link
    whole = {
        "text": found.text,
        "kind": None if found.purpose is None else found.purpose.value,
        "genuine": found.is_genuine,
        "problem": found.problem,
        "tenant": found.tenant,
        "delivery": None if delivery is None else _delivery(delivery),
        "link": None
        if link is None
        else {"url": link.url, "index": link.index, "name": link.name, "of": found.link_count or None},
    }
    return json.dumps(whole).replace("\x7f", "\\u007f") + "\n"


def _delivery(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "message": delivery.message_key,
        "recipient": None if delivery.recipient is None else recipient_typed(delivery.recipient),
        "sent_at": delivery.sent_at.isoformat(),
        "expires_at": None if delivery.expires_at is None else delivery.expires_at.isoformat(),
        "opens": delivery.opens.value,
        "clicks": delivery.clicks.value,
        "sender": delivery.sender,
        "attempt": delivery.attempt,
        "test": delivery.test,
        "preview": delivery.is_preview,
    }


def _as_text(found: Inspected, paint: Paint) -> str:
    lines = [paint.strong(harmless(found.text)), f"  {_verdict(found, paint)}"]
    lines += [f"  {name:<10} {harmless(value)}" for name, value in _facts(found)]
    return "".join(f"{line}\n" for line in lines)


def _verdict(found: Inspected, paint: Paint) -> str:
    if found.is_genuine:
        return paint.good("genuine: signed with these keys")
    untrue = "; it says, which may be untrue:" if found.delivery is not None else ""
    if found.is_genuine is not None:
        return paint.warning(f"NOT genuine: {found.problem}{untrue}")
    return paint.warning(f"{found.problem or 'NOT verified, as there are no keys'}{untrue}")


def _facts(found: Inspected) -> Iterator[tuple[str, str]]:
    delivery = found.delivery
    if delivery is None:
        return
    yield "kind", "a pixel: an open" if found.purpose is Purpose.OPEN else "a link: a click"
    yield "message", delivery.message_key
    if delivery.recipient is None:
        yield "recipient", "(anonymous)"
        yield "sent", f"{delivery.sent_at.date()} (the day only)"
    else:
        yield "recipient", recipient_typed(delivery.recipient)
        yield "sent", moment_text(delivery.sent_at, timezone.utc)
    yield from _link_facts(found)
    yield "followed", f"opens {delivery.opens.value}, clicks {delivery.clicks.value}"
    rare = {
        "tenant": found.tenant,
        "sender": delivery.sender,
        "expires": delivery.expires_at and moment_text(delivery.expires_at, timezone.utc),
        "attempt": str(delivery.attempt or ""),
        "counted": "nowhere: a preview" if delivery.is_preview else "apart: a test" if delivery.test else "",
    }
    yield from ((name, value) for name, value in rare.items() if value)
    yield "delivery", delivery.id


def _link_facts(found: Inspected) -> Iterator[tuple[str, str]]:
    link = found.link
    if link is None:
        return
    yield "leads to", link.url
    if link.index is not None:
        of = f", of {found.link_count}" if found.link_count else ""
        yield "link", f"number {link.index}{of}, counted from 0"
    if link.name is not None:
        yield "named", link.name


INSPECT = Command(
    name="inspect",
    summary="say what a tracking URL stands for, and whether your keys have signed it",
    description=_DESCRIPTION,
    epilog=_EPILOG,
    declare=_declare,
    run=_run,
)
