"""`mailtrack events`: the log of a store, told line by line, from either end and page by page."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typing_extensions import override

from mailtrack_sdk.command import progress, queries_store
from mailtrack_sdk.command.program import main
from mailtrack_sdk.events import ClickEvent, Event, OpenEvent, SentEvent
from mailtrack_sdk.models import Client, Delivery, Link, Mode
from mailtrack_sdk.stores import EventQuery, SQLiteStore
from mailtrack_sdk.testing import clients
from tests.command._campaign import SENT, UUID_READER, Campaign, make_campaign
from tests.command._program import Terminal, broken_pipe, program, without_identity

DB = ("events", "--store", "mailtrack.db")


@pytest.fixture
def db() -> Path:
    """Make a store with a small campaign."""
    path = Path("mailtrack.db")
    make_campaign(path)
    return path


def lines(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Run `mailtrack events` and return what it prints."""
    assert main([*DB, *arguments]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out.splitlines()


def objects(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    """Run `mailtrack events --json` and return what it prints."""
    return [json.loads(line) for line in lines(capsys, "--json", *arguments)]


@pytest.mark.usefixtures("db")
def test_each_event_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """With its time, its message, and its recipient as `--recipient` takes it."""
    shown = lines(capsys, "--until", "2026-03-02T09:30:02Z")
    assert shown == [
        '2026-03-02 08:30:00Z  spring-A: Composed "Spring sale" with 1 link',
        '2026-03-02 08:30:01Z  spring-B: Composed "Spring sale" with 1 link',
        "2026-03-02 09:30:00Z  spring-A: Sent to u-1",
        "2026-03-02 09:30:01Z  spring-B: Sent to u-2",
    ]
    assert lines(capsys, "--recipient", "u-1") == [
        "2026-03-02 09:30:00Z  spring-A: Sent to u-1",
        "2026-03-02 09:47:41Z  spring-A, u-1: Opened through the image proxy of Gmail",
        '2026-03-02 09:50:41Z  spring-A, u-1: Link "offer" clicked in Firefox 117 on Windows 10',
    ]
    (line,) = lines(capsys, "--recipient", "i:42", "--kind", "open")
    assert line.startswith("2026-03-02 16:17:41Z  spring-B, i:42: Opened in Thunderbird")
    (line,) = lines(capsys, "--recipient", f"u:{UUID_READER}", "--kind", "sent")
    assert line.endswith(f"spring-A, u:{UUID_READER}: Sent to {UUID_READER}")


@pytest.mark.usefixtures("db")
def test_tests_and_shared_copies_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """A test send says so; whoever opens a copy that names nobody is someone among its candidates."""
    shown = "\n".join(lines(capsys))
    assert "  spring-A, boss: Test: Opened in Thunderbird" in shown
    assert "  spring-A: Opened by someone (of ada, bob)" in shown
    assert "  spring-A: Sent as an anonymous copy" in shown


@pytest.mark.usefixtures("db")
def test_verdicts_and_reasons_are_shown_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    """At the end of the line who it was, below it why; sends have neither."""
    sent, opened = lines(capsys, "--recipient", "u-4", "--verdicts")
    assert sent == "2026-03-02 09:30:03Z  spring-B: Sent to u-4"
    assert opened == (
        "2026-03-02 10:17:41Z  spring-B, u-4: Loaded by Apple Mail Privacy Protection; "
        "nobody may have read it  [software, 90% sure; agent: apple mpp]"
    )
    sent, opened, *reasons = lines(capsys, "--recipient", "u-4", "--explain")
    assert opened.endswith("nobody may have read it")
    assert sent.endswith("Sent to u-4")
    assert all(reason.startswith("    ") and len(reason) <= 100 for reason in reasons)
    assert " ".join(map(str.strip, reasons)).startswith("Software made this request on its own (90% sure;")


def test_what_cannot_be_told_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Then no share of certainty is shown."""
    copy = Delivery("news", "ada", sent_at=SENT)
    with SQLiteStore("mailtrack.db") as store:
        store.append([OpenEvent(id=UUID_READER, at=SENT + timedelta(hours=1), delivery=copy)])
    (line,) = lines(capsys, "--verdicts")
    assert line.endswith("; it cannot be told whether a person opened it  [unknown; agent: unknown]")


@pytest.mark.usefixtures("db")
def test_a_program_gets_whole_events(capsys: pytest.CaptureFixture[str]) -> None:
    """As stores write them, with time, verdict and cursor."""
    sent, opened, clicked = objects(capsys, "--recipient", "u-1")
    assert (sent["kind"], sent["delivery"]["recipient"], "verdict" in sent) == ("sent", "s:u-1", False)
    assert (opened["v"], opened["time"]) == (1, "2026-03-02T09:47:41+00:00")
    assert (opened["verdict"]["human"], opened["verdict"]["agent"]) == ("yes", "image_proxy")
    assert clicked["link"] == {"url": "https://shop.example.com/offer", "index": 0, "name": "offer"}
    assert clicked["client"]["agent"].endswith("Firefox/117.0")
    after = objects(capsys, "--recipient", "u-1", "--after", opened["cursor"])
    assert after == [clicked]


@pytest.mark.usefixtures("db")
def test_the_newest_come_first_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    """That is the same list turned round, whatever the filter."""
    for arguments in (
        [],
        ["--kind", "click"],
        ["--campaign", "spring", "--since", "2026-03-02T10:00:00Z"],
        ["--until", "2026-03-02T12:00:00Z"],
        ["--recipient", "nobody"],
    ):
        forwards = objects(capsys, *arguments)
        assert objects(capsys, "--newest-first", *arguments) == forwards[::-1]


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("order", [[], ["--newest-first"]])
def test_pages_follow_each_other(order: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The last line of a page says how to ask for the next; the last page has no such line."""
    whole = lines(capsys, *order)
    pages: list[str] = []
    more: list[str] = []
    for _ in range(20):
        page = lines(capsys, "--limit", "9", *order, *more)
        if not page[-1].startswith("There is more: "):
            pages += page
            break
        assert (len(page), page[-2]) == (11, "")
        pages += page[:-2]
        more = page[-1].removeprefix("There is more: add ").split()
    assert pages == whole
    assert len(whole) >= 80
    assert len(objects(capsys, *order, "--limit", "1")) == 1


def test_the_log_is_read_backwards_wherever_events_stand_close(capsys: pytest.CaptureFixture[str]) -> None:
    """Thousands at one moment, as when a campaign has one time, and others years apart."""
    numbers = iter(range(1, 10_000))
    copy = Delivery("news", "ada", sent_at=SENT)

    def events(count: int, days: float) -> Iterator[Event]:
        at = SENT + timedelta(days=days)
        return (SentEvent(id=UUID(int=next(numbers)), at=at, delivery=copy) for _ in range(count))

    with SQLiteStore("mailtrack.db", durability="normal") as store:
        store.append([*events(3, 0), *events(2_600, 30), *events(1, 2_000), *events(1_200, 2_000.5)])
    forwards = [found["id"] for found in objects(capsys)]
    backwards = [found["id"] for found in objects(capsys, "--newest-first")]
    assert len(forwards) == 3_804
    assert backwards == forwards[::-1]


def test_a_cursor_outside_of_the_filter_is_no_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing before the first moment, and nothing behind the last."""
    campaign = Campaign(Path("mailtrack.db"))
    campaign.send(Delivery("news", "ada", sent_at=SENT))
    campaign.close()
    (only,) = objects(capsys)
    for arguments in (
        ["--newest-first", "--after", "0"],
        ["--newest-first", "--after", only["cursor"]],
        ["--newest-first", "--after", only["cursor"], "--since", "2026-03-02T09:00:00Z"],
        ["--after", only["cursor"]],
    ):
        assert lines(capsys, *arguments) == ["No such events"]
        assert objects(capsys, *arguments) == []


def test_requests_that_nobody_judged_are_judged_with_their_delivery(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Also when the filter leaves the other requests out; the store stays as it is."""
    at = SENT + timedelta(minutes=1)
    copy = Delivery("news", "ada", sent_at=SENT)
    everybody = Delivery.anonymous("news", sent_at=SENT)
    client = Client(agent=dict(clients.firefox.link_headers or ())["User-Agent"])
    burst: list[Event] = [
        ClickEvent(
            id=UUID(int=number),
            at=at + timedelta(milliseconds=150 * number),
            delivery=copy,
            client=client,
            link=Link(url=f"https://example.com/{number}", index=number),
            link_count=8,
        )
        for number in range(1, 9)
    ]
    burst.append(OpenEvent(id=UUID_READER, at=at + timedelta(days=1), delivery=everybody, client=client))
    with SQLiteStore("mailtrack.db") as store:
        store.append(burst)
    shown = lines(capsys, "--limit", "1", "--newest-first", "--until", "2026-03-02T09:31:00.200Z")
    assert shown[0].endswith('"https://example.com/1" followed by a security scanner, not by a person')
    assert lines(capsys, "--kind", "open")[0].endswith("news: Opened by someone in Firefox 117 on Windows 10")
    with SQLiteStore("mailtrack.db") as store:
        assert store.verdicts([event.id for event in burst]) == {}


def test_only_the_day_is_shown_where_only_the_day_was_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """A time of midnight would be wrong; the column stays as wide as the others."""
    campaign = Campaign(Path("mailtrack.db"))
    copy = Delivery("news", "ada", sent_at=SENT, opens=Mode.LAST_OPEN_DAY, tenant=None)
    campaign.send(copy)
    campaign.wait(days=2, hours=3)
    campaign.open(copy)
    campaign.click(copy)
    campaign.close()
    assert lines(capsys) == [
        "2026-03-02 08:30:00Z  news: Sent to ada",
        "2026-03-04            news, ada: Opened",
        '2026-03-04 11:30:00Z  news, ada: Link "offer" clicked in Firefox 117 on Windows 10',
    ]
    paris = lines(capsys, "--zone", "Europe/Paris")
    assert paris[0] == "2026-03-02 09:30:00+01:00  news: Sent to ada"
    assert paris[1] == "2026-03-04                 news, ada: Opened"


def test_hostile_texts_do_nothing_to_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Subjects, ids, agents and links are spelled out, in the text and in the JSON."""
    campaign = Campaign(Path("mailtrack.db"))
    campaign.compose("ne\u202ews", subject="\x1b]0;owned\x07\x9b2J\nfake line", variant=None)
    copy = Delivery("ne\u202ews", "ada\u2066", sent_at=SENT, tenant=None)
    campaign.send(copy)
    link = Link(url="https://example.com/\x7f\x1b[31m", name="\x1b[5mlink")
    client = Client(agent="curl/\x1b[2J8")
    campaign.store.append(
        [ClickEvent(id=UUID_READER, at=SENT, delivery=copy, client=client, link=link, method="GET")]
    )
    campaign.close()
    shown = lines(capsys, "--verdicts", "--explain")
    assert len(shown) > 3
    assert all(line.isprintable() for line in shown)
    assert r"\x1b]0;owned\x07\x9b2J fake line" in shown[0]
    assert main([*DB, "--json"]) == 0
    raw = capsys.readouterr().out
    assert raw.replace("\n", "").isascii()
    assert raw.replace("\n", "").isprintable()
    assert [json.loads(line)["kind"] for line in raw.splitlines()] == ["composed", "sent", "click"]


def test_tenants_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    """The message stands behind its tenant."""
    copy = Delivery("news", "ada", sent_at=SENT, tenant="acme")
    with SQLiteStore("mailtrack.db") as store:
        store.append([SentEvent(id=UUID_READER, at=SENT, delivery=copy)])
    assert lines(capsys, "--tenant", "acme") == ["2026-03-02 09:30:00Z  acme/news: Sent to ada"]


@pytest.mark.usefixtures("db")
def test_what_people_did_stands_out_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """In colour; what machines did is plain, and no line about progress comes in between."""
    screen, aside = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", aside)
    monkeypatch.setattr(progress, "_UNNOTICED", 1e-9)
    assert main([*DB, "--recipient", "u-1"]) == 0
    assert main([*DB, "--recipient", "u-4"]) == 0
    assert screen.shown().count("\x1b[32m") == 2
    assert aside.shown() == ""


@pytest.mark.usefixtures("db")
def test_a_long_reading_shows_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, if that is a terminal and the output goes elsewhere; a short one does not."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setitem(sys.modules, "mailtrack_sdk.command.progress_bar", None)  # draw without rich
    assert main(DB) == 0
    assert terminal.shown() == ""
    monkeypatch.setattr(progress, "_UNNOTICED", 1e-9)
    assert main(DB) == 0
    assert " events read  " in terminal.shown()
    assert terminal.shown().endswith("/s\n")
    assert capsys.readouterr().out.count("\n") >= 160


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--recipient", "i:4x"], "argument --recipient: i: stands before a whole number and u: before"),
        (["--recipient", "u:1"], "if it is a text, write 's:u:1'"),
        (["--kind", "reply"], "argument --kind: invalid choice: 'reply'"),
        (["--limit", "0"], "argument --limit: not a whole number from 1 to 999,999,999: '0'"),
        (["--limit", "many"], "argument --limit: not a whole number"),
        (["--zone", "Mars/Base"], "argument --zone: no time zone of this system: 'Mars/Base'"),
        (["--zone", "Europe"], "argument --zone: no time zone of this system: 'Europe'"),
        (["--zone", "../x"], "argument --zone: no time zone of this system: '../x'"),
    ],
)
@pytest.mark.usefixtures("db")
def test_options_that_make_no_sense_are_explained(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the parser, with the option and what would do."""
    with pytest.raises(SystemExit) as ended:
        main([*DB, *arguments])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert reason in said.err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--recipient", "ada@example.com"], "recipient looks like an e-mail address"),
        (["--recipient", "s:"], "recipient must have 1 to 64 UTF-8 bytes, not 0"),
        (["--recipient", f"i:{2**70}"], "recipient as an int must fit in 64 bits"),
        (["--message", ""], "message_key must have 1 to 64 UTF-8 bytes, not 0"),
        (["--tenant", "a b"], "tenant must be letters, digits"),
        (["--campaign", "\udcff"], "campaign holds a lone surrogate"),
        (["--since", "yesterday"], "--since must be a time such as 2026-03-01T09:00:00Z, or a day such as"),
        (["--until", "2026-02-30"], "--until must be a time such as"),
        (["--since", "2026-03-02", "--until", "2026-03-01"], "lies after until"),
        (["--after", "here"], "--after must be the cursor of an event, as `mailtrack events` prints it"),
    ],
)
@pytest.mark.usefixtures("db")
def test_filters_that_make_no_sense_are_one_line(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The status is 2."""
    assert main([*DB, *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("mailtrack: ")
    assert reason in said.err


@pytest.mark.usefixtures("db")
def test_filters_select_what_they_say(capsys: pytest.CaptureFixture[str]) -> None:
    """Each by itself, and days begin at midnight of the zone."""
    every = objects(capsys)
    clicks = objects(capsys, "--kind", "click", "--kind", "OPEN")
    assert {found["kind"] for found in clicks} == {"click", "open"}
    assert len(objects(capsys, "--message", "spring-A")) < len(objects(capsys, "--campaign", "spring"))
    assert len(objects(capsys, "--campaign", "spring")) == len(every)
    assert {found["kind"] for found in objects(capsys, "--sender", "shop")} == {"sent", "open", "click"}
    delivery = Delivery("spring-A", "u-1", sent_at=SENT).id
    assert objects(capsys, "--delivery", delivery) == objects(capsys, "--recipient", "s:u-1")
    assert objects(capsys, "--since", "2026-03-02", "--until", "2026-03-03") == every
    assert objects(capsys, "--since", "2026-03-03", "--zone", "Pacific/Kiritimati") == [
        found for found in every if found["time"] >= "2026-03-02T10:00:00"
    ]


@pytest.mark.usefixtures("db")
def test_another_type_of_id_is_proposed(capsys: pytest.CaptureFixture[str]) -> None:
    """A text that looks like a number or a UUID may have been meant as one."""
    assert lines(capsys, "--recipient", "42") == [
        "No such events of the text '42'; for the id of another type, ask for i:42"
    ]
    assert lines(capsys, "--recipient", str(UUID_READER)) == [
        f"No such events of the text '{UUID_READER}'; for the id of another type, ask for u:{UUID_READER}"
    ]
    assert lines(capsys, "--recipient", "i:7") == lines(capsys, "--recipient", "eve") == ["No such events"]


@pytest.mark.parametrize("command", ["events", "summary"])
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.db", "--store: cannot read 'missing.db': No such file or directory"),
        (":memory:", "--store: cannot read ':memory:': No such file or directory"),
        ("", "--store: the name of the file is empty: name the file of a store"),
        (".", "--store: '.' is no file: name the file of a store"),
        ("empty.db", "--store: 'empty.db' is empty: name the file of a store"),
        ("a\0b", "--store: cannot read 'a\\x00b': no file can have that name"),
        ("news.html", "is no database"),
        ("other.db", "the database of another program"),
        ("newer.db", "has version 999 of the tables"),
    ],
)
def test_what_is_no_store_is_refused(
    command: str, name: str, reason: str, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """The reason is one line, and no file is made or changed."""
    Path("empty.db").touch()
    with closing(sqlite3.connect("other.db")) as connection:
        connection.execute("CREATE TABLE t (x)")
    SQLiteStore("newer.db").close()
    with closing(sqlite3.connect("newer.db")) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert main([command, "--store", name]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("mailtrack: ")
    assert reason in said.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("command", ["events", "summary"])
def test_a_broken_row_is_one_line(command: str, db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It names the row, and what may have happened; the status is 2."""
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("UPDATE events SET body = '{}' WHERE kind = 'click'")
        connection.commit()
    assert main([command, "--store", str(db)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("mailtrack: a stored row cannot be read: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("command", ["events", "summary"])
@pytest.mark.usefixtures("db")
def test_a_reader_that_has_gone_is_no_trouble(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe that nobody reads ends the program without a word."""
    with broken_pipe() as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main([command, "--store", "mailtrack.db"]) == 2
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(os.name != "posix", reason="pipes of a shell")
def test_a_pipe_to_head_ends_it(db: Path, folder: Path) -> None:
    """Without a traceback, and without reading the log to its end."""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "mailtrack_sdk", *DB, "--json"],
        cwd=folder,
        env=without_identity(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["kind"] == "composed"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode in (0, 2)
    assert db.exists()


class InterruptedStore(queries_store.WatchedStore):
    """A store at which somebody presses Ctrl-C."""

    @override
    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Be interrupted."""
        raise KeyboardInterrupt


@pytest.mark.parametrize("command", ["events", "summary"])
@pytest.mark.usefixtures("db")
def test_an_interruption_is_no_traceback(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends it with the status that shells use for it."""
    monkeypatch.setattr(queries_store, "WatchedStore", InterruptedStore)
    assert main([command, "--store", "mailtrack.db"]) == 130
    assert capsys.readouterr() == ("", "")


def test_it_runs_as_a_program(db: Path, folder: Path) -> None:
    """Warnings being errors, nothing is left open."""
    done = program("events", "--store", str(db), "--limit", "1", cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b'2026-03-02 08:30:00Z  spring-A: Composed "Spring sale" with 1 link')
