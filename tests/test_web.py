"""Requests and responses: whatever a server hands over becomes one plain value."""

from __future__ import annotations

import pickle
import types
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.outcomes import Hit
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response
from tests._tokens import BASE, KEY, NOON, delivery_of

TRACKER = Tracker(KEY, base_url=f"{BASE}/v")
PIXEL = TRACKER.pixel_url(delivery_of())
PATH = PIXEL.removeprefix(BASE)


def is_hit(request: Request) -> bool:
    """Whether a request is understood as one for the pixel."""
    return isinstance(TRACKER.handle(request, now=NOON), Hit)


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "a", "ACCEPT": "*/*"},
        {b"User-Agent": b"a", b"accept": b"*/*"},
        [("user-agent", "a"), ("Accept", "*/*")],
        [(b"user-agent", "a"), ("Accept", bytearray(b"*/*"))],
        iter([("user-agent", "a"), ("Accept", "*/*")]),
        types.MappingProxyType({"User-agent": "a", "Accept": "*/*"}),
    ],
    ids=["mapping", "bytes", "pairs", "mixed", "iterator", "view"],
)
def test_headers_may_come_in_any_form(headers: Any) -> None:  # noqa: ANN401 - any form
    """Mappings and pairs, text and bytes give the same request."""
    request = Request("get", "/x", headers)
    assert request == Request("GET", "/x", [("user-agent", "a"), ("accept", "*/*")])
    assert (request.header("User-AGENT"), request.header("accept"), request.header("x")) == ("a", "*/*", None)


def test_a_repeated_header_keeps_all_values() -> None:
    """Every value of a name is kept in the order of arrival; `header` gives the first."""
    request = Request("GET", "/", [("X-A", "1"), ("b", "2"), ("x-a", "3")])
    assert request.header_values("X-a") == ("1", "3")
    assert request.header("x-A") == "1"
    assert request.header_values("c") == ()


def test_bytes_of_headers_are_latin_1() -> None:
    """Header bytes become text one by one, so nothing in them can fail (RFC 9110 section 5.5)."""
    assert Request("GET", "/", {b"A": bytes(range(256))}).header("a") == "".join(map(chr, range(256)))


@pytest.mark.parametrize(
    "arguments",
    [
        (None, "/"),
        (b"GET", "/"),
        ("GET", None),
        ("GET", b"/"),
        ("GET", "/", None),
        ("GET", "/", 5),
        ("GET", "/", "header"),
        ("GET", "/", [("a",)]),
        ("GET", "/", [("a", "b", "c")]),
        ("GET", "/", {"a": None}),
        ("GET", "/", {"content-length": 10**12}),
        ("GET", "/", {5: "a"}),
        ("GET", "/", {"a": ["b"]}),
        ("GET", "/", (), 5),
        ("GET", "/", (), b"192.0.2.1"),
        ("GET", "/", (), ("192.0.2.1", 80)),
    ],
)
def test_another_type_is_the_callers_mistake(arguments: tuple[Any, ...]) -> None:
    """Only the types are checked; a number among the headers is not taken for a size of memory."""
    with pytest.raises(ArgumentError, match=r"must be"):
        Request(*arguments)


@given(
    method=st.text(st.characters()),
    url=st.text(st.characters()),
    headers=st.lists(
        st.tuples(st.text(st.characters()) | st.binary(), st.text(st.characters()) | st.binary())
    ),
    address=st.none() | st.text(st.characters()),
)
def test_any_text_makes_a_request(
    method: str, url: str, headers: list[tuple[str | bytes, str | bytes]], address: str | None
) -> None:
    """No text that a client can send raises, and a request survives a pickle."""
    request = Request(method, url, headers, address)
    assert len(request.headers) == len(headers)
    assert pickle.loads(pickle.dumps(request)) == request  # noqa: S301 - our own


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, Request("GET", "/")),
        (
            {
                "REQUEST_METHOD": "head",
                "SCRIPT_NAME": "/v",
                "PATH_INFO": "/o/x",
                "QUERY_STRING": "a=b&c",
                "REMOTE_ADDR": "192.0.2.1",
                "HTTP_USER_AGENT": "a",
                "HTTP_X_FORWARDED_FOR": "b",
                "CONTENT_TYPE": "text/plain",
                "wsgi.input": None,
            },
            Request("HEAD", "/o/x?a=b&c", [("user-agent", "a"), ("x-forwarded-for", "b")], "192.0.2.1"),
        ),
        ({"PATH_INFO": "", "QUERY_STRING": "", "REMOTE_ADDR": ""}, Request("GET", "/", (), "")),
        ({"PATH_INFO": None, "QUERY_STRING": None, "REMOTE_ADDR": None}, Request("GET", "/")),
        ({"PATH_INFO": "/\u00c3\u00a4 ?#%"}, Request("GET", "/%C3%A4%20%3F%23%25")),
        ({"PATH_INFO": "/\u20ac\ud800"}, Request("GET", "/%3F%3F")),
        (
            {"HTTP_A": None, "HTTP_B": 5, "HTTP_C": [1]},
            Request("GET", "/", {"a": "None", "b": "5", "c": "[1]"}),
        ),
        ({"REQUEST_METHOD": None, "REMOTE_ADDR": 5}, Request("NONE", "/", (), "5")),
    ],
    ids=["empty", "full", "blank", "none", "quoted", "broken", "headers", "types"],
)
def test_a_wsgi_environment_becomes_a_request(environ: Mapping[str, object], expected: Request) -> None:
    """PEP 3333: the path is quoted again byte by byte, and no missing or odd value raises."""
    assert Request.from_wsgi(environ) == expected


@given(path=st.binary(max_size=40))
def test_a_wsgi_path_keeps_its_bytes(path: bytes) -> None:
    """The bytes of the path are those that the client sent, whatever they are."""
    request = Request.from_wsgi({"PATH_INFO": "/" + path.decode("latin-1")})
    assert unquote_to_bytes(request.url) == b"/" + path
    assert not set(request.url) & set("?# ")


@pytest.mark.parametrize("decoration", ["", ".", ")", ">", "=", '"', "';,]", "%3E"])
@pytest.mark.parametrize("mount", ["", "/v"])
def test_a_pixel_is_found_through_wsgi(mount: str, decoration: str) -> None:
    """A server decodes the path and takes the mount point off; the token is found all the same."""
    path = unquote_to_bytes(PATH + decoration).decode("latin-1")
    assert is_hit(Request.from_wsgi({"SCRIPT_NAME": mount, "PATH_INFO": path.removeprefix(mount)}))


@pytest.mark.parametrize("decoration", ["", ".", ")", ">", "%3E", "%3e", "%3D"])
@pytest.mark.parametrize("root", ["", "/v", "/v/"])
@pytest.mark.parametrize("raw", [True, False], ids=["raw", "decoded"])
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "cut"])
def test_a_pixel_is_found_through_asgi(root: str, decoration: str, *, raw: bool, whole: bool) -> None:
    """With or without a raw path, below a mount point that the path still carries or not."""
    path = PATH if whole else PATH.removeprefix("/v")
    scope: dict[str, object] = {"type": "http", "method": "GET", "root_path": root}
    scope["path"] = unquote_to_bytes(path + decoration).decode()
    if raw:
        scope["raw_path"] = quote(path + decoration, safe="/%.)>").encode()
    assert is_hit(Request.from_asgi(scope))


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({}, Request("GET", "/")),
        (
            {
                "method": "POST",
                "path": "/decoded",
                "raw_path": b"/r%61w?x",
                "query_string": b"a=\xff",
                "client": ("192.0.2.1", 80),
                "headers": [(b"User-Agent", b"a"), (b"x-a", b"1"), (b"x-a", b"2")],
            },
            Request("POST", "/r%61w?a=\xff", [("user-agent", "a"), ("x-a", "1"), ("x-a", "2")], "192.0.2.1"),
        ),
        ({"raw_path": None, "path": "/\u00e4 b"}, Request("GET", "/%C3%A4%20b")),
        ({"raw_path": b"", "path": "", "query_string": b"", "client": None}, Request("GET", "/")),
        ({"path": "/a\ud800", "root_path": "/\ud800"}, Request("GET", "/a%3F")),
        ({"path": "/v", "root_path": "/v"}, Request("GET", "/v")),
        ({"path": "/vv/x", "root_path": "/v"}, Request("GET", "/vv/x")),
        ({"path": "/\u00e4/x", "root_path": "/\u00e4"}, Request("GET", "/x")),
        ({"client": ["::1", 5]}, Request("GET", "/", (), "::1")),
        ({"client": [], "headers": None}, Request("GET", "/")),
        ({"client": 5, "headers": 5, "query_string": "a", "raw_path": "/x"}, Request("GET", "/")),
    ],
    ids=[
        "empty",
        "full",
        "decoded",
        "blank",
        "broken",
        "root",
        "other",
        "non-ascii",
        "ipv6",
        "none",
        "types",
    ],
)
def test_an_asgi_scope_becomes_a_request(scope: Mapping[str, object], expected: Request) -> None:
    """The raw path where there is one, without the mount point; no missing or odd value raises."""
    assert Request.from_asgi(scope) == expected


def test_a_header_of_a_scope_that_is_no_pair_is_the_servers_mistake() -> None:
    """Headers of another form are refused as those of any request."""
    with pytest.raises(ArgumentError, match="headers must be a mapping or pairs"):
        Request.from_asgi({"headers": [b"user-agent"]})


def test_a_response_gives_its_headers_in_any_case() -> None:
    """The first header of a name is found without regard to case."""
    response = Response(status=200, headers=(("Content-Type", "image/gif"),))
    assert (response.header("content-TYPE"), response.header("x")) == ("image/gif", None)
    assert response.body == b""


def test_paths_without_our_mount_point_are_not_ours() -> None:
    """A pixel below a path that nobody has configured is not taken for ours."""
    assert not is_hit(Request("GET", "/w" + PATH))
    assert is_hit(Request("GET", TRACKER.pixel_url(Delivery("n", sent_at=NOON))))


def test_a_request_does_not_show_what_it_carries() -> None:
    """A repr lands in logs; the URL works and headers hold cookies."""
    request = Request("GET", "/c/token", {"Cookie": "secret=1"})
    assert repr(request) == "<Request GET with 1 header(s)>"
