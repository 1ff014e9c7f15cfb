"""The client's address: from the right, through configured proxies only, and back to the peer in doubt."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.forwarding import ProxyTrust, parse_address
from mailtrack_sdk.web import Request

PEER, PROXY, OUTER, CLIENT = "203.0.113.9", "10.0.0.1", "198.51.100.7", "192.0.2.1"
PROXIES = ("10.0.0.0/8", OUTER, "2001:db8:1::/48")


def seen(
    peer: str | None, *forwarded: str, proxies: tuple[str, ...] = PROXIES, header: str | None = None
) -> tuple[str | None, bool]:
    """Ask for the address of a client behind a peer that sent forwarding headers."""
    name = header or "X-Forwarded-For"
    request = Request("GET", "/", [(name, value) for value in forwarded], peer)
    return ProxyTrust(proxies, header).client_address(request)


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        (PEER, [], (PEER, True)),
        (PEER, [CLIENT], (PEER, True)),
        (PROXY, [], (PROXY, False)),
        (PROXY, [""], (PROXY, False)),
        (PROXY, [CLIENT], (CLIENT, True)),
        (PROXY, [f"1.1.1.1, {CLIENT}"], (CLIENT, True)),
        (PROXY, [f"junk, {CLIENT}"], (CLIENT, True)),
        (PROXY, ["1.1.1.1", CLIENT], (CLIENT, True)),
        (PROXY, [f"1.1.1.1, {CLIENT}, {OUTER}, 10.9.9.9"], (CLIENT, True)),
        (PROXY, [f"{CLIENT}:4711 , [2001:db8:1::5]:80"], (CLIENT, True)),
        (PROXY, [f"{OUTER}, 10.9.9.9"], (OUTER, True)),
        (PROXY, [f"{CLIENT}, unknown"], (PROXY, False)),
        (PROXY, [f"{CLIENT},"], (PROXY, False)),
        (PROXY, [f"{CLIENT}, unknown, {OUTER}"], (PROXY, False)),
        (PROXY, ["::ffff:192.0.2.1"], (CLIENT, True)),
        (PROXY, ["2001:DB8:2:0::1"], ("2001:db8:2::1", True)),
        ("::ffff:10.0.0.1", [CLIENT], (CLIENT, True)),
        ("[2001:db8:1::1]:80", [CLIENT], (CLIENT, True)),
        ("2001:db8:2::1", [CLIENT], ("2001:db8:2::1", True)),
        (None, [CLIENT], (None, False)),
        ("", [CLIENT], (None, False)),
        ("testclient", [CLIENT], (None, False)),
        ("192.168.1.1", [CLIENT], ("192.168.1.1", False)),
    ],
)
def test_the_first_address_from_the_right_that_is_no_proxy(
    peer: str | None, forwarded: list[str], expected: tuple[str | None, bool]
) -> None:
    """What stands left of the client was typed by the client; a chain that breaks vouches for nothing."""
    assert seen(peer, *forwarded) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (f"for={CLIENT}", (CLIENT, True)),
        (f'For="{CLIENT}:80";proto=https;by=10.0.0.1', (CLIENT, True)),
        (f"proto=http; FOR = {CLIENT}", (CLIENT, True)),
        ('for="[2001:db8:2::1]:4711"', ("2001:db8:2::1", True)),
        (f"for=1.1.1.1, for={CLIENT}, for={OUTER}", (CLIENT, True)),
        (f'for="1.1.1.1, for={CLIENT}', (CLIENT, True)),
        ("for=unknown", (PROXY, False)),
        ("for=_hidden", (PROXY, False)),
        (f'for="a,b", for={OUTER}', (PROXY, False)),
        ('for="\\"', (PROXY, False)),
        (f"by={CLIENT}", (PROXY, False)),
        (f"before={CLIENT}", (PROXY, False)),
        ("for=", (PROXY, False)),
        ("", (PROXY, False)),
    ],
)
def test_the_forwarded_header(value: str, expected: tuple[str | None, bool]) -> None:
    """`Forwarded` is read by the grammar of RFC 7239 section 4 when it was configured."""
    assert seen(PROXY, value, header="Forwarded") == expected


def test_only_the_configured_header_is_read() -> None:
    """The other header, which the proxy may hand through from the client, says nothing."""
    request = Request("GET", "/", {"Forwarded": "for=1.1.1.1", "X-Forwarded-For": CLIENT}, PROXY)
    assert ProxyTrust(PROXIES).client_address(request) == (CLIENT, True)
    assert ProxyTrust(PROXIES, "forwarded").client_address(request) == ("1.1.1.1", True)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_without_proxies_a_forwarding_header_makes_the_peer_unreliable(header: str) -> None:
    """Somebody stands in front that nobody has named, so the peer may not be the reader."""
    trust = ProxyTrust()
    assert trust.client_address(Request("GET", "/", {header: CLIENT}, PEER)) == (PEER, False)
    assert trust.client_address(Request("GET", "/", (), PEER)) == (PEER, True)


@pytest.mark.parametrize(
    "peer",
    [
        "10.0.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "169.254.1.1", "127.0.0.1", "0.0.0.1",
        "::1", "::", "fd00::1", "fe80::1%eth0", "::ffff:10.0.0.1",
    ],
)  # fmt: skip
def test_a_private_peer_is_no_reader(peer: str) -> None:
    """A private or loopback peer is a proxy that nobody has named."""
    address, reliable = ProxyTrust().client_address(Request("GET", "/", (), peer))
    assert not reliable
    assert address is not None


@pytest.mark.parametrize("peer", ["172.32.0.1", "100.128.0.1", "11.0.0.1", "2001:db8::1", "fec0::1"])
def test_a_public_peer_is_a_reader(peer: str) -> None:
    """An address just outside the private ranges can be relied on."""
    assert ProxyTrust().client_address(Request("GET", "/", (), peer)) == (peer, True)


@pytest.mark.parametrize("peer", [None, "", "unix:"])
def test_a_unix_socket_can_be_trusted(peer: str | None) -> None:
    """The word "unix" stands for a peer that has no address."""
    assert seen(peer, f"1.1.1.1, {CLIENT}", proxies=("unix",)) == (CLIENT, True)
    assert seen(peer, proxies=("unix",)) == (None, False)
    assert seen(peer, "unknown", proxies=("unix",)) == (None, False)
    assert seen(PEER, CLIENT, proxies=("unix",)) == (PEER, True)


def test_a_chain_is_read_to_a_limit() -> None:
    """Of a header without end, the nearest hops are read; beyond them the chain counts as broken."""
    assert seen(PROXY, ", ".join([CLIENT, *["10.1.1.1"] * 30])) == (CLIENT, True)
    assert seen(PROXY, ", ".join([CLIENT, *["10.1.1.1"] * 40])) == (PROXY, False)
    assert seen(PROXY, "1.1.1.1," * 100_000 + CLIENT) == (CLIENT, True)
    assert seen(PROXY, *["1.1.1.1"] * 10_000, CLIENT) == (CLIENT, True)


@pytest.mark.parametrize(
    ("proxies", "header", "message"),
    [
        ("10.0.0.0/8", None, "trusted_proxies must be a sequence of texts, not '10"),
        (b"10.0.0.0/8", None, "trusted_proxies must be a sequence of texts"),
        (None, None, "trusted_proxies must be a sequence of texts, not None"),
        (["10.0.0.0/33"], None, "neither a network such as"),
        (["proxy.example.com"], None, "'proxy.example.com' is neither a network"),
        ([5], None, "5 is neither a network"),
        ([b"10.0.0.1"], None, "is neither a network"),
        ((), "Forwarded", "forwarded_header needs trusted_proxies"),
        ((), "", "forwarded_header needs trusted_proxies"),
        (["10.0.0.1"], "X-Real-IP", "must be 'X-Forwarded-For' or 'Forwarded', not 'X-Real-IP'"),
        (["10.0.0.1"], "", "must be 'X-Forwarded-For' or 'Forwarded', not ''"),
        (["10.0.0.1"], 5, "must be 'X-Forwarded-For' or 'Forwarded', not 5"),
    ],
)
def test_a_wrong_configuration_is_refused(proxies: Any, header: Any, message: str) -> None:  # noqa: ANN401 - any value
    """A network or header that cannot work is a ConfigurationError with an example."""
    with pytest.raises(ConfigurationError, match=message):
        ProxyTrust(proxies, header)


def test_a_network_may_be_written_in_any_way() -> None:
    """Host bits, a network of `ipaddress` and the whole Internet are networks."""
    network: Any = ipaddress.ip_network("10.0.0.0/8")
    assert seen(PROXY, CLIENT, proxies=("10.0.0.5/8",)) == (CLIENT, True)
    assert seen(PROXY, CLIENT, proxies=(network,)) == (CLIENT, True)
    assert seen(PEER, CLIENT, proxies=("0.0.0.0/0",)) == (CLIENT, True)
    assert seen("2001:db8::1", CLIENT, proxies=("0.0.0.0/0",)) == ("2001:db8::1", True)


@given(address=st.ip_addresses())
def test_an_address_is_read_as_ipaddress_reads_it(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    """Every address, with or without brackets and port, has the bytes that the standard library gives it."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    expected = (mapped or address).packed
    spellings = [str(address), f" {address} ", f"[{address}]", f"[{address}]:80"]
    spellings.append(f"{address}%eth0" if address.version == 6 else f"{address}:80")
    assert {parse_address(text) for text in spellings} == {expected}


@given(text=st.text(st.characters()))
def test_any_text_is_an_address_or_none(text: str) -> None:
    """No text raises, and what is read as an address has 4 or 16 bytes."""
    for given_text in (text, f"1.2.3.4{text}", f"[{text}", f"::{text}"):
        found = parse_address(given_text)
        assert found is None or len(found) in (4, 16)


@pytest.mark.parametrize(
    "text", ["", "1.2.3", "256.1.1.1", "1.2.3.4.5", "a:b", "1.2.3.4\0", ":", "[", "1" * 81]
)
def test_what_is_no_address(text: str) -> None:
    """A text that is no address, or far too long for one, is None."""
    assert parse_address(text) is None


@given(
    peer=st.none() | st.text(st.characters()) | st.sampled_from([PEER, PROXY, ""]),
    values=st.lists(st.text(st.sampled_from('for=;,"[]:.%\\ \t1230unkow') | st.characters(), max_size=40)),
)
def test_no_header_raises(peer: str | None, values: list[str]) -> None:
    """Whatever peer and headers say, there is an answer."""
    for header in ("X-Forwarded-For", "Forwarded"):
        address, reliable = seen(peer, *values, proxies=(*PROXIES, "unix"), header=header)
        assert address is not None or not reliable
