"""What tests of a program that tracks mail need: a clock, simulated clients, an inbox, assertions, suites.

Each name is loaded at its first use, because the pytest plugin beside them is loaded in every run of
every suite of an environment. `strategies` needs `pip install "mailtrack-sdk[hypothesis]"`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailtrack_sdk.testing import clients as clients
    from mailtrack_sdk.testing.adapters import AdapterContract
    from mailtrack_sdk.testing.apps import asgi_server, wsgi_server
    from mailtrack_sdk.testing.assertions import (
        assert_clicked,
        assert_events,
        assert_machine_only,
        assert_not_clicked,
        assert_not_opened,
        assert_opened,
        assert_tracked,
    )
    from mailtrack_sdk.testing.async_inbox import AsyncInbox
    from mailtrack_sdk.testing.clock import FrozenClock
    from mailtrack_sdk.testing.contract import StoreContract
    from mailtrack_sdk.testing.deterministic import CountedIds, make_tracker
    from mailtrack_sdk.testing.inbox import Inbox

__all__ = [
    "AdapterContract",
    "AsyncInbox",
    "CountedIds",
    "FrozenClock",
    "Inbox",
    "StoreContract",
    "asgi_server",
    "assert_clicked",
    "assert_events",
    "assert_machine_only",
    "assert_not_clicked",
    "assert_not_opened",
    "assert_opened",
    "assert_tracked",
    "clients",
    "make_tracker",
    "wsgi_server",
]

_MODULES = {
    "adapters": ("AdapterContract",),
    "apps": ("asgi_server", "wsgi_server"),
    "assertions": tuple(name for name in __all__ if name.startswith("assert_")),
    "async_inbox": ("AsyncInbox",),
    "clock": ("FrozenClock",),
    "contract": ("StoreContract",),
    "deterministic": ("CountedIds", "make_tracker"),
    "inbox": ("Inbox",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a name at its first use."""
    if name == "clients":
        return importlib.import_module(f"{__name__}.clients")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
