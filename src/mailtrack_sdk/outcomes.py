"""What became of a request: a recorded hit, or the reason it was ignored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.web import Response

__all__ = ["Hit", "Ignored", "IgnoredReason", "Outcome"]


class IgnoredReason(str, Enum):
    """Why a request made no event."""

    NOT_OURS = "not_ours"
    """The path is not one of the tracker's; a web application may pass the request on."""
    BAD_TOKEN = "bad_token"  # noqa: S105 - a reason, not a password
    """The token was not made with these keys, or was changed."""
    WRONG_PURPOSE = "wrong_purpose"
    """A genuine token in the wrong place: a link's in a pixel URL, or the reverse."""
    EXPIRED = "expired"
    """The delivery's time is over; the link still redirects."""
    METHOD = "method"
    """Neither GET nor HEAD."""
    OFF = "off"
    """The delivery is a preview, or not to be followed; pixel and link work all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A request for a genuine tracking URL.

    Args:
        event: What to store, already reduced to what the delivery's mode allows to keep.
        verdict: What the request alone says; provisional, because no history was looked at.
        response: What to answer.
    """

    event: OpenEvent | ClickEvent
    verdict: Verdict
    response: Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A request that makes no event.

    Args:
        reason: Why.
        response: What to answer; it does not tell a forger why.
        detail: One sentence for logs, without any address or secret.
    """

    reason: IgnoredReason
    response: Response
    detail: str = ""


Outcome = Hit | Ignored
"""What `Tracker.handle` returns; both have a `response`."""
