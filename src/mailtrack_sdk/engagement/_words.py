"""Pieces of sentences: names cut to a line, lists cut to a few, spans of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

_LONGEST_LABEL = 80
"""Longest link, subject or recipient in a sentence; a target may have 2,000 characters."""

_LONGEST_LIST = 3
"""Most names in a sentence; a shared copy may have thousands of candidates."""

_MINUTES_AS_HOURS = 120
_HOURS_AS_DAYS = 48


def short(text: str) -> str:
    """Keep a sentence readable: one line, and not longer than a line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_LABEL else f"{line[: _LONGEST_LABEL - 1]}…"


def quoted(text: str) -> str:
    """Put a name that may hold anything between quotation marks."""
    return f'"{short(text)}"'


def listed(names: Sequence[str]) -> str:
    """List the first few names, and count the others."""
    more = len(names) - _LONGEST_LIST
    first = ", ".join(short(name) for name in names[:_LONGEST_LIST])
    return f"{first} and {more} more" if more > 0 else first


def span(time: timedelta) -> str:
    """Round a span of time down to words; clocks differ, so it may be negative, which is none."""
    minutes = max(0, int(time.total_seconds() // 60))
    if minutes < _MINUTES_AS_HOURS:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    hours = minutes // 60
    return f"{hours} hours" if hours < _HOURS_AS_DAYS else f"{hours // 24} days"
