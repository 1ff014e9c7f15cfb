"""Which threads save right now, so that whoever ends can wait for those that are not its own."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from threading import Condition, get_ident

__all__ = ["Savers"]


class Savers:
    """The threads that save, each from before it takes something until that is saved.

    Args:
        changed: Is notified when one has saved.
    """

    def __init__(self, changed: Condition) -> None:
        """Nobody saves yet."""
        self._changed = changed
        self._saving: dict[object, int] = {}

    @contextmanager
    def saving(self) -> Generator[None]:
        """Be one of them meanwhile."""
        this = object()
        with self._changed:
            self._saving[this] = get_ident()
        try:
            yield
        finally:
            with self._changed:
                del self._saving[this]
                self._changed.notify_all()

    def others(self) -> frozenset[object]:
        """Name what other threads are at; not this one, which a signal handler may have interrupted."""
        with self._changed:
            return frozenset(this for this, thread in self._saving.items() if thread != get_ident())

    def are_done_with(self, others: frozenset[object]) -> bool:
        """Tell whether what was named has been saved."""
        return others.isdisjoint(self._saving)
