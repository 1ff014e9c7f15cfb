"""Published lists of networks: each is known by its content, and nothing in it is believed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.classification import Networks
from mailtrack_sdk.classification.network_catalogue import CATALOGUE, FIXED
from mailtrack_sdk.classification.network_sources import MAX_LIST_BYTES, PublishedList, read_lists
from mailtrack_sdk.errors import ArgumentError
from tests._data import data_path
from tests.classification import _published as published
from tests.tables.networks import MATERIAL, main, make

# 2d00:db8:5::/48 without 2d00:db8:5:1::/64.
AROUND_A_HOLE = ("2d00:db8:5::/64", *(f"2d00:db8:5:{1 << bit:x}::/{64 - bit}" for bit in range(1, 16)))


def shown(data: bytes) -> list[tuple[str | None, tuple[str, ...], date | None]]:
    """Read lists, as tuples."""
    return [(one.name, one.networks, one.date) for one in read_lists(data)]


def document(**facts: object) -> bytes:
    """Write a JSON object."""
    return json.dumps(facts).encode()


@pytest.mark.parametrize(
    ("data", "lists"),
    [
        (
            published.APPLE,
            [("apple_relay", ("11.0.2.0/30", "11.51.100.0/28", "2d00:db8:1::/64"), None)],
        ),
        (
            published.GOOG,
            [("google", ("11.51.100.0/24", "66.249.64.0/19", "2d00:db8:2::/48"), date(2026, 10, 30))],
        ),
        (published.CLOUD, [("google_cloud", ("11.51.100.0/26", "2d00:db8:3::/48"), date(2026, 10, 31))]),
        (published.GOOGLEBOT, [("googlebot", ("66.249.64.0/27", "2d00:db8:4::/64"), date(2026, 10, 29))]),
        (published.BINGBOT, [("bing", ("157.55.39.0/24",), date(2026, 10, 28))]),
        (published.GPTBOT, [(None, ("11.0.2.64/28",), date(2026, 10, 27))]),
        (
            published.MICROSOFT_365,
            [
                ("microsoft_eop", ("11.0.2.64/26", "11.0.113.0/25", "2d00:db8:5:1::/64"), None),
                ("exchange_online", ("11.0.2.0/26", *AROUND_A_HOLE), None),
            ],
        ),
        (published.SERVICE_TAGS, [("azure", ("11.0.113.0/24", "2d00:db8:6::/48"), None)]),
        (published.AMAZON, [("amazon", ("11.0.2.128/25", "2d00:db8:7::/48"), date(2026, 10, 26))]),
        (published.MISP_RELAY, [("apple_relay", ("11.0.2.0/31", "2d00:db8:1::/64"), date(2026, 10, 25))]),
        (published.PLAIN, [(None, ("11.0.2.0/27", "2d00:db8::1/128"), None)]),
    ],
    ids=["apple", "goog", "cloud", "googlebot", "bing", "gptbot", "m365", "tags", "amazon", "misp", "plain"],
)
def test_a_list_is_known_by_its_content(
    data: bytes, lists: list[tuple[str | None, tuple[str, ...], date | None]]
) -> None:
    """Whose it is, its networks, and its date if it says one."""
    assert shown(data) == lists


@pytest.mark.parametrize(
    ("data", "name", "day"),
    [
        # Without what tells it from the lists of robots, a list of prefixes is nobody's.
        (document(prefixes=[{"ipv4Prefix": "11.51.100.0/24"}]), None, None),
        (document(prefixes=[{"ipv4Prefix": "11.51.0.0/16"}]), None, None),
        (document(prefixes=[{"ipv4Prefix": "66.249.64.0/19"}]), "google", None),
        (document(prefixes=[{"ipv4Prefix": "11.51.100.0/28"}], syncToken="1"), "google", None),
        (document(prefixes=[{"ipv4Prefix": "11.51.100.0/28"}], creationTime=7), None, None),
        (document(prefixes=[{"ipv4Prefix": "11.0.2.0/24"}], creationTime="2026-02-30T1"), None, None),
        (
            document(values=[{"name": "A", "properties": {"addressPrefixes": ["11.0.2.0/28"]}}]),
            "azure",
            None,
        ),
        (document(type="cidr", name="Zscaler", list=["11.0.2.0/28"], version=7), "zscaler", None),
        (
            document(type="cidr", name="Fastly", list=["11.0.2.0/28"], version=20260819),
            None,
            date(2026, 8, 19),
        ),
    ],
)
def test_a_list_that_says_less_is_read_as_far_as_it_goes(
    data: bytes, name: str | None, day: date | None
) -> None:
    """A missing owner or date is left to whoever gives the list."""
    (one,) = read_lists(data)
    assert (one.name, one.date) == (name, day)


def test_mail_filters_are_taken_out_of_the_list_of_office_365() -> None:
    """MISP's list holds both: what filters mail is known, and the rest is where people read it."""
    data = document(type="cidr", name="Office 365", list=["40.92.0.0/15", "52.96.0.0/12"], version=20260811)
    (one,) = read_lists(data)
    networks = Networks().with_table(
        CATALOGUE["exchange_online"].table("own", date(2026, 8, 11)), one.networks
    )
    assert one.name == "exchange_online"
    for address, names in (
        *(("52.99.255.255", ("own",)), ("52.100.0.0", ()), ("52.103.255.255", ()), ("52.104.0.0", ("own",))),
        ("40.92.1.1", ()),
    ):
        assert networks.names(address) == names


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\n \n", b"# nothing\n", b"\xff\xfe", b"{", b"[" * 100_000, b"[]", b"{}", b'[{"id": 9}]'),
        *(b'[{"id": 1, "serviceArea": "Exchange", "ips": 7}, 7, null]', b"[[]]", b'{"a": 1' + b"0" * 9999),
        *(document(values=[]), document(values=7), document(values=[7, {"name": "x", "properties": 7}])),
        *(document(prefixes=[]), document(prefixes=[7, {"ipv4Prefix": 7}]), document(prefixes={})),
        *(document(list=["11.0.2.0/28"]), document(list=[], type="cidr"), document(list=[7], type="cidr")),
        document(type="string", list=["example.com"]),
    ],
    ids=lambda data: repr(data)[:30],
)
def test_what_is_no_list_is_refused(data: bytes) -> None:
    """With one clear error, however deep or broken it is."""
    with pytest.raises(ArgumentError, match=r"^(it|there) "):
        read_lists(data)


def test_there_is_a_limit_to_lists() -> None:
    """Neither endless files nor endless lists are taken."""
    with pytest.raises(ArgumentError, match="at most 52,428,800 bytes"):
        read_lists(bytes(MAX_LIST_BYTES + 1))
    with pytest.raises(ArgumentError, match="more than 500,000 networks"):
        read_lists(b"11.0.2.1\n" * 500_001)


@given(
    st.one_of(
        st.binary(),
        st.recursive(
            st.one_of(st.none(), st.integers(), st.text(), st.just("11.0.2.0/24")),
            lambda inner: st.one_of(
                st.lists(inner, max_size=4),
                st.dictionaries(
                    st.sampled_from(
                        """
                        values prefixes list type name properties addressPrefixes ipv4Prefix ip_prefix id ips
                        serviceArea creationTime ipv6_prefixes
                        """.split()
                    ),
                    inner,
                    max_size=5,
                ),
            ),
            max_leaves=12,
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_whatever_is_read_gives_lists_or_that_error(data: bytes) -> None:
    """No other error comes out."""
    try:
        lists = read_lists(data)
    except ArgumentError:
        return
    assert all(isinstance(one, PublishedList) and one.networks for one in lists)


def test_every_network_of_the_material_is_found() -> None:
    """The tables of the release know the first address of every network that was published."""
    networks = Networks.bundled()
    folder = data_path("ip")
    for name, files in MATERIAL.items():
        for file in files:
            for one in read_lists((folder / file).read_bytes()):
                addresses = [network.partition("/")[0] for network in one.networks]
                assert [address for address in addresses if name not in networks.names(address)] == []
    for name, fixed in FIXED.items():
        for network in fixed.networks:
            assert name in networks.names(network.partition("/")[0])


@pytest.mark.parametrize(
    "special",
    [
        *("10.0.0.0/8", "172.16.5.0/24", "192.168.1.1", "100.64.0.0/10", "127.0.0.1", "169.254.169.254"),
        *(
            "192.0.2.0/24",
            "198.51.100.7",
            "203.0.113.0/25",
            "198.18.0.0/15",
            "224.0.0.0/3",
            "255.255.255.255",
        ),
        *(
            "2002::/16",
            "2002:c000:204::/48",
            "64:ff9b::/96",
            "64:ff9b::c000:221",
            "2001::/32",
            "2001:db8::/32",
        ),
        *("fc00::/7", "fe80::1", "ff02::1", "::1", "3fff::/20", "100::/64", "::ffff:10.0.0.0/104"),
    ],
)
def test_what_no_owner_can_have_is_left_out(special: str) -> None:
    """Else strangers with such an address would be taken for the owner of the list."""
    (one,) = read_lists(f"11.0.2.0/28\n{special}\n".encode())
    assert (one.networks, one.left_out) == (("11.0.2.0/28",), 1)
    with pytest.raises(ArgumentError, match="it holds only networks that no owner can have: private, "):
        read_lists(special.encode())


def test_what_no_owner_can_have_is_cut_out() -> None:
    """The rest of a network that holds some of it stays; what there is of it in the material is gone."""
    (one,) = read_lists(b"198.51.100.0/23\n192.0.0.0/8\n")
    networks = Networks().with_table(CATALOGUE["vultr"].table("own", date(2026, 1, 1)), one.networks)
    assert one.left_out == 2
    for address, names in (
        *(("198.51.100.1", ()), ("198.51.101.1", ("own",)), ("192.0.1.255", ("own",)), ("192.0.2.0", ())),
        *(("192.168.0.1", ()), ("192.169.0.0", ("own",))),
    ):
        assert networks.names(address) == names


def test_strangers_lie_in_no_built_in_table() -> None:
    """Whoever has an IPv4 address has one of 2002::/16 as well, which Vultr's list holds."""
    for address in ("2002:c000:204::1", "64:ff9b::c000:221", "2001:0:53aa:64c::1", "10.0.0.1", "224.0.0.1"):
        assert Networks.bundled().names(address) == ()


@pytest.mark.parametrize(
    "wide", ["8.0.0.0/7", "0.0.0.0/1", "192.0.0.0/2", "2c00::/15", "2000::/3", "::/8", "::ffff:8.0.0.0/103"]
)
def test_what_is_wider_than_any_owner_has_is_refused(wide: str) -> None:
    """A list that holds it is damaged, and would call half of the world a robot."""
    with pytest.raises(
        ArgumentError, match=r"^it holds .*, which is wider than any owner's network: at most /8 "
    ):
        read_lists(f"11.0.2.0/28\n{wide}\n".encode())


def test_neighbours_may_be_wide_together() -> None:
    """Each is as wide as may be: two of IPv4, two of IPv6."""
    (one,) = read_lists(b"8.0.0.0/8\n9.0.0.0/8\n2a00::/16\n2a01::/16\n")
    assert (one.networks, one.left_out) == (("8.0.0.0/7", "2a00::/15"), 0)


def test_the_tables_of_the_release_are_what_the_script_makes(capsys: pytest.CaptureFixture[str]) -> None:
    """Run `python -m tests.tables.networks --from ... --write` when this fails."""
    made, bundled = make(data_path("ip")), Networks.bundled()
    assert made.tables == bundled.tables
    for table in made.tables:
        assert made.networks_of(table.name) == bundled.networks_of(table.name)
    assert main(["--from", str(data_path("ip"))]) == 0
    assert capsys.readouterr().out.startswith("nothing changes\n20 tables, ")


def test_the_lists_of_the_material_are_recognised() -> None:
    """MISP's lists say whose they are and when they were made."""
    for file, name in (
        ("icloud-private-relay.json", "apple_relay"),
        ("microsoft-office365-ip.json", "exchange_online"),
        ("zscaler.json", "zscaler"),
    ):
        (one,) = read_lists(data_path("ip", file).read_bytes())
        assert (one.name, one.date) == (name, date(2026, 8, 11))
