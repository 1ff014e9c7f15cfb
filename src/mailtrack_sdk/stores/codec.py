"""Events and verdicts as JSON text, for stores and for handing them to other systems.

The text is ASCII and complete by itself. It carries the version of its format: later releases read what
this one wrote, and this one ignores what it does not know, and refuses a format newer than its own.
"""

from __future__ import annotations

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores._codec import dump_verdict, load_event, load_verdict
from mailtrack_sdk.stores._json import from_json, to_json
from mailtrack_sdk.stores._writing import event_json

__all__ = ["event_from_json", "event_to_json", "verdict_from_json", "verdict_to_json"]


def event_to_json(event: Event) -> str:
    """Write an event as JSON text.

    Refusing is a part of `append`: an event that could not be read back must not reach a log, because
    it would make every later read fail.

    Raises:
        ArgumentError: It is no event, or holds what could not be read back.

    Example:
        >>> from datetime import datetime, timezone
        >>> from uuid import UUID
        >>> from mailtrack_sdk.events import ComposedEvent
        >>> moment = datetime(2026, 3, 1, tzinfo=timezone.utc)
        >>> event = ComposedEvent(id=UUID(int=7), at=moment, message_key="news-7")
        >>> event_from_json(event_to_json(event)) == event
        True
    """
    return event_json(event)


def event_from_json(text: str) -> Event:
    """Read what `event_to_json` wrote.

    Raises:
        StoreSchemaError: The text is none of an event, or of a newer format.
    """
    return load_event(from_json(text))


def verdict_to_json(verdict: Verdict) -> str:
    """Write a verdict as JSON text.

    Raises:
        ArgumentError: It is no verdict, or holds what could not be read back.
    """
    return to_json(dump_verdict(verdict))


def verdict_from_json(text: str) -> Verdict:
    """Read what `verdict_to_json` wrote.

    Raises:
        StoreSchemaError: The text is none of a verdict, or of a newer format.
    """
    return load_verdict(from_json(text))
