"""`mailtrack erase` and `mailtrack export`: what a store knows of a person, and how it forgets."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typing_extensions import override

from mailtrack_sdk.command import queries_store
from mailtrack_sdk.command.program import main
from mailtrack_sdk.events import OpenEvent
from mailtrack_sdk.models import Delivery, RecipientId
from mailtrack_sdk.stores import EventQuery, SQLiteStore
from tests.command._campaign import SENT, make_campaign
from tests.command._program import Terminal, broken_pipe, program
from tests.command._terminals import Answering

STORE = ("--store", "mailtrack.db")


@pytest.fixture(autouse=True)
def db() -> Path:
    """Make a store with a small campaign."""
    path = Path("mailtrack.db")
    make_campaign(path)
    return path


def known(recipient: RecipientId) -> int:
    """Count the events of a recipient."""
    with SQLiteStore("mailtrack.db") as store:
        return len(list(store.events(EventQuery(recipient=recipient))))


def test_an_export_is_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """As stores write them, oldest first, with time and verdict; --json changes nothing about that."""
    assert main(["export", *STORE, "--recipient", "u-1"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [line["kind"] for line in lines] == ["sent", "open", "click"]
    assert lines[1]["verdict"]["human"] == "yes"
    assert lines[1]["time"] == "2026-03-02T09:47:41+00:00"
    assert main(["export", *STORE, "--recipient", "u-1", "--json"]) == 0
    assert capsys.readouterr().out == said.out


def test_an_export_may_go_to_a_new_file(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody else may read it, and an existing one is left alone."""
    assert main(["export", *STORE, "--recipient", "i:42", "--output", "42.jsonl"]) == 0
    assert capsys.readouterr() == ("Written to '42.jsonl': 2 events\n", "")
    assert Path("42.jsonl").read_text("ascii").count("\n") == 2
    if os.name == "posix":
        assert stat.S_IMODE(Path("42.jsonl").stat().st_mode) == 0o600
    assert main(["export", *STORE, "--recipient", "u-1", "--output", "42.jsonl"]) == 2
    assert capsys.readouterr().err == (
        "mailtrack: '42.jsonl' exists already, and may be about somebody else: name a new file\n"
    )
    assert main(["export", *STORE, "--recipient", "ada", "-o", "ada.jsonl", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "store": "mailtrack.db",
        "recipient": "ada",
        "tenant": None,
        "events": 1,
        "written_to": "ada.jsonl",
    }
    (line,) = Path("ada.jsonl").read_text("ascii").splitlines()
    assert json.loads(line)["candidates"] == ["ada"]


def test_nothing_known_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, with the id of another type that may have been meant."""
    assert main(["export", *STORE, "--recipient", "42"]) == 0
    assert capsys.readouterr() == (
        "",
        "mailtrack: nothing is stored about '42'; for the id of another type, ask for i:42\n",
    )
    assert main(["export", *STORE, "--recipient", "u-1", "--tenant", "acme"]) == 0
    assert capsys.readouterr().err == "mailtrack: nothing is stored about 'u-1' of the tenant 'acme'\n"


def test_a_reader_that_has_gone_is_no_trouble(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told, and the status says that it was not read to its end."""
    with broken_pipe() as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["export", *STORE, "--recipient", "u-1"]) == 2
    assert capsys.readouterr().err == ""


class InterruptedStore(queries_store.WatchedStore):
    """A store at which somebody presses Ctrl-C, after the first line."""

    @override
    def export(self, recipient: RecipientId, *, tenant: str | None = None) -> Iterator[dict[str, object]]:
        """Be interrupted."""
        yield {"kind": "sent"}
        raise KeyboardInterrupt


def test_an_interruption_leaves_no_half_of_an_export(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody takes half of it for all."""
    monkeypatch.setattr(queries_store, "WatchedStore", InterruptedStore)
    assert main(["export", *STORE, "--recipient", "u-1", "--output", "u-1.jsonl"]) == 130
    assert not Path("u-1.jsonl").exists()
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("recipient", ["u-1", "busy"])
def test_a_full_disk_leaves_no_half_of_an_export(
    recipient: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the disk is full at the end, or before."""
    busy = Delivery("news", "busy", sent_at=SENT)
    opens = [OpenEvent(id=UUID(int=number), at=SENT, delivery=busy) for number in range(600)]
    with SQLiteStore("mailtrack.db") as store:
        store.append(opens)

    def opened(_: str, flags: int) -> int:
        Path("u-1.jsonl").touch()
        return os.open("/dev/full", flags & ~os.O_EXCL)

    monkeypatch.setattr("mailtrack_sdk.command.new_file._for_me_alone", opened)
    assert main(["export", *STORE, "--recipient", recipient, "--output", "u-1.jsonl"]) == 2
    assert capsys.readouterr().err.startswith("mailtrack: cannot write 'u-1.jsonl': ")
    assert not Path("u-1.jsonl").exists()


def test_a_long_export_shows_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal, unless the lines are shown there."""
    monkeypatch.setitem(sys.modules, "mailtrack_sdk.command.progress_bar", None)  # draw without rich
    monkeypatch.setattr("mailtrack_sdk.command.progress._UNNOTICED", 1e-9)
    aside = Terminal()
    monkeypatch.setattr(sys, "stderr", aside)
    assert main(["export", *STORE, "--recipient", "u-1"]) == 0
    assert "3 events exported  " in aside.shown()
    assert capsys.readouterr().out.count("\n") == 3
    screen, aside = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", aside)
    assert main(["export", *STORE, "--recipient", "u-1"]) == 0
    assert (screen.shown().count("\n"), aside.shown()) == (3, "")


def test_a_dry_run_erases_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """It says how many events there are, of the person's own and of others'."""
    assert main(["erase", *STORE, "--recipient", "u-1", "--dry-run"]) == 0
    assert capsys.readouterr() == ("3 events; a dry run: nothing was erased\n", "")
    assert main(["erase", *STORE, "--recipient", "ada", "--dry-run"]) == 0
    assert capsys.readouterr().out == (
        "0 events, and its id in 1 event of others; a dry run: nothing was erased\n"
    )
    assert known("u-1") == 3


def test_erasing_is_for_good(capsys: pytest.CaptureFixture[str]) -> None:
    """Events and verdicts go, and later events are passed over; erasing twice is fine."""
    with SQLiteStore("mailtrack.db") as store:
        before = list(store.events(EventQuery(recipient="u-1")))
    assert main(["erase", *STORE, "--recipient", "u-1", "--yes"]) == 0
    assert capsys.readouterr() == (
        "Erased 'u-1': 3 events deleted; what comes later is passed over\n",
        "",
    )
    with SQLiteStore("mailtrack.db") as store:
        assert store.append(before) == 0
    assert known("u-1") == 0
    assert known("u-2") == 3
    assert main(["erase", *STORE, "--recipient", "u-1", "--yes", "--json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert said == {
        "store": "mailtrack.db",
        "recipient": "u-1",
        "tenant": None,
        "dry_run": False,
        "events": 0,
        "shared": 0,
        "erased": 0,
    }


def test_erasing_nobody_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Who says --yes is asked nothing, and learns of a slip all the same."""
    assert main(["erase", *STORE, "--recipient", "42", "--yes"]) == 0
    told = capsys.readouterr()
    assert told.out == "Erased '42': 0 events deleted; what comes later is passed over\n"
    assert told.err == ("mailtrack: nothing is stored about '42'; for the id of another type, ask for i:42\n")


def test_one_tenant_is_not_another(capsys: pytest.CaptureFixture[str]) -> None:
    """Where a tenant is named, nothing else goes."""
    assert main(["erase", *STORE, "--recipient", "u-1", "--tenant", "acme", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tenant"] == "acme"
    assert known("u-1") == 3


@pytest.mark.parametrize(("answer", "is_erased"), [("y", True), ("YES ", True), ("n", False), ("", False)])
def test_a_person_is_asked(
    answer: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, is_erased: bool
) -> None:
    """At a terminal, and only a yes is one; the end of the input is none."""
    monkeypatch.setattr(sys, "stdin", Answering(f"{answer}\n" if answer else ""))
    assert main(["erase", *STORE, "--recipient", "u-1"]) == (0 if is_erased else 1)
    said = capsys.readouterr()
    assert said.err.startswith("mailtrack.db: 3 events. Erase 'u-1'? This cannot be undone. [y/N] ")
    assert said.err.endswith("mailtrack: nothing was erased\n") is not is_erased
    assert (known("u-1") == 0) is is_erased


@pytest.mark.parametrize("stream", ["pipe", "closed", "broken"])
def test_where_nobody_can_answer_nothing_is_erased(
    stream: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script has to say that it is meant."""
    if stream == "pipe":
        monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    elif stream == "closed":
        monkeypatch.setattr(sys, "stdin", None)
    else:
        monkeypatch.setattr(sys, "stdin", Answering(b"\xff\xfe\n"))
    assert main(["erase", *STORE, "--recipient", "u-1"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "mailtrack: nothing was deleted: " in said.err
    assert known("u-1") == 3


def test_an_unknown_person_can_be_erased(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Events may be on their way; who may have mistyped is told."""
    monkeypatch.setattr(sys, "stdin", Answering("n\n"))
    assert main(["erase", *STORE, "--recipient", "42"]) == 1
    assert "nothing is stored about '42'; for the id of another type, ask for i:42. Erase '42'?" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize("command", ["erase", "export"])
def test_a_recipient_must_be_named(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody is meant by default; an address is no id."""
    with pytest.raises(SystemExit) as ended:
        main([command, *STORE])
    assert ended.value.code == 2
    assert "--recipient" in capsys.readouterr().err
    assert main([command, *STORE, "--recipient", "ada@example.com"]) == 2
    assert "recipient looks like an e-mail address" in capsys.readouterr().err


def test_they_run_as_programs(folder: Path) -> None:
    """Warnings being errors, nothing is left open."""
    done = program("export", *STORE, "--recipient", "u-1", cwd=folder)
    assert (done.returncode, done.stderr, done.stdout.count(b"\n")) == (0, b"", 3)
    done = program("erase", *STORE, "--recipient", "u-1", "--yes", cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
