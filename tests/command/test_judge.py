"""`mailtrack judge`: the verdicts of a store are made again, and what changed is told."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
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
from tests.command._program import Terminal, program, without_identity

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
    assert main(["judge", "--store", str(db)]) == 0
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
    first = report(capsys, "--store", str(db))
    assert first == {
        "store": "mailtrack.db",
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
        "newer": 0,
        "better": 0,
        "senders": 0,
        "changes": [
            {"from": None, "to": {"human": "no", "agent": "apple_mpp"}, "events": 1},
            {"from": browser, "to": script, "events": 1},
        ],
    }
    again = report(capsys, "--store", str(db))
    assert (again["recorded"], again["same"], again["first"], again["changes"]) == (0, 3, 1, [])


def test_a_dry_run_records_nothing(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what would be recorded, and that nothing was."""
    before = answers(db)
    assert main(["judge", "--store", str(db), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "\nTo be recorded: 3 verdicts\n" in said
    assert said.endswith("\nA dry run: nothing was recorded.\n")
    dry = report(capsys, "--store", str(db), "--dry-run")
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
    said = report(capsys, "--store", "mailtrack.db", "--dry-run")
    assert said["changes"][0]["to"]["agent"] == "security_scanner"
    said = report(capsys, "--store", "mailtrack.db", "--dry-run", "--tables", "none.bin")
    assert said == report(capsys, "--store", "mailtrack.db", "--dry-run", "--networks", "none.bin")
    assert said["changes"][0]["to"]["agent"] == "browser"
    Path("none.bin").write_bytes(b"something else")
    assert main(["judge", "--store", "mailtrack.db", "--networks", "none.bin"]) == 2
    assert capsys.readouterr().err.startswith("mailtrack: cannot read 'none.bin' as tables of networks: ")


@pytest.mark.usefixtures("plain_progress")
def test_a_terminal_sees_how_far_it_is(
    db: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error; the report goes to standard output as ever."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["judge", "--store", str(db)]) == 0
    assert terminal.shown().startswith("\r  0 %  0 of 4 requests")
    assert terminal.shown().endswith("\n")
    assert "100 %  4 of 4 requests" in terminal.shown()
    assert capsys.readouterr().out.startswith("'mailtrack.db': 4 opens and clicks")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.db", "--store: cannot read 'missing.db': No such file or directory"),
        (":memory:", "--store: cannot read ':memory:': No such file or directory"),
        ("", "--store: the name of the file is empty: name the file of a store"),
        (".", "--store: '.' is no file: name the file of a store"),
        ("empty.db", "--store: 'empty.db' is empty: name the file of a store"),
        ("x" * 300, f"--store: cannot read '{'x' * 300}': File name too long"),
        ("a\0b", "--store: cannot read 'a\\x00b': no file can have that name"),
        ("news.html", "--store: 'news.html' is no database: name the file of a store"),
        ("short.db", "--store: 'short.db' is no database: name the file of a store"),
        ("other.db", "the database of another program; give the store its own file"),
    ],
)
def test_what_is_no_store_is_refused(
    name: str, reason: str, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """The reason is one line, and no file is made or changed."""
    Path("empty.db").touch()
    Path("short.db").write_bytes(b"SQLite")
    with closing(sqlite3.connect("other.db")) as connection:
        connection.execute("CREATE TABLE t (x)")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert main(["judge", "--store", name]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    where = "" if reason.startswith("--store") else f"{folder / name}: "
    assert said.err == f"mailtrack: {where}{reason}\n"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.fixture
def modules(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work where modules may be imported from the folder, and forget them afterwards."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    known = set(sys.modules)
    yield folder
    for name in set(sys.modules) - known:
        if name.startswith("our_"):
            del sys.modules[name]


OURS = """
from types import SimpleNamespace

from mailtrack_sdk.classification import Classifier, OwnViews

def make():
    return classifier

classifier = Classifier(senders=[OwnViews("ada", networks=["192.0.2.0/28"])])
newer = Classifier(rules_version=900)
app = SimpleNamespace(classifier=classifier)
number = 7
"""
NAME_IT = "if your tracker has a Classifier of its own, name it: --classifier MODULE:NAME"


def sent_by_ada(number: int = 1) -> OpenEvent:
    """Make an open by a sender who is registered by a network."""
    copy = Delivery("news", f"reader-{number}", sent_at=SENT, sender="ada")
    client = Client(agent=FIREFOX, address="192.0.2.5")
    return OpenEvent(id=UUID(int=number), at=SENT + timedelta(days=1), delivery=copy, client=client)


def test_a_classifier_of_ones_own_judges(modules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is imported from the current folder; without it, what it said of a sender holds."""
    (modules / "our_app.py").write_text(OURS, "utf-8")
    with SQLiteStore("mailtrack.db") as store:
        store.append([sent_by_ada()])
    before = list(sys.path)
    said = report(capsys, "--store", "mailtrack.db", "--dry-run")
    assert said["changes"][0]["to"]["agent"] == "browser"
    assert sys.path == before
    assert "our_app" not in sys.modules
    for name in ("classifier", "app.classifier"):
        said = report(capsys, "--store", "mailtrack.db", "--dry-run", "--classifier", f"our_app:{name}")
        assert said["changes"][0]["to"]["agent"] == "sender"
        assert sys.path == [str(modules), *before]
    report(capsys, "--store", "mailtrack.db", "--classifier", "our_app:classifier")
    assert main(["judge", "--store", "mailtrack.db"]) == 0
    shown = capsys.readouterr()
    assert shown.out.endswith("  1  say that the sender looked, which the classifier at hand does not know\n")
    assert shown.err == ""
    assert answers(Path("mailtrack.db"))[1].endswith(" sender")
    assert report(capsys, "--store", "mailtrack.db")["senders"] == 1


def test_verdicts_of_newer_rules_are_told_of(modules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They were made by another classifier, which can be named."""
    (modules / "our_app.py").write_text(OURS, "utf-8")
    with SQLiteStore("mailtrack.db") as store:
        store.append([sent_by_ada(1)])
    report(capsys, "--store", "mailtrack.db", "--classifier", "our_app:newer")
    with SQLiteStore("mailtrack.db") as store:
        store.append([sent_by_ada(2)])
    version = Classifier().rules_version
    warning = f"1 verdict is of newer rules than version {version}, which this release has; {NAME_IT}\n"
    assert main(["judge", "--store", "mailtrack.db", "--json", "--dry-run"]) == 0
    shown = capsys.readouterr()
    assert shown.err == f"mailtrack: {warning}"
    told = json.loads(shown.out)
    assert (told["newer"], told["new"]) == (1, 1)
    said = report(capsys, "--store", "mailtrack.db", "--classifier", "our_app:newer")
    assert (said["newer"], said["new"], said["same"]) == (0, 1, 1)


def test_senders_that_newer_rules_do_not_know_are_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    """After an upgrade the rules of the release overrule what the tracker's classifier said."""
    sender = Verdict(agent=Agent.SENDER, human=Human.YES, confidence=1.0, rules_version=1)
    with SQLiteStore("mailtrack.db") as store:
        store.append([sent_by_ada(1), sent_by_ada(2)])
        store.record_verdicts(dict.fromkeys((UUID(int=1), UUID(int=2)), sender), judged_at=SENT)
    assert main(["judge", "--store", "mailtrack.db", "--dry-run"]) == 0
    assert capsys.readouterr().err == (
        f"mailtrack: 2 requests of senders by older rules: these rules take them for others'; {NAME_IT}\n"
    )


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("our_app", "must be MODULE:NAME such as app.tracking:classifier, not 'our_app'"),
        ("", "must be MODULE:NAME such as app.tracking:classifier, not ''"),
        ("our_app:", "must be MODULE:NAME such as app.tracking:classifier, not 'our_app:'"),
        (".our_app:x", "must be MODULE:NAME such as app.tracking:classifier, not '.our_app:x'"),
        (
            "our_app:make()",
            "must be MODULE:NAME such as app.tracking:classifier, not 'our_app:make()'",
        ),
        ("our_nothing:x", "there is no module our_nothing, neither in the current folder nor installed"),
        ("our_nothing.a:x", "there is no module our_nothing, neither in the current folder nor installed"),
        ("our_app.a:x", "there is no module our_app.a, neither in the current folder nor installed"),
        (
            "our_needy:x",
            "cannot import our_needy: ModuleNotFoundError: No module named 'our_missing_dependency'",
        ),
        ("our_broken:x", "cannot import our_broken: SyntaxError: "),
        ("our_failing:x", "cannot import our_failing: ZeroDivisionError: division by zero"),
        ("our_ending:x", "cannot import our_ending: SystemExit: 3"),
        ("our_hostile:x", "cannot import our_hostile: ValueError: \\x1b[2J"),
        ("our_app:x", "there is no x in our_app: AttributeError: module 'our_app' has no attribute 'x'"),
        (
            "our_app:number.x",
            "there is no number.x in our_app: AttributeError: 'int' object has no attribute",
        ),
        ("our_app:number", "number in our_app must be a Classifier, not int"),
        ("our_app:app", "app in our_app must be a Classifier, not SimpleNamespace"),
        ("our_app:make", "make in our_app is no Classifier, but something to call: name what it returns"),
        (
            "our_app:Classifier",
            "Classifier in our_app is no Classifier, but something to call: name what it returns",
        ),
    ],
)
def test_what_is_no_classifier_is_refused(
    place: str, reason: str, modules: Path, capsys: pytest.CaptureFixture[str], db: Path
) -> None:
    """In one line, for each way in which it can fail."""
    for name, text in (
        ("app", OURS),
        ("needy", "import our_missing_dependency"),
        ("broken", "def"),
        ("failing", "1 / 0"),
        ("ending", "raise SystemExit(3)"),
        ("hostile", "raise ValueError('\\x1b[2J\\n' * 999)"),
    ):
        (modules / f"our_{name}.py").write_text(text, "utf-8")
    before = answers(db)
    assert main(["judge", "--store", str(db), "--classifier", place]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"mailtrack: --classifier: {reason}")
    assert said.err.count("\n") == 1
    assert len(said.err) < 300
    assert answers(db) == before


def test_a_classifier_has_tables_of_its_own(capsys: pytest.CaptureFixture[str], db: Path) -> None:
    """Other ones would not be asked; nothing is imported."""
    assert main(["judge", "--store", str(db), "--classifier", "our_app:x", "--networks", "n.bin"]) == 2
    assert capsys.readouterr().err == (
        "mailtrack: --classifier has tables of networks of its own: leave --networks out\n"
    )


def test_the_installed_program_imports_a_classifier(folder: Path, db: Path) -> None:
    """From the current folder as `python -m` does; not where Python was told to leave that alone."""
    (folder / "our_app.py").write_text(OURS, "utf-8")
    arguments = ("judge", "--store", str(db), "--classifier", "our_app:classifier")
    code = f"import sys; from mailtrack_sdk.command.program import main; sys.exit(main({arguments!r}))"
    (folder / "elsewhere").mkdir()
    script = folder / "elsewhere" / "mailtrack.py"
    script.write_text(code, "utf-8")
    for safe, status in (("", 0), ("1", 2 if sys.version_info >= (3, 11) else 0)):
        done = subprocess.run(
            [sys.executable, "-W", "error", script],
            cwd=folder,
            env={**without_identity(), "PYTHONSAFEPATH": safe},
            capture_output=True,
            check=False,
        )
        assert done.returncode == status, done.stderr


BUSY = """
from mailtrack_sdk.classification import Classifier

class Busy(Classifier):
    left = {left}

    def judge(self, events):
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        return super().judge(events)

classifier = Busy()
"""


@pytest.mark.parametrize(
    ("left", "arguments", "said"),
    [
        (0, (), "at least 0 of the verdicts are recorded and kept; run it again, and it does the rest"),
        (
            1_200,
            (),
            "at least 1,000 of the verdicts are recorded and kept; run it again, and it does the rest",
        ),
        (1_200, ("--dry-run",), "a dry run, so nothing was recorded"),
    ],
)
def test_an_interruption_tells_what_was_recorded(
    left: int, arguments: tuple[str, ...], said: str, modules: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And that it can be run again, which does the rest; the status is that of Ctrl-C."""
    (modules / "our_busy.py").write_text(BUSY.format(left=left), "utf-8")
    with SQLiteStore("mailtrack.db") as store:
        store.append([opened(n, Delivery("news", f"r-{n}", sent_at=SENT), FIREFOX) for n in range(1, 1_301)])
    place = ("--store", "mailtrack.db", "--classifier", "our_busy:classifier")
    assert main(["judge", *place, *arguments]) == 130
    assert capsys.readouterr() == ("", f"mailtrack: interrupted; {said}\n")
    kept = len(answers(Path("mailtrack.db")))
    assert kept == (1_000 if left and not arguments else 0)
    assert report(capsys, "--store", "mailtrack.db")["recorded"] == 1_300 - kept


def test_a_file_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    """There is no store that goes without saying."""
    assert main(["judge"]) == 2
    assert capsys.readouterr().err == (
        "mailtrack: which store? add --store FILE|URL, or set MAILTRACK_STORE\n"
    )


def test_it_runs_as_a_program(db: Path, folder: Path) -> None:
    """Warnings being errors, nothing is left open."""
    done = program("judge", "--store", str(db), cwd=folder)
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
        events=1_241,
        deliveries=1,
        changed={(browser, script): 1, (script, browser): 1_234},
        newer=1,
        better=2,
        senders=3,
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
        "  1  made by newer rules\n"
        "  2  made with more events to go by\n"
        "  3  say that the sender looked, which the classifier at hand does not know\n"
    )
