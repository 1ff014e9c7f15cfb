"""What to say when a package that only an extra brings is not installed."""

from __future__ import annotations

from mailtrack_sdk.errors import MissingExtraError

__all__ = ["missing_extra"]


def missing_extra(what: str, extra: str, error: ImportError) -> MissingExtraError:
    """Make the error of something that cannot do without an extra.

    Args:
        what: What was imported or asked for.
        extra: The extra that brings what is missing.
        error: What importing it raised.
    """
    return MissingExtraError(
        f'{what} needs an extra: pip install "mailtrack-sdk[{extra}]"; {error}', extra=extra, name=error.name
    )
