"""Signing keys as a caller gives them, checked."""

from __future__ import annotations

from collections.abc import Sequence

from mailtrack_sdk.errors import ConfigurationError

__all__ = ["Keys", "checked_keys"]

Keys = str | bytes | Sequence[str | bytes]
"""One signing key or several, oldest first: the last one signs, all of them verify."""

MIN_KEY_BYTES = 16


def checked_keys(what: str, keys: Keys) -> tuple[bytes, ...]:
    """Return keys as bytes, oldest first, or raise `ConfigurationError` naming the argument."""
    if isinstance(keys, (str, bytes)):
        keys = (keys,)
    if not isinstance(keys, Sequence) or not keys:
        raise ConfigurationError(f"{what} must be a str, bytes or a non-empty sequence of them")
    checked: list[bytes] = []
    for key in keys:
        if not isinstance(key, (str, bytes)):
            raise ConfigurationError(f"{what} must hold str or bytes, not {type(key).__name__}")
        try:
            data = key.encode() if isinstance(key, str) else key
        except UnicodeEncodeError:
            # Without its cause: that error holds the key.
            raise ConfigurationError(
                f"{what} must not hold lone surrogates; give other keys as bytes"
            ) from None
        if len(data) < MIN_KEY_BYTES:
            raise ConfigurationError(
                f"{what} must have at least {MIN_KEY_BYTES} bytes each; "
                "make one with secrets.token_urlsafe(32)"
            )
        checked.append(data)
    return tuple(checked)
