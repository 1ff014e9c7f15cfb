"""What Django's databases raise, as a `StoreError` that says what to do."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from django.db import Error, connections, transaction

from mailtrack_sdk.errors import StoreError, StoreSchemaError

__all__ = ["database_errors", "savepoint"]

_MIGRATE = "run `manage.py migrate mailtrack`"

# Words of the messages of SQLite and of PostgreSQL.
_REASONS: tuple[tuple[tuple[str, ...], type[StoreError], str], ...] = (
    (("no such table", "does not exist", "no such column", "has no column"), StoreSchemaError, _MIGRATE),
    (("is locked",), StoreError, "somebody else has been writing for too long; repeat the call"),
    (("readonly", "read-only"), StoreError, 'name a database to write to in MAILTRACK["DATABASE"]'),
    (("end of the 'atomic' block",), StoreError, "your own transaction has failed already"),
    (("connect", "closed", "terminat"), StoreError, "the server cannot be reached; repeat the call later"),
)


@contextmanager
def database_errors(alias: str) -> Generator[None]:
    """Let no error of Django's databases out of a block.

    Args:
        alias: The database, for messages.
    """
    try:
        yield
    except Error as exc:
        # The first line only: the others may show what a row holds.
        text = str(exc).partition("\n")[0] or type(exc).__name__
        for words, error, advice in _REASONS:
            if any(word in text for word in words):
                raise error(f"{alias}: {text}; {advice}") from exc
        raise StoreError(f"{alias}: {text}; see the cause") from exc


@contextmanager
def savepoint(alias: str) -> Generator[None]:
    """Keep what fails in a block from ending the transaction around it, as PostgreSQL does otherwise.

    Args:
        alias: The database. Outside of a transaction nothing is begun.
    """
    if not connections[alias].in_atomic_block:
        yield
        return
    with transaction.atomic(using=alias):
        yield
