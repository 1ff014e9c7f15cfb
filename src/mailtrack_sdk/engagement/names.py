"""Clicks per name of a link, wherever in the mails links of that name stand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from mailtrack_sdk.accounts.figures import Counts, counts_in
from mailtrack_sdk.accounts.sums import KNOWN, MessageSums, Sums, add

__all__ = ["NameFigures", "names_of"]

_OF_NAME = f"{KNOWN} name "


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


def names_of(messages: Iterable[MessageSums]) -> tuple[NameFigures, ...]:
    """Add clicks up per name of the link, from the sums of messages.

    Tests and copies that name nobody are not in it. What most people clicked comes first.

    Example:
        >>> names_of([])
        ()
    """
    sums: dict[str, Sums] = {}
    found: dict[str, int] = {}
    for message in messages:
        here: set[str] = set()
        for name, number in message.sums.items():
            if number and name.startswith(_OF_NAME):
                who, unit, text = name.removeprefix(_OF_NAME).split(" ", 2)
                add(sums.setdefault(text, {}), {f"name {who} {unit}": number})
                here.add(text)
        add(found, dict.fromkeys(here, 1))
    figures: list[NameFigures] = []
    for text, own in sums.items():
        counts = counts_in(own, "name")
        figures.append(
            NameFigures(
                name=json.loads(text),
                messages=found[text],
                people=counts.people,
                machines=counts.machines,
                unknown=counts.unknown,
            )
        )
    return tuple(sorted(figures, key=_by_people))


def _by_people(figures: NameFigures) -> tuple[int, int, bool, str]:
    """Sort what most people followed first, and what has no name last among equals."""
    return (-figures.people.unique, -figures.people.total, figures.name is None, figures.name or "")
