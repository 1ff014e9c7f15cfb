"""One SQLite file as a store uses it: opened with the right settings, read, written, copied, cleaned."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from copy import copy
from pathlib import Path
from typing import Any, TypeVar

from mailtrack_sdk.errors import ArgumentError, StoreError
from mailtrack_sdk.stores import _schema
from mailtrack_sdk.stores._commits import CommitQueue, Tickets, Work
from mailtrack_sdk.stores._connection import MEMORY, SharedConnection, check_path, map_errors, try_write_ahead
from mailtrack_sdk.stores._sql import Statement

AnswerT = TypeVar("AnswerT")

_PAUSE = 0.01
_LEAP = "UPDATE sqlite_sequence SET seq = seq + 4294967296 WHERE name = 'events'"
_CHUNK = 1 << 20
_OVERLAP = 1_000
"""More bytes than an id of 64 bytes can have, however it is escaped."""


class Database:
    """A file with the tables of this release: one connection that writes, one that reads.

    Args:
        path: The file.
        synchronous: `full` or `normal`, as `PRAGMA synchronous` has it.
        wait: Seconds to wait for another writer.

    Attributes:
        path: The file, absolute.
        key: The key of the marks of this store.
    """

    def __init__(self, path: str, *, synchronous: str, wait: float) -> None:
        self.path = path
        self.key = b""
        self._synchronous = synchronous
        self._wait = wait
        self._in_memory = path == MEMORY
        self._mode = "rwc"
        self._queue = CommitQueue(self._commit)
        self._writer = SharedConnection(path, self._open_writer, survives_fork=self._in_memory)
        self._reader = self._writer if self._in_memory else SharedConnection(path, self._open_reader)
        self._copier = self._writer if self._in_memory else SharedConnection(path, self._connect)
        with self._writer.use():
            pass  # finds out now, not at the first event, whether the file will do
        self._mode = "rw"  # from now on, a file that is gone is not made again behind the user's back
        if not self._in_memory:
            self._writer.release()

    def write(self, work: Work[AnswerT]) -> AnswerT:
        """Do something in a transaction that other threads may share, and return what comes of it."""
        self._writer.check_inherited()
        self._writer.check_open()
        return self._queue.submit(work)

    def fetch(self, statement: Statement) -> list[tuple[Any, ...]]:
        """Read all rows of a statement."""
        with self._reader.use() as connection:
            return connection.execute(statement.sql, statement.values).fetchall()

    def read(self, ask: Callable[[sqlite3.Connection], AnswerT]) -> AnswerT:
        """Read with several statements."""
        with self._reader.use() as connection:
            return ask(connection)

    def check_open(self) -> None:
        """Raise `StoreClosedError` after `close`."""
        self._reader.check_open()

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._copier.close()
        self._reader.close()  # first, so that the last connection, which checkpoints, is the writer
        self._writer.close()

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Copy the database as it is at one moment into a file that appears when it is complete."""
        target = check_path(path)
        partial = Path(f"{target}.partial")
        self.check_open()
        if target == MEMORY or Path(target).exists():
            raise ArgumentError(f"{target}: a backup needs the name of a file that does not exist yet")
        try:
            partial.unlink(missing_ok=True)
            with (
                self._copier.use() as connection,
                map_errors(f"{target}, a backup of {self.path}"),
                closing(sqlite3.connect(partial)) as destination,
            ):
                connection.backup(destination)
                # Numbers go on far behind those that were given since: a cursor of then skips nothing here.
                destination.execute(_LEAP)
                destination.commit()
            partial.rename(target)
        except OSError as exc:
            raise StoreError(f"{target}: the backup could not be written: {exc}") from exc
        finally:
            if not self._in_memory:
                self._copier.release()
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    def scrub(self, traces: Sequence[re.Pattern[bytes]]) -> None:
        """See to it that nothing which stood in deleted rows only is left in the files.

        Deleted rows are overwritten (`PRAGMA secure_delete`), but older copies may be left in the
        write-ahead log, which is emptied, and where SQLite rearranged pages (seen with 3.40.1 on
        2026-11-22: of 200 ids in an index, 1 was left). Only a new file helps against those, and as that
        takes long, the file is searched first.
        """
        if self._in_memory:
            return
        self._empty_log()
        # Nothing of this process may have the file open while it is read past SQLite: closing it would
        # drop SQLite's locks (sqlite.org/howtocorrupt.html 2.2). The order is that of a fork.
        with self._copier.aside(), self._reader.aside(), self._writer.aside():
            found = _is_in(self.path, traces)
        if found:
            with self._writer.use() as connection:
                connection.execute("VACUUM")
            self._empty_log()

    def _empty_log(self) -> None:
        with self._writer.use() as connection:
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreError(f"{self.path}: is locked; another program has been reading for too long")

    def _commit(self, tickets: Tickets) -> None:
        """Do the work of several threads in one transaction; after an error, each in its own."""
        started = False
        try:
            with self._writer.use() as connection:
                # IMMEDIATE, because a transaction that begins by reading is refused, not queued,
                # when another process wrote in between (sqlite.org/rescode.html#busy_snapshot).
                connection.execute("BEGIN IMMEDIATE")
                started = True
                try:
                    answers = [ticket.work(connection) for ticket in tickets]
                    connection.execute("COMMIT")
                except BaseException:
                    connection.rollback()
                    raise
                started = False
        except Exception as exc:  # noqa: BLE001 - it is handed to the threads it belongs to
            for ticket in tickets:
                if started and len(tickets) > 1:
                    self._commit((ticket,))
                else:
                    ticket.fail(_own(exc))
            return
        for ticket, answer in zip(tickets, answers, strict=True):
            ticket.succeed(answer)

    def _open_writer(self) -> sqlite3.Connection:
        connection = self._connect()
        try:
            connection.execute("BEGIN")  # for one view of what is asked bit by bit
            # Asked first: another program's file stays as it is.
            version = _schema.version_of(connection, self.path)
            connection.execute("COMMIT")
            self._write_ahead(connection)
            connection.execute(f"PRAGMA synchronous = {self._synchronous}")
            connection.execute("PRAGMA secure_delete = ON")
            # 16 MB of pages and 32 MB of log: batches a quarter faster, half as many slow commits
            # (measured against SQLite's 2 MB and 4 MB at 60,000 to 200,000 rows on 2026-11-22).
            connection.execute("PRAGMA cache_size = -16384")
            connection.execute("PRAGMA wal_autocheckpoint = 8000")
            if version != _schema.SCHEMA_VERSION:
                _schema.bring_up_to_date(connection, self.path)
            self._check_key(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _open_reader(self) -> sqlite3.Connection:
        connection = self._connect()
        try:
            self._check_key(connection)
            connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self) -> sqlite3.Connection:
        name = MEMORY if self._in_memory else f"{Path(self.path).as_uri()}?mode={self._mode}"
        return sqlite3.connect(
            name, timeout=self._wait, isolation_level=None, check_same_thread=False, uri=not self._in_memory
        )

    def _check_key(self, connection: sqlite3.Connection) -> None:
        """Take the key of the store, or see that the file is still the one of this store."""
        key = _schema.read_key(connection, self.path)
        if self.key not in (b"", key):
            raise StoreError(f"{self.path}: another store was put in the place of this one; make a new one")
        self.key = key

    def _write_ahead(self, connection: sqlite3.Connection) -> None:
        """Switch a file to write-ahead mode, waiting for others who just make the same file.

        SQLite does not wait by itself here: it says "locked" at once, whatever its busy timeout is
        (seen with 3.40.1 on 2026-11-22, four processes making one file).
        """
        deadline = time.monotonic() + self._wait
        while (refusal := try_write_ahead(connection)) is not None:
            if "locked" not in str(refusal) or time.monotonic() >= deadline:
                raise refusal
            time.sleep(_PAUSE)


def _own(error: Exception) -> Exception:
    """Copy an error for one of several threads: raising it adds to its traceback."""
    copied = copy(error)
    copied.__cause__ = error.__cause__
    return copied


def _is_in(path: str, traces: Sequence[re.Pattern[bytes]]) -> bool:
    """Search a file for byte strings of at most a few hundred bytes."""
    tail = b""
    with Path(path).open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = tail + chunk
            if any(trace.search(text) for trace in traces):
                return True
            tail = text[-_OVERLAP:]
    return False
