"""Sums that a store keeps beside its log, so that a summary need not read the log.

The log alone is the truth: sums are derived from it, and can be made anew at any time. They are changed in
the same transaction as the log and the verdicts, so they never say something else than it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from mailtrack_sdk.accounts.sums import MessageSums
from mailtrack_sdk.errors import ArgumentError, StoreSchemaError
from mailtrack_sdk.stores.query import EventQuery

__all__ = ["AsyncRollupStore", "Rollup", "RollupStore", "can_roll_up"]

_ROLLED_UP = frozenset(("message_key", "tenant", "campaign"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """What a store knows of one message without reading its events.

    Args:
        message: The sums over its deliveries.
        unsettled: Deliveries (`Delivery.id`) that have to be reckoned from their events, as a rule because
            a request has no verdict yet; with each, what of it is in the sums already.
    """

    message: MessageSums
    unsettled: Mapping[str, Mapping[str, int]]


@runtime_checkable
class RollupStore(Protocol):
    """A store that keeps sums per message beside its log; `summarise` finds and uses it."""

    def rollups(self, query: EventQuery) -> tuple[Rollup, ...] | None:
        """Read the sums of the messages that a query selects.

        Args:
            query: Restricts nothing but message, tenant and campaign.

        Returns:
            One for every message that has events, in no order; None if the store keeps no sums now,
            because it was told to leave them off.

        Raises:
            ArgumentError: The query restricts something else.
            StoreError: The store could not do it.
        """
        ...

    def rebuild_rollups(self) -> None:
        """Make all sums anew from the log; others that write wait meanwhile.

        There is no need to, unless rows were changed by hand or sums were left off.

        Raises:
            StoreError: The store could not do it; then the sums are as before.
        """
        ...


@runtime_checkable
class AsyncRollupStore(Protocol):
    """A store that keeps sums per message beside its log: the twin of `RollupStore`."""

    async def rollups(self, query: EventQuery) -> tuple[Rollup, ...] | None:
        """Read the sums of the messages that a query selects; see `RollupStore.rollups`."""
        ...

    async def rebuild_rollups(self) -> None:
        """Make all sums anew from the log; see `RollupStore.rebuild_rollups`."""
        ...


def can_roll_up(query: EventQuery) -> bool:
    """Tell whether a query selects whole messages."""
    return all(
        getattr(query, name) is None for name in EventQuery.__dataclass_fields__ if name not in _ROLLED_UP
    )


def check_rolled_up(query: EventQuery) -> None:
    """Raise `ArgumentError` unless a query selects whole messages."""
    if not can_roll_up(query):
        raise ArgumentError(
            "sums are kept per message: a query for them may have message_key, tenant and campaign only; "
            "use events(query) for anything else"
        )


def damaged() -> StoreSchemaError:
    """Make the error for sums that this library did not write."""
    return StoreSchemaError("the sums of the store are damaged; call rebuild_rollups()")
