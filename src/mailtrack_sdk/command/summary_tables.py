"""Tables that fit a terminal: columns that matter less leave a narrow one, and the first column gives way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import fill

from mailtrack_sdk.command.terminal import Paint, short

__all__ = ["Column", "table_lines"]

_NARROWEST = 12
"""Letters of the first column for which others have to leave."""

_WIDEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Args:
        title: What stands above it.
        cells: What stands in it, one text a row.
        is_number: Whether it is aligned to the right.
        leaves: Who leaves first where there is no room: the highest; 0 stays.
    """

    title: str
    cells: Sequence[str]
    is_number: bool = True
    leaves: int = 0

    @property
    def width(self) -> int:
        """How many letters its longest cell has."""
        return max(map(len, (self.title, *self.cells)))

    def shown(self, width: int) -> Iterator[str]:
        """Fit the title and the cells into so many letters."""
        for text in (self.title, *self.cells):
            fitted = short(text, width)
            yield fitted.rjust(width) if self.is_number else fitted.ljust(width)


def table_lines(
    columns: Sequence[Column], *, rows: int | None = None, paint: Paint, width: int
) -> Iterator[str]:
    """Lay out a table, two blanks in from the left.

    Args:
        columns: The columns; the first one is text and may be cut.
        rows: Most rows; the others are counted in a last line. None for all.
        paint: Colours, or none.
        width: Most characters of a line.
    """
    number = len(columns[0].cells)
    shown = [
        Column(
            title=column.title,
            cells=[short(cell, _WIDEST) for cell in column.cells[:rows]],
            is_number=column.is_number,
            leaves=column.leaves,
        )
        for column in columns
    ]
    while (room := _room(shown, width)) < _NARROWEST and any(column.leaves for column in shown):
        shown.remove(max(shown, key=lambda column: column.leaves))
    first, *others = shown
    fitted = [first.shown(min(first.width, max(room, _NARROWEST)))]
    fitted += [column.shown(column.width) for column in others]
    for place, cells in enumerate(zip(*fitted, strict=True)):
        line = f"  {'  '.join(cells)}".rstrip()
        yield line if place else paint.strong(line)
    if rows is not None and number > rows:
        more = f"... and {number - rows:,} more; --rows {number} shows them, and --json has them all"
        yield fill(more, width, initial_indent="  ", subsequent_indent="  ")


def _room(columns: Sequence[Column], width: int) -> int:
    """Tell how many letters are left for the first column."""
    return width - 2 - sum(2 + column.width for column in columns[1:])
