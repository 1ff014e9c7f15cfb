"""Files of older releases are brought up to date, in one step or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.errors import StoreError, StoreSchemaError
from mailtrack_sdk.events import Event, RequestEvent, SentEvent
from mailtrack_sdk.stores import EventQuery, SQLiteStore, _schema
from mailtrack_sdk.stores.cursor import numbered_cursor
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

VERSIONS = range(1, _schema.SCHEMA_VERSION)
VERDICT = Verdict(agent=Agent.BROWSER, human=Human.YES, confidence=1, rules_version=1)


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> int:
    """Name each older version."""
    return int(request.param)


@pytest.fixture
def path(tmp_path: Path, version: int) -> Path:
    """Make a file of an older version, which says what its release wrote."""
    made = tmp_path / "events.db"
    golden = Path(__file__).with_name(f"golden_v{version}.sql")
    with closing(sqlite3.connect(made)) as connection:
        connection.executescript(golden.read_text("utf-8"))
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


def test_an_old_file_is_read(path: Path) -> None:
    """Events, verdicts and every index of an old file are there, and it takes new events."""
    with SQLiteStore(path) as store:
        log = _log()
        assert list(store.events()) == log
        assert store.verdicts([event_id(3)]) == {event_id(3): VERDICT}
        for number, recipient in ((3, "ann"), (4, 42), (5, SOMEBODY), (6, "ä")):
            found = store.events(EventQuery(recipient=recipient))
            assert [number_of(event) for event in found] == [number]
        for event in log[1:]:
            assert isinstance(event, (SentEvent, RequestEvent))
            assert list(store.events(EventQuery(delivery=event.delivery.id))) == [event]
        assert sorted(number_of(event) for (event,) in store.by_delivery()) == [3, 4, 5, 6]
        assert [number_of(event) for event in store.events(EventQuery(campaign="spring"))] == [1, 3]
        assert store.append([opened(7), opened(3)]) == 1
        page = store.read()
        assert [number_of(event) for event in page.events] == [1, 2, 3, 4, 5, 6, 7]
        rollups = store.rollups(EventQuery())
        store.rebuild_rollups()
        assert store.rollups(EventQuery()) == rollups
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


def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path, version: int) -> None:
    """An error in the middle of the change undoes all of it, and the old release can go on."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP INDEX events_shared" if version > 1 else "SELECT 1")
        connection.execute("CREATE TABLE events_shared (in_the_way)")
        before = list(connection.iterdump())
    with pytest.raises(StoreError, match="already a table named events_shared"):
        SQLiteStore(path)
    assert _version(path) == version
    with closing(sqlite3.connect(path)) as connection:
        assert list(connection.iterdump()) == before
        connection.execute("DROP TABLE events_shared")
    with SQLiteStore(path) as store:
        assert list(store.events()) == _log()


def test_the_second_of_two_processes_finds_the_work_done(path: Path) -> None:
    """Who comes late to the change changes nothing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as late, SQLiteStore(path) as store:
        _schema.bring_up_to_date(late, str(path))
        assert list(store.events()) == _log()


def test_an_old_release_cannot_write_into_a_new_file(path: Path) -> None:
    """A process that still runs an old release is refused, so that its events are not lost unseen."""
    SQLiteStore(path).close()
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.OperationalError, match="delivery"),
    ):
        connection.execute(
            "INSERT INTO events (id, at, kind, message_key, delivery, body) VALUES (1, 1, 1, 1, 1, 1)"
        )


@pytest.mark.parametrize(
    "value", ["'nonsense'", "upper(delivery)", "NULL", "5", "x'00ff'", "CAST(x'ff80' AS TEXT)"]
)
def test_a_delivery_edited_by_hand_is_made_anew(path: Path, value: str) -> None:
    """What stands in a column is in the event too: nothing is lost, and nobody finds it who should not."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE events SET delivery = {value} WHERE seq = 3")  # noqa: S608 - a literal of this test
        connection.commit()
    with SQLiteStore(path) as store:
        assert sorted(number_of(event) for (event,) in store.by_delivery()) == [3, 4, 5, 6]
        assert list(store.events(EventQuery(delivery="nonsense"))) == []
        ann = _log()[2]
        assert isinstance(ann, RequestEvent)
        assert list(store.events(EventQuery(delivery=ann.delivery.id))) == [ann]


@pytest.mark.parametrize("version", [2])
def test_an_event_edited_by_hand_stops_its_readers_only(path: Path) -> None:
    """A file is brought up to date although one row cannot be read, which is said to whoever reads it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE events SET delivery = 'nonsense', body = 'nonsense' WHERE seq = 3")
        connection.commit()
    with SQLiteStore(path) as store:
        assert sorted(number_of(event) for (event,) in store.by_delivery()) == [4, 5, 6]
        with pytest.raises(StoreSchemaError):
            list(store.events())


@pytest.mark.parametrize("version", [2])
def test_a_number_that_was_given_never_comes_again(path: Path) -> None:
    """A cursor behind a deleted event skips nothing that is appended after the change."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM events")
        connection.execute("UPDATE sqlite_sequence SET seq = 70")
        connection.commit()
    with SQLiteStore(path) as store:
        store.append([opened(1)])
        assert [number_of(event) for event in store.read(numbered_cursor(70)).events] == [1]


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
