"""What the figures of a summary cannot say, in sentences; and which of two variants did better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailtrack_sdk.engagement import Comparison, Summary, compare
from mailtrack_sdk.stores import EventQuery

__all__ = ["Duel", "counted", "duels_of", "is_empty", "notes_on"]

_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Duel:
    """Two variants side by side.

    Args:
        by: "clicks" or "opens".
        names: What A and B of the comparison are called.
        comparison: What came of it.
    """

    by: str
    names: tuple[str, str]
    comparison: Comparison


def duels_of(summary: Summary) -> list[Duel]:
    """Compare the variants if there are two, by clicks first, which privacy proxies do not hide."""
    names = tuple(summary.variants)
    if len(names) != _TWO:
        return []
    first, second = names
    a, b = summary.of_variant(first), summary.of_variant(second)
    return [
        Duel(by="clicks", names=(first, second), comparison=compare(a, b, by="clicks")),
        Duel(by="opens", names=(first, second), comparison=compare(a, b, by="opens")),
    ]


def is_empty(summary: Summary) -> bool:
    """Whether no event told anything."""
    return not (summary.composed or summary.known or summary.anonymous.known or summary.tests.known)


def notes_on(summary: Summary, query: EventQuery, *, by: Sequence[str]) -> Iterator[str]:
    """Say what to keep in mind, one sentence each, without a trailing full stop.

    Args:
        summary: The figures.
        query: What they are over.
        by: By what they are told besides.
    """
    if summary.silent:
        yield f"{_deliveries(summary.silent)} gave no sign, which does not mean that nobody read"
    if summary.opens_inferred:
        yield (
            f"In {_deliveries(summary.opens_inferred)} a person clicked and no open by a person was seen: "
            "that counts as opened in statuses and rates, and in no count of opens"
        )
    if summary.sent_unknown:
        cut = "" if query.since is None else ", which --since may leave out"
        yield (
            f"{_deliveries(summary.sent_unknown)} known from requests only, and in no rate: no sent event is "
            f"among the events{cut}"
        )
    shared = sum(status.is_shared for status in summary.of_variant(None))
    if shared:
        yield f"{_deliveries(shared)} shared by several people, so that whoever opened is someone"
    yield from _others(summary)
    if "variant" in by and not summary.variants:
        yield (
            "No variant is known: variants are told by composed events, which a filter by recipient, "
            "sender, delivery or time leaves out"
        )
    if len(summary.variants) == _TWO and query.campaign is None and query.message_key is None:
        yield "Variants of all campaigns are thrown together here: name a campaign to compare its own"


def _others(summary: Summary) -> Iterator[str]:
    """Mention what is in no figure above."""
    crowd = summary.anonymous
    if crowd.known:
        yield (
            f"{counted(summary.anonymous_copies, 'anonymous copy', 'anonymous copies')} of "
            f"{counted(crowd.known, 'message', 'messages')} in no figure above, as nobody is named: people "
            f"opened {_times(crowd.opens.people.total)} and clicked {_times(crowd.clicks.people.total)}"
        )
    if summary.tests.known:
        yield f"{counted(summary.tests.known, 'test send', 'test sends')} in no figure"


def counted(number: int, one: str, many: str) -> str:
    """Put a number before what it counts."""
    return f"{number:,} {one if number == 1 else many}"


def _deliveries(number: int) -> str:
    return counted(number, "delivery", "deliveries")


def _times(number: int) -> str:
    return counted(number, "time", "times")
