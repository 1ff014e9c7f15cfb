"""Event ids: UUIDv7, made once where the event happens."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from hashlib import blake2b
from itertools import count
from uuid import UUID

__all__ = ["IdSource", "id_of_day"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_RANDOM_BYTES = 7


class IdSource:
    """Makes UUIDv7 ids (RFC 9562 section 5.7) from the time of the event.

    The 12 bits behind the milliseconds count up, so ids of one process keep their order within a
    millisecond, but for the one in 4,096 where the count begins again; the rest is random, so that
    processes never meet.

    Args:
        new_id: The caller's own source, which then makes every id; for golden events in tests.
    """

    __slots__ = ("_counter", "_new_id")

    def __init__(self, new_id: Callable[[], UUID] | None = None) -> None:
        """Start counting."""
        self._new_id = new_id
        # next() on it is atomic in CPython, so threads need no lock.
        self._counter = count()

    def __call__(self, at: datetime) -> UUID:
        """Return a new id for an event at `at`, an aware datetime from 1970 on."""
        if self._new_id is not None:
            return self._new_id()
        tail = int.from_bytes(os.urandom(_RANDOM_BYTES + 1), "big")
        return _uuid7(_milliseconds(at), next(self._counter), tail)


def id_of_day(day: datetime, *facts: str) -> UUID:
    """Return the one id of a fact that is kept once per UTC day, whoever reports it again.

    Args:
        day: The start of the day.
        facts: What makes it that fact and no other.
    """
    digest = blake2b(digest_size=10, person=b"mt-day-v1")
    for fact in facts:
        data = fact.encode()
        digest.update(b"%d:" % len(data) + data)
    number = int.from_bytes(digest.digest(), "big")
    return _uuid7(_milliseconds(day), number >> 62, number)


def _milliseconds(at: datetime) -> int:
    return max(0, (at - _EPOCH) // timedelta(milliseconds=1))


def _uuid7(milliseconds: int, counter: int, tail: int) -> UUID:
    return UUID(
        int=(milliseconds & (1 << 48) - 1) << 80
        | 0x7 << 76
        | (counter & 0xFFF) << 64
        | 0b10 << 62
        | tail & (1 << 62) - 1
    )
