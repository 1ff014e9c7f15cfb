"""The line on a terminal that tells how far a command has come."""

from __future__ import annotations

import io

import pytest

from mailtrack_sdk.command.progress import Progress
from tests.command._program import Terminal


class Clock:
    """Goes on when it is told to."""

    def __init__(self) -> None:
        """Begin somewhere."""
        self.now = 100.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def test_a_terminal_sees_share_rate_and_what_is_left() -> None:
    """The line is redrawn in place, and its last state stays on a line of its own."""
    terminal, clock = Terminal(), Clock()
    with Progress("requests", 20_000, stream=terminal, clock=clock) as progress:
        for seconds, done in ((2, 1_000), (60, 19_999), (1, 20_000)):
            clock.now += seconds
            progress(done)
    assert terminal.shown().split("\r") == [
        "",
        "  0 %  0 of 20,000 requests",
        "  5 %  1,000 of 20,000 requests  500/s, 0:38 left",
        " 99 %  19,999 of 20,000 requests  323/s, 0:00 left",
        f"{'100 %  20,000 of 20,000 requests  317/s':<50}",
        "100 %  20,000 of 20,000 requests  317/s\n",
    ]


def test_it_is_not_redrawn_faster_than_anybody_reads() -> None:
    """Ten times a second at most; the end is always drawn."""
    terminal, clock = Terminal(), Clock()
    with Progress("requests", 1_000, stream=terminal, clock=clock) as progress:
        for done in range(1_000):
            clock.now += 0.001
            progress(done)
    assert 10 <= terminal.shown().count("\r") <= 12
    assert terminal.shown().endswith("999 of 1,000 requests  999/s, 0:00 left\n")


def test_hours_are_told_as_hours() -> None:
    """A store may have more requests than an hour is enough for."""
    terminal, clock = Terminal(), Clock()
    with Progress("requests", 10**9, stream=terminal, clock=clock) as progress:
        clock.now += 10
        progress(10**6)
    assert terminal.shown().endswith("  0 %  1,000,000 of 1,000,000,000 requests  100,000/s, 2:46:30 left\n")


def test_there_may_be_more_than_there_were() -> None:
    """Requests that come meanwhile make no share above the whole; without any, all is done."""
    terminal, clock = Terminal(), Clock()
    with Progress("requests", 0, stream=terminal, clock=clock) as progress:
        clock.now += 1
        progress(3)
    assert terminal.shown() == (
        "\r100 %  0 of 0 requests\r100 %  3 of 3 requests  3/s\r100 %  3 of 3 requests  3/s\n"
    )


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_only_a_terminal_sees_it(stream: io.StringIO | None) -> None:
    """A file or a pipe gets nothing, and neither does a stream that is closed."""
    with Progress("requests", 3, stream=stream) as progress:
        progress(3)
    assert stream is None or stream.getvalue() == ""


def test_a_dumb_terminal_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot go back to the beginning of a line."""
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()
    with Progress("requests", 3, stream=terminal) as progress:
        progress(3)
    assert terminal.shown() == ""


def test_work_of_unknown_size_is_counted() -> None:
    """Nothing is said in the first second, in which most work is done."""
    terminal, clock = Terminal(), Clock()
    with Progress("events read", None, stream=terminal, clock=clock) as progress:
        clock.now += 0.5
        progress(400)
        assert terminal.shown() == ""
        clock.now += 1.5
        progress(3_000)
    assert terminal.shown() == "\r3,000 events read  1,500/s\r3,000 events read  1,500/s\n"
