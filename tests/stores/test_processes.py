"""A file is shared by processes: they write at once, fork, are killed, or may not write at all."""

from __future__ import annotations

import gc
import sqlite3
import tempfile
from pathlib import Path

import pytest

from mailtrack_sdk.errors import StoreError
from mailtrack_sdk.stores import SQLiteStore
from mailtrack_sdk.stores._connection import SharedConnection, fork_hooks
from mailtrack_sdk.testing._samples import number_of, opened
from tests.stores._processes import run, start


def _numbers(path: Path) -> list[int]:
    with SQLiteStore(path) as store:
        return [number_of(event) for event in store.events()]


def test_processes_write_at_once(tmp_path: Path) -> None:
    """Processes that make the file and append the same events together keep each once."""
    path = tmp_path / "events.db"
    processes = [start("write", path, first, 60) for first in (1, 1, 31, 31)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    assert _numbers(path) == list(range(1, 91))
    assert sum(int(line.split()[1]) for answer in answers for line in answer) == 90


def test_a_killed_writer_loses_nothing_it_had_confirmed(tmp_path: Path) -> None:
    """After `kill -9` in mid-stream every confirmed event is there, and the file is sound."""
    path = tmp_path / "events.db"
    with start("write", path, 1, 100_000) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n")
        process.stdin.flush()
        confirmed = [process.stdout.readline() for _ in range(200)][1:]
        process.kill()
        confirmed += process.stdout.read().splitlines()
    numbers = [int(line.split()[0]) for line in confirmed if " " in line]
    kept = _numbers(path)
    assert kept[: len(numbers)] == numbers
    assert len(kept) - len(numbers) in (0, 1), "at most the one whose answer was under way"
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_parent_and_child_of_a_fork_keep_what_they_append(tmp_path: Path) -> None:
    """A child's events survive although the parent closed the file before they were written."""
    path = tmp_path / "events.db"
    run("fork", path)
    assert _numbers(path) == [1, 2, 3]


def test_a_fork_waits_for_a_thread_that_writes(tmp_path: Path) -> None:
    """Forking while another thread appends disturbs neither side."""
    path = tmp_path / "events.db"
    run("fork_while_writing", path)
    kept = _numbers(path)
    assert kept[:20] == list(range(1, 21))
    assert kept[20:] == list(range(1_000, 980 + len(kept)))


def test_a_child_has_its_own_copy_of_a_database_in_memory() -> None:
    """What a child appends in memory is the child's alone."""
    run("fork_in_memory", ":memory:")


def test_a_fork_that_python_did_not_see_is_refused(tmp_path: Path) -> None:
    """A child that inherited an open connection is told so, before it can lose an event."""
    path = tmp_path / "events.db"
    run("fork_unseen", path)
    assert _numbers(path) == [1, 3]


def test_an_inherited_connection_is_left_alone(tmp_path: Path) -> None:
    """A connection of another process is neither used nor closed."""
    connection = SharedConnection("x", lambda: sqlite3.connect(tmp_path / "x"))
    with connection.use() as raw:
        pass
    connection._pid = -1
    with pytest.raises(StoreError, match="make the store after the fork"), connection.use():
        pass
    connection.close()
    assert raw.execute("SELECT 1").fetchone() == (1,)
    raw.close()


def test_a_fork_closes_and_reopens(tmp_path: Path) -> None:
    """Nothing is open between the two halves of a fork, and a vanished store is no matter."""
    opens: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        opens.append(sqlite3.connect(tmp_path / "x"))
        return opens[-1]

    connection = SharedConnection("x", connect)
    before, after = fork_hooks(connection)
    after()  # as for a store that another thread made during the fork
    for expected in (1, 2):
        with connection.use():
            assert len(opens) == expected
        before()
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            opens[-1].execute("SELECT 1")
        after()
    before()
    after()
    before()  # nothing is open, and nothing is to be closed
    after()
    del connection
    gc.collect()
    before()
    after()


def test_a_fork_leaves_a_database_in_memory_open() -> None:
    """What exists nowhere else is not closed for a fork."""
    connection = SharedConnection(":memory:", lambda: sqlite3.connect(":memory:"), survives_fork=True)
    before, after = fork_hooks(connection)
    with connection.use() as raw:
        pass
    before()
    after()
    with connection.use() as again:
        assert again is raw
    connection.close()


def test_who_may_not_write_is_told_so() -> None:
    """A file of another user is refused with advice, whoever runs the tests."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "events.db"
        with SQLiteStore(path) as store:
            store.append([opened(1)])
        path.chmod(0o444)
        path.parent.chmod(0o555)
        assert "write to" in run("write_as_nobody", path)
        path.parent.chmod(0o755)
