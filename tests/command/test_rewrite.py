"""`mailtrack rewrite`: the copy is what the library makes, and it goes where it should."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.command.program import main
from mailtrack_sdk.rewriting import PixelPosition
from tests.command._program import BASE_URL, HTML, KEY, Terminal, html_of, mail

SENT_AT = datetime(2026, 3, 1, 9, 0, tzinfo=timezone.utc)
TIMES = ("2026-03-01T09:00:00Z", "2026-03-01 09:00Z", "2026-03-01T10:00:00+01:00")


def tracker() -> mt.Tracker:
    """Make the tracker that the `live` fixture describes."""
    return mt.Tracker(KEY, base_url=BASE_URL)


def report(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> dict[str, Any]:
    """Run `mailtrack rewrite --json` and return what it reports."""
    assert main(["rewrite", "--json", *arguments]) == status
    said = capsys.readouterr()
    found: dict[str, Any] = json.loads(said.out or said.err)
    return found


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize("time", TIMES)
def test_the_copy_of_a_body_is_that_of_the_library(time: str) -> None:
    """Bytes in, bytes out: exactly what `Tracker.rewrite` makes for the delivery."""
    assert (
        main(["rewrite", "news.html", "--recipient", "u-1", "--message-key", "n-7", "--sent-at", time]) == 0
    )
    delivery = mt.Delivery("n-7", "u-1", sent_at=SENT_AT)
    assert Path("news.tracked.html").read_bytes() == tracker().rewrite(HTML.encode(), delivery).html


@pytest.mark.usefixtures("live")
def test_the_copy_of_a_mail_is_that_of_the_library() -> None:
    """Exactly what `Tracker.track` makes for the delivery; left out, the reader is anonymous."""
    assert main(["rewrite", "news.eml", "--sent-at", TIMES[0]]) == 0
    delivery = mt.Delivery.anonymous("news", sent_at=SENT_AT)
    assert Path("news.tracked.eml").read_bytes() == tracker().track(mail(), delivery).message


@pytest.mark.usefixtures("live")
def test_every_choice_about_the_copy_is_used() -> None:
    """Modes, preview and the pixel's place are those of the command line."""
    arguments = [
        "--opens",
        "Aggregate",
        "--clicks",
        "OFF",
        "--pixel",
        "Top",
        "--preview",
        "--sent-at",
        TIMES[0],
    ]
    assert main(["rewrite", "news.html", *arguments]) == 0
    modes = (mt.Mode.AGGREGATE, mt.Mode.OFF)
    delivery = mt.Delivery("news", sent_at=SENT_AT, opens=modes[0], clicks=modes[1], is_preview=True)
    rules = mt.RewriteRules(pixel=PixelPosition.TOP)
    copy = tracker().rewrite(HTML.encode(), delivery, rules=rules).html
    assert Path("news.tracked.html").read_bytes() == copy


@pytest.mark.usefixtures("live")
def test_it_is_sent_now_unless_a_time_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    """The clock is the system's."""
    before = datetime.now(timezone.utc).replace(microsecond=0)
    sent_at = report(capsys, "news.html", "--check", "--recipient", "u-1")["delivery"]["sent_at"]
    assert before <= datetime.fromisoformat(sent_at) <= datetime.now(timezone.utc)


@pytest.mark.usefixtures("live")
def test_a_second_run_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """The copy of a copy for the same delivery is the same, and the report says so."""
    arguments = ["--recipient", "u-1", "--message-key", "n-7", "--sent-at", TIMES[0]]
    assert main(["rewrite", "news.html", *arguments]) == 0
    capsys.readouterr()
    assert main(["rewrite", "news.tracked.html", *arguments, "-o", "again.html"]) == 0
    said = capsys.readouterr().out
    assert "\nNothing had to change: the copy is the original, byte for byte.\n" in said
    assert Path("again.html").read_bytes() == Path("news.tracked.html").read_bytes()


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("a.html", "a.tracked.html"),
        ("a.b.HTM", "a.b.tracked.HTM"),
        ("a.xhtml", "a.tracked.xhtml"),
        ("issue-2.1", "issue-2.1.tracked.html"),
        ("page", "page.tracked.html"),
    ],
)
def test_the_copy_of_a_body_lies_beside_it(name: str, output: str, folder: Path) -> None:
    """Its name says what it is; only a suffix that tells a type is taken for one."""
    Path(folder, "sub").mkdir()
    Path("sub", name).write_text(HTML, "utf-8")
    assert main(["rewrite", str(Path("sub", name))]) == 0
    assert sorted(path.name for path in Path("sub").iterdir()) == sorted([name, output])


@pytest.mark.parametrize(("name", "output"), [("a.eml", "a.tracked.eml"), ("1.M2P3", "1.M2P3.tracked.eml")])
def test_a_mail_is_known_by_suffix_or_look(
    name: str, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mail without the suffix, as in a Maildir, is one all the same."""
    Path(name).write_bytes(mail())
    assert report(capsys, name)["type"] == "mail"
    assert "https://track.example.com/o/" in html_of(Path(output).read_bytes())


def test_what_looks_like_neither_is_not_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    """A pixel in a plain text would be seen, so the type has to be given."""
    Path("note").write_bytes(b"Hello <you>, the minutes are out.\n")
    assert main(["rewrite", "note"]) == 2
    said = capsys.readouterr().err
    assert said == "mailtrack: 'note' begins neither as a mail nor as HTML: add --type mail or --type html\n"
    assert report(capsys, "note", "--check", "--type", "mail")["changed"] is False
    assert report(capsys, "note", "--check", "--type", "html")["changed"] is True
    Path("page").write_bytes("\ufeff\n<p>Hello</p>".encode("utf-16"))
    assert report(capsys, "page", "--check", "--charset", "utf-16")["type"] == "html"


def test_the_charset_of_a_body_can_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    """It decides how targets are read; a mail declares its own."""
    Path("news.html").write_bytes(b'<a href="https://example.com/caf\xe9">Menu</a>')
    url = report(capsys, "news.html", "--check", "--charset", "latin-1")["links"][0]["url"]
    assert url == "https://example.com/caf%C3%A9"
    assert main(["rewrite", "news.html", "--check", "--charset", "klingon"]) == 2
    assert capsys.readouterr().err == "mailtrack: --charset: Python knows no charset 'klingon'\n"
    assert main(["rewrite", "news.eml", "--check", "--charset", "utf-8"]) == 2
    assert "--charset is for an HTML body" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Spring sale, final.html", "Spring-sale,-final"),
        ("ada@example.org.html", "ada-example.org"),
        ("50%40 off.html", "50-40-off"),
        ("\u00e9t\u00e9.html", "\u00e9t\u00e9"),
        ("\u00e9" * 40 + ".html", "\u00e9" * 32),
        (" @.html", "message"),
    ],
)
def test_the_message_key_is_the_name_of_the_file(
    name: str, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What may not stand in a key becomes a hyphen, and it is cut to 64 bytes."""
    Path(name).write_text(HTML, "utf-8")
    assert report(capsys, name, "--check")["delivery"]["message_key"] == key


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize("name", ["-", " @.html"])
def test_what_has_no_name_needs_a_message_key(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else every mail of a pipe would be counted as the same message; a rehearsal counts nothing."""
    Path(name).write_text(HTML, "utf-8")
    label = "standard input" if name == "-" else repr(name)
    for arguments, status in (([], 2), (["--rehearse"], 0), (["--message-key", "n-7"], 0)):
        with Path(name).open(encoding="utf-8") as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            assert main(["rewrite", name, "--check", *arguments]) == status
        said = capsys.readouterr()
        if status:
            assert said.err == (
                f"mailtrack: {label} has no name to make a message key of: "
                "add --message-key, one for each message\n"
            )


def test_an_empty_name_of_a_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """It is what a shell makes of a variable that is not set."""
    assert main(["rewrite", ""]) == 2
    assert capsys.readouterr().err.startswith("mailtrack: cannot read a file whose name is empty: ")
    assert main(["rewrite", "news.html", "-o", ""]) == 2
    assert capsys.readouterr().err.startswith("mailtrack: --output: the name of the file is empty: ")


def test_a_wrong_id_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """What the library refuses is said in its words, also in a rehearsal."""
    assert main(["rewrite", "news.html", "--recipient", "ada@example.org"]) == 2
    assert capsys.readouterr().err.startswith("mailtrack: recipient looks like an e-mail address")
    assert main(["rewrite", "news.html", "--message-key", ""]) == 2
    assert capsys.readouterr().err.startswith("mailtrack: message_key must have 1 to 64 UTF-8 bytes")
    assert not Path("news.tracked.html").exists()


def test_a_check_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It only reports."""
    before = sorted(folder.iterdir())
    assert report(capsys, "news.html", "--check")["written_to"] is None
    assert sorted(folder.iterdir()) == before


def test_the_copy_can_go_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Then the report, JSON too, goes to standard error."""
    assert main(["rewrite", "news.eml", "--output", "-", "--json", "--rehearse"]) == 0
    said = capfdbinary.readouterr()
    assert said.out.startswith(b"Subject: Minutes\n")
    assert json.loads(said.err)["written_to"] == "-"
    assert json.loads(said.err)["bytes"]["after"] == len(said.out)


def test_a_copy_is_not_thrown_at_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail may hold what commands a terminal; its owner can insist."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["rewrite", "news.html", "-o", "-"]) == 2
    assert (terminal.shown(), capsys.readouterr().err[:43]) == (
        "",
        "mailtrack: the copy would go to a terminal,",
    )
    assert main(["rewrite", "news.html", "-o", "-", "--force"]) == 0
    assert terminal.shown().startswith("<html>")


def test_warnings_are_a_failure_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """The copy is written in any case; the status is 1 if there is something to warn about."""
    assert main(["rewrite", "news.html", "--fail-on-warning"]) == 0
    Path("note.eml").write_bytes(b"Content-Type: text/plain\n\nHello\n")
    assert main(["rewrite", "note.eml", "--force"]) == 0
    assert main(["rewrite", "note.eml", "--force", "--fail-on-warning"]) == 1
    assert Path("note.tracked.eml").read_bytes() == Path("note.eml").read_bytes()
    assert "\nWarnings\n  nothing " in capsys.readouterr().out
