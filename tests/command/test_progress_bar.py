"""The bar that rich draws on a terminal, where it is installed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from typing_extensions import override

pytest.importorskip("rich", reason="not installed: rich")

from mailtrack_sdk.command.progress import Progress, progress
from mailtrack_sdk.command.progress_bar import ProgressBar
from tests.command._program import Terminal


class Clock:
    """Goes on when it is told to."""

    def __init__(self) -> None:
        """Begin somewhere."""
        self.now = 100.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


class Lost(Terminal):
    """A terminal that was closed."""

    @override
    def write(self, _text: str, /) -> int:
        """Fail."""
        raise BrokenPipeError


def frames(terminal: Terminal) -> list[str]:
    """Return what a person saw, one frame after the other, without colours and the bar itself."""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.shown())
    return [re.sub(r" *[━╸╺]+ *", " | ", frame).strip() for frame in re.split("[\r\n]+", plain) if frame]


def test_a_terminal_sees_a_bar_rate_and_what_is_left() -> None:
    """Redrawn in place, ten times a second at most; the last state stays, and the cursor comes back."""
    terminal, clock = Terminal(), Clock()
    with ProgressBar("requests", 20_000, stream=terminal, clock=clock) as bar:
        for seconds, done in ((2, 1_000), (0.01, 1_500), (60, 19_999), (1, 20_000)):
            clock.now += seconds
            bar(done)
    seen = frames(terminal)
    assert seen[0] == "0 % | 0 of 20,000 requests"
    assert "5 % | 1,000 of 20,000 requests  500/s, 0:38 left" in seen
    assert not any("1,500" in frame for frame in seen)
    assert seen[-1] == "100 % | 20,000 of 20,000 requests  317/s"
    assert terminal.shown().endswith("\x1b[?25h")


def test_work_of_unknown_size_is_counted() -> None:
    """Nothing is said in the first second; there is no bar, as nobody knows how long it would be."""
    terminal, clock = Terminal(), Clock()
    with ProgressBar("events read", None, stream=terminal, clock=clock) as bar:
        clock.now += 0.9
        bar(900)
        assert terminal.shown() == ""
        clock.now += 0.6
        bar(1_500)
    assert frames(terminal)[-1].endswith("1,500 events read  1,000/s")


def test_more_than_there_were_is_no_trouble() -> None:
    """The total grows with them."""
    terminal, clock = Terminal(), Clock()
    with ProgressBar("requests", 0, stream=terminal, clock=clock) as bar:
        clock.now += 1
        bar(3)
    assert frames(terminal)[-1] == "100 % | 3 of 3 requests  3/s"


def test_a_terminal_that_has_gone_stops_nothing() -> None:
    """The work goes on, unseen."""
    with ProgressBar("requests", 10, stream=Lost(), clock=Clock()) as bar:
        bar(3)


def test_no_colour_is_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR leaves the bar and takes its colours."""
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = Terminal()
    with ProgressBar("requests", 3, stream=terminal, clock=Clock()) as bar:
        bar(3)
    assert re.search(r"\x1b\[[0-9;]*3[0-9]", terminal.shown()) is None
    assert "━" in terminal.shown()


def test_rich_draws_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal; anywhere else it is not even loaded."""
    assert isinstance(progress("requests", 3, stream=Terminal()), ProgressBar)
    monkeypatch.setitem(sys.modules, "mailtrack_sdk.command.progress_bar", None)
    assert type(progress("requests", 3, stream=Terminal())) is Progress
    with Path("log.txt").open("w", encoding="utf-8") as stream:
        assert type(progress("requests", 3, stream=stream)) is Progress
    assert type(progress("requests", 3, stream=None)) is Progress
