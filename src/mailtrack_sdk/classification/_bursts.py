"""Finding bursts: runs of clicks on different links that are faster than anybody reads."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from mailtrack_sdk.classification.windows import Windows
from mailtrack_sdk.events import ClickEvent

__all__ = ["Burst", "Pattern", "bursts_of", "link_of"]

_Span = tuple[int, int, "Pattern"]
"""Where in a list of clicks a run begins and ends, and what it is."""

_NO_TIME = timedelta(0)
_TWO = 2
_A_FEW = 3


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

    First among the clicks of each agent, and of each client of that agent. Then among what is left,
    because some scanners change their agent from click to click. Then what is left over in a burst, unless
    it is one click on a link that the burst has followed too: that may be a person's, who clicks while a
    scanner is at work. Last, two clicks of one client in the same second.

    Args:
        clicks: In order of time.
        windows: How fast is too fast.
    """
    # No window reaches over a longer gap, so clicks that stand alone, nearly all, cost next to nothing.
    gap = max(windows.every_link, windows.burst, windows.same_second, windows.pause)
    bursts: list[Burst] = []
    start = 0
    for place in range(1, len(clicks) + 1):
        if place == len(clicks) or clicks[place].at - clicks[place - 1].at > gap:
            if place - start > 1:
                bursts += _bursts_of_cluster(clicks[start:place], windows)
            start = place
    return bursts


def _bursts_of_cluster(clicks: Sequence[ClickEvent], windows: Windows) -> list[Burst]:
    fast = (_Speed(windows.burst, Pattern.LINK_BURST, _A_FEW),)
    whole = (_Speed(windows.every_link, Pattern.EVERY_LINK, None), *fast)
    bursts: list[Burst] = []
    for group in _by_agent(clicks):
        found = _runs(group, fast, _NO_TIME)
        for one in _by_address(group):
            found += _runs(one, whole, windows.pause)
        bursts += _merged(found)
    left = _without(clicks, bursts)
    bursts += _runs(left, fast, _NO_TIME)
    left = _joined(bursts, _without(left, bursts), windows.pause)
    twice = (_Speed(windows.same_second, Pattern.SAME_SECOND, _TWO),)
    for group in _by_agent(left):
        for one in _by_address(group):
            bursts += _runs(one, twice, windows.pause)
    return sorted(bursts, key=_beginning)


@dataclass(frozen=True, slots=True)
class _Speed:
    """How many different links within how long make a pattern; None for all links of the mail."""

    window: timedelta
    pattern: Pattern
    links: int | None

    def is_reached(self, links: int, event: ClickEvent) -> bool:
        if self.links is not None:
            return links >= self.links
        # Of a mail with one or two links, a reader who takes both has followed all.
        return _A_FEW <= event.link_count <= links

    def is_over(self, elapsed: timedelta) -> bool:
        # A second has no end; the other windows hold theirs.
        return elapsed > self.window or (elapsed == self.window and self.pattern is Pattern.SAME_SECOND)


def _by_agent(clicks: Sequence[ClickEvent]) -> Iterable[list[ClickEvent]]:
    groups: defaultdict[str | None, list[ClickEvent]] = defaultdict(list)
    for event in clicks:
        groups[event.client.agent].append(event)
    return groups.values()


def _by_address(clicks: Sequence[ClickEvent]) -> Iterable[list[ClickEvent]]:
    groups: defaultdict[str | None, list[ClickEvent]] = defaultdict(list)
    for event in clicks:
        groups[event.client.address].append(event)
    return groups.values()


def _runs(clicks: Sequence[ClickEvent], speeds: Sequence[_Speed], pause: timedelta) -> list[Burst]:
    """Find the runs of a group, with what follows each without a pause."""
    spans = _united(span for speed in speeds for span in _spans(clicks, speed))
    return [
        Burst(clicks=tuple(clicks[start : _after_pauses(clicks, stop, pause)]), pattern=pattern)
        for start, stop, pattern in spans
    ]


def _merged(bursts: Sequence[Burst]) -> list[Burst]:
    """Make one of bursts that share clicks; the stronger pattern names it."""
    merged: list[Burst | None] = []
    place_of: dict[UUID, int] = {}
    for burst in bursts:
        clicks = {event.id: event for event in burst.clicks}
        pattern = burst.pattern
        for place in {place_of[event.id] for event in burst.clicks if event.id in place_of}:
            other = merged[place]
            if other is not None:
                clicks.update((event.id, event) for event in other.clicks)
                pattern = other.pattern if other.pattern.weight > pattern.weight else pattern
                merged[place] = None
        place_of.update(dict.fromkeys(clicks, len(merged)))
        merged.append(Burst(clicks=tuple(sorted(clicks.values(), key=_in_time)), pattern=pattern))
    return [burst for burst in merged if burst is not None]


def _without(clicks: Sequence[ClickEvent], bursts: Iterable[Burst]) -> list[ClickEvent]:
    taken = {event.id for burst in bursts for event in burst.clicks}
    return [event for event in clicks if event.id not in taken]


def _joined(bursts: list[Burst], left: Sequence[ClickEvent], pause: timedelta) -> list[ClickEvent]:
    """Add clicks that fall into bursts and lead elsewhere to them, and return the others.

    Bursts of several agents at the same time are looked at as one.
    """
    bursts.sort(key=_beginning)
    stretches: list[_Stretch] = []
    for place, burst in enumerate(bursts):
        if not stretches or burst.first > stretches[-1].last + pause:
            stretches.append(_Stretch(place, burst.first, burst.last))
        stretches[-1].last = max(stretches[-1].last, burst.last)
        stretches[-1].followed.update(map(link_of, burst.clicks))
    inside: defaultdict[int, list[ClickEvent]] = defaultdict(list)
    for event in left:
        number = bisect_right(stretches, event.at + pause, key=_start) - 1
        if number >= 0 and event.at <= stretches[number].last + pause:
            inside[number].append(event)
    joined: set[UUID] = set()
    for number, clicks in inside.items():
        links = {link_of(event) for event in clicks}
        if len(links) > 1 or links.isdisjoint(stretches[number].followed):
            joined.update(event.id for event in clicks)
            burst = bursts[stretches[number].place]
            run = tuple(sorted((*burst.clicks, *clicks), key=_in_time))
            bursts[stretches[number].place] = replace(burst, clicks=run)
    return [event for event in left if event.id not in joined]


@dataclass(slots=True)
class _Stretch:
    """A time in which bursts follow one another without a pause: the first of them, and their links."""

    place: int
    first: datetime
    last: datetime
    followed: set[Hashable] = field(default_factory=set[Hashable])


def _start(stretch: _Stretch) -> datetime:
    return stretch.first


def _beginning(burst: Burst) -> datetime:
    return burst.first


def _in_time(event: ClickEvent) -> tuple[datetime, UUID]:
    return (event.at, event.id)


def _spans(clicks: Sequence[ClickEvent], speed: _Speed) -> list[_Span]:
    """Find the runs in which, within the window, so many different links were followed as to make it."""
    spans: list[_Span] = []
    if not speed.window:
        return spans
    links: Counter[Hashable] = Counter()
    left = 0
    for right, event in enumerate(clicks):
        links[link_of(event)] += 1
        while speed.is_over(event.at - clicks[left].at):
            gone = link_of(clicks[left])
            links[gone] -= 1
            if not links[gone]:
                del links[gone]
            left += 1
        if speed.is_reached(len(links), event):
            overlaps = bool(spans) and left < spans[-1][1]
            start = spans.pop()[0] if overlaps else left
            spans.append((start, right + 1, speed.pattern))
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
