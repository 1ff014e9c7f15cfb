"""What a token of pytracking says: plain base64url of JSON, or the same encrypted with Fernet."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, cast

from mailtrack_sdk._extras import missing_extra
from mailtrack_sdk.errors import ConfigurationError, InvalidSignatureError, MalformedTokenError
from mailtrack_sdk.legacy.hosts import HostList, authority_of
from mailtrack_sdk.urls import clean_target, is_web_url

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

__all__ = ["PytrackingToken", "TokenReader"]

MAX_TOKEN = 8192
"""Longest token that is looked at: web servers take no longer request lines."""

# The token, its padding, the slash of `append_slash`, and what mail programs leave behind a URL.
_TOKEN = re.compile(r"""([A-Za-z0-9_-]+)(?:[/.,;)>\]"'=]|%(?:2[27CEce]|29|3[BDEbde]|5[Dd]))*\Z""")
# A Fernet token is 0x80, the time in 8 bytes, and what is encrypted (github.com/fernet/spec, 2026-11-22).
_FERNET_VERSION = b"\x80"
_FERNET_TIME = slice(1, 9)
_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class PytrackingToken:
    """What a link of pytracking says.

    Args:
        metadata: What you gave pytracking for this mail, its `default_metadata` filled in. Of a plain token
            every word may be forged.
        url: Where a click leads, None for a pixel.
        is_encrypted: Made with your key. A plain token is base64 of JSON, which anybody can write.
        made_at: When an encrypted token was made, about when the mail was sent; None for a plain one.
    """

    metadata: Mapping[str, object] = field(repr=False, hash=False)
    url: str | None = field(default=None, repr=False)
    is_encrypted: bool = False
    made_at: datetime | None = None


class TokenReader:
    """Reads tokens, and refuses what may be forged.

    Args:
        hosts: Where plain links may lead to; None refuses every plain token.
        keys: The keys of encrypted tokens, oldest first, or one, or None.
        defaults: Metadata for every token, below its own.

    Raises:
        ConfigurationError: Not a key, or `cryptography` is not installed.
    """

    __slots__ = ("_defaults", "_fernets", "_hosts")

    def __init__(
        self,
        hosts: HostList | None,
        keys: str | bytes | Sequence[str | bytes] | None,
        defaults: Mapping[str, object],
    ) -> None:
        """Load what decrypts, if there is something to decrypt."""
        self._hosts = hosts
        self._fernets = _fernets(keys)
        self._defaults = dict(defaults)

    def read(self, text: str) -> PytrackingToken:
        """Read a path segment; raises `TokenError` unless it is a token that may be answered."""
        data = _decoded(text)
        if data.startswith(_FERNET_VERSION):
            url, metadata = _payload(self._decrypted(data))
            made_at = _moment(data[_FERNET_TIME])
            return PytrackingToken(
                metadata=self._defaults | metadata, url=url, is_encrypted=True, made_at=made_at
            )
        url, metadata = _payload(data)
        self._check_plain(url)
        return PytrackingToken(metadata=self._defaults | metadata, url=url)

    def _check_plain(self, url: str | None) -> None:
        if self._hosts is None:
            raise InvalidSignatureError("a plain token, and without redirect_hosts plain ones are refused")
        if url is not None and not self._hosts.allows(url):
            host = authority_of(url)[:_SHOWN]
            raise InvalidSignatureError(f"the plain link leads to {host!r}, which is not in redirect_hosts")

    def _decrypted(self, data: bytes) -> bytes:
        if not self._fernets:
            raise InvalidSignatureError("the token is encrypted, and there is no encryption_bytestring_key")
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - an extra, loaded where there is a key

        for fernet in reversed(self._fernets):
            try:
                return fernet.decrypt(base64.urlsafe_b64encode(data))
            except InvalidToken:
                continue
        raise InvalidSignatureError("the token was not encrypted with these keys")


def _fernets(keys: str | bytes | Sequence[str | bytes] | None) -> tuple[Fernet, ...]:
    if keys is None:
        return ()
    try:
        from cryptography.fernet import Fernet  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise missing_extra("encryption_bytestring_key", "legacy", error) from error
    try:
        found = tuple(Fernet(key) for key in ((keys,) if isinstance(keys, (str, bytes)) else keys))
    except (TypeError, ValueError):
        found = ()
    if not found:
        raise ConfigurationError(
            "encryption_bytestring_key must be what Fernet.generate_key() gave: 32 bytes as base64url"
        )
    return found


def _decoded(text: str) -> bytes:
    if len(text) > MAX_TOKEN:
        raise MalformedTokenError(f"longer than the {MAX_TOKEN} characters of any token")
    match = _TOKEN.match(text)
    if match is None:
        raise MalformedTokenError("not the shape of a token")
    letters = match.group(1)
    padded = letters + "=" * (-len(letters) % 4)
    try:
        data = base64.urlsafe_b64decode(padded)
    except ValueError:
        raise MalformedTokenError("the token is not base64url") from None
    if base64.urlsafe_b64encode(data).decode("ascii") != padded:
        raise MalformedTokenError("the token is not what base64url would write")
    return data


def _payload(data: bytes) -> tuple[str | None, dict[str, object]]:
    """Read target and metadata out of pytracking's JSON."""
    try:
        value: object = json.loads(data.decode())
    except (ValueError, RecursionError):  # JSONDecodeError and UnicodeDecodeError are ValueErrors
        raise MalformedTokenError("the token holds no JSON") from None
    if not isinstance(value, dict):
        raise MalformedTokenError("the token holds no JSON object")
    content = cast("dict[str, object]", value)
    url, metadata = content.get("url"), content.get("metadata", {})
    if not isinstance(url, (str, type(None))) or not isinstance(metadata, dict):
        raise MalformedTokenError("the token's JSON is not pytracking's")
    if url is not None and url.startswith("//"):
        url = "https:" + url  # pytracking wrapped these as they stood in the mail
    target = None if url is None else clean_target(url)
    if target is not None and not is_web_url(target):
        raise MalformedTokenError("the target is no web URL")
    return target, cast("dict[str, object]", metadata)


def _moment(data: bytes) -> datetime | None:
    try:
        return datetime.fromtimestamp(int.from_bytes(data, "big"), timezone.utc)
    except (OSError, OverflowError, ValueError):
        return None
