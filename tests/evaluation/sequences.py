"""Deliveries as scanners and people are reported to treat them: generated, and said to be so.

No log of real deliveries with known truth is public. What is published are counts and rules of thumb;
these are the parameters here, each with its source. What people do between two clicks has no published
source at all: those numbers are assumptions of ours. A figure measured on such deliveries says how the
rules do on this description of the world, and not how they do on the world.

* When a burst begins: 0.5 % 0 to 10 s after the send, 2.2 % 10 to 20 s, 66.4 % 20 to 60 s, 28.3 % 1 to 5
  minutes (836 bursts, putyourlightson/craft-campaign issue 546); the rest 5 to 15 minutes (ours).
* How fast: at least five clicks within one second (the same); about one second a link (a user in mautic
  issue 9798); 15 links in about 50 seconds (maincross.net).
* Which links: all, or only the first (Barracuda, act-on.com).
* At the heels of a person: 12 seconds later, same link, other network and system (resend-node issue 901).
* Agents: of ordinary browsers (healthchecks.io, 2019-12; act-on.com), of one or of several.
* People (assumptions): they open, read for 5 seconds to minutes, follow one to three links with 4 seconds
  to 10 minutes between them, sometimes twice; people in a hurry open three links in tabs within 3 to 8
  seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from random import Random
from uuid import UUID

from mailtrack_sdk.events import ClickEvent, OpenEvent, RequestEvent
from mailtrack_sdk.models import Client, Delivery, Link

__all__ = ["KINDS", "Script", "burst_start", "deliveries"]

SENT = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
AGENTS = (
    *(
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/{version}.0.0.0 Safari/537.36"
        for version in range(118, 131)
    ),
    *(
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{version}.0) Gecko/20100101 Firefox/{version}.0"
        for version in range(115, 130)
    ),
    *(
        f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        f"Version/{version}.4 Safari/605.1.15"
        for version in (16, 17, 18)
    ),
)
OUTLOOK = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.10827; Pro)"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"

_STARTS = ((0.0, 10.0), (10.0, 20.0), (20.0, 60.0), (60.0, 300.0), (300.0, 900.0))
_STARTS_OF_1000 = (5, 22, 664, 283, 26)


@dataclass(slots=True)
class Script:
    """One delivery in the making: its events, and which of them a machine caused.

    Args:
        random: Decides everything; seeded.
        links: How many links the message has.
        events: What happened, in the order it was written down.
        machine: Ids of what a machine caused.
    """

    random: Random
    links: int
    number: int
    events: list[RequestEvent] = field(default_factory=list[RequestEvent])
    machine: set[UUID] = field(default_factory=set[UUID])

    def open(self, seconds: float, agent: str, address: str) -> None:
        """Let a person open the mail."""
        self.events.append(
            OpenEvent(
                id=self._id(),
                at=SENT + timedelta(seconds=seconds),
                delivery=self._delivery,
                client=Client(agent=agent, address=address),
            )
        )

    def click(self, seconds: float, link: int, agent: str, address: str, *, machine: bool = False) -> None:
        """Let somebody follow a link."""
        event = ClickEvent(
            id=self._id(),
            at=SENT + timedelta(seconds=seconds),
            delivery=self._delivery,
            client=Client(agent=agent, address=address),
            link=Link(url=f"https://shop.example/{link}", index=link),
            link_count=self.links,
        )
        self.events.append(event)
        if machine:
            self.machine.add(event.id)

    @property
    def _delivery(self) -> Delivery:
        return Delivery("generated", f"u-{self.number}", sent_at=SENT)

    def _id(self) -> UUID:
        return UUID(int=(self.number << 16) + len(self.events) + 1)

    def scanner(self) -> tuple[str, str]:
        """Choose the agent and the unlisted address of a scanner."""
        return self.random.choice(AGENTS), f"198.51.100.{self.random.randint(1, 254)}"

    def person(self) -> tuple[str, str]:
        """Choose the browser and the address of a person."""
        return self.random.choice(AGENTS), f"203.0.113.{self.random.randint(1, 254)}"

    def reads(self, seconds: float, *, clicks: int | None = None) -> None:
        """Let a person open the mail, read, and follow links, from a moment on."""
        agent, address = self.person()
        opener = self.random.choice((OUTLOOK, GMAIL, agent))
        self.open(seconds, opener, address if opener != GMAIL else "66.249.93.73")
        at = seconds + self.random.uniform(5, 120)
        wanted = self.random.choices((1, 2, 3), (6, 3, 1))[0] if clicks is None else clicks
        for link in self.random.sample(range(self.links), min(wanted, self.links)):
            self.click(at, link, agent, address)
            if self.random.random() < 0.1:
                self.click(at + self.random.uniform(0.2, 2), link, agent, address)
            at += self.random.uniform(4, 600)


def burst_start(random: Random) -> float:
    """Draw how many seconds after the send a burst begins."""
    low, high = random.choices(_STARTS, _STARTS_OF_1000)[0]
    return random.uniform(low, high)


def _burst(script: Script, start: float, *, span: float = 1.0, least: int = 5) -> float:
    """Let one scanner follow many links within a span; returns when it was done."""
    agent, address = script.scanner()
    count = script.random.randint(min(least, script.links), script.links)
    offsets = sorted(script.random.uniform(0, span) for _ in range(count))
    for offset, link in zip(offsets, script.random.sample(range(script.links), count), strict=True):
        script.click(start + offset, link, agent, address, machine=True)
    return start + span


def people(script: Script) -> None:
    """Nobody but a person, minutes to a day after the send."""
    script.reads(script.random.uniform(5, 86_400))


def tabs(script: Script) -> None:
    """A person in a hurry: three different links in tabs, 1.5 to 4 seconds from one to the next."""
    agent, address = script.person()
    at = script.random.uniform(60, 86_400)
    script.open(at - script.random.uniform(5, 60), agent, address)
    for link in script.random.sample(range(script.links), 3):
        script.click(at, link, agent, address)
        at += script.random.uniform(1.5, 4)


def burst(script: Script) -> None:
    """Five or more links within a second; then a person, at least half a minute later."""
    end = _burst(script, burst_start(script.random))
    script.reads(end + script.random.uniform(30, 21_600))


def small_burst(script: Script) -> None:
    """Three or four links within a second, and a person later."""
    script.links = max(script.links, 6)
    agent, address = script.scanner()
    start = burst_start(script.random)
    for link in script.random.sample(range(script.links), script.random.choice((3, 4))):
        script.click(start + script.random.uniform(0, 1), link, agent, address, machine=True)
    script.reads(start + 1 + script.random.uniform(30, 21_600))


def walk(script: Script) -> None:
    """All links in order, about a second for each, and a person later."""
    agent, address = script.scanner()
    at = burst_start(script.random)
    for link in range(script.links):
        script.click(at, link, agent, address, machine=True)
        at += script.random.uniform(0.7, 1.5)
    script.reads(at + script.random.uniform(30, 21_600))


def slow_walk(script: Script) -> None:
    """All links in order, 3 to 4 seconds for each, as a scanner that renders whole pages; a person later."""
    agent, address = script.scanner()
    at = burst_start(script.random)
    for link in range(script.links):
        script.click(at, link, agent, address, machine=True)
        at += script.random.uniform(3, 4)
    script.reads(at + script.random.uniform(30, 21_600))


def crowd(script: Script) -> None:
    """Five or more links within two seconds, each from another address, with two or three agents."""
    agents = script.random.sample(AGENTS, script.random.choice((2, 3)))
    start = burst_start(script.random)
    count = script.random.randint(min(5, script.links), script.links)
    for link in script.random.sample(range(script.links), count):
        address = f"198.51.100.{script.random.randint(1, 254)}"
        agent = script.random.choice(agents)
        script.click(start + script.random.uniform(0, 2), link, agent, address, machine=True)
    script.reads(start + 2 + script.random.uniform(30, 21_600))


def sleeper(script: Script) -> None:
    """A person first, and hours later a scanner that looks at the mail again, many links in a second."""
    script.reads(script.random.uniform(60, 3_600))
    _burst(script, script.random.uniform(14_400, 80_000))


def meanwhile(script: Script) -> None:
    """A person, with a browser of their own, who follows a link while a scanner walks over the others."""
    agent, address = script.scanner()
    at = start = script.random.uniform(60, 600)
    for link in range(script.links):
        script.click(at, link, agent, address, machine=True)
        at += script.random.uniform(0.7, 1.5)
    browser, home = script.random.choice([other for other in AGENTS if other != agent]), "203.0.113.77"
    script.open(start - script.random.uniform(5, 60), browser, home)
    script.click(script.random.uniform(start, at), script.random.randrange(script.links), browser, home)


def heel(script: Script) -> None:
    """A person's click, and a scanner on the same link about 12 seconds later, from elsewhere."""
    browser, home = script.person()
    agent, address = script.random.choice([other for other in AGENTS if other != browser]), "198.51.100.9"
    at = script.random.uniform(60, 21_600)
    link = script.random.randrange(script.links)
    script.open(at - script.random.uniform(5, 60), browser, home)
    script.click(at, link, browser, home)
    script.click(at + script.random.uniform(10, 14), link, agent, address, machine=True)


def one_link(script: Script) -> None:
    """A scanner that follows the first link only, and a person later: one request tells nothing."""
    agent, address = script.scanner()
    start = burst_start(script.random)
    script.click(start, 0, agent, address, machine=True)
    script.reads(start + script.random.uniform(60, 21_600))


KINDS: dict[str, Callable[[Script], None]] = {
    "people": people,
    "people in a hurry, tabs": tabs,
    "burst, 5 links or more in a second": burst,
    "burst, 3 or 4 links in a second": small_burst,
    "walk, a second a link": walk,
    "walk, 3 to 4 seconds a link": slow_walk,
    "burst, several addresses and agents": crowd,
    "sleeper, hours after the person": sleeper,
    "walk, a person meanwhile": meanwhile,
    "at a person's heels": heel,
    "first link only": one_link,
}
"""What is generated, by name."""


def deliveries(kind: str, count: int, *, seed: int = 20260302) -> Iterator[Script]:
    """Generate deliveries of one kind, the same ones whenever and wherever it runs.

    Args:
        kind: One of `KINDS`.
        count: How many.
        seed: Another one gives others.
    """
    random = Random(f"{seed} {kind}")  # noqa: S311 - the same deliveries every time
    for number in range(count):
        script = Script(random=random, links=random.randint(3, 15), number=number)
        KINDS[kind](script)
        script.events.sort(key=lambda event: (event.at, event.id))
        yield script
