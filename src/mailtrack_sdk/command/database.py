"""What `--store` names: a file that is a store already, or the URL of a database."""

from __future__ import annotations

import os
import stat
from argparse import ArgumentParser, Namespace
from pathlib import Path

from mailtrack_sdk.errors import ArgumentError

__all__ = ["STORE_VARIABLE", "declare_store", "existing", "is_url", "place_of_store"]

STORE_VARIABLE = "MAILTRACK_STORE"

_BEGINNING = b"SQLite format 3\0"
"""With this every database of SQLite begins (https://www.sqlite.org/fileformat.html, 1.3)."""


def declare_store(parser: ArgumentParser) -> None:
    """Add the argument that `place_of_store` reads."""
    parser.add_argument(
        "--store",
        metavar="FILE|URL",
        help="the file of a SQLiteStore, or the URL of a database with the tables of an SQLAlchemyStore, "
        "such as postgresql://user@host/database, which needs the extra sqlalchemy; other users of the "
        f"machine can see a password here (default: the environment variable {STORE_VARIABLE})",
    )


def place_of_store(asked: Namespace) -> str:
    """Return the file or URL that was asked for.

    Raises:
        ArgumentError: There is none.
    """
    place: str | None = asked.store
    if place is None:
        place = os.environ.get(STORE_VARIABLE, "").strip()
        if not place:
            raise ArgumentError(f"which store? add --store FILE|URL, or set {STORE_VARIABLE}")
    if not place:
        raise ArgumentError("--store: the name of the file is empty: name the file of a store")
    return place


def is_url(place: str) -> bool:
    """Tell a URL from the name of a file."""
    return "://" in place


def existing(name: str) -> Path:
    """Return the file of a store that is there: a typing error must not make an empty one.

    Raises:
        ArgumentError: There is no such file, or it is no database.
    """
    path = Path(name).absolute()  # also for a file that is called :memory:
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
        beginning = _beginning(path) if is_file else b""
    except (OSError, ValueError) as error:  # also a name that is too long, or has a NUL in it
        reason = error.strerror if isinstance(error, OSError) else "no file can have that name"
        raise ArgumentError(f"--store: cannot read {name!r}: {reason or error}") from error
    if beginning != _BEGINNING:
        what = "is no database" if beginning else "is empty" if is_file else "is no file"
        raise ArgumentError(f"--store: {name!r} {what}: name the file of a store")
    return path


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_BEGINNING))
