"""What a tracking URL or its token says, whether or not there are keys to verify it with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailtrack_sdk._wire import decode_delivery, decode_link
from mailtrack_sdk.errors import ArgumentError, TokenError
from mailtrack_sdk.models import Delivery, Link, check_tenant
from mailtrack_sdk.tokens import TAG_CHARACTERS, Purpose, TokenSigner
from mailtrack_sdk.urls import find_route, split_url

__all__ = ["Inspected", "inspected"]

_LONGEST = 8_192
"""Letters that are looked at; no URL that anything sends is longer."""

_TOKEN = re.compile(r"([A-Za-z0-9_-]+)(?:\.([A-Za-z0-9_-]+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What was found out about a URL or token.

    Args:
        text: What was asked about.
        purpose: A pixel (open) or a link (click); None where nothing tells.
        tenant: Whose it is, by its path or by what was said.
        is_genuine: Whether the keys have signed it; None where there are no keys.
        problem: What is wrong with it, without a full stop; None if nothing is known to be.
        delivery: What it says of the delivery, true or not; None where it cannot be read.
        link: What it says of the link.
        link_count: How many links the mail has, 0 where that is not said.
    """

    text: str
    purpose: Purpose | None
    tenant: str | None
    is_genuine: bool | None
    problem: str | None
    delivery: Delivery | None = None
    link: Link | None = None
    link_count: int = 0


def inspected(text: str, *, signer: TokenSigner | None, tenant: str | None) -> Inspected:
    """Find out about a URL or token.

    Args:
        text: A whole URL, a path, or a token alone.
        signer: Has the keys; None where there are none.
        tenant: Whose it is, where its path does not say so.
    """
    token, purpose, segment = _parts(text[:_LONGEST])
    owner = tenant if segment is None else segment
    delivery, link, link_count, problem = _said(token, purpose, owner)
    is_genuine: bool | None = None
    if signer is not None:
        wrong = _refusal(token, purpose, signer, owner)
        is_genuine, problem = wrong is None, wrong
    return Inspected(
        text=text,
        purpose=purpose,
        tenant=owner,
        is_genuine=is_genuine,
        problem=problem,
        delivery=delivery,
        link=link,
        link_count=link_count,
    )


def _parts(text: str) -> tuple[str, Purpose | None, str | None]:
    """Cut out token, purpose and tenant, whatever stands before them: the host and its path may be any."""
    if "/" not in text:
        match = _TOKEN.match(text)
        has_link = match is not None and match[2] is not None
        return text, Purpose.CLICK if has_link else Purpose.OPEN, None
    _, path = split_url(text)
    heads = (path.rsplit("/", cut)[0] for cut in (2, 3))
    route = find_route(path, frozenset(heads))
    if route is None:
        return path.rpartition("/")[2], None, None
    return route.token, route.purpose, route.tenant


def _said(
    token: str, purpose: Purpose | None, tenant: str | None
) -> tuple[Delivery | None, Link | None, int, str | None]:
    """Read a token as it stands: whether anybody has signed it, this does not tell."""
    match = _TOKEN.match(token)
    if purpose is None or match is None:
        return None, None, 0, "this is no tracking URL: it has neither /o/ nor /c/ before a token"
    try:
        if tenant is not None:
            check_tenant(tenant)
        delivery = decode_delivery(match[1][:-TAG_CHARACTERS], tenant=tenant)
        if match[2] is None:
            wrong = None if purpose is Purpose.OPEN else "the part that names the link is missing"
            return delivery, None, 0, wrong
        link, link_count = decode_link(match[2][:-TAG_CHARACTERS])
    except (ArgumentError, TokenError) as error:
        return None, None, 0, str(error)
    return delivery, link, link_count, None


def _refusal(token: str, purpose: Purpose | None, signer: TokenSigner, tenant: str | None) -> str | None:
    """Say why the keys do not accept a token, or None."""
    if purpose is None:
        return "this is no tracking URL: it has neither /o/ nor /c/ before a token"
    try:
        if purpose is Purpose.OPEN:
            signer.verify_open(token, tenant=tenant)
        else:
            signer.verify_click(token, tenant=tenant)
    except TokenError as error:
        return str(error)
    return None
