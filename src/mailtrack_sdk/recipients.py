"""Turn an address into a pseudonym that is the same tomorrow and says nothing to others."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

from mailtrack_sdk._keys import checked_keys
from mailtrack_sdk.errors import ConfigurationError, RecipientError

__all__ = ["Pseudonyms"]

_BYTES = 15


class Pseudonyms:
    """Keyed pseudonyms of e-mail addresses.

    The key is not a signing key: those are rotated, and a recipient must stay the same one.

    Args:
        key: The pseudonym key, at least 16 bytes; None when pseudonyms are not used.
        tenant: Two tenants get different pseudonyms for one address, so nobody can join them.

    Raises:
        ConfigurationError: The key is too short or of another type.
    """

    __slots__ = ("_key",)

    def __init__(self, key: str | bytes | None, *, tenant: str | None = None) -> None:
        """Derive the tenant's key once."""
        if key is None:
            self._key = None
            return
        (secret,) = checked_keys("pseudonym_key", (key,))
        salt = "mailtrack/v1/recipient" if tenant is None else f"mailtrack/v1/recipient/{tenant}"
        self._key = hmac.digest(secret, salt.encode(), "sha256")

    def __repr__(self) -> str:
        """Say whether there is a key, never which."""
        return f"<Pseudonyms {'without' if self._key is None else 'with'} a key>"

    def of(self, address: str) -> str:
        """Return the pseudonym of an address, 20 characters of the URL alphabet.

        The address is checked and normalised by email-validator without any DNS query, and
        lower-cased as a whole: hardly any mail system tells `Ada@` from `ada@`.

        Raises:
            ConfigurationError: There is no pseudonym key.
            RecipientError: Not an address that mail can be sent to.
        """
        # Costs 30 ms at import, and most programs never need it.
        from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

        if self._key is None:
            raise ConfigurationError(
                "recipient_id needs Tracker(..., pseudonym_key=...): a key of its own, made with "
                "secrets.token_urlsafe(32) and kept for as long as the recipients are"
            )
        if not isinstance(address, str):
            raise RecipientError(f"address must be a str, not {type(address).__name__}")
        try:
            normalised = validate_email(address, check_deliverability=False).normalized
        except EmailNotValidError as error:
            raise RecipientError(f"not an address that mail can be sent to: {error}") from error
        digest = hmac.digest(self._key, normalised.lower().encode(), "sha256")
        return urlsafe_b64encode(digest[:_BYTES]).decode("ascii")
