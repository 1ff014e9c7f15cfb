"""How far a long command has come: one line on a terminal, redrawn in place."""

from __future__ import annotations

import importlib
import math
import os
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

from typing_extensions import Self

from mailtrack_sdk.command.streams import write_text

__all__ = ["Progress", "progress", "spoken"]

_PAUSE = 0.1
"""Seconds between two drawings: nobody reads faster, and a terminal is slow."""

_UNNOTICED = 1.0
"""Seconds before a terminal is told anything of work whose size is not known: most is done by then."""


class Progress:
    """Tells how many of so many are done, how fast that goes and how long it will take.

    Only a terminal sees anything of it. Use it in a `with` block and call it with the number done so far.

    Args:
        what: What is counted, in the plural.
        total: How many there are, and there may be more when they are added meanwhile; None when that
            is not known.
        stream: Where to draw, standard error as a rule; None for nowhere.
        clock: Gives seconds that never go backwards.
    """

    __slots__ = ("_clock", "_done", "_drawn", "_is_on", "_started", "_stream", "_total", "_what", "_width")

    def __init__(
        self,
        what: str,
        total: int | None,
        *,
        stream: TextIO | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Look at the stream; nothing is drawn yet."""
        self._what = what
        self._total = total
        self._stream = stream
        self._clock = clock
        self._is_on = _can_redraw(stream)
        self._started = clock()
        self._drawn = -math.inf
        self._done = 0
        self._width = 0

    def __enter__(self) -> Self:
        """Draw the line for the first time."""
        self(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the last state on a line of its own."""
        if self._is_on:
            self._redraw(self._clock(), is_last=True)

    def __call__(self, done: int) -> None:
        """Take down how many are done, and redraw the line if that was not done just now."""
        self._done = done
        if self._is_on:
            now = self._clock()
            if now - self._drawn >= _PAUSE:
                self._redraw(now, is_last=False)

    def _redraw(self, now: float, *, is_last: bool) -> None:
        seconds = now - self._started
        if self._total is not None or seconds >= _UNNOTICED:
            self._drawn = now
            self._draw(seconds, is_last=is_last)

    def _draw(self, seconds: float, *, is_last: bool) -> None:
        line = self._line(seconds)
        # The line before may have been longer.
        end = "\n" if is_last else ""
        write_text(self._stream, f"\r{line:<{self._width}}{end}")
        self._width = len(line)

    def _line(self, seconds: float) -> str:
        if self._total is None:
            return f"{self._done:,} {self._what}  {self._done / seconds:,.0f}/s"
        total = max(self._total, self._done)
        share = self._done / total if total else 1.0
        line = f"{int(share * 100):3d} %  {self._done:,} of {total:,} {self._what}"
        if not self._done or seconds <= 0:
            return line
        rate = self._done / seconds
        left = "" if self._done == total else f", {spoken((total - self._done) / rate)} left"
        return f"{line}  {rate:,.0f}/s{left}"


def progress(what: str, total: int | None, *, stream: TextIO | None) -> Progress:
    """Choose who draws: rich where it is installed (an extra), else the line above.

    Args:
        what: What is counted, in the plural.
        total: How many there are, None when that is not known.
        stream: Where to draw, standard error as a rule; None for nowhere.
    """
    if _can_redraw(stream):  # rich takes its time to load, so not for nothing
        try:
            module = importlib.import_module("mailtrack_sdk.command.progress_bar")
        except ImportError:
            return Progress(what, total, stream=stream)
        bar: Progress = module.ProgressBar(what, total, stream=stream)
        return bar
    return Progress(what, total, stream=stream)


def spoken(seconds: float) -> str:
    """Return a duration as people write it.

    Example:
        >>> spoken(90), spoken(7_265)
        ('1:30', '2:01:05')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _can_redraw(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
