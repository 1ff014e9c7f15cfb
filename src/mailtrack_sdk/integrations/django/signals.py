"""The signal that says what became of a mail."""

from __future__ import annotations

from django.dispatch import Signal

from mailtrack_sdk.classification import Verdict
from mailtrack_sdk.events import ClickEvent, OpenEvent, SentEvent

__all__ = ["announce", "is_heard", "settled"]

settled: Signal = Signal()
"""Sent for each stored open and click, with `event`, `verdict` and `sent`.

The sender is the class of the event, `OpenEvent` or `ClickEvent`. `sent` is the newest sent event of the
delivery, or None. With `MAILTRACK["SETTLE"]` it is sent when later requests can no longer change the
verdict; without, at once, and then `verdict.provisional` may be true. Receivers run after the answer to
the reader, with `MAILTRACK["BACKGROUND"]` in the thread that saves; what they raise is logged and goes no
further.
"""


def announce(event: OpenEvent | ClickEvent, verdict: Verdict, sent: SentEvent | None) -> None:
    """Send `settled`; this is the subscriber of the recorder."""
    settled.send_robust(  # pyright: ignore[reportUnknownMemberType] - a stub's
        type(event), event=event, verdict=verdict, sent=sent
    )


def is_heard() -> bool:
    """Tell whether anybody listens to `settled`."""
    return settled.has_listeners(OpenEvent) or settled.has_listeners(ClickEvent)
