"""A mail as an object of the `email` package, and that package's own reading of raw bytes.

Imported only once a mail is tracked, because `email` loads slowly.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from typing import cast

from mailtrack_sdk._mime import MAX_DEPTH, MAX_PARTS, Change, Headers, Part, PartSkip, Payload
from mailtrack_sdk.errors import ArgumentError

__all__ = ["ObjectMail", "StandardReading", "decoded_words"]

_BLIND = ("Bcc", "Resent-Bcc")
_MAX_HEADER = 8192
"""Longest content type and longest encoded text that `email` is asked to read: it takes quadratic time."""


class ObjectMail:
    """A mail that is an `EmailMessage` or a legacy `Message`.

    Attributes:
        root: The mail as a tree of parts, or why it cannot be read as one.
    """

    __slots__ = ("_apart", "_message", "_shared", "root")

    def __init__(self, message: Message, *, apart: bool = False) -> None:
        """Find the parts.

        Args:
            message: The mail.
            apart: Whether every result is a mail of its own, without Bcc and Resent-Bcc, whatever
                becomes of the given one; else that comes back where nothing changes.
        """
        if not isinstance(message, Message):
            raise ArgumentError(
                f"not a mail: {type(message).__name__}; a mail is an EmailMessage, an "
                "email.message.Message or bytes, and an HTML body is for rewrite()"
            )
        self._apart = apart
        self._shared: dict[int, object] = {}
        self.root: Part | PartSkip = _tree(message, self._shared)
        self._message = message
        if apart:
            self._message = self.untouched()
            for name in _BLIND:
                del self._message[name]

    def payload(self, part: Part) -> Payload | PartSkip:
        """Return the body of a leaf as it would travel, or why that cannot be told."""
        return _payload(_descend(self._message, part.path))

    def untouched(self) -> Message:
        """Return the mail without a change: itself, or a copy of its own where that was asked for."""
        if not self._apart:
            return self._message
        try:
            return self._copied()
        except RecursionError:
            flat = copy.copy(self._message)
            del flat["Bcc"]  # deleting any field gives the copy a list of fields of its own
            return flat

    def replaced(self, changes: Sequence[Change]) -> Message | None:
        """Return a deep copy with other bodies; None where the mail cannot be copied."""
        try:
            message = self._copied()
        except RecursionError:
            return None
        for change in changes:
            leaf = _descend(message, change.part.path)
            leaf.set_payload(change.raw)
            if change.encoding is not None:
                del leaf["Content-Transfer-Encoding"]
                leaf["Content-Transfer-Encoding"] = change.encoding
        return message

    def _copied(self) -> Message:
        """Copy all that can change; policies and values of fields cannot, and are slow to copy."""
        return copy.deepcopy(self._message, dict(self._shared))


class _FlatMessage(Message):
    """What the standard parser makes of raw bytes, guarded against what would take it for ever.

    Mails inside the mail stay closed, and so does what is nested too deep or has a content type
    of thousands of characters.
    """

    depth = 0

    def attach(self, payload: Message | str) -> None:
        """Count how deep a part is."""
        cast("_FlatMessage", payload).depth = self.depth + 1
        super().attach(payload)

    def get_content_type(self) -> str:
        """Say that a closed part is just data."""
        kind = super().get_content_type()
        closed = kind.startswith("message/")
        if kind.startswith("multipart/"):
            lengths = [len(value) for name, value in self.raw_items() if name.lower() == "content-type"]
            closed = self.depth >= MAX_DEPTH or max(lengths) > _MAX_HEADER
        return "application/octet-stream" if closed else kind

    def get_content_maintype(self) -> str:
        """Say the same (the method of `Message` does not ask `get_content_type` in every release)."""
        return self.get_content_type().partition("/")[0]


class StandardReading:
    """What the standard parser makes of raw bytes: the second opinion."""

    __slots__ = ("_root",)

    def __init__(self, raw: bytes) -> None:
        """Parse, once for all parts."""
        self._root: Message | None
        try:
            self._root = message_from_bytes(raw, _class=_FlatMessage)
        except Exception:  # noqa: BLE001 - hostile mail trips the parser, in ways that differ by release
            self._root = None

    def has(self, raw: bytes, part: Part) -> bool:
        """Tell whether there is a leaf of that type at that place, with exactly these bytes as its body."""
        if self._root is None:
            return False
        try:
            leaf = _descend(self._root, part.path)
        except (LookupError, TypeError):
            return False
        payload = _payload(leaf)
        is_alike = leaf.get_content_type() == part.content_type
        return is_alike and isinstance(payload, Payload) and payload.raw == raw


def decoded_words(text: str) -> str:
    """Read encoded words (RFC 2047) where there are any; some programs write even URLs that way."""
    if "=?" not in text or len(text) > _MAX_HEADER:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (MessageError, LookupError, ValueError):
        return text


def _tree(message: Message, shared: dict[int, object]) -> Part | PartSkip:
    """Read the parts; `shared` is filled with what their copies can share, as `copy.deepcopy` wants it."""
    root = Part(path=(), headers=_headers(message))
    waiting = [(message, root)]
    count = 0
    while waiting:
        owner, part = waiting.pop()
        shared[id(owner.policy)] = owner.policy
        shared.update((id(value), value) for _, value in owner.raw_items() if isinstance(value, str))
        children = owner.get_payload() if owner.is_multipart() and part.is_multipart else ()
        for number, child in enumerate(cast("Sequence[object]", children)):
            if not isinstance(child, Message):
                return PartSkip.BROKEN
            child = cast("Message", child)
            count += 1
            if len(part.path) >= MAX_DEPTH or count >= MAX_PARTS:
                return PartSkip.COMPLEX
            path = (*part.path, number)
            below = Part(path=path, headers=_headers(child), default_type=part.child_type)
            part.children.append(below)
            waiting.append((child, below))
    return root


def _headers(message: Message) -> Headers:
    """Read the fields as they are kept: asking for them by name runs parsers that hostile mail trips."""
    return Headers((name, str(value)) for name, value in message.raw_items())


def _descend(message: Message, path: Sequence[int]) -> Message:
    for number in path:
        message = cast("Message", message.get_payload(number))
    return message


def _payload(leaf: Message) -> Payload | PartSkip:
    """Return the body of a leaf as it travels, or why that cannot be told.

    `get_payload` gives undecoded bytes only for a part without an encoding, so a shallow copy loses its own.
    """
    bare = copy.copy(leaf)
    for name in ("Content-Type", "Content-Transfer-Encoding"):
        del bare[name]
    try:
        text, raw = bare.get_payload(), bare.get_payload(decode=True)
    except UnicodeError:
        return PartSkip.CHARSET
    if text is None:
        return Payload(raw=b"", newline=b"\n")
    if not isinstance(text, str) or not isinstance(raw, bytes):
        return PartSkip.BROKEN
    # A byte that is not ASCII comes back as one replacement character; all else is text without a charset.
    if len(text) != len(raw) or not text.replace("\ufffd", "").isascii():
        return PartSkip.CHARSET
    return Payload(raw=raw, newline=b"\r\n" if b"\r\n" in raw else b"\n")
