"""What a delivery has added to the sums of its message, as text."""

from __future__ import annotations

from collections.abc import Mapping

from mailtrack_sdk.accounts.sums import Sums
from mailtrack_sdk.stores.rollups import damaged


def dump_share(sums: Mapping[str, int]) -> str:
    """Write a share: a line for each number, which is left out when it is 1."""
    return "\n".join(name if number == 1 else f"{number}\t{name}" for name, number in sums.items())


def load_share(text: object) -> Sums:
    """Read a share, or raise `StoreSchemaError` if this library did not write it."""
    if not isinstance(text, str):
        raise damaged()
    sums: Sums = {}
    for line in text.split("\n") if text else ():
        number, tab, name = line.partition("\t")
        try:
            sums[name if tab else line] = int(number) if tab else 1
        except ValueError:
            raise damaged() from None
    return sums
