"""The running account of the requests of one delivery: what counts, what is folded, where people sat."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from mailtrack_sdk.accounts.deliveries import AgentTally, HourTally, LinkTally, Tally, Trace
from mailtrack_sdk.accounts.repeats import window_of
from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.events import RequestEvent
from mailtrack_sdk.forwarding import parse_address
from mailtrack_sdk.models import Client, Link, Mode

_MOST_TRACES = 32
"""Ways in which people's requests came that are kept per delivery; two or three decide everything."""

_IPV4_BYTES = 4
_IPV4_PREFIX = 3
_IPV6_PREFIX = 6


@dataclass(slots=True)
class _Counter:
    """A `Tally` in the making."""

    people: int = 0
    machines: int = 0
    unknown: int = 0
    repeats: int = 0

    def add(self, human: Human, *, repeat: bool) -> None:
        if repeat:
            self.repeats += 1
        elif human is Human.YES:
            self.people += 1
        elif human is Human.NO:
            self.machines += 1
        else:
            self.unknown += 1

    def tally(self) -> Tally:
        return Tally(people=self.people, machines=self.machines, unknown=self.unknown, repeats=self.repeats)


@dataclass(slots=True)
class _AgentCounter:
    opens: _Counter = field(default_factory=_Counter)
    clicks: _Counter = field(default_factory=_Counter)


@dataclass(slots=True)
class _Span:
    """The first and the last moment of something."""

    first: datetime | None = None
    last: datetime | None = None

    def add(self, at: datetime) -> None:
        if self.first is None:
            self.first = at
        self.last = at


@dataclass(slots=True)
class Activity:
    """The requests of one delivery, as far as they count."""

    opens: _Counter = field(default_factory=_Counter)
    clicks: _Counter = field(default_factory=_Counter)
    opened: _Span = field(default_factory=_Span)
    clicked: _Span = field(default_factory=_Span)
    person_seen: bool = False
    first_agent: str | None = None
    loaded_by_proxy: bool = False
    _links: dict[Link, _Counter] = field(default_factory=dict[Link, _Counter])
    _agents: dict[str | None, _AgentCounter] = field(default_factory=dict[str | None, _AgentCounter])
    _hours: dict[int | None, list[int]] = field(default_factory=dict[int | None, list[int]])
    _traces: dict[tuple[str | None, int | None, bool], Trace] = field(
        default_factory=dict[tuple[str | None, int | None, bool], Trace]
    )
    _last_person: datetime | None = None
    _networks: dict[bytes, int] = field(default_factory=dict[bytes, int])
    _counted: dict[tuple[Link | None, Agent, Human], datetime] = field(
        default_factory=dict[tuple[Link | None, Agent, Human], datetime]
    )

    def add(
        self, event: RequestEvent, link: Link | None, agent: str | None, verdict: Verdict, *, zone: tzinfo
    ) -> None:
        """Count one request; `link` is that of a click, None for an open."""
        repeat = self._is_repeat(event, link, verdict)
        by_agent = self._agents.setdefault(agent, _AgentCounter())
        if link is None:
            counters = [self.opens, by_agent.opens]
            self.loaded_by_proxy |= verdict.agent is Agent.APPLE_MPP
        else:
            counters = [self.clicks, by_agent.clicks, self._links.setdefault(link, _Counter())]
        for counter in counters:
            counter.add(verdict.human, repeat=repeat)
        if verdict.human is not Human.YES:
            return
        self._trace(event, agent, proxied=verdict.agent is Agent.IMAGE_PROXY)
        if not repeat:
            (self.opened if link is None else self.clicked).add(event.at)
            self._hours.setdefault(_hour(event, link, zone), [0, 0])[link is not None] += 1
            if not self.person_seen:
                self.person_seen, self.first_agent = True, agent

    def links(self) -> tuple[LinkTally, ...]:
        """Draw up the clicks per link."""
        return tuple(LinkTally(link=link, clicks=counter.tally()) for link, counter in self._links.items())

    def agents(self) -> tuple[AgentTally, ...]:
        """Draw up the requests per User-Agent."""
        return tuple(
            AgentTally(agent=agent, opens=counter.opens.tally(), clicks=counter.clicks.tally())
            for agent, counter in self._agents.items()
        )

    def hours(self) -> tuple[HourTally, ...]:
        """Draw up what people did per hour of the day, the unknown hour last."""
        found = sorted(self._hours.items(), key=lambda item: (item[0] is None, item[0] or 0))
        return tuple(HourTally(hour=hour, opens=opens, clicks=clicks) for hour, (opens, clicks) in found)

    def traces(self) -> tuple[Trace, ...]:
        """Draw up the ways in which people's requests came."""
        return tuple(self._traces.values())

    def _is_repeat(self, event: RequestEvent, link: Link | None, verdict: Verdict) -> bool:
        """Whether the request is to be folded; if not, a new window begins with it."""
        if event.delivery.recipient is None:
            return False
        key = (link, verdict.agent, verdict.human)
        before = self._counted.get(key)
        if before is not None and event.at - before < window_of(verdict.agent):
            return True
        self._counted[key] = event.at
        return False

    def _trace(self, event: RequestEvent, agent: str | None, *, proxied: bool) -> None:
        """Note with what and from where a person asked."""
        prefix = None if proxied else _prefix_of(event.client)
        network = None if prefix is None else self._networks.setdefault(prefix, len(self._networks) + 1)
        key = (agent, network, proxied)
        if key not in self._traces and len(self._traces) < _MOST_TRACES:
            before = event.at if self._last_person is None else self._last_person
            self._traces[key] = Trace(
                agent=agent, network=network, proxied=proxied, first=event.at, pause=event.at - before
            )
        self._last_person = event.at


def _hour(event: RequestEvent, link: Link | None, zone: tzinfo) -> int | None:
    """Tell the hour of the day, unless only the day was kept."""
    delivery = event.delivery
    if (delivery.opens if link is None else delivery.clicks) is Mode.LAST_OPEN_DAY:
        return None
    try:
        return event.at.astimezone(zone).hour
    except OverflowError:  # the first or the last day of the calendar
        return None


def _prefix_of(client: Client) -> bytes | None:
    """Cut a person's own address to its network, /24 or /48; None when it is not known.

    An address in a known network (a relay, a cloud, a gateway, a mailbox provider) is not the reader's
    own: it says where a VPN or a company leaves for the web.
    """
    if client.address is None or not client.address_is_verified or client.networks:
        return None
    packed = parse_address(client.address)
    if packed is None:
        return None
    return packed[: _IPV4_PREFIX if len(packed) == _IPV4_BYTES else _IPV6_PREFIX]
