"""Celery workers send copies from ids alone, compile a message once, and may run a task twice."""

from __future__ import annotations

import importlib
import pickle
from typing import Any

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.errors import PickleRefusedError
from tests.mailers._mails import read_by, statuses
from tests.mailers._pages import page
from tests.mailers._smtp import Mailbox

pytest.importorskip("celery", reason="not installed: celery")


def test_a_worker_sends_the_copies(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker takes the tasks from a queue, each reader gets one mail, and the template was made once."""
    # Celery has no annotations.
    worker: Any = importlib.import_module("celery.contrib.testing.worker")
    state: Any = importlib.import_module("celery.worker.state")
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SMTP_PORT", str(mailbox.port))
    howto = page("celery")
    howto["app"].conf.update(
        result_backend="cache+memory://",
        broker_connection_retry_on_startup=True,
        broker_transport_options={"polling_interval": 0.01},
    )
    readers = {f"u-{number}": f"u{number}@example.org" for number in range(4)}
    with worker.start_worker(howto["app"], pool="solo", perform_ping_check=False, loglevel="ERROR"):
        tasks = howto["send_campaign"]("news-2026-03", readers)
        for task in tasks:
            task.get(timeout=10, interval=0.01)
        # A worker waits up to 2 s for work before it looks whether it shall stop: give it some.
        monkeypatch.setattr(state, "should_terminate", 0)
        for _ in range(2):
            howto["send_copy"].delay(
                "news-2026-03", "u-last", "last@example.org", "2026-11-22T09:00:00+00:00"
            )
    assert [mail.recipients for mail in mailbox.mails[:4]] == [(address,) for address in readers.values()]
    assert howto["template"].cache_info().misses == 1
    read_by(
        mt.Recorder(howto["tracker"](), howto["store"]()), mailbox.to("u2@example.org"), click="Read the news"
    )
    became = statuses(howto["store"](), "news-2026-03")
    assert became == {"u-0": "sent", "u-1": "sent", "u-2": "clicked", "u-3": "sent", "u-last": "sent"}


def test_a_task_that_runs_twice_is_one_delivery(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a crash the mail may go out twice, with the same URLs, and counts once."""
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SMTP_PORT", str(mailbox.port))
    howto = page("celery")
    for _ in range(2):
        howto["send_copy"]("news-2026-03", "u-1", "ada@example.org", "2026-11-22T09:00:00+00:00")
    first, second = mailbox.mails
    assert first.html == second.html
    assert statuses(howto["store"](), "news-2026-03") == {"u-1": "sent"}


def test_what_a_task_must_not_carry() -> None:
    """A template refuses to be pickled into a task."""
    howto = page("celery")
    with pytest.raises(PickleRefusedError):
        pickle.dumps(howto["template"]("news-2026-03"))
