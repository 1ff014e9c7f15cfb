"""How long a call takes, for tests that time grows no faster than the input.

The time is the processor's for this thread and not the wall clock's, so that other tests and a busy
machine do not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

__all__ = ["at_once", "seconds"]

AT_ONCE = 2.0
"""Seconds for a megabyte, which a slow machine does not need; a quadratic search takes minutes."""


def seconds(call: Callable[[], object]) -> float:
    """The best of three, so that a cold cache does not count."""
    times: list[float] = []
    for _ in range(3):
        start = time.thread_time()
        call()
        times.append(time.thread_time() - start)
    return min(times)


@contextmanager
def at_once(limit: float = AT_ONCE) -> Generator[None]:
    """Fail when the block takes so many seconds that its time cannot be linear."""
    start = time.thread_time()
    yield
    assert time.thread_time() - start < limit
