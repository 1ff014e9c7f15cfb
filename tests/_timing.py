"""How long a call takes, for tests that time grows no faster than the input."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["seconds"]


def seconds(call: Callable[[], object]) -> float:
    """The best of three, so that a pause of the machine does not count."""
    times: list[float] = []
    for _ in range(3):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)
