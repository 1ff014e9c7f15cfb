"""Honest rates: how many people opened or clicked, how sure that is, and what nobody can know.

**What is estimated.** The probability that a person *opens* a copy (that a program loads its image for a
person, or a person follows a link in it) among recipients whose opens can be known. Reading without
images leaves no trace and is in no figure; so this is not the share of people who read.

**What it is counted over.** Deliveries to a known recipient, recorded as sent, without tests. Of these, an
outcome can be known when requests of the copy are kept per recipient, Apple Mail Privacy Protection has
not loaded it, and no request came of which it cannot be told who caused it. That is decided without
looking at whether somebody opened it: were a copy that Apple's relay has loaded left out when it is silent
but counted when its reader clicked, the rate would rise with every click. A security scanner or a
prefetch does not hide what a person does later, so such copies stay in.

**What the interval is for.** The rate that the same mail would reach with more recipients of this kind. It
speaks for all recipients only if those who cannot be known open as often as the others, which nobody can
check. `Rate.bounds` needs no such assumption: all of them unread, or all of them read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from mailtrack_sdk.accounts.deliveries import DeliveryStatus
from mailtrack_sdk.accounts.hiding import Hidden
from mailtrack_sdk.accounts.sums import KNOWN, Sums, add, sums_of
from mailtrack_sdk.engagement._plain import plain
from mailtrack_sdk.engagement.intervals import Interval, check_confidence, wilson
from mailtrack_sdk.errors import ArgumentError

__all__ = ["Hidden", "Rate", "Signal", "click_rate", "open_rate", "rate_from", "rate_of"]

Signal = Literal["opens", "clicks"]
"""What a rate counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many people opened or clicked, with what is not known beside what is.

    Args:
        by: What is counted: "opens" or "clicks".
        sent: Deliveries it is over: to a known recipient, recorded as sent, no tests.
        seen: Those of `sent` in which a person was seen to do it.
        inferred: Those of `seen` that are known from a click only; 0 for clicks.
        knowable: Those of `sent` whose outcome can be known, whatever it is.
        seen_knowable: Those of `knowable` in which a person was seen to do it.
        hidden: The rest of `sent`, by the reason for which the outcome cannot be known; every reason
            is there. A person may have been seen in some of them all the same: those are in `seen`.
        unsent: Deliveries left out because no sent event was among the events. They are known only
            because something was requested, so counting them would raise the rate.
        confidence: Of the interval.
    """

    by: Signal
    sent: int
    seen: int
    inferred: int
    knowable: int
    seen_knowable: int
    hidden: Mapping[Hidden, int] = field(hash=False)
    unsent: int = 0
    confidence: float = 0.95

    @property
    def rate(self) -> float | None:
        """The share of the knowable that did it; None when nothing can be known."""
        return self.seen_knowable / self.knowable if self.knowable else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's interval for the rate; None when nothing can be known."""
        if not self.knowable:
            return None
        return wilson(self.seen_knowable, self.knowable, confidence=self.confidence)

    @property
    def unknowable_share(self) -> float | None:
        """The share of `sent` of which nobody can know; None when nothing was sent."""
        return (self.sent - self.knowable) / self.sent if self.sent else None

    @property
    def bounds(self) -> Interval | None:
        """The share over all of `sent`, at worst and at best; None when nothing was sent.

        At worst none of those that cannot be known did it, but for those seen; at best all of them.
        """
        if not self.sent:
            return None
        unseen = (self.sent - self.knowable) - (self.seen - self.seen_knowable)
        return Interval(low=self.seen / self.sent, high=(self.seen + unseen) / self.sent)

    @property
    def text(self) -> str:
        """One or two sentences for people."""
        verb = "opened" if self.by == "opens" else "clicked"
        rate, interval, bounds = self.rate, self.interval, self.bounds
        if bounds is None:
            return "Nothing is recorded as sent, so there is no rate"
        if rate is None or interval is None:
            return f"It cannot be known of any of {self.sent} deliveries whether they were {verb}"
        told = (
            f"{rate:.1%} {verb} ({interval.low:.1%} to {interval.high:.1%} with {self.confidence:.0%} "
            f"confidence), of the {self.knowable} of {self.sent} deliveries of which it can be known"
        )
        if self.knowable == self.sent:
            return told
        return f"{told}. Over all deliveries it lies between {bounds.low:.1%} and {bounds.high:.1%}"

    def as_dict(self) -> dict[str, object]:
        """Return the counts, and what follows from them, ready for `json.dumps`."""
        own = cast("dict[str, object]", plain(self))
        return {
            **own,
            "rate": self.rate,
            "interval": plain(self.interval),
            "unknowable_share": self.unknowable_share,
            "bounds": plain(self.bounds),
            "text": self.text,
        }


def open_rate(deliveries: Iterable[DeliveryStatus], *, confidence: float = 0.95) -> Rate:
    """Tell how many people opened, machines out, and how sure that is.

    A click shows that the mail was opened, so it counts as an open here, marked in `inferred`. What is
    estimated, and for whom it holds, is told at the top of this module and in docs/explanation/figures.md.

    Args:
        deliveries: Statuses from a summary; tests and copies that name nobody are left out.
        confidence: How often the interval should hold the truth, above 0.5 and below 1.

    Returns:
        The rate.

    Raises:
        ArgumentError: `confidence` is out of its range.

    Example:
        >>> open_rate([]).text
        'Nothing is recorded as sent, so there is no rate'
    """
    return rate_of(deliveries, by="opens", confidence=confidence)


def click_rate(deliveries: Iterable[DeliveryStatus], *, confidence: float = 0.95) -> Rate:
    """Tell how many people clicked, machines out, and how sure that is.

    Privacy proxies do not hide clicks, so this can be known of far more deliveries than opens can.

    Args:
        deliveries: Statuses from a summary; tests and copies that name nobody are left out.
        confidence: How often the interval should hold the truth, above 0.5 and below 1.

    Returns:
        The rate.

    Raises:
        ArgumentError: `confidence` is out of its range.

    Example:
        >>> click_rate([]).rate is None
        True
    """
    return rate_of(deliveries, by="clicks", confidence=confidence)


def rate_of(deliveries: Iterable[DeliveryStatus], *, by: Signal, confidence: float = 0.95) -> Rate:
    """Count a rate by the one signal or the other; see `open_rate` and `click_rate`."""
    sums: Sums = {}
    for status in deliveries:
        add(sums, sums_of(status))
    return rate_from(sums, by=by, confidence=confidence)


def rate_from(sums: Mapping[str, int], *, by: Signal, confidence: float = 0.95) -> Rate:
    """Read a rate from the sums of messages."""
    check_confidence(confidence)
    if by not in ("opens", "clicks"):
        raise ArgumentError(f'by must be "opens" or "clicks", not {by!r}')

    def count(what: str) -> tuple[int, int]:
        """Tell how many there are, and in how many of them a person was seen."""
        seen = sums.get(f"{KNOWN} rate {by} {what} seen", 0)
        return seen + sums.get(f"{KNOWN} rate {by} {what} unseen", 0), seen

    hidden = {reason: count(reason.value) for reason in Hidden}
    knowable, seen_knowable = count("knowable")
    inferred, _ = count("inferred")
    sent = knowable + sum(number for number, _ in hidden.values())
    return Rate(
        by=by,
        sent=sent,
        seen=seen_knowable + sum(seen for _, seen in hidden.values()),
        inferred=inferred,
        knowable=knowable,
        seen_knowable=seen_knowable,
        hidden={reason: number for reason, (number, _) in hidden.items()},
        unsent=sums.get(f"{KNOWN} deliveries", 0) - sent,
        confidence=confidence,
    )
