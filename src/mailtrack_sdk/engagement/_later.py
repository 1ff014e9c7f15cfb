"""A value that is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, cast

ValueT = TypeVar("ValueT")


class Later(Generic[ValueT]):
    """A value that may never be needed and takes time to make; two are equal when their values are.

    Args:
        make: Makes it. It may be called twice when two threads ask at once.
    """

    __slots__ = ("_make", "_value")

    def __init__(self, make: Callable[[], ValueT]) -> None:
        self._make = make
        self._value: list[ValueT] = []

    @property
    def value(self) -> ValueT:
        """The value, made now if it was not yet."""
        if not self._value:
            self._value = [self._make()]
        return self._value[0]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Later):
            return NotImplemented
        return self.value == cast("Later[object]", other).value

    def __hash__(self) -> int:
        return hash(self.value)

    def __reduce__(self) -> tuple[Callable[[ValueT], Later[ValueT]], tuple[ValueT]]:
        return _made, (self.value,)

    def __repr__(self) -> str:
        return f"<made later: {self._value[0]!r}>" if self._value else "<not made yet>"


def _made(value: ValueT) -> Later[ValueT]:
    return Later(lambda: value)
