"""`mailtrack judge`: the verdicts of a store are made again, and what changed is told."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from mailtrack_sdk.classification import Agent, Classifier, Human, Verdict
from mailtrack_sdk.classification.networks import Networks
from mailtrack_sdk.command import judge_report
from mailtrack_sdk.command.program import main
from mailtrack_sdk.command.terminal import Paint
from mailtrack_sdk.engagement import JudgedAgain
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.models import Client, Delivery, Link
from mailtrack_sdk.stores import SQLiteStore
from tests.command._program import Terminal, program

SENT = datetime(2026, 3, 1, 9, tzinfo=timezone.utc)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
PERSON = Verdict(agent=Agent.BROWSER, human=Human.YES, confidence=0.7, rules_version=1)


def opened(number: int, copy: Delivery, agent: str | None) -> OpenEvent:
    """Make an open, a day and some minutes after the send."""
    at = SENT + timedelta(days=1, minutes=number)
    return OpenEvent(id=UUID(int=number), at=at, delivery=copy, client=Client(agent=agent))


@pytest.fixture
def db() -> Path:
    """Make a store of four opens: a wrong verdict, a right one, an unchangeable one, and none."""
    path = Path("mailtrack.db")
    ada, bob = Delivery("news", "ada", sent_at=SENT), Delivery("news", "bob", sent_at=SENT)
    with SQLiteStore(path) as store:
        events = [opened(1, ada, "curl/8.5.0"), opened(2, bob, FIREFOX), opened(3, bob, None)]
        store.append([*events, opened(4, bob, "Mozilla/5.0")])
        store.record_verdicts(dict.fromkeys((event.id for event in events), PERSON), judged_at=SENT)
    return path


def answers(path: Path) -> dict[int, str]:
    """Look up what the verdicts of a store say, by the number of the event."""
    with SQLiteStore(path) as store:
        verdicts = store.verdicts([event.id for event in store.events()])
    return {
        event_id.int: f"{verdict.human.value} {verdict.agent.value}" for event_id, verdict in verdicts.items()
    }


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """Run `mailtrack judge --json` and return what it reports."""
    assert main(["judge", "--json", *arguments]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_it_tells_what_changed(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From what to what, how often, and what holds and why."""
    assert main(["judge", "--db", str(db)]) == 0
    version = Classifier().rules_version
    assert capsys.readouterr().out == (
        f"'mailtrack.db': 4 opens and clicks of 2 deliveries, rules version {version}\n"
        "\n"
        "Recorded: 3 verdicts\n"
        "  1  had none: software (apple mpp)\n"
        "  1  a person (browser) -> software (http library)\n"
        "  1  the same answer, by newer rules, for other reasons or with more events to go by\n"
        "\n"
        "Left as they were: 1 verdict\n"
        "  1  cannot be judged again: the copy's mode kept nothing of the client\n"
    )
    assert answers(db) == {1: "no http_library", 2: "yes browser", 3: "yes browser", 4: "no apple_mpp"}


def test_a_program_is_told_the_same(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As one JSON object; a second run has nothing more to record."""
    browser, script = {"human": "yes", "agent": "browser"}, {"human": "no", "agent": "http_library"}
    first = report(capsys, "--db", str(db))
    assert first == {
        "db": "mailtrack.db",
        "dry_run": False,
        "rules_version": Classifier().rules_version,
        "events": 4,
        "deliveries": 2,
        "recorded": 3,
        "new": 1,
        "changed": 1,
        "renewed": 1,
        "same": 0,
        "first": 1,
        "better": 0,
        "changes": [
            {"from": None, "to": {"human": "no", "agent": "apple_mpp"}, "events": 1},
            {"from": browser, "to": script, "events": 1},
        ],
    }
    again = report(capsys, "--db", str(db))
    assert (again["recorded"], again["same"], again["first"], again["changes"]) == (0, 3, 1, [])


def test_a_dry_run_records_nothing(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what would be recorded, and that nothing was."""
    before = answers(db)
    assert main(["judge", "--db", str(db), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "\nTo be recorded: 3 verdicts\n" in said
    assert said.endswith("\nA dry run: nothing was recorded.\n")
    dry = report(capsys, "--db", str(db), "--dry-run")
    assert (dry["dry_run"], dry["recorded"], dry["changed"]) == (True, 0, 1)
    assert answers(db) == before


def test_tables_of_networks_can_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    """Then addresses are looked up in them instead of in the built-in ones."""
    click = ClickEvent(
        id=UUID(int=1),
        at=SENT + timedelta(days=1),
        delivery=Delivery("news", "ada", sent_at=SENT),
        client=Client(agent=FIREFOX, address="40.107.1.1"),
        link=Link(url="https://example.com/"),
    )
    with SQLiteStore("mailtrack.db") as store:
        store.append([click])
    Path("none.bin").write_bytes(Networks().to_bytes())
    said = report(capsys, "--db", "mailtrack.db", "--dry-run")
    assert said["changes"][0]["to"]["agent"] == "security_scanner"
    said = report(capsys, "--db", "mailtrack.db", "--dry-run", "--networks", "none.bin")
    assert said["changes"][0]["to"]["agent"] == "browser"
    Path("none.bin").write_bytes(b"something else")
    assert main(["judge", "--db", "mailtrack.db", "--networks", "none.bin"]) == 2
    assert capsys.readouterr().err.startswith("mailtrack: cannot read 'none.bin' as tables of networks: ")


def test_a_terminal_sees_how_far_it_is(
    db: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error; the report goes to standard output as ever."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["judge", "--db", str(db)]) == 0
    assert terminal.shown().startswith("\r  0 %  0 of 4 requests")
    assert terminal.shown().endswith("\n")
    assert "100 %  4 of 4 requests" in terminal.shown()
    assert capsys.readouterr().out.startswith("'mailtrack.db': 4 opens and clicks")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.db", "--db: cannot read 'missing.db': No such file or directory"),
        (":memory:", "--db: cannot read ':memory:': No such file or directory"),
        ("", "--db: the name of the file is empty: name the file of a store"),
        (".", "--db: '.' is no file: name the file of a store"),
        ("empty.db", "--db: 'empty.db' is empty: name the file of a store"),
        ("x" * 300, f"--db: cannot read '{'x' * 300}': File name too long"),
        ("a\0b", "--db: cannot read 'a\\x00b': no file can have that name"),
        ("news.html", "file is not a database; name a file that does not exist yet, or a store's own"),
        ("other.db", "the database of another program; give the store its own file"),
    ],
)
def test_what_is_no_store_is_refused(
    name: str, reason: str, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """The reason is one line, and no file is made or changed."""
    Path("empty.db").touch()
    with closing(sqlite3.connect("other.db")) as connection:
        connection.execute("CREATE TABLE t (x)")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert main(["judge", "--db", name]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    where = "" if reason.startswith("--db") else f"{folder / name}: "
    assert said.err == f"mailtrack: {where}{reason}\n"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_file_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    """There is no store that goes without saying."""
    with pytest.raises(SystemExit) as ended:
        main(["judge"])
    assert ended.value.code == 2
    assert "--db" in capsys.readouterr().err


def test_it_runs_as_a_program(db: Path, folder: Path) -> None:
    """Warnings being errors, nothing is left open."""
    done = program("judge", "--db", str(db), cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"'mailtrack.db': 4 opens and clicks of 2 deliveries")


def test_a_hostile_name_does_nothing_to_a_terminal() -> None:
    """Control characters are spelled out, in the text and in the JSON."""
    name, result = "\x1b[2J\x7f.db", JudgedAgain()
    text = judge_report.as_text(name, result, rules_version=1, dry_run=False, paint=Paint(is_on=False))
    text += judge_report.as_json(name, result, rules_version=1, dry_run=False)
    assert text.replace("\n", "").isprintable()
    assert "0 opens and clicks of 0 deliveries" in text


def test_the_most_frequent_changes_come_first() -> None:
    """Numbers stand below each other."""
    browser, script = (Human.YES, Agent.BROWSER), (Human.NO, Agent.HTTP_LIBRARY)
    result = JudgedAgain(
        events=1_241, deliveries=1, changed={(browser, script): 1, (script, browser): 1_234}, better=6
    )
    text = judge_report.as_text("a", result, rules_version=3, dry_run=False, paint=Paint(is_on=False))
    assert text == (
        "'a': 1,241 opens and clicks of 1 delivery, rules version 3\n"
        "\n"
        "Recorded: 1,235 verdicts\n"
        "  1,234  software (http library) -> a person (browser)\n"
        "      1  a person (browser) -> software (http library)\n"
        "\n"
        "Left as they were: 6 verdicts\n"
        "  6  made by newer rules, or with more events to go by\n"
    )
