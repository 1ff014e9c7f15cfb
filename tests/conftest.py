"""What every test shares: hypothesis profiles, and a network that ends at this machine."""

from __future__ import annotations

import ipaddress
import os
import sys
from typing import Any, cast

from hypothesis import HealthCheck, settings

# No deadline anywhere: how long one example takes says more about the machine than about the code.
settings.register_profile("dev", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


class NetworkUsedError(Exception):
    """A test tried to reach another machine."""


def _keep_local(event: str, arguments: tuple[Any, ...]) -> None:
    """Stop a connection, a datagram or a name look-up that would leave this machine.

    An audit hook sees every socket, also those that a library opened before the tests began,
    and nothing of the socket module has to be replaced.
    """
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address: object = arguments[1]
        host: object = cast("tuple[object, ...]", address)[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if isinstance(host, (str, bytes)) and not _is_local(host):
        raise NetworkUsedError(f"{event} to {host!r}: tests reach loopback addresses only")


def _is_local(host: str | bytes) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in ("", "localhost")


sys.addaudithook(_keep_local)
