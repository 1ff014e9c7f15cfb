"""Where the sums stand on PostgreSQL: many writers at once, and whole batches as arrays in a statement."""

# ruff: noqa: S608 - only names of this module are formatted into statements

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import TextClause, select, text

from mailtrack_sdk.events import ComposedEvent, Event
from mailtrack_sdk.stores._folding import Place
from mailtrack_sdk.stores._rows import read_event
from mailtrack_sdk.stores.sqlalchemy.shelf import Message, SumShelf, name_id

__all__ = ["PostgresShelf"]

_PLACES = "unnest(CAST(:messages AS bigint[]), CAST(:deliveries AS text[])) AS w (message, delivery)"

_LOOK_UP = text(
    "SELECT m.id, m.message_key, m.tenant FROM mailtrack_messages AS m"
    " JOIN unnest(CAST(:keys AS text[]), CAST(:tenants AS text[])) AS w (message_key, tenant)"
    " ON m.message_key = w.message_key AND m.tenant = w.tenant"
)
_NUMBER = text(
    "INSERT INTO mailtrack_messages (message_key, tenant)"
    " SELECT * FROM unnest(CAST(:keys AS text[]), CAST(:tenants AS text[]))"
    " ON CONFLICT (message_key, tenant) DO NOTHING"
)
_SHARES = text(
    f"SELECT s.message, s.delivery, s.share FROM mailtrack_shares AS s JOIN {_PLACES}"
    " ON s.message = w.message AND s.delivery = w.delivery"
)
_PUT_SHARES = text(
    "INSERT INTO mailtrack_shares (message, delivery, share)"
    " SELECT * FROM unnest(CAST(:messages AS bigint[]), CAST(:deliveries AS text[]), CAST(:shares AS text[]))"
    " ON CONFLICT (message, delivery) DO UPDATE SET share = excluded.share"
)
_DELETE = "DELETE FROM {0} USING " + _PLACES + " WHERE {0}.message = w.message AND {0}.delivery = w.delivery"
_DROP_SHARES = text(_DELETE.format("mailtrack_shares"))
_SETTLE = text(_DELETE.format("mailtrack_unsettled"))
_UNSETTLE = text(
    f"INSERT INTO mailtrack_unsettled (message, delivery) SELECT * FROM {_PLACES} ON CONFLICT DO NOTHING"
)
_ADD_SUMS = text(
    "INSERT INTO mailtrack_sums AS s (message, name_id, name, number) SELECT * FROM"
    " unnest(CAST(:messages AS bigint[]), CAST(:ids AS uuid[]), CAST(:names AS text[]),"
    " CAST(:numbers AS bigint[]))"
    " ON CONFLICT (message, name_id) DO UPDATE SET number = s.number + excluded.number"
)
_DROP_SUMS = text(
    "DELETE FROM mailtrack_sums AS s USING"
    " unnest(CAST(:messages AS bigint[]), CAST(:ids AS uuid[])) AS w (message, name_id)"
    " WHERE s.message = w.message AND s.name_id = w.name_id AND s.number = 0"
)
_LOGS = text(
    "SELECT e.delivery, e.body FROM unnest(CAST(:deliveries AS text[])) AS w (delivery)"
    " CROSS JOIN LATERAL (SELECT l.delivery, l.body, l.at, l.id FROM mailtrack_events AS l"
    " WHERE l.delivery = w.delivery ORDER BY l.at, l.id LIMIT :most) AS e ORDER BY e.at, e.id"
)


class PostgresShelf(SumShelf):
    """The `Shelf` of `_folding` on a connection to PostgreSQL, by one who holds the locks for it."""

    def expect(self, events: Iterable[Event]) -> None:
        """Look the numbers of messages up, and lock those that were composed, in one order."""
        known = tuple(events)
        super().expect(known)
        numbers = {self.message_of(event) for event in known if isinstance(event, ComposedEvent)}
        if numbers:
            table = self._tables.messages.c
            held = select(table.id).where(table.id.in_(sorted(numbers))).order_by(table.id)
            self._connection.execute(held.with_for_update())

    def shares(self, places: Collection[Place]) -> dict[Place, str]:
        """Read shares; see `Shelf.shares`."""
        if not places:
            return {}
        rows = self._connection.execute(_SHARES, _arrays(places))
        return {Place(row.message, row.delivery): row.share for row in rows}

    def put_shares(self, shares: Mapping[Place, str]) -> None:
        """Write shares; see `Shelf.put_shares`."""
        if shares:
            self._connection.execute(_PUT_SHARES, {**_arrays(shares), "shares": list(shares.values())})

    def drop_shares(self, places: Collection[Place]) -> None:
        """Delete shares; see `Shelf.drop_shares`."""
        self._write(_DROP_SHARES, places)

    def settle(self, places: Collection[Place]) -> None:
        """Note that all requests are judged; see `Shelf.settle`."""
        self._write(_SETTLE, places)

    def await_verdicts(self, requests: Sequence[tuple[int, Place]]) -> None:
        """Note that requests have no verdicts; see `Shelf.await_verdicts`."""
        self.unsettle({place for _, place in requests})

    def unsettle(self, places: Collection[Place]) -> None:
        """Note that shares are not up to date; see `Shelf.unsettle`."""
        self._write(_UNSETTLE, places)

    def add_sums(self, changes: Mapping[int, Mapping[str, int]]) -> None:
        """Change the sums of messages, in one order; see `Shelf.add_sums`."""
        rows = sorted(
            (message, name_id(name), name, number)
            for message, sums in changes.items()
            for name, number in sums.items()
            if number
        )
        if rows:
            messages, ids, names, numbers = (list(column) for column in zip(*rows, strict=True))
            values = {"messages": messages, "ids": ids, "names": names, "numbers": numbers}
            self._connection.execute(_ADD_SUMS, values)
            less = [row for row in rows if row[-1] < 0]
            if less:
                values = {"messages": [row[0] for row in less], "ids": [row[1] for row in less]}
                self._connection.execute(_DROP_SUMS, values)

    def logs_of(self, delivery_ids: Collection[str], limit: int) -> dict[str, list[Event]]:
        """Read the events of deliveries; see `Shelf.logs_of`."""
        logs: dict[str, list[Event]] = {}
        values = {"deliveries": list(delivery_ids), "most": limit}
        for delivery_id, body in self._connection.execute(_LOGS, values):
            logs.setdefault(delivery_id, []).append(read_event(body))
        return logs

    def _look_up(self, messages: Collection[Message]) -> None:
        if messages:
            for row in self._connection.execute(_LOOK_UP, _names(messages)):
                self._numbers[row.message_key, row.tenant] = row.id

    def _number(self, messages: Sequence[Message]) -> None:
        self._connection.execute(_NUMBER, _names(messages))

    def _write(self, statement: TextClause, places: Collection[Place]) -> None:
        if places:
            self._connection.execute(statement, _arrays(places))


def _names(messages: Collection[Message]) -> dict[str, list[str]]:
    return {"keys": [key for key, _ in messages], "tenants": [tenant for _, tenant in messages]}


def _arrays(places: Collection[Place]) -> dict[str, list[object]]:
    return {
        "messages": [place.message for place in places],
        "deliveries": [place.delivery for place in places],
    }
