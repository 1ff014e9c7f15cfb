"""Links that other software made, answered by a tracker of today, so that mail already sent keeps working."""

from __future__ import annotations

from mailtrack_sdk.legacy.pytracking import PytrackingLinks
from mailtrack_sdk.legacy.tokens import PytrackingToken

__all__ = ["PytrackingLinks", "PytrackingToken"]
