"""What the tests of mailers share: an SMTP server that runs while they do."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.mailers._smtp import Mailbox, smtp_server


def _own_name(_: str = "") -> str:
    """Name this machine without asking anybody, as smtplib would for its greeting."""
    return "localhost.localdomain"


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """Run a server for one test."""
    pytest.importorskip("aiosmtpd", reason="not installed: aiosmtpd")
    monkeypatch.setattr(socket, "getfqdn", _own_name)
    with smtp_server() as mailbox:
        yield mailbox
