"""What requests said of their clients, cut in time: addresses and exact agents are not kept for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar, cast, runtime_checkable

from mailtrack_sdk.classification.cutting import cut_client
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import Event, RequestEvent
from mailtrack_sdk.models import utc

__all__ = ["CLIENT_DAYS", "AsyncClientStore", "ClientStore", "cut_before", "cut_event"]

CLIENT_DAYS = 30
"""How many days address and agent are kept unless you say otherwise."""

_MOST_DAYS = 36_500
_EventT = TypeVar("_EventT", bound=Event)


@runtime_checkable
class ClientStore(Protocol):
    """A store that cuts what old requests said of their clients."""

    def cut_clients(self, *, now: datetime, client_days: int = CLIENT_DAYS) -> int:
        """Cut address and agent of old opens and clicks, and return how many events were cut.

        What is left is told at `cut_event`; verdicts stay as they are. It works in portions, so that nobody
        who appends waits long. When it is interrupted, what was cut stays cut: call it again for the rest.

        Args:
            now: The time, an aware datetime.
            client_days: Events of so many days stay whole, 0 or more; 0 cuts all that were before `now`.

        Raises:
            ArgumentError: A value is of the wrong type or out of its range.
            StoreError: The store could not do it.
        """
        ...


@runtime_checkable
class AsyncClientStore(Protocol):
    """A store that cuts what old requests said of their clients: the twin of `ClientStore`."""

    async def cut_clients(self, *, now: datetime, client_days: int = CLIENT_DAYS) -> int:
        """Cut address and agent of old opens and clicks; see `ClientStore.cut_clients`."""
        ...


def cut_event(event: _EventT) -> _EventT:
    """Cut an open or a click, for `ClientStore.cut_clients` of a store of your own.

    The address goes. The names of its networks stay; they are looked up in the tables of this release if
    nobody had. In the place of the agent stands what kind of software it was, its name if the tables know
    it, and the families of browser, system and device. Of the headers stay those that tell machines from
    people, with words of the standards in them.

    Args:
        event: Any event.

    Returns:
        The cut event; the same object when there was nothing to cut.

    Example:
        >>> from datetime import datetime, timezone
        >>> from uuid import UUID
        >>> from mailtrack_sdk.events import OpenEvent
        >>> from mailtrack_sdk.models import Client, Delivery
        >>> at = datetime(2026, 3, 1, tzinfo=timezone.utc)
        >>> client = Client(agent="Mozilla/5.0", address="66.249.93.84")
        >>> event = OpenEvent(
        ...     id=UUID(int=1), at=at, delivery=Delivery("news", "u-1", sent_at=at), client=client
        ... )
        >>> cut_event(event).client.agent
        'mailtrack-cut/1 apple_privacy; exact; -; -; -; -'
    """
    client = event.client if isinstance(event, RequestEvent) else None
    if client is None:
        return event
    cut = cut_client(client)
    return event if cut is client else cast("_EventT", replace(cast("RequestEvent", event), client=cut))


def cut_before(now: datetime, client_days: int) -> datetime:
    """Return the moment before which clients are cut, or raise `ArgumentError`.

    Args:
        now: The time, an aware datetime.
        client_days: How many days are kept.
    """
    moment = utc("now", now)
    if type(client_days) is not int or not 0 <= client_days <= _MOST_DAYS:
        raise ArgumentError(
            f"client_days must be a whole number of days, 0 to {_MOST_DAYS}, not {client_days!r}"
        )
    try:
        return moment - timedelta(days=client_days)
    except OverflowError:
        raise ArgumentError(f"now ({now}) minus {client_days} days lies before the year 1") from None
