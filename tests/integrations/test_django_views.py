"""Tracking URLs of a Django project: the contract, the test clients, what middleware must not do."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from datetime import timedelta
from typing import Any, cast

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.stores import MemoryStore
from mailtrack_sdk.testing import AdapterContract
from mailtrack_sdk.testing.adapters import Exchange

pytest.importorskip("django", reason="not installed: django")

from tests.integrations._django import ClosingExecutor, closed_connections, empty, mailtrack  # noqa: I001 - sets Django up, first

from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import AsyncClient, Client, override_settings

from mailtrack_sdk.integrations.django import get_recorder, get_store, get_tracker, settled
from mailtrack_sdk.integrations.django.answers import Answer
from tests.integrations._later import LookingLater
from mailtrack_sdk.testing._adapter_trial import AdapterTrial

__all__ = ["closed_connections"]  # a fixture

ASYNC = "tests.integrations._django_async_urls"
PLAIN = ["django.middleware.common.CommonMiddleware"]


class _Contract(AdapterContract):
    """What the handlers share: the project answers with the tracker and the store of the exchange."""

    background = False

    def send(self, exchange: Exchange) -> None:
        """Ask the project in memory."""
        with mailtrack(
            KEYS=None,
            BASE_URL=None,
            PSEUDONYM_KEY=None,
            TRACKER=lambda: exchange.tracker,
            STORE=lambda: exchange.store,
            BACKGROUND=self.background,
        ):
            self.ask(exchange)

    def ask(self, exchange: Exchange) -> None:
        """Hand the request to a handler."""
        raise LookupError(exchange.request)

    def test_a_pixel_is_kept_when_the_client_goes_away(self) -> None:
        """Also one that nobody has looked into yet."""
        trial = AdapterTrial(self)
        trial.ask(trial.pixel, hangs_up=True)
        trial.check_recorded(1)


class TestWSGI(LookingLater, _Contract):
    """The views of threads, with the usual middleware, mounted by the server."""

    def ask(self, exchange: Exchange) -> None:
        """Ask the handler that Django gives to servers."""
        exchange.through_wsgi(WSGIHandler(), script_name=exchange.mount)


class TestIncluded(LookingLater, _Contract):
    """The views of threads, mounted by `include`."""

    def ask(self, exchange: Exchange) -> None:
        """Leave the prefix to the URLs of the project."""
        exchange.through_wsgi(WSGIHandler())


class TestASGI(_Contract):
    """The views of event loops, with the usual middleware, mounted by the server."""

    @pytest.fixture(autouse=True)
    def _urls(self) -> Any:  # noqa: ANN401 - a generator
        with override_settings(ROOT_URLCONF=ASYNC):
            yield

    def ask(self, exchange: Exchange) -> None:
        """Ask the handler that Django gives to servers."""
        exchange.through_asgi(cast("Any", ASGIHandler()), root_path=exchange.mount)
        _collect(exchange)


class TestIncludedUnderASGI(TestASGI):
    """The views of event loops, mounted by `include`."""

    def ask(self, exchange: Exchange) -> None:
        """Leave the prefix to the URLs of the project."""
        exchange.through_asgi(cast("Any", ASGIHandler()))
        _collect(exchange)


class TestInBackground(TestWSGI):
    """The views of threads, with a thread that saves."""

    background = True


class TestInBackgroundUnderASGI(LookingLater, TestASGI):
    """The views of event loops, with a thread that saves."""

    background = True


def _collect(exchange: Exchange) -> None:
    """Drop the body of a request that was cancelled: Django leaves its file open."""
    if not exchange.hangs_up:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def _delivery() -> mt.Delivery:
    return mt.Delivery("news-7", "u-1001", sent_at=get_tracker().composed(_NOTHING).at)


class _Nothing:
    """A message without links."""

    message_key = "news-7"
    tenant = None
    link_table = ()


_NOTHING = _Nothing()


def _path(url: str) -> str:
    return url.removeprefix("https://t.example.com")


def test_the_client_of_django_opens_and_clicks() -> None:
    """In a test of a project, an open and a click are in the store as soon as the client has its answer."""
    empty()
    link = get_tracker().link_url(_delivery(), "https://example.com/?a=1&b=2")
    client = Client()
    pixel = client.get(_path(get_tracker().pixel_url(_delivery())), headers={"user-agent": "curl/8"})
    assert (pixel.status_code, pixel["Content-Type"], len(pixel.content)) == (200, "image/gif", 43)
    click = client.get(_path(link))
    assert (click.status_code, click["Location"]) == (302, "https://example.com/?a=1&b=2")
    opened, clicked = get_store().events()
    assert isinstance(opened, mt.OpenEvent)
    assert opened.client.agent == "curl/8"
    assert isinstance(clicked, mt.ClickEvent)


@pytest.mark.parametrize("urls", ["tests.integrations._django_urls", ASYNC])
def test_the_async_client_of_django_opens(urls: str) -> None:
    """The same with Django's client for async tests, with either view."""
    empty()

    async def work() -> int:
        asyncio.get_running_loop().set_default_executor(ClosingExecutor())
        answer = await AsyncClient().get(_path(get_tracker().pixel_url(_delivery())))
        await AsyncClient().get("/o/forged")
        return int(answer.status_code)

    with override_settings(ROOT_URLCONF=urls):
        assert async_to_sync(work)() == 200
    connections.close_all()
    assert len(list(get_store().events())) == 1


def test_a_project_can_ask_for_more() -> None:
    """Sessions that are saved at every request, CSRF checks, transactions around views: none is felt."""
    empty()
    client = Client(enforce_csrf_checks=True)
    session = client.session
    session["seen"] = "something"
    session.save()
    path = _path(get_tracker().pixel_url(_delivery()))
    settings = connections.settings["default"]
    settings["ATOMIC_REQUESTS"] = True
    try:
        with override_settings(SESSION_SAVE_EVERY_REQUEST=True):
            answer = client.get(path)
            refused = client.post(path)
    finally:
        settings["ATOMIC_REQUESTS"] = False
    assert (answer.status_code, refused.status_code) == (200, 405)
    assert not answer.cookies
    assert "X-Frame-Options" not in answer.headers
    assert "ETag" not in answer.headers


def test_what_is_added_to_one_answer_is_not_in_the_next() -> None:
    """Middleware adds to an answer what is not refused, and to no other."""
    recorder = mt.Recorder(get_tracker(), MemoryStore())
    outcome = get_tracker().handle(mt.Request("GET", _path(get_tracker().pixel_url(_delivery()))))
    first, second = (Answer(outcome, recorder) for _ in range(2))
    first["X-Request-ID"] = "1"
    first["Vary"] = "Cookie"
    added = {*outcome.response.headers, ("X-Request-ID", "1")}
    assert (set(first.items()), set(second.items())) == (added, set(outcome.response.headers))


def test_saving_happens_once() -> None:
    """An answer that is closed twice, or closed while it is saved elsewhere, saves once."""
    store = MemoryStore()
    recorder = mt.Recorder(get_tracker(), store)
    path = _path(get_tracker().pixel_url(_delivery()))

    async def work() -> None:
        answer = Answer(get_tracker().handle(mt.Request("GET", path)), recorder)
        answer.save_meanwhile()
        answer.close()
        answer.close()
        answer.save_meanwhile()

    asyncio.run(work())
    assert len(list(store.events())) == 1


def test_the_signal_tells_of_verdicts() -> None:
    """A receiver gets the event, the verdict and the sent event; what another one raises is no matter."""
    empty()
    heard: list[tuple[object, object, object]] = []

    def listen(sender: type, **said: object) -> None:
        heard.append((sender, said["event"], said["sent"]))
        assert isinstance(said["verdict"], mt.Verdict)

    def fail(**_: object) -> None:
        raise LookupError

    delivery = _delivery()
    sent = get_tracker().sent(delivery)
    get_store().append([sent])
    signal: Any = settled
    signal.connect(fail)
    signal.connect(listen)
    signal.connect(listen, sender=mt.ClickEvent, dispatch_uid="clicks only")
    try:
        Client().get(_path(get_tracker().pixel_url(delivery)))
    finally:
        signal.disconnect(fail)
        signal.disconnect(listen)
        signal.disconnect(sender=mt.ClickEvent, dispatch_uid="clicks only")
    ((sender, event, known),) = heard
    assert sender is mt.OpenEvent
    assert isinstance(event, mt.OpenEvent)
    assert known == sent


def test_threads_that_begin_at_once_share_a_recorder() -> None:
    """There is one recorder in a process, whoever asks first."""
    with mailtrack(SETTLE=timedelta(seconds=15)):
        found: set[int] = set()
        threads = [threading.Thread(target=lambda: found.add(id(get_recorder()))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 1


def test_an_event_shows_in_the_admin() -> None:
    """A staff member reads the log with its verdicts, and can change nothing."""
    empty()
    User.objects.filter(username="root").delete()
    root = User.objects.create_superuser("root", password="root")
    client = Client()
    client.force_login(root)
    Client().get(_path(get_tracker().pixel_url(_delivery())))
    get_store().append([get_tracker().sent(_delivery())])
    listing = client.get("/admin/mailtrack/eventrow/?q=news-7").content.decode()
    assert "a person:" in listing
    assert "/eventrow/add/" not in listing
    row = _rows().get(kind="open")
    page = client.get(f"/admin/mailtrack/eventrow/{row.pk}/change/").content.decode()
    assert "&quot;message_key&quot;: &quot;news-7&quot;" in page
    assert client.post(f"/admin/mailtrack/eventrow/{row.pk}/delete/").status_code == 403
    _verdicts().update(body="{}")
    assert "?" in client.get("/admin/mailtrack/eventrow/").content.decode()


def _rows() -> Any:  # noqa: ANN401 - a manager
    from mailtrack_sdk.integrations.django.models import EventRow  # noqa: PLC0415 - for this test only

    return EventRow.objects


def _verdicts() -> Any:  # noqa: ANN401 - a manager
    from mailtrack_sdk.integrations.django.models import VerdictRow  # noqa: PLC0415 - for this test only

    return VerdictRow.objects
