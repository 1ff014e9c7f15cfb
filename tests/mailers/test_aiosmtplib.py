"""Mails that aiosmtplib sends arrive as they were tracked, and are told apart when they are read."""

from __future__ import annotations

import asyncio

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.stores import MemoryStore, to_async
from tests.mailers._mails import READERS, newsletter, read_by, statuses
from tests.mailers._pages import page
from tests.mailers._smtp import Mailbox

pytest.importorskip("aiosmtplib", reason="not installed: aiosmtplib")


def test_one_copy_each(mailbox: Mailbox) -> None:
    """Each copy goes to one reader, shows nobody else, and is followed by itself."""
    howto, store = page("aiosmtplib"), MemoryStore()
    howto["store"] = to_async(store)

    async def send() -> None:
        await howto["send_each"]("127.0.0.1", mailbox.port, newsletter(), READERS, "news-1")

    asyncio.run(send())
    assert [mail.recipients for mail in mailbox.mails] == [(reader,) for reader in READERS]
    for reader in READERS:
        mail = mailbox.to(reader)
        assert (mail.message["To"], mail.message["Bcc"]) == (reader, None)
        assert not [other for other in READERS if other != reader and other.encode() in mail.raw]

    read_by(mt.Recorder(howto["tracker"], store), mailbox.to("bob@example.org"))
    ada, bob, carol = map(howto["tracker"].recipient_id, READERS)
    assert statuses(store, "news-1") == {ada: "sent", bob: "clicked", carol: "sent"}
