"""What to say when the framework of an integration is not installed."""

from __future__ import annotations

from mailtrack_sdk.errors import ConfigurationError

__all__ = ["missing_extra"]


def missing_extra(extra: str, error: ImportError) -> ConfigurationError:
    """Make the error of an integration whose framework cannot be imported.

    Args:
        extra: The extra that brings the framework.
        error: What importing it raised.
    """
    return ConfigurationError(
        f'mailtrack_sdk.integrations.{extra} is an extra: pip install "mailtrack-sdk[{extra}]"; {error}'
    )
