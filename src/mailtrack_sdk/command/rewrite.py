"""`mailtrack rewrite`: make the tracked copy of a mail or an HTML body, and say what was done."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import datetime, timezone
from pathlib import Path

from mailtrack_sdk._mime_bytes import is_mail
from mailtrack_sdk.command.choices import declare_choices, rules_of
from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.files import Source, Target, read_source
from mailtrack_sdk.command.identity import Identity, check_rehearsal, declare_identity, identity_of
from mailtrack_sdk.command.rewrite_report import Copy, as_json, as_text
from mailtrack_sdk.command.streams import standard_output, write_bytes, write_text
from mailtrack_sdk.command.terminal import Paint, terminal_width
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.message import MessageReport
from mailtrack_sdk.models import MAX_ID_BYTES, Delivery, Mode
from mailtrack_sdk.rewriting import Rewritten

__all__ = ["REWRITE"]

_SUFFIXES = {".eml": "mail", ".htm": "html", ".html": "html", ".xhtml": "html"}
_ENDINGS = {"mail": ".eml", "html": ".html"}
# One spelling for every Python: datetime.fromisoformat of 3.10 knows no "Z", that of 3.11 far too much.
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})")
# Blanks, controls and surrogates, and what may make an address of a name: "@" in its three spellings.
_NOT_IN_A_KEY = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff@%\uff20]+")
# A tag, behind blanks and the mark of UTF-8 or UTF-16 if there is one.
_HTML_BEGINS = re.compile(rb"[\x00\s\xef\xbb\xbf\xfe\xff]*<")

_DESCRIPTION = """\
Make the tracked copy of one mail or HTML body, and report what was done to it:
size, pixel, every link with the reason if it was left alone, and warnings.
Only links and one pixel change; every other byte stays."""
_EPILOG = """\
examples:
  mailtrack rewrite newsletter.html
      a rehearsal: writes newsletter.tracked.html, whose links lead nowhere
  mailtrack rewrite newsletter.html --check --fail-on-warning
      the report only; status 1 if there is anything to warn about
  mailtrack rewrite mail.eml --key-file key.txt --base-url https://t.example.com \\
      --message-key news-7 --recipient u-1001 -o tracked.eml
      a copy to send
  some-mailer | mailtrack rewrite - --message-key news-7 --recipient u-1001 | some-transport
      the copy goes to standard output, the report to standard error; MAILTRACK_KEY and
      MAILTRACK_BASE_URL must be set

exit status:
  0  done
  1  done, but there are warnings, and --fail-on-warning was given
  2  wrong arguments, or something could not be read or written
130  interrupted"""


def _declare(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a mail or an HTML body; - for standard input")
    parser.add_argument(
        "--type",
        choices=("html", "mail"),
        help="what FILE is (default: by its suffix, .eml or .html, else by its first lines)",
    )
    parser.add_argument("--charset", metavar="NAME", help="the charset of an HTML body; a mail says its own")

    result = parser.add_argument_group("result")
    where = result.add_mutually_exclusive_group()
    where.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="where the copy goes; - for standard output, and then the report goes to standard error "
        "(default: beside FILE with .tracked before its suffix; for standard input, standard output)",
    )
    where.add_argument("--check", action="store_true", help="report only, and write nothing")
    result.add_argument(
        "--force", action="store_true", help="replace an existing file, or write to a terminal"
    )

    report = parser.add_argument_group("report")
    report.add_argument("--json", action="store_true", help="print it for a program to read")
    report.add_argument(
        "--urls", action="store_true", help="with the tracked URLs: they work, so mind who reads it"
    )
    report.add_argument(
        "--fail-on-warning", action="store_true", help="end with status 1 if there are warnings"
    )

    declare_identity(parser)

    copy = parser.add_argument_group("the copy")
    copy.add_argument(
        "--message-key",
        metavar="KEY",
        help="your name of the message (default: that of FILE; standard input has none)",
    )
    copy.add_argument(
        "--recipient",
        metavar="ID",
        help="your opaque id of the reader, never an address (default: anonymous)",
    )
    copy.add_argument(
        "--sent-at",
        metavar="TIME",
        type=_moment,
        help="when it is sent, such as 2026-03-01T09:00:00Z (default: now)",
    )
    copy.add_argument(
        "--preview", action="store_true", help="for your own eyes: links work, nothing is counted"
    )
    modes = [mode.value for mode in Mode]
    for what in ("opens", "clicks"):
        copy.add_argument(
            f"--{what}",
            type=str.lower,
            choices=modes,
            default=Mode.FULL.value,
            metavar="MODE",
            help=f"how far {what} are followed: {', '.join(modes)} (default: %(default)s)",
        )
    declare_choices(parser)


def _moment(text: str) -> datetime:
    try:
        if _MOMENT.fullmatch(text) is not None:
            return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        pass  # such as the 30th of February
    raise ArgumentTypeError(
        f"not a date and time with its UTC offset, such as 2026-03-01T09:00:00Z: {text!r}"
    )


def _run(asked: Namespace) -> Status:
    if asked.file == "-" == asked.key_file:
        raise ArgumentError("FILE and --key-file cannot both be standard input: name a file for one of them")
    source = read_source(asked.file)
    kind = _kind_of(source, asked)
    identity = identity_of(asked)
    delivery = _delivery_of(source, asked, identity)
    output = _output_of(source, kind, asked)
    target = None if output in (None, "-") else Target(Path(output), source=source, force=asked.force)
    is_piped = not standard_output().isatty() if output == "-" else target is not None and target.is_pipe
    check_rehearsal(asked, identity, is_sent=is_piped or asked.recipient is not None)
    data, report = _rewritten(source, kind, asked, identity, delivery)
    if target is not None:
        target.write(data)
    elif output is not None:
        write_bytes(standard_output(), data)
    copy = Copy(
        name=source.name,
        label=source.label,
        kind=kind,
        bytes_before=len(source.data),
        bytes_after=len(data),
        is_changed=data is not source.data,
        identity=identity,
        delivery=delivery,
        report=report,
        written_to=output,
    )
    stream = sys.stderr if output == "-" else sys.stdout
    if asked.json:
        write_text(stream, as_json(copy, urls=asked.urls))
    else:
        write_text(stream, as_text(copy, urls=asked.urls, paint=Paint.of(stream), width=terminal_width()))
    return Status.WARNINGS if asked.fail_on_warning and report.warnings else Status.FINE


def _kind_of(source: Source, asked: Namespace) -> str:
    suffix = "" if source.path is None else source.path.suffix.lower()
    kind: str = asked.type or _SUFFIXES.get(suffix) or _kind_by_look(source)
    if asked.charset is not None:
        if kind == "mail":
            raise ArgumentError(
                "--charset is for an HTML body: a mail says its own (--type html if it is none)"
            )
        try:
            "".encode(asked.charset)
        except (LookupError, ValueError):
            raise ArgumentError(f"--charset: Python knows no charset {asked.charset!r}") from None
    return kind


def _kind_by_look(source: Source) -> str:
    if is_mail(source.data):
        return "mail"
    if _HTML_BEGINS.match(source.data) is None:
        # A plain text, for one: the pixel would be seen in it.
        raise ArgumentError(
            f"{source.label} begins neither as a mail nor as HTML: add --type mail or --type html"
        )
    return "html"


def _delivery_of(source: Source, asked: Namespace, identity: Identity) -> Delivery:
    return Delivery(
        _message_key_of(source, identity) if asked.message_key is None else asked.message_key,
        asked.recipient,
        sent_at=asked.sent_at or datetime.now(timezone.utc),
        opens=Mode(asked.opens),
        clicks=Mode(asked.clicks),
        is_preview=asked.preview or identity.is_rehearsal,
    )


def _message_key_of(source: Source, identity: Identity) -> str:
    """Make a message key of the file's name: what may not stand in one becomes a hyphen.

    Two mails that only share a lack of names must not be counted as one message.
    """
    name = "" if source.path is None else _split(source.path)[0]
    clean = _NOT_IN_A_KEY.sub("-", name).encode()[:MAX_ID_BYTES].decode("utf-8", "ignore")
    key = clean.strip("-")
    if not key and not identity.is_rehearsal:
        raise ArgumentError(
            f"{source.label} has no name to make a message key of: add --message-key, one for each message"
        )
    return key or "message"


def _output_of(source: Source, kind: str, asked: Namespace) -> str | None:
    """Return the file to write, "-" for standard output, or None for nowhere."""
    if asked.check:
        standard_output()  # a check without its report is none
        return None
    output: str | None = asked.output
    if output == "":
        raise ArgumentError("--output: the name of the file is empty: name one, or - for standard output")
    if output is None and source.path is not None:
        name, suffix = _split(source.path)
        return str(source.path.with_name(f"{name}.tracked{suffix or _ENDINGS[kind]}"))
    if output not in (None, "-"):
        return output
    if standard_output().isatty() and not asked.force:
        raise ArgumentError(
            "the copy would go to a terminal, which a hostile mail can misuse: "
            "add --output FILE, or --check, or --force"
        )
    return "-"


def _split(path: Path) -> tuple[str, str]:
    """Cut a suffix that says what the file is from its name; other dots belong to the name."""
    return (path.stem, path.suffix) if path.suffix.lower() in _SUFFIXES else (path.name, "")


def _rewritten(
    source: Source, kind: str, asked: Namespace, identity: Identity, delivery: Delivery
) -> tuple[bytes, MessageReport | Rewritten[bytes]]:
    rules = rules_of(asked, kind=kind)
    if kind == "mail":
        tracked = identity.tracker.track(source.data, delivery, rules=rules)
        return tracked.message, tracked.report
    body = identity.tracker.rewrite(source.data, delivery, rules=rules, charset=asked.charset)
    return body.html, body


REWRITE = Command(
    name="rewrite",
    summary="make the tracked copy of a mail or an HTML body, and report what was done",
    description=_DESCRIPTION,
    epilog=_EPILOG,
    declare=_declare,
    run=_run,
)
