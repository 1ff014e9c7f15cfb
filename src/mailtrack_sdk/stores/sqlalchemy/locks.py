"""Who may write what at the same time.

SQLite has one writer at a time, and on MySQL a row is the turn that writers wait for, so there each sees all
that was written before it. On PostgreSQL many write at once. What they do to one delivery must not cross:
one would fold a verdict in while the other appends a request that the first does not see. So whoever folds
holds a lock for each delivery that it touches, taken before it reads what it folds, until its transaction
ends. What counts by itself, as a request of a copy that names nobody, has a lock of its own, by its id.

The locks are advisory ones, by a few buckets, because the server has room for some thousands of locks only
(postgresql.org/docs/18/runtime-config-locks.html). Nobody waits in a circle, because all take what they need
in one order:

1. the table of tombstones, which is shared by those who append, and held alone by `erase` and `rebuild`;
2. rows of the log that are appended, in the order of their ids;
3. buckets, by number;
4. rows of verdicts, in the order of their ids, and rows of the log that are deleted;
5. messages, in the order of their names or numbers;
6. sums, in the order of message and name, all at once, and last: so a much read message makes nobody wait
   for longer than a commit takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID
from zlib import crc32

from sqlalchemy import Connection, select, text

from mailtrack_sdk.stores.sqlalchemy.errors import OvertakenError
from mailtrack_sdk.stores.sqlalchemy.reading import portions
from mailtrack_sdk.stores.sqlalchemy.schema import Database
from mailtrack_sdk.stores.sqlalchemy.tables import MYSQL, POSTGRESQL

__all__ = ["bucket_of", "hold", "hold_all", "hold_judged", "stop_appending", "take_turn"]

_BUCKETS = 256
_KIND = 0x6D74_7273
"""What tells these locks from those of others in the same database: "mtrs"."""

_HOLD = text(
    f"SELECT count(pg_advisory_xact_lock({_KIND}, bucket)) FROM unnest(CAST(:buckets AS int[])) AS bucket"  # noqa: S608 - a number
)


def take_turn(connection: Connection, database: Database) -> None:
    """Wait until no other transaction writes, on MySQL, where nothing else puts them in order."""
    if database.dialect in MYSQL:
        facts = database.tables.facts.c
        connection.execute(select(facts.value).where(facts.name == "version").with_for_update())


def stop_appending(connection: Connection, database: Database) -> None:
    """Wait for those who append, and make others wait: each reads this table first and holds it."""
    if database.dialect == POSTGRESQL:
        connection.exec_driver_sql("LOCK TABLE mailtrack_tombstones IN ACCESS EXCLUSIVE MODE")
    take_turn(connection, database)


def bucket_of(event_id: UUID, delivery: str | None, recipient: str | None) -> int:
    """Give the bucket of what an event is folded into: its delivery, or the event alone."""
    if delivery is None or recipient is None:
        return event_id.int % _BUCKETS
    return crc32(delivery.encode()) % _BUCKETS


def hold(connection: Connection, database: Database, buckets: Iterable[int]) -> None:
    """Hold some buckets until the transaction ends."""
    if database.dialect == POSTGRESQL and (wanted := sorted(set(buckets))):
        connection.execute(_HOLD, {"buckets": wanted})


def hold_all(connection: Connection, database: Database) -> None:
    """Be alone among those who fold."""
    hold(connection, database, range(_BUCKETS))


def hold_judged(connection: Connection, database: Database, ids: Sequence[UUID]) -> None:
    """Hold the buckets of events that are in the log, or may be appended just now.

    Raises:
        OvertakenError: One was appended since, and lies in another bucket than was thought.
    """
    if database.dialect == POSTGRESQL:
        found = _buckets(connection, database, ids)
        held = {found[one] if one in found else bucket_of(one, None, None) for one in ids}
        hold(connection, database, held)
        if not held.issuperset(_buckets(connection, database, ids).values()):
            raise OvertakenError("an event was appended while it was judged")


def _buckets(connection: Connection, database: Database, ids: Sequence[UUID]) -> dict[UUID, int]:
    events = database.tables.events.c
    wanted = select(events.id, events.delivery, events.recipient)
    return {
        row.id: bucket_of(row.id, row.delivery, row.recipient)
        for some in portions(ids)
        for row in connection.execute(wanted.where(events.id.in_(some)))
    }
