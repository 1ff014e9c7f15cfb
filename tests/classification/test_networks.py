"""Tables of networks: every address is found in any spelling, and no file is trusted."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mailtrack_sdk
from mailtrack_sdk.classification import Networks
from mailtrack_sdk.classification._network_codec import MAX_NETWORKS, MAX_TABLES, section_of
from mailtrack_sdk.classification._network_sets import read_networks, without
from mailtrack_sdk.classification.network_catalogue import CATALOGUE
from mailtrack_sdk.classification.networks import (
    NetworkKind,
    NetworkScope,
    NetworkStrength,
    NetworkTable,
)
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from tests.classification._tables import DAY, table

MAGIC = b"mailtrack networks 1\n"
BUNDLED = Networks.bundled()
FILE = Path(mailtrack_sdk.__file__).parent / "classification" / "_networks.bin"
OWN = Networks().with_table(table(), ["192.0.2.0/24", "2001:db8::/32"])


def file_of(head: object, columns: bytes = b"") -> bytes:
    """Write a file by hand."""
    text = json.dumps(head).encode()
    size = bytes((len(text) & 127 | 128, len(text) >> 7 & 127 | 128, len(text) >> 14))
    return MAGIC + zlib.compress(size + text + columns)


def row(**changes: object) -> dict[str, object]:
    """Describe a table in the head of a file."""
    facts: dict[str, object] = {
        "name": "own",
        "label": "Own",
        "kind": "other",
        "scope": "none",
        "strength": "none",
        "source": "tests",
        "date": "2026-02-01",
        "v4": 0,
        "v6": 0,
    }
    return {**facts, **changes}


@st.composite
def networks4(draw: st.DrawFn) -> IPv4Network:
    """Draw a network in a small part of the addresses, so that networks overlap and touch."""
    length = draw(st.integers(24, 32))
    return IPv4Network((0xC0000200 + draw(st.integers(0, 511)), length), strict=False)


@st.composite
def networks6(draw: st.DrawFn) -> IPv6Network:
    """Draw a network, longer or shorter than /64."""
    length = draw(st.sampled_from([48, 56, 63, 64, 65, 120, 127, 128]))
    first = 0x20010DB8 << 96 | draw(st.integers(0, 3)) << 64 | draw(st.integers(0, 7)) | 1 << 79
    return IPv6Network((first, length), strict=False)


def _address6(high: int, low: int) -> str:
    return str(ip_address(0x20010DB8 << 96 | high << 64 | low | 1 << 79))


NETWORKS = st.lists(st.one_of(networks4(), networks6()), max_size=12)
ADDRESSES = st.one_of(
    st.integers(0xC00001F0, 0xC0000410).map(lambda number: str(ip_address(number))),
    st.builds(_address6, st.integers(0, 4), st.one_of(st.integers(0, 9), st.integers(0, 2**64 - 1))),
)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), NETWORKS), st.lists(ADDRESSES, max_size=20))
def test_an_address_lies_where_ipaddress_says(
    lists: dict[str, list[IPv4Network | IPv6Network]], addresses: list[str]
) -> None:
    """For any tables and addresses, before and after writing the tables down."""
    networks = Networks()
    for name, listed in lists.items():
        networks = networks.with_table(table(name), map(str, listed))
    again = Networks.from_bytes(networks.to_bytes())
    for address in addresses:
        parsed = ip_address(address)
        names = tuple(
            name
            for name, listed in lists.items()
            if any(parsed in network for network in listed if network.version == parsed.version)
        )
        assert networks.names(address) == again.names(address) == names
    assert again.tables == networks.tables
    assert [again.networks_of(one.name) for one in again.tables] == [
        networks.networks_of(one.name) for one in networks.tables
    ]
    assert again.to_bytes() == networks.to_bytes()


@given(NETWORKS, NETWORKS, st.lists(ADDRESSES, max_size=20))
def test_networks_are_taken_out_of_networks(
    some: list[IPv4Network | IPv6Network], others: list[IPv4Network | IPv6Network], addresses: list[str]
) -> None:
    """What is left holds exactly the addresses that were in the first and not in the second."""
    left = [ip_network(text) for text in without(map(str, some), map(str, others))]
    for address in addresses:
        parsed = ip_address(address)
        inside, outside, is_left = (
            any(parsed in network for network in listed if network.version == parsed.version)
            for listed in (some, others, left)
        )
        assert is_left == (inside and not outside)


@pytest.mark.parametrize(
    "address",
    [
        *("192.0.2.7", " 192.0.2.7 ", "192.0.2.7:8080", "::ffff:192.0.2.7", "::FFFF:c000:207"),
        *("[::ffff:192.0.2.7]:443", "2001:db8::1", "2001:DB8:0:0::1", "[2001:db8::1]", "[2001:db8::1]:443"),
        *("2001:db8::1%eth0", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
    ],
)
def test_an_address_is_found_in_any_spelling(address: str) -> None:
    """IPv4-mapped addresses are IPv4; brackets, a port, a zone and blanks make no difference."""
    assert OWN.names(address) == ("own",)
    assert OWN.find(address) == (("own",), DAY)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            " ",
            "192.0.2",
            "192.0.2.256",
            "192.0.2.7\0",
            "192.0.2.7.8",
            "::",
            "0.0.0.1",
            "255.255.255.255",
        ),
        *("192.0.3.0", "192.0.1.255", "2001:db7:ffff::", "2001:db9::", "ffff::ffff", "::ffff:1.2.3.4", ":"),
        *("x" * 10_000, ":" * 10_000, "9" * 10_000, "\ud800", "\u0661.2.3.4", "2001:db8::1::"),
        *(None, 7, b"192.0.2.7", b"::1", ["192.0.2.7"], {":": 1}, [":"], 1.5, object()),
    ],
    ids=lambda address: repr(address)[:20],
)
def test_what_is_elsewhere_or_no_address_lies_nowhere(address: str) -> None:
    """Anything at all can be asked for."""
    assert OWN.names(address) == ()
    assert OWN.find(address) == ((), None)


@given(st.one_of(st.text(), st.binary(), st.text("0123456789abcdef.:[]%/", max_size=50)))
def test_a_lookup_never_raises(address: str) -> None:
    """Whatever is looked up."""
    assert BUNDLED.names(address) == BUNDLED.find(address)[0]


def test_the_ends_of_all_addresses_can_be_known() -> None:
    """The first and the last network are networks like others; neighbours are merged."""
    networks = Networks().with_table(
        table(), ["0.0.0.0/8", "255.0.0.0/8", "::/8", "ff00::/8", "192.0.2.0/25", "192.0.2.128/25"]
    )
    for address in ("0.0.0.1", "0.255.255.255", "255.255.255.255", "::", "ffff::", "192.0.2.128"):
        assert networks.names(address) == ("own",)
    for address in ("1.0.0.0", "254.255.255.255", "100::", "feff:ffff::"):
        assert networks.names(address) == ()
    assert networks.networks_of("own") == ("0.0.0.0/8", "192.0.2.0/24", "255.0.0.0/8", "::/8", "ff00::/8")
    assert networks.tables[0].size == 5


def test_the_oldest_of_the_tables_gives_the_date() -> None:
    """An address may lie in several tables, which are named in their order."""
    networks = OWN.with_table(table("old", day=date(2020, 1, 1)), ["192.0.2.0/28"])
    assert networks.find("192.0.2.1") == (("own", "old"), date(2020, 1, 1))
    assert networks.find("192.0.2.77") == (("own",), DAY)


def test_a_table_is_replaced_in_a_copy() -> None:
    """What a name stands for is taken from the new table; the old tables stay as they are."""
    other = OWN.with_table(table("other"), ["198.51.100.7"])
    new = other.with_table(table(day=date(2026, 3, 1)), ["203.0.113.0/24"])
    assert [(one.name, one.size) for one in new.tables] == [("own", 1), ("other", 1)]
    assert (new.names("192.0.2.1"), new.names("203.0.113.1")) == ((), ("own",))
    assert OWN.names("192.0.2.1") == ("own",)
    assert new.networks_of("other") == ("198.51.100.7/32",)
    with pytest.raises(ArgumentError, match="no table 'nobody' among: own, other"):
        new.networks_of("nobody")


def test_mapped_networks_are_ipv4() -> None:
    """A list may spell IPv4 networks in IPv6, as addresses may be."""
    networks = Networks().with_table(table(), ["::ffff:192.0.2.0/120"])
    assert networks.networks_of("own") == ("192.0.2.0/24",)


@pytest.mark.parametrize("listed", [["192.0.2"], ["a" * 9999], [""], ["0.0.0.0/0"], ["::/1", "8000::/1"]])
def test_lists_that_make_no_sense_are_refused(listed: list[str]) -> None:
    """What is no network, and what is all of them."""
    with pytest.raises(ArgumentError, match=r"not a network such as|every address there is") as refused:
        read_networks(listed)
    assert len(str(refused.value)) < 200


def test_there_is_a_limit_to_tables_and_networks() -> None:
    """More than a file may hold is refused when it is put together."""
    networks = Networks()
    for number in range(MAX_TABLES):
        networks = networks.with_table(table(f"t{number}"), ["192.0.2.0/24"])
    assert len(Networks.from_bytes(networks.to_bytes()).tables) == MAX_TABLES
    with pytest.raises(ArgumentError, match="64 tables"):
        networks.with_table(table(), ["192.0.2.0/24"])
    with pytest.raises(ArgumentError, match="more than 500,000 networks"):
        section_of(table(), ((number, 32) for number in range(MAX_NETWORKS + 1)), ())


@pytest.mark.parametrize(
    "change",
    [
        *(
            {"name": "Own"},
            {"name": "a" * 41},
            {"name": 7},
            {"label": ""},
            {"label": "a\x1b[2J"},
            {"source": 7},
        ),
        *({"source": "a" * 301}, {"kind": "other"}, {"scope": None}, {"strength": 1}, {"date": "2026-02-01"}),
        *({"date": datetime(2026, 2, 1, tzinfo=timezone.utc)}, {"size": -1}, {"size": True}),
    ],
    ids=str,
)
def test_a_table_is_checked(change: dict[str, object]) -> None:
    """Names that cannot be kept, texts that a terminal would not like, values of another type."""
    facts: dict[str, object] = {
        "name": "own",
        "label": "Own",
        "kind": NetworkKind.OTHER,
        "scope": NetworkScope.NONE,
        "strength": NetworkStrength.NONE,
        "source": "tests",
        "date": DAY,
    }
    with pytest.raises(ArgumentError):
        NetworkTable(**{**facts, **change})  # type: ignore[arg-type]  # wrong on purpose


def test_a_file_can_be_written_by_hand() -> None:
    """The form is what the module says it is: lengths and gaps, IPv4 before IPv6."""
    columns = bytes((24, 32)) + b"\x82\x80\x80\x06" + b"\x00" + bytes((1,)) + b"\x01"
    networks = Networks.from_bytes(file_of([row(v4=2, v6=1)], columns))
    assert networks.networks_of("own") == ("192.0.2.0/24", "192.0.3.0/32", "8000::/1")
    assert Networks.from_bytes(file_of([])).tables == ()


NO_FACTS: dict[str, object] = {}
HOSTILE: tuple[object, ...] = (
    *(b"", b"x" * 9999, MAGIC, MAGIC + b"x", FILE.read_bytes()[:-1], FILE.read_bytes() + b"x", MAGIC[:-1]),
    *(MAGIC + zlib.compress(b""), MAGIC + zlib.compress(b"\xff" * 99), MAGIC + zlib.compress(b"\x02{")),
    MAGIC + zlib.compress(bytes(64 * 2**20)),
    MAGIC + zlib.compress(b"\xff\xff\x7f" + b"[" * 2**21),
    MAGIC + zlib.compress(b"\xa0\x8d\x06" + b"[" * 100_000),
    *(file_of({}), file_of(None), file_of([7]), file_of([NO_FACTS]), file_of([row()], b"\x00")),
    *(file_of([row(), row()]), file_of([row(name=f"t{number}") for number in range(65)])),
    *(file_of([row(date="20260201")]), file_of([row(date="2026-02-30")]), file_of([row(date=7)])),
    *(file_of([row(kind="friend")]), file_of([row(scope=7)]), file_of([row(strength=[])])),
    *(file_of([row(name="\x1b")]), file_of([row(label=None)]), file_of([row(source="")])),
    *(file_of([row(v4=-1)]), file_of([row(v4="1")]), file_of([row(v6=True)]), file_of([row(v6=500_001)])),
    *(file_of([row(v4=1)]), file_of([row(v4=1)], b"\x18"), file_of([row(v4=1)], b"\x21\x00")),
    *(
        file_of([row(v4=1)], b"\x00\x00"),
        file_of([row(v4=1)], b"\x01\x02"),
        file_of([row(v6=1)], b"\x81\x00"),
    ),
    file_of([row(v4=1)], b"\x18" + b"\x80" * 40),
    file_of([row(v4=1)], b"\x18" + b"\xff" * 18 + b"\x7f"),
    *(None, 7, "text", "mailtrack networks 1\n"),
)


@pytest.mark.parametrize("data", HOSTILE, ids=[f"file{number}" for number in range(len(HOSTILE))])
def test_broken_and_hostile_files_are_refused(data: bytes) -> None:
    """Cut off, too much, not what they say they are: one clear error, and little memory."""
    with pytest.raises(ConfigurationError, match="not a usable file of network tables"):
        Networks.from_bytes(data)


@given(st.binary(), st.binary())
def test_no_file_makes_anything_but_that_error(inside: bytes, behind: bytes) -> None:
    """Neither as it is, nor compressed, nor behind a good head."""
    head = zlib.decompress(file_of([row(v4=3, v6=2)]).removeprefix(MAGIC))
    for data in (inside, MAGIC + inside, MAGIC + zlib.compress(inside) + behind):
        with pytest.raises(ConfigurationError):
            Networks.from_bytes(data)
    try:
        networks = Networks.from_bytes(MAGIC + zlib.compress(head + inside))
    except ConfigurationError:
        return
    assert Networks.from_bytes(networks.to_bytes()).tables == networks.tables


def test_the_tables_of_the_release_are_small_and_complete() -> None:
    """At most 64 kB in the wheel; all of the catalogue but what only `refresh` can add; no table is empty."""
    assert FILE.stat().st_size <= 64_000
    assert [one.name for one in BUNDLED.tables] == [name for name in CATALOGUE if name != "google_cloud"]
    for one in BUNDLED.tables:
        assert CATALOGUE[one.name].table(one.name, one.date) == NetworkTable(
            **{name: getattr(one, name) for name in NetworkTable.__dataclass_fields__ if name != "size"}
        )
        assert one.size == len(BUNDLED.networks_of(one.name)) > 0
        assert date(2026, 1, 1) <= one.date <= date(2026, 11, 22)
    assert Networks.from_bytes(BUNDLED.to_bytes()).tables == BUNDLED.tables


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("17.58.1.1", ()),  # Apple's own, not the relay
        ("17.0.0.1", ()),
        ("104.28.28.1", ("apple_relay",)),
        ("2a02:26f7:b00a:4000::1", ("apple_relay",)),
        ("66.249.93.73", ("google",)),  # Google's image proxy: not Googlebot
        ("108.177.2.32", ("google",)),  # Gmail's prefetch, 2025-11-19
        ("66.249.64.1", ("google", "googlebot")),
        ("40.107.1.1", ("microsoft_eop", "azure", "github")),
        ("52.96.1.1", ("exchange_online", "azure")),  # Outlook on the web: not the mail filter
        ("40.94.29.84", ("azure",)),  # a scanner that was seen (mautic 9400): in no scanner's network
        ("52.112.103.113", ("exchange_online", "azure")),
        ("2a01:111:f403::1", ("microsoft_eop", "azure")),
        ("209.222.82.7", ("barracuda",)),
        ("3.24.133.129", ("barracuda", "amazon")),
        *((address, ()) for address in ("192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1")),
        *((address, ()) for address in ("10.0.0.1", "127.0.0.1", "192.168.1.1", "::1", "fe80::1")),
    ],
)
def test_the_known_addresses_lie_where_they_should(address: str, names: tuple[str, ...]) -> None:
    """Among them the traps: neither Apple's offices nor Exchange Online are what they are taken for."""
    assert BUNDLED.names(address) == names


def test_old_tables_are_named() -> None:
    """Stale is what is more than 180 days old, or more than was asked for."""
    old = OWN.with_table(table("old", day=DAY - timedelta(days=9)), ["198.51.100.0/24"])
    last = datetime(2026, 7, 31, 23, 59, tzinfo=timezone.utc)  # 180 days after DAY
    assert [one.name for one in old.stale(last)] == ["old"]
    assert [one.name for one in old.stale(last + timedelta(minutes=1))] == ["own", "old"]
    assert old.stale(last, max_age=timedelta(days=365)) == ()
    assert BUNDLED.stale(datetime(2026, 11, 22, tzinfo=timezone.utc)) == ()


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (Networks, "Networks(<0 tables>)"),
        (lambda: OWN, "Networks(<1 tables>)"),
    ],
)
def test_it_says_what_it_is(make: Callable[[], Networks], text: str) -> None:
    """In one line, without its 20,000 networks."""
    assert repr(make()) == text


def test_an_import_does_not_read_the_tables() -> None:
    """They are read by the first lookup, and once."""
    program = (
        "import mailtrack_sdk\n"
        "from mailtrack_sdk.classification import Classifier, Networks\n"
        "print(Classifier().networks)\n"
        "Networks.bundled().names('192.0.2.1')\n"
        "print(Networks.bundled() is Networks.bundled(), Classifier().networks)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "Networks(<not read yet>)\nTrue Networks(<20 tables>)\n"
