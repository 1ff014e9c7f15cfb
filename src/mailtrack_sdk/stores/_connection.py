"""One SQLite connection that threads share and that never crosses a fork.

A connection must not be carried into a forked child (sqlite.org/howtocorrupt.html 2.6), and opening a
new one there does not help while the old one exists: SQLite takes the locks of the inherited one for
its own and then holds none that other processes can see. Measured with SQLite 3.40.1 on 2026-11-22:
the parent closed its connection, took itself for the last user of the file and deleted the
write-ahead log under the child, and five rows that the child had committed were gone. So the
connection is closed *before* the fork, and both sides open their own when they next need one.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from mailtrack_sdk.errors import ConfigurationError, StoreClosedError, StoreError, StoreSchemaError

_UNREADABLE = "the file is damaged, or its tables were changed by another program; restore a backup"

_REASONS: tuple[tuple[str, type[StoreError], str], ...] = (
    ("is locked", StoreError, "another program has been writing for longer than busy_timeout"),
    ("readonly", StoreError, "let this user write to the file and to its directory"),
    ("unable to open", StoreError, "the directory must exist, and this user must be allowed to write to it"),
    ("is full", StoreError, "make room on the disk, then repeat the call"),
    ("disk I/O", StoreError, "see whether the disk is full, over its quota, failing or gone"),
    ("not a database", StoreSchemaError, "name a file that does not exist yet, or a store's own"),
    ("malformed", StoreSchemaError, _UNREADABLE),
    ("no such", StoreSchemaError, _UNREADABLE),
    ("decode", StoreSchemaError, _UNREADABLE),
)


MEMORY = ":memory:"
"""The name of a database that is in no file."""


def check_path(path: str | os.PathLike[str]) -> str:
    """Make the path absolute, as the file may be opened again after the program changed directory."""
    try:
        name = os.fspath(path)
    except TypeError:
        raise ConfigurationError(f"path must be a str or a path, not {type(path).__name__}") from None
    if not isinstance(name, str) or not name or "\0" in name:
        raise ConfigurationError(f"path must be the name of a file, not {name!r}")
    return name if name == MEMORY else str(Path(name).absolute())


File = tuple[int, int]
"""What tells a file from another that later has its name: device and number."""


def file_at(path: str) -> File | None:
    """Tell which file a path names now; None for a database in memory, and where there is none."""
    if path == MEMORY:
        return None
    try:
        found = os.stat(path)  # noqa: PTH116 - after every commit, and Path takes three times as long
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def map_errors(path: str) -> Generator[None]:
    """Turn what sqlite3 raises into a `StoreError` that names the file and the way out."""
    try:
        yield
    except UnicodeDecodeError as exc:  # sqlite3 could not say what is wrong: it quotes what it found
        raise StoreSchemaError(f"{path}: {_UNREADABLE}") from exc
    except sqlite3.Error as exc:
        # Error codes came with Python 3.11 only; the texts have been the same for many years.
        text = str(exc).partition(" with text")[0]
        for part, error, advice in _REASONS:
            if part in text:
                raise error(f"{path}: {text}; {advice}") from exc
        raise StoreError(f"{path}: {text}") from exc


class Forkable(Protocol):
    """What has to be in order while a process forks."""

    def pause(self) -> None:
        """Come to a state that both sides can go on from, and stay in it."""
        ...

    def resume(self) -> None:
        """Go on, in the parent and in the child."""
        ...


class SharedConnection:
    """A connection behind a lock, opened when it is first needed.

    Args:
        path: The file, for messages.
        connect: Opens the connection.
        survives_fork: True for a database in memory: it cannot be opened again, and the copy that
            a child gets belongs to the child alone.
    """

    def __init__(
        self, path: str, connect: Callable[[], sqlite3.Connection], *, survives_fork: bool = False
    ) -> None:
        self._path = path
        self._connect = connect
        self._survives_fork = survives_fork
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._pid = os.getpid()
        self._closed = False
        self._paused = False
        self._file: File | None = None
        watch_forks(self)

    @contextmanager
    def use(self) -> Generator[sqlite3.Connection]:
        """Give the connection to one thread; what sqlite3 raises comes out as a `StoreError`.

        It ends with an error if the file is not the one that was opened any more: then what was read is
        out of date, and what was written is lost.
        """
        self.check_inherited()
        with self._lock:
            self.check_open()
            with map_errors(self._path):
                if self._connection is None:
                    self._connection = self._connect()
                    self._pid = os.getpid()
                    self._file = file_at(self._path)
                yield self._connection
            if file_at(self._path) != self._file:
                raise StoreError(
                    f"{self._path}: the file was deleted or replaced while it was in use; stop every "
                    "process that uses it, put the file back without the old -wal and -shm, start again"
                )

    @contextmanager
    def aside(self) -> Generator[None]:
        """Close the connection and let nobody open it for a while."""
        with self._lock:
            self.check_open()
            self._drop()
            yield

    def check_inherited(self) -> None:
        """Refuse to lose events: checked before the lock, which nobody may be left to release."""
        if self._connection is not None and self._pid != os.getpid() and not self._survives_fork:
            raise StoreError(
                f"{self._path}: the process was forked without Python's knowledge while the store was in "
                "use; make the store after the fork (for uWSGI: lazy-apps = true)"
            )

    def check_open(self) -> None:
        """Raise `StoreClosedError` after `close`."""
        if self._closed:
            raise StoreClosedError(f"{self._path}: the store was closed; make a new one")

    def release(self) -> None:
        """Close the connection until it is needed again."""
        with self._lock:
            self._drop()

    def close(self) -> None:
        """Close the connection for good; a second call does nothing."""
        with self._lock:
            self._closed = True
            if self._connection is not None and self._pid == os.getpid():
                self._drop()

    def pause(self) -> None:
        """Wait until no thread uses the connection, close it, and let nobody open it."""
        self._lock.acquire()
        self._paused = True
        if not self._survives_fork:
            self._drop()

    def resume(self) -> None:
        """Undo `pause`, in the parent and in the child."""
        if self._paused:  # not so for a connection that another thread made during the fork
            self._paused = False
            self._lock.release()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def watch_forks(watched: Forkable) -> None:
    """Pause something for every fork of this process from now on."""
    if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
        before, after = fork_hooks(watched)
        os.register_at_fork(before=before, after_in_parent=after, after_in_child=after)


def fork_hooks(forkable: Forkable) -> tuple[Callable[[], None], Callable[[], None]]:
    """Make what runs before and after a fork, without keeping anything alive for it."""
    reference = weakref.ref(forkable)

    def before() -> None:
        if (watched := reference()) is not None:
            watched.pause()

    def after() -> None:
        if (watched := reference()) is not None:
            watched.resume()

    return before, after


def try_write_ahead(connection: sqlite3.Connection) -> sqlite3.OperationalError | None:
    """Switch a file to write-ahead mode, or return why that cannot be done now."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as exc:
        return exc
    return None
