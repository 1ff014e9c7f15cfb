"""A real HTTP client that sends requests as they are: raw paths, repeated headers, any method."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from http.client import HTTPConnection

from mailtrack_sdk.testing.adapters import Exchange
from mailtrack_sdk.web import Response

__all__ = ["ask", "carry_out"]

_PATIENCE = 10.0


def ask(
    port: int,
    url: str,
    *,
    method: str = "GET",
    headers: Sequence[tuple[str, str]] = (),
    body: bytes = b"",
) -> Response:
    """Send one request to a port of this machine, on a connection of its own, and return the answer."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)) as connection:
        connection.putrequest(method, url, skip_host=True, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        if body:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return Response(answer.status, tuple(answer.getheaders()), answer.read())


def carry_out(exchange: Exchange, port: int) -> None:
    """Send the request of an exchange, and note the answer."""
    request = exchange.request
    answer = ask(port, request.url, method=request.method, headers=request.headers, body=exchange.body)
    exchange.answered(answer.status, answer.headers, answer.body)
