"""How far a long command has come, drawn by rich, which is an extra; loaded only for a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn, TextIO

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, SpinnerColumn, TaskID, TextColumn
from rich.progress import Progress as Bar
from typing_extensions import override

from mailtrack_sdk.command.progress import Progress, spoken

__all__ = ["ProgressBar"]


class _Console(Console):
    """A console that lets whoever draws decide what a reader that has gone means."""

    @override
    def on_broken_pipe(self) -> NoReturn:
        raise BrokenPipeError


class ProgressBar(Progress):
    """The same as `Progress`, with a bar.

    Args:
        what: What is counted, in the plural.
        total: How many there are; None when that is not known.
        stream: A terminal.
        clock: Gives seconds that never go backwards.
    """

    __slots__ = ("_bar", "_task")

    def __init__(
        self,
        what: str,
        total: int | None,
        *,
        stream: TextIO | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make the bar; nothing is drawn yet."""
        super().__init__(what, total, stream=stream, clock=clock)
        # It draws when it is told to, so that there is no thread which outlives an interruption.
        self._bar = Bar(
            *_columns(has_total=total is not None),
            console=_Console(file=stream),
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task: TaskID | None = None

    @override
    def _draw(self, seconds: float, *, is_last: bool) -> None:
        with suppress(OSError):  # the terminal has gone: the work goes on
            if self._task is None:
                self._task = self._bar.add_task("", total=self._total, said=self._said(0, self._total))
                self._bar.start()
            total = None if self._total is None else max(self._total, self._done)
            said = self._said(seconds, total)
            self._bar.update(self._task, completed=self._done, total=total, said=said, refresh=True)
            if is_last:
                self._bar.stop()

    def _said(self, seconds: float, total: int | None) -> str:
        of = "" if total is None else f" of {total:,}"
        said = f"{self._done:,}{of} {self._what}"
        if not self._done or seconds <= 0:
            return said
        rate = self._done / seconds
        left = "" if total in (None, self._done) else f", {spoken((total - self._done) / rate)} left"
        return f"{said}  {rate:,.0f}/s{left}"


def _columns(*, has_total: bool) -> list[ProgressColumn]:
    said = TextColumn("{task.fields[said]}", markup=False)
    if not has_total:
        return [SpinnerColumn(), said]
    return [TextColumn("{task.percentage:>3.0f} %"), BarColumn(), said]
