"""The how-to and the example are tests that pass, and the table of clients is true."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from mailtrack_sdk import Delivery, Hit, Request
from mailtrack_sdk.testing import FrozenClock, clients, make_tracker
from mailtrack_sdk.testing.clients import SimulatedClient

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto" / "testing.md").read_text("utf-8")
ARGUMENTS = (
    "-p",
    "no:mailtrack",
    "-p",
    "mailtrack_sdk.testing.plugin",
    "-p",
    "no:cacheprovider",
    "-W",
    "error",
)

CLOCK = FrozenClock()
TRACKER = make_tracker(clock=CLOCK)
DELIVERY = Delivery("news-7", "u-1", sent_at=CLOCK())
CLOCK.advance(timedelta(hours=36))


def test_the_tests_of_the_how_to_pass(pytester: pytest.Pytester) -> None:
    """All blocks of the page together are one test module, and each of its tests passes."""
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    pytester.makepyfile("\n".join(blocks))
    pytester.runpytest(*ARGUMENTS).assert_outcomes(passed=4)


def test_the_example_passes(pytester: pytest.Pytester) -> None:
    """`python -m pytest examples/testing_tracking.py` does what its first lines say."""
    pytester.runpytest(*ARGUMENTS, str(ROOT / "examples" / "testing_tracking.py")).assert_outcomes(passed=2)


def judged(request: Request) -> str:
    """Say what the tracker makes of a request, as the table does."""
    outcome = TRACKER.handle(request)
    assert isinstance(outcome, Hit)
    return f"{outcome.verdict.agent.value}, {outcome.verdict.human.value}"


@pytest.mark.parametrize("client", clients.ALL, ids=lambda client: client.name)
def test_the_table_of_clients_is_true(client: SimulatedClient) -> None:
    """What the page says of each client is what the classifier says of its requests."""
    row = re.search(rf"^\| `{client.name}` \| .+ \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert row is not None
    link = TRACKER.link_url(DELIVERY, "https://example.com/")
    clicked = "follows none" if client.link_headers is None else judged(client.click(link))
    assert row.groups() == (judged(client.open(TRACKER.pixel_url(DELIVERY))), clicked)
