"""The few answers a tracking server gives: the pixel, a redirect, a plain page."""

from __future__ import annotations

from mailtrack_sdk.web import Response

__all__ = ["PIXEL", "page", "pixel", "redirect", "without_body"]

PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
"""A transparent GIF of one pixel, 43 bytes: a white one shows as a dot in dark mode."""

# no-store: RFC 9111 5.2.2.5; the two old names are for proxies that know nothing newer. No ETag
# and no Last-Modified: they would identify the client (EDPB Guidelines 2/2023, footnote 25).
_UNCACHED = (
    ("Cache-Control", "no-store, private"),
    ("Pragma", "no-cache"),
    ("Expires", "0"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
)

_PIXEL_RESPONSE = Response(
    status=200,
    headers=(
        ("Content-Type", "image/gif"),
        ("Content-Length", str(len(PIXEL))),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
        *_UNCACHED,
    ),
    body=PIXEL,
)

_PAGES = {
    404: b"There is nothing here. The link may have been cut off by the mail program; "
    b"please copy it whole from the mail.\n",
    405: b"Only GET and HEAD are answered here.\n",
    410: b"This link is no longer available.\n",
}


def pixel() -> Response:
    """Return the pixel; good and bad tokens get the same one, so it answers no question."""
    return _PIXEL_RESPONSE


def redirect(target: str) -> Response:
    """Send the client on to `target`, which must come from a verified token or the configuration.

    302 and not 301 or 308: a permanent redirect is cached, and later clicks would not arrive.
    """
    return Response(status=302, headers=(("Location", target), ("Content-Length", "0"), *_UNCACHED))


def page(status: int, *, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """Return the plain-text page for 404, 405 or 410."""
    body = _PAGES[status]
    return Response(
        status=status,
        headers=(
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            *headers,
            *_UNCACHED,
        ),
        body=body,
    )


def without_body(response: Response) -> Response:
    """Answer a HEAD request: the headers of the GET, and no body (RFC 9110 9.3.2)."""
    return Response(status=response.status, headers=response.headers)
