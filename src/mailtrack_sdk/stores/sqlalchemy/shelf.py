"""Where the sums stand, for `_folding`: in words of every database, where one writes after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, Table, and_, case, delete, insert, literal, or_, select, union_all, update

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ComposedEvent, Event, EventKind
from mailtrack_sdk.stores._fields import micros
from mailtrack_sdk.stores._folding import Place
from mailtrack_sdk.stores._json import to_json
from mailtrack_sdk.stores._rows import read_event
from mailtrack_sdk.stores.sqlalchemy.reading import portions, verdicts
from mailtrack_sdk.stores.sqlalchemy.schema import Database

__all__ = ["SumShelf", "name_id"]

_LOGS = 50
"""Logs of deliveries that are read by one statement, each by the index."""

Message = tuple[str, str]
"""A message: message key, and tenant or ""."""


def name_id(name: str) -> UUID:
    """Give the key of a sum: a name is as long as the target of a link, and no index takes that."""
    return UUID(bytes=blake2b(name.encode(), digest_size=16).digest())


class SumShelf:
    """The `Shelf` of `_folding` on a connection, within a transaction that writes alone.

    Args:
        connection: The connection.
        database: What is known of the database.
    """

    def __init__(self, connection: Connection, database: Database) -> None:
        self._connection = connection
        self._database = database
        self._tables = database.tables
        self._numbers: dict[Message, int] = {}

    def expect(self, events: Iterable[Event]) -> None:
        """Look the numbers of some messages up, all at once; `message_of` will ask for them."""
        messages = {
            (event.message_key, event.tenant or "")
            for event in events
            if isinstance(event, ComposedEvent) or not event.delivery.is_preview
        }
        self._look_up(messages - self._numbers.keys())
        if missing := sorted(messages - self._numbers.keys()):
            self._number(missing)
            self._look_up(missing)

    def message_of(self, event: Event) -> int:
        """Give the number of a message; see `Shelf.message_of`."""
        return self._numbers[event.message_key, event.tenant or ""]

    def shares(self, places: Collection[Place]) -> dict[Place, str]:
        """Read shares; see `Shelf.shares`."""
        table = self._tables.shares.c
        return {
            Place(message, row.delivery): row.share
            for message, some in _by_message(places)
            for row in self._connection.execute(
                select(table.delivery, table.share).where(table.message == message, table.delivery.in_(some))
            )
        }

    def put_shares(self, shares: Mapping[Place, str]) -> None:
        """Write shares; see `Shelf.put_shares`."""
        self._delete(self._tables.shares, shares)
        rows = [{**place._asdict(), "share": share} for place, share in shares.items()]
        self._insert(self._tables.shares, rows)

    def drop_shares(self, places: Collection[Place]) -> None:
        """Delete shares; see `Shelf.drop_shares`."""
        self._delete(self._tables.shares, places)

    def settle(self, places: Collection[Place]) -> None:
        """Note that all requests are judged; see `Shelf.settle`."""
        self._delete(self._tables.unsettled, places)

    def await_verdicts(self, requests: Sequence[tuple[int, Place]]) -> None:
        """Note that requests have no verdicts; see `Shelf.await_verdicts`."""
        self.unsettle({place for _, place in requests})

    def unsettle(self, places: Collection[Place]) -> None:
        """Note that shares are not up to date; see `Shelf.unsettle`."""
        self._delete(self._tables.unsettled, places)
        self._insert(self._tables.unsettled, [place._asdict() for place in places])

    def add_sums(self, changes: Mapping[int, Mapping[str, int]]) -> None:
        """Change the sums of messages; see `Shelf.add_sums`."""
        table = self._tables.sums
        rows: list[dict[str, object]] = []
        for message, sums in changes.items():
            numbers = {name_id(name): (name, number) for name, number in sums.items() if number}
            for some in portions(list(numbers)):
                there = and_(table.c.message == message, table.c.name_id.in_(some))
                rows_there = self._connection.execute(select(table.c.name_id, table.c.number).where(there))
                old = {row.name_id: row.number for row in rows_there}
                self._connection.execute(delete(table).where(there))
                for key in some:
                    name, number = numbers[key]
                    if total := number + old.get(key, 0):
                        rows.append({"message": message, "name_id": key, "name": name, "number": total})
        self._insert(table, rows)

    def logs_of(self, delivery_ids: Collection[str], limit: int) -> dict[str, list[Event]]:
        """Read the events of deliveries; see `Shelf.logs_of`."""
        events = self._tables.events.c
        columns = (events.delivery, events.at, events.id, events.body)
        logs: dict[str, list[Event]] = {}
        for some in portions(sorted(delivery_ids), _LOGS):
            parts = [
                select(*columns)
                .where(events.delivery == one)
                .order_by(events.at, events.id)
                .limit(limit)
                .subquery()
                for one in some
            ]
            together = union_all(*(select(part) for part in parts)).subquery().c
            wanted = select(together.delivery, together.body).order_by(together.at, together.id)
            for delivery_id, body in self._connection.execute(wanted):
                logs.setdefault(delivery_id, []).append(read_event(body))
        return logs

    def find(self, ids: Sequence[UUID]) -> list[Event]:
        """Read some events, whose messages will then be asked for; see `Shelf.find`."""
        events = self._tables.events.c
        found = [
            read_event(body)
            for some in portions(ids)
            for body in self._connection.scalars(select(events.body).where(events.id.in_(some)))
        ]
        self.expect(found)
        return found

    def winners(self, ids: Sequence[UUID]) -> dict[UUID, Verdict]:
        """Read winning verdicts; see `Shelf.winners`."""
        return verdicts(self._connection, self._database, ids)

    def compose(self, message: int, event: ComposedEvent) -> None:
        """Note a composed event, the last of which has its say; see `Shelf.compose`."""
        table = self._tables.messages
        at, variant = micros(event.at), _variant(event)
        event_id = literal(event.id, table.c.last_id.type)  # else it would be kept as a text
        is_last = or_(
            table.c.last_at.is_(None),
            table.c.last_at < at,
            and_(table.c.last_at == at, table.c.last_id < event_id),
        )
        # From left to right: what the condition looks at comes last, because MySQL looks at what is new.
        changes: list[tuple[Any, Any]] = [
            (table.c.variant, case((is_last, variant), else_=table.c.variant)),
            (table.c.last_id, case((is_last, event_id), else_=table.c.last_id)),
            (table.c.last_at, case((is_last, at), else_=table.c.last_at)),
            (table.c.composed, table.c.composed + 1),
        ]
        self._connection.execute(update(table).where(table.c.id == message).ordered_values(*changes))

    def forget_composed(self, message: int, event: ComposedEvent) -> None:
        """Forget a composed event; see `Shelf.forget_composed`."""
        events, table = self._tables.events.c, self._tables.messages
        last = self._connection.execute(
            select(events.at, events.id, events.body)
            .where(events.message_key == event.message_key, events.tenant.is_not_distinct_from(event.tenant))
            .where(events.kind == EventKind.COMPOSED.value)
            .order_by(events.at.desc(), events.id.desc())
            .limit(1)
        ).first()
        left = None if last is None else cast("ComposedEvent", read_event(last.body))
        changes = {
            "composed": table.c.composed - 1,
            "variant": None if left is None else _variant(left),
            "last_at": None if last is None else last.at,
            "last_id": None if last is None else last.id,
        }
        self._connection.execute(update(table).where(table.c.id == message).values(changes))

    def _look_up(self, messages: Collection[Message]) -> None:
        table = self._tables.messages.c
        wanted = select(table.id, table.message_key, table.tenant)
        for some in portions(sorted(messages)):
            keys, tenants = ({message[place] for message in some} for place in (0, 1))
            there = wanted.where(table.message_key.in_(keys), table.tenant.in_(tenants))
            for row in self._connection.execute(there):
                self._numbers[row.message_key, row.tenant] = row.id

    def _number(self, messages: Sequence[Message]) -> None:
        rows = [{"message_key": message_key, "tenant": tenant} for message_key, tenant in messages]
        self._insert(self._tables.messages, rows)

    def _insert(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)

    def _delete(self, table: Table, places: Collection[Place]) -> None:
        for message, some in _by_message(places):
            there = and_(table.c.message == message, table.c.delivery.in_(some))
            self._connection.execute(delete(table).where(there))


def _variant(event: ComposedEvent) -> str | None:
    return None if event.variant is None else to_json(event.variant)


def _by_message(places: Collection[Place]) -> Iterable[tuple[int, Sequence[str]]]:
    found: dict[int, list[str]] = {}
    for message, delivery in places:
        found.setdefault(message, []).append(delivery)
    for message, deliveries in found.items():
        for some in portions(deliveries):
            yield message, some
