"""Tables, targets and the page they are written to, docs/explanation/performance.md."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["Check", "Section", "machine", "table", "version_of", "write"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "performance.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One target: what was measured, and the limit.

    Args:
        what: What is compared with what.
        value: The figure; None when what it takes is not installed.
        limit: The target.
        at_least: Whether the figure must reach the limit; False when it must not go beyond it.
        unit: What follows both numbers.
    """

    what: str
    value: float | None
    limit: float
    at_least: bool = False
    unit: str = "x"

    @property
    def missed(self) -> bool:
        """Whether it was measured and the target is not met."""
        if self.value is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit

    @property
    def row(self) -> tuple[str, str, str, str]:
        """The line of the table of targets."""
        limit = f"{'>=' if self.at_least else '<='} {self.limit:g}{self.unit}"
        if self.value is None:
            return self.what, "-", limit, "not measured"
        return self.what, f"{self.value:,.2f}{self.unit}", limit, "FAIL" if self.missed else "PASS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One measured part of the page.

    Args:
        key: Name of the markers around it, `<!-- key:begin -->` and `<!-- key:end -->`.
        body: Markdown.
        checks: Its targets.
    """

    key: str
    body: str
    checks: tuple[Check, ...] = ()

    @property
    def text(self) -> str:
        """The Markdown with the targets below it."""
        if not self.checks:
            return self.body
        targets = table(("target", "measured", "limit", ""), [check.row for check in self.checks])
        return f"{self.body}\n\n{targets}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, texts: int = 1) -> str:
    """Lay out a Markdown table that can also be read in a terminal.

    Args:
        head: The headings.
        rows: The cells.
        texts: How many columns at the left are text; the others are figures, set to the right.
    """
    widths = [max(3, *(len(row[column]) for row in (head, *rows))) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.ljust(width) if column < texts else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(padded)} |"

    rule = ["-" * width if column < texts else "-" * (width - 1) + ":" for column, width in enumerate(widths)]
    return "\n".join([line(head), line(rule), *map(line, rows)])


def version_of(distribution: str) -> str | None:
    """Return the version of an installed distribution, None when it is missing."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def machine() -> str:
    """Describe what a run was made on: date, Python, processor and number of cores."""
    model = platform.processor() or platform.machine()
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        found = re.search(r"^model name\s*:\s*(.+)$", facts.read_text("utf-8"), re.MULTILINE)
        model = found.group(1) if found else model
    today = datetime.now(timezone.utc).date().isoformat()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{today}, {python}, {model}, {os.cpu_count()} cores"


def write(sections: Sequence[Section], *, page: Path = PAGE) -> None:
    """Put sections between their markers on the page; what is outside of markers stays.

    Raises:
        ValueError: The page has no such markers.
    """
    text = page.read_text("utf-8")
    for section in sections:
        begin, end = f"<!-- {section.key}:begin -->", f"<!-- {section.key}:end -->"
        before, found, rest = text.partition(begin)
        _, ended, after = rest.partition(end)
        if not found or not ended:
            raise ValueError(f"{page.name} needs the lines {begin} and {end} where the figures go")
        text = f"{before}{begin}\n\n{section.text}\n\n{end}{after}"
    page.write_text(text, "utf-8")
