"""The little arithmetic of shares: intervals, bins of confidence, and scores of probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from zlib import crc32

__all__ = ["Bin", "Share", "bins", "brier", "calibration_error", "fold_of", "smoothed"]

_Z = 1.959964
"""Of a normal distribution, 95 % lie within so many standard deviations."""

EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
"""Where the bins of confidence begin; each ends where the next begins, the last at 1."""

Forecast = tuple[float, bool]
"""How probable something was said to be, and whether it was so."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many.

    Args:
        part: How many.
        whole: Of how many.
    """

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share, None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval, which is right for few rows and for shares near 0 and 1.

        Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.
        """
        if not self.whole:
            return 0.0, 1.0
        size, share, square = self.whole, self.part / self.whole, _Z * _Z
        centre = share + square / (2 * size)
        reach = _Z * sqrt(share * (1 - share) / size + square / (4 * size * size))
        scale = 1 + square / size
        low, high = (centre - reach) / scale, (centre + reach) / scale
        # Rounding must not leave the share of all, or of none, outside.
        return (max(0.0, low) if self.part else 0.0), (min(1.0, high) if self.part < size else 1.0)

    def __str__(self) -> str:
        """Write it for a table: `97.3 %`, or `-` of nothing."""
        return "-" if self.value is None else percent(self.value)

    @property
    def interval_text(self) -> str:
        """Write the interval for a table: `94.1 to 98.8`."""
        low, high = self.interval
        return f"{low:.1%} to {high:.1%}".replace("%", "") if self.whole else "-"


def percent(value: float) -> str:
    """Write a share; only the whole is written as 100 and only nothing as 0."""
    text = f"{value * 100:.1f}"
    if text == "100.0":
        return "100 %" if value >= 1 else "99.9 %"
    return "0 %" if value <= 0 else f"{max(text, '0.1')} %"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Forecasts of about the same confidence.

    Args:
        low: Where the bin begins.
        high: Where it ends; the last one includes its end.
        said: The mean confidence of its forecasts, None without any.
        came: How many came true.
    """

    low: float
    high: float
    said: float | None
    came: Share


def bins(forecasts: Sequence[Forecast], *, edges: Sequence[float] = EDGES) -> tuple[Bin, ...]:
    """Sort forecasts by confidence, and count how many of each bin came true."""
    ends = (*edges[1:], 1.0)
    found: list[Bin] = []
    for low, high in zip(edges, ends, strict=True):
        inside = [pair for pair in forecasts if low <= pair[0] < high or (high == 1.0 == pair[0])]
        said = sum(confidence for confidence, _ in inside) / len(inside) if inside else None
        came = Share(sum(came for _, came in inside), len(inside))
        found.append(Bin(low=low, high=high, said=said, came=came))
    return tuple(found)


def calibration_error(found: Sequence[Bin]) -> float | None:
    """Return the expected calibration error: the mean distance of what was said from what came."""
    whole = sum(item.came.whole for item in found)
    if not whole:
        return None
    # Written with counts, so that an empty bin needs no case of its own.
    return sum(abs((item.said or 0.0) * item.came.whole - item.came.part) for item in found) / whole


def brier(forecasts: Sequence[Forecast]) -> float | None:
    """Return the mean squared error of probabilities: 0 is perfect, 0.25 is what "half" always gets."""
    if not forecasts:
        return None
    return sum((probability - came) ** 2 for probability, came in forecasts) / len(forecasts)


def smoothed(right: int, count: int) -> float:
    """Return Laplace's share (right + 1) / (count + 2), which never promises certainty."""
    return (right + 1) / (count + 2)


def fold_of(text: str, folds: int) -> int:
    """Say which part of a cross-validation a text belongs to: always the same one, wherever it runs."""
    return crc32(text.encode("utf-8", "surrogatepass")) % folds
