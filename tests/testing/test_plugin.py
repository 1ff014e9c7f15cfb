"""The pytest plugin gives its fixtures to any suite, and does nothing to one that uses none."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points

import pytest

pytest_plugins = ["pytester"]

PLUGIN = "mailtrack_sdk.testing.plugin"
ARGUMENTS = ("-p", "no:mailtrack", "-p", PLUGIN, "-p", "no:cacheprovider", "-W", "error")
"""The plugin by its module, also where the entry point has not been installed."""

SUITE = """
import mailtrack_sdk as mt
from datetime import timedelta
from mailtrack_sdk.testing import assert_events, assert_machine_only, assert_opened, clients

def test_a_reader(mailtrack_clock, mailtrack_tracker, mailtrack_store, mailtrack_inbox):
    delivery = mt.Delivery("news-7", "u-1", sent_at=mailtrack_clock())
    copy = mailtrack_tracker.rewrite('<a href="https://example.com/">Read</a>', delivery)
    mail = mailtrack_inbox.deliver(copy)
    mail.sweep(clients.gmail_prefetch)
    assert_machine_only(mailtrack_store)
    mailtrack_clock.advance(timedelta(hours=1))
    mail.open(clients.gmail_web)
    assert_opened(mailtrack_store, "u-1")
    machine, person = mailtrack_store.events()
    assert person.at - machine.at == timedelta(hours=1)

def test_a_fresh_store(mailtrack_recorder, mailtrack_store, mailtrack_tracker):
    assert mailtrack_recorder.tracker is mailtrack_tracker
    assert_events(mailtrack_store)
"""


def test_fixtures_work_together(pytester: pytest.Pytester) -> None:
    """Clock, tracker, store, recorder and inbox of one test belong together, and each test has its own."""
    pytester.makepyfile(SUITE)
    pytester.runpytest(*ARGUMENTS).assert_outcomes(passed=2)


def test_a_suite_puts_in_its_own(pytester: pytest.Pytester) -> None:
    """A fixture that the suite overrides is what the others are made of."""
    pytester.makeconftest(
        """
        import pytest
        from mailtrack_sdk.testing import make_tracker

        @pytest.fixture
        def mailtrack_tracker(mailtrack_clock):
            return make_tracker(clock=mailtrack_clock, base_url="https://click.example.com")
        """
    )
    pytester.makepyfile(
        """
        def test_it(mailtrack_recorder):
            assert "click.example.com" in repr(mailtrack_recorder.tracker)
        """
    )
    pytester.runpytest(*ARGUMENTS).assert_outcomes(passed=1)


def test_fixtures_are_explained(pytester: pytest.Pytester) -> None:
    """`pytest --fixtures` shows each fixture with one line about it."""
    shown = pytester.runpytest(*ARGUMENTS, "--fixtures").stdout.str()
    for name in ("clock", "tracker", "store", "recorder", "inbox"):
        assert f"mailtrack_{name} -- " in shown
        assert shown.partition(f"mailtrack_{name} -- ")[2].splitlines()[1].strip()


def test_the_plugin_is_found_by_itself() -> None:
    """The installed package tells pytest about the plugin."""
    (found,) = (point for point in entry_points(group="pytest11") if point.name == "mailtrack")
    assert found.value == PLUGIN


def test_loading_the_plugin_loads_nothing_else() -> None:
    """Beyond the front door of the library, a suite that uses no fixture pays for none of the kit."""
    program = (
        "import sys, pytest, mailtrack_sdk; before = set(sys.modules);"
        f"import {PLUGIN}; print(*sorted(set(sys.modules) - before))"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == ["mailtrack_sdk.testing", PLUGIN]
