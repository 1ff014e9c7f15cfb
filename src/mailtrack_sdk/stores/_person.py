"""What a store knows of one person, and how it forgets: by keyed hashes that recognise and do not name.

A mark is such a hash, of the id of a recipient or of a candidate. A tombstone is a mark with the tenant
that it holds in, `EVERY_TENANT` for all. Nothing here knows how a store keeps them.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Container, Iterator
from dataclasses import replace
from hashlib import blake2b

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ComposedEvent, Event, SentEvent
from mailtrack_sdk.models import RecipientId, check_recipient, check_tenant, recipient_text
from mailtrack_sdk.stores._codec import dump_event, dump_verdict

ERASED = "[erased]"
"""What stands for an erased recipient among candidates, so that a shared copy stays a shared one."""

EVERY_TENANT = ""
"""The tenant of a tombstone that holds in all of them; no tenant is called so."""

KEY_BYTES = 16
_MARK_BYTES = 16
_LONG = 6

Tombstone = tuple[bytes, str]
"""A mark, and the tenant in which it holds."""


def new_key() -> bytes:
    """Make the key of a store's marks: without it, nobody can try names against a tombstone."""
    return secrets.token_bytes(KEY_BYTES)


def mark_of(key: bytes, text: str) -> bytes:
    """Hash an id, which `recipient_text` has spelt."""
    return blake2b(text.encode(), digest_size=_MARK_BYTES, key=key).digest()


def recipient_mark(key: bytes, recipient: RecipientId) -> bytes:
    """Hash the id of a recipient; the type counts."""
    return mark_of(key, recipient_text(recipient) or "")


def candidate_mark(key: bytes, candidate: str) -> bytes:
    """Hash the id of a candidate, which is a text whatever the type of the recipient's id is."""
    return mark_of(key, f"c:{candidate}")


def tombstones(key: bytes, recipient: RecipientId, tenant: str | None) -> tuple[Tombstone, Tombstone]:
    """Give what is kept of an erased recipient: as a recipient, and as a candidate."""
    where = EVERY_TENANT if tenant is None else tenant
    candidate = candidate_mark(key, candidate_text(recipient))
    return (recipient_mark(key, recipient), where), (candidate, where)


def candidate_text(recipient: RecipientId) -> str:
    """Spell an id as it stands among candidates: without its type."""
    return (recipient_text(recipient) or "")[2:]


def marks_in(key: bytes, event: Event) -> Iterator[bytes]:
    """Give the marks of all whom an event names."""
    if isinstance(event, ComposedEvent):
        return
    if event.delivery.recipient is not None:
        yield recipient_mark(key, event.delivery.recipient)
    if isinstance(event, SentEvent):
        for candidate in event.candidates:
            yield candidate_mark(key, candidate)


def spared(key: bytes, event: Event, erased: Container[Tombstone]) -> Event | None:
    """Give what may be kept of an event: all, all but some candidates, or nothing.

    Args:
        key: The key of the store.
        event: What is to be appended.
        erased: The tombstones of the store, at least those whose marks are in the event.
    """
    if isinstance(event, ComposedEvent):
        return event
    places = (EVERY_TENANT,) if event.tenant is None else (EVERY_TENANT, event.tenant)

    def is_erased(mark: bytes) -> bool:
        return any((mark, place) in erased for place in places)

    recipient = event.delivery.recipient
    if recipient is not None and is_erased(recipient_mark(key, recipient)):
        return None
    if not isinstance(event, SentEvent):
        return event
    candidates = tuple(ERASED if is_erased(candidate_mark(key, c)) else c for c in event.candidates)
    return event if candidates == event.candidates else replace(event, candidates=candidates)


def names_candidate(event: Event, recipient: RecipientId) -> bool:
    """Tell whether an event of a delivery to others names the recipient as a candidate."""
    return (
        isinstance(event, SentEvent)
        and candidate_text(recipient) in event.candidates
        and recipient_text(event.delivery.recipient) != recipient_text(recipient)
    )


def without_candidate(event: Event, recipient: RecipientId) -> Event:
    """Put `ERASED` where the recipient stands among the candidates, if there are any."""
    if not isinstance(event, SentEvent):
        return event
    name = candidate_text(recipient)
    return replace(event, candidates=tuple(ERASED if one == name else one for one in event.candidates))


def traces_of(recipient: RecipientId) -> tuple[re.Pattern[bytes], ...]:
    """Say how an id looks in the bytes of a file that holds stored events.

    A short id is part of many words and numbers: then it counts between quotes only.
    """
    name = candidate_text(recipient)
    spellings = {name.encode(), json.dumps(name)[1:-1].encode()}
    if len(name) < _LONG:
        words = [word for spelling in spellings for word in (b'"%b"' % spelling, b':%b"' % spelling)]
        return tuple(re.compile(re.escape(word)) for word in words)
    # The name comes first, because `re` looks for what an expression begins with very fast.
    return tuple(
        re.compile(b"%b(?<![0-9A-Za-z_-]%b)(?![0-9A-Za-z_-])" % (word, word))
        for word in map(re.escape, spellings)
    )


def exported(event: Event, verdict: Verdict | None, recipient: RecipientId) -> dict[str, object]:
    """Say what an event and its verdict say about a recipient; see `ExportStore.export`."""
    if isinstance(event, SentEvent) and names_candidate(event, recipient):
        event = replace(event, candidates=(candidate_text(recipient),))
    fields = {**dump_event(event), "time": event.at.isoformat()}
    return fields if verdict is None else {**fields, "verdict": dump_verdict(verdict)}


def check_person(recipient: RecipientId, tenant: str | None) -> None:
    """Raise `ArgumentError` unless the arguments name a recipient."""
    if recipient is None:  # pyright: ignore[reportUnnecessaryComparison] - for callers without a type checker
        raise ArgumentError("recipient must be an id; an anonymous delivery belongs to nobody")
    check_recipient(recipient)
    if tenant is not None:
        check_tenant(tenant)
