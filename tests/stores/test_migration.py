"""Files of older releases are brought up to date, in one step or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.errors import StoreError, StoreSchemaError
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores import EventQuery, SQLiteStore, _schema
from mailtrack_sdk.testing._samples import (
    NOON,
    SOMEBODY,
    clicked,
    composed,
    delivery,
    event_id,
    number_of,
    opened,
    sent,
)

GOLDEN = Path(__file__).with_name("golden_v1.sql")
VERDICT = Verdict(agent=Agent.BROWSER, human=Human.YES, confidence=1, rules_version=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a file of version 1, which says what its release wrote."""
    made = tmp_path / "events.db"
    with closing(sqlite3.connect(made)) as connection:
        connection.executescript(GOLDEN.read_text("utf-8"))
    return made


def _log() -> list[Event]:
    ann = delivery("ann", "news-1", tenant="t1", sender="s-1")
    return [
        composed(1, "news-1", campaign="spring", tenant="t1"),
        replace(sent(2, delivery(None)), candidates=("ann", "bob")),
        opened(3, ann),
        opened(4, delivery(42)),
        opened(5, delivery(SOMEBODY)),
        clicked(6, delivery("ä")),
    ]


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        return int(version)


def test_a_file_of_version_1_is_read(path: Path) -> None:
    """Events, verdicts and every index of an old file are there, and it takes new events."""
    with SQLiteStore(path) as store:
        assert list(store.events()) == _log()
        assert store.verdicts([event_id(3)]) == {event_id(3): VERDICT}
        for number, recipient in ((3, "ann"), (4, 42), (5, SOMEBODY), (6, "ä")):
            found = store.events(EventQuery(recipient=recipient))
            assert [number_of(event) for event in found] == [number]
        assert [number_of(event) for event in store.events(EventQuery(campaign="spring"))] == [1, 3]
        assert store.append([opened(7), opened(3)]) == 1
        page = store.read()
        assert [number_of(event) for event in page.events] == [1, 2, 3, 4, 5, 6, 7]
    assert _version(path) == _schema.SCHEMA_VERSION


def test_a_recipient_of_an_old_file_can_be_erased(path: Path) -> None:
    """Nothing of what the old release wrote about a recipient is left in the files."""
    with SQLiteStore(path) as store:
        assert store.erase("ann") == 1
        assert store.erase("ä") == 1
        assert [number_of(event) for event in store.events()] == [1, 2, 4, 5]
        content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"ann" not in content
    assert "ä".encode() not in content
    assert b"bob" in content


def test_old_and_new_files_have_the_same_tables(path: Path, tmp_path: Path) -> None:
    """However a file came to be, its tables and indexes are the same."""
    SQLiteStore(path).close()
    SQLiteStore(tmp_path / "new.db").close()
    question = "SELECT type, name, replace(sql, '\"events\"', 'events') FROM sqlite_master ORDER BY name"
    tables: list[list[object]] = []
    for file in (path, tmp_path / "new.db"):
        with closing(sqlite3.connect(file)) as connection:
            tables.append(connection.execute(question).fetchall())
    assert tables[0] == tables[1]


def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    """An error in the middle of the change undoes all of it, and the old release can go on."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE tombstones (in_the_way)")
        before = list(connection.iterdump())
    with pytest.raises(StoreError, match="tombstones already exists"):
        SQLiteStore(path)
    assert _version(path) == 1
    with closing(sqlite3.connect(path)) as connection:
        assert list(connection.iterdump()) == before
        connection.execute("DROP TABLE tombstones")
    with SQLiteStore(path) as store:
        assert list(store.events()) == _log()


def test_the_second_of_two_processes_finds_the_work_done(path: Path) -> None:
    """Who comes late to the change changes nothing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as late, SQLiteStore(path) as store:
        _schema.bring_up_to_date(late, str(path))
        assert list(store.events()) == _log()


def test_an_old_release_cannot_write_into_a_new_file(path: Path) -> None:
    """A process that still runs the old release is refused, so that its events are not lost unseen."""
    SQLiteStore(path).close()
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.OperationalError, match="recipient"),
    ):
        connection.execute(
            "INSERT INTO events (id, at, kind, message_key, recipient, body) VALUES (1, 1, 1, 1, 1, 1)"
        )


@pytest.mark.parametrize("key", ["NULL", "'short'", "x'00'"])
def test_a_store_without_its_key_says_so(tmp_path: Path, key: str) -> None:
    """The key of the marks was changed by hand: nobody could be found or refused any more."""
    path = tmp_path / "events.db"
    SQLiteStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM marking")
        if key != "NULL":
            connection.execute(f"INSERT INTO marking VALUES ({key})")  # noqa: S608 - a literal of this test
        connection.commit()
    with pytest.raises(StoreSchemaError, match="restore the file from a backup"):
        SQLiteStore(path)


def test_the_time_of_an_old_event_is_kept(path: Path) -> None:
    """Times are found by their index after the change."""
    with SQLiteStore(path) as store:
        assert [number_of(event) for event in store.events(EventQuery(until=NOON.replace(second=3)))] == [
            1,
            2,
        ]
