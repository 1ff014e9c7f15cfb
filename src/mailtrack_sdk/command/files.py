"""Files as the commands read and write them: whole, bounded, and never half written."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mailtrack_sdk.errors import ArgumentError

__all__ = ["MAX_BYTES", "Source", "Target", "read_source"]

MAX_BYTES = 100 * 2**20
"""Most that is read of one file: far more than any mail that goes out, and held several times over."""


# Names of whatever a shell has opened: even a file is not called so for longer than one command.
_OPENED = re.compile(r"/dev/stdin|/dev/fd/[0-9]+|/proc/[^/]+/fd/[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that was read.

    Args:
        name: What it was asked for by.
        data: What is in it.
        path: Where it is; None for standard input and whatever else has no place in a folder.
        facts: What the system says about it.
    """

    name: str
    data: bytes = field(repr=False)
    path: Path | None
    facts: os.stat_result = field(repr=False)

    @property
    def label(self) -> str:
        """What to call it in a message."""
        return _label(self.name)


def read_source(name: str, *, longest: int = MAX_BYTES) -> Source:
    """Read a file, or standard input for `-`.

    Raises:
        ArgumentError: It cannot be read, or has more than `longest` bytes.
    """
    if not name:  # what a shell makes of a variable that is not set; Path would take it for the folder
        raise ArgumentError("cannot read a file whose name is empty: name one, or - for standard input")
    label = _label(name)
    try:
        if name == "-":
            if sys.stdin is None:
                raise ArgumentError("cannot read standard input: it is closed")
            data, facts = _read(sys.stdin.buffer, longest)
        else:
            with Path(name).open("rb") as file:
                data, facts = _read(file, longest)
    except OSError as error:
        raise ArgumentError(f"cannot read {label}: {error.strerror or error}") from error
    if len(data) > longest:
        raise ArgumentError(f"cannot read {label}: it has more than {longest:,} bytes")
    is_nameless = name == "-" or _OPENED.fullmatch(name) is not None or not stat.S_ISREG(facts.st_mode)
    path = None if is_nameless else Path(name)
    return Source(name=name, data=data, path=path, facts=facts)


def _label(name: str) -> str:
    return "standard input" if name == "-" else repr(name)


def _read(file: BinaryIO, longest: int) -> tuple[bytes, os.stat_result]:
    # One byte more than may be: a device or a pipe may never end.
    return file.read(longest + 1), os.fstat(file.fileno())


class Target:
    """The place where a result goes, looked at before any work is done.

    Args:
        path: The file. It is written under another name and then renamed, so that nobody ever
            sees half of it; a device or a named pipe is written to as it is.
        source: What the result is made of. It is never overwritten, and a new result may be read by
            those who may read it.
        force: Whether an existing file may be replaced.

    Raises:
        ArgumentError: The result cannot or must not go there.
    """

    __slots__ = ("_exists", "_is_file", "_is_pipe", "_mode", "path")

    def __init__(self, path: Path, *, source: Source, force: bool) -> None:
        """Look at what is there."""
        self.path: Path = path
        try:
            facts = path.stat()
        except FileNotFoundError:
            facts = None
            if path.is_symlink() and not force:
                raise ArgumentError(
                    f"{str(path)!r} links to a missing file: choose another --output, or add --force"
                ) from None
        except OSError as error:
            raise self._refusal(error) from error
        if facts is not None and stat.S_ISDIR(facts.st_mode):
            raise ArgumentError(f"cannot write {str(path)!r}: it is a directory")
        self._exists = facts is not None
        self._is_file = facts is None or stat.S_ISREG(facts.st_mode)
        self._is_pipe = facts is not None and (stat.S_ISFIFO(facts.st_mode) or stat.S_ISSOCK(facts.st_mode))
        if facts is not None and self._is_file:
            if os.path.samestat(facts, source.facts):
                raise ArgumentError(f"the result would overwrite {source.label}: choose another --output")
            if not force:
                raise ArgumentError(f"{str(path)!r} exists already: choose another --output, or add --force")
        like = source.facts if facts is None else facts
        self._mode = stat.S_IMODE(like.st_mode) & 0o666 if stat.S_ISREG(like.st_mode) else 0o666

    @property
    def is_pipe(self) -> bool:
        """Whether the result goes to another program rather than to a file."""
        return self._is_pipe

    def write(self, data: bytes) -> None:
        """Write the result.

        Raises:
            ArgumentError: It cannot be written; what was there before is there still.
        """
        try:
            if self._is_file:
                self._replace(data)
            else:
                self.path.write_bytes(data)
        except OSError as error:
            raise self._refusal(error) from error

    def _replace(self, data: bytes) -> None:
        real = Path(os.path.realpath(self.path))  # a link stays a link
        temporary = real.with_name(f".mailtrack-{secrets.token_hex(8)}.tmp")
        try:
            with open(temporary, "xb", opener=self._opened) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if self._exists:
                shutil.copymode(real, temporary)  # once more: a umask may have taken some of it away
            temporary.replace(real)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    def _opened(self, name: str, flags: int) -> int:
        return os.open(name, flags, self._mode)

    def _refusal(self, error: OSError) -> ArgumentError:
        return ArgumentError(f"cannot write {str(self.path)!r}: {error.strerror or error}")
