"""Sign the link parts of one message; what all of them share is worked out once."""

from __future__ import annotations

from typing import Protocol

from mailtrack_sdk._macs import Key
from mailtrack_sdk._wire import encode_link

__all__ = ["LinkFacts", "LinkSigner", "link_prefix"]


def link_prefix(message_key: str) -> bytes:
    """Return what stands before a link text when it is signed: no two pairs give the same bytes."""
    key = message_key.encode()
    return bytes((len(key),)) + key


class LinkFacts(Protocol):
    """What a link part says about a link; a `Link` is one."""

    @property
    def url(self) -> str: ...
    @property
    def index(self) -> int | None: ...
    @property
    def name(self) -> str | None: ...


class LinkSigner:
    """Signs the links of one message."""

    __slots__ = ("_key", "_link_count")

    def __init__(self, key: Key, link_count: int) -> None:
        """Hold the key, prepared for the message; made by `TokenSigner.links_of`."""
        self._key = key
        self._link_count = link_count

    def sign(self, link: LinkFacts) -> str:
        """Make a signed link part."""
        return self.sign_facts(link.url, link.index, link.name)

    def sign_facts(self, url: str, index: int | None, name: str | None) -> str:
        """Make the signed link part of a link that is not an object yet."""
        text = encode_link(url, index, name, link_count=self._link_count).encode()
        return (text + self._key.tag(text)).decode()
