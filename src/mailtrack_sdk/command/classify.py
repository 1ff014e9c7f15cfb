"""`mailtrack classify`: judge one request, or many, and say why."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import TextIO

from mailtrack_sdk.classification import Classifier, Verdict
from mailtrack_sdk.command.classify_events import Numbered, event_alone, events_together
from mailtrack_sdk.command.classify_input import described_by, moment_of, read_line, seconds_of
from mailtrack_sdk.command.classify_lines import numbered_lines
from mailtrack_sdk.command.classify_report import as_json, as_sentence, as_text
from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.judges import classifier_of, declare_judge
from mailtrack_sdk.command.progress import progress
from mailtrack_sdk.command.streams import standard_output, write_text
from mailtrack_sdk.command.terminal import Paint, terminal_width
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import EventKind

__all__ = ["CLASSIFY"]

_MOST_COMPLAINTS = 20
"""Most broken lines that are told of one by one: a file of something else has nothing but such lines."""

_DESCRIPTION = """\
Judge an open or a click by what its request said: which software made it, whether a person
caused it, and why. One request by options, or many as JSON lines. Nothing is recorded.
What is not given counts as not known: without --after, nothing is said about the time."""
_EPILOG = """\
A line is a JSON object. All its keys may be left out; others are passed over:
  agent (or ua), address (or ip), kind, method, headers (an object), seconds_since_send,
  url (the link that was followed), link_count (links in the mail),
  delivery (any text), at (such as 2026-03-01T09:00:00.5Z)
Lines without delivery are judged one by one, as they come. Those of one delivery are judged
together when all lines were read, and are kept in memory until then; each needs a time, at or
seconds_since_send, and each click its url, or clicks count as those of one link. Their verdicts
come last; every verdict tells the number of its line.
Of broken lines the first 20 are told with the reason, and in the end how many there are in all.

examples:
  mailtrack classify --kind open --agent "Mozilla/5.0"
      one request
  mailtrack classify --agent "curl/8.5.0" --address 192.0.2.7 --method HEAD --after 2
      a click, two seconds after the send
  mailtrack classify --lines requests.jsonl --json
      many; one JSON object for each

exit status:
  0  done
  1  done, but some lines could not be read; standard error tells which
  2  wrong arguments, or something could not be read or written
130  interrupted"""


def _declare(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--lines", metavar="FILE", help="requests as JSON lines (see below); - for standard input"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object for each request")
    declare_judge(parser)
    request = parser.add_argument_group("one request")
    request.add_argument(
        "--kind",
        type=str.lower,
        choices=[EventKind.OPEN.value, EventKind.CLICK.value],
        default=EventKind.CLICK.value,
        help="of a pixel or a link; with --lines, of lines that do not say so (default: %(default)s)",
    )
    request.add_argument("--agent", metavar="TEXT", help="its User-Agent")
    request.add_argument("--address", metavar="IP", help="the network address it came from")
    request.add_argument("--method", metavar="NAME", help="its HTTP method (default: GET)")
    request.add_argument(
        "--header",
        metavar="'NAME: VALUE'",
        action="append",
        help="one of its headers; may be repeated (default: none were recorded)",
    )
    request.add_argument(
        "--after", metavar="SECONDS", type=_seconds, help="how long after the send it came (default: unknown)"
    )
    request.add_argument(
        "--at", metavar="TIME", type=_moment, help="when it came, such as 2026-03-01T09:00:00Z (default: now)"
    )


def _seconds(text: str) -> float:
    try:
        return seconds_of(text)
    except (ArgumentError, ValueError):
        raise ArgumentTypeError(f"not a number of seconds within ten years: {text!r}") from None


def _moment(text: str) -> datetime:
    try:
        return moment_of(text)
    except ArgumentError as error:
        raise ArgumentTypeError(str(error)) from None


def _run(asked: Namespace) -> Status:
    if asked.lines is None:
        request = described_by(asked)
        verdict = classifier_of(asked).classify(event_alone(request, now=_now()))
        stream = standard_output()
        if asked.json:
            text = as_json(verdict, kind=request.kind.value)
        else:
            text = as_text(verdict, paint=Paint.of(stream), width=terminal_width())
        write_text(stream, text)
        return Status.FINE
    for name in ("agent", "address", "method", "header", "after", "at"):
        if getattr(asked, name) is not None:
            raise ArgumentError(f"--{name} is for one request, and --lines says it for each: leave one out")
    if "-" == asked.lines == asked.networks:
        raise ArgumentError("--lines and --networks cannot both be standard input: name a file for one")
    judge = _Lines(classifier_of(asked), asked, standard_output())
    return judge.judge(numbered_lines(asked.lines))


class _Lines:
    """Judges requests line by line, and keeps those that belong together until the end."""

    def __init__(self, classifier: Classifier, asked: Namespace, stream: TextIO) -> None:
        self._classifier = classifier
        self._kind: str = asked.kind
        self._is_json: bool = asked.json
        self._stream = stream
        self._paint = Paint.of(stream)
        self._now = _now()
        self._broken = 0
        self._has_warned = False
        self._deliveries: dict[str, list[Numbered]] = {}

    def judge(self, lines: Iterable[tuple[int, bytes | None]]) -> Status:
        """Judge all lines, and tell what came of each."""
        # Lines on a terminal show by themselves how far it is.
        terminal = None if self._stream.isatty() else sys.stderr
        with progress("lines read", None, stream=terminal) as read:
            for number, line in lines:
                read(number)
                self._take(number, line)
        for delivery, requests in self._deliveries.items():
            self._judge_together(delivery, requests)
        if self._broken > _MOST_COMPLAINTS:
            write_text(sys.stderr, f"mailtrack: {self._broken:,} lines in all could not be read\n")
        return Status.WARNINGS if self._broken else Status.FINE

    def _take(self, number: int, line: bytes | None) -> None:
        """Judge a line, or keep it for the others of its delivery."""
        try:
            request = read_line(line, kind=self._kind)
        except ArgumentError as error:
            self._complain(number, str(error))
            return
        if request is None:
            return
        if request.delivery is not None:
            self._deliveries.setdefault(request.delivery, []).append((number, request))
            return
        event = event_alone(request, now=self._now, number=number)
        self._tell(self._classifier.classify(event), request.kind, number)

    def _judge_together(self, delivery: str, requests: list[Numbered]) -> None:
        self._warn_about_links(requests)
        events, lost = events_together(requests, now=self._now)
        verdicts = self._classifier.judge(events)
        for event in sorted(events, key=lambda event: (event.at, event.id)):
            self._tell(verdicts[event.id], event.kind, event.id.int, delivery)
        for number in lost:
            self._complain(number, "has no time among the others of its delivery: add at")

    def _warn_about_links(self, requests: list[Numbered]) -> None:
        """Say once that clicks of one link make no burst of links."""
        clicks = [(number, request.url) for number, request in requests if request.kind is EventKind.CLICK]
        nameless = next((number for number, url in clicks if url is None), None)
        if len(clicks) > 1 and nameless is not None and not self._has_warned:
            self._has_warned = True
            write_text(
                sys.stderr,
                f"mailtrack: line {nameless}, and maybe others: a click without url, so that the links of "
                "its delivery cannot be told apart, nor bursts be seen: add url\n",
            )

    def _tell(self, verdict: Verdict, kind: EventKind, line: int, delivery: str | None = None) -> None:
        if self._is_json:
            text = as_json(verdict, kind=kind.value, line=line, delivery=delivery)
        else:
            text = as_sentence(verdict, line=line, delivery=delivery, paint=self._paint)
        write_text(self._stream, text)

    def _complain(self, number: int, reason: str) -> None:
        self._broken += 1
        if self._broken <= _MOST_COMPLAINTS:
            write_text(sys.stderr, f"mailtrack: line {number}: {reason}\n")


def _now() -> datetime:
    return datetime.now(timezone.utc)


CLASSIFY = Command(
    name="classify",
    summary="judge a request, or many: which software made it, whether a person caused it, and why",
    description=_DESCRIPTION,
    epilog=_EPILOG,
    declare=_declare,
    run=_run,
)
