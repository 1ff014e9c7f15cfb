"""Making one tracking URL, beside the calls to hmac and base64 that it cannot do without.

A floor holds exactly those calls, on texts of the same lengths, and nothing around them: no encoding
of the values into bytes, no cutting of tags, no joining of the URL. For a deflated target a second
floor holds the call to zlib too; the target is measured against the first.
"""

from __future__ import annotations

import hmac
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from itertools import count
from statistics import median

from mailtrack_sdk.models import Delivery
from tests.benchmarks._candidates import NOON, TRACKER
from tests.benchmarks._page import Check, Section, table
from tests.benchmarks._timing import Entrant, each, race, ratio

__all__ = ["measure"]

MESSAGE = "newsletter-2026a"
_CALLS = 1000
_KEY = b"k" * 32
_TAG = 16
_DEFLATED = 0x01

Job = tuple[Delivery, str]
"""For whom, and where the link leads."""
Deed = tuple[tuple[bytes, ...], tuple[bytes, ...]]
"""What is signed, and what is written as base64."""

_numbers = count()


def measure(*, rounds: int) -> list[Section]:
    """Measure the pixel's URL and a link's, with targets that are deflated and such that are not.

    Args:
        rounds: How often every entrant runs.
    """
    cases: list[tuple[str, Callable[[Job], str], Callable[[int], str], float]] = [
        ("pixel_url", _pixel, _plain_target, 2.0),
        ("link_url, target as it is", _link, _plain_target, 2.0),
        ("link_url, short target, deflated", _link, _short_target, 2.5),
        ("link_url, long target, deflated", _link, _long_target, 2.5),
        ("link_url, the same target for every recipient", _link, _same_target, 2.5),
    ]
    entrants: list[Entrant] = []
    for name, mint, target, _ in cases:
        entrants += [
            Entrant(name=name, calls=_CALLS, prepare=each(mint, _jobs(target))),
            Entrant(name=f"{name}: floor", calls=_CALLS, prepare=each(_least, _deeds(mint, target))),
        ]
        if _is_deflated(_link(_jobs(target)(0)[0])) and mint is _link:
            stretch = each(_deflating, _targets(target))
            entrants.append(Entrant(name=f"{name}: zlib", calls=_CALLS, prepare=stretch))
    laps = race(entrants, rounds=rounds)
    rows: list[list[str]] = []
    checks: list[Check] = []
    for name, mint, target, limit in cases:
        mine, floor = laps[name], laps[f"{name}: floor"]
        example = mint(_jobs(target)(0)[0])
        deflating = laps.get(f"{name}: zlib")
        both = floor if deflating is None else tuple(map(sum, zip(floor, deflating, strict=True)))
        rows.append(
            [
                name,
                str(len(example)),
                f"{median(mine) * 1e6:.2f}",
                f"{median(floor) * 1e6:.2f}",
                f"{ratio(mine, floor):.2f}",
                "" if deflating is None else f"{median(deflating) * 1e6:.2f}",
                "" if deflating is None else f"{ratio(mine, both):.2f}",
            ]
        )
        checks.append(Check(what=f"{name} beside its floor", value=ratio(mine, floor), limit=limit))
    head = ("one URL", "characters", "us", "floor, us", "x floor", "zlib, us", "x floor + zlib")
    return [Section(key="urls-speed", body=table(head, rows), checks=tuple(checks))]


def _pixel(job: Job) -> str:
    return TRACKER.pixel_url(job[0])


def _link(job: Job) -> str:
    return TRACKER.link_url(job[0], job[1])


def _jobs(target: Callable[[int], str]) -> Callable[[int], Sequence[Job]]:
    """Return what makes recipients and targets that no measurement has seen before."""

    def make(_: int) -> Sequence[Job]:
        numbers = [next(_numbers) for _ in range(_CALLS)]
        return [(Delivery(MESSAGE, f"user-{number:09}", sent_at=NOON), target(number)) for number in numbers]

    return make


def _targets(target: Callable[[int], str]) -> Callable[[int], Sequence[bytes]]:
    return lambda _: [target(next(_numbers)).encode() for _ in range(_CALLS)]


def _deeds(mint: Callable[[Job], str], target: Callable[[int], str]) -> Callable[[int], Sequence[Deed]]:
    """Return what lists the MACs and base64 texts of real URLs."""
    jobs = _jobs(target)

    def make(number: int) -> Sequence[Deed]:
        return [_deed(mint(job)) for job in jobs(number)]

    return make


def _deed(url: str) -> Deed:
    """Read off a URL what had to be signed and written: docs/explanation/wire-format.md."""
    delivery, _, link = url.rpartition("/")[2].partition(".")
    signed = [delivery[:-_TAG].encode()]
    written = [_bytes(delivery[:-_TAG]), _bytes(delivery[-_TAG:])]
    if link:
        signed.append(bytes((len(MESSAGE),)) + MESSAGE.encode() + link[:-_TAG].encode())
        written += [_bytes(link[:-_TAG]), _bytes(link[-_TAG:])]
    return tuple(signed), tuple(written)


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _is_deflated(url: str) -> bool:
    return bool(_bytes(url.rpartition(".")[2][:-_TAG])[1] & _DEFLATED)


def _least(deed: Deed) -> None:
    signed, written = deed
    for text in signed:
        hmac.digest(_KEY, text, "sha256")
    for data in written:
        urlsafe_b64encode(data)


def _deflating(target: bytes) -> None:
    """Deflate as the wire format does, with a dictionary of the same length."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -9, 1, zlib.Z_FIXED, _DICTIONARY)
    deflater.compress(target)
    deflater.flush()


_DICTIONARY = (b"/products/?utm_source=newsletter&utm_medium=email https://www." * 5)[-224:]


def _plain_target(number: int) -> str:
    # An upper-case scheme is not in the dictionary; nearly every other target becomes shorter.
    return f"HTTP://Q7.ZK/{number * 7919 % 1_000_003:X}"


def _short_target(number: int) -> str:
    return f"https://example.com/{number * 7919 % 1_000_003:x}"


def _same_target(_: int) -> str:
    # What a loop over recipients asks for.
    return "https://www.example.com/blog/articles/spring?utm_source=newsletter&utm_campaign=week-12"


def _long_target(number: int) -> str:
    return (
        f"https://www.example.com/blog/articles/spring-{number * 7919 % 1_000_003:x}"
        "?utm_source=newsletter&utm_medium=email&utm_campaign=week-12&utm_content=hero"
    )
