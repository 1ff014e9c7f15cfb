"""Simulated clients send what real ones send, and are judged as those should be."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from ipaddress import ip_address, ip_network

import pytest

from mailtrack_sdk import Agent, Delivery, Hit, Human, Request, Tracker
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.testing import clients
from mailtrack_sdk.testing.clients import SimulatedClient, Sweep

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
TRACKER = Tracker("a long and random secret", base_url="https://t.example.com", clock=lambda: NOON)
DELIVERY = Delivery("news-7", "u-1001", sent_at=NOON)
PIXEL = TRACKER.pixel_url(DELIVERY)
LINK = TRACKER.link_url(DELIVERY, "https://example.com/")

PERSON = (Agent.BROWSER, Human.YES)
PROXY = (Agent.IMAGE_PROXY, Human.YES)
PROGRAM = (Agent.MAIL_CLIENT, Human.YES)
VERDICTS = {
    "apple_mail": ((Agent.MAIL_CLIENT, Human.UNKNOWN), PERSON),
    "apple_mail_privacy": ((Agent.APPLE_MPP, Human.NO), PERSON),
    "barracuda": (PERSON, PERSON),  # it says nothing of itself: only its network and its company tell
    "bingbot": ((Agent.CRAWLER, Human.NO), (Agent.CRAWLER, Human.NO)),
    "chrome": (PERSON, PERSON),
    "curl": ((Agent.HTTP_LIBRARY, Human.NO), (Agent.HTTP_LIBRARY, Human.NO)),
    "firefox": (PERSON, PERSON),
    "gmail_android": (PROXY, PERSON),
    "gmail_ios": (PROXY, PERSON),
    "gmail_prefetch": ((Agent.PREFETCH, Human.NO), None),
    "gmail_web": (PROXY, PERSON),
    "googlebot": ((Agent.CRAWLER, Human.NO), (Agent.CRAWLER, Human.NO)),
    "link_scanner": ((Agent.SECURITY_SCANNER, Human.NO), (Agent.SECURITY_SCANNER, Human.NO)),
    "outlook_desktop": (PROGRAM, PERSON),
    "outlook_ios": (PROGRAM, PERSON),
    "outlook_mac": (PROGRAM, PERSON),
    "outlook_web": (PERSON, PERSON),
    "python_requests": ((Agent.HTTP_LIBRARY, Human.NO), (Agent.HTTP_LIBRARY, Human.NO)),
    "safari": (PERSON, PERSON),
    "safe_links": (PERSON, PERSON),  # the same: see test_sweeps.py
    "slack_preview": ((Agent.LINK_PREVIEWER, Human.NO), (Agent.LINK_PREVIEWER, Human.NO)),
    "teams_preview": ((Agent.LINK_PREVIEWER, Human.NO), (Agent.LINK_PREVIEWER, Human.NO)),
    "thunderbird": (PROGRAM, PERSON),
    "yahoo_mail": (PROXY, PERSON),
}
DOCUMENTATION = [ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]


def name_of(value: object) -> str | None:
    """Name a client in the list of tests."""
    return value.name if isinstance(value, SimulatedClient) else None


def judged(request: Request) -> tuple[Agent, Human]:
    """Return what the tracker says about a request."""
    outcome = TRACKER.handle(request)
    assert isinstance(outcome, Hit)
    return outcome.verdict.agent, outcome.verdict.human


def links_followed_by(client: SimulatedClient) -> list[Request]:
    """Return the request for the link, or nothing for a client that follows none."""
    return [] if client.link_headers is None else [client.click(LINK)]


def test_every_client_is_listed() -> None:
    """`ALL` holds every client of the module once, in the order of their names, and so do these tests."""
    exported: list[object] = [getattr(clients, name) for name in clients.__all__]
    assert list(clients.ALL) == [value for value in exported if isinstance(value, SimulatedClient)]
    assert [client.name for client in clients.ALL] == list(VERDICTS)
    assert all(getattr(clients, client.name) is client for client in clients.ALL)


@pytest.mark.parametrize("client", clients.ALL, ids=name_of)
def test_an_open_is_judged_as_it_should_be(client: SimulatedClient) -> None:
    """The request for the pixel gets the agent and the human verdict of the real software."""
    assert judged(client.open(PIXEL)) == VERDICTS[client.name][0]


@pytest.mark.parametrize("client", clients.ALL, ids=name_of)
def test_a_click_is_judged_as_it_should_be(client: SimulatedClient) -> None:
    """The request for a link gets the agent and the human verdict of the real software."""
    expected = VERDICTS[client.name][1]
    assert [judged(request) for request in links_followed_by(client)] == (
        [] if expected is None else [expected]
    )


@pytest.mark.parametrize("client", clients.ALL, ids=name_of)
def test_requests_are_well_formed(client: SimulatedClient) -> None:
    """A request is a GET for the very URL, names its software once, and comes from a reserved address."""
    requests = [client.open(PIXEL), *links_followed_by(client)]
    for request, url in zip(requests, (PIXEL, LINK), strict=False):
        names = [name for name, _ in request.headers]
        assert (request.method, request.url) == ("GET", url)
        assert len(set(names)) == len(names)
        assert request.header("User-Agent")
        assert request.client_address is not None
        assert any(ip_address(request.client_address) in network for network in DOCUMENTATION)


def test_clients_do_not_share_an_address() -> None:
    """No two clients are mistaken for one reader."""
    assert len({client.address for client in clients.ALL}) == len(clients.ALL)


def test_browsers_tell_an_image_from_a_page() -> None:
    """Sec-Fetch headers say what is wanted and whether the link stood in webmail or a mail program."""
    image, page, handed_over = (
        clients.chrome.open(PIXEL),
        clients.chrome.click(LINK),
        clients.outlook_desktop.click(LINK),
    )
    wanted = ("Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site")
    assert [image.header(name) for name in wanted] == ["image", "no-cors", "cross-site"]
    assert [page.header(name) for name in wanted] == ["document", "navigate", "cross-site"]
    assert handed_over.header("Sec-Fetch-Site") == "none"
    assert (image.header("Sec-Fetch-User"), page.header("Sec-Fetch-User")) == (None, "?1")


@pytest.mark.parametrize(
    ("client", "order"),
    [
        (
            clients.chrome,
            "sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform upgrade-insecure-requests user-agent",
        ),
        (clients.firefox, "user-agent accept accept-language accept-encoding upgrade-insecure-requests"),
        (clients.safari, "sec-fetch-dest user-agent accept sec-fetch-site sec-fetch-mode accept-language"),
    ],
    ids=name_of,
)
def test_headers_keep_the_order_of_the_browser(client: SimulatedClient, order: str) -> None:
    """Headers come in the order that was captured, which differs from browser to browser."""
    names = [name for name, _ in client.click(LINK).headers]
    assert names[: len(order.split())] == order.split()
    image = [name for name, _ in client.open(PIXEL).headers]
    assert image == [name for name in names if name in image]
    assert {"upgrade-insecure-requests", "sec-fetch-user", "priority", "te"}.isdisjoint(image)


def test_what_a_machine_does_by_itself_is_written_down() -> None:
    """Machines that come by themselves say when, how fast, and what they ask for."""
    sweeps = {client.name: client.unasked for client in clients.ALL if client.unasked is not None}
    second = timedelta(seconds=1)
    assert sweeps == {
        "apple_mail_privacy": Sweep(images=True, links=0),
        "barracuda": Sweep(delay=5 * second, links=1),
        "gmail_prefetch": Sweep(delay=25 * second, images=True, links=0),
        "link_scanner": Sweep(delay=5 * second, pause=second),
        "safe_links": Sweep(delay=5 * second, pause=second),
    }


def test_a_proxy_asks_from_its_own_address() -> None:
    """Images come from the provider's proxy, clicks from the reader, wherever the reader is."""
    moved = clients.gmail_web.at("192.0.2.99")
    assert moved.open(PIXEL).client_address == clients.gmail_web.open(PIXEL).client_address == "198.51.100.2"
    assert moved.click(LINK).client_address == "192.0.2.99"
    assert clients.thunderbird.at("192.0.2.99").open(PIXEL).client_address == "192.0.2.99"


def test_a_prefetch_follows_no_links() -> None:
    """Software that only loads images says so when it is told to click."""
    with pytest.raises(ArgumentError, match="gmail_prefetch loads images and never follows links"):
        clients.gmail_prefetch.click(LINK)
