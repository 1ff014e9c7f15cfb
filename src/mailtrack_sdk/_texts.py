"""One text of a mail: taken out of it and read, and encoded again the way it travelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailtrack_sdk._bodies import boundaries
from mailtrack_sdk._mime import Change, Part, PartSkip
from mailtrack_sdk._mime_bytes import RawMail, without_blind_copies
from mailtrack_sdk._transfer import Transfer, decoded
from mailtrack_sdk.rewriting.body import Body, body_of_bytes, body_of_plain_text
from mailtrack_sdk.rewriting.plaintext import Flow

if TYPE_CHECKING:
    from email.message import Message

    from mailtrack_sdk._mime_objects import ObjectMail

__all__ = ["MailText", "opened_mail", "read_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """A part of a mail that can be rewritten.

    Args:
        part: The part.
        body: What it says.
        transfer: How it travels.
        marks: Beginnings of lines that would end the part.
    """

    part: Part
    body: Body[bytes]
    transfer: Transfer
    marks: tuple[bytes, ...]

    @property
    def flow(self) -> Flow:
        """How a plain text is wrapped (RFC 3676, 3)."""
        said = self.part.parameters
        return Flow(
            flowed=said.get("format", "").lower() == "flowed", delsp=said.get("delsp", "").lower() == "yes"
        )

    def change(self, content: bytes) -> Change | None:
        """Encode a new content; None where a line of it would look like the end of the part."""
        raw, encoding = self.transfer.encoded(content)
        for mark in self.marks:
            if raw.startswith(mark) or b"\n" + mark in raw or b"\r" + mark in raw:
                return None
        return Change(part=self.part, raw=raw, encoding=None if encoding == self.part.encoding else encoding)


# OpenPGP in the text itself (RFC 9580, 6.2): armour around all of it, or a signature below.
_PGP = b"-----BEGIN PGP "
_PGP_SIGNED = b"-----BEGIN PGP SIGNED MESSAGE-----"


def opened_mail(mail: Message | bytes, *, apart: bool = False) -> RawMail | ObjectMail:
    """Read the structure of a mail.

    Args:
        mail: The mail.
        apart: Whether copies must be mails of their own, without Bcc and Resent-Bcc.

    Raises:
        ArgumentError: Not a mail at all.
    """
    if isinstance(mail, bytes):
        return RawMail(without_blind_copies(mail) if apart else mail)
    from mailtrack_sdk._mime_objects import ObjectMail  # noqa: PLC0415 - `email` loads slowly

    return ObjectMail(mail, apart=apart)


def read_text(opened: RawMail | ObjectMail, root: Part, part: Part) -> MailText | PartSkip:
    """Read an HTML body or a plain text; returns why it must stay as it is where that is so."""
    payload = opened.payload(part)
    if isinstance(payload, PartSkip):
        return payload
    content = decoded(payload.raw, part.encoding)
    if content is None:
        return PartSkip.ENCODING
    if not content:
        return PartSkip.EMPTY
    if part.is_plain_text and _PGP in content:
        return PartSkip.SIGNED if _PGP_SIGNED in content else PartSkip.ENCRYPTED
    body = (body_of_plain_text if part.is_plain_text else body_of_bytes)(content, part.charset)
    if body.problem is not None:
        return PartSkip.CHARSET
    return MailText(
        part=part,
        body=body,
        transfer=Transfer(content, part.encoding, like=payload.raw, newline=payload.newline),
        marks=tuple(
            b"--" + boundary.encode("utf-8", "surrogateescape") for boundary in boundaries(root, part.path)
        ),
    )
