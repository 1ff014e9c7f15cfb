"""Tables of networks for the tests of this folder, made of addresses that are for documentation only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mailtrack_sdk.classification.network_catalogue import CATALOGUE
from mailtrack_sdk.classification.networks import (
    NetworkKind,
    Networks,
    NetworkScope,
    NetworkStrength,
    NetworkTable,
)

DAY = date(2026, 2, 1)


def table(
    name: str = "own",
    *,
    kind: NetworkKind = NetworkKind.OTHER,
    scope: NetworkScope = NetworkScope.NONE,
    strength: NetworkStrength = NetworkStrength.NONE,
    day: date = DAY,
) -> NetworkTable:
    """Describe a table."""
    return NetworkTable(
        name=name, label=f"<{name}>", kind=kind, scope=scope, strength=strength, source="tests", date=day
    )


def known(**networks: Iterable[str]) -> Networks:
    """Make tables that mean what those of the catalogue mean, with other networks."""
    made = Networks()
    for name, listed in networks.items():
        made = made.with_table(CATALOGUE[name].table(name, DAY), listed)
    return made
