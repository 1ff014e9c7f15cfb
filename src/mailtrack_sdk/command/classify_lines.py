"""Lines of a file one by one, so that it may be of any size, or a pipe that never ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from mailtrack_sdk.errors import ArgumentError

__all__ = ["MAX_LINE", "numbered_lines"]

MAX_LINE = 2**20
"""Longest line that is read, in bytes; descriptions of requests have a thousandth of that."""


def numbered_lines(name: str) -> Iterator[tuple[int, bytes | None]]:
    """Read the lines of a file, or of standard input for `-`, with their numbers.

    None stands for a line of more than `MAX_LINE` bytes.

    Raises:
        ArgumentError: The file cannot be read; while iterating.
    """
    if not name:
        raise ArgumentError("--lines: the name of the file is empty: name one, or - for standard input")
    if name == "-" and sys.stdin is None:
        raise ArgumentError("cannot read standard input: it is closed")
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            number = 0
            while line := file.readline(MAX_LINE + 1):
                number += 1
                is_too_long = len(line) > MAX_LINE
                yield number, None if is_too_long else line
                while is_too_long and line and not line.endswith(b"\n"):
                    line = file.readline(MAX_LINE)
    except (OSError, ValueError) as error:  # also a name with a NUL in it
        label = "standard input" if name == "-" else repr(name)
        reason = error.strerror if isinstance(error, OSError) else "no file can have that name"
        raise ArgumentError(f"cannot read {label}: {reason or error}") from error
