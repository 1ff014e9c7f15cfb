"""What the order of the requests of one delivery shows: bursts, heels, prefetches, clicks out of nowhere.

A **sequence rule** is given all opens and clicks of one delivery in the order (at, id) and says what it
finds about which of them. Rules may only make a person's request look less like one, and only for
requests that are part of the pattern: whoever clicks before or after a burst is left alone, and so is who
clicks meanwhile with another program on a link that the burst follows too. Every rule is linear in the
number of requests.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from mailtrack_sdk.classification._bursts import Burst, bursts_of, link_of
from mailtrack_sdk.classification.agents import Kind, read_agent
from mailtrack_sdk.classification.findings import Finding
from mailtrack_sdk.classification.request_rules import not_get, prefetch_header
from mailtrack_sdk.classification.timing import keeps_time
from mailtrack_sdk.classification.verdict import Agent, Human
from mailtrack_sdk.classification.windows import Windows
from mailtrack_sdk.events import ClickEvent, OpenEvent, RequestEvent
from mailtrack_sdk.models import Mode

__all__ = ["FirstClick", "LinkBursts", "SecondClient", "ShownAfterPrefetch"]

# What says itself that it is no person needs no pattern, and must not make one of a person beside it.
_DECLARED = frozenset((Kind.LINK_PREVIEWER, Kind.SECURITY_SCANNER, Kind.CRAWLER, Kind.HTTP_LIBRARY))
_BROWSERS = frozenset((Kind.BROWSER, Kind.APP, Kind.BARE_WEBKIT))


@dataclass(frozen=True, slots=True)
class LinkBursts:
    """The rule about links that are followed faster than anybody reads.

    Three different links within four seconds, all links of a mail within ten, or two within one second.
    Requests that say themselves that no person made them (robots, prefetches, HEAD) are left out: a
    browser that prefetches makes no scanner of its owner. A person who clicks while a scanner is at work,
    with another agent and on a link that the scanner follows too, is not taken for a part of it.

    An open counts to a burst when the same client, with the same agent and address, made it meanwhile or
    within the pause before: scanners that load a mail whole begin with its images.

    Args:
        windows: How fast is too fast.
    """

    windows: Windows

    def __call__(self, events: Sequence[RequestEvent], /) -> Mapping[UUID, Finding]:
        """Say which requests belong to a burst."""
        found: dict[UUID, Finding] = {}
        by_client: defaultdict[Hashable, list[_Told]] = defaultdict(list)
        for burst in self.bursts(events):
            told = _Told(burst, self.windows.pause)
            for click in burst.clicks:
                found[click.id] = told.finding
            client = burst.client
            if client is not None:
                by_client[client].append(told)
        for event in events if by_client else ():
            if isinstance(event, OpenEvent) and keeps_time(event):
                around = _around(event, by_client.get((event.client.agent, event.client.address), ()))
                if around is not None:
                    found[event.id] = around.finding
        return found

    def bursts(self, events: Sequence[RequestEvent]) -> list[Burst]:
        """Find the bursts among the requests of a delivery, each click in one of them at most."""
        clicks = [event for event in events if isinstance(event, ClickEvent) and _is_unexplained(event)]
        return bursts_of(clicks, self.windows)


def _is_unexplained(event: ClickEvent) -> bool:
    return (
        keeps_time(event)
        and read_agent(event.client.agent).kind not in _DECLARED
        and not_get(event) is None
        and prefetch_header(event) is None
    )


class _Told:
    """A burst and what there is to say about its requests, worked out once."""

    __slots__ = ("finding", "first", "last")

    def __init__(self, burst: Burst, pause: timedelta) -> None:
        self.first, self.last = burst.first - pause, burst.last
        self.finding = Finding.of(
            Agent.SECURITY_SCANNER, Human.NO, burst.pattern.weight, burst.pattern.evidence, burst.text
        )


def _around(event: OpenEvent, bursts: Sequence[_Told]) -> _Told | None:
    """Return the burst of the same client during which a pixel was loaded; bursts are in order."""
    place = bisect_right(bursts, event.at, key=_beginning)
    return bursts[place - 1] if place and event.at <= bursts[place - 1].last else None


def _beginning(burst: _Told) -> datetime:
    return burst.first


@dataclass(frozen=True, slots=True)
class SecondClient:
    """The rule about another client on the same link, seconds after the first.

    Scanners that check a link when it is clicked, or after it was, come from another network with another
    browser (resend-node issue 901: a person on a Mac, and 12 seconds later another system). Which of the
    two was the person cannot be seen; the second becomes doubtful, and the first a little.

    Args:
        windows: How soon after the first.
        bursts: Finds the scanners that are known already; they are nobody's doubles.
    """

    windows: Windows
    bursts: LinkBursts

    def __call__(self, events: Sequence[RequestEvent], /) -> Mapping[UUID, Finding]:
        """Say which clicks have a double."""
        pairs = self._pairs(events, frozenset())
        if not pairs:
            return {}
        known = frozenset(event.id for burst in self.bursts.bursts(events) for event in burst.clicks)
        found: dict[UUID, Finding] = {}
        for first, second in self._pairs(events, known) if known else pairs:
            seconds = (second.at - first.at).total_seconds()
            found[second.id] = _second(seconds)
            found.setdefault(first.id, _first(seconds))
        return found

    def _pairs(
        self, events: Sequence[RequestEvent], known: frozenset[UUID]
    ) -> list[tuple[ClickEvent, ClickEvent]]:
        pairs: list[tuple[ClickEvent, ClickEvent]] = []
        latest: dict[Hashable, ClickEvent] = {}
        for event in events:
            if not isinstance(event, ClickEvent) or event.id in known or not _is_browser_click(event):
                continue
            link = link_of(event)
            before = latest.get(link)
            latest[link] = event
            if (
                before is not None
                and event.at - before.at < self.windows.second_client
                and _differ(before, event)
            ):
                pairs.append((before, event))
        return pairs


def _is_browser_click(event: ClickEvent) -> bool:
    return event.method == "GET" and read_agent(event.client.agent).kind in _BROWSERS and keeps_time(event)


def _differ(one: RequestEvent, other: RequestEvent) -> bool:
    """Say whether two requests came from different programs at different addresses, as far as is known."""
    if one.client.agent == other.client.agent:
        return False
    addresses = (one.client.address, other.client.address)
    return None in addresses or addresses[0] != addresses[1]


def _second(seconds: float) -> Finding:
    return Finding.of(
        None,
        Human.NO,
        0.6,
        "sequence.second_client",
        f"Another browser had followed the same link {_spoken(seconds)} before, from elsewhere: "
        "one of the two may be a scanner at the reader's heels",
    )


def _first(seconds: float) -> Finding:
    return Finding.of(
        None,
        Human.NO,
        0.2,
        "sequence.second_client",
        f"Another browser followed the same link {_spoken(seconds)} later, from elsewhere: "
        "one of the two may be a scanner at the reader's heels",
    )


@dataclass(frozen=True, slots=True)
class ShownAfterPrefetch:
    """The rule about Gmail's image proxy after Gmail's prefetch: one machine, and then one person.

    Args:
        windows: How long after the prefetch.
    """

    windows: Windows

    def __call__(self, events: Sequence[RequestEvent], /) -> Mapping[UUID, Finding]:
        """Say which loads by an image proxy followed a prefetch."""
        found: dict[UUID, Finding] = {}
        prefetched: datetime | None = None
        for event in events:
            if not isinstance(event, OpenEvent) or not keeps_time(event):
                continue
            kind = read_agent(event.client.agent).kind
            if kind is Kind.GMAIL_PREFETCH:
                prefetched = event.at
            elif kind is Kind.MAILBOX_PROXY and prefetched is not None:
                elapsed = event.at - prefetched
                if elapsed < self.windows.prefetch:
                    found[event.id] = _shown(elapsed.total_seconds())
        return found


def _shown(seconds: float) -> Finding:
    return Finding.of(
        None,
        Human.YES,
        0.3,
        "sequence.shown_after_prefetch",
        f"The image had been prefetched {_spoken(seconds)} before; now the proxy asked for it itself, "
        "as it does when the mail is shown",
    )


# Opens of the other modes are not in the history of the recipient.
_SEEN = (Mode.FULL, Mode.PSEUDONYMOUS, Mode.LAST_OPEN_DAY)
_NO_OPEN = Finding.of(
    None,
    Human.NO,
    0.1,  # a hint: whoever blocks images clicks like this
    "sequence.click_without_open",
    "No open of this mail was seen before the link was followed; readers who block images cause none either",
)


_WHOLE = 16
"""So many events are surely a whole history: a recorder hands over the newest 20 of a day, beyond which
the first open may be cut off."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FirstClick:
    """The rule about clicks in a mail that nobody seems to have opened.

    A hint and no more: many readers block images. It is left out where opens are not followed, and where
    a history may be cut at its beginning, as a recorder's is: long ones, and more than a day after the send.
    """

    def __call__(self, events: Sequence[RequestEvent], /) -> Mapping[UUID, Finding]:
        """Say which clicks no open went before."""
        found: dict[UUID, Finding] = {}
        if len(events) > _WHOLE:
            return found
        for event in events:
            if isinstance(event, OpenEvent) or event.at - event.delivery.sent_at > _DAY:
                break
            if event.delivery.opens in _SEEN and keeps_time(event):
                found[event.id] = _NO_OPEN
        return found


def _spoken(seconds: float) -> str:
    """Say a span of time as people do."""
    if seconds < 1:
        return "less than a second"
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= size:
            return _counted(int(seconds // size), unit)
    return _counted(int(seconds), "second")


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
