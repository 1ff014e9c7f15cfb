"""`--store`: a file, the URL of a database, or the environment; never a store that was not there."""

from __future__ import annotations

import json
import re
import sys
from contextlib import closing
from pathlib import Path

import pytest

from mailtrack_sdk.command.program import main
from mailtrack_sdk.stores import SQLiteStore
from tests.command._campaign import make_campaign
from tests.command._program import Terminal, program

COMMANDS = {
    "events": (),
    "summary": (),
    "judge": ("--dry-run",),
    "export": ("--recipient", "u-1"),
    "erase": ("--recipient", "u-1", "--dry-run"),
    "purge": ("--before", "2026-03-02T10:00:00Z", "--dry-run"),
}


@pytest.fixture
def db() -> Path:
    """Make a store with a small campaign."""
    path = Path("mailtrack.db")
    make_campaign(path)
    return path


@pytest.fixture
def database(db: Path) -> str:
    """Make the same store in a database that SQLAlchemy reaches."""
    pytest.importorskip("sqlalchemy", reason="not installed: sqlalchemy")
    from mailtrack_sdk.stores import SQLAlchemyStore  # noqa: PLC0415 - after the check for it

    with SQLiteStore(db) as source, closing(SQLAlchemyStore("sqlite:///other.db")) as store:
        store.create()
        store.append(source.events())
        for requests in source.by_delivery():
            for event in requests:
                store.record_verdicts(source.verdicts([event.id]), judged_at=event.at)
    return "sqlite:///other.db"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_reads_a_database_like_a_file(
    command: str, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the same results; only the name of the store differs."""
    said: list[str] = []
    for place in ("mailtrack.db", database):
        assert main([command, "--store", place, "--json", *COMMANDS[command]]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        said.append(out.replace(f'"{place}"', '"it"'))
    assert said[0] == said[1] != ""


def test_what_is_written_is_written_there(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Judging, erasing and purging change the database."""
    assert main(["erase", "--store", database, "--recipient", "u-1", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["erased"] == 3
    assert main(["purge", "--store", database, "--before", "2026-03-02T09:00:00Z", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["deleted"] == 2
    assert main(["judge", "--store", database, "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["store"], first["recorded"] > 0) == (database, True)
    assert main(["judge", "--store", database, "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["events"], again["recorded"]) == (first["events"], 0)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("command", COMMANDS)
def test_the_environment_may_name_it(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An argument goes first; with neither, the program asks for one."""
    assert main([command, *COMMANDS[command]]) == 2
    assert capsys.readouterr().err == (
        "mailtrack: which store? add --store FILE|URL, or set MAILTRACK_STORE\n"
    )
    monkeypatch.setenv("MAILTRACK_STORE", "mailtrack.db")
    assert main([command, *COMMANDS[command]]) == 0
    assert main([command, "--store", "missing.db", *COMMANDS[command]]) == 2


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:///missing.db", "--store: cannot read 'missing.db': No such file or directory"),
        ("sqlite:///news.html", "--store: 'news.html' is no database: name the file of a store"),
        ("sqlite://", "--store: a database in memory is empty: name its file, sqlite:///FILE"),
        ("sqlite:///mailtrack.db", "no such table"),
        ("oracle://u:secret@db/x", r"oracle\S*: (install the driver|for PostgreSQL|no engine)"),
        ("post gres://u:secret@db/x", "--store: the URL cannot be read; it must be like postgresql://user@"),
    ],
)
def test_what_is_no_store_is_refused(
    url: str, reason: str, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """One line, no password in it, and no file is made."""
    before = sorted(folder.iterdir())
    assert main(["summary", "--store", url]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(rf"mailtrack: .*{reason}.*\n", said.err) or said.err.startswith(
        f"mailtrack: {reason}"
    )
    assert "secret" not in said.err
    assert [path for path in sorted(folder.iterdir()) if path not in before and "-" not in path.name] == []


@pytest.mark.usefixtures("database")
def test_a_server_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """With the way out, and without the password."""
    pytest.importorskip("psycopg", reason="not installed: psycopg")
    url = "postgresql+asyncpg://app:secret@127.0.0.1:1/app?sslpassword=secret"
    assert main(["events", "--store", url]) == 2
    said = capsys.readouterr().err
    assert said.startswith("mailtrack: postgresql+psycopg://app:***@127.0.0.1:1/app: ")
    assert said.count("\n") == 1
    assert "secret" not in said


def test_the_driver_of_a_web_application_is_no_trouble(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The URL in its settings will do, though it names an asynchronous driver."""
    url = database.replace("sqlite:", "sqlite+aiosqlite:")
    assert main(["export", "--store", url, "--recipient", "u-1"]) == 0
    assert capsys.readouterr().out.count("\n") == 3


@pytest.mark.usefixtures("db")
def test_a_missing_extra_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the line that installs it."""
    monkeypatch.delitem(sys.modules, "mailtrack_sdk.command.sqlalchemy_store", raising=False)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    assert main(["events", "--store", "postgresql://app@db/app"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(
        'mailtrack: --store: a URL needs an extra: pip install "mailtrack-sdk[sqlalchemy]"; '
    )


@pytest.mark.usefixtures("db")
def test_what_the_store_itself_misses_is_named_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLAlchemy is there, and what it needs for the store is not."""
    for module in ("mailtrack_sdk.command.sqlalchemy_store", "mailtrack_sdk.stores.sqlalchemy"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "mailtrack_sdk.stores.sqlalchemy.store", None)
    assert main(["events", "--store", "postgresql://app@db/app"]) == 2
    assert capsys.readouterr().err.count('pip install "mailtrack-sdk[sqlalchemy]"') == 1


@pytest.mark.usefixtures("plain_progress")
def test_a_long_reading_of_a_database_shows_how_far_it_is(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As that of a file does."""
    aside = Terminal()
    monkeypatch.setattr(sys, "stderr", aside)
    assert main(["summary", "--store", database]) == 0
    assert " events read  " in aside.shown()
    assert capsys.readouterr().out.startswith(f"'{database}'\n")


def test_it_runs_as_a_program(database: str, folder: Path) -> None:
    """Warnings being errors, no connection is left open."""
    done = program("summary", cwd=folder, environment={"MAILTRACK_STORE": database})
    assert (done.returncode, done.stderr) == (0, b"")
