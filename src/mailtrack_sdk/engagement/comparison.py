"""Which of two variants did better, or that it cannot be told yet.

Opens are a poor judge. They can be known of a part of the recipients only, those without Apple Mail, and
whoever wins there need not win with the others. Clicks can be known of nearly everybody, and say that
somebody wanted more. So compare by clicks, unless the variants differ in nothing but subject and sender.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from math import ceil
from statistics import NormalDist

from mailtrack_sdk.accounts.deliveries import DeliveryStatus
from mailtrack_sdk.engagement.intervals import Interval, difference, quantile
from mailtrack_sdk.engagement.rates import Rate, Signal, rate_of

__all__ = ["Better", "Comparison", "compare"]

_POWER = 0.8
"""How likely a test of the needed size is to find a difference that is there; the usual choice."""

_FEWEST = 10
"""Knowable deliveries of each variant below which no winner is named.

Newcombe's interval is not made for so few: where there is no difference, it sees one in up to 12.5 % of
draws with 2 deliveries each, and in at most 5.7 % from 10 on (sums over all outcomes for sizes of 2 to 100
and shares of 1 to 49 %, computed on 2026-11-22)."""

_FEW_KNOWABLE = 2 / 3
"""Share of knowable deliveries below which opens get a warning: one in three or more is left out."""

_MOST_NEEDED = 10_000_000
"""Beyond so many deliveries the difference is too small for a number to be of any use."""


class Better(str, Enum):
    """What a comparison came to."""

    A_BETTER = "a_better"
    B_BETTER = "b_better"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two variants side by side.

    Args:
        a: The rate of the one variant.
        b: The rate of the other.
        verdict: Which is better. `CANNOT_TELL` is no draw: the difference may be as large as either end
            of the interval.
        difference: The rate of `a` less that of `b`; None when nothing can be known of one of them.
        interval: Newcombe's interval for the difference.
        needed: About how many more deliveries, both variants together, would show a difference of the
            size seen in 4 of 5 tries. 0 when it is shown already; None when no useful number is enough.
        caveats: What to keep in mind, one sentence each.
    """

    a: Rate
    b: Rate
    verdict: Better
    difference: float | None
    interval: Interval | None
    needed: int | None
    caveats: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The outcome in plain sentences, without the caveats."""
        verb = "opened" if self.a.by == "opens" else "clicked"
        if self.difference is None or self.interval is None or self.a.rate is None or self.b.rate is None:
            return f"It cannot be told which is {verb} more: nothing can be known of one of them"
        figures = (
            f"{self.a.rate:.1%} of A and {self.b.rate:.1%} of B {verb}, a difference of "
            f"{_points(self.difference)} ({_points(self.interval.low)} to {_points(self.interval.high)}) "
            "percentage points"
        )
        if self.verdict is Better.CANNOT_TELL:
            more = (
                "and no useful number of further deliveries would"
                if self.needed is None
                else f"and about {self.needed} more deliveries would be needed to show such a difference"
            )
            why = "the range holds zero" if 0.0 in self.interval else f"fewer than {_FEWEST} are no ground"
            return f"It cannot be told which is better: {figures}; {why}, {more}"
        return f"{'A' if self.verdict is Better.A_BETTER else 'B'} is better: {figures}"


def compare(
    a: Iterable[DeliveryStatus],
    b: Iterable[DeliveryStatus],
    *,
    by: Signal = "clicks",
    confidence: float = 0.95,
) -> Comparison:
    """Compare two variants, and say so when it cannot be told which is better.

    The recipients must have been shared out by lot, both variants sent at the same time, and the
    moment of comparing fixed before: who looks every day, and stops when the answer is liked, finds a
    winner in far more than 1 of 20 draws.

    Args:
        a: Deliveries of the one variant, e.g. `summary.of_variant("A")`.
        b: Deliveries of the other.
        by: "clicks", which privacy proxies do not hide, or "opens".
        confidence: How often the interval should hold the true difference, above 0.5 and below 1.

    Returns:
        The comparison; `A_BETTER` or `B_BETTER` only when the whole interval lies on one side of zero,
        and at least 10 deliveries of either can be known.

    Raises:
        ArgumentError: An argument is out of its range.

    Example:
        >>> compare([], []).verdict
        <Better.CANNOT_TELL: 'cannot_tell'>
    """
    one = rate_of(a, by=by, confidence=confidence)
    other = rate_of(b, by=by, confidence=confidence)
    caveats = _caveats(one, other)
    if one.rate is None or other.rate is None:
        return Comparison(
            a=one,
            b=other,
            verdict=Better.CANNOT_TELL,
            difference=None,
            interval=None,
            needed=None,
            caveats=caveats,
        )
    interval = difference(
        (one.seen_knowable, one.knowable), (other.seen_knowable, other.knowable), confidence=confidence
    )
    verdict = Better.CANNOT_TELL
    if 0.0 not in interval and min(one.knowable, other.knowable) >= _FEWEST:
        verdict = Better.A_BETTER if interval.low > 0 else Better.B_BETTER
    return Comparison(
        a=one,
        b=other,
        verdict=verdict,
        difference=one.rate - other.rate,
        interval=interval,
        needed=0 if verdict is not Better.CANNOT_TELL else _needed(one, other, one.rate, other.rate),
        caveats=caveats,
    )


def _needed(one: Rate, other: Rate, p: float, q: float) -> int | None:
    """Estimate how many more deliveries would do, by the usual formula for two equal groups."""
    if p == q:
        return None
    reach = quantile(one.confidence) + NormalDist().inv_cdf(_POWER)
    # At 0 and 1 the counted variance is none at all, which no test of any size could rely on.
    spread = sum(max(share * (1 - share), 1 / rate.knowable / 4) for share, rate in ((p, one), (q, other)))
    each = max(_FEWEST, (reach / (p - q)) ** 2 * spread)
    more = sum(max(0.0, each - rate.knowable) * rate.sent / rate.knowable for rate in (one, other))
    # A group that is large enough by this rough count, and still cannot be told, needs a few more.
    return ceil(max(1.0, more)) if more <= _MOST_NEEDED else None


def _caveats(one: Rate, other: Rate) -> tuple[str, ...]:
    found: list[str] = []
    shares = [rate.knowable / rate.sent for rate in (one, other) if rate.sent]
    if one.by == "opens" and any(share < _FEW_KNOWABLE for share in shares):
        found.append(
            f"Opens can be known of only {min(shares):.0%} of the deliveries of a variant; "
            "privacy proxies do not hide clicks, so compare by clicks"
        )
    if one.sent and other.sent:
        apart = difference((one.knowable, one.sent), (other.knowable, other.sent), confidence=one.confidence)
        if 0.0 not in apart:
            found.append(
                "The variants differ in how many deliveries can be known, so recipients or modes "
                "were not shared out by lot, and a difference may come from that"
            )
    return tuple(found)


def _points(share: float) -> str:
    return f"{share * 100:+.1f}"
