"""After `erase`, no byte of the id is left in the files of a SQLite store."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.errors import StoreClosedError, StoreError
from mailtrack_sdk.events import Event
from mailtrack_sdk.models import RecipientId
from mailtrack_sdk.stores import SQLiteStore
from mailtrack_sdk.stores._database import _CHUNK, _is_in
from mailtrack_sdk.stores._person import traces_of, without_candidate
from mailtrack_sdk.testing._samples import NOON, SOMEBODY, delivery, event_id, opened, sent

VERDICT = Verdict(agent=Agent.BROWSER, human=Human.YES, confidence=1, rules_version=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a file that does not exist yet."""
    return tmp_path / "events.db"


def _content(path: Path) -> bytes:
    """Read the database, its write-ahead log and its shared memory."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def _busy_log(names: list[str]) -> list[Event]:
    """Make opens and sent events in an order that splits many pages of every index."""
    dice = random.Random(7)  # noqa: S311 - the same log on every run
    log: list[Event] = []
    for number in range(6_000):
        copy = delivery(dice.choice(names), f"news-{number % 9}", sender=f"s-{number % 5}")
        shared = tuple(dice.sample(names, 3))
        log.append(
            replace(sent(number, copy), candidates=shared) if number % 7 == 0 else opened(number, copy)
        )
    return log


def test_no_byte_of_an_erased_id_is_left(path: Path) -> None:
    """Whatever went on in the store before, the files do not hold the id, and the others are untouched."""
    names = [f"person-{number:04}-{number * 7919 % 10_000:04}" for number in range(400)]
    log = _busy_log(names)
    with SQLiteStore(path) as store:
        for start in range(0, len(log), 300):
            store.append(log[start : start + 300])
        store.record_verdicts({event.id: VERDICT for event in log}, judged_at=NOON)
        store.purge(before=NOON + timedelta(seconds=500))
        left = {event.id for event in store.events()}
        for name in names[:12]:
            store.erase(name)
            assert name.encode() not in _content(path)
            store.append(opened(10_000 + number, delivery(name)) for number in range(20))
            assert name.encode() not in _content(path)
        gone = {e.id for e in log if getattr(e, "delivery").recipient in names[:12]}  # noqa: B009
        assert {event.id for event in store.events()} == left - gone
        assert store.verdicts(gone) == {}
    content = _content(path)
    assert not any(name.encode() in content for name in names[:12])
    assert all(name.encode() in content for name in names[12:])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    ("recipient", "trace"),
    [
        (7, b'"i:7"'),
        ("ann", b"ann"),
        (SOMEBODY, str(SOMEBODY).encode()),
        ("grüße-123", b"123"),
        ('a"b\\', b'a\\"b'),
    ],
    ids=str,
)
def test_any_id_can_be_erased(path: Path, recipient: RecipientId, trace: bytes) -> None:
    """Short ids, numbers, and those that JSON spells in another way, go as well."""
    with SQLiteStore(path) as store:
        store.append([opened(1, delivery(recipient)), opened(2, delivery("other"))])
        name = str(recipient)
        store.append([replace(sent(3, delivery(None)), candidates=(name, "other"))])
        assert trace in _content(path)
        assert store.erase(recipient) == 1
        assert trace not in _content(path)
        assert len(list(store.events())) == 2


def test_a_trace_in_free_space_is_removed(path: Path) -> None:
    """What SQLite left in pages that are not in use is found, and the file is written anew."""
    with SQLiteStore(path) as store:
        store.append([opened(1, delivery("somebody-1"))])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE t (x)")
        connection.executemany("INSERT INTO t VALUES (?)", [("s:somebody-1 " * 50,)] * 100)
        connection.commit()
        connection.execute("DROP TABLE t")
        connection.commit()
    with SQLiteStore(path) as store:
        assert b"somebody-1" in _content(path)
        size = path.stat().st_size
        assert store.erase("somebody-1") == 1
        assert b"somebody-1" not in _content(path)
        assert path.stat().st_size < size
        assert store.append([opened(2)]) == 1


def test_a_reader_who_stays_is_waited_for_and_named(path: Path) -> None:
    """While another program reads an old state, the last trace cannot go: erase again, says the error."""
    with SQLiteStore(path, busy_timeout=timedelta(milliseconds=50)) as store:
        store.append([opened(1, delivery("somebody-1"))])
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM events").fetchall()
            with pytest.raises(StoreError, match=r"locked.*events are deleted.*erase again"):
                store.erase("somebody-1")
            assert list(store.events()) == []
        assert store.erase("somebody-1") == 0
        assert b"somebody-1" not in _content(path)


def test_a_database_in_memory_forgets_too() -> None:
    """Without a file there is nothing to search."""
    with SQLiteStore(":memory:") as store:
        store.append([opened(1), opened(2, delivery("other"))])
        assert store.erase("u-1") == 1
        assert store.append([opened(3)]) == 0


def test_tombstones_outlive_the_store_object(path: Path) -> None:
    """Another store on the same file refuses the erased recipient too."""
    with SQLiteStore(path) as store:
        store.erase("u-1")
    with SQLiteStore(path) as store:
        assert store.append([opened(1), opened(2, delivery("other"))]) == 1


def test_erasing_needs_an_open_store(path: Path) -> None:
    """A closed store cannot be searched either."""
    store = SQLiteStore(path)
    store.close()
    with pytest.raises(StoreClosedError):
        store._db.scrub(())


@pytest.mark.parametrize("place", [0, 5, _CHUNK - 4, _CHUNK, 2 * _CHUNK - 1, 2 * _CHUNK + 100])
def test_a_trace_is_found_wherever_it_is(tmp_path: Path, place: int) -> None:
    """A file is searched in pieces, and a trace may lie across two of them."""
    file = tmp_path / "file"
    file.write_bytes(b"\0" * place + b":somebody-1\0")
    assert _is_in(str(file), traces_of("somebody-1"))
    assert not _is_in(str(file), traces_of("somebody"))
    assert not _is_in(str(file), traces_of("body-1"))


def test_a_short_id_counts_between_quotes() -> None:
    """Else every file would hold a trace of it."""
    found = [b'"recipient":"s:a"', b'["a","b"]', b"banana: a", b'"b:ab"', b'"ab"']
    assert [any(trace.search(text) for trace in traces_of("a")) for text in found] == [1, 1, 0, 0, 0]


def test_an_event_without_candidates_stays_as_it_is() -> None:
    """Only sent events have candidates."""
    assert without_candidate(opened(1), "u-1") == opened(1)


def test_an_event_of_an_erased_candidate_is_kept_without_it(path: Path) -> None:
    """What comes later names the candidate neither in the answer nor in the file."""
    with SQLiteStore(path) as store:
        store.erase("somebody-1")
        assert store.append([replace(sent(1, delivery(None)), candidates=("somebody-1", "other"))]) == 1
        assert b"somebody-1" not in _content(path)
        (event,) = store.events()
        assert event == replace(sent(1, delivery(None)), id=event_id(1), candidates=("[erased]", "other"))
