"""What every test shares: hypothesis profiles, a network that ends at this machine, and Ctrl-C."""

from __future__ import annotations

import ipaddress
import signal
import sys
from typing import Any, cast

from hypothesis import HealthCheck, settings

# No deadline anywhere: how long one example takes says more about the machine than about the code.
# The same examples in every run, so that a red suite always means a change for the worse; new ones are
# looked for with --hypothesis-profile=explore (docs/contributing.md).
settings.register_profile(
    "steady", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", deadline=None)
settings.load_profile("steady")

# A shell has what it starts in its background ignore SIGINT, and children would inherit that: then the
# servers that tests stop with it would go on. A signal with a handler is back at its default in them.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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
