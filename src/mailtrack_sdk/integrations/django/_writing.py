"""What `DjangoStore` writes, each function inside a transaction that somebody else began.

PostgreSQL and SQLite alike say how many rows an INSERT with ON CONFLICT has added, and compare rows.
Django's own `bulk_create` does neither, so these statements are written out.
"""

# ruff: noqa: S608 - only quoted names of the models are formatted into statements

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections
from django.db.models import Model

from mailtrack_sdk.events import Event, SentEvent
from mailtrack_sdk.integrations.django._rows import event_rows
from mailtrack_sdk.integrations.django.models import (
    CandidateRow,
    EventRow,
    FactRow,
    TombstoneRow,
    VerdictRow,
)
from mailtrack_sdk.models import RecipientId
from mailtrack_sdk.stores import _person
from mailtrack_sdk.stores._codec import dump_event
from mailtrack_sdk.stores._json import to_json
from mailtrack_sdk.stores._rows import read_event

__all__ = [
    "add_events",
    "add_verdicts",
    "bury",
    "delete_events",
    "hash_key",
    "known_key",
    "portions",
    "rename",
]

_ItemT = TypeVar("_ItemT")

BOUND = 500
"""Values bound to one statement; every SQLite allows 999."""

_AT_ONCE = 90
"""Rows of ten columns that stay below that."""

_POSTGRESQL = "postgresql"


def add_events(alias: str, events: Sequence[Event], rows: list[EventRow]) -> int:
    """Add events, and return how many were new; `rows` are theirs, made before the transaction."""
    _take_turn(alias)
    erased = _tombstones(alias, events)
    if erased:
        key = hash_key(alias)
        left = (_person.spared(key, event, erased) for event in events)
        events = [event for event in left if event is not None]
        rows = event_rows(events)
    count = _insert(alias, EventRow, rows, 'ON CONFLICT ("event") DO NOTHING')
    _note_candidates(alias, events, {row.event for row in rows})
    return count


def add_verdicts(alias: str, rows: Sequence[VerdictRow]) -> None:
    """Keep what the rules said about events, where nothing better is known."""
    table = connections[alias].ops.quote_name(VerdictRow._meta.db_table)  # noqa: SLF001 - a public name of Django's
    changes = ", ".join(f"{name} = excluded.{name}" for name in ("events_seen", "judged_at", "body"))
    better = f"(excluded.events_seen, excluded.judged_at) >= ({table}.events_seen, {table}.judged_at)"
    _insert(
        alias,
        VerdictRow,
        rows,
        f'ON CONFLICT ("event", rules_version) DO UPDATE SET {changes} WHERE {better}',
    )


def delete_events(alias: str, ids: Sequence[UUID]) -> int:
    """Delete some events and what is kept about them, and return how many were there."""
    VerdictRow.objects.using(alias).filter(event__in=ids).delete()
    CandidateRow.objects.using(alias).filter(event__in=ids).delete()
    count, _ = EventRow.objects.using(alias).filter(event__in=ids).delete()
    return count


def hash_key(alias: str) -> bytes:
    """Return the key of the hashes, made at its first use.

    It is read each time: one that is remembered would be wrong when the transaction that made it fails.
    """
    facts = FactRow.objects.using(alias)
    fact, _ = facts.get_or_create(name="key", defaults={"value": _person.new_key().hex()})
    return bytes.fromhex(fact.value)


def known_key(alias: str) -> bytes | None:
    """Return the key of the hashes if there is one; with none, nothing was hashed."""
    fact = FactRow.objects.using(alias).filter(name="key").first()
    return None if fact is None else bytes.fromhex(fact.value)


def bury(alias: str, graves: Iterable[_person.Tombstone]) -> None:
    """Refuse what is about somebody from now on, while nobody appends.

    An event that is on its way is either there already and will be deleted, or comes later and meets the
    tombstone.
    """
    if connections[alias].vendor == _POSTGRESQL:
        # Whoever appends reads this table first and holds it until its end.
        with connections[alias].cursor() as cursor:
            cursor.execute("LOCK TABLE mailtrack_tombstone IN ACCESS EXCLUSIVE MODE")
    stones = [TombstoneRow(mark=mark.hex(), tenant=tenant) for mark, tenant in graves]
    _insert(alias, TombstoneRow, stones, "ON CONFLICT (mark, tenant) DO NOTHING")


def rename(alias: str, recipient: RecipientId, marks: Sequence[str], ids: Sequence[UUID]) -> None:
    """Put a word for a recipient where it is a candidate of some events."""
    for row in EventRow.objects.using(alias).filter(event__in=ids):
        changed = _person.without_candidate(read_event(row.body), recipient)
        EventRow.objects.using(alias).filter(pk=row.pk).update(body=to_json(dump_event(changed)))
    CandidateRow.objects.using(alias).filter(event__in=ids, mark__in=marks).delete()


def portions(items: Sequence[_ItemT]) -> Iterator[Sequence[_ItemT]]:
    """Cut a long list into pieces that can be bound to one statement."""
    for start in range(0, len(items), BOUND):
        yield items[start : start + BOUND]


def _take_turn(alias: str) -> None:
    """Begin to write before anything is read.

    A transaction of SQLite that reads first is refused, not queued, when somebody else has written since
    (sqlite.org/rescode.html#busy_snapshot).
    """
    if connections[alias].vendor != _POSTGRESQL:
        TombstoneRow.objects.using(alias).filter(mark="").delete()


def _tombstones(alias: str, events: Sequence[Event]) -> set[_person.Tombstone]:
    """Look up who of those that events name was erased; nearly always, nobody ever was."""
    stones = TombstoneRow.objects.using(alias)
    if not stones.exists():
        return set()
    key = hash_key(alias)
    marks = sorted({mark.hex() for event in events for mark in _person.marks_in(key, event)})
    return {
        (bytes.fromhex(mark), tenant)
        for some in portions(marks)
        for mark, tenant in stones.filter(mark__in=some).values_list("mark", "tenant")
    }


def _note_candidates(alias: str, events: Sequence[Event], kept: AbstractSet[UUID]) -> None:
    """Note by their marks who are candidates of which events."""
    shared = [
        event for event in events if isinstance(event, SentEvent) and event.candidates and event.id in kept
    ]
    if not shared:
        return
    key = hash_key(alias)
    marks = {
        (event.id, _person.candidate_mark(key, name).hex()) for event in shared for name in event.candidates
    }
    rows = [CandidateRow(event=event_id, mark=mark) for event_id, mark in sorted(marks)]
    _insert(alias, CandidateRow, rows, 'ON CONFLICT ("event", mark) DO NOTHING')


def _insert(alias: str, model: type[Model], rows: Sequence[Model], conflict: str) -> int:
    """Insert rows by as few statements as can be, and return how many were added."""
    connection = connections[alias]
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 - as above
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - as above
    marks = f"({', '.join(['%s'] * len(fields))})"
    count = 0
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            values: list[Any] = [
                field.get_db_prep_save(getattr(row, field.attname), connection)
                for row in some
                for field in fields
            ]
            cursor.execute(
                f"INSERT INTO {table} ({names}) VALUES {', '.join([marks] * len(some))} {conflict}", values
            )
            count += cursor.rowcount
    return count
