"""The example that the README runs: it works from any folder, on any mail, and its figures agree."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.engagement import Status
from mailtrack_sdk.stores import SQLiteStore

PROGRAM = Path(__file__).parents[1] / "examples" / "quickstart.py"
HTML = """<html><body><p>Dear all,</p>
<a href="https://example.com/minutes">The minutes</a> <a href="https://example.com/vote">Vote</a>
<a href="mailto:us@example.com">Write to us</a> <a href="https://example.com/unsubscribe">Leave</a></body></html>"""


def quickstart(
    *arguments: str | Path, cwd: Path, encoding: str = "utf-8"
) -> subprocess.CompletedProcess[str]:
    """Run the example as its user would, warnings being errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", PROGRAM, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        encoding=encoding,
        check=False,
    )


def as_json(*arguments: str | Path, cwd: Path) -> dict[str, Any]:
    """Run the example for JSON."""
    done = quickstart(*arguments, "--json", cwd=cwd)
    assert (done.returncode, done.stderr) == (0, "")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def rows_of(text: str) -> list[dict[str, str]]:
    """Read the table of recipients back from the text; its columns are two or more blanks apart."""
    lines = text.partition("\nrecipient  ")[2].splitlines()[1:]
    rows: list[dict[str, str]] = []
    for line in lines:
        if line.startswith("...") or not line:
            break
        cells = [*re.split(r" {2,}", line), "", ""][:5]
        rows.append(dict(zip(("recipient", "status", "first", "client", "device"), cells, strict=True)))
    return rows


def without_times(result: dict[str, Any]) -> dict[str, Any]:
    """Leave out what differs from run to run."""
    return {key: value for key, value in result.items() if key != "seconds"}


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """Write a whole mail with a plain text beside its HTML."""
    message = EmailMessage()
    message["Subject"] = "Minutes"
    message["From"] = "us@example.com"
    message.set_content("Dear all, the minutes are at https://example.com/minutes")
    message.add_alternative(HTML, subtype="html")
    path = tmp_path / "minutes.eml"
    path.write_bytes(message.as_bytes())
    return path


def test_the_default_run_tells_everything(tmp_path: Path) -> None:
    """A newsletter, a thousand recipients, a day: what was done, who read it, and why we think so."""
    done = quickstart(cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    text = done.stdout
    titles = re.findall(r"^(.+)\n-{4,}$", text, re.MULTILINE)
    assert titles == [
        "What was rewritten",
        "What came back within a day",
        "Recipients",
        "Summary",
        "Three events, explained",
        "Time",
    ]
    assert max(map(len, text.splitlines())) <= 100
    assert "1,001 tracked copies" in text
    assert re.search(r"\d left alone, unsubscribe: .*\n +https://lists\.example\.org/", text)
    assert re.search(r"\d forged, answered like any broken link and not stored", text)
    assert len(rows_of(text)) == 15
    assert re.search(r"^\.\.\. and 9\d\d more$", text, re.MULTILINE)
    assert {"clicked", "no signal possible", "opened by a machine only"} <= {
        row["status"] for row in rows_of(text)
    }
    assert len(re.findall(r"% sure; agent: ", text)) == 3
    assert list(tmp_path.iterdir()) == []


def test_text_and_json_agree(mail: Path, tmp_path: Path) -> None:
    """The table, the figures and the number of requests are the same in both forms."""
    arguments = (mail, "--recipients", "300", "--seed", "3")
    text, result = quickstart(*arguments, cwd=tmp_path).stdout, as_json(*arguments, cwd=tmp_path)
    assert rows_of(text) == result["recipients"][:15]
    assert f"... and {len(result['recipients']) - 15} more" in text
    summary = result["summary"]
    for status, number in summary["statuses"].items():
        found = [each for each in summary["deliveries"] if each["status"] == status]
        assert number == sum(each["delivery"]["recipient"] is not None for each in found)
        assert not number or f"{number:6,} {Status(status).label}" in text
    people = summary["opens"]["people"]
    assert f"{people['unique']:,} ({people['total']:,})" in text
    assert f"{sum(result['answers'].values()):,} requests:" in text


def test_a_whole_mail_is_tracked(mail: Path, tmp_path: Path) -> None:
    """Of an .eml the HTML body is tracked, and the part that is left alone is named."""
    text = quickstart(mail, "--recipients", "5", cwd=tmp_path).stdout
    assert "minutes.eml: " in text
    assert "   2 lead through https://t.example.com" in text
    assert "Part 1 left as it is, not_html: text/plain" in text


def test_a_seed_makes_the_day(mail: Path, tmp_path: Path) -> None:
    """The same seed gives the same result but for the measured times; another seed another day."""
    runs = [as_json(mail, "--recipients", "80", "--seed", seed, cwd=tmp_path) for seed in ("1", "1", "2")]
    assert without_times(runs[0]) == without_times(runs[1])
    assert runs[0]["recipients"] != runs[2]["recipients"]
    assert all(seconds >= 0 for seconds in runs[0]["seconds"].values())


def test_a_day_holds_people_and_machines(mail: Path, tmp_path: Path) -> None:
    """Readers, proxies, Apple's relay, a scanner, a previewer, a link checker and a forger all take part."""
    database = tmp_path / "events.db"
    result = as_json(mail, "--recipients", "1500", "--db", database, cwd=tmp_path)
    with SQLiteStore(database) as store:
        requests = [event for event in store.events() if isinstance(event, (mt.OpenEvent, mt.ClickEvent))]
        agents = {verdict.agent for verdict in store.verdicts(event.id for event in requests).values()}
    assert agents == set(mt.Agent) - {mt.Agent.SENDER, mt.Agent.UNKNOWN}
    assert {event.method for event in requests} == {"GET", "HEAD"}
    assert result["answers"] == {"bad_token": result["answers"]["bad_token"], "stored": len(requests)}
    assert result["summary"]["anonymous_copies"] == 60
    assert result["summary"]["tests"]["sent"] == 1


def test_the_events_can_be_kept(mail: Path, tmp_path: Path) -> None:
    """What --db keeps gives the same summary later, and the same run again adds nothing."""
    database = tmp_path / "events.db"
    arguments = (mail, "--recipients", "60", "--db", database)
    result = as_json(*arguments, cwd=tmp_path)
    with SQLiteStore(database) as store:
        query = mt.EventQuery(message_key=result["mail"]["message_key"])
        again = json.loads(json.dumps(mt.summarise(store, query).as_dict()))
        events = len(list(store.events()))
    assert again == result["summary"]
    text = quickstart(*arguments, cwd=tmp_path).stdout
    assert f"The events are in {database}, under the message key {result['mail']['message_key']}" in text
    with SQLiteStore(database) as store:
        assert len(list(store.events())) == events


def test_a_mail_that_cannot_be_tracked_is_said_to_be_so(tmp_path: Path) -> None:
    """A mail without an HTML body brings no requests, and the reason is printed."""
    plain = tmp_path / "plain.eml"
    plain.write_bytes(b"Subject: Hello\r\nContent-Type: text/plain\r\n\r\nHello\r\n")
    done = quickstart(plain, "--recipients", "20", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Pixel: none (the mail has no HTML body that can be tracked)" in done.stdout
    assert "0 requests:" in done.stdout
    assert "explained" not in done.stdout


def test_a_poor_terminal_is_enough(tmp_path: Path) -> None:
    """Letters that the terminal lacks are replaced; nothing fails."""
    page = tmp_path / "page.html"
    page.write_text('<a href="https://example.com/">日本語 \x1b[2J</a>', "utf-8")
    done = quickstart(page, "--recipients", "3", cwd=tmp_path, encoding="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("name", ["missing.html", "."])
def test_a_file_that_cannot_be_read_is_one_line(name: str, tmp_path: Path) -> None:
    """A wrong path gives one clear line and the exit status 2."""
    done = quickstart(name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"quickstart: cannot read '{re.escape(name)}': [A-Z].+\n", done.stderr)


def test_a_database_of_another_kind_is_one_line(mail: Path, tmp_path: Path) -> None:
    """A file that is no database of ours is left alone, with one clear line and the exit status 2."""
    done = quickstart(mail, "--db", mail, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"quickstart: .+\n", done.stderr)
    assert mail.read_bytes().startswith(b"Subject: Minutes")


@pytest.mark.parametrize("number", ["0", "20001", "many"])
def test_a_wrong_number_is_refused(number: str, tmp_path: Path) -> None:
    """The number of recipients has bounds."""
    done = quickstart("--recipients", number, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--recipients" in done.stderr
