"""Which requests are repeats of one that was counted already.

One look at a mail can load the pixel several times: mail programs reload on scrolling and resizing,
and a mailbox provider's proxy loads again when its cache says so. A request is a repeat when the same
delivery was requested in the same way (the same link or the pixel), by the same kind of agent, with the
same answer to "was it a person", less than a window ago. The window runs from the request that was
counted and is not prolonged by repeats, so somebody who keeps a mail open all day is counted again.

Why by kind of agent: Gmail's prefetch, followed seconds later by Gmail's image proxy, is one machine and
one person, never one of them alone. Why not by user agent or address: both are cut after some weeks, and
figures of the past must not change by that.

An anonymous delivery has one history for a crowd of readers: nothing in it is folded.
"""

from __future__ import annotations

from datetime import timedelta

from mailtrack_sdk.classification.verdict import Agent

__all__ = ["DEFAULT_WINDOW", "PROXY_WINDOW", "window_of"]

PROXY_WINDOW = timedelta(minutes=30)
"""For proxies. Published windows go from 3 to 30 minutes, and some proxies load a pixel very often.

Yahoo's proxy loads a pixel up to 4 times (litmus.com/help/analytics/why-do-i-see-a-spike-in-yahoo-mail-opens,
2018), Gmail's hundreds of times (exchangetuts.com 1640432823959696). Collected in 2026.
"""

DEFAULT_WINDOW = timedelta(seconds=10)
"""For everything else: what open-mailtrack's `classify.ts` folds. Collected in 2026."""

_PROXIES = frozenset((Agent.IMAGE_PROXY, Agent.APPLE_MPP))


def window_of(agent: Agent) -> timedelta:
    """Return how long after a counted request another one by this kind of agent is a repeat."""
    return PROXY_WINDOW if agent in _PROXIES else DEFAULT_WINDOW
