"""A program that appends batches to a database and says so, until it is killed: URL FIRST COUNT SIZE."""

from __future__ import annotations

import sys

from mailtrack_sdk.stores.sqlalchemy import SQLAlchemyStore
from mailtrack_sdk.testing._samples import opened


def write(url: str, first: int, count: int, size: int) -> None:
    """Append batches, and print the number and the answer for each."""
    with SQLAlchemyStore(url) as store:
        for start in range(first, first + count, size):
            new = store.append([opened(number) for number in range(start, start + size)])
            sys.stdout.write(f"{start} {new}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    write(sys.argv[1], *map(int, sys.argv[2:]))
