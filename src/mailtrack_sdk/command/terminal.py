"""Text on its way to a terminal: made harmless, fitted into a column, coloured where that is wanted."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TextIO

__all__ = ["Paint", "harmless", "short", "terminal_width"]


def harmless(text: str) -> str:
    r"""Spell out every character that would do something to a terminal, or change the order of a line.

    Blanks of any kind and length become one blank.

    Example:
        >>> print(harmless("\x1b[2JHello,\n\u202eworld"))
        \x1b[2JHello, \u202eworld
    """
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
        for letter in " ".join(text.split())
    )


def short(text: str, longest: int) -> str:
    """Make text harmless and fit it into a column.

    Args:
        text: Anything.
        longest: Most characters, 4 or more.

    Example:
        >>> short("https://example.com/", 12)
        'https://e...'
    """
    line = harmless(text)
    return line if len(line) <= longest else f"{line[: longest - 3]}..."


def terminal_width() -> int:
    """Return how many characters a line may have: those of the terminal, within reason."""
    return min(max(shutil.get_terminal_size((100, 24)).columns, 60), 200)


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours, or none.

    Args:
        is_on: Whether there are any.
    """

    is_on: bool

    @classmethod
    def of(cls, stream: TextIO | None) -> Paint:
        """Use colours on a terminal, unless NO_COLOR is set (https://no-color.org) or it has none."""
        wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return cls(wanted and stream is not None and stream.isatty())

    def strong(self, text: str) -> str:
        """Return text for what is read first."""
        return self._coloured("1", text)

    def good(self, text: str) -> str:
        """Return text for what was done."""
        return self._coloured("32", text)

    def warning(self, text: str) -> str:
        """Return text for what needs somebody's attention."""
        return self._coloured("33", text)

    def _coloured(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.is_on else text
