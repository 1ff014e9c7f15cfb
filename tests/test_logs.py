"""Logs: a whole session at DEBUG holds no key, token, address or recipient, whatever goes wrong."""

from __future__ import annotations

import asyncio
import io
import logging
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import mailtrack_sdk
from mailtrack_sdk._logs import log_failure
from mailtrack_sdk.classification import Classifier, Verdict
from mailtrack_sdk.classification.findings import Finding
from mailtrack_sdk.errors import StoreError, StoreSchemaError
from mailtrack_sdk.events import ClickEvent, Event, OpenEvent, RequestEvent, SentEvent
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.observing import Measurement
from mailtrack_sdk.recorder import AsyncRecorder, Recorder
from mailtrack_sdk.stores import EventStore, MemoryStore, SQLiteStore, to_async
from mailtrack_sdk.testing import FrozenClock
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request

PACKAGE = Path(mailtrack_sdk.__file__).parent
SENT = datetime(2026, 3, 1, 9, tzinfo=timezone.utc)
LATER = FrozenClock(SENT + timedelta(hours=1))
KEY, PSEUDONYM_KEY = "the-key-that-nobody-may-see", "the-other-key-nobody-may-see"
RECIPIENT, SENDER, ADDRESS = "ada-lovelace", "sales-person", "192.0.2.77"
MAIL_ADDRESS, SUBJECT = "ada@lovelace.example", "About your diagnosis"
TARGET = "https://clinic.example/results/4711"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
SECRETS = (KEY, PSEUDONYM_KEY, RECIPIENT, SENDER, ADDRESS, MAIL_ADDRESS, SUBJECT, TARGET, "Firefox/135")


class FailingStore(MemoryStore):
    """A store that quotes what it was given when it fails, as drivers do."""

    def append(self, events: Iterable[Event]) -> int:
        """Fail on clicks."""
        for event in events:
            if isinstance(event, ClickEvent):
                cause = LookupError(f"no room for {event!r}")
                raise OSError(f"statement failed: [parameters: {event!r}]") from cause
            super().append([event])
        return 1

    def history(self, delivery_id: str, *, since: datetime, limit: int) -> tuple[OpenEvent | ClickEvent, ...]:
        """Fail always."""
        raise ValueError(f"{delivery_id} {since} {limit} {RECIPIENT}")


def quoting(event: RequestEvent, /) -> Finding | None:
    """Be a rule that fails and says on what."""
    raise ValueError(f"{event!r}")


def angry(event: OpenEvent | ClickEvent, verdict: Verdict, sent: SentEvent | None) -> None:
    """Be a subscriber that fails and says on what."""
    raise RuntimeError(f"{event!r} {verdict!r} {sent!r}")


def refusing(target: str) -> bool:
    """Be a hook that fails and says on what."""
    raise RuntimeError(target)


def blind(measured: Measurement) -> None:
    """Be an observer that fails."""
    raise RuntimeError(f"{measured!r} {RECIPIENT}")


def losing(error: Exception, events: tuple[Event, ...]) -> None:
    """Be a callback that fails and says on what."""
    raise RuntimeError(f"{error!r} {events!r}")


def session(store: EventStore, *, fails: bool) -> list[str]:
    """Compose, send, open and click; return the tokens that were in play."""
    host = "https://t.example.com"
    tracker = Tracker(KEY, base_url=host, pseudonym_key=PSEUDONYM_KEY, clock=LATER)
    delivery = Delivery("news", RECIPIENT, sent_at=SENT, sender=SENDER)
    copy = tracker.rewrite(f'<p>Hello {MAIL_ADDRESS}</p><a href="{TARGET}">Results</a>', delivery)
    urls = [
        tracker.pixel_url(delivery),
        tracker.link_url(delivery, TARGET),
        tracker.recipient_id(MAIL_ADDRESS),
    ]
    sent = tracker.sent(delivery, to=(MAIL_ADDRESS,), subject=SUBJECT)
    headers = {"User-Agent": AGENT, "Cookie": tracker.self_cookie(SENDER)}
    asked = (urls[0], urls[1], f"{urls[1]}x", f"{urls[0]}/x")
    requests = [Request("GET", url, headers, ADDRESS) for url in asked]
    store.append([tracker.composed(copy, subject=SUBJECT), sent])
    options: dict[str, Any] = {}
    if fails:
        tracker = Tracker(
            KEY,
            base_url=host,
            classifier=Classifier([quoting]),
            clock=LATER,
            may_redirect=refusing,
            may_wrap=refusing,
        )
        tracker.rewrite(f'<a href="{TARGET}">Results</a>', delivery)
        options = {"subscribers": [angry], "on_error": losing, "observer": blind}
    recorder = Recorder(tracker, store, **options)
    for request in requests:
        recorder.record(request)
    recorder.close()

    async def awaited() -> None:
        async_recorder = AsyncRecorder(tracker, to_async(store), **options)
        for request in requests:
            await async_recorder.record(request)
        await async_recorder.close()

    asyncio.run(awaited(), debug=True)
    return [part for url in urls for part in re.split("[/.]", url) if len(part) > 20]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Write down what every logger says, formatted as a file of logs would be."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_session_that_goes_well_logs_nothing_of_anybody(
    kind: str, log: io.StringIO, tmp_path: Path
) -> None:
    """Nothing of ours is logged at all, even at DEBUG."""
    with MemoryStore() if kind == "memory" else SQLiteStore(tmp_path / "m.db") as store:
        tokens = session(store, fails=False)
        assert len(list(store.events())) >= 4
    assert len(tokens) >= 3
    assert not [secret for secret in (*SECRETS, *tokens) if secret in log.getvalue()]


def test_failures_are_logged_without_what_they_quote(
    log: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    """Everything that can fail fails and quotes what it was given: the log says where, and not what."""
    tokens = session(FailingStore(), fails=True)
    logged = log.getvalue()
    assert not [secret for secret in (*SECRETS, *tokens) if secret in logged]
    assert set(caplog.messages) >= {
        "may_wrap failed; the link is left alone",
        "may_redirect failed; the link was answered with the 410 page",
        "the classifier failed; the event is recorded without a judgement",
        "the classifier failed; the verdict on the request alone stands",
        "the event store failed: OSError",
        "the event store failed: ValueError",
        "on_error failed",
        "a subscriber failed",
        "the observer failed; if it does so again, nothing is logged",
    }
    assert 'raise OSError(f"statement failed: [parameters: {event!r}]") from cause' in logged
    assert "mailtrack_sdk._logs.Failure: builtins.LookupError\n" in logged
    assert "The above exception was the direct cause of the following exception" in logged


def test_errors_of_our_stores_keep_their_advice(log: io.StringIO) -> None:
    """What to do about a full disk is worth more than its name; what a row holds is not shown."""
    log_failure("a", StoreError("mailtrack.db: database or disk is full; make room on the disk"))
    log_failure("b", StoreSchemaError(f"a stored row cannot be read: {RECIPIENT}"))
    assert (
        "errors.StoreError: mailtrack.db: database or disk is full; make room on the disk" in log.getvalue()
    )
    assert log.getvalue().endswith("errors.StoreSchemaError\n")


def test_a_log_line_names_the_place_that_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Not the helper that wrote it."""
    log_failure("a", KeyError(RECIPIENT))
    assert [(record.funcName, record.levelname) for record in caplog.records] == [
        ("test_a_log_line_names_the_place_that_logged", "ERROR")
    ]


def test_chains_of_errors_are_cut(log: io.StringIO) -> None:
    """However long one is; and what was raised `from None` has no cause."""
    error: Exception = ValueError(RECIPIENT)
    for _ in range(50):
        later = KeyError(RECIPIENT)
        later.__context__, error = error, later
    log_failure("a", error)
    assert log.getvalue().count("builtins.KeyError") == 8
    lone = KeyError()
    lone.__context__, lone.__suppress_context__ = error, True
    log_failure("b", lone)
    assert log.getvalue().count("builtins.KeyError") == 9
    assert RECIPIENT not in log.getvalue()


def test_no_module_logs_an_error_as_it_is() -> None:
    """Tracebacks with the messages of others go through `log_failure`, wherever they are from."""
    risky = re.compile(r"\.exception\(|exc_info\b")
    found = [path.name for path in PACKAGE.rglob("*.py") if risky.search(path.read_text("utf-8"))]
    assert found == ["_logs.py"]
