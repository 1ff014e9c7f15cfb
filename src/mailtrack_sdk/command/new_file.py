"""A new file for what only one person may read: it is there as a whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from mailtrack_sdk.errors import ArgumentError

__all__ = ["new_file"]


@contextmanager
def new_file(name: str, *, why_new: str) -> Generator[Callable[[str], None]]:
    """Make a file that nobody else can read, and return what writes ASCII into it.

    If the block is left by an error or an interruption, the file is removed.

    Args:
        name: The file, as it was asked for.
        why_new: Why an existing one is not replaced.

    Raises:
        ArgumentError: It is there already, or cannot be made or written.
    """
    if name in ("", "-"):
        raise ArgumentError("--output: name a new file, or leave it out for standard output")
    try:
        file = open(name, "x", encoding="ascii", opener=_for_me_alone)  # noqa: SIM115 - closed below
    except FileExistsError:
        raise ArgumentError(f"{name!r} exists already, {why_new}: name a new file") from None
    except (OSError, ValueError) as error:  # also a name with a NUL in it
        raise _refusal(name, error) from error

    def write(text: str) -> None:
        try:
            file.write(text)
        except OSError as error:
            raise _refusal(name, error) from error

    is_whole = False
    try:
        yield write
        try:
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            raise _refusal(name, error) from error
        is_whole = True
    finally:
        if not is_whole:
            Path(name).unlink(missing_ok=True)
        try:
            file.close()
        except OSError as error:  # what could not be written before cannot be written now
            raise _refusal(name, error) from error


def _refusal(name: str, error: OSError | ValueError) -> ArgumentError:
    reason = error.strerror if isinstance(error, OSError) else "no file can have that name"
    return ArgumentError(f"cannot write {name!r}: {reason or error}")


def _for_me_alone(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
