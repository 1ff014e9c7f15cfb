"""What cannot be undone is done after a person has said yes, at the terminal or on the command line."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from mailtrack_sdk.command.streams import write_text
from mailtrack_sdk.errors import ArgumentError

__all__ = ["declare_confirming", "is_confirmed"]


def declare_confirming(parser: ArgumentParser) -> None:
    """Add the arguments that `is_confirmed` reads, and `--dry-run`."""
    parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")
    parser.add_argument(
        "--yes", action="store_true", help="do not ask; needed where nobody can answer, as in a scheduled job"
    )


def is_confirmed(question: str, asked: Namespace) -> bool:
    """Ask on a terminal, unless the answer was given on the command line.

    Args:
        question: What will be done, without a question mark.
        asked: What was asked for.

    Raises:
        ArgumentError: There is nobody to ask.
    """
    if asked.yes:
        return True
    if sys.stdin is None or not sys.stdin.isatty():
        raise ArgumentError(
            "nothing was deleted: there is no terminal at which to ask, so add --yes if it is meant"
        )
    write_text(sys.stderr, f"{question}? This cannot be undone. [y/N] ")
    try:
        answer = sys.stdin.readline()
    except (OSError, ValueError) as error:  # also bytes that are no text
        raise ArgumentError(f"nothing was deleted: cannot read the answer: {error}") from error
    return answer.strip().lower() in ("y", "yes")
