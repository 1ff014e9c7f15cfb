"""Finding bursts: runs of clicks on different links that are faster than anybody reads."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from mailtrack_sdk.classification.windows import Windows
from mailtrack_sdk.events import ClickEvent

__all__ = ["Burst", "Pattern", "bursts_of", "link_of"]

_Span = tuple[int, int, "Pattern"]
"""Where in a list of clicks a run begins and ends, and what it is."""

_NO_TIME = timedelta(0)
_NEVER = 2**63
_TWO = 2
_A_FEW = 3
"""Links from which on a run is a burst, whoever the client is."""


class Pattern(Enum):
    """By what a burst was recognised; the weights follow what mail services publish."""

    EVERY_LINK = ("sequence.every_link", 0.95)
    LINK_BURST = ("sequence.link_burst", 0.95)
    SAME_SECOND = ("sequence.same_second", 0.85)

    @property
    def evidence(self) -> str:
        """The name of the evidence."""
        return self.value[0]

    @property
    def weight(self) -> float:
        """How strongly it speaks for a machine."""
        return self.value[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Clicks that belong together.

    Args:
        clicks: The clicks, in order.
        pattern: By what they were recognised.
    """

    clicks: tuple[ClickEvent, ...]
    pattern: Pattern

    @property
    def first(self) -> datetime:
        """When it began."""
        return self.clicks[0].at

    @property
    def last(self) -> datetime:
        """When it ended."""
        return self.clicks[-1].at

    @property
    def client(self) -> tuple[str, str] | None:
        """Agent and address of all of them, or None when they differ or are not known."""
        clients = {(event.client.agent, event.client.address) for event in self.clicks}
        agent, address = clients.pop()
        return None if clients or agent is None or address is None else (agent, address)

    @property
    def text(self) -> str:
        """What happened, as a sentence for people."""
        seconds = (self.last - self.first).total_seconds()
        span = "one second" if seconds <= 1 else f"{math.ceil(seconds)} seconds"
        links = len({link_of(event) for event in self.clicks})
        what = f"All {links} links" if self.pattern is Pattern.EVERY_LINK else f"{links} different links"
        return (
            f"{what} of the mail were followed within {span}, faster than anybody reads: a scanner does that"
        )


def link_of(event: ClickEvent) -> Hashable:
    """Tell the links of a message apart: by their number, or by the target where they have none."""
    return event.link.url if event.link.index is None else event.link.index


def bursts_of(clicks: Sequence[ClickEvent], windows: Windows) -> list[Burst]:
    """Find the bursts in the clicks of one delivery; each click is in one of them at most.

    First among the clicks of each agent, so that a person who clicks while a scanner is at work is not
    taken for a part of it. Then among what is left, because some scanners change their agent from click
    to click. Then what is left over in the middle of a burst, unless it is one click on a link that the
    burst has followed too: that may be a person's. Last, two clicks of one agent in the same second.

    Args:
        clicks: In order of time.
        windows: How fast is too fast.
    """
    # No window reaches over a longer gap, so clicks that stand alone, nearly all, cost next to nothing.
    gap = max(windows.every_link, windows.burst, windows.same_second, windows.pause)
    bursts: list[Burst] = []
    start = 0
    for place in range(1, len(clicks) + 1):
        if place == len(clicks) or clicks[place].at - clicks[place - 1].at >= gap:
            if place - start > 1:
                bursts += _bursts_of_cluster(clicks[start:place], windows)
            start = place
    return bursts


def _bursts_of_cluster(clicks: Sequence[ClickEvent], windows: Windows) -> list[Burst]:
    many = ((windows.every_link, Pattern.EVERY_LINK), (windows.burst, Pattern.LINK_BURST))
    bursts: list[Burst] = []
    left = _taken(bursts, clicks, _by_agent(clicks), many, windows.pause)
    left = _taken(bursts, left, [left], many, _NO_TIME)
    left = _joined(bursts, left, windows.pause)
    twice = ((windows.same_second, Pattern.SAME_SECOND),)
    _taken(bursts, left, _by_agent(left), twice, windows.pause)
    return sorted(bursts, key=_beginning)


def _by_agent(clicks: Sequence[ClickEvent]) -> list[list[ClickEvent]]:
    groups: defaultdict[str | None, list[ClickEvent]] = defaultdict(list)
    for event in clicks:
        groups[event.client.agent].append(event)
    return list(groups.values())


def _taken(
    bursts: list[Burst],
    clicks: Sequence[ClickEvent],
    groups: Sequence[Sequence[ClickEvent]],
    patterns: Sequence[tuple[timedelta, Pattern]],
    pause: timedelta,
) -> list[ClickEvent]:
    """Add the bursts of every group, and return the clicks that are in none of them."""
    found = [
        Burst(clicks=tuple(group[start : _after_pauses(group, stop, pause)]), pattern=pattern)
        for group in groups
        for start, stop, pattern in _united(
            span for window, pattern in patterns for span in _spans(group, window, pattern)
        )
    ]
    bursts += found
    taken = {event.id for burst in found for event in burst.clicks}
    return [event for event in clicks if event.id not in taken]


def _joined(bursts: list[Burst], left: Sequence[ClickEvent], pause: timedelta) -> list[ClickEvent]:
    """Add clicks that fall into a burst and lead elsewhere to it, and return the others."""
    bursts.sort(key=_beginning)
    inside: defaultdict[int, list[ClickEvent]] = defaultdict(list)
    for event in left:
        place = bisect_right(bursts, event.at + pause, key=_beginning) - 1
        if place >= 0 and event.at <= bursts[place].last + pause:
            inside[place].append(event)
    joined: set[UUID] = set()
    for place, clicks in inside.items():
        links = {link_of(event) for event in clicks}
        if len(links) > 1 or not links <= {link_of(event) for event in bursts[place].clicks}:
            joined.update(event.id for event in clicks)
            run = sorted((*bursts[place].clicks, *clicks), key=_place_in_time)
            bursts[place] = replace(bursts[place], clicks=tuple(run))
    return [event for event in left if event.id not in joined]


def _beginning(burst: Burst) -> datetime:
    return burst.first


def _place_in_time(event: ClickEvent) -> tuple[datetime, UUID]:
    return (event.at, event.id)


def _least(event: ClickEvent, pattern: Pattern) -> int:
    """Return how many different links make the pattern."""
    if pattern is Pattern.EVERY_LINK:
        # Of a mail with one or two links, a reader who takes both has followed all.
        return event.link_count if event.link_count >= _A_FEW else _NEVER
    return _A_FEW if pattern is Pattern.LINK_BURST else _TWO


def _spans(clicks: Sequence[ClickEvent], window: timedelta, pattern: Pattern) -> list[_Span]:
    """Find the runs in which, within the window, so many different links were followed as to make it."""
    spans: list[_Span] = []
    links: Counter[Hashable] = Counter()
    left = 0
    for right, event in enumerate(clicks):
        links[link_of(event)] += 1
        while left <= right and event.at - clicks[left].at >= window:
            gone = link_of(clicks[left])
            links[gone] -= 1
            if not links[gone]:
                del links[gone]
            left += 1
        if len(links) >= _least(event, pattern):
            overlaps = bool(spans) and left < spans[-1][1]
            start = spans.pop()[0] if overlaps else left
            spans.append((start, right + 1, pattern))
    return spans


def _united(spans: Iterable[_Span]) -> list[_Span]:
    """Make one of runs that share clicks; the stronger pattern names it."""
    united: list[_Span] = []
    for start, stop, pattern in sorted(spans, key=_place):
        if united and start < united[-1][1]:
            first, last, other = united.pop()
            stronger = other if other.weight >= pattern.weight else pattern
            united.append((first, max(last, stop), stronger))
        else:
            united.append((start, stop, pattern))
    return united


def _place(span: _Span) -> tuple[int, int]:
    return span[:2]


def _after_pauses(clicks: Sequence[ClickEvent], stop: int, pause: timedelta) -> int:
    """Return where a run ends when clicks that follow one another closely still belong to it."""
    while stop < len(clicks) and clicks[stop].at - clicks[stop - 1].at < pause:
        stop += 1
    return stop
