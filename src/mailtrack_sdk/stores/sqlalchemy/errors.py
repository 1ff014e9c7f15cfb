"""What a database or its driver raises, as a `StoreError` that says what to do."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from mailtrack_sdk.errors import MailtrackError, StoreError, StoreSchemaError

__all__ = ["OvertakenError", "code_of", "engine_errors", "is_passing"]

_CREATE = (
    "the tables are not there; call create() once, before the first use (those of a DjangoStore are read"
    " through Django: get_store())"
)
_CHANGED = "the tables are not as create() made them; they were changed by another program"
_LOGIN = "check the user and the password in the URL"
_GRANT = "grant this user what create() and the store need"
_TOO_MANY = "use a smaller pool, or let the server take more connections"
_WAITED = "somebody else has been writing for too long; repeat the call"
_DIRECTORY = "the directory must exist, and this user must be allowed to write to it"
_NO_DATABASE = "make the database, or correct its name in the URL"
_GONE = "the server went away or cannot be reached; repeat the call later, what was kept counts once"

# The code of PostgreSQL (SQLSTATE) or of MySQL and MariaDB (a number), or words of the message:
# postgresql.org/docs/18/errcodes-appendix.html and mysqld_error.h of MySQL, read on 2026-11-22.
_REASONS: tuple[tuple[str, str, type[StoreError], str], ...] = (
    ("42P01|1146", "no such table", StoreSchemaError, _CREATE),
    ("42703|42804|1054", "no such column|has no column", StoreSchemaError, _CHANGED),
    ("28P01|28000|1045", 'password authentication failed|role "[^"]*" does not exist', StoreError, _LOGIN),
    ("", "invalid port|invalid integer value", StoreError, "correct the port in the URL"),
    ("3D000|1049", 'database "[^"]*" does not exist', StoreError, _NO_DATABASE),
    ("42501|1044|1142", "permission denied", StoreError, _GRANT),
    ("25006|1290", "readonly database", StoreError, "it can only be read; name one to write to"),
    ("53100|1021", "is full", StoreError, "make room on the disk"),
    ("53300|1040", "too many clients", StoreError, _TOO_MANY),
    ("55P03|1205", "is locked", StoreError, _WAITED),
    ("", "unable to open", StoreError, _DIRECTORY),
    ("", "not a database|malformed", StoreSchemaError, "the file is damaged, or no database"),
    # The last is what asyncpg may say when its server dies while rows are copied (0.32, seen 2026-11-22).
    (r"08\w{3}|57P\w\w|2003|2006|2013", "connect|closed|resolve|cannot switch to state", StoreError, _GONE),
)

_PASSING = re.compile("40001|40P01|1213")
"""What is over when the same is tried again: two transactions that waited for each other."""

_CLASS = re.compile(r"^<class '[\w.]+'>: ")


class OvertakenError(Exception):
    """What a transaction had looked up was changed before it held the locks for it; it begins anew."""

    sqlstate = "40001"  # what PostgreSQL calls it when it finds such a thing by itself


@contextmanager
def engine_errors(name: str) -> Generator[None]:
    """Let nothing out of a block but errors of this library.

    All that runs inside is SQLAlchemy, a driver, and our statements; the caller's own iterators never do.

    Args:
        name: The database, for messages; without a password.
    """
    try:
        yield
    except MailtrackError:
        raise
    except PoolTimeoutError as exc:
        raise StoreError(f"{name}: every connection of the pool is in use; use a larger pool") from exc
    except Exception as exc:  # noqa: BLE001 - drivers raise what they like, asyncpg an OSError for instance
        # Not the error of SQLAlchemy, which shows the values that were bound.
        cause = _origin(exc)
        text = _text(cause)
        for codes, words, error, advice in _REASONS:
            if re.fullmatch(codes, code_of(cause) or "-") or re.search(words, text):
                raise error(f"{name}: {text}; {advice}") from cause
        advice = _GONE if isinstance(cause, OSError) else "see the cause"
        raise StoreError(f"{name}: {text}; {advice}") from cause


def is_passing(error: StoreError) -> bool:
    """Tell whether the same call may do when it is repeated at once."""
    cause = error.__cause__
    return cause is not None and _PASSING.fullmatch(code_of(cause)) is not None


def _origin(exc: BaseException) -> BaseException:
    return exc.orig if isinstance(exc, DBAPIError) and exc.orig is not None else exc


def code_of(exc: BaseException) -> str:
    """Give the code that a database has for an error; each driver has its own place for it."""
    cause = _origin(exc)
    code: object = getattr(cause, "sqlstate", None)
    if code is None and cause.args and isinstance(cause.args[0], int):
        code = cause.args[0]
    return "" if code is None else str(code)


def _text(exc: BaseException) -> str:
    """Give the first line of a message: the others may show what a row holds."""
    message = str(exc.args[-1]) if exc.args else ""
    return _CLASS.sub("", message).partition("\n")[0] or type(exc).__name__
