"""What `manage.py check` says about the settings, and what happens without checks."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any, cast

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.stores import MemoryStore

pytest.importorskip("django", reason="not installed: django")

from tests.integrations._django import LOCMEM, OURS, closed_connections, connecting, mailtrack  # noqa: I001 - sets Django up, first

from django.core import checks, mail
from django.core.management import call_command
from django.test import override_settings

import mailtrack_sdk.integrations.django as package
from mailtrack_sdk.integrations.django import get_recorder, get_store, get_tracker

__all__ = ["closed_connections"]  # a fixture

TRACKER = mt.Tracker("a key of at least 16 bytes", base_url="https://t.example.com")


def make_tracker() -> mt.Tracker:
    """Make a tracker, as a project may want to."""
    return TRACKER


def _found() -> list[str | None]:
    return [message.id for message in checks.run_checks(tags=["mailtrack"])]


def _said() -> str:
    (message,) = checks.run_checks(tags=["mailtrack"])
    return message.msg


def test_good_settings_pass() -> None:
    """The project of the tests has nothing to mend, as Django itself says."""
    call_command("check", fail_level="WARNING")


def _named(value: object) -> str:
    """Name a set of parameters after its changes."""
    if not isinstance(value, dict):
        return ""
    changes = cast("dict[str, object]", value)
    return " and ".join(f"{name} {given!r:.30}" for name, given in changes.items())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"KEYS": None}, "MAILTRACK needs .KEYS. .* and .BASE_URL."),
        ({"KEYS": "short"}, "16 bytes"),
        ({"BASE_URL": "t.example.com"}, "base_url must be an http"),
        ({"BASE_URI": "https://t.example.com"}, "MAILTRACK knows no 'BASE_URI'; do you mean 'BASE_URL'?"),
        ({"zzz": 1}, "MAILTRACK knows no 'zzz', only BACKGROUND, BASE_URL"),
        ({"TRACKER": make_tracker}, "leave out BASE_URL, KEYS, PSEUDONYM_KEY"),
        ({"STORE": "nowhere.Store"}, "nowhere"),
        ({"STORE": 7}, "must be a function or its dotted name, not 7"),
        ({"STORE": object}, "store must be an EventStore, not object"),
        ({"STORE": MemoryStore, "DATABASE": "other"}, "is for the DjangoStore"),
        ({"DATABASE": 7}, "must be a text, not int"),
        ({"BACKGROUND": 1}, "must be True or False, not 1"),
        ({"SUBSCRIBERS": "one.dotted.name"}, "must be a list, not str"),
        ({"SUBSCRIBERS": ["nowhere.function"]}, "nowhere"),
        ({"KEEP": ["body"]}, "may hold subject, to, cc"),
        ({"SETTLE": 15}, "settle must be a timedelta"),
        (
            {"CLASSIFIER": "tests.integrations.test_django_checks.TRACKER"},
            "must be a Classifier, not Tracker",
        ),
    ],
    ids=_named,
)
def test_a_mistake_is_an_error_at_the_start(changes: dict[str, Any], said: str) -> None:
    """Each mistake is one error, in words that say what to do."""
    with mailtrack(**changes):
        (message,) = checks.run_checks(tags=["mailtrack"])
        assert message.id == "mailtrack.E001"
        with pytest.raises(ConfigurationError, match=said):
            get_recorder()


@pytest.mark.parametrize("given", [None, "https://t.example.com", ["KEYS"]])
def test_settings_that_are_no_dict_are_an_error(given: object) -> None:
    """Without the setting, or with another type, one error shows what it looks like."""
    with override_settings(MAILTRACK=given):
        assert "the settings need MAILTRACK = {" in _said()


def test_a_factory_makes_the_tracker() -> None:
    """Who wants to make the tracker by hand names a function, also by its dotted name."""
    nothing: dict[str, Any] = {"KEYS": None, "BASE_URL": None, "PSEUDONYM_KEY": None}
    for factory in (make_tracker, "tests.integrations.test_django_checks.make_tracker"):
        with mailtrack(**nothing, TRACKER=factory, STORE=MemoryStore):
            assert get_tracker() is TRACKER
            assert isinstance(get_store(), MemoryStore)
            assert _found() == []
    with mailtrack(**nothing, TRACKER=dict):
        assert "returned a dict, not a Tracker" in _said()


def test_hooks_may_be_named() -> None:
    """What does not belong into a settings module is named there, and the recorder gets its own words."""
    heard: list[object] = []

    def listen(*said: object) -> None:
        heard.append(said)

    changes: dict[str, Any] = {
        "MAY_WRAP": "tests.integrations.test_django_checks.may_wrap",
        "SUBSCRIBERS": [listen],
        "SETTLE": timedelta(0),
        "PEOPLE_ONLY": False,
        "STORE": MemoryStore,
    }
    with mailtrack(**changes):
        delivery = mt.Delivery.anonymous("news-7", sent_at=TRACKER.composed(_NOTHING).at)
        with pytest.raises(mt.MailtrackError, match="may_wrap refused"):
            get_tracker().link_url(delivery, "https://example.com/")
        get_recorder().record(mt.Request("GET", get_tracker().pixel_url(delivery)))
    assert len(heard) == 1


def may_wrap(target: str) -> bool:
    """Refuse everything."""
    del target
    return False


class _Nothing:
    """A message without links."""

    message_key = "news-7"
    tenant = None
    link_table = ()


_NOTHING = _Nothing()


def test_the_database_is_looked_at() -> None:
    """A database that is not there, or of a kind that the store cannot use, is an error."""
    for alias, found in (("other", []), ("nowhere", ["mailtrack.E002"]), ("mysql", ["mailtrack.E003"])):
        with mailtrack(DATABASE=alias):
            assert _found() == found


def test_the_secret_key_is_no_key() -> None:
    """Who uses `SECRET_KEY` is warned: links in sent mail would not survive a new one."""
    secret = "of the project, and of nothing else"
    for keys in (secret, [secret], ("another key of 16 bytes", secret)):
        with mailtrack(KEYS=keys):
            assert _found() == ["mailtrack.W001"]


@pytest.mark.parametrize(
    "name", ["nowhere.EmailBackend", OURS, "tests.integrations.test_django_checks.may_wrap", "builtins.dict"]
)
def test_the_backend_that_sends_is_looked_at(name: str) -> None:
    """What cannot send is an error."""
    with mailtrack(EMAIL_BACKEND=name):
        assert _found() == ["mailtrack.E004"]


@pytest.mark.parametrize("name", [LOCMEM, "nowhere.EmailBackend"])
def test_a_backend_that_is_not_asked_is_a_warning(name: str) -> None:
    """Naming the inner backend, and forgetting the outer one, is the likely slip."""
    with mailtrack(EMAIL_BACKEND=LOCMEM):
        with connecting(), _backend(name):
            assert _found() == ["mailtrack.W002"]
        with connecting():
            assert _found() == []


@contextmanager
def _backend(name: str) -> Generator[None]:
    """Name another backend, in the setting that this Django has."""
    if hasattr(mail, "mailers"):
        with override_settings(MAILERS={"default": {"BACKEND": name}}):
            yield
    else:
        with override_settings(EMAIL_BACKEND=name):
            yield


@pytest.mark.parametrize(
    ("base", "found"),
    [
        ("https://t.example.com/mail", []),
        ("https://t.example.com/elsewhere", ["mailtrack.W003"]),
        ("https://t.example.com/admin", ["mailtrack.W003"]),
    ],
)
def test_urls_that_lead_nowhere_are_a_warning(base: str, found: list[str]) -> None:
    """When no URL of the project leads to the views, nothing would ever be recorded."""
    with mailtrack(BASE_URL=base):
        assert _found() == found
    with mailtrack(BASE_URL=base), override_settings(ROOT_URLCONF=None):
        assert _found() == []


def test_the_store_needs_the_application() -> None:
    """Without the application in `INSTALLED_APPS` there are no tables, and the error says so."""
    with (
        override_settings(INSTALLED_APPS=[]),
        mailtrack(),
        pytest.raises(ConfigurationError, match="INSTALLED_APPS"),
    ):
        get_store()


def test_the_package_without_django_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing it where Django is missing says what to install."""
    monkeypatch.setitem(sys.modules, "django", None)
    spec = spec_from_file_location("without_django", package.__file__)
    assert spec is not None
    assert spec.loader is not None
    with pytest.raises(ConfigurationError, match=r'pip install "mailtrack-sdk\[django\]"'):
        spec.loader.exec_module(module_from_spec(spec))


def test_the_package_has_its_names_and_no_others() -> None:
    """Names are loaded when they are asked for."""
    fresh: Callable[[str], object] = importlib.reload(package).__getattr__
    assert {name for name in package.__all__ if fresh(name) is not None} == set(package.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        fresh("nonsense")
