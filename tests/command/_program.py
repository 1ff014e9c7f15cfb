"""The program under test, in this process and as one of its own, and small mails to give it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TextIO

from typing_extensions import override

KEY = "a-key-of-tests-0123456789"
BASE_URL = "https://t.example.com"
NOTHING: Mapping[str, str] = {}
HTML = (
    '<html><body><h1>News</h1><img src="https://example.com/news.png" alt="News">'
    '<a href="https://example.com/minutes" data-mailtrack-name="minutes">The minutes</a>'
    '<!--[if mso]><a href="https://example.com/minutes">The minutes</a><![endif]-->'
    '<a href="mailto:us@example.com">Write to us</a>'
    '<a href="https://example.com/unsubscribe"></a><a href=""></a>'
    "</body></html>"
)


class Terminal(io.TextIOWrapper):
    """Standard output that is a terminal, and keeps what it shows."""

    def __init__(self) -> None:
        """Begin with an empty screen."""
        self.screen = io.BytesIO()
        super().__init__(self.screen, encoding="utf-8", newline="\n")

    @override
    def isatty(self) -> bool:
        """Say that it is one."""
        return True

    def shown(self) -> str:
        """Return what is on the screen."""
        return self.screen.getvalue().decode()


def mail(html: str = HTML) -> bytes:
    """Return a whole mail: text, HTML and an attachment."""
    message = EmailMessage()
    message["Subject"] = "Minutes"
    message["From"] = "us@example.com"
    message.set_content("The minutes are at https://example.com/minutes")
    message.add_alternative(html, subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="minutes.pdf")
    alternative, _ = message.iter_parts()
    alternative.set_boundary("inner")
    message.set_boundary("outer")
    return message.as_bytes()


def html_of(raw: bytes) -> str:
    """Return the HTML of a mail, read by the standard library."""
    body = message_from_bytes(raw, policy=policy.default).get_body(("html",))
    assert isinstance(body, EmailMessage)
    content: str = body.get_content()
    return content


def program(
    *arguments: str | Path, cwd: Path, data: bytes | None = None, environment: Mapping[str, str] = NOTHING
) -> subprocess.CompletedProcess[bytes]:
    """Run the program as its user would, warnings being errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "mailtrack_sdk", *arguments],
        cwd=cwd,
        env={**without_identity(), **environment},
        input=data,
        capture_output=True,
        check=False,
    )


def without_identity() -> dict[str, str]:
    """Return the environment without the keys of whoever runs the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MAILTRACK_")}


@contextmanager
def broken_pipe() -> Generator[TextIO]:
    """Make a stream whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        yield stream
