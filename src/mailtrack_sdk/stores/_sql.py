"""The statements that `SQLiteStore` runs; the tables are in `_schema`, and no connection is opened here.

What a query can restrict is a column; everything else about an event is JSON in `body`, which is
complete by itself. Times are microseconds since 1970 in UTC. Every value is bound, none is formatted
into a statement.

Each query names the index it is driven by. SQLite's planner has no statistics here (nobody runs
ANALYZE on a log that only grows) and would at times take the index that gives the wanted order over
the one that finds five rows instead of a million.
"""

# ruff: noqa: S608 - only names of this module and question marks are formatted into a statement

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mailtrack_sdk.classification.cutting import MARK
from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ComposedEvent, Event, EventKind
from mailtrack_sdk.stores._codec import dump_verdict
from mailtrack_sdk.stores._delivery_key import delivery_key
from mailtrack_sdk.stores._fields import micros, plain
from mailtrack_sdk.stores._json import to_json
from mailtrack_sdk.stores._person import recipient_mark
from mailtrack_sdk.stores._writing import event_json
from mailtrack_sdk.stores.query import EventQuery

Value = str | int | bytes | None
Place = tuple[Value, Value]

REQUESTS = (EventKind.OPEN.value, EventKind.CLICK.value)

_START = 5
PERSON_START = f"substr(person, 1, {_START})"
"""What of a person is in their index."""

NAMES_CANDIDATES = "kind = 'sent' AND instr(body, '\"candidates\":[') > 0"
"""What is true of the rows of shared copies; a query has to say it in these words to use their index."""

HOLDS_CLIENT = (
    "kind IN ('open', 'click') AND (instr(body, '\"address\":\"') > 0 OR (instr(body, '\"agent\":\"') > 0"
    f' AND instr(body, \'"agent":"{MARK}\') = 0))'
)
"""What is true of the rows whose client is not cut; they are few, as those of the last days are."""

ADD_EVENT = """INSERT INTO events
    (id, at, kind, message_key, tenant, campaign, delivery_key, person, sender, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING"""

DELIVERY = 6
"""Where in such a row the delivery stands."""

ADD_VERDICT = """INSERT INTO verdicts (event, rules_version, events_seen, judged_at, body)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (event, rules_version) DO UPDATE
    SET events_seen = excluded.events_seen, judged_at = excluded.judged_at, body = excluded.body
    WHERE (excluded.events_seen, excluded.judged_at) >= (events_seen, judged_at)"""

_IN_CAMPAIGN = """EXISTS (
    SELECT 1 FROM events AS c INDEXED BY events_campaign
    WHERE c.campaign = ? AND c.message_key = e.message_key AND c.tenant IS e.tenant)"""

# From the most to the least selective; the first that a query restricts is the index it uses.
_INDEXES = (
    ("delivery", "events_delivery"),
    ("recipient", "events_person"),
    ("message_key", "events_message"),
    ("sender", "events_sender"),
    ("tenant", "events_tenant"),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with the values to bind."""

    sql: str
    values: tuple[Value, ...]


def event_row(key: bytes, event: Event) -> tuple[Value, ...]:
    """Give the columns of an event, or raise `ArgumentError` if it cannot be kept; `key` is the store's."""
    body = event_json(event)
    head = (event.id.bytes, micros(event.at), plain(event.kind), event.message_key, event.tenant)
    if isinstance(event, ComposedEvent):
        return (*head, event.campaign, None, None, None, body)
    delivery = event.delivery
    person = None if delivery.recipient is None else recipient_mark(key, delivery.recipient)
    return (*head, None, bytes.fromhex(delivery.id), person, delivery.sender, body)


def delivery_of(row: Sequence[Value]) -> str:
    """Spell the `Delivery.id` in such columns, or nothing where there is none."""
    key = row[DELIVERY]
    return key.hex() if isinstance(key, bytes) else ""


def verdict_row(event_id: UUID, verdict: Verdict, judged_at: datetime) -> tuple[Value, ...]:
    """Give the columns of a verdict, or raise `ArgumentError` if it cannot be kept."""
    body = to_json(dump_verdict(verdict))
    return (event_id.bytes, verdict.rules_version, verdict.events_seen, micros(judged_at), body)


def is_spread(query: EventQuery) -> bool:
    """Tell whether no index gives the answer in order: a campaign lies in several messages."""
    narrower = (query.delivery, query.recipient, query.message_key)
    return query.campaign is not None and all(restriction is None for restriction in narrower)


def first_place(query: EventQuery) -> Place | None:
    """Give the place that the first page begins after."""
    return None if query.cursor is None else (micros(query.cursor[0]), query.cursor[1].bytes)


def select_page(key: bytes, query: EventQuery, after: Place | None, count: int) -> Statement:
    """Select (at, id, body) of the first `count` events after a place in the log."""
    where, values = _restrictions(key, query, after)
    if query.campaign is not None:
        where.append(_IN_CAMPAIGN)
        values.append(query.campaign)
    index = next((index for name, index in _INDEXES if getattr(query, name) is not None), "events_time")
    sql = f"SELECT e.at, e.id, e.body FROM events AS e INDEXED BY {index}{_where(where)}{_IN_ORDER}"
    return Statement(sql, (*values, count))


def select_campaign(key: bytes, query: EventQuery) -> Statement:
    """Select the numbers of the rows of a campaign, in order: 8 bytes each, so all fit in memory."""
    where, values = _restrictions(key, query, first_place(query))
    sql = (
        "SELECT e.seq FROM (SELECT DISTINCT message_key, tenant FROM events INDEXED BY events_campaign"
        " WHERE campaign = ?) AS c CROSS JOIN events AS e INDEXED BY events_message"
        f" ON e.message_key = c.message_key AND e.tenant IS c.tenant{_where(where)}{_IN_ORDER}"
    )
    limit = -1 if query.limit is None else query.limit
    return Statement(sql, (query.campaign, *values, limit))


def select_bodies(rows: Sequence[int]) -> Statement:
    """Select the bodies of some rows by their numbers, ordered by (at, id)."""
    return Statement(
        f"SELECT e.body FROM events AS e WHERE e.seq IN ({_marks(rows)}){_IN_ORDER}", (*rows, -1)
    )


def select_numbered(rows: Sequence[int]) -> Statement:
    """Select (seq, body) of some rows."""
    return Statement(f"SELECT seq, body FROM events WHERE seq IN ({_marks(rows)})", tuple(rows))


def select_history(delivery_id: str, since: datetime, limit: int) -> Statement:
    """Select the bodies of the newest requests of one delivery, the newest first."""
    sql = (
        "SELECT body FROM events INDEXED BY events_delivery WHERE delivery_key = ? AND at >= ?"
        " AND kind IN (?, ?) ORDER BY at DESC, id DESC LIMIT ?"
    )
    return Statement(sql, (delivery_key(delivery_id), micros(since), *REQUESTS, limit))


def select_requests(after: Sequence[Value], count: int) -> Statement:
    """Select (delivery_key, at, id, body) of the first `count` requests after a place, by delivery.

    The place is a delivery, or a request: its delivery, time and id. The index holds the first two; of
    the third, SQLite sorts only rows of the same moment (sqlite.org/queryplanner.html, "Partial Sorting
    By Index").
    """
    columns = ", ".join(("delivery_key", "at", "id")[: len(after)])
    sql = (
        "SELECT delivery_key, at, id, body FROM events INDEXED BY events_delivery"
        f" WHERE delivery_key IS NOT NULL AND ({columns}) > ({_marks(after)}) AND kind IN (?, ?)"
        " ORDER BY delivery_key, at, id LIMIT ?"
    )
    return Statement(sql, (*after, *REQUESTS, count))


COUNT_REQUESTS = Statement("SELECT count(*) FROM events WHERE kind IN (?, ?)", REQUESTS)
"""Every row is looked at: no index knows the kind. That takes a fraction of what reading them takes."""


def select_verdicts(event_ids: Sequence[UUID]) -> Statement:
    """Select (event, body) of all verdicts on some events, the winner of each event last."""
    sql = f"SELECT event, body FROM verdicts WHERE event IN ({_marks(event_ids)}) ORDER BY rules_version"
    return Statement(sql, tuple(event_id.bytes for event_id in event_ids))


def select_old(query: EventQuery, after: Place | None, count: int) -> Statement:
    """Select (seq, id, at) of the first `count` events that a purge deletes, after a place."""
    where, values = _restrictions(b"", query, after)
    sql = f"SELECT e.seq, e.id, e.at FROM events AS e INDEXED BY events_time{_where(where)}{_IN_ORDER}"
    return Statement(sql, (*values, count))


def select_person(mark: bytes, tenant: str | None, count: int) -> Statement:
    """Select (seq, id) of some events of a person, in any order."""
    where, values = _in_tenant(tenant)
    sql = (
        f"SELECT seq, id FROM events INDEXED BY events_person WHERE {PERSON_START} = ? AND person = ?{where}"
        " LIMIT ?"
    )
    return Statement(sql, (mark[:_START], mark, *values, count))


def select_shared(candidate: str, tenant: str | None) -> Statement:
    """Select the numbers of rows whose text holds a candidate, in the order of (at, id)."""
    where, values = _in_tenant(tenant)
    sql = (
        f"SELECT seq FROM events INDEXED BY events_shared WHERE {NAMES_CANDIDATES}"
        f" AND instr(body, ?) > 0{where} ORDER BY at, id"
    )
    return Statement(sql, (to_json(candidate), *values))


def select_clients(before: datetime, after: Place, count: int) -> Statement:
    """Select (at, seq) of the first `count` old requests after a place whose client is not cut."""
    sql = (
        f"SELECT at, seq FROM events INDEXED BY events_clients WHERE {HOLDS_CLIENT} AND at < ?"
        " AND (at, seq) > (?, ?) ORDER BY at, seq LIMIT ?"
    )
    return Statement(sql, (micros(before), *after, count))


def select_tail(after: int, count: int) -> Statement:
    """Select (seq, body) of the first `count` events behind a number, in the order they were appended."""
    return Statement("SELECT seq, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?", (after, count))


LAST_NUMBER = Statement("SELECT seq FROM sqlite_sequence WHERE name = 'events'", ())
"""The number of the last event that was ever appended; no row when there was none."""

LAST_ROW = "SELECT max(seq) FROM events"
BEHIND = "SELECT seq, id FROM events WHERE seq > ? ORDER BY seq"

ANY_TOMBSTONE = "SELECT 1 FROM tombstones LIMIT 1"
TOMBSTONES_OF = "SELECT mark, tenant FROM tombstones WHERE mark = ?"
ADD_TOMBSTONE = "INSERT INTO tombstones VALUES (?, ?) ON CONFLICT DO NOTHING"
DELETE_EVENT = "DELETE FROM events WHERE seq = ?"
DELETE_VERDICTS = "DELETE FROM verdicts WHERE event = ?"
WRITE_BODY = "UPDATE events SET body = ? WHERE seq = ?"

_IN_ORDER = " ORDER BY e.at, e.id LIMIT ?"


def _restrictions(key: bytes, query: EventQuery, after: Place | None) -> tuple[list[str], list[Value]]:
    """Give the conditions on the columns of one event, and their values."""
    where: list[str] = []
    values: list[Value] = []
    delivery = None if query.delivery is None else delivery_key(query.delivery)
    person = None if query.recipient is None else recipient_mark(key, query.recipient)
    for condition, value in (
        ("e.delivery_key = ?", delivery),
        (f"substr(e.person, 1, {_START}) = ?", None if person is None else person[:_START]),
        ("e.person = ?", person),
        ("e.message_key = ?", query.message_key),
        ("e.sender = ?", query.sender),
        ("e.tenant = ?", query.tenant),
        ("e.at >= ?", None if query.since is None else micros(query.since)),
        ("e.at < ?", None if query.until is None else micros(query.until)),
    ):
        if value is not None:
            where.append(condition)
            values.append(value)
    if query.kinds is not None:
        where.append(f"e.kind IN ({_marks(query.kinds)})")
        values += [kind.value for kind in query.kinds]
    if after is not None:
        where.append("(e.at, e.id) > (?, ?)")
        values += after
    return where, values


def _in_tenant(tenant: str | None) -> tuple[str, tuple[Value, ...]]:
    return ("", ()) if tenant is None else (" AND tenant = ?", (tenant,))


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
