"""What a delivery adds to the sums of its message: numbers by name, which only ever have to be added.

Sums are what a store can keep beside its log and change by a difference. Every figure of a summary is read
from them (`figures`), whether they were kept or have just been added up, so there is one way to count.

A name is words with a space between; the first says whose deliveries they are:

* `known`: to a known recipient; `tests`: test sends. `known opens people unique` is the number of deliveries
  in which a person opened, `... total` the number of such opens.
* `someone` and a delivery id: a copy that names nobody. All its copies are one delivery, whose requests may
  be millions; so it has no numbers of its own, like "how many were opened", but those of its requests, which
  `settled` turns into numbers like the others'. `something`, the same for tests.

What comes from authors, as names and targets of links, stands at the end as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailtrack_sdk.accounts.deliveries import DeliveryStatus, LinkTally, Tally, add_tallies, status_of
from mailtrack_sdk.accounts.hiding import hides_click, hides_open
from mailtrack_sdk.accounts.status import can_signal
from mailtrack_sdk.models import Delivery, Link

__all__ = [
    "ANONYMOUS",
    "KNOWN",
    "TESTS",
    "WHO",
    "MessageSums",
    "Sums",
    "add",
    "group_of",
    "read_link",
    "settled",
    "split_target",
    "sums_of",
    "unsettled",
]

Sums = dict[str, int]

KNOWN = "known"
TESTS = "tests"
SOMEONE = "someone"
SOMETHING = "something"
ANONYMOUS = "anonymous"
"""What `settled` makes of `SOMEONE`."""

_SETTLED = {SOMEONE: ANONYMOUS, SOMETHING: TESTS}
WHO = ("people", "machines", "unknown")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSums:
    """The sums over the deliveries of one message.

    Args:
        tenant: The tenant of the message, or None.
        message_key: Its key.
        composed: Whether it has a composed event.
        variant: The variant it was composed with, if it was.
        sums: Name to number; what is not there is 0.
    """

    tenant: str | None
    message_key: str
    composed: bool
    variant: str | None
    sums: Mapping[str, int]


def add(sums: Sums, more: Mapping[str, int], *, times: int = 1) -> None:
    """Add numbers to sums, or take them away again."""
    for name, number in more.items():
        sums[name] = sums.get(name, 0) + times * number


def sums_of(status: DeliveryStatus) -> Sums:
    """Tell what a delivery adds to the sums of its message."""
    delivery = status.delivery
    if delivery.recipient is None:
        return _requests_of(status)
    group = group_of(delivery)
    sums = {f"{group} deliveries": 1, f"{group} status {status.status.value}": 1}
    if status.silent:
        sums[f"{group} silent"] = 1
    if status.sent_at is not None:
        sums[f"{group} sent"] = 1
    if status.open_inferred:
        sums[f"{group} inferred"] = 1
    _count(sums, f"{group} opens", status.opens)
    _count(sums, f"{group} clicks", status.clicks)
    _count_links(sums, group, status.links)
    if group == KNOWN:
        _count_names(sums, status.links)
        if status.sent_at is not None:
            _rate(sums, status)
    return sums


def group_of(delivery: Delivery) -> str:
    """Tell how the names of the sums of a delivery begin."""
    if delivery.recipient is None:
        return f"{SOMETHING if delivery.test else SOMEONE} {delivery.id}"
    return TESTS if delivery.test else KNOWN


def unsettled(sums: Mapping[str, int]) -> dict[str, Sums]:
    """Find the copies that name nobody and have a request without a verdict, with all their sums."""
    found: dict[str, Sums] = {}
    for name, number in sums.items():
        words = name.split(" ", 2)
        if words[0] in _SETTLED:
            found.setdefault(words[1], {})[name] = number
    return {delivery_id: own for delivery_id, own in found.items() if _count_unjudged(own)}


def settled(sums: Mapping[str, int]) -> Sums:
    """Turn the requests of copies that name nobody into numbers of deliveries."""
    whole: Sums = {}
    parts: dict[tuple[str, str], Sums] = {}
    for name, number in sums.items():
        group, _, rest = name.partition(" ")
        if number and group in _SETTLED:
            delivery_id, _, what = rest.partition(" ")
            parts.setdefault((group, delivery_id), {})[what] = number
        elif number:
            whole[name] = number
    for (group, _), requests in parts.items():
        add(whole, _delivery(_SETTLED[group], requests))
    return whole


def read_link(text: str) -> tuple[int | None, str | None, str]:
    """Read what tells a link apart: its place, its name, and its target if it has neither."""
    index, name, url = json.loads(text)
    return index, name, url


def split_target(name: str) -> tuple[str, str]:
    """Read a link and its target from the end of a `target`."""
    text = name.split(" ", 2)[2]
    _, end = _DECODER.raw_decode(text)
    return text[:end], json.loads(text[end:])


def _count_unjudged(sums: Mapping[str, int]) -> int:
    ends = {" requests": 1, " judged": -1}
    return sum(
        sign * number for name, number in sums.items() for end, sign in ends.items() if name.endswith(end)
    )


def _rate(sums: Sums, status: DeliveryStatus) -> None:
    opened = "seen" if status.first_human is not None else "unseen"
    clicked = "seen" if status.clicks.people else "unseen"
    for by, hidden, seen in (("opens", hides_open(status), opened), ("clicks", hides_click(status), clicked)):
        sums[f"{KNOWN} rate {by} {'knowable' if hidden is None else hidden.value} {seen}"] = 1
    if status.open_inferred:
        sums[f"{KNOWN} rate opens inferred seen"] = 1


def _count(sums: Sums, name: str, tally: Tally, end: str = "") -> None:
    """Note how many requests there were, and that there were any."""
    for who, number in zip(WHO, (tally.people, tally.machines, tally.unknown), strict=True):
        if number:
            sums[f"{name} {who} unique{end}"] = 1
            sums[f"{name} {who} total{end}"] = number


def _count_links(sums: Sums, group: str, links: Iterable[LinkTally]) -> None:
    together: dict[str, list[Tally]] = {}
    for found in links:
        key = _link_text(found.link)
        together.setdefault(key, []).append(found.clicks)
        sums[f"{group} target {key} {json.dumps(found.link.url)}"] = 1
    for key, tallies in together.items():
        _count(sums, f"{group} link", add_tallies(tallies), f" {key}")


def _count_names(sums: Sums, links: Iterable[LinkTally]) -> None:
    together: dict[str | None, list[Tally]] = {}
    for found in links:
        together.setdefault(found.link.name, []).append(found.clicks)
    for name, tallies in together.items():
        _count(sums, f"{KNOWN} name", add_tallies(tallies), f" {json.dumps(name)}")


def _requests_of(status: DeliveryStatus) -> Sums:
    """Count the requests of a copy that names nobody."""
    group = group_of(status.delivery)
    sums = {f"{group} heard": 1}
    if status.sent_events:
        sums[f"{group} sent"] = status.sent_events
        if can_signal(status.delivery):
            sums[f"{group} signals"] = 1
    tallies = [("opens", status.opens, ""), ("clicks", status.clicks, "")]
    tallies += [("link", found.clicks, f" {_link_text(found.link)}") for found in status.links]
    for name, tally, end in tallies:
        for who, number in zip(WHO, (tally.people, tally.machines, tally.unknown), strict=True):
            if number:
                add(sums, {f"{group} {name} {who}{end}": number})
    for found in status.links:
        sums[f"{group} target {_link_text(found.link)} {json.dumps(found.link.url)}"] = 1
    return sums


def _delivery(group: str, requests: Mapping[str, int]) -> Sums:
    """Turn the requests of one copy that names nobody into numbers of one delivery."""
    sums: Sums = {}
    sent = requests.get("sent", 0)
    for what, number in requests.items():
        kind, _, rest = what.partition(" ")
        if kind == "target":
            sums[f"{group} {what}"] = 1
        elif rest:
            who, _, end = rest.partition(" ")
            end = f" {end}" if end else ""
            sums[f"{group} {kind} {who} unique{end}"] = 1
            sums[f"{group} {kind} {who} total{end}"] = number
    opens, clicks = _tally(requests, "opens"), _tally(requests, "clicks")
    status = status_of(opens, clicks, is_sent=sent > 0, signals="signals" in requests)
    sums[f"{group} deliveries"] = sums[f"{group} status {status.value}"] = 1
    if sent:
        sums[f"{group} sent"] = 1
        sums[f"{group} copies"] = sent
    if not opens.total and not clicks.total:
        sums[f"{group} silent"] = 1
    if clicks.people and not opens.people:
        sums[f"{group} inferred"] = 1
    return sums


def _tally(requests: Mapping[str, int], kind: str) -> Tally:
    people, machines, unknown = (requests.get(f"{kind} {who}", 0) for who in WHO)
    return Tally(people=people, machines=machines, unknown=unknown)


def _link_text(link: Link) -> str:
    """Tell links of a message apart by place and name, because a filled-in target differs per copy."""
    url = link.url if link.index is None and link.name is None else ""
    return json.dumps([link.index, link.name, url], separators=(",", ":"))
