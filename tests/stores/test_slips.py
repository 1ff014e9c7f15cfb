"""Slips that every user of a store makes once."""

from __future__ import annotations

from datetime import datetime, timezone
from uuid import UUID

import pytest

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ComposedEvent
from mailtrack_sdk.stores import EventStore, MemoryStore, SQLiteStore


@pytest.mark.parametrize("make", [MemoryStore, lambda: SQLiteStore(":memory:")])
def test_a_single_event_is_not_a_batch(make: type[EventStore]) -> None:
    """The message says what to write instead."""
    event = ComposedEvent(id=UUID(int=1), at=datetime(2026, 3, 1, tzinfo=timezone.utc), message_key="m")
    store = make()
    with pytest.raises(ArgumentError, match=r"append\(\[event\]\)"):
        store.append(event)  # type: ignore[arg-type]  # the slip in question
    store.close()
