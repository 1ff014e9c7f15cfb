"""Write a signed token into a Message-ID or an address, and find it again in a reply.

One token serves both. It is 48 characters of base32 (RFC 4648 section 6, October 2006) in lower
case, which are 30 bytes:

    version  flags  delivery id (16)  tag (12)

* It has to fit in front of an @, where RFC 5321 (October 2008, section 4.5.3.1.1) promises 64
  octets and mail systems fold the case. Base32 survives that, and 30 bytes fill 48 characters
  exactly, so that a token has one spelling in lower case.
* For the same reason the tag covers the 18 bytes in front of it and not their text, as it does in
  tracking URLs: what arrives need not be the text that was sent.
* The delivery is named by its digest, `Delivery.id`. Headers show no id of yours, and the sent
  event in the store says which delivery it is.

The domain is not signed: a mailbox may move, and providers rewrite what they relay.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.tokens import TokenSigner

__all__ = ["answered_deliveries", "signed_address", "signed_message_id"]

TOKEN_CHARACTERS = 48
MAX_LOCAL_PART = 64
"""Most octets before the @ that every mail server takes (RFC 5321 section 4.5.3.1.1)."""
MAX_ADDRESS = 254
"""Longest address: a path of 256 octets without its angle brackets (RFC 5321 section 4.5.3.1.3)."""
MAX_DOMAIN = 253
"""Longest host name: 255 octets on the wire (RFC 1035 section 2.3.4), two of which are no text."""
MAX_SEARCHED = 16_384
"""How much of a header field is searched, from its end: some 200 ids, where threads have dozens."""

_VERSION_AND_FLAGS = b"\x01\x00"
_SIGNED_BYTES = 18

# Any run of just this length: brackets, comments, blanks and the domain around it do not matter,
# because nothing but the tag says whether a token is ours.
_TOKEN = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z2-7]{{{TOKEN_CHARACTERS}}}(?![A-Za-z0-9])")

# Labels of letters, digits and inner hyphens (RFC 1123 section 2.1, October 1989); a last label of
# digits only would be the end of an IPv4 address.
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)*(?![0-9]+\Z){_LABEL}")
# The dot-atom of RFC 5322 section 3.2.3 (October 2008).
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")


def signed_message_id(signer: TokenSigner, delivery: Delivery, domain: str) -> str:
    """Write the Message-ID of one delivery, `<token@domain>`.

    Raises:
        ArgumentError: A preview, or not a host name.
    """
    host = _checked_domain("domain", domain)
    return f"<{_token(signer, delivery)}@{host}>"


def signed_address(signer: TokenSigner, delivery: Delivery, address: str) -> str:
    """Put a delivery's token into an address, as in `replies+token@example.com`.

    Raises:
        ArgumentError: A preview, or an address that has no room for the token or is none.
    """
    if not isinstance(address, str):
        raise ArgumentError(f"address must be a str, not {type(address).__name__}")
    before, at, domain = address.rpartition("@")
    found = _LOCAL_PART.fullmatch(before)
    if not at or found is None:
        raise ArgumentError(
            "address must be one bare address in ASCII such as 'replies@example.com', without a display "
            f"name, quotes, comments or blanks; got {address[:80]!r}"
        )
    local = found.group()
    room = MAX_LOCAL_PART - TOKEN_CHARACTERS - 1
    if len(local) > room:
        raise ArgumentError(
            f"address has {len(local)} characters before the @ and may have {room}: with the token they "
            f"become {MAX_LOCAL_PART}, the most that every mail server takes; use a shorter mailbox name"
        )
    signed = f"{local}+{_token(signer, delivery)}@{_checked_domain('the domain of address', domain)}"
    if len(signed) > MAX_ADDRESS:
        raise ArgumentError(
            f"address would have {len(signed)} characters with the token and may have {MAX_ADDRESS}; "
            "use a shorter domain"
        )
    return signed


def answered_deliveries(signer: TokenSigner, text: str, *, tenant: str | None) -> tuple[str, ...]:
    """Find the ids of the deliveries whose tokens stand in a header field.

    Args:
        signer: Verifies with all its keys.
        text: A Message-ID, a list of them (References) or of addresses, decoded as by
            `email.policy.default`: an answering program may have written the ids as encoded words.
            Only the last 16,384 characters are searched: in References the nearest mail stands last.
        tenant: Whose mail is answered; the token does not say it, its key does.

    Returns:
        `Delivery.id` of each, once, in the order of the text. No text makes this raise.
    """
    found: dict[str, None] = {}
    for match in _TOKEN.finditer(text[-MAX_SEARCHED:]):
        token = b32decode(match.group().upper())
        payload, tag = token[:_SIGNED_BYTES], token[_SIGNED_BYTES:]
        if payload.startswith(_VERSION_AND_FLAGS) and signer.has_reply_tag(payload, tag, tenant):
            found[payload[len(_VERSION_AND_FLAGS) :].hex()] = None
    return tuple(found)


def _token(signer: TokenSigner, delivery: Delivery) -> str:
    if delivery.is_preview:
        raise ArgumentError("a preview is never sent: make a Delivery with test=True for a test send")
    payload = _VERSION_AND_FLAGS + bytes.fromhex(delivery.id)
    return b32encode(payload + signer.reply_tag(payload, delivery.tenant)).decode("ascii").lower()


def _checked_domain(what: str, domain: str) -> str:
    """Return a host name as plain text, fit to stand in a header as it is."""
    if not isinstance(domain, str):
        raise ArgumentError(f"{what} must be a str, not {type(domain).__name__}")
    if not domain.isascii():
        raise ArgumentError(
            f"{what} must be in ASCII: write each label of an internationalised name in its xn-- form "
            f"(the idna package does it); got {domain[:80]!r}"
        )
    found = _DOMAIN.fullmatch(domain) if len(domain) <= MAX_DOMAIN else None
    if found is None:
        raise ArgumentError(
            f"{what} must be a host name such as 'example.com', at most {MAX_DOMAIN} characters, without "
            f"brackets, blanks, underscores, a port or a dot at its end; got {domain[:80]!r}"
        )
    return found.group()
