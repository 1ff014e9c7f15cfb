"""Do something at the end of a worker that `multiprocessing` has forked, which skips `atexit`."""

from __future__ import annotations

import sys
from collections.abc import Callable

__all__ = ["end_with_worker"]

_BEFORE_OTHERS = 100
"""When the worker ends: before it waits for its queues and pools."""


def end_with_worker(work: Callable[[], None]) -> None:
    """Have something called when this process ends, if it is such a worker."""
    if "multiprocessing" not in sys.modules:  # loading it takes 15 milliseconds
        return
    from multiprocessing import parent_process  # noqa: PLC0415 - as said
    from multiprocessing.util import Finalize  # noqa: PLC0415 - as said

    if parent_process() is not None:
        Finalize(None, work, exitpriority=_BEFORE_OTHERS)
