"""What the quickstart prints: the result as text for a terminal of 100 columns, or as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from textwrap import fill

import mailtrack_sdk as mt
from mailtrack_sdk.engagement import AgentFigures, Counts, DeliveryStatus, Status, TimelineEntry
from mailtrack_sdk.message import MessageReport
from mailtrack_sdk.rewriting import LinkReport

__all__ = ["Mailing", "Result", "as_json", "as_text"]

WIDTH = 100
ROWS = 15
TOP = 6

WHY_SKIPPED = {
    mt.Skip.OFF: "clicks are not followed for this delivery",
    mt.Skip.EMPTY: "there is no URL in it",
    mt.Skip.FRAGMENT: "it points into the mail itself",
    mt.Skip.SCHEME: "it is no web link",
    mt.Skip.RELATIVE: "without a host nobody can say where it leads",
    mt.Skip.AMBIGUOUS: "programs disagree about its host",
    mt.Skip.PLACEHOLDER: "a template has yet to fill it in; fill={...} would have it tracked",
    mt.Skip.OPT_OUT: "its author opted out",
    mt.Skip.TRACKED: "it leads through the tracking host already",
    mt.Skip.UNSUBSCRIBE: "unsubscribe and preference links work without a detour",
    mt.Skip.CREDENTIALS: "it carries a login or reset token, which must not pass a log",
    mt.Skip.TEXT_IS_URL: "the reader sees a URL, and phishing filters compare the two",
    mt.Skip.TOO_LONG: "its tracked URL would be too long",
    mt.Skip.REFUSED: "may_wrap said no",
}
ANSWERS = {
    "stored": "of this mailing, answered and stored",
    mt.IgnoredReason.BAD_TOKEN.value: "forged, answered like any broken link and not stored",
    mt.IgnoredReason.OFF.value: "not to be followed, answered and not stored",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """The copies of a mail: the report about the first, and the tracked body of each.

    `bodies` is empty when the mail has no HTML body that may be touched, as in a signed mail.
    """

    report: MessageReport | mt.Rewritten[bytes]
    bodies: Sequence[mt.Rewritten[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All that one run of the quickstart found out."""

    mail: str
    message_key: str
    size: int
    base_url: str
    mailing: Mailing
    answers: Counter[str]
    summary: mt.Summary
    explained: Sequence[TimelineEntry]
    database: Path | None
    seconds: Mapping[str, float]


def as_json(result: Result) -> dict[str, object]:
    """Return everything as dicts, lists, texts and numbers."""
    report = result.mailing.report
    return {
        "mail": {"name": result.mail, "bytes": result.size, "message_key": result.message_key},
        "copies": len(result.mailing.bodies),
        "links": [
            {
                "index": link.index,
                "name": link.name,
                "text": link.text,
                "url": link.url,
                "tracked_url": link.tracked_url,
                "skipped": None if link.skipped is None else link.skipped.value,
                "hidden": link.hidden,
            }
            for link in report.links
        ],
        "pixel": {
            "position": report.pixel.position.value,
            "url": report.pixel.url,
            "reason": report.pixel.reason,
        },
        "warnings": list(report.warnings),
        "answers": dict(sorted(result.answers.items())),
        "recipients": [recipient_row(status) for status in result.summary.deliveries],
        "summary": result.summary.as_dict(),
        "explained": [
            {"at": entry.at.isoformat(), "who": who(entry), "text": entry.text, "why": why(entry)}
            for entry in result.explained
        ],
        "seconds": {step: round(seconds, 3) for step, seconds in result.seconds.items()},
    }


def as_text(result: Result) -> str:
    """Return everything for people."""
    sections = (
        ("What was rewritten", rewriting(result)),
        ("What came back within a day", traffic(result)),
        ("Recipients", recipients(result.summary.deliveries)),
        ("Summary", figures(result.summary)),
        ("Three events, explained" if result.explained else "", explanations(result.explained)),
        ("Time", times(result)),
    )
    return "\n".join(line for title, lines in sections if title for line in section(title, lines))


def section(title: str, lines: Iterable[str]) -> list[str]:
    """Return a headed block, with an empty line behind it."""
    return [title, "-" * len(title), *lines, ""]


def rewriting(result: Result) -> Iterator[str]:
    """Say what happened to the links, grouped by the reason of those that were left alone."""
    report, links = result.mailing.report, result.mailing.report.links
    tracked = [link for link in links if link.tracked_url is not None]
    hidden = sum(link.hidden for link in tracked)
    copies = len(result.mailing.bodies)
    yield f"{result.mail}: {result.size:,} bytes, {len(links)} links, {copies:,} tracked copies"
    yield f"{len(tracked):4} lead through {result.base_url}, {hidden} of them only Outlook sees"
    yield from examples(tracked[:2])
    for skip, number in Counter(link.skipped for link in links).most_common():
        if skip is not None:
            yield f"{number:4} left alone, {skip.value}: {WHY_SKIPPED[skip]}"
            yield from examples([link for link in links if link.skipped is skip][:2])
    yield from untouched_parts(report)
    pixel = report.pixel
    yield f"Pixel: {pixel.position.value}{'' if pixel.reason is None else f' ({pixel.reason})'}"
    yield from (fill(f"Note: {warning}", WIDTH) for warning in report.warnings)


def untouched_parts(report: MessageReport | mt.Rewritten[bytes]) -> Iterator[str]:
    """Say which parts of a whole mail were left as they are."""
    parts = report.parts if isinstance(report, MessageReport) else ()
    for part in parts[:ROWS]:
        if part.skipped is not None:
            kind = short(part.content_type or "the mail", 40)
            yield f"Part {part.position or '*'} left as it is, {part.skipped.value}: {kind}"


def examples(links: Iterable[LinkReport]) -> Iterator[str]:
    """Show links as their author wrote them."""
    for link in links:
        text = short(link.text, 30)
        yield f"       {short(link.url, 58):58}  {text and f'“{text}”'}".rstrip()


def traffic(result: Result) -> Iterator[str]:
    """Say how many requests came and what became of them."""
    yield f"{result.answers.total():,} requests:"
    for kind, number in result.answers.most_common():
        yield f"{number:6,} {ANSWERS.get(kind, kind)}"


def recipients(deliveries: Sequence[DeliveryStatus]) -> Iterator[str]:
    """Say for the first recipients how far their copy has got; names are looked up for these only."""
    row = "{recipient:<19}  {status:<24}  {first:<5}  {client:<34}  {device}"
    yield row.format(recipient="recipient", status="status", first="first", client="client", device="device")
    for status in deliveries[:ROWS]:
        yield row.format_map(recipient_row(status)).rstrip()
    if len(deliveries) > ROWS:
        yield f"... and {len(deliveries) - ROWS:,} more"


def recipient_row(status: DeliveryStatus) -> dict[str, str]:
    """Say in five words what is known about one copy; all anonymous copies of a mail are one delivery."""
    recipient, device = status.delivery.recipient, status.device()
    return {
        "recipient": f"someone ({status.sent_events} copies)" if recipient is None else str(recipient),
        "status": status.status.label,
        "first": clock_time(status.first_human),
        "client": device.client or "",
        "device": device.device or "",
    }


def figures(summary: mt.Summary) -> Iterator[str]:
    """Give the numbers: people first, machines shown beside them and never added in."""
    yield f"{summary.sent:,} copies to known recipients, {summary.anonymous_copies:,} to anonymous ones"
    for status in reversed(Status):
        if summary.statuses[status]:
            yield f"{summary.statuses[status]:6,} {status.label}"
    row = "{:<34} {:>14} {:>14} {:>14}".format
    yield row("copies (requests)", "by people", "by machines", "unknown")
    yield row("opened", *counts(summary.opens))
    yield row("clicked", *counts(summary.clicks))
    yield f"{summary.opens_inferred:,} more were opened, as somebody clicked, without loading an image"
    yield row("anonymous: requests for the pixel", *totals(summary.anonymous.opens))
    yield row("anonymous: requests for links", *totals(summary.anonymous.clicks))
    yield f"Test copies, in none of these figures: {summary.tests.sent:,}"
    yield ""
    yield "Links people follow most"
    links = sorted(summary.links, key=lambda link: -link.people.total)
    for link in [link for link in links if link.people.total][:TOP]:
        yield f"{link.people.total:6,} {short(link.name or link.url or 'leads elsewhere in every copy', 90)}"
    yield from agents("Programs people read and click with", summary.clients())
    yield from agents("Their devices, where a request tells", summary.devices())


def counts(found: Counts) -> list[str]:
    """Write copies and requests for people, machines and unknown."""
    return [f"{one.unique:,} ({one.total:,})" for one in (found.people, found.machines, found.unknown)]


def totals(found: Counts) -> list[str]:
    """Write requests only: copies that name nobody cannot be told apart."""
    return [f"({one.total:,})" for one in (found.people, found.machines, found.unknown)]


def agents(title: str, found: Iterable[AgentFigures]) -> Iterator[str]:
    """List the names most people use, with the number of copies opened and of links followed."""
    yield title
    known = [
        agent for agent in found if agent.name and (agent.opens.people.total or agent.clicks.people.total)
    ]
    for agent in known[:TOP]:
        yield f"{agent.opens.people.unique:6,} opens {agent.clicks.people.unique:6,} clicks  {agent.name}"


def explanations(entries: Iterable[TimelineEntry]) -> Iterator[str]:
    """Tell single events in sentences."""
    for entry in entries:
        what = f"{clock_time(entry.at)}  {who(entry)}: {entry.text}."
        yield fill(what, WIDTH, subsequent_indent=" " * 7)
        yield fill(why(entry), WIDTH, initial_indent=" " * 7, subsequent_indent=" " * 7)


def who(entry: TimelineEntry) -> str:
    """Name the recipient of the copy an event is about."""
    recipient = None if entry.delivery is None else entry.delivery.recipient
    return "someone" if recipient is None else str(recipient)


def why(entry: TimelineEntry) -> str:
    """Return the reasons for the verdict on an event."""
    return "" if entry.verdict is None else entry.verdict.explain()


def times(result: Result) -> Iterator[str]:
    """Say how long it took."""
    prepare, replay, report = (result.seconds[step] for step in ("prepare", "replay", "report"))
    requests = result.answers.total()
    yield f"{prepare:6.2f} s for {len(result.mailing.bodies):,} tracked copies"
    yield f"{replay:6.2f} s for {requests:,} requests, each answered, judged and written to SQLite"
    yield f"{report:6.2f} s for the summary and the explanations"
    if result.database is not None:
        yield f"The events are in {result.database}, under the message key {result.message_key}"


def clock_time(at: datetime | None) -> str:
    """Write a time of the day, or a dash."""
    return "-" if at is None else f"{at:%H:%M}"


def short(text: str, longest: int) -> str:
    """Fit a text of a mail into one line, without characters that would move the terminal's cursor."""
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
