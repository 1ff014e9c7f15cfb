"""Look into requests that were answered first; where that fails it is logged, and nothing else suffers."""

from __future__ import annotations

from mailtrack_sdk._logs import log_failure
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.outcomes import Answered, Hit, Ignored, Outcome, Pending

__all__ = ["check_answered", "known"]

_ANSWERED = (Hit, Ignored, Pending)


def check_answered(answered: Answered) -> None:
    """Raise `ArgumentError` unless it is what a tracker gave for a request."""
    if not isinstance(answered, _ANSWERED):
        raise ArgumentError(
            f"outcome must be what Tracker.handle or answer_first returned, not {type(answered).__name__}"
        )


def known(answered: Answered) -> Outcome | None:
    """Say what became of an answered request; None where that cannot be found out.

    Raises:
        ArgumentError: It is something else.
    """
    check_answered(answered)
    if not isinstance(answered, Pending):
        return answered
    try:
        return answered.outcome()
    except Exception as error:  # noqa: BLE001 - whatever a plug point of the caller's raises
        log_failure("a request was answered and could not be looked into", error)
        return None
