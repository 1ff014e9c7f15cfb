"""A web request and its answer, free of any framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote

from mailtrack_sdk.errors import ArgumentError

__all__ = ["Headers", "Request", "Response"]

Pairs = Iterable[tuple[str | bytes, str | bytes]]
Headers = Mapping[str, str] | Mapping[bytes, bytes] | Pairs
"""Headers as a mapping or as pairs (which may repeat a name), as str or bytes."""

# RFC 3986 path characters, plus "%" where a server has kept the path encoded.
_PATH_SAFE = "/:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True, init=False)
class Request:
    """What a web server received, in the five facts that tracking needs.

    Args:
        method: The HTTP method, in any case.
        url: An absolute URL, or a path with an optional query; the path still percent-encoded.
        headers: A mapping or pairs; names in any case, values as str or bytes. A repeated name
            is kept with all its values.
        client_address: The address of the TCP peer, with or without a port; None or "" for a
            Unix socket.

    Raises:
        ArgumentError: An argument is of the wrong type. What a client can influence (any text)
            never raises.

    Example:
        >>> request = Request("get", "/o/abc", {"User-Agent": "curl/8"}, "192.0.2.1")
        >>> request.method, request.header("user-agent")
        ('GET', 'curl/8')
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    client_address: str | None

    def __init__(
        self, method: str, url: str, headers: Headers = (), client_address: str | None = None
    ) -> None:
        """Normalise what an adapter hands over; names of headers become lower case."""
        if not isinstance(method, str) or not isinstance(url, str):
            raise ArgumentError("method and url must be str; decode bytes as latin-1 first")
        if not isinstance(client_address, (str, type(None))):
            raise ArgumentError("client_address must be a str such as '192.0.2.1', or None")
        pairs = cast("Pairs", headers.items() if isinstance(headers, Mapping) else headers)
        try:
            # Asked here and not in `_text`, because a call for each takes longer than the rest.
            normalised = tuple(
                [
                    (name.lower(), value)
                    if isinstance(name, str) and isinstance(value, str)
                    else (_text(name).lower(), _text(value))
                    for name, value in pairs
                ]
            )
        except (TypeError, ValueError) as error:
            raise ArgumentError("headers must be a mapping or pairs of str or bytes") from error
        assign = object.__setattr__
        assign(self, "method", method.upper())
        assign(self, "url", url)
        assign(self, "headers", normalised)
        assign(self, "client_address", client_address)

    def __repr__(self) -> str:
        """Show method and size: the URL works, and the headers may hold cookies."""
        return f"<Request {self.method} with {len(self.headers)} header(s)>"

    @classmethod
    def from_wsgi(cls, environ: Mapping[str, object]) -> Request:
        """Read a PEP 3333 environment; the path is relative to the mount point of the application."""
        path = str(environ.get("PATH_INFO") or "/")
        # WSGI hands over the decoded path as latin-1 text: encode it again, byte for byte.
        url = quote(path.encode("latin-1", "replace"), safe=_PATH_SAFE)
        query = str(environ.get("QUERY_STRING") or "")
        address = environ.get("REMOTE_ADDR")
        headers = [
            (name[5:].replace("_", "-"), str(value))
            for name, value in environ.items()
            if name.startswith("HTTP_")
        ]
        return cls(
            str(environ.get("REQUEST_METHOD", "GET")),
            f"{url}?{query}" if query else url,
            headers,
            None if address is None else str(address),
        )

    @classmethod
    def from_asgi(cls, scope: Mapping[str, object]) -> Request:
        """Read an ASGI HTTP scope; the path is relative to the mount point of the application."""
        raw_path = scope.get("raw_path")
        if isinstance(raw_path, bytes) and raw_path:
            url = raw_path.decode("latin-1").partition("?")[0]
        else:
            url = _quoted(scope.get("path") or "/")
        root = _quoted(scope.get("root_path") or "").rstrip("/")
        # Servers differ in whether the path still carries the mount prefix (ASGI 2.4 says yes).
        if root and url.startswith(root + "/"):
            url = url[len(root) :]
        query = scope.get("query_string")
        if isinstance(query, bytes) and query:
            url = f"{url}?{query.decode('latin-1')}"
        headers = scope.get("headers")
        peer = scope.get("client")
        return cls(
            str(scope.get("method", "GET")),
            url,
            cast("Headers", headers) if isinstance(headers, Iterable) else (),
            str(cast("Sequence[object]", peer)[0]) if isinstance(peer, (list, tuple)) and peer else None,
        )

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        wanted = name.lower()
        for key, value in self.headers:
            if key == wanted:
                return value
        return None

    def header_values(self, name: str) -> tuple[str, ...]:
        """Return every value of a header, in the order they arrived."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key == wanted)


@dataclass(frozen=True, slots=True)
class Response:
    """What a web server should answer.

    Args:
        status: The HTTP status code.
        headers: Pairs of header names and values, Content-Length among them.
        body: The bytes to send; empty for HEAD.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the value of a header, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def _quoted(path: object) -> str:
    # A lone surrogate cannot be encoded; a question mark in its place keeps the path a path.
    return quote(str(path), safe=_PATH_SAFE, errors="replace")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray)):
        return value.decode("latin-1")
    # bytes(5) would be five NULs, and bytes(10**12) the end of the process.
    raise TypeError(f"neither str nor bytes: {type(value).__name__}")
