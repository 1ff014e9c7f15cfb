"""Where tracking URLs live: minted for a delivery, found again in a request or a mail, tenant by tenant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailtrack_sdk.endpoints import Endpoints, OwnLink, OwnPixel
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.markup import decode_attribute
from mailtrack_sdk.models import Delivery, Link
from mailtrack_sdk.tokens import Purpose, TokenSigner
from mailtrack_sdk.urls import Base, Route, Site, clean_target
from tests._tokens import BASE, KEY, OTHER_KEY, deliveries, delivery_of, links

LINK = Link(url="https://example.com/spring", index=2, name="hero")
DELIVERY = delivery_of()


def base(url: str) -> Base:
    """Read a base URL."""
    return Base.parse("base_url", url)


def endpoints(url: str = BASE, pixel_url: str | None = None, *, key: str = KEY) -> Endpoints:
    """Make the endpoints of a tracker without tenants."""
    return Endpoints(TokenSigner(key), Site(base(url), base(pixel_url or url)))


@given(delivery=deliveries, link=links)
def test_what_is_minted_is_found_again(delivery: Delivery, link: Link) -> None:
    """Any delivery's URLs are located, and read back from a mail, for its own tenant."""
    minting = endpoints(f"{BASE}/a/b", "http://pixel.example.com:8080")
    pixel, href = (
        minting.pixel_url(delivery),
        minting.link_url(delivery, link.url, index=link.index, name=link.name),
    )
    for url, purpose in ((pixel, Purpose.OPEN), (href, Purpose.CLICK)):
        route = minting.locate(url, None)
        assert route is not None
        assert (route.purpose, route.tenant) == (purpose, delivery.tenant)
    stated = minting.signer.verify_open(pixel.rpartition("/")[2], tenant=delivery.tenant)
    assert minting.read_own(pixel) == OwnPixel(stated)
    if len(href) <= 2000:
        own = minting.read_own(href)
        assert isinstance(own, OwnLink)
        assert own.link == link


@pytest.mark.parametrize("path", ["/a/b", "/b", ""])
def test_a_proxy_may_cut_the_base_path(path: str) -> None:
    """The request is found below any end of the base's path, and below nothing else."""
    token = "/o/" + endpoints().pixel_url(DELIVERY).rpartition("/")[2]
    deep = endpoints(f"{BASE}/a/b")
    route = deep.locate(path + token, None)
    assert route is not None
    assert deep.signer.verify_open(route.token) == DELIVERY
    assert deep.locate("/a" + token, None) is None
    assert deep.locate("/b/a" + token, None) is None


def test_a_tenant_in_the_path() -> None:
    """Without a host of its own, a tenant is a segment, which its parent serves without being told."""
    root = endpoints()
    child = root.for_tenant("acme", None, None)
    delivery = child.adopt(DELIVERY)
    url = child.pixel_url(delivery)
    assert url.startswith(f"{BASE}/o/acme/")
    assert url == endpoints().pixel_url(delivery) == root.pixel_url(delivery)
    for found in (endpoints(), root, child):
        assert found.locate(url, None) == Route(Purpose.OPEN, "acme", url.rpartition("/")[2])
        assert found.read_own(url) == OwnPixel(delivery)
    assert root.for_tenant("other", None, None).locate(url, None) is None
    assert root.for_tenant("other", None, None).read_own(url) is None


def test_a_tenant_on_its_own_host() -> None:
    """With a host of its own, a tenant is told by the host of the URL or by the Host header."""
    root = endpoints()
    child = root.for_tenant("acme", base("https://acme.example.com"), base("https://px.example.com/p"))
    delivery = child.adopt(DELIVERY)
    href, pixel = (
        child.link_url(delivery, LINK.url, index=LINK.index, name=LINK.name),
        child.pixel_url(delivery),
    )
    assert href.startswith("https://acme.example.com/c/")
    assert pixel.startswith("https://px.example.com/p/o/")
    assert root.link_url(delivery, LINK.url, index=LINK.index, name=LINK.name) == href
    path = href.removeprefix("https://acme.example.com")
    for url, host in ((href, None), (path, "ACME.example.com:443"), (path, "px.example.com")):
        for found in (root, child):
            route = found.locate(url, host)
            assert route is not None
            assert route.tenant == "acme"
    route = root.locate(path, "t.example.com")
    assert route is not None
    assert route.tenant is None
    assert root.read_own(href) == OwnLink(delivery, LINK)
    assert root.read_own(pixel) == OwnPixel(delivery)
    assert (root.hosts("acme"), root.hosts(None)) == (("acme.example.com",), ("track.example.com",))
    assert child.hosts("acme") == ("acme.example.com",)
    assert root.hosts("somebody") == ("track.example.com",)


@pytest.mark.parametrize(
    ("link_url", "pixel_url", "expected"),
    [
        ("https://a.example.com", None, ("https://a.example.com/c/", "https://a.example.com/o/")),
        (None, "https://a.example.com", ("https://a.example.com/c/", "https://a.example.com/o/")),
        (
            "https://a.example.com",
            "https://b.example.com",
            ("https://a.example.com/c/", "https://b.example.com/o/"),
        ),
    ],
)
def test_one_base_of_a_tenant_stands_for_both(
    link_url: str | None, pixel_url: str | None, expected: tuple[str, str]
) -> None:
    """A tenant's host can be given for links, for pixels, or for each."""
    child = endpoints().for_tenant(
        "acme", None if link_url is None else base(link_url), None if pixel_url is None else base(pixel_url)
    )
    site = child.site("acme")
    assert (site.prefix(Purpose.CLICK), site.prefix(Purpose.OPEN)) == expected


def test_a_host_belongs_to_one_tenant() -> None:
    """A host of another tenant or of the tracker itself is refused, and nothing of the attempt stays."""
    root = endpoints(BASE, "https://px.example.com")
    root.for_tenant("a", base("https://a.example.com"), None)
    for link_url, pixel_url in (
        ("https://b.example.com", "https://a.example.com"),
        ("https://a.example.com", "https://b.example.com"),
        (BASE, "https://b.example.com"),
        ("https://b.example.com", "https://px.example.com/x"),
    ):
        with pytest.raises(ArgumentError, match="is already taken; leave base_url out"):
            root.for_tenant("b", base(link_url), base(pixel_url))
    root.for_tenant("c", base("https://b.example.com"), None)
    root.for_tenant("a", base("https://a.example.com"), base("https://a2.example.com"))


@pytest.mark.parametrize("tenant", ["", "a/b", "@", None, 5])
def test_a_tenant_must_have_an_id(tenant: Any) -> None:  # noqa: ANN401 - any value
    """What cannot be a path segment is no tenant, with a host or without."""
    for url in (None, base("https://a.example.com")):
        with pytest.raises(ArgumentError, match="tenant must"):
            endpoints().for_tenant(tenant, url, None)


def test_a_tenant_has_no_tenants() -> None:
    """The tracker of a tenant makes no trackers for others."""
    child = endpoints().for_tenant("acme", None, None)
    with pytest.raises(ArgumentError, match="already belongs to tenant 'acme'; use its parent"):
        child.for_tenant("other", None, None)


def test_deliveries_are_adopted_by_their_tenant() -> None:
    """A tenant's endpoints fill their name in, and refuse another tenant's delivery."""
    root = endpoints()
    child = root.for_tenant("acme", None, None)
    owned = replace(DELIVERY, tenant="acme")
    assert child.adopt(DELIVERY) == owned
    assert child.adopt(owned) is owned
    assert root.adopt(DELIVERY) is DELIVERY
    assert root.adopt(owned) is owned
    with pytest.raises(ArgumentError, match="for tenant 'acme', not 'other'"):
        child.adopt(replace(DELIVERY, tenant="other"))
    not_a_delivery: Any = "news-7"
    with pytest.raises(ArgumentError, match="delivery must be a Delivery, not str"):
        root.adopt(not_a_delivery)


def test_what_only_looks_own_is_not_read() -> None:
    """A forged URL below our base, or one of other keys, is not ours to undo."""
    root = endpoints()
    href = root.link_url(DELIVERY, LINK.url, index=LINK.index, name=LINK.name)
    assert root.looks_own(href)
    for target in (
        f"{BASE}/c/x",
        f"{BASE}/c/",
        f"{BASE}/c/a/b/c/d",
        f"{BASE}/o/{href.rpartition('/')[2]}",
        endpoints(key=OTHER_KEY).link_url(DELIVERY, LINK.url, index=LINK.index, name=LINK.name),
        endpoints(key=OTHER_KEY).pixel_url(DELIVERY),
    ):
        assert root.looks_own(target)
        assert root.read_own(target) is None
    for target in ("https://example.com/", f"{BASE}/", href.replace("track", "tricks"), ""):
        assert not root.looks_own(target)
        assert root.read_own(target) is None


def test_a_decorated_url_in_a_mail_is_read() -> None:
    """A quoted mail may have wrapped or marked the URL; it is still ours."""
    root = endpoints()
    href = root.link_url(DELIVERY, LINK.url, index=LINK.index, name=LINK.name)
    assert root.read_own(f"{href}%3E?utm_source=x#y") == OwnLink(DELIVERY, LINK)


@given(
    url=st.text(st.characters()) | st.builds((BASE + "/{}/{}").format, st.sampled_from("ocx"), st.text()),
    host=st.none() | st.text(st.characters()),
)
def test_no_url_raises(url: str, host: str | None) -> None:
    """Whatever a request or a mail holds, it is ours or not."""
    root = endpoints()
    root.for_tenant("acme", base("https://acme.example.com"), None)
    for found in (root, root.for_tenant("other", None, None)):
        found.locate(url, host)
        assert found.read_own(url) is None


def test_ten_thousand_tenants_cost_a_link_nothing() -> None:
    """Tenants in the path are not remembered, so a mailer may ask for one per mail."""
    root = endpoints()
    for number in range(10_000):
        root.for_tenant(f"t{number}", None, None)
    assert len(root._sites) == 1


def as_references(url: str) -> str:
    """Write every character as a reference."""
    return "".join(f"&#{ord(character)};" for character in url)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "references": as_references,
    "two references": lambda url: url.replace("/o/", "&#x2f;o&#47;"),
    "named reference": lambda url: url.replace("/o/", "&sol;o/"),
    "newline": lambda url: url.replace("/o/", "/\no/"),
    "tabs": lambda url: url.replace("/o/", "/\to\t/"),
    "CR LF": lambda url: url.replace("/o/", "\r\n/o\r\n/"),
    "everywhere": "\n\t".join,
}


@pytest.mark.parametrize("write", SPELLINGS.values(), ids=SPELLINGS)
def test_a_pixel_is_seen_however_its_url_is_written(write: Callable[[str], str]) -> None:
    """Browsers decode references and drop line breaks and tabs inside a URL; the quick look knows."""
    root = endpoints()
    for minting in (root, root.for_tenant("acme", None, None), endpoints(f"{BASE}/a/b")):
        url = minting.pixel_url(minting.adopt(DELIVERY))
        source = f'<img alt="" src="{write(url)}" width="1">'
        assert minting.may_hold_pixel(source)
        found = minting.read_own(clean_target(decode_attribute(write(url))))
        assert found == OwnPixel(minting.adopt(DELIVERY))


@pytest.mark.parametrize(
    "source",
    [
        '<img src="https://example.com/logo.png">',
        '<img\nsrc="https://example.com/o"\r\nwidth="1">',
        f'<img src="{BASE}/c/x">',
    ],
)
def test_other_images_take_one_look(source: str) -> None:
    """A path without the segment of pixels, and without what could hide it, needs no reading."""
    assert not endpoints().may_hold_pixel(source)


@given(st.data())
def test_no_spelling_of_a_pixel_url_is_missed(data: st.DataObject) -> None:
    """What reads as a pixel URL in the end is never left out by the quick look."""
    root = endpoints()
    url = root.pixel_url(DELIVERY)
    at = url.index("/o/")
    spellings = [
        data.draw(
            st.sampled_from([mark, f"&#{ord(mark)};", f"&#x{ord(mark):x}", f"%{ord(mark):02x}", mark.upper()])
        )
        + data.draw(st.sampled_from(["", "\n", "\t", "\r", "&#10;", "&Tab;", " ", "\f"]))
        for mark in "m/o/"
    ]
    written = url[: at - 1] + "".join(spellings) + url[at + 3 :]
    if isinstance(root.read_own(clean_target(decode_attribute(written))), OwnPixel):
        assert root.may_hold_pixel(f'<img src="{written}">')


@given(
    st.sampled_from(["", BASE, "https://beta.example", "https://elsewhere.example", "//"]),
    st.lists(
        st.sampled_from(
            ["o", "c", "a", "b", "acme", "beta", "%6f", "%2F", "", "o?", "?", "#", "//", "x" * 20]
        ),
        max_size=6,
    ),
    st.sampled_from([None, "beta.example", "track.example.com"]),
)
@example("", ["o", "token"], None)
@example("", ["a", "o", "acme", "token"], None)
def test_what_asks_for_a_pixel_is_what_is_located_as_one(
    start: str, segments: list[str], host: str | None
) -> None:
    """The short way says what the long one would, for a tracker with tenants and for each of them."""
    root = endpoints(f"{BASE}/a/b")
    acme = root.for_tenant("acme", None, None)
    beta = root.for_tenant("beta", base("https://beta.example/b"), None)
    url = start + "/" + "/".join(segments)
    for those in (root, acme, beta):
        route = those.locate(url, host)
        is_pixel = route is not None and route.purpose is Purpose.OPEN
        assert those.asks_for_pixel(url, host) is is_pixel
