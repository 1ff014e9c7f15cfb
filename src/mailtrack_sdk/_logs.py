"""Log lines about failures: what kind of error and where, never what the error says.

The message of somebody else's error may hold anything that was at hand when it was raised: a target, a
recipient, the bound values of a statement. Logs are kept longer and read by more people than a store is.
"""

from __future__ import annotations

import logging

from mailtrack_sdk.errors import StoreError, StoreSchemaError

__all__ = ["LOG", "log_failure"]

LOG = logging.getLogger("mailtrack_sdk")

_LONGEST_CHAIN = 8
"""Errors that are told of in one line of causes; nobody reads further."""


class Failure(Exception):  # noqa: N818 - it stands in a log for an error, and is raised by nobody
    """Stands in a traceback for an error whose message is not to be shown."""


def log_failure(what: str, error: BaseException) -> None:
    """Log an error with its traceback, and with the names of it and its causes in place of messages.

    Args:
        what: What failed, in words without any value.
        error: What was raised.
    """
    stand_in = _stand_in(error, _LONGEST_CHAIN)
    LOG.error(what, exc_info=(type(stand_in), stand_in, stand_in.__traceback__), stacklevel=2)


def _stand_in(error: BaseException, longest: int) -> BaseException:
    """Make what is logged instead of an error: the same traceback, and no message but those of our stores."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    # Ours say what to do about it: "is full", "is locked". Those about rows quote them.
    is_ours = isinstance(error, StoreError) and not isinstance(error, StoreSchemaError)
    stand_in = Failure(f"{name}: {error}" if is_ours else name).with_traceback(error.__traceback__)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and longest > 1:
        stand_in.__cause__ = _stand_in(cause, longest - 1)
    return stand_in
