"""Self cookies: make the cookie that tells a sender from the recipients, and find it in a request.

The value is one signed part, as in a tracking URL, with a salt of its own (`mailtrack/v1/self`):

    version  flags  expires at (4)  sender        then the tag of 16 characters

* It names a sender and proves that these keys have said so. It is no login: all it can do is to mark
  requests for the mail of that very sender.
* The tenant is in the salt and in the cookie's name, so that somebody who sends for two tenants of one
  host can have both cookies.
* The end is signed too: a browser forgets a cookie in time, and whoever has copied it does not.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from itertools import islice

from mailtrack_sdk._parts import PartReader, claimed_version, part_text
from mailtrack_sdk.errors import ArgumentError, TokenError
from mailtrack_sdk.models import Delivery, check_text, check_time
from mailtrack_sdk.tokens import TAG_CHARACTERS, TokenSigner
from mailtrack_sdk.web import Request

__all__ = ["checked_domain", "forgetting_cookie", "is_from_sender", "signed_cookie"]

MAX_LIFETIME = timedelta(days=400)
"""Browsers keep no cookie longer (draft-ietf-httpbis-rfc6265bis; chromestatus.com/feature/4887741241229312;
read 2026-11-22)."""
MAX_SEARCHED = 65_536
"""How many characters of the Cookie headers of one request are looked at."""
MAX_TRIED = 8
"""How many cookies of that name are verified; browsers send two when a parent domain has one as well."""

_VERSION, _NO_FLAGS = 1, 0
_MARK = "-mailtrack"
# Browsers take a name with __Host- only with Secure, with Path=/ and without a Domain, and one with
# __Secure- only with Secure (draft-ietf-httpbis-rfc6265bis section 4.1.3): no plain HTTP can set them.
_HOST, _SECURE = f"__Host{_MARK}", f"__Secure{_MARK}"
# SameSite=None, because web mail shows the pixel in a page of another site.
_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=None"
# A value has 27 to 111 characters: 8 to 71 bytes and the tag.
_TENANT, _VALUE = r"(?:\.([A-Za-z0-9._-]{1,64}))?", r"([A-Za-z0-9_-]{27,111})"
_COOKIE = re.compile(rf"(?:^|;)[ \t]*__(?:Host|Secure){_MARK}{_TENANT}={_VALUE}[ \t]*(?=;|\Z)")
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def checked_domain(domain: str | None, hosts: tuple[str, ...]) -> str | None:
    """Return the domain of a cookie in lower case, or None for the host that sets it.

    It must be one of the tracking hosts or a parent of one, else the cookie would never come back. It
    holds nothing that could end the attribute or the header.

    Args:
        domain: What the caller said.
        hosts: The hosts that pixels and links are asked for at.

    Raises:
        ArgumentError: Another host, or a top-level domain.
    """
    if domain is None:
        return None
    if not isinstance(domain, str):
        raise ArgumentError(f"domain must be a str, not {type(domain).__name__}")
    name = domain.lower()
    if _DOMAIN.fullmatch(name) is None or not any(f".{host}".endswith(f".{name}") for host in hosts):
        raise ArgumentError(
            f"domain must be a tracking host ({' or '.join(dict.fromkeys(hosts))}) or a parent domain of it, "
            f"such as 'example.com' for 't.example.com'; a cookie for {domain[:80]!r} would never come back"
        )
    return name


def signed_cookie(
    signer: TokenSigner,
    sender: str,
    *,
    tenant: str | None,
    now: datetime,
    lifetime: timedelta,
    domain: str | None,
) -> str:
    """Write the Set-Cookie header that makes a browser known as a sender's.

    Args:
        signer: Signs it.
        sender: The sender, as in `Delivery.sender`.
        tenant: The tenant whose sender it is.
        now: When the lifetime begins, an aware UTC datetime.
        lifetime: How long it is good for.
        domain: A checked parent domain, or None for the host that sets it.

    Raises:
        ArgumentError: The sender cannot be one, or the lifetime is out of range.
    """
    check_text("sender", sender)
    if not isinstance(lifetime, timedelta) or not timedelta(seconds=1) <= lifetime <= MAX_LIFETIME:
        raise ArgumentError(
            f"lifetime must be a timedelta from one second to {MAX_LIFETIME.days} days, because browsers "
            f"keep no cookie longer; not {lifetime!r}"
        )
    seconds = int((check_time("now", now) - _EPOCH + lifetime).total_seconds())
    if seconds >= 2**32:
        raise ArgumentError("the cookie would end after the year 2106, which no token can state")
    name = sender.encode()
    text = part_text(bytes((_VERSION, _NO_FLAGS)) + seconds.to_bytes(4, "big") + bytes((len(name),)) + name)
    value = text + signer.self_tag(text, tenant)
    return _set_cookie(value, tenant=tenant, domain=domain, seconds=int(lifetime.total_seconds()))


def forgetting_cookie(*, tenant: str | None, domain: str | None) -> str:
    """Write the Set-Cookie header that makes a browser forget the cookie of that tenant and domain."""
    return _set_cookie("", tenant=tenant, domain=domain, seconds=0)


def is_from_sender(signer: TokenSigner, request: Request, delivery: Delivery, now: datetime) -> bool:
    """Tell whether a request came with a cookie that names the sender of the requested delivery.

    Nothing of the cookies leaves this function, and no request makes it raise.

    Args:
        signer: Verifies with all its keys.
        request: The request.
        delivery: What was requested, verified.
        now: When, an aware UTC datetime.
    """
    sender = delivery.sender
    if sender is None:
        return False
    texts = [value for name, value in request.headers if name == "cookie" and _MARK in value]
    if not texts:
        return False
    found = _COOKIE.finditer(";".join(texts)[:MAX_SEARCHED])
    values = (match.group(2) for match in found if match.group(1) == delivery.tenant)
    return any(_names(signer, value, sender, delivery.tenant, now) for value in islice(values, MAX_TRIED))


def _names(signer: TokenSigner, value: str, sender: str, tenant: str | None, now: datetime) -> bool:
    """Tell whether a value is genuine, still good, and about that sender."""
    text, tag = value[:-TAG_CHARACTERS], value[-TAG_CHARACTERS:]
    if claimed_version(text) != _VERSION or not signer.has_self_tag(text, tag, tenant):
        return False
    try:
        # Signed with these keys, but perhaps by a later release.
        reader = PartReader(text)
        header = reader.take(2)
        ends = _EPOCH + timedelta(seconds=reader.number(4))
        named = reader.text()
    except TokenError:
        return False
    return header[1] == _NO_FLAGS and reader.is_done and named == sender and now < ends


def _set_cookie(value: str, *, tenant: str | None, domain: str | None, seconds: int) -> str:
    name = _HOST if domain is None else _SECURE
    if tenant is not None:
        name = f"{name}.{tenant}"
    scope = "" if domain is None else f"Domain={domain}; "
    return f"{name}={value}; {scope}Max-Age={seconds}; {_ATTRIBUTES}"
