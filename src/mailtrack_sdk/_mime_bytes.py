"""A mail as raw bytes: where its parts are, and a copy in which only one body differs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailtrack_sdk._mime import MAX_DEPTH, MAX_PARTS, Change, Headers, Part, PartSkip, Payload

if TYPE_CHECKING:
    from mailtrack_sdk._mime_objects import StandardReading

__all__ = ["RawMail", "is_mail", "without_blind_copies"]

# What the standard library takes for a line of the header section; anything else begins the body.
_HEADER_LINE = re.compile(rb"(?:From |[!-9;-~]*:|[ \t])[^\r\n]*(?:\r\n|\r|\n|\Z)")
# Any line but an empty one; a field may have a blank before its colon: servers take it, the standard
# library does not (RFC 5322, 4.5).
_ANY_LINE = re.compile(rb"(?:(?:\xef\xbb\xbf)?([!-9;-~]*)[ \t]*:[^\r\n]*|[^\r\n]+)(?:\r\n|\r|\n|\Z)")
_BLIND = frozenset({b"bcc", b"resent-bcc"})
_NEWLINE = re.compile(rb"\r\n|\r|\n")
_DASHED_LINE = re.compile(rb"(?:\A|(?<=[\r\n]))--([^\r\n]*)")
_ENCODING_FIELD = re.compile(
    rb"(?:\A|(?<=[\r\n]))(content-transfer-encoding:)[^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """Where a part is: its header section from `head` to `head_stop`, its body from `start` to `stop`."""

    head: int
    head_stop: int
    start: int
    stop: int


class RawMail:
    """A mail of bytes, read without changing or copying it.

    Attributes:
        root: The mail as a tree of parts, or why it cannot be read as one.
    """

    __slots__ = ("_raw", "_reading", "_spans", "root")

    def __init__(self, raw: bytes) -> None:
        """Find the parts."""
        walk = _Walk(raw)
        self.root: Part | PartSkip = walk.run()
        self._raw = raw
        self._spans = walk.spans
        self._reading: StandardReading | None = None

    def payload(self, part: Part) -> Payload | PartSkip:
        """Return the body of a leaf as it travels, if the standard parser finds the very same bytes there."""
        from mailtrack_sdk._mime_objects import StandardReading  # noqa: PLC0415 - `email` loads slowly

        if self._reading is None:
            self._reading = StandardReading(self._raw)
        span = self._spans[part.path]
        raw = self._raw[span.start : span.stop]
        # Without an empty line some programs read on and take the first lines of the body for fields.
        runs_on = raw and span.start == span.head_stop
        if runs_on or not self._reading.has(raw, part):
            return PartSkip.AMBIGUOUS
        return Payload(raw=raw, newline=self._newline(span))

    def untouched(self) -> bytes:
        """Return the mail as it is."""
        return self._raw

    def replaced(self, changes: Sequence[Change]) -> bytes:
        """Return the mail with other bodies; every byte outside them stays, but for a changed encoding."""
        raw = memoryview(self._raw)
        pieces: list[bytes | memoryview] = []
        at = 0
        for change in sorted(changes, key=lambda change: change.part.path):
            span = self._spans[change.part.path]
            pieces += (raw[at : span.head], self._head(change, span), change.raw)
            at = span.stop
        return b"".join([*pieces, raw[at:]])

    def _head(self, change: Change, span: _Span) -> bytes:
        """Return the header section and the empty line after it."""
        head, gap = self._raw[span.head : span.head_stop], self._raw[span.head_stop : span.start]
        if change.encoding is None:
            return head + gap
        value = change.encoding.encode("ascii")
        head, count = _ENCODING_FIELD.subn(rb"\1 " + value, head)
        if not count:
            head += b"Content-Transfer-Encoding: " + value + self._newline(span)
        return head + gap

    def _newline(self, span: _Span) -> bytes:
        """Return the line end that the header section of a part uses."""
        return b"\r\n" if b"\r\n" in self._raw[span.head : span.start] else b"\n"


class _Walk:
    """One pass over the lines that begin with two dashes: the only ones that can end a part."""

    def __init__(self, raw: bytes) -> None:
        self.spans: dict[tuple[int, ...], _Span] = {}
        self._raw = raw
        self._open: list[tuple[Part, bytes]] = []
        """The multiparts around the place that has been reached, outermost first."""
        self._levels: dict[bytes, int] = {}
        """For each boundary the outermost of them: it wins (RFC 2046, 5.1.2)."""
        self._running: tuple[Part, int, int, int] | None = None
        """The leaf that has begun: itself, its header section's two ends and its body's start."""
        self._floor = 0
        self._count = 0

    def run(self) -> Part | PartSkip:
        root = self._begin(None, 0)
        for line in _DASHED_LINE.finditer(self._raw):
            found = self._level(line[1].rstrip(b" \t"))
            if found is None:
                continue
            level, closes = found
            if line.start() < self._floor:
                return PartSkip.AMBIGUOUS
            self._end(line.start())
            self._leave(level if closes else level + 1)
            if closes:
                continue
            parent = self._open[level][0]
            if len(parent.path) >= MAX_DEPTH or self._count >= MAX_PARTS:
                return PartSkip.COMPLEX
            after = _NEWLINE.match(self._raw, line.end())
            self._begin(parent, after.end() if after else line.end())
        self._end(len(self._raw))
        return root

    def _level(self, text: bytes) -> tuple[int, bool] | None:
        """Return which open multipart a line between two parts belongs to, and whether it ends it."""
        opens = self._levels.get(text)
        closes = self._levels.get(text[:-2]) if text.endswith(b"--") else None
        if closes is not None and (opens is None or closes < opens):
            return closes, True
        return None if opens is None else (opens, False)

    def _begin(self, parent: Part | None, head: int) -> Part:
        """Read the header section of a part."""
        fields, head_stop = _header_section(self._raw, head)
        if parent is None:
            part = Part(path=(), headers=Headers(fields))
        else:
            path = (*parent.path, len(parent.children))
            part = Part(path=path, headers=Headers(fields), default_type=parent.child_type)
            parent.children.append(part)
        self._count += 1
        gap = _NEWLINE.match(self._raw, head_stop)
        self._floor = gap.end() if gap else head_stop
        boundary = part.boundary if part.is_multipart else None
        if boundary is None:
            self._running = (part, head, head_stop, self._floor)
        else:
            mark = boundary.encode("ascii", "surrogateescape")
            self._levels.setdefault(mark, len(self._open))
            self._open.append((part, mark))
        return part

    def _end(self, at: int) -> None:
        """End the leaf that has begun; in a multipart its last line end belongs to the boundary."""
        if self._running is None:
            return
        part, head, head_stop, start = self._running
        if self._open:
            tail = self._raw[max(start, at - 2) : at]
            at -= 2 if tail == b"\r\n" else tail.endswith((b"\r", b"\n"))
        self.spans[part.path] = _Span(head=head, head_stop=head_stop, start=start, stop=at)
        self._running = None

    def _leave(self, level: int) -> None:
        """Leave the multiparts from a level inwards, ended or not."""
        for number in range(level, len(self._open)):
            mark = self._open[number][1]
            if self._levels.get(mark) == number:
                del self._levels[mark]
        del self._open[level:]


def is_mail(data: bytes) -> bool:
    """Tell a raw mail from an HTML body: fields, Content-Type or From among them, and an empty line."""
    fields, stop = _header_section(data, 0)
    return _NEWLINE.match(data, stop) is not None and any(
        name.lower() in ("content-type", "from") for name, _ in fields
    )


def without_blind_copies(raw: bytes) -> bytes:
    """Cut Bcc and Resent-Bcc out of the header section of a mail; every other byte stays.

    The section is read as generously as any mail server does, so that none finds what is left: to the
    first empty line, whatever stands before it.
    """
    pieces: list[bytes] = []
    at = kept = 0
    is_blind = False
    while (line := _ANY_LINE.match(raw, at)) is not None:
        if raw[at] not in b" \t":
            is_blind = (line[1] or b"").lower() in _BLIND
        if is_blind:
            pieces.append(raw[kept:at])
            kept = line.end()
        at = line.end()
    return b"".join([*pieces, raw[kept:]]) if pieces else raw


def _header_section(raw: bytes, at: int) -> tuple[list[tuple[str, str]], int]:
    """Return the fields of a header section as they stand, and where its last line ends."""
    fields: list[tuple[str, list[str]]] = []
    while (line := _HEADER_LINE.match(raw, at)) is not None:
        at = line.end()
        text = line[0].decode("ascii", "surrogateescape")
        if text.startswith("From "):
            continue
        if text[0] not in " \t":
            name, _, value = text.partition(":")
            fields.append((name, [value]))
        elif fields:
            fields[-1][1].append(text)
    return [(name, "".join(values)) for name, values in fields], at
