"""Standard input and output: what goes through them, and what happens when the other end has gone."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO

from mailtrack_sdk.errors import ArgumentError

__all__ = ["standard_output", "write_bytes", "write_text"]


def standard_output() -> TextIO:
    """Return standard output for what must not be lost.

    Raises:
        ArgumentError: Whoever started the program has closed it.
    """
    if sys.stdout is None:
        raise ArgumentError("cannot write to standard output: it is closed")
    return sys.stdout


def write_text(stream: TextIO | None, text: str) -> None:
    r"""Write text, with `\x..` for letters that the other end cannot show.

    Raises:
        BrokenPipeError: Nobody reads it any more.
        ArgumentError: It cannot be written.
    """
    if stream is None:
        return  # closed by whoever started the program, who does not want to see it
    with _to(stream):
        encoding = stream.encoding
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def write_bytes(stream: TextIO, data: bytes) -> None:
    """Write bytes as they are.

    Raises:
        BrokenPipeError: Nobody reads it any more.
        ArgumentError: They cannot be written.
    """
    with _to(stream):
        stream.buffer.write(data)


@contextmanager
def _to(stream: TextIO) -> Generator[None]:
    """Bring out at once what is written; after a failure the stream leads nowhere.

    Otherwise Python would try again when it ends, fail again, and say so.
    """
    try:
        yield
        stream.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if isinstance(error, BrokenPipeError):
            raise
        where = "standard error" if stream is sys.stderr else "standard output"
        raise ArgumentError(f"cannot write to {where}: {error.strerror or error}") from error
