"""What may happen to a file in use: each time a clear `StoreError`, and nothing confirmed is lost."""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mailtrack_sdk.engagement import summarise
from mailtrack_sdk.errors import ArgumentError, StoreClosedError, StoreError
from mailtrack_sdk.models import Client
from mailtrack_sdk.stores import SQLiteStore
from mailtrack_sdk.stores._changes import cut_clients
from mailtrack_sdk.stores.cursor import numbered_cursor
from mailtrack_sdk.testing._samples import NOON, delivery, event_id, mixed_log, number_of, opened
from tests.stores._processes import run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a file that does not exist yet."""
    return tmp_path / "events.db"


def _numbers(path: Path) -> list[int]:
    with SQLiteStore(path) as store:
        return [number_of(event) for event in store.events()]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not delete files that are open")
def test_a_file_deleted_while_in_use_confirms_nothing(path: Path) -> None:
    """What would be written into a file without a name is not confirmed, and old states are not read."""
    with SQLiteStore(path) as store:
        store.append([opened(1)])
        list(store.events())
        path.unlink()
        for use in (lambda: store.append([opened(2)]), lambda: list(store.events())):
            with pytest.raises(StoreError, match=r"deleted or replaced.*start again"):
                use()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not replace files that are open")
def test_a_file_moved_away_and_back_goes_on(path: Path) -> None:
    """While the file has another name the store refuses, and afterwards all that was confirmed is there."""
    with SQLiteStore(path) as store:
        store.append([opened(1)])
        away = path.rename(path.with_name("away"))
        with pytest.raises(StoreError, match="deleted or replaced"):
            store.append([opened(2)])
        away.rename(path)
        assert store.append([opened(3)]) == 1
    assert set(_numbers(path)) >= {1, 3}


def test_a_file_deleted_while_nobody_had_it_open_is_not_made_again(path: Path) -> None:
    """A store does not begin a new log behind the back of its user."""
    with SQLiteStore(path) as store:
        path.unlink()
        for use in (lambda: store.append([opened(1)]), lambda: list(store.events())):
            with pytest.raises(StoreError, match="unable to open"):
                use()
        assert not path.exists()


def test_another_store_in_the_place_of_this_one_is_noticed(path: Path, tmp_path: Path) -> None:
    """The key in the file tells stores apart; a copy of the same store has the same key."""
    SQLiteStore(tmp_path / "other.db").close()
    with SQLiteStore(path) as store:
        shutil.copy(path, tmp_path / "same.db")
        shutil.move(tmp_path / "other.db", path)
        for use in (lambda: store.append([opened(1)]), lambda: list(store.events())):
            with pytest.raises(StoreError, match="another store"):
                use()
        shutil.move(tmp_path / "same.db", path)
        assert store.append([opened(1)]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_quota_that_is_reached_loses_nothing(path: Path) -> None:
    """When the file may not grow, errors say so, and what was confirmed before and after is there."""
    lines = [line.split(maxsplit=1) for line in run("reach_the_quota", path).splitlines()]
    answers = {int(number): answer for number, answer in lines}
    refused = [number for number, answer in answers.items() if answer not in ("1", "50")]
    assert refused, "the limit was never reached"
    assert all("disk" in answers[number] for number in refused)
    expected = [
        number
        for batch, answer in answers.items()
        if batch not in refused
        for number in range(batch * 100, batch * 100 + int(answer))
    ]
    assert _numbers(path) == expected
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_flipped_bytes_are_events_or_errors(path: Path) -> None:
    """Whatever bytes of a file have changed, each use gives an answer or a `StoreError`, and ends."""
    with SQLiteStore(path) as store:
        store.append([*mixed_log(), *(opened(number) for number in range(100, 300))])
    whole = path.read_bytes()
    dice = random.Random(3)  # noqa: S311 - the same flips on every run
    troubles = 0
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(dice.choice((1, 3, 40))):
            damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged)
        troubles += _use_everything(path)
        for left in path.parent.iterdir():
            left.unlink()
    assert troubles > 30, "most damage is noticed"


def _use_everything(path: Path) -> int:
    """Do everything with a store; count the errors, of which only `StoreError` is right."""
    troubles = 0
    try:
        store = SQLiteStore(path)
    except StoreError:
        return 1
    uses = (
        lambda: list(store.events()),
        lambda: store.append([opened(1_000)]),
        lambda: list(store.by_delivery()),
        lambda: store.history(delivery().id, since=NOON, limit=5),
        lambda: list(store.export("ann")),
        store.read,
        lambda: store.verdicts([event_id(1)]),
        lambda: store.purge(before=NOON + timedelta(seconds=5)),
        lambda: store.erase("bob"),
        lambda: summarise(store),
        lambda: store.backup(path.with_name("copy.db")),
        store.close,
    )
    for use in uses:
        try:
            use()
        except StoreError:
            troubles += 1
    return troubles


def test_a_backup_is_a_store(path: Path, tmp_path: Path) -> None:
    """A backup holds events, verdicts and tombstones, and can be used in the place of the original."""
    copy = tmp_path / "copy.db"
    with SQLiteStore(path) as store:
        store.append(mixed_log())
        store.erase("ann")
        page = store.read()
        store.backup(copy)
        store.append([opened(50, delivery("later"))])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "events.db"]
    with SQLiteStore(copy) as restored:
        assert list(restored.events()) == list(page.events)
        assert restored.append([opened(60, delivery("ann"))]) == 0
        assert restored.read(page.cursor).events == ()


def test_a_cursor_beyond_the_end_is_refused(path: Path, tmp_path: Path) -> None:
    """It is another store's, whose places are not those of this log."""
    with SQLiteStore(path) as store, SQLiteStore(tmp_path / "other.db") as other:
        store.append([opened(number) for number in range(10)])
        other.append([opened(1)])
        with pytest.raises(ArgumentError, match="begin anew"):
            other.read(store.read().cursor)


@pytest.mark.parametrize("noted", ["'abc'", "NULL", "1.5"])
def test_a_cursor_is_checked_although_the_sequence_was_edited(path: Path, noted: str) -> None:
    """What somebody wrote in the place of the last number does not stop anybody from reading."""
    with SQLiteStore(path) as store:
        store.append([opened(number) for number in range(10)])
        page = store.read()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"UPDATE sqlite_sequence SET seq = {noted}")  # noqa: S608 - a literal of this test
            connection.commit()
        assert store.read(page.cursor).events == ()
        with pytest.raises(ArgumentError, match="begin anew"):
            store.read(numbered_cursor(11))


def test_a_cursor_skips_nothing_after_a_restore(path: Path, tmp_path: Path) -> None:
    """Numbers that the lost events had are not given again, so what comes after the restore is read."""
    with SQLiteStore(path) as store:
        store.append([opened(number) for number in range(10)])
        store.backup(tmp_path / "copy.db")
        store.append([opened(number) for number in range(10, 20)])
        cursor = store.read().cursor
    with SQLiteStore(tmp_path / "copy.db") as restored:
        restored.append([opened(number) for number in range(20, 32)])
        assert [number_of(event) for event in restored.read(cursor).events] == list(range(20, 32))


def test_clients_that_are_cut_stay_as_they_are(path: Path) -> None:
    """Somebody else may have cut them since they were looked for."""
    with SQLiteStore(path) as store:
        store.append([replace(opened(1), client=Client(agent="Thunderbird", address="192.0.2.1"))])
        assert [store._db.write(cut_clients([1])) for _ in range(2)] == [1, 0]


def test_a_backup_of_a_database_in_memory(tmp_path: Path) -> None:
    """What is in no file can be put into one."""
    with SQLiteStore(":memory:") as store:
        store.append([opened(1)])
        store.backup(tmp_path / "copy.db")
        assert store.append([opened(2)]) == 1
    assert _numbers(tmp_path / "copy.db") == [1]


def test_a_backup_is_taken_while_others_write(path: Path, tmp_path: Path) -> None:
    """A backup neither waits for writers nor holds them up, and holds one state of the log."""
    with SQLiteStore(path) as store:
        store.append([opened(1)])
        with closing(sqlite3.connect(path, isolation_level=None)) as rival:
            rival.execute("BEGIN IMMEDIATE")
            store.backup(tmp_path / "copy.db")
            rival.execute("ROLLBACK")
    assert _numbers(tmp_path / "copy.db") == [1]


def test_a_backup_overwrites_nothing(path: Path, tmp_path: Path) -> None:
    """A file that exists, the store's own among them, is left alone."""
    other = tmp_path / "other"
    other.write_text("precious")
    with SQLiteStore(path) as store:
        for name in (path, other, tmp_path, ":memory:"):
            with pytest.raises(ArgumentError, match="does not exist yet"):
                store.backup(name)
    assert other.read_text() == "precious"


def test_a_backup_that_fails_leaves_nothing(path: Path, tmp_path: Path) -> None:
    """Where a copy cannot be written, there is an error and no half of a file."""
    with SQLiteStore(path) as store:
        store.append([opened(1)])
        with pytest.raises(StoreError, match=r"missing.*the directory must exist"):
            store.backup(tmp_path / "missing" / "copy.db")
        (tmp_path / "copy.db.partial").mkdir()
        with pytest.raises(StoreError, match="backup could not be written"):
            store.backup(tmp_path / "copy.db")
        (tmp_path / "copy.db.partial").rmdir()
        (tmp_path / "copy.db.partial").write_text("what an earlier one left")
        store.backup(tmp_path / "copy.db")
    assert _numbers(tmp_path / "copy.db") == [1]
    store.close()
    with pytest.raises(StoreClosedError):
        store.backup(tmp_path / "closed.db")
    assert not list(tmp_path.glob("closed*"))


def test_deleting_can_be_interrupted(path: Path) -> None:
    """A purge that stops in the middle leaves whole events, and a second one does the rest."""
    SQLiteStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            f"CREATE TRIGGER t BEFORE DELETE ON events WHEN OLD.id = x'{event_id(1_100).hex}'"
            " BEGIN SELECT RAISE(ABORT, 'unlucky'); END"
        )
    later = NOON + timedelta(days=1)
    with SQLiteStore(path) as store:
        store.append(opened(number) for number in range(1_500))
        with pytest.raises(StoreError, match="unlucky"):
            store.purge(before=later)
        assert [number_of(event) for event in store.events()] == list(range(1_000, 1_500))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("DROP TRIGGER t")
        assert store.purge(before=later) == 500


def test_others_append_while_a_purge_runs(path: Path) -> None:
    """Between two portions, whoever waits has its turn."""
    seen: list[int] = []

    class Watched(SQLiteStore):
        def _delete(self, rows: object) -> int:
            seen.append(self.append([opened(10_000 + len(seen))]))
            return super()._delete(rows)  # type: ignore[arg-type]  # handed on as it came

    with Watched(path) as store:
        store.append(opened(number) for number in range(1_200))
        assert store.purge(before=NOON + timedelta(seconds=2_000)) == 1_200
    assert seen == [1, 1, 1]
