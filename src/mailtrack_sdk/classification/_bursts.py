"""Finding bursts: runs of clicks on different links that are faster than anybody reads."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
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

    All clicks are looked at together, because scanners change agent and address from click to click, and
    those of each client by themselves, with what follows without a pause. Then a person who clicks while
    a scanner is at work is let go: see `_without_bystanders`. Last, two clicks of one client in the same
    second make a burst.

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
    found = _runs(clicks, fast, _NO_TIME)
    for group in _by_client(clicks):
        found += _runs(group, whole, windows.pause)
    bursts = [_without_bystanders(burst, windows.pause) for burst in _merged(found)]
    twice = (_Speed(windows.same_second, Pattern.SAME_SECOND, _TWO),)
    taken = {event.id for burst in bursts for event in burst.clicks}
    for group in _by_client([event for event in clicks if event.id not in taken]):
        bursts += _runs(group, twice, windows.pause)
    return sorted(bursts, key=_beginning)


def _without_bystanders(burst: Burst, pause: timedelta) -> Burst:
    """Let go of the few clicks of another agent that may be a person's.

    Those on links that the others have followed too, because a scanner follows every link, and the first
    or the last when a pause parts it from the rest. What has followed three links is never let go.
    """
    links_of: defaultdict[str | None, set[Hashable]] = defaultdict(set)
    agents_of: defaultdict[Hashable, set[str | None]] = defaultdict(set)
    for event in burst.clicks:
        links_of[event.client.agent].add(link_of(event))
        agents_of[link_of(event)].add(event.client.agent)
    few = {agent for agent, links in links_of.items() if len(links) < _A_FEW}
    if len(few) == len(links_of):
        return burst
    doubles = {agent for agent in few if all(len(agents_of[link]) > 1 for link in links_of[agent])}
    clicks = [event for event in burst.clicks if event.client.agent not in doubles]
    while clicks[-1].client.agent in few and clicks[-1].at - clicks[-2].at > pause:
        clicks.pop()
    while clicks[0].client.agent in few and clicks[1].at - clicks[0].at > pause:
        clicks.pop(0)
    return Burst(clicks=tuple(clicks), pattern=burst.pattern)


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


def _by_client(clicks: Sequence[ClickEvent]) -> Iterable[list[ClickEvent]]:
    groups: defaultdict[tuple[str | None, str | None], list[ClickEvent]] = defaultdict(list)
    for event in clicks:
        groups[event.client.agent, event.client.address].append(event)
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
    root = list(range(len(bursts)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = place = root[root[place]]
        return place

    holder: dict[UUID, int] = {}
    for place, burst in enumerate(bursts):
        for event in burst.clicks:
            root[find(holder.setdefault(event.id, place))] = find(place)
    clicks: defaultdict[int, dict[UUID, ClickEvent]] = defaultdict(dict)
    patterns: dict[int, Pattern] = {}
    for place, burst in enumerate(bursts):
        first = find(place)
        clicks[first].update((event.id, event) for event in burst.clicks)
        pattern = patterns.setdefault(first, burst.pattern)
        patterns[first] = max(pattern, burst.pattern, key=_weight)
    return [
        Burst(clicks=tuple(sorted(together.values(), key=_in_time)), pattern=patterns[first])
        for first, together in clicks.items()
    ]


def _weight(pattern: Pattern) -> tuple[float, bool]:
    return (pattern.weight, pattern is Pattern.EVERY_LINK)


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
