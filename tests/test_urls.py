"""Tracking URLs and targets: what may be wrapped, where URLs begin, and how a request is taken apart."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.endpoints import Endpoints
from mailtrack_sdk.errors import ConfigurationError, TargetError
from mailtrack_sdk.tokens import Purpose, TokenSigner
from mailtrack_sdk.urls import (
    Base,
    Route,
    Site,
    check_target,
    clean_target,
    find_route,
    host_name,
    is_web_url,
    split_url,
)

ROOT = Base.parse("base_url", "https://t.example.com")
DEEP = Base.parse("base_url", "https://t.example.com/mail/v")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://example.com/", "https://example.com/"),
        (" \t\n\x00 https://example.com/\x1f ", "https://example.com/"),
        ("https://exa\nmple.com/a\tb\r", "https://example.com/ab"),
        ("https://example.com/a b  c", "https://example.com/a%20b%20%20c"),
        ("https://example.com/gr\u00f6\u00dfe", "https://example.com/gr%C3%B6%C3%9Fe"),
        ("https://example.com/\U0001f422", "https://example.com/%F0%9F%90%A2"),
        ("https://example.com/\ud800x", "https://example.com/%EF%BF%BDx"),
        ("https://example.com/a%20b?q=%zz&x", "https://example.com/a%20b?q=%zz&x"),
        ("https://example.com/\x07 \u00e9", "https://example.com/\x07%20%C3%A9"),
        ("https://example.com/\u00a0", "https://example.com/%C2%A0"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_target_is_cleaned_as_a_browser_does(value: str, expected: str) -> None:
    """Blanks around go, line breaks inside go, the rest is percent-encoded; controls stay to be refused."""
    assert clean_target(value) == expected


@given(value=st.text(st.characters()))
def test_any_text_can_be_cleaned(value: str) -> None:
    """A cleaned target is ASCII without blanks, and cleaning it again changes nothing."""
    target = clean_target(value)
    assert target.isascii()
    assert not set(target) & set(" \t\r\n")
    assert clean_target(target) == target.strip("".join(map(chr, range(33))))


@pytest.mark.parametrize(
    "target",
    [
        "http://a",
        "HTTPS://EXAMPLE.COM",
        "https://example.com:8443/x",
        "https://[2001:db8::1]/x",
        "https://example.com?x",
        "https://example.com#x",
        "https://example.com/a@b",
        "https://example.com/\\",
        "https://example.com//evil.example",
        "http://192.0.2.1",
    ],
)
def test_a_web_url_may_be_wrapped(target: str) -> None:
    """Http and https with a plain host are wrapped as they are."""
    assert is_web_url(target)
    assert check_target(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "#top",
        "/path",
        "//example.com/",
        "mailto:a@b.example",
        "javascript:alert(1)//https://example.com",
        "ftp://example.com/",
        "https:",
        "https:/",
        "https://",
        "https:///example.com",
        "https://?x",
        "https://#x",
        "https://:80/",
        "https:example.com",
        "https:/example.com",
        "http:\\\\evil.example",
        "https://evil.example\\@good.example/",
        "https://user@example.com/",
        "https://user:password@example.com/",
        "https://@example.com",
        "https://example.com/\x00x",
        "https://example.com/a\x7fb",
        "https://exam\x0bple.com/",
        "{{url}}",
    ],
)
def test_another_target_is_refused(target: str) -> None:
    """What URL parsers read in two ways, or what is no web page, is a TargetError."""
    assert not is_web_url(target)
    with pytest.raises(TargetError, match="only http and https targets with a plain host"):
        check_target(target)


@given(
    target=st.builds(
        "{}{}{}".format,
        st.sampled_from(["https://", "http://", "https:/", "https:", "//", ""]),
        st.text(st.sampled_from("ab.:@/\\?#[]% \t"), max_size=12),
        st.text(max_size=5),
    )
)
def test_urllib_agrees_about_the_host(target: str) -> None:
    """Whatever may be wrapped has a host without credentials for another parser too, if it parses it."""
    try:
        parts = urlsplit(check_target(target))
        host, user = parts.hostname, parts.username
    except ValueError:
        return
    assert host
    assert user is None


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (None, "must be a str, not NoneType"),
        (b"https://example.com", "must be a str, not bytes"),
        ("https://example.com/" + "a" * 1981, "has 2001 characters; at most 2000"),
        ("https://example.com/" + "\u00e4" * 500, "has 3020 characters"),
    ],
)
def test_a_target_must_be_a_text_of_bounded_length(url: Any, message: str) -> None:  # noqa: ANN401 - any value
    """The length counts after cleaning, because that is what is signed."""
    with pytest.raises(TargetError, match=message):
        check_target(url)


def test_the_longest_target() -> None:
    """2,000 characters can still be wrapped."""
    assert len(check_target("https://example.com/" + "a" * 1980)) == 2000


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://t.example.com", Base("https://t.example.com", "t.example.com", "")),
        ("https://T.Example.com:8443/", Base("https://T.Example.com:8443", "t.example.com", "")),
        ("http://[::1]:80/a/b//", Base("http://[::1]:80/a/b", "::1", "/a/b")),
    ],
)
def test_a_base_url(url: str, expected: Base) -> None:
    """A base is an absolute URL, kept without the slash at its end."""
    assert Base.parse("base_url", url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "t.example.com",
        "//t.example.com",
        "ftp://t.example.com",
        "https://",
        "https://user:password@t.example.com",
        "https://t.example.com?x",
        "https://t.example.com/#x",
        "https://t.example.com/a b",
        "https://t.example.com/a ",
        " https://t.example.com",
        "https://t.example.com/\n",
        "https://t.example.com/a\\b",
        "https://t.example.com/%41",
        "https://t.example.com/\"'",
        "https://t.example.com/<x>",
        "https://t.ex\u00e4mple.com",
        "https://[::1",
        "https://[]",
        "https://[1:2]",
        "https://[t.example.com]",
        None,
        b"https://t.example.com",
    ],
)
def test_another_base_url_is_refused(url: Any) -> None:  # noqa: ANN401 - any value
    """A base that could break in a mail, or that has two readings, is a ConfigurationError by name."""
    with pytest.raises(ConfigurationError, match=r"^pixel_base_url "):
        Base.parse("pixel_base_url", url)


def test_where_the_urls_of_a_site_begin() -> None:
    """Pixels have a base of their own; a tenant stands behind the letter, or not at all."""
    assert Site(ROOT, DEEP).prefix(Purpose.CLICK) == "https://t.example.com/c/"
    assert Site(ROOT, DEEP).prefix(Purpose.OPEN) == "https://t.example.com/mail/v/o/"
    assert Site(ROOT, ROOT, "acme", segment=True).prefix(Purpose.OPEN) == "https://t.example.com/o/acme/"
    assert Site(ROOT, ROOT, "acme").prefix(Purpose.OPEN) == "https://t.example.com/o/"


@pytest.mark.parametrize(
    ("target", "own"),
    [
        ("https://t.example.com/c/x", True),
        ("https://t.example.com/mail/v/o/x", True),
        ("HTTPS://T.EXAMPLE.COM/C/x", True),
        ("https://t.example.com/c/", True),
        ("https://t.example.com/o/x", False),
        ("https://t.example.com/", False),
        ("https://t.example.com.evil.example/c/x", False),
        ("http://t.example.com/c/x", True),
        ("https://t.example.com:443/c/x", True),
        ("https://T.example.com.:/c/x", True),
        ("https://t.example.com/%63/x", True),
        ("https://t.example.com:8443/c/x", False),
        ("https://t.example.com:80/c/x", False),
        ("", False),
    ],
)
def test_a_site_knows_its_urls_by_their_look(target: str, *, own: bool) -> None:
    """A target that begins like a tracking URL of the site is its own, in any case of letters."""
    assert Endpoints(TokenSigner("k" * 16), Site(ROOT, DEEP)).looks_own(target) is own


def test_a_long_base_is_known_by_its_look_too() -> None:
    """The look is compared over the whole prefix, however long it is."""
    base = Base.parse("base_url", "https://t.example.com/" + "a" * 500)
    site = Site(base, base)
    endpoints = Endpoints(TokenSigner("k" * 16), site)
    assert endpoints.looks_own(site.prefix(Purpose.CLICK) + "x")
    assert not endpoints.looks_own(base.text[:-1] + "/c/x")


@pytest.mark.parametrize(
    ("base", "target", "own"),
    [
        ("http://localhost:8000", "http://localhost:8000/c/x", True),
        ("http://localhost:8000", "http://localhost/c/x", False),
        ("https://t.example.com:443", "https://t.example.com/c/x", True),
        ("https://[2001:db8::1]", "https://[2001:db8::1]/c/x", True),
    ],
)
def test_a_port_is_part_of_the_look_unless_it_goes_without_saying(
    base: str, target: str, *, own: bool
) -> None:
    """Port 443 of https and 80 of http may be written or not; another is needed."""
    parsed = Base.parse("base_url", base)
    assert Endpoints(TokenSigner("k" * 16), Site(parsed, parsed)).looks_own(target) is own


def test_mount_points() -> None:
    """A proxy in front may have cut any part of the base's path from its beginning."""
    assert Site(ROOT, ROOT).mount_points() == {""}
    assert Site(ROOT, DEEP).mount_points() == {"", "/v", "/mail/v"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/o/x", (None, "/o/x")),
        ("/o/x?q=/c/y#f", (None, "/o/x")),
        ("/o/x#f?q", (None, "/o/x")),
        ("https://t.example.com/o/x?q", ("t.example.com", "/o/x")),
        ("HTTP://u:p@t.example.com:80/o/x", ("t.example.com:80", "/o/x")),
        ("https://t.example.com", ("t.example.com", "")),
        ("https://t.example.com?x=/o/y", ("t.example.com", "")),
        ("ftp://t.example.com/o/x", (None, "ftp://t.example.com/o/x")),
        ("*", (None, "*")),
        ("", (None, "")),
        ("//host/o/x", (None, "//host/o/x")),
    ],
)
def test_a_requested_url_is_taken_apart(url: str, expected: tuple[str | None, str]) -> None:
    """Host and path of an absolute URL, the path alone of another; query and fragment are dropped."""
    assert split_url(url) == expected


@pytest.mark.parametrize(
    ("authority", "expected"),
    [
        ("T.Example.com", "t.example.com"),
        ("t.example.com:443", "t.example.com"),
        ("[2001:DB8::1]:443", "2001:db8::1"),
        ("[2001:db8::1", "2001:db8::1"),
        ("", ""),
        (":80", ""),
    ],
)
def test_the_host_of_an_authority(authority: str, expected: str) -> None:
    """The port and the brackets are left away, and case does not matter."""
    assert host_name(authority) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/o/x", Route(Purpose.OPEN, None, "x")),
        ("/c/x.y", Route(Purpose.CLICK, None, "x.y")),
        ("/v/o/x", Route(Purpose.OPEN, None, "x")),
        ("/o/acme/x", Route(Purpose.OPEN, "acme", "x")),
        ("/v/c/acme/x", Route(Purpose.CLICK, "acme", "x")),
        ("/o/o/x", Route(Purpose.OPEN, "o", "x")),
        ("/o/c/x", Route(Purpose.OPEN, "c", "x")),
        ("/o/", Route(Purpose.OPEN, None, "")),
        ("/o/acme/", Route(Purpose.OPEN, "acme", "")),
        ("/o//x", None),
        ("/o/-acme/x", None),
        ("/o/a%20b/x", None),
        ("/o/\ud800/x", None),
        ("/o/" + "a" * 65 + "/x", None),
        ("/o", None),
        ("/x", None),
        ("/", None),
        ("", None),
        ("o/x", Route(Purpose.OPEN, None, "x")),
        ("/w/o/x", None),
        ("/v/v/o/x", None),
        ("/v/o/a/b/x", None),
        ("/O/x", None),
    ],
)
def test_a_path_is_ours_or_not(path: str, expected: Route | None) -> None:
    """Letter, perhaps a tenant, and a token, below a mount point: everything else is not ours."""
    assert find_route(path, frozenset({"", "/v"})) == expected


@given(path=st.text(st.sampled_from("oc/av.-%\ud800 "), max_size=30))
def test_no_path_raises(path: str) -> None:
    """Whatever the path is, there is an answer."""
    route = find_route(path, frozenset({"", "/v"}))
    assert route is None or path.endswith(f"/{route.token}")
