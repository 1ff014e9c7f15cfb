"""What a command of the program is: a name, its arguments, and what it does with them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

__all__ = ["Command", "Status"]


class Status(IntEnum):
    """What the program says to the shell when it ends."""

    FINE = 0
    """Done."""
    WARNINGS = 1
    """Done, but there are warnings and it was asked to fail on them, or parts of the input were broken."""
    FAILED = 2
    """Not done: the arguments make no sense, or something could not be read or written."""
    INTERRUPTED = 130
    """Stopped by Ctrl-C; what shells report for that signal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command of the program.

    Args:
        name: What stands behind `mailtrack`.
        summary: What it does, in one line for the list of commands.
        description: The same for its own help, with what else to know.
        epilog: Examples and exit statuses, printed as they stand.
        declare: Adds its arguments to its parser.
        run: Does it. A `MailtrackError` becomes one line on standard error and the status 2, as
            does an argument that the parser refuses.
    """

    name: str
    summary: str
    description: str
    epilog: str
    declare: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], Status]
