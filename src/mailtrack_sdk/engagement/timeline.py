"""What happened, in order of time, each event in one plain sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.classification.device import describe
from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.engagement.judging import in_order, judge_all
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, EventKind, RequestEvent, SentEvent
from mailtrack_sdk.models import Delivery, Link

__all__ = ["TimelineEntry", "timeline"]

_LONGEST_LABEL = 80
"""Longest link, subject or recipient in a sentence; a target may have 2,000 characters."""

_SOFTWARE = {
    Agent.APPLE_MPP: "Apple Mail Privacy Protection",
    Agent.PREFETCH: "a prefetch ahead of reading",
    Agent.SECURITY_SCANNER: "a security scanner",
    Agent.LINK_PREVIEWER: "a link previewer",
    Agent.HTTP_LIBRARY: "a script",
    Agent.CRAWLER: "a crawler",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One event, told for people.

    Args:
        at: When it happened, an aware UTC datetime.
        kind: What kind of event it is.
        event_id: The id of the event.
        message_key: The message.
        delivery: The copy; None for a composed event, which belongs to all copies.
        text: What happened, one sentence without a trailing full stop.
        verdict: Who made the request and why we think so; None for composed and sent events.
    """

    at: datetime
    kind: EventKind
    event_id: UUID
    message_key: str
    delivery: Delivery | None
    text: str
    verdict: Verdict | None = None


def timeline(
    events: Iterable[Event],
    verdicts: Mapping[UUID, Verdict] | None = None,
    *,
    classifier: Classifier | None = None,
) -> tuple[TimelineEntry, ...]:
    """Tell events in order of time, each in one plain sentence.

    Every event has an entry, repeats and machines among them, because a timeline is where one looks
    to see what the figures are made of.

    Args:
        events: The events, in any order; of several with one id, one is kept.
        verdicts: Event id to verdict, as far as known; other requests are judged here.
        classifier: Judges what has no verdict; None for the standard rules.

    Returns:
        One entry per event, ordered by (at, id).

    Example:
        >>> timeline([])
        ()
    """
    ordered = in_order(events)
    requests = [event for event in ordered if isinstance(event, RequestEvent)]
    judge = Classifier() if classifier is None else classifier
    judged = judge_all(requests, known={} if verdicts is None else verdicts, classifier=judge)
    return tuple(_entry(event, judged) for event in ordered)


def _entry(event: Event, verdicts: Mapping[UUID, Verdict]) -> TimelineEntry:
    delivery: Delivery | None = None
    verdict: Verdict | None = None
    if isinstance(event, ComposedEvent):
        text = _composed(event)
    elif isinstance(event, SentEvent):
        delivery, text = event.delivery, _sent(event)
    else:
        delivery, verdict = event.delivery, verdicts[event.id]
        text = _clicked(event, verdict) if isinstance(event, ClickEvent) else _opened(event, verdict)
    return TimelineEntry(
        at=event.at,
        kind=event.kind,
        event_id=event.id,
        message_key=event.message_key,
        delivery=delivery,
        text=f"Test: {text}" if delivery is not None and delivery.test else text,
        verdict=verdict,
    )


def _composed(event: ComposedEvent) -> str:
    subject = f" {_quoted(event.subject)}" if event.subject else ""
    links = "1 link" if len(event.links) == 1 else f"{len(event.links)} links"
    return f"Composed{subject} with {links}"


def _sent(event: SentEvent) -> str:
    recipient = event.delivery.recipient
    return "Sent as an anonymous copy" if recipient is None else f"Sent to {_short(str(recipient))}"


def _opened(event: RequestEvent, verdict: Verdict) -> str:
    if event.method == "HEAD":
        return "Pixel looked up without loading it, which does not count"
    if verdict.agent is Agent.SENDER:
        return "Viewed by the sender, which does not count"
    if verdict.human is Human.YES:
        return f"Opened{_by_whom(event)}{_where(event, verdict)}"
    if verdict.human is Human.UNKNOWN:
        return f"Loaded{_where(event, verdict)}; it cannot be told whether a person opened it"
    return f"Loaded by {_SOFTWARE.get(verdict.agent, 'software')}; nobody may have read it"


def _clicked(event: ClickEvent, verdict: Verdict) -> str:
    link = _link(event.link)
    if event.method == "HEAD":
        return f"Link {link} looked up without following it, which does not count"
    if verdict.agent is Agent.SENDER:
        return f"Link {link} followed by the sender, which does not count"
    if verdict.human is Human.YES:
        return f"Link {link} clicked{_by_whom(event)}{_where(event, verdict)}"
    if verdict.human is Human.UNKNOWN:
        return f"Link {link} followed{_where(event, verdict)}; it cannot be told whether by a person"
    if verdict.agent is Agent.LINK_PREVIEWER:
        return f"Link {link} loaded by a link previewer; somebody may have shared it"
    return f"Link {link} followed by {_SOFTWARE.get(verdict.agent, 'software')}, not by a person"


def _by_whom(event: RequestEvent) -> str:
    """Name nobody when the copy names nobody: any holder of an anonymous copy may have done it."""
    return " by someone" if event.delivery.recipient is None else ""


def _where(event: RequestEvent, verdict: Verdict) -> str:
    """Name the program and system; a proxy is neither where the reader sat nor what was used."""
    device = describe(event.client.agent)
    if verdict.agent is Agent.IMAGE_PROXY:
        return (
            " through an image proxy"
            if device.client is None
            else f" through the image proxy of {device.client}"
        )
    client = "" if device.client is None else f" in {device.client}"
    return client if device.os is None else f"{client} on {device.os}"


def _link(link: Link) -> str:
    return _quoted(link.url if link.name is None else link.name)


def _quoted(text: str) -> str:
    return f'"{_short(text)}"'


def _short(text: str) -> str:
    """Keep a sentence readable: one line, and not longer than a line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_LABEL else f"{line[: _LONGEST_LABEL - 1]}…"
