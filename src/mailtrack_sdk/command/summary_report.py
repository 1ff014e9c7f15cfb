"""What `mailtrack summary` has to say, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from textwrap import fill

from mailtrack_sdk.command.queries import asked_for, other_types_of
from mailtrack_sdk.command.summary_columns import columns_of, link_columns
from mailtrack_sdk.command.summary_groups import GROUPINGS, Campaigns
from mailtrack_sdk.command.summary_notes import counted, duels_of, is_empty, notes_on
from mailtrack_sdk.command.summary_tables import Column, table_lines
from mailtrack_sdk.command.terminal import Paint, harmless, short
from mailtrack_sdk.engagement import Counts, Hidden, Rate, Status, Summary, hint_for
from mailtrack_sdk.stores import EventQuery

__all__ = ["as_text"]

_MARGIN = 9
"""Where the sentences about rates begin."""

_HIDDEN = {
    Hidden.OFF: "not tracked",
    Hidden.AGGREGATED: "counted for the message only",
    Hidden.PRIVACY_PROXY: "loaded by Apple Mail Privacy Protection",
    Hidden.UNSURE: "requested by nobody knows whom",
}


def as_text(
    name: str,
    query: EventQuery,
    summary: Summary,
    *,
    by: Sequence[str],
    campaigns: Campaigns,
    zone: tzinfo,
    now: datetime,
    rows: int,
    paint: Paint,
    width: int,
) -> str:
    """Return everything for people.

    Args:
        name: What the store is called.
        query: What the figures are over.
        summary: The figures.
        by: By what they are to be told besides.
        campaigns: Which message belongs to which campaign.
        zone: Whose clock to go by.
        now: The present moment.
        rows: Most rows of a table.
        paint: Colours, or none.
        width: Most characters of a line.
    """
    blocks: list[Iterable[str]] = [_heading(name, query, summary, zone=zone, paint=paint, width=width)]
    if not is_empty(summary):

        def table(title: str, columns: Sequence[Column]) -> Iterator[str]:
            if columns[0].cells:
                yield paint.strong(fill(title, width))
                yield from table_lines(columns, rows=rows, paint=paint, width=width)

        if summary.known > 1:  # a rate over one copy is a joke
            blocks.append(_rates(summary, paint=paint, width=width))
        if summary.known:
            blocks.append(table("Requests", _request_columns(summary)))
        blocks.append(table("Deliveries", _status_columns(summary)))
        if "link" not in by:
            blocks.append(table("Links", link_columns(summary)))
        for choice in by:
            title = f"By {choice}"
            if choice in GROUPINGS and choice != "recipient":
                title += "; rates are over those of which it can be known, so without the hidden ones"
            blocks.append(table(title, columns_of(summary, choice, campaigns=campaigns, zone=zone)))
        blocks += [
            _variants(summary, paint=paint, width=width),
            _hint(summary, now=now, paint=paint, width=width),
            _bullets(
                "What the figures cannot say", notes_on(summary, query, by=by), paint=paint, width=width
            ),
        ]
    return "\n".join("".join(f"{line}\n" for line in lines) for lines in map(list, blocks) if lines)


def _heading(
    name: str, query: EventQuery, summary: Summary, *, zone: tzinfo, paint: Paint, width: int
) -> Iterator[str]:
    asked = "".join(f", {option} {harmless(value)}" for option, value in asked_for(query, zone=zone))
    yield paint.strong(fill(f"{harmless(repr(name))}{asked}", width, subsequent_indent="  "))
    yield fill(_told_first(summary, query), width)


def _told_first(summary: Summary, query: EventQuery) -> str:
    if is_empty(summary):
        other = other_types_of(query.recipient)
        return "No such events" + ("" if other is None else f"; for the id of another type, ask for {other}")
    known = counted(summary.known, "delivery to a known recipient", "deliveries to known recipients")
    told = f"{known}, {summary.sent:,} recorded as sent"
    if not summary.composed:  # as when a filter by recipient leaves composed events out
        return told
    return f"{told}; {counted(summary.composed, 'message', 'messages')} composed"


def _rates(summary: Summary, *, paint: Paint, width: int) -> Iterator[str]:
    for label, rate in (("Opened", summary.open_rate()), ("Clicked", summary.click_rate())):
        first, *others = _within(rate.text, width)
        yield paint.strong(f"{label:<{_MARGIN}}") + first
        yield from others
        if why := _why_hidden(rate):
            yield from _within(why, width, indent=" " * _MARGIN)


def _within(text: str, width: int, *, indent: str = "") -> list[str]:
    """Break text into lines that leave room for a label in front of the first one."""
    margin = " " * _MARGIN
    lines = fill(f"{text}.", width, initial_indent=margin, subsequent_indent=margin).splitlines()
    return [f"{indent}{lines[0].removeprefix(margin)}", *lines[1:]]


def _why_hidden(rate: Rate) -> str:
    """Say how many cannot be known, and why."""
    reasons = [f"{number:,} {_HIDDEN[reason]}" for reason, number in rate.hidden.items() if number]
    share = rate.unknowable_share
    if share is None or not reasons:
        return ""
    return f"Of {share:.1%} it cannot be known: {', '.join(reasons)}"


def _request_columns(summary: Summary) -> list[Column]:
    found: list[tuple[str, Counts]] = [("opens", summary.opens), ("clicks", summary.clicks)]
    return [
        Column(title="", cells=[name for name, _ in found], is_number=False),
        Column(title="People", cells=[f"{counts.people.unique:,}" for _, counts in found]),
        Column(title="Times", cells=[f"{counts.people.total:,}" for _, counts in found]),
        Column(title="Machines", cells=[f"{counts.machines.total:,}" for _, counts in found]),
        Column(title="Unknown", cells=[f"{counts.unknown.total:,}" for _, counts in found]),
    ]


def _status_columns(summary: Summary) -> list[Column]:
    found = [(status, summary.statuses[status]) for status in reversed(Status) if summary.statuses[status]]
    return [
        Column(title="Status", cells=[status.label for status, _ in found], is_number=False),
        Column(title="Number", cells=[f"{number:,}" for _, number in found]),
        Column(title="Share", cells=[f"{number / summary.known:.1%}" for _, number in found]),
    ]


def _variants(summary: Summary, *, paint: Paint, width: int) -> Iterator[str]:
    for place, duel in enumerate(duels_of(summary)):
        if not place:
            a, b = (short(name, 40) for name in duel.names)
            named = "" if (a, b) == ("A", "B") else f": A is {a}, B is {b}"
            yield paint.strong(f"Two variants{named}")
        for text in (duel.comparison.text, *duel.comparison.caveats):
            yield _bullet(text, width)


def _hint(summary: Summary, *, now: datetime, paint: Paint, width: int) -> Iterator[str]:
    """Say what to make of it when it is all about one copy."""
    if summary.only is None:
        return
    hint = hint_for(summary.only, now=now)
    yield from _bullets(hint.text, (*hint.reasons, *hint.caveats), paint=paint, width=width)


def _bullets(title: str, texts: Iterable[str], *, paint: Paint, width: int) -> Iterator[str]:
    for place, text in enumerate(texts):
        if not place:
            yield paint.strong(title)
        yield _bullet(text, width)


def _bullet(text: str, width: int) -> str:
    return fill(f"- {harmless(text)}", width, initial_indent="  ", subsequent_indent="    ")
