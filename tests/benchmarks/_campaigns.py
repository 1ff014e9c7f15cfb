"""Simulated campaigns with known truth: how many of how many recipients really opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp, lgamma, log, log1p, sqrt
from random import Random

from mailtrack_sdk.engagement.intervals import Interval, quantile
from mailtrack_sdk.engagement.rates import Hidden, Rate

__all__ = ["Campaign", "Method", "agresti_coull", "campaigns", "coverage", "draw", "exact_coverage", "wald"]

Method = Callable[[int, int], Interval]
"""Makes an interval from successes and trials."""

_EDGE = 12
_SURE = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What really happened, and what can be seen of it.

    Args:
        sent: Deliveries.
        chance: The true probability that a recipient opens.
        opened: How many really opened.
        rate: What the library makes of what can be seen.
    """

    sent: int
    chance: float
    opened: int
    rate: Rate


def draw(random: Random, trials: int, chance: float) -> int:
    """Draw from a binomial distribution, exactly but for rounding, in about sqrt(n p q) steps.

    The distribution function is inverted from the mode outwards, the likelier side first.
    """
    mode = min(trials, int((trials + 1) * chance))
    odds = chance / (1 - chance)
    left = random.random()
    low = high = mode
    below = above = _probability(mode, trials, chance)
    left -= below
    while left > 0:
        # The next value on either side; 0 beyond the ends.
        below *= low / ((trials - low + 1) * odds)
        above *= (trials - high) * odds / (high + 1)
        low, high = low - 1, high + 1
        for value, probability in ((low, below), (high, above)):
            left -= probability
            if left <= 0:
                return value
        if below + above == 0:
            return mode  # what rounding has left over, less than 1e-12
    return mode


def campaigns(
    random: Random,
    count: int,
    *,
    sizes: tuple[int, int],
    chances: tuple[float, float],
    hidden: tuple[float, float] = (0, 0.7),
    keener: float = 1,
) -> Iterator[Campaign]:
    """Draw campaigns as senders have them.

    Args:
        random: The source of chance.
        count: How many.
        sizes: Smallest and largest number of deliveries; a campaign of 200 is as likely as one of 2,000 to
            lie in the same span of factors.
        chances: Lowest and highest probability to open; all between them are equally likely.
        hidden: Lowest and highest share of recipients behind Apple Mail Privacy Protection. They open like
            the others, and nobody sees it.
        keener: How many times as likely as the others they open, up to certainty.
    """
    low, high = log(sizes[0]), log(sizes[1])
    for _ in range(count):
        sent, chance = round(exp(random.uniform(low, high))), random.uniform(*chances)
        unseen = draw(random, sent, share) if (share := random.uniform(*hidden)) else 0
        seen, opened_unseen = (
            draw(random, sent - unseen, chance),
            draw(random, unseen, min(_SURE, chance * keener)),
        )
        rate = Rate(
            by="opens",
            sent=sent,
            seen=seen,
            inferred=0,
            knowable=sent - unseen,
            seen_knowable=seen,
            hidden=dict.fromkeys(Hidden, 0) | {Hidden.PRIVACY_PROXY: unseen},
        )
        yield Campaign(sent=sent, chance=chance, opened=seen + opened_unseen, rate=rate)


def coverage(method: Method, drawn: list[Campaign]) -> float:
    """Return how often the interval among the knowable holds the true probability."""
    known = [campaign for campaign in drawn if campaign.rate.knowable]
    held = sum(
        campaign.chance in method(campaign.rate.seen_knowable, campaign.rate.knowable) for campaign in known
    )
    return held / len(known)


def exact_coverage(method: Method, trials: int, chance: float) -> float:
    """Return the probability that the interval holds the truth: a sum over all outcomes, no simulation."""
    spread = sqrt(trials * chance * (1 - chance))
    first = max(0, int(trials * chance - 8 * spread) - _EDGE)
    last = min(trials, int(trials * chance + 8 * spread) + _EDGE)
    return sum(
        _probability(successes, trials, chance)
        for successes in range(first, last + 1)
        if chance in method(successes, trials)
    )


def wald(successes: int, trials: int) -> Interval:
    """Make the textbook interval, for comparison."""
    return _around(successes / trials, trials)


def agresti_coull(successes: int, trials: int) -> Interval:
    """Make Agresti and Coull's interval (The American Statistician 52, 1998, 119-126), for comparison."""
    extra = quantile(0.95) ** 2
    return _around((successes + extra / 2) / (trials + extra), trials + extra)


def _around(share: float, trials: float) -> Interval:
    half = quantile(0.95) * sqrt(share * (1 - share) / trials)
    return Interval(low=share - half, high=share + half)


def _probability(successes: int, trials: int, chance: float) -> float:
    ways = lgamma(trials + 1) - lgamma(successes + 1) - lgamma(trials - successes + 1)
    return exp(ways + successes * log(chance) + (trials - successes) * log1p(-chance))
