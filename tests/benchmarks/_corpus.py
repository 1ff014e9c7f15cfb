"""The HTML of real mail that rewriting is measured on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

__all__ = ["Corpus", "corpora"]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A name and its documents.

    Args:
        name: Heading of its column.
        documents: HTML as text.
    """

    name: str
    documents: tuple[str, ...]

    @property
    def size(self) -> int:
        """Size of all documents in UTF-8 bytes."""
        return sum(len(document.encode("utf-8", "surrogatepass")) for document in self.documents)


def corpora() -> tuple[Corpus, ...]:
    """Read the templates and the HTML parts of real mail; nothing when the material is not there.

    It lies in the folder that the environment variable MAILTRACK_DATA names, or else in
    `../shared/data` beside the repository; its MANIFEST.tsv says where each file is from. An HTML
    part that lies there twice, by itself and in its mail, is taken once.
    """
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("MAILTRACK_DATA") or beside) / "html"
    if not folder.is_dir():
        return ()
    templates = [path.read_bytes() for path in _files(folder / "templates")]
    parts = [path.read_bytes() for path in _files(folder / "mail-html")]
    parts += [part for path in _files(folder / "eml") for part in _html_parts(path.read_bytes())]
    return Corpus("templates", _texts(templates)), Corpus("mail", _texts(parts))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _html_parts(mail: bytes) -> list[bytes]:
    parts = [part for part in message_from_bytes(mail).walk() if part.get_content_type() == "text/html"]
    payloads = [part.get_payload(decode=True) for part in parts]
    return [payload for payload in payloads if isinstance(payload, bytes)]


def _texts(bodies: list[bytes]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_text, bodies)))


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("windows-1252", "replace")
