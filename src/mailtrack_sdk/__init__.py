"""Know honestly whether a person read your mail: links, pixels, events, and verdicts about them.

```text
mailer     Tracker.rewrite, Tracker.compile          a body goes in, a tracked copy comes out
web        Tracker.handle, Recorder.record           a request goes in, a response and an event come out
report     summarise, timeline                       events go in, who read what comes out
```

The core does no I/O and reads no clock it was not given. Start with `Tracker` and `Delivery`.
"""

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
