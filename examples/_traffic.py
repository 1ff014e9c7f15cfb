"""A day of traffic for one mailing: who shows the mail, who clicks, and what no person caused.

Shares and habits are made up to look like a mixed audience; they are no measurement of anything. How
each client behaves is not: that Apple's relay loads images whether or not anybody reads, that Gmail
sometimes loads them ahead, or that Yahoo's proxy asks several times (see mailtrack_sdk.testing.clients).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from random import Random

from mailtrack_sdk.testing import clients
from mailtrack_sdk.testing.clients import SimulatedClient

__all__ = ["SENDING_BEGINS", "Act", "Visit", "plan_day", "sent_time"]

SENDING_BEGINS = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
_DAY_ENDS = SENDING_BEGINS + timedelta(days=1)
_PACE = timedelta(milliseconds=60)


class Act(str, Enum):
    """What somebody, or something, does with a copy of the mail."""

    OPEN = "open"
    CLICK = "click"
    CLICK_ALL = "click_all"
    LOOK_UP = "look_up"
    """Ask about a link with HEAD, as link checkers do."""
    FORGE = "forge"
    """Ask for a URL with one character changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One thing that happens.

    Args:
        at: When.
        copy: The number of the copy.
        act: What.
        client: With which software.
        choice: Which of the links, from 0 (the first) to 1 (behind the last).
    """

    at: datetime
    copy: int
    act: Act
    client: SimulatedClient
    choice: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How readers with one mail program behave, in probabilities.

    Args:
        share: Of 100 recipients so many use this program.
        reads: They read the mail within the day.
        images: Having read it, they have seen its images.
        clicks: Having read it, they follow a link.
        scanned: A gateway tests every link before they get the mail.
    """

    share: int
    reads: float
    images: float
    clicks: float
    scanned: float = 0.0


HABITS = {
    clients.apple_mail_privacy: Habit(share=28, reads=0.45, images=1.0, clicks=0.12),
    clients.gmail_web: Habit(share=18, reads=0.40, images=0.95, clicks=0.12),
    clients.outlook_desktop: Habit(share=15, reads=0.45, images=0.45, clicks=0.10, scanned=0.3),
    clients.gmail_android: Habit(share=10, reads=0.45, images=0.95, clicks=0.10),
    clients.yahoo_mail: Habit(share=7, reads=0.30, images=0.90, clicks=0.08),
    clients.outlook_ios: Habit(share=5, reads=0.45, images=0.60, clicks=0.10, scanned=0.2),
    clients.apple_mail: Habit(share=4, reads=0.45, images=0.95, clicks=0.12),
    clients.chrome: Habit(share=4, reads=0.40, images=0.70, clicks=0.12),
    clients.outlook_mac: Habit(share=3, reads=0.45, images=0.60, clicks=0.10, scanned=0.2),
    clients.thunderbird: Habit(share=3, reads=0.50, images=0.40, clicks=0.12),
    clients.firefox: Habit(share=2, reads=0.40, images=0.60, clicks=0.12),
    clients.safari: Habit(share=1, reads=0.40, images=0.80, clicks=0.12),
}


def sent_time(copy: int) -> datetime:
    """Return when a copy leaves: one after the other, about a thousand a minute."""
    return SENDING_BEGINS + copy * _PACE


def plan_day(copies: int, chance: Random) -> list[Visit]:
    """Plan what happens to so many copies within a day, in order of time."""
    software, habits = list(HABITS), list(HABITS.values())
    shares = [habit.share for habit in habits]
    visits = list(_strangers(copies, chance))
    for copy in range(copies):
        place = chance.choices(range(len(habits)), shares)[0]
        reader = software[place].at(f"192.0.2.{chance.randrange(20, 250)}")
        visits += _reader(copy, reader, habits[place], chance)
    return sorted(
        (visit for visit in visits if visit.at < _DAY_ENDS), key=lambda visit: (visit.at, visit.copy)
    )


def _reader(copy: int, reader: SimulatedClient, habit: Habit, chance: Random) -> Iterator[Visit]:
    """Plan what happens in one mailbox, from delivery on."""
    arrived = sent_time(copy) + _between(1, 20, chance)
    if _happens(habit.scanned, chance):
        scanned = arrived + _between(1, 30, chance)
        yield Visit(at=scanned, copy=copy, act=Act.CLICK_ALL, client=clients.link_scanner)
    reads = _happens(habit.reads, chance)
    if reader.name.startswith("gmail") and reads and _happens(0.06, chance):
        loaded = arrived + _between(1, 25, chance)
        yield Visit(at=loaded, copy=copy, act=Act.OPEN, client=clients.gmail_prefetch)
    if reader.name == "apple_mail_privacy":
        # Whenever the telephone is online and charged; what the reader sees later comes from its cache.
        yield Visit(at=arrived + _waiting(90, chance), copy=copy, act=Act.OPEN, client=reader)
    if not reads:
        return
    shown = arrived + _waiting(180, chance)
    if reader.name != "apple_mail_privacy" and _happens(habit.images, chance):
        yield from _showings(copy, reader, shown, chance)
    if _happens(habit.clicks, chance):
        yield from _clicks(copy, reader, shown, chance)


def _showings(copy: int, reader: SimulatedClient, shown: datetime, chance: Random) -> Iterator[Visit]:
    """Plan an open, sometimes a second look, and the proxy that asks several times."""
    yield Visit(at=shown, copy=copy, act=Act.OPEN, client=reader)
    if reader.name == "yahoo_mail":
        for _ in range(chance.randrange(4)):
            yield Visit(at=shown + _between(1, 60, chance), copy=copy, act=Act.OPEN, client=reader)
    elif _happens(0.2, chance):
        yield Visit(at=shown + _between(2, 9, chance), copy=copy, act=Act.OPEN, client=reader)
    elif _happens(0.15, chance):
        yield Visit(at=shown + _waiting(240, chance), copy=copy, act=Act.OPEN, client=reader)


def _clicks(copy: int, reader: SimulatedClient, shown: datetime, chance: Random) -> Iterator[Visit]:
    """Plan a click or two, and the preview made when somebody shares the link with colleagues."""
    at, choice = shown + _between(15, 240, chance), chance.random() ** 2
    yield Visit(at=at, copy=copy, act=Act.CLICK, client=reader, choice=choice)
    if _happens(0.3, chance):
        again = at + _between(20, 300, chance)
        yield Visit(at=again, copy=copy, act=Act.CLICK, client=reader, choice=chance.random())
    if _happens(0.15, chance):
        chat = chance.choice((clients.slack_preview, clients.teams_preview))
        shared = at + _between(60, 3600, chance)
        yield Visit(at=shared, copy=copy, act=Act.CLICK, client=chat, choice=choice)


def _strangers(copies: int, chance: Random) -> Iterator[Visit]:
    """Plan requests that come from outside: guessed URLs, link checkers, a crawler."""
    for act, client, number in (
        (Act.FORGE, clients.curl, copies // 40 + 1),
        (Act.LOOK_UP, clients.curl, copies // 100 + 1),
        (Act.CLICK, clients.googlebot, copies // 200 + 1),
    ):
        for _ in range(number):
            at = SENDING_BEGINS + _between(3600, 86_000, chance)
            yield Visit(at=at, copy=chance.randrange(copies), act=act, client=client, choice=chance.random())


def _happens(probability: float, chance: Random) -> bool:
    return chance.random() < probability


def _between(shortest: float, longest: float, chance: Random) -> timedelta:
    return timedelta(seconds=chance.uniform(shortest, longest))


def _waiting(minutes: float, chance: Random) -> timedelta:
    """Return a time that is mostly short and sometimes long, `minutes` on average."""
    return timedelta(minutes=chance.expovariate(1 / minutes))
