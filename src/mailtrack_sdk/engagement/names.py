"""Clicks per name of a link, wherever in the mails links of that name stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailtrack_sdk.engagement.deliveries import DeliveryStatus, Tally
from mailtrack_sdk.engagement.figures import Counts, add_tallies, counts_of

__all__ = ["NameFigures", "names_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFigures(Counts):
    """Clicks on all links of one name, by who caused them.

    A mail may have the same offer at the top and at the bottom, and the next mail may have it again.
    `LinkFigures` tells those links apart; here they are one, and a delivery that followed both counts
    once as unique.

    Args:
        name: The author's name for them (`data-mailtrack-name`); None for the links without one.
        messages: In how many messages such a link was requested.
    """

    name: str | None
    messages: int


def names_of(deliveries: Iterable[DeliveryStatus]) -> tuple[NameFigures, ...]:
    """Add clicks up per name of the link.

    Args:
        deliveries: The deliveries; tests and copies that name nobody are left out.

    Returns:
        A row for every name that was requested, what most people clicked first.

    Example:
        >>> names_of([])
        ()
    """
    tallies: dict[str | None, list[Tally]] = {}
    messages: dict[str | None, set[tuple[str | None, str]]] = {}
    for status in deliveries:
        delivery = status.delivery
        if delivery.test or delivery.recipient is None:
            continue
        own: dict[str | None, list[Tally]] = {}
        for found in status.links:
            own.setdefault(found.link.name, []).append(found.clicks)
        for name, clicks in own.items():
            tallies.setdefault(name, []).append(add_tallies(clicks))
            messages.setdefault(name, set()).add((delivery.tenant, delivery.message_key))
    figures: list[NameFigures] = []
    for name, clicks in tallies.items():
        counts = counts_of(clicks)
        figures.append(
            NameFigures(
                name=name,
                messages=len(messages[name]),
                people=counts.people,
                machines=counts.machines,
                unknown=counts.unknown,
            )
        )
    return tuple(sorted(figures, key=_by_people))


def _by_people(figures: NameFigures) -> tuple[int, int, bool, str]:
    """Sort what most people followed first, and what has no name last among equals."""
    return (-figures.people.unique, -figures.people.total, figures.name is None, figures.name or "")
