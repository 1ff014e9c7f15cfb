"""A pytest plugin: fixtures for tests of a program that tracks mail.

pytest finds it by itself where the library is installed (`-p no:mailtrack` switches it off). It loads
nothing but the front door of the library before a fixture is used, and does nothing else to a suite: no
options, no hooks, no markers.

Override a fixture in your `conftest.py` and the others go with it: with a `mailtrack_tracker` of
your own, recorder and inbox are made of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mailtrack_sdk.recorder import Recorder
    from mailtrack_sdk.stores.base import EventStore
    from mailtrack_sdk.stores.memory import MemoryStore
    from mailtrack_sdk.testing.clock import FrozenClock
    from mailtrack_sdk.testing.inbox import Inbox
    from mailtrack_sdk.tracker import Tracker
    from mailtrack_sdk.web import Response

__all__ = [
    "mailtrack_clock",
    "mailtrack_inbox",
    "mailtrack_recorder",
    "mailtrack_store",
    "mailtrack_tracker",
]


@pytest.fixture
def mailtrack_clock() -> FrozenClock:
    """A clock that stands still at the beginning of 2026 until the test moves it."""
    from mailtrack_sdk.testing.clock import FrozenClock  # noqa: PLC0415 - nothing is loaded before it is used

    return FrozenClock()


@pytest.fixture
def mailtrack_tracker(mailtrack_clock: FrozenClock) -> Tracker:
    """A tracker with fixed keys, the clock of the test, and event ids that count."""
    from mailtrack_sdk.testing.deterministic import make_tracker  # noqa: PLC0415 - same

    return make_tracker(clock=mailtrack_clock)


@pytest.fixture
def mailtrack_store() -> Iterator[MemoryStore]:
    """An empty store in memory, closed after the test."""
    from mailtrack_sdk.stores.memory import MemoryStore  # noqa: PLC0415 - same

    with MemoryStore() as store:
        yield store


@pytest.fixture
def mailtrack_recorder(mailtrack_tracker: Tracker, mailtrack_store: EventStore) -> Recorder:
    """A recorder of the tracker and the store."""
    from mailtrack_sdk.recorder import Recorder  # noqa: PLC0415 - same

    return Recorder(mailtrack_tracker, mailtrack_store)


@pytest.fixture
def mailtrack_inbox(mailtrack_recorder: Recorder, mailtrack_clock: FrozenClock) -> Inbox[Response]:
    """A mailbox whose mail is opened and clicked through the recorder, at the time of the clock."""
    from mailtrack_sdk.testing.inbox import Inbox  # noqa: PLC0415 - same

    return Inbox(mailtrack_recorder, clock=mailtrack_clock)
