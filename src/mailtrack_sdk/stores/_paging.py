"""The events of a SQLite file, read page after page, so that no snapshot stays open between pages.

While one is open, the write-ahead log cannot be emptied and grows.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from mailtrack_sdk.events import ClickEvent, Event, OpenEvent
from mailtrack_sdk.stores import _sql
from mailtrack_sdk.stores._database import Database
from mailtrack_sdk.stores._rows import read_event, read_request
from mailtrack_sdk.stores.query import EventQuery

_ENDLESS = 2**63 - 1


class Pages:
    """What reads a store.

    Args:
        database: Its file.
        page: Rows read at once.
        bound: Values bound to one statement; every SQLite allows 999.
    """

    def __init__(self, database: Database, *, page: int, bound: int) -> None:
        self._database = database
        self._page = page
        self._bound = bound

    def events(self, query: EventQuery) -> Iterator[Event]:
        """Read the events that a query selects, ordered by (at, id)."""
        if query.kinds == ():
            return iter(())  # SQLite finds no plan for the empty list when it is told the index
        return map(read_event, self._spread(query) if _sql.is_spread(query) else self._paged(query))

    def numbers(self, statement: _sql.Statement) -> array[int]:
        """Read numbers of rows: 8 bytes each, so all fit in memory."""
        return array("q", (number for (number,) in self._database.fetch(statement)))

    def numbered(self, numbers: Sequence[int]) -> Iterator[Event]:
        """Read rows by their numbers, which are ordered by (at, id)."""
        return map(read_event, self._numbered(numbers))

    def by_delivery(self, after: bytes, portion: int) -> Iterator[tuple[OpenEvent | ClickEvent, ...]]:
        """Read requests in portions, those of one delivery together."""
        deliveries = groupby(self._grouped(after), key=itemgetter(0))
        return (requests for _, rows in deliveries for requests in _in_portions(rows, portion))

    def _paged(self, query: EventQuery) -> Iterator[object]:
        """Read page after page, each beginning behind the last row of the one before."""
        place = _sql.first_place(query)
        left = _ENDLESS if query.limit is None else query.limit
        while left > 0:
            count = min(self._page, left)
            rows = self._database.fetch(_sql.select_page(self._database.key, query, place, count))
            for _, _, body in rows:
                yield body
            left = left - len(rows) if len(rows) == self._page else 0
            place = rows[-1][:2] if rows else None

    def _grouped(self, after: bytes) -> Iterator[tuple[object, object]]:
        """Read (delivery, body) of requests page after page, ordered by delivery, time and id."""
        place: tuple[Any, ...] | None = (after,)
        while place is not None:
            rows = self._database.fetch(_sql.select_requests(place, self._page))
            for delivery, _, _, body in rows:
                yield delivery, body
            place = rows[-1][:3] if len(rows) == self._page else None

    def _spread(self, query: EventQuery) -> Iterator[object]:
        """Sort the row numbers once, as no index has them in order, then read the rows."""
        return self._numbered(self.numbers(_sql.select_campaign(self._database.key, query)))

    def _numbered(self, numbers: Sequence[int]) -> Iterator[object]:
        for start in range(0, len(numbers), self._bound):
            statement = _sql.select_bodies(numbers[start : start + self._bound])
            for (body,) in self._database.fetch(statement):
                yield body


def _in_portions(
    rows: Iterator[tuple[object, object]], portion: int
) -> Iterator[tuple[OpenEvent | ClickEvent, ...]]:
    while requests := tuple(read_request(body) for _, body in islice(rows, portion)):
        yield requests
