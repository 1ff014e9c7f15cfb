"""The short version of the crash tests; tests/benchmarks/crashes.py runs them for longer."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from tests.benchmarks.crashes import crowd, kill_writers


@pytest.mark.parametrize("durability", ["full", "normal"])
def test_killed_writers_lose_nothing_they_had_confirmed(
    tmp_path: Path, durability: Literal["full", "normal"]
) -> None:
    """After each `kill -9`, what was confirmed is there once, batches are whole, the file is sound."""
    result = kill_writers(tmp_path / "events.db", durability, kills=5)
    assert result.faults == ()
    assert 0 < result.confirmed <= result.kept


def test_a_crowd_of_writers_neither_loses_nor_doubles(tmp_path: Path) -> None:
    """Processes with several threads, appending the same batches, see no error and count each event once."""
    result = crowd(tmp_path / "events.db", "full", processes=3, threads=4, seconds=2)
    assert result.faults == ()
    assert result.new > 0
