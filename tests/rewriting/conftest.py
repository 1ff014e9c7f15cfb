"""A tracker and a delivery that every test of rewriting starts from."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from mailtrack_sdk.models import Delivery
from mailtrack_sdk.tracker import Tracker

SENT = datetime(2026, 3, 1, 12, 0, 0, tzinfo=timezone.utc)


@pytest.fixture
def tracker() -> Tracker:
    """Return a tracker whose clock stands still."""
    return Tracker("a long and random secret", base_url="https://t.example.com", clock=lambda: SENT)


@pytest.fixture
def delivery() -> Delivery:
    """Return a delivery of message `m` to recipient `r`."""
    return Delivery("m", "r", sent_at=SENT)
