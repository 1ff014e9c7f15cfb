"""Look into requests that were answered first; where that fails it is logged, and nothing else suffers."""

from __future__ import annotations

from mailtrack_sdk._logs import log_failure
from mailtrack_sdk.outcomes import Answered, Outcome, Pending

__all__ = ["known"]


def known(answered: Answered) -> Outcome | None:
    """Say what became of an answered request; None where that cannot be found out."""
    if not isinstance(answered, Pending):
        return answered
    try:
        return answered.outcome()
    except Exception as error:  # noqa: BLE001 - whatever a plug point of the caller's raises
        log_failure("a request was answered and could not be looked into", error)
        return None
