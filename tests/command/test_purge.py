"""`mailtrack purge`: old events go, month by month, and nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from typing_extensions import override

from mailtrack_sdk.command import queries_store
from mailtrack_sdk.command.program import main
from mailtrack_sdk.events import EventKind, OpenEvent, SentEvent
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.stores import SQLiteStore
from tests.command._program import Terminal, program
from tests.command._terminals import Answering

STORE = ("--store", "mailtrack.db")
FIRST = datetime(2025, 11, 20, tzinfo=timezone.utc)
LAST = datetime(9999, 12, 31, 23, 59, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def db() -> Path:
    """Make a store with a send and an open every 20 days, for four months, and one at the last of days."""
    copy = Delivery("news", "ada", sent_at=FIRST)
    with SQLiteStore("mailtrack.db") as store:
        for number in range(7):
            at = FIRST + timedelta(days=20 * number)
            store.append(
                [
                    SentEvent(id=UUID(int=2 * number), at=at, delivery=copy),
                    OpenEvent(id=UUID(int=2 * number + 1), at=at, delivery=copy),
                ]
            )
        store.append([OpenEvent(id=UUID(int=99), at=LAST, delivery=copy)])
    return Path("mailtrack.db")


def left() -> list[int]:
    """List the events that are left."""
    with SQLiteStore("mailtrack.db") as store:
        return [event.id.int for event in store.events()]


def test_what_is_older_goes(capsys: pytest.CaptureFixture[str]) -> None:
    """Events of the moment itself stay; a day begins at midnight of the zone."""
    assert main(["purge", *STORE, "--before", "2025-12-30T00:00:00Z", "--yes"]) == 0
    assert capsys.readouterr() == ("Deleted 4 events of all kinds before 2025-12-30 00:00:00Z\n", "")
    assert left() == [*range(4, 14), 99]
    assert main(["purge", *STORE, "--before", "2025-12-30", "--zone", "Etc/GMT+12", "--yes"]) == 0
    assert capsys.readouterr().out == "Deleted 2 events of all kinds before 2025-12-30 00:00:00-12:00\n"


def test_kinds_can_be_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """Sends are what rates are measured against."""
    arguments = ("--before", "2026-02-01", "--kind", "open", "--kind", "click", "--kind", "open")
    assert main(["purge", *STORE, *arguments, "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "store": "mailtrack.db",
        "before": "2026-02-01T00:00:00+00:00",
        "kinds": ["open", "click"],
        "dry_run": False,
        "events": 4,
        "deleted": 4,
    }
    assert left() == [0, 2, 4, 6, 8, 9, 10, 11, 12, 13, 99]
    assert main(["purge", *STORE, *arguments, "--yes"]) == 0
    assert capsys.readouterr().out == "Deleted 0 events of kind open and click before 2026-02-01 00:00:00Z\n"


def test_a_dry_run_deletes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """It counts."""
    assert main(["purge", *STORE, "--before", "2026-02-01", "--dry-run"]) == 0
    assert capsys.readouterr().out == (
        "8 events of all kinds before 2026-02-01 00:00:00Z; a dry run: nothing was deleted\n"
    )
    assert main(["purge", *STORE, "--before", "2026-02-01", "--dry-run", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["kinds"], said["dry_run"], said["events"], said["deleted"]) == (None, True, 8, 0)
    assert len(left()) == 15


def test_an_age_will_do(capsys: pytest.CaptureFixture[str]) -> None:
    """In days from now; nothing is older than the calendar."""
    assert main(["purge", *STORE, "--older-than", "1", "--yes"]) == 0
    assert capsys.readouterr().out.startswith("Deleted ")
    assert left() == [99] or datetime.now(timezone.utc) < FIRST + timedelta(days=125)
    assert main(["purge", *STORE, "--older-than", "99999", "--yes"]) == 0
    assert capsys.readouterr().out.startswith("Deleted 0 events of all kinds before 1")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "one of the arguments --before --older-than is required"),
        (["--older-than", "0"], "argument --older-than: not a whole number of days from 1 to 99,999: '0'"),
        (["--older-than", "3", "--before", "2026-01-01"], "not allowed with argument"),
        (["--before", "2026-01-01", "--kind", "reply"], "argument --kind: invalid choice: 'reply'"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A purge says until when."""
    with pytest.raises(SystemExit) as ended:
        main(["purge", *STORE, *arguments])
    assert ended.value.code == 2
    assert reason in capsys.readouterr().err


def test_a_time_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is deleted."""
    assert main(["purge", *STORE, "--before", "yesterday", "--yes"]) == 2
    assert capsys.readouterr().err.startswith("mailtrack: --before must be a time such as ")


@pytest.mark.parametrize(("answer", "status"), [("yes", 0), ("no", 1)])
def test_a_person_is_asked(
    answer: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At a terminal; elsewhere it has to be said."""
    monkeypatch.setattr(sys, "stdin", Answering(f"{answer}\n"))
    assert main(["purge", *STORE, "--before", "2026-02-01", "--kind", "open"]) == status
    assert capsys.readouterr().err.startswith(
        "mailtrack.db: delete events of kind open before 2026-02-01 00:00:00Z? This cannot be undone. [y/N] "
    )
    assert len(left()) == (15 if status else 11)


class SlowStore(queries_store.WatchedStore):
    """A store that tells what it was asked to delete, and is interrupted in the third month."""

    asked: list[datetime]
    patience = 99

    @override
    def purge(self, *, before: datetime, kinds: Iterable[EventKind] | None = None) -> int:
        """Hand on, and write down."""
        type(self).asked.append(before)
        if len(self.asked) > self.patience:
            raise KeyboardInterrupt
        return super().purge(before=before, kinds=kinds)


def test_it_goes_month_by_month(monkeypatch: pytest.MonkeyPatch) -> None:
    """Months without events are passed over; so a store with partitions drops one after the other."""
    SlowStore.asked = []
    monkeypatch.setattr(queries_store, "WatchedStore", SlowStore)
    old = datetime(1999, 12, 31, tzinfo=timezone.utc)
    with SQLiteStore("mailtrack.db") as store:
        store.append([OpenEvent(id=UUID(int=50), at=old, delivery=Delivery("x", "y", sent_at=FIRST))])
    until = datetime(2026, 1, 20, tzinfo=timezone.utc)
    assert main(["purge", *STORE, "--before", "2026-01-20", "--yes"]) == 0
    assert SlowStore.asked == [
        datetime(2000, 1, 1, tzinfo=timezone.utc),
        datetime(2025, 12, 1, tzinfo=timezone.utc),
        datetime(2026, 1, 1, tzinfo=timezone.utc),
        until,
    ]
    assert left() == [8, 9, 10, 11, 12, 13, 99]


def test_an_interruption_tells_how_far_it_came(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was deleted stays deleted, and a second run does the rest."""
    SlowStore.asked = []
    monkeypatch.setattr(queries_store, "WatchedStore", SlowStore)
    monkeypatch.setattr(SlowStore, "patience", 2)
    assert main(["purge", *STORE, "--before", "2026-03-01", "--yes"]) == 130
    assert capsys.readouterr() == ("", "mailtrack: interrupted; at least 6 are deleted; run it again\n")
    assert len(left()) == 9


@pytest.mark.usefixtures("plain_progress")
def test_a_terminal_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it takes longer than a moment."""
    aside = Terminal()
    monkeypatch.setattr(sys, "stderr", aside)
    assert main(["purge", *STORE, "--before", "2026-02-01", "--dry-run"]) == 0
    assert "8 events found  " in aside.shown()
    assert main(["purge", *STORE, "--before", "2026-02-01", "--yes"]) == 0
    assert "8 events deleted  " in aside.shown()


def test_it_runs_as_a_program(folder: Path) -> None:
    """Warnings being errors, nothing is left open."""
    done = program("purge", *STORE, "--before", "2026-02-01", "--yes", cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
