"""Whole mails as bytes, put together part by part."""

from __future__ import annotations

from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from mailtrack_sdk.message import MessageReport

__all__ = ["HTML", "TEXT", "html_leaf", "leaf", "multi", "skips", "too_deep_to_copy"]

HTML = b'<html><body><p><a href="https://example.com/a">Read on</a></p></body></html>'
TEXT = (b"text/plain", b"Hello")


def leaf(kind: bytes, body: bytes, *fields: bytes) -> bytes:
    """A part that is no multipart, with LF."""
    return b"\n".join([b"Content-Type: " + kind, *fields, b"", body])


def multi(kind: bytes, *parts: bytes, mark: bytes = b"=_1", fields: tuple[bytes, ...] = ()) -> bytes:
    """A multipart, with LF."""
    head = b"\n".join([b"Content-Type: multipart/" + kind + b'; boundary="' + mark + b'"', *fields, b"", b""])
    return head + b"".join(b"--" + mark + b"\n" + part + b"\n" for part in parts) + b"--" + mark + b"--\n"


def html_leaf(*fields: bytes, body: bytes = HTML, charset: bytes = b"utf-8") -> bytes:
    """An HTML part."""
    return leaf(b"text/html; charset=" + charset, body, *fields)


def skips(report: MessageReport) -> dict[str, str | None]:
    """Reason by position."""
    return {part.position: part.skipped and part.skipped.value for part in report.parts}


def too_deep_to_copy(body: bytes = HTML) -> MIMEMultipart:
    """A mail with mails inside mails beyond what Python copies, behind its HTML."""
    enclosed = Message()
    for _ in range(2000):
        outer = Message()
        outer["Content-Type"] = "message/rfc822"
        outer.attach(enclosed)
        enclosed = outer
    message = MIMEMultipart("mixed")
    message.attach(MIMEText(body.decode(), "html"))
    message.attach(enclosed)
    return message
