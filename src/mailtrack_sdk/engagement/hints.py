"""What to make of one delivery, and how to follow it up, with the reasons and what speaks against it.

A hint is for the person who sent the mail. It is never more certain than the events: "no signal" is not "not
read", two reads need not be two people, and one need not be a person who cared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from mailtrack_sdk.accounts.deliveries import DeliveryStatus
from mailtrack_sdk.accounts.repeats import PROXY_WINDOW
from mailtrack_sdk.accounts.status import Status
from mailtrack_sdk.engagement._words import listed, span
from mailtrack_sdk.engagement.forwards import Likelihood, forwarding_of
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Link, Mode, utc

__all__ = ["PATIENCE", "Hint", "HintKind", "hint_for"]

PATIENCE = timedelta(days=3)
"""How long to wait for a sign before silence is worth a hint: from Friday to Monday. The number is ours."""


class HintKind(str, Enum):
    """What a hint is about."""

    NOT_SENT = "not_sent"
    """Nothing says that the copy was sent."""
    NO_SIGNAL_POSSIBLE = "no_signal_possible"
    """Nothing can come back, whatever the reader does."""
    WAIT = "wait"
    """Sent lately; no sign so far."""
    SILENT = "silent"
    """No sign for long; that is no proof that nobody read it."""
    MACHINE_ONLY = "machine_only"
    """Software alone has loaded it."""
    MAYBE_READ = "maybe_read"
    """Something loaded it, and it cannot be told whether a person did."""
    READ_ONCE = "read_once"
    """A person opened it, in one sitting; no click was seen."""
    READ_AGAIN = "read_again"
    """It was opened again later; no click was seen: interest, or it was passed on."""
    CLICKED = "clicked"
    """A person followed a link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What to make of one delivery; all texts are sentences without a trailing full stop.

    Args:
        kind: What it is about.
        text: The advice.
        reasons: What it is drawn from.
        caveats: What speaks against relying on it.
    """

    kind: HintKind
    text: str
    reasons: tuple[str, ...]
    caveats: tuple[str, ...] = ()


_TEXTS = {
    HintKind.NOT_SENT: "Check whether it was sent at all",
    HintKind.NO_SIGNAL_POSSIBLE: "Wait for an answer: no sign of reading can come back from this copy",
    HintKind.WAIT: "Wait: it is too early to make anything of silence",
    HintKind.SILENT: "Follow up as if it may have been read: do not conclude that it was not",
    HintKind.MACHINE_ONLY: "Treat it like silence: that software has loaded it says nothing about a reader",
    HintKind.MAYBE_READ: "Do not mention a read: it cannot be told whether a person opened it",
    HintKind.READ_ONCE: "Follow up with something new: it was opened, and no click was seen",
    HintKind.READ_AGAIN: "Follow up soon: it was opened again, out of interest or because it was passed on",
    HintKind.CLICKED: "Follow up on what was clicked",
}

_KINDS = {
    Status.NO_SIGNAL: HintKind.NO_SIGNAL_POSSIBLE,
    Status.COMPOSED: HintKind.NOT_SENT,
    Status.MACHINE_ONLY: HintKind.MACHINE_ONLY,
    Status.MAYBE_OPENED: HintKind.MAYBE_READ,
    Status.CLICKED: HintKind.CLICKED,
}


def hint_for(status: DeliveryStatus, *, now: datetime, patience: timedelta = PATIENCE) -> Hint:
    """Say what to make of one delivery.

    Several loads within half an hour are one sitting: mail programs reload while one reads.

    Args:
        status: One delivery of a summary.
        now: The present moment, an aware datetime.
        patience: How long after the send silence is worth a hint.

    Returns:
        The hint.

    Raises:
        ArgumentError: `now` is naive, or `patience` is negative or no timedelta.

    Example:
        >>> from datetime import datetime, timezone
        >>> from mailtrack_sdk.models import Delivery
        >>> monday = datetime(2026, 3, 2, tzinfo=timezone.utc)
        >>> ada = Delivery("offer-7", "ada", sent_at=monday)
        >>> sent = DeliveryStatus(delivery=ada, status=Status.SENT, sent_at=monday)
        >>> hint_for(sent, now=monday + timedelta(days=4)).text
        'Follow up as if it may have been read: do not conclude that it was not'
    """
    moment = utc("now", now)
    if not isinstance(patience, timedelta) or patience < timedelta(0):
        raise ArgumentError(f"patience must be a timedelta of 0 or more, not {patience!r}")
    kind = _kind(status, moment, patience)
    return Hint(
        kind=kind,
        text=_TEXTS[kind],
        reasons=_reasons(status, kind, moment),
        caveats=_caveats(status, kind),
    )


def _kind(status: DeliveryStatus, now: datetime, patience: timedelta) -> HintKind:
    if status.status is Status.SENT:
        waiting = status.sent_at is not None and now - status.sent_at < patience
        return HintKind.WAIT if waiting else HintKind.SILENT
    if status.status is Status.OPENED:
        return HintKind.READ_AGAIN if _came_back(status) else HintKind.READ_ONCE
    return _KINDS[status.status]


def _came_back(status: DeliveryStatus) -> bool:
    first, last = status.first_open, status.last_open
    if first is None or last is None or status.opens.people < 2:  # noqa: PLR2004 - one is not again
        return False
    return last - first >= PROXY_WINDOW


def _reasons(status: DeliveryStatus, kind: HintKind, now: datetime) -> tuple[str, ...]:
    found: list[str] = []
    opens, clicks = status.opens, status.clicks
    if kind in (HintKind.WAIT, HintKind.SILENT) and status.sent_at is not None:
        found.append(f"Sent {span(now - status.sent_at)} ago, and nothing has come back")
    elif kind is HintKind.NOT_SENT:
        found.append("No sent event is among the events")
    elif kind is HintKind.MACHINE_ONLY:
        found.append(f"Requested {_times(opens.machines + clicks.machines)}, by software alone")
    elif kind is HintKind.MAYBE_READ:
        found.append(f"Requested {_times(opens.unknown + clicks.unknown)} by nobody knows whom")
    if opens.people and status.first_open is not None and status.last_open is not None:
        within = status.last_open - status.first_open
        found.append(
            f"Opened {_times(opens.people)}" + (f" within {span(within)}" if opens.people > 1 else "")
        )
    if clicks.people:
        names = [link.name or link.url for link in _clicked(status)]
        found.append(f"Clicked {_times(clicks.people)}: {listed(names)}")
    if status.open_inferred:
        found.append("No open was seen, but who clicked has opened it")
    forwarding = forwarding_of(status)
    if forwarding.likelihood in (Likelihood.POSSIBLE, Likelihood.LIKELY):
        found += (f"That it was passed on is {forwarding.likelihood.value}", *forwarding.reasons)
    return tuple(found)


def _caveats(status: DeliveryStatus, kind: HintKind) -> tuple[str, ...]:
    found = [cause.text for cause in status.no_signal_causes]
    if status.is_shared:
        names = f", one of {listed(status.candidates)}" if status.candidates else ""
        found.append(f"Several people may have this copy, so whoever did it is someone{names}")
    if kind in (HintKind.READ_ONCE, HintKind.READ_AGAIN):
        if status.delivery.clicks in (Mode.OFF, Mode.AGGREGATE):
            found.append(
                "Clicks are not tracked for this copy, so a link may have been followed all the same"
            )
        if status.delivery.opens is Mode.LAST_OPEN_DAY:
            found.append("Only the day of an open is kept, so several on one day look like one")
        if all(trace.proxied for trace in status.traces):
            found.append("A provider's image proxy loaded it, which is a good sign of reading and no proof")
    if status.opens.people and status.loaded_by_proxy:
        found.append("Apple Mail Privacy Protection has loaded it, so further opens need not show")
    if kind is HintKind.READ_AGAIN:
        found.append("Programs load images again when a mail is left open, so not every load is a read")
    return tuple(found)


def _clicked(status: DeliveryStatus) -> list[Link]:
    return [found.link for found in status.links if found.clicks.people]


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
