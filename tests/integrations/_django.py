"""Django set up once for all tests, with its tables; import it after `pytest.importorskip("django")`."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.integrations._django_settings"

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the setup, as all below
from django.core import mail  # noqa: E402
from django.core.mail.backends.base import BaseEmailBackend  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import override_settings  # noqa: E402

from mailtrack_sdk.integrations.django.models import (  # noqa: E402
    CandidateRow,
    EventRow,
    FactRow,
    TombstoneRow,
    VerdictRow,
)
from tests.stores._postgres import shared_server  # noqa: E402

__all__ = [
    "LOCMEM",
    "OURS",
    "ClosingExecutor",
    "closed_connections",
    "connecting",
    "empty",
    "mailtrack",
    "migrate",
    "outbox",
    "start_postgres",
]

OURS = "mailtrack_sdk.integrations.django.backend.EmailBackend"
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
_MIGRATED: set[str] = set()


def migrate(alias: str = "default") -> None:
    """Make the tables of a database, once."""
    if alias not in _MIGRATED:
        call_command("migrate", database=alias, verbosity=0)
        _MIGRATED.add(alias)


def empty(alias: str = "default") -> None:
    """Make the tables of a database, or delete all that is in those of the store."""
    migrate(alias)
    for model in (EventRow, VerdictRow, CandidateRow, TombstoneRow, FactRow):
        model.objects.using(alias).all().delete()


def start_postgres() -> None:
    """Let the alias "postgres" name a database of the shared server."""
    settings = connections.settings["postgres"]
    if settings["PORT"] != "1":
        return
    server = shared_server()
    address = server.url("psycopg", server.new_database()).rpartition("@")[2]
    host, _, rest = address.partition(":")
    port, _, name = rest.partition("/")
    settings.update(HOST=host, PORT=port, NAME=name, USER="postgres", PASSWORD="p w/d:@%")


@contextmanager
def mailtrack(**changes: Any) -> Generator[None]:  # noqa: ANN401 - settings are of all types
    """Change some of `MAILTRACK`; None leaves a name out."""
    changed = {**settings.MAILTRACK, **changes}
    given = {name: value for name, value in changed.items() if value is not None}
    with override_settings(MAILTRACK=given):
        yield


@contextmanager
def connecting(**options: Any) -> Generator[BaseEmailBackend]:  # noqa: ANN401 - as backends have them
    """Make our backend the default one, and give a connection; Django 6.1 has another setting for it."""
    mailers: Any = getattr(mail, "mailers", None)
    if mailers is None:
        with override_settings(EMAIL_BACKEND=OURS):
            yield mail.get_connection(**options)
        return
    with override_settings(MAILERS={"default": {"BACKEND": OURS, "OPTIONS": options}}):
        yield mailers["default"]


@contextmanager
def outbox() -> Generator[list[Any]]:
    """Send mail into memory, through our backend."""
    mail.outbox = []
    with mailtrack(EMAIL_BACKEND=LOCMEM), connecting():
        yield mail.outbox


@pytest.fixture(autouse=True, scope="module")
def closed_connections() -> Iterator[None]:
    """Close the connections of this thread when the tests of a module are over."""
    yield
    connections.close_all()


class ClosingExecutor(ThreadPoolExecutor):
    """One thread that ends as a request ends: without a connection."""

    def __init__(self) -> None:
        super().__init__(1)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as inherited
        """Close the connections of the thread, then end it."""
        with suppress(RuntimeError):  # it has ended already
            self.submit(connections.close_all)
        super().shutdown(wait, cancel_futures=cancel_futures)
