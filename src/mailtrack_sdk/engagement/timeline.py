"""What happened, in order of time, each event in one plain sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mailtrack_sdk.accounts.deliveries import is_shared
from mailtrack_sdk.accounts.ledger import Key, key_of
from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.classification.device import describe
from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.engagement._places import cursor_text, place_of, read_cursor
from mailtrack_sdk.engagement._words import listed, quoted, short
from mailtrack_sdk.engagement.judging import in_order, judge_all
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, EventKind, RequestEvent, SentEvent
from mailtrack_sdk.models import Delivery, Link
from mailtrack_sdk.stores.query import check_limit

__all__ = ["TimelineEntry", "timeline"]

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
        candidates: For a request of a copy that several people share: who may have made it, as the
            sent events say. Which of them did is not known.
    """

    at: datetime
    kind: EventKind
    event_id: UUID
    message_key: str
    delivery: Delivery | None
    text: str
    verdict: Verdict | None = None
    candidates: tuple[str, ...] = ()

    @property
    def cursor(self) -> str:
        """The place of the entry, a word to hand back as `after` for the entries that follow it."""
        return cursor_text(place_of(self.at, self.event_id))


def timeline(
    events: Iterable[Event],
    verdicts: Mapping[UUID, Verdict] | None = None,
    *,
    classifier: Classifier | None = None,
    newest_first: bool = False,
    after: str | None = None,
    limit: int | None = None,
) -> tuple[TimelineEntry, ...]:
    """Tell events in order of time, each in one plain sentence.

    Every event has an entry, repeats and machines among them, because a timeline is where one looks
    to see what the figures are made of. For a page of it, give `limit`, and then the `cursor` of the
    last entry as `after`; the events must be all of them each time, because verdicts and candidates
    are drawn from all. `activity` reads pages from a store.

    Args:
        events: The events, in any order; of several with one id, one is kept.
        verdicts: Event id to verdict, as far as known; other requests are judged here.
        classifier: Judges what has no verdict; None for the standard rules.
        newest_first: Whether the order is turned round.
        after: The cursor of an entry; only what follows it, in the order asked for, is told.
        limit: At most so many entries; None for all.

    Returns:
        One entry per event, ordered by (at, id).

    Raises:
        ArgumentError: `after` is no cursor, or `limit` is not 0 or more.

    Example:
        >>> timeline([])
        ()
    """
    check_limit(limit)
    place = None if after is None else read_cursor(after)
    ordered = in_order(events)
    requests = [event for event in ordered if isinstance(event, RequestEvent)]
    judge = Classifier() if classifier is None else classifier
    judged = judge_all(requests, known={} if verdicts is None else verdicts, classifier=judge)
    candidates = candidates_in(ordered)
    if newest_first:
        ordered.reverse()
    if place is not None:
        ordered = [event for event in ordered if _follows(event, place, newest_first=newest_first)]
    return tuple(tell(event, judged, candidates) for event in ordered[:limit])


def _follows(event: Event, place: int, *, newest_first: bool) -> bool:
    own = place_of(event.at, event.id)
    return own < place if newest_first else own > place


def candidates_in(events: Iterable[Event]) -> dict[Key, tuple[str, ...]]:
    """Gather the candidates of every delivery from its sent events."""
    found: dict[Key, dict[str, None]] = {}
    for event in events:
        if isinstance(event, SentEvent) and event.candidates:
            found.setdefault(key_of(event.delivery), {}).update(dict.fromkeys(event.candidates))
    return {key: tuple(names) for key, names in found.items()}


def tell(
    event: Event, verdicts: Mapping[UUID, Verdict], candidates: Mapping[Key, tuple[str, ...]]
) -> TimelineEntry:
    """Tell one event; a request must have a verdict."""
    delivery: Delivery | None = None
    verdict: Verdict | None = None
    someone: tuple[str, ...] = ()
    if isinstance(event, ComposedEvent):
        text = _composed(event)
    elif isinstance(event, SentEvent):
        delivery, text = event.delivery, _sent(event)
    else:
        delivery, verdict = event.delivery, verdicts[event.id]
        names = candidates.get(key_of(delivery), ())
        someone = names if is_shared(delivery, names) else ()
        who = _by_whom(delivery, someone)
        if isinstance(event, ClickEvent):
            text = _clicked(event, verdict, who)
        else:
            text = _opened(event, verdict, who)
    return TimelineEntry(
        at=event.at,
        kind=event.kind,
        event_id=event.id,
        message_key=event.message_key,
        delivery=delivery,
        text=f"Test: {text}" if delivery is not None and delivery.test else text,
        verdict=verdict,
        candidates=someone,
    )


def _composed(event: ComposedEvent) -> str:
    subject = f" {quoted(event.subject)}" if event.subject else ""
    links = "1 link" if len(event.links) == 1 else f"{len(event.links)} links"
    return f"Composed{subject} with {links}"


def _sent(event: SentEvent) -> str:
    recipient = event.delivery.recipient
    return "Sent as an anonymous copy" if recipient is None else f"Sent to {short(str(recipient))}"


def _opened(event: RequestEvent, verdict: Verdict, who: str) -> str:
    if event.method == "HEAD":
        return "Pixel looked up without loading it, which does not count"
    if verdict.agent is Agent.SENDER:
        return "Viewed by the sender, which does not count"
    if verdict.human is Human.YES:
        return f"Opened{who}{_where(event, verdict)}"
    if verdict.human is Human.UNKNOWN:
        return f"Loaded{_where(event, verdict)}; it cannot be told whether a person opened it"
    return f"Loaded by {_SOFTWARE.get(verdict.agent, 'software')}; nobody may have read it"


def _clicked(event: ClickEvent, verdict: Verdict, who: str) -> str:
    link = _link(event.link)
    if event.method == "HEAD":
        return f"Link {link} looked up without following it, which does not count"
    if verdict.agent is Agent.SENDER:
        return f"Link {link} followed by the sender, which does not count"
    if verdict.human is Human.YES:
        return f"Link {link} clicked{who}{_where(event, verdict)}"
    if verdict.human is Human.UNKNOWN:
        return f"Link {link} followed{_where(event, verdict)}; it cannot be told whether by a person"
    if verdict.agent is Agent.LINK_PREVIEWER:
        return f"Link {link} loaded by a link previewer; somebody may have shared it"
    return f"Link {link} followed by {_SOFTWARE.get(verdict.agent, 'software')}, not by a person"


def _by_whom(delivery: Delivery, candidates: tuple[str, ...]) -> str:
    """Name nobody when the copy names nobody: any holder of a shared copy may have done it."""
    if candidates:
        return f" by someone (of {listed(candidates)})"
    return " by someone" if delivery.recipient is None else ""


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
    return quoted(link.url if link.name is None else link.name)
