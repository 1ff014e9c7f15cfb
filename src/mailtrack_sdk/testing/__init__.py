"""What tests of a program that tracks mail need: a clock, simulated clients, an inbox, a suite for stores."""

from __future__ import annotations

from mailtrack_sdk.testing import clients
from mailtrack_sdk.testing.clock import FrozenClock
from mailtrack_sdk.testing.contract import StoreContract
from mailtrack_sdk.testing.inbox import Inbox

__all__ = ["FrozenClock", "Inbox", "StoreContract", "clients"]
