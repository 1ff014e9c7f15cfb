"""A real SMTP server on a free port of this machine, which keeps what was delivered to it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

__all__ = ["Delivered", "Mailbox", "smtp_server"]

START_LIMIT = 10.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One mail as the server got it.

    Args:
        sender: The envelope's sender.
        recipients: The envelope's recipients, whatever the headers say.
        raw: The mail, byte for byte.
        options: What MAIL FROM said about the mail, such as BODY=8BITMIME.
    """

    sender: str
    recipients: tuple[str, ...]
    raw: bytes = field(repr=False)
    options: tuple[str, ...] = ()

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        return BytesParser(policy=policy.default).parsebytes(self.raw)

    @property
    def html(self) -> str:
        """The HTML body as a mail program decodes it."""
        body = self.message.get_body(("html",))
        assert body is not None
        return cast("str", body.get_content())


class Mailbox:
    """Keeps what the server takes; the mails are in `mails`, in the order they came."""

    def __init__(self) -> None:
        self.mails: list[Delivered] = []
        self.port = 0

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take every address but those that begin with `nobody`; aiosmtpd calls this."""
        del server, session, options
        if address.startswith("nobody"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail; aiosmtpd calls this."""
        del server, session
        assert isinstance(envelope.content, bytes)
        recipients = tuple(str(recipient) for recipient in envelope.rcpt_tos)
        self.mails.append(
            Delivered(
                sender=envelope.mail_from or "",
                recipients=recipients,
                raw=envelope.content,
                options=tuple(envelope.mail_options),
            )
        )
        return "250 OK"

    def to(self, address: str) -> Delivered:
        """Find the one mail to an address."""
        (found,) = (mail for mail in self.mails if address in mail.recipients)
        return found


@contextmanager
def smtp_server() -> Generator[Mailbox]:
    """Run a server in a thread; `port` of the mailbox is where it listens."""
    from aiosmtpd.smtp import SMTP  # noqa: PLC0415 - where it is installed

    mailbox = Mailbox()
    ready = threading.Event()
    stops: list[Callable[[], object]] = []

    async def serve() -> None:
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        connections: list[SMTP] = []

        def connection() -> SMTP:
            connections.append(SMTP(mailbox, hostname="localhost", loop=loop, enable_SMTPUTF8=True))
            return connections[-1]

        server = await loop.create_server(connection, "127.0.0.1", 0)
        mailbox.port = server.sockets[0].getsockname()[1]
        stops.append(lambda: loop.call_soon_threadsafe(done.set))
        ready.set()
        await done.wait()
        server.close()
        for each in connections:
            if each.transport is not None:  # its client has not said goodbye
                each.transport.close()
        while any(each.transport is not None for each in connections):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.001)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    try:
        assert ready.wait(START_LIMIT), "the SMTP server did not start"
        yield mailbox
    finally:
        for stop in stops:
            stop()
        thread.join(START_LIMIT)
