"""The whole Internet as the browser under test sees it: a server with a mail, a tracker and pages."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType

from typing_extensions import Self

from mailtrack_sdk import Recorder, Request
from mailtrack_sdk.web import Headers
from tests.browser._chromium import Answer

__all__ = ["MAIL_URL", "TRACKER_URL", "Site"]

MAIL_URL = "http://webmail.example.net/inbox/1.html"
"""Where each mail is shown: at one URL, so that relative links can be compared as well."""
TRACKER_URL = "http://t.example.com"

_PICTURES = (".gif", ".jpg", ".png")
_PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60">'
    b'<path fill="#a3471f" d="M0 0h50L9 60z"/></svg>'
)
_PAGE = b"<!DOCTYPE html><title>Here</title><p>Here you are.</p>"


class Site:
    """A web server on the loopback address that answers for every host.

    The recorder answers for the tracker's host; at `MAIL_URL` there is the mail on show; a name like
    that of a picture gives a picture, and anything else a plain page.

    Args:
        recorder: Answers and stores.
    """

    def __init__(self, recorder: Recorder) -> None:
        """Serve from a thread of its own."""
        self.requests: list[str] = []
        """The absolute URL of each request so far, as the browser wrote it, icons of sites left out."""
        self._recorder = recorder
        self._mail: Answer = (404, (), b"")
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def __enter__(self) -> Self:
        """Return the site, which is up already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server, and wait until it has stopped."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    def show(self, mail: bytes, content_type: str) -> None:
        """Put a mail at `MAIL_URL`."""
        self._mail = (200, (("Content-Type", content_type), ("Cache-Control", "no-store")), mail)

    def answer(self, url: str, headers: Headers = (), address: str | None = None) -> Answer:
        """Answer a GET request, and note it."""
        if url.endswith("/favicon.ico"):
            return 404, (), b""
        self.requests.append(url)
        if url.startswith(f"{TRACKER_URL}/"):
            response = self._recorder.record(Request("GET", url, headers, address))
            return response.status, response.headers, response.body
        if url == MAIL_URL:
            return self._mail
        if url.endswith(_PICTURES):
            return 200, (("Content-Type", "image/svg+xml"),), _PICTURE
        return 200, (("Content-Type", "text/html"),), _PAGE


class _Server(ThreadingHTTPServer):
    """Knows its site."""

    daemon_threads = True  # a browser keeps connections in stock that it never uses

    def __init__(self, site: Site) -> None:
        """Listen on a port that is free."""
        self.site = site
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    """Hands requests on to the site."""

    timeout = 30
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride] # made by it only

    def do_GET(self) -> None:
        """Answer one request."""
        # `self.path` is not quite what was asked: http.server takes slashes out.
        url = f"http://{self.headers['Host']}{self.requestline.split(' ')[1]}"
        status, headers, body = self.server.site.answer(url, self.headers.items(), self.client_address[0])
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Print nothing."""
