"""What became of a request: a recorded hit, or the reason it was ignored; or that it is answered so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.web import Request, Response

__all__ = ["Answered", "Hit", "Ignored", "IgnoredReason", "Outcome", "Pending"]


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


class Pending:
    """A request that can be answered before anybody looks into it.

    A pixel is the same whatever its token says, so a server sends it at once, and finds out what the
    request means when it has time.

    Args:
        response: What to answer.
        handle: Gives the outcome, whose `response` is the same.
        request: What it is given.
        now: When the request came.
    """

    __slots__ = ("_found", "_handle", "_now", "_request", "response")

    # Not one function of all three: thousands may wait, and each object more is looked at by the collector.
    def __init__(
        self,
        response: Response,
        handle: Callable[[Request, datetime], Outcome],
        request: Request,
        now: datetime,
    ) -> None:
        """Keep them."""
        self.response: Response = response
        self._handle = handle
        self._request: Request | None = request
        self._now = now
        self._found: list[Outcome] = []

    def outcome(self) -> Outcome:
        """Say what became of the request; however often and by whomever this is asked, it is one event."""
        request = self._request
        if request is not None:
            # Of two threads that do so, both say what the first one has found.
            self._found.append(self._handle(request, self._now))
            self._request = None  # it says more than an event may keep
        return self._found[0]

    def __repr__(self) -> str:
        """Show what is known: the request holds a working URL."""
        return f"<Pending, answered with {self.response.status}>"


Answered = Outcome | Pending
"""What `Tracker.answer_first` returns and a recorder's `save` takes; all have a `response`."""
