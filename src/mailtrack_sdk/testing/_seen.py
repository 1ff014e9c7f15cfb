"""What a log holds of a mail or a reader, with verdicts, and how a failed assertion tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage, Message
from inspect import iscoroutinefunction
from typing import cast
from uuid import UUID

from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.engagement.judging import judge_all
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, OpenEvent, SentEvent
from mailtrack_sdk.message import TrackedMessage
from mailtrack_sdk.models import Delivery, Link, RecipientId, recipient_text
from mailtrack_sdk.rewriting import Rewritten
from mailtrack_sdk.stores.base import EventStore, VerdictStore

__all__ = ["Log", "Seen", "Whose", "seen_in"]

Log = EventStore | Iterable[Event]
"""Where events are looked for: a store, or events."""
Whose = (
    Delivery
    | RecipientId
    | Rewritten[str]
    | Rewritten[bytes]
    | TrackedMessage[bytes]
    | TrackedMessage[Message]
    | TrackedMessage[EmailMessage]
)
"""Whose events count: a delivery, a copy of it, or the id of a recipient."""

_LISTED = 30
"""Events that a failure tells; the first ones say the most."""
_CAUSED = {Human.YES: "a person", Human.NO: "no person", Human.UNKNOWN: "perhaps a person"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a log holds of somebody.

    Args:
        what: Whose it is, in words.
        events: The events, in order of time.
        others: How many events of others the log holds.
        verdicts: What the rules say about each request.
        is_known: Whether the log says anything of them: events, or that they are a candidate.
    """

    what: str
    events: tuple[Event, ...]
    others: int
    verdicts: Mapping[UUID, Verdict]
    is_known: bool

    @property
    def opens(self) -> list[OpenEvent]:
        """The loads of the pixel."""
        return [event for event in self.events if isinstance(event, OpenEvent)]

    @property
    def clicks(self) -> list[ClickEvent]:
        """The links followed."""
        return [event for event in self.events if isinstance(event, ClickEvent)]

    def caused_by_person(self, event: OpenEvent | ClickEvent) -> Human:
        """Say whether a person caused a request who counts: the sender does not."""
        verdict = self.verdicts[event.id]
        return Human.NO if verdict.agent is Agent.SENDER else verdict.human

    def failed(self, complaint: str) -> AssertionError:
        """Make the error of an assertion: what is wrong, and what there is, a line for each event."""
        lines = [self._told(event) for event in self.events[:_LISTED]]
        if len(self.events) > _LISTED:
            lines.append(f"and {len(self.events) - _LISTED} more")
        if not lines:
            lines.append("the log holds nothing of it")
        if self.others:
            lines.append(f"(and of others {self.others} event{'' if self.others == 1 else 's'})")
        return AssertionError("\n  ".join([f"{complaint}:", *lines]))

    def _told(self, event: Event) -> str:
        head = f"{event.at:%Y-%m-%d %H:%M:%S} {event.kind.value}"
        if isinstance(event, ComposedEvent):
            return f"{head} {event.message_key!r}"
        head += f" {event.delivery.message_key!r} to {event.delivery.recipient!r}"
        if not isinstance(event, (OpenEvent, ClickEvent)):
            return head
        if isinstance(event, ClickEvent):
            head += f" on {_called(event.link)}"
        verdict = self.verdicts[event.id]
        return f"{head}, {_CAUSED[self.caused_by_person(event)]}: {verdict.explain()}"


def seen_in(log: Log, of: Whose | None) -> Seen:
    """Look up what a log holds of somebody, and judge what nobody has judged yet.

    Raises:
        ArgumentError: An asynchronous store, or nobody whose events could be told.
    """
    is_store = isinstance(log, EventStore) and not iscoroutinefunction(log.append)
    events = tuple(cast("EventStore", log).events()) if is_store else _sorted(cast("Iterable[Event]", log))
    selects, what = _selection(of)
    chosen = tuple(event for event in events if selects(event))
    requests = [event for event in chosen if isinstance(event, (OpenEvent, ClickEvent))]
    known = log.verdicts(event.id for event in requests) if isinstance(log, VerdictStore) else {}
    return Seen(
        what=what,
        events=chosen,
        others=len(events) - len(chosen),
        verdicts=judge_all(requests, known=known, classifier=Classifier()),
        is_known=bool(chosen) or any(_names(event, of) for event in events),
    )


def _sorted(log: Iterable[Event]) -> tuple[Event, ...]:
    try:
        return tuple(sorted(log, key=lambda event: (event.at, event.id)))
    except (AttributeError, TypeError) as error:
        raise ArgumentError(
            f"a log is an event store or events, not {type(log).__name__}; read an asynchronous store "
            "first: [event async for event in store.events()]"
        ) from error


def _selection(of: Whose | None) -> tuple[Callable[[Event], bool], str]:
    """Return what tells somebody's events, and whose they are in words."""
    if of is None:
        return _any, "any mail"
    delivery = of if isinstance(of, Delivery) else getattr(of, "delivery", None)
    if isinstance(delivery, Delivery):
        wanted = delivery.id
        what = f"{delivery.message_key!r} to {delivery.recipient!r}"
        return (lambda event: not isinstance(event, ComposedEvent) and event.delivery.id == wanted), what
    if not isinstance(of, (str, int, UUID)):
        raise ArgumentError(
            "whose events? give a Delivery, what rewrite or track gave, or the id of a recipient, "
            f"not {type(of).__name__}"
        )
    # By its text with its type, as stores do: the recipients 42 and "42" are two.
    recipient = recipient_text(of)
    return (
        lambda event: (
            not isinstance(event, ComposedEvent) and recipient_text(event.delivery.recipient) == recipient
        )
    ), f"mail to {of!r}"


def _names(event: Event, of: Whose | None) -> bool:
    """Tell whether somebody is one of several to whom a copy went."""
    return isinstance(event, SentEvent) and isinstance(of, (str, int, UUID)) and str(of) in event.candidates


def _any(_: Event) -> bool:
    return True


def _called(link: Link) -> str:
    return repr(link.url) if link.name is None else f"{link.name!r} ({link.url})"
