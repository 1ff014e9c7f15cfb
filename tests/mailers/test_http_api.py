"""A provider's HTTP API is handed the tracked body, with its own tracking off."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.testing import Inbox, clients
from tests.mailers._mails import statuses
from tests.mailers._pages import page


class Provider(HTTPServer):
    """Takes mails as Postmark does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[tuple[str, str | None, dict[str, Any]]] = []

    def server_bind(self) -> None:
        """Bind without asking for a name: HTTPServer would look its own up."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Take one mail and give it an id."""
        assert isinstance(self.server, Provider)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.taken.append((self.path, self.headers["X-Postmark-Server-Token"], body))
        answer = json.dumps({"ErrorCode": 0, "MessageID": f"id-{len(self.server.taken)}"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is theirs
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    """Run a provider for one test."""
    with Provider() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_one_request_for_each_copy(provider: Provider) -> None:
    """Each request has a copy of its own; the provider's id is kept; a click is the reader's."""
    howto = page("http-api")
    tracker, store = howto["tracker"], howto["store"]
    template = tracker.compile('<p><a href="https://example.com/first">Read on</a></p>', "news-1")
    for number in (1, 2):
        api = f"http://127.0.0.1:{provider.server_port}"
        howto["send"](api, "a token", template, f"u-{number}", f"u{number}@example.org")
    (path, token, first), (_, _, second) = provider.taken
    assert (path, token, first["TrackOpens"], first["TrackLinks"]) == ("/email", "a token", False, "None")
    assert first["HtmlBody"] != second["HtmlBody"]
    sent = [event for event in store.events() if isinstance(event, mt.SentEvent)]
    assert [event.metadata for event in sent] == [{"provider_id": "id-1"}, {"provider_id": "id-2"}]
    mail = Inbox(mt.Recorder(tracker, store)).deliver(second["HtmlBody"])
    mail.open(clients.thunderbird)
    mail.click(clients.firefox, text="Read on")
    assert statuses(store, "news-1") == {"u-1": "sent", "u-2": "clicked"}
