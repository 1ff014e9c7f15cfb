"""Cutting an event, and when it is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import cast

import pytest

from mailtrack_sdk.classification.cutting import cut_client
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import OpenEvent
from mailtrack_sdk.models import Client
from mailtrack_sdk.stores.clients import CLIENT_DAYS, cut_before, cut_event
from mailtrack_sdk.testing._samples import NOON, every_kind, mixed_log, opened

WHOLE = Client(agent="Mozilla/5.0", address="66.249.93.84", headers={"referer": "https://mail.example.com/"})


def test_only_the_client_of_an_event_changes() -> None:
    """What is cut is cut once, and what has no client or nothing in it comes back as the same object."""
    event = replace(opened(1), client=WHOLE)
    cut = cut_event(event)
    assert cut == replace(event, client=cut_client(WHOLE))
    assert (type(cut), cut.client.headers, cut.client.networks) == (OpenEvent, {}, ("google",))
    assert cut_event(cut) is cut
    for other in mixed_log():
        assert cut_event(other) is other
    for full in every_kind():
        again = cut_event(full)
        assert cut_event(again) is again


def test_clients_are_kept_for_thirty_days() -> None:
    """Unless it is said otherwise; the moment is the same in any zone."""
    assert cut_before(NOON, CLIENT_DAYS) == NOON - timedelta(days=30)
    assert cut_before(NOON.astimezone(timezone(timedelta(hours=5))), 0) == NOON


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (NOON, -1),
        (NOON, 36_501),
        (NOON, cast("int", 1.5)),
        (NOON, cast("int", True)),  # noqa: FBT003 - what is tried
        (NOON.replace(tzinfo=None), 30),
        (datetime(1, 1, 2, tzinfo=timezone.utc), 30),
    ],
)
def test_a_time_that_cannot_be_is_refused(now: datetime, days: int) -> None:
    """A naive time, what is no number of days, or a moment before the calendar begins."""
    with pytest.raises(ArgumentError, match=r"client_days|aware|year 1"):
        cut_before(now, days)
