"""Rows as events and verdicts; what was met a moment ago is not taken apart again.

A recorder appends an event, judges it, and the sums reckon its delivery: three looks at one row within a
moment. Verdicts differ in little, so that a few hundred texts are nearly all there are.
"""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ClickEvent, Event, OpenEvent
from mailtrack_sdk.stores._codec import load_event, load_verdict
from mailtrack_sdk.stores._json import from_json

_MOST = 512
"""How many events are kept at least, each of some 3 kilobytes; at the most twice as many."""


def read_event(body: object) -> Event:
    """Read an event from a row, or raise `StoreSchemaError`."""
    return load_event(from_json(body))


def read_request(body: object) -> OpenEvent | ClickEvent:
    """Read an open or a click from a row of one, or raise `StoreSchemaError`."""
    return cast("OpenEvent | ClickEvent", read_event(body))


@lru_cache(maxsize=512)
def read_verdict(body: object) -> Verdict:
    """Read a verdict from a row, or raise `StoreSchemaError`."""
    return load_verdict(from_json(body))


class Lately:
    """The events of the rows that were written or read last, found by the text of the row.

    Threads may share it: what one of them does not find is read again.
    """

    __slots__ = ("_new", "_old")

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget them all."""
        self._new: dict[object, Event] = {}
        self._old: dict[object, Event] = {}

    def keep(self, body: str, event: Event) -> None:
        """Keep an event, whose row has this text."""
        if len(self._new) >= _MOST:
            self._old, self._new = self._new, {}
        self._new[body] = event

    def event(self, body: object) -> Event:
        """Read an event from a row, or raise `StoreSchemaError`."""
        found = self._new.get(body) or self._old.get(body)
        if found is None:
            found = read_event(body)
            self.keep(cast("str", body), found)
        return found
