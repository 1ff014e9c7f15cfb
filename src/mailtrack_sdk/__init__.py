"""Know honestly whether a person read your mail: links, pixels, events, and verdicts about them.

```text
mailer     Tracker.rewrite, Tracker.compile          a body goes in, a tracked copy comes out
web        Tracker.handle, Recorder.record           a request goes in, a response and an event come out
report     summarise, timeline                       events go in, who read what comes out
```

The core does no I/O and reads no clock it was not given. Start with `Tracker` and `Delivery`.

Each name is loaded at its first use: pytest loads this module in every run of every suite of an
environment, for the plugin in `testing`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailtrack_sdk.classification import Agent, Classifier, Human, Verdict
    from mailtrack_sdk.engagement import Summary, summarise, timeline
    from mailtrack_sdk.errors import MailtrackError
    from mailtrack_sdk.events import ClickEvent, ComposedEvent, OpenEvent, SentEvent
    from mailtrack_sdk.message import TrackedMessage
    from mailtrack_sdk.models import Delivery, Link, Mode
    from mailtrack_sdk.outcomes import Hit, Ignored, IgnoredReason
    from mailtrack_sdk.recorder import AsyncRecorder, Recorder
    from mailtrack_sdk.rewriting import RewriteRules, Rewritten, Skip, Template
    from mailtrack_sdk.stores.query import EventQuery
    from mailtrack_sdk.tracker import Tracker
    from mailtrack_sdk.web import Request, Response

__all__ = [
    "Agent",
    "AsyncRecorder",
    "Classifier",
    "ClickEvent",
    "ComposedEvent",
    "Delivery",
    "EventQuery",
    "Hit",
    "Human",
    "Ignored",
    "IgnoredReason",
    "Link",
    "MailtrackError",
    "Mode",
    "OpenEvent",
    "Recorder",
    "Request",
    "Response",
    "RewriteRules",
    "Rewritten",
    "SentEvent",
    "Skip",
    "Summary",
    "Template",
    "TrackedMessage",
    "Tracker",
    "Verdict",
    "summarise",
    "timeline",
]

_MODULES = {
    "classification": ("Agent", "Classifier", "Human", "Verdict"),
    "engagement": ("Summary", "summarise", "timeline"),
    "errors": ("MailtrackError",),
    "events": ("ClickEvent", "ComposedEvent", "OpenEvent", "SentEvent"),
    "message": ("TrackedMessage",),
    "models": ("Delivery", "Link", "Mode"),
    "outcomes": ("Hit", "Ignored", "IgnoredReason"),
    "recorder": ("AsyncRecorder", "Recorder"),
    "rewriting": ("RewriteRules", "Rewritten", "Skip", "Template"),
    "stores.query": ("EventQuery",),
    "tracker": ("Tracker",),
    "web": ("Request", "Response"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a name at its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the names, loaded or not."""
    return __all__
