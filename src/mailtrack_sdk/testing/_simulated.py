"""What a simulated client is: software with its headers, its address and its habits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.testing._browsers import Headers
from mailtrack_sdk.web import Request

__all__ = ["SimulatedClient", "Sweep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What software does with a mail by itself, before or without any reader.

    Args:
        delay: From the delivery to its first request.
        pause: Between two requests.
        images: Whether it loads the images.
        links: How many links it follows, from the first; None for all of them.
    """

    delay: timedelta = timedelta(0)
    pause: timedelta = timedelta(0)
    images: bool = False
    links: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedClient:
    """Software that asks for the URLs of a mail.

    Args:
        name: What it is called in this module.
        address: Where it asks from; for a mail program that is the reader's own address.
        image_headers: What it sends when it loads an image, in order.
        link_headers: What it, or the browser it opens, sends when a link is followed, in order; None
            for software that never follows links.
        proxy_address: Where images are asked for, when a mailbox provider loads them for the reader.
        unasked: What it does by itself; None for software that a person has to use.
    """

    name: str
    address: str
    image_headers: Headers = field(repr=False)
    link_headers: Headers | None = field(repr=False)
    proxy_address: str | None = field(default=None, repr=False)
    unasked: Sweep | None = field(default=None, repr=False)

    def open(self, url: str) -> Request:
        """Return the request for an image of a mail that is shown.

        Args:
            url: The absolute URL of the image.
        """
        return Request("GET", url, self.image_headers, self.proxy_address or self.address)

    def click(self, url: str) -> Request:
        """Return the request for a link of a mail that is followed.

        Args:
            url: The absolute URL of the link, as it stands in the mail.

        Raises:
            ArgumentError: This software never follows links.
        """
        if self.link_headers is None:
            raise ArgumentError(f"{self.name} loads images and never follows links; click with a browser")
        return Request("GET", url, self.link_headers, self.address)

    def at(self, address: str) -> SimulatedClient:
        """Return the same software in the hands of somebody at another network address.

        A provider's proxy stays where it is: it has one address for all readers.

        Args:
            address: The reader's address.
        """
        return replace(self, address=address)
