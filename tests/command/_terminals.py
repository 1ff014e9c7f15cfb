"""Somebody at a terminal who answers."""

from __future__ import annotations

import io

from typing_extensions import override


class Answering(io.TextIOWrapper):
    """Standard input that is a terminal, and what is typed there.

    Args:
        typed: What is typed.
    """

    def __init__(self, typed: str | bytes) -> None:
        """Type it."""
        super().__init__(io.BytesIO(typed.encode() if isinstance(typed, str) else typed), encoding="utf-8")

    @override
    def isatty(self) -> bool:
        """Say that it is one."""
        return True
