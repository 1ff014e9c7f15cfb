"""What `mailtrack events` has to say about an event: for people, and for a program."""

from __future__ import annotations

import json
from datetime import tzinfo
from textwrap import fill

from mailtrack_sdk.classification import Agent, Human, Verdict
from mailtrack_sdk.command.queries import moment_text, recipient_typed
from mailtrack_sdk.command.terminal import Paint, harmless
from mailtrack_sdk.engagement import TimelineEntry
from mailtrack_sdk.events import ComposedEvent, Event, EventKind, RequestEvent
from mailtrack_sdk.models import Mode
from mailtrack_sdk.stores._codec import dump_event, dump_verdict

__all__ = ["as_json", "as_text"]

_WHO = {Human.YES: "a person", Human.NO: "software", Human.UNKNOWN: "unknown"}


def as_json(event: Event, entry: TimelineEntry) -> str:
    """Return an event and its verdict as one line of JSON, in ASCII without control characters.

    The form is that of `ExportStore.export`, with the cursor of the event beside it.

    Args:
        event: The event.
        entry: What it means.
    """
    whole = {
        **dump_event(event),
        "time": event.at.isoformat(),
        **({} if entry.verdict is None else {"verdict": dump_verdict(entry.verdict)}),
        "cursor": entry.cursor,
    }
    return json.dumps(whole).replace("\x7f", "\\u007f") + "\n"


def as_text(
    event: Event,
    entry: TimelineEntry,
    *,
    zone: tzinfo,
    verdicts: bool,
    explain: bool,
    paint: Paint,
    width: int,
) -> str:
    """Return an event as one line for people; its verdict at the end of it, and the reasons below.

    Args:
        event: The event.
        entry: What it means.
        zone: Whose clock to go by.
        verdicts: Whether with the verdict.
        explain: Whether with the reasons.
        paint: Colours, or none.
        width: Most characters of a line of reasons.
    """
    verdict = entry.verdict
    told = harmless(entry.text)
    if verdict is not None and verdict.human is Human.YES and verdict.agent is not Agent.SENDER:
        told = paint.good(told)
    line = f"{_when(entry, zone)}  {_about(event)}: {told}"
    if verdict is not None and verdicts:
        line += f"  [{_verdict(verdict)}]"
    if verdict is None or not explain:
        return f"{line}\n"
    reasons = fill(harmless(verdict.explain()), width, initial_indent="    ", subsequent_indent="    ")
    return f"{line}\n{reasons}\n"


def _when(entry: TimelineEntry, zone: tzinfo) -> str:
    """Tell the time, or the day where only that was kept; all in columns of the same width."""
    text = moment_text(entry.at, zone)
    delivery = entry.delivery
    if delivery is None or entry.kind is EventKind.SENT:
        return text
    mode = delivery.opens if entry.kind is EventKind.OPEN else delivery.clicks
    if mode is not Mode.LAST_OPEN_DAY or delivery.recipient is None:
        return text
    return f"{entry.at.date().isoformat():<{len(text)}}"


def _about(event: Event) -> str:
    """Name the message, and the recipient unless the sentence does, with its type where that is not text."""
    names = [event.message_key if event.tenant is None else f"{event.tenant}/{event.message_key}"]
    if not isinstance(event, ComposedEvent) and event.delivery.recipient is not None:
        name = recipient_typed(event.delivery.recipient)
        if isinstance(event, RequestEvent) or name != event.delivery.recipient:
            names.append(name)
    return ", ".join(map(harmless, names))


def _verdict(verdict: Verdict) -> str:
    sure = "" if verdict.human is Human.UNKNOWN else f", {verdict.confidence:.0%} sure"
    return f"{_WHO[verdict.human]}{sure}; agent: {verdict.agent.value.replace('_', ' ')}"
