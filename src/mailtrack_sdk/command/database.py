"""The file behind `--db`: a store that is there, because a typing error must not make an empty one."""

from __future__ import annotations

import stat
from pathlib import Path

from mailtrack_sdk.errors import ArgumentError

__all__ = ["existing"]

_BEGINNING = b"SQLite format 3\0"
"""With this every database of SQLite begins (https://www.sqlite.org/fileformat.html, 1.3)."""


def existing(name: str) -> Path:
    """Return the file of a store that is there: a typing error must not make an empty one."""
    if not name:
        raise ArgumentError("--db: the name of the file is empty: name the file of a store")
    path = Path(name).absolute()  # also for a file that is called :memory:
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
        beginning = _beginning(path) if is_file else b""
    except (OSError, ValueError) as error:  # also a name that is too long, or has a NUL in it
        reason = error.strerror if isinstance(error, OSError) else "no file can have that name"
        raise ArgumentError(f"--db: cannot read {name!r}: {reason or error}") from error
    if beginning != _BEGINNING:
        what = "is no database" if beginning else "is empty" if is_file else "is no file"
        raise ArgumentError(f"--db: {name!r} {what}: name the file of a store")
    return path


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_BEGINNING))
