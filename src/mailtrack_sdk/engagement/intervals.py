"""How far a counted share may lie from the true one: intervals for one share and for two.

For one share Wilson's score interval (Journal of the American Statistical Association 22, 1927, 209-212),
for the difference of two Newcombe's hybrid of it (Statistics in Medicine 17, 1998, 873-890, method 10). The
textbook interval, a normal curve around the counted share (Wald), is not used: at 0 of 20 it is a point, and
with few deliveries its "95 %" are 90. `python -m tests.benchmarks.open_rate` measures them side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from mailtrack_sdk.errors import ArgumentError

__all__ = ["Interval", "check_confidence", "difference", "quantile", "wilson"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A range of shares, both ends in it.

    Args:
        low: The lower end.
        high: The upper end.
    """

    low: float
    high: float

    @property
    def width(self) -> float:
        """How far the ends are apart."""
        return self.high - self.low

    def __contains__(self, share: float) -> bool:
        """Tell whether a share lies in it."""
        return self.low <= share <= self.high


def check_confidence(value: float) -> None:
    """Raise `ArgumentError` unless `value` can be a confidence: above 0.5 and below 1."""
    if not isinstance(value, (int, float)) or not 0.5 < value < 1:  # noqa: PLR2004 - half is a coin
        raise ArgumentError(f"confidence must lie between 0.5 and 1, such as 0.95, not {value!r}")


def quantile(confidence: float) -> float:
    """Return how many standard errors a two-sided interval of this confidence reaches: 1.96 for 0.95."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(successes: int, trials: int, *, confidence: float = 0.95) -> Interval:
    """Return Wilson's score interval, without continuity correction.

    Args:
        successes: From 0 to `trials`.
        trials: 1 or more.
        confidence: How often the interval should hold the truth.

    Returns:
        The interval, within [0, 1].

    Example:
        >>> found = wilson(9, 60)
        >>> f"{found.low:.3f} {found.high:.3f}"
        '0.081 0.261'
    """
    z = quantile(confidence)
    share, extra = successes / trials, z * z / trials
    middle = (share + extra / 2) / (1 + extra)
    half = z * sqrt((share * (1 - share) + extra / 4) / trials) / (1 + extra)
    # At the ends the formula gives 0 and 1 but for the last bit of a float.
    return Interval(
        low=max(0.0, middle - half) if successes else 0.0,
        high=min(1.0, middle + half) if successes < trials else 1.0,
    )


def difference(first: tuple[int, int], second: tuple[int, int], *, confidence: float = 0.95) -> Interval:
    """Return Newcombe's interval for the first share less the second.

    Args:
        first: Successes and trials of the one group.
        second: Successes and trials of the other group.
        confidence: How often the interval should hold the truth.

    Returns:
        The interval, within [-1, 1].

    Example:
        >>> found = difference((56, 70), (48, 80))
        >>> f"{found.low:.4f} {found.high:.4f}"
        '0.0524 0.3339'
    """
    one, other = wilson(*first, confidence=confidence), wilson(*second, confidence=confidence)
    p, q = first[0] / first[1], second[0] / second[1]
    return Interval(
        low=p - q - sqrt((p - one.low) ** 2 + (other.high - q) ** 2),
        high=p - q + sqrt((one.high - p) ** 2 + (q - other.low) ** 2),
    )
