"""The processes that `crashes` starts: one that writes until it is killed, one that writes in a crowd."""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Literal, cast

from mailtrack_sdk.events import OpenEvent, SentEvent
from mailtrack_sdk.stores import SQLiteStore
from mailtrack_sdk.testing._samples import NOON, delivery, event_id

__all__ = ["BATCHES", "STEP", "event"]

BATCHES = 20_000
"""Numbers that one life of a writer has for its batches; each batch has 100 for its events."""
STEP = 10
"""How far one batch of the crowd lies behind the one before; each has twice as many events."""

_THREADS = 3
_Durability = Literal["full", "normal"]


def event(number: int) -> OpenEvent | SentEvent:
    """Make an event that belongs to a number: three in four are opens, one in nine of nobody's copy."""
    at = NOON + timedelta(milliseconds=number % 10**9)
    copy = delivery(number % 997 if number % 9 else None)
    if number % 4:
        return OpenEvent(id=event_id(number), at=at, delivery=copy)
    return SentEvent(id=event_id(number), at=at, delivery=copy)


def write_until_killed(path: str, durability: _Durability, life: int) -> None:
    """Append batches from several threads, and say the number of each batch when it was answered."""
    counter = iter(range(life * BATCHES, (life + 1) * BATCHES))
    store = SQLiteStore(path, durability=durability)

    def work(seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311 - to be run again, not to be kept secret
        while True:
            batch = next(counter)
            size = dice.choice((1, 1, 1, 5, 50))
            store.append(event(batch * 100 + number) for number in range(size))
            os.write(1, b"%d %d\n" % (batch, size))

    threads = [threading.Thread(target=work, args=(life * _THREADS + n,)) for n in range(_THREADS)]
    for thread in threads:
        thread.start()


def write_in_a_crowd(path: str, durability: _Durability, threads: int, seconds: float) -> None:
    """Append batches that others append too; say how many were new, how far it came, the longest call."""
    store = SQLiteStore(path, durability=durability)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    end = time.monotonic() + seconds

    def work(_: int) -> tuple[int, int, float]:
        new, step, longest = 0, 0, 0.0
        while (start := time.monotonic()) < end:
            new += store.append(event(step * STEP + number) for number in range(2 * STEP))
            longest = max(longest, time.monotonic() - start)
            step += 1
        return new, step, longest

    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(work, range(threads)))
    store.close()
    new, steps, longest = (list(column) for column in zip(*answers, strict=True))
    sys.stdout.write(f"{sum(new)} {sum(steps)} {max(steps)} {max(longest)}\n")


if __name__ == "__main__":
    program, path, durability, *numbers = sys.argv[1:]
    if program == "killed":
        write_until_killed(path, cast("_Durability", durability), int(numbers[0]))
    else:
        write_in_a_crowd(path, cast("_Durability", durability), int(numbers[0]), float(numbers[1]))
