"""The how-to page shows what the program really prints."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from mailtrack_sdk.command.program import main
from tests.command._campaign import make_campaign
from tests.command._program import mail

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "command-line.md"
SESSION = re.compile(r"^```console\n\$ mailtrack (.*)\n((?:.*\n)*?)```$", re.MULTILINE)
ROW = re.compile(r"^\| `([a-z -]+)` \| (.*) \|$", re.MULTILINE)


def test_the_page_shows_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each session of the page, one after the other, gives the output below it."""
    page = PAGE.read_text("utf-8")
    html = re.search(r"^```html\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert html is not None
    Path("ferry.html").write_text(html[1], "utf-8")
    Path("ferry.eml").write_bytes(mail(html[1]))
    make_campaign(Path("mailtrack.db"))
    sessions = SESSION.findall(page)
    assert len(sessions) == page.count("\n```console\n") >= 5
    for command, shown in sessions:
        assert main(shlex.split(command)) == 0
        assert capsys.readouterr() == (shown, "")


def test_the_page_names_the_keys_of_every_result(capsys: pytest.CaptureFixture[str]) -> None:
    """What `--json` prints has the keys of the table, and a summary its figures besides."""
    page = PAGE.read_text("utf-8")
    table = page[page.index("## Results for programs") :]
    named = {row[0]: set(re.findall("`([a-z_]+)`", row[1])) for row in re.findall(ROW, table)}
    make_campaign(Path("mailtrack.db"))
    Path("requests.jsonl").write_text('{"delivery": "a", "at": "2026-03-01T09:00:00Z"}\n', "utf-8")
    Path("list.txt").write_text("8.8.8.0/24\n", "utf-8")
    refresh = ["--from", "list.txt", "--name", "ours", "--check"]
    store = ["--store", "mailtrack.db"]
    tried = set[str]()
    for command, arguments in (
        ("key", []),
        ("key", ["--output", "new.txt"]),
        ("key --check", ["--key-file", "key.txt"]),
        ("rewrite", ["news.html", "--check"]),
        ("inspect", ["/o/AQREaaQAEAdmZXJyeS03BnUtMTAwMQ"]),
        ("classify", ["--agent", "curl/8.5.0"]),
        ("classify", ["--lines", "requests.jsonl"]),
        ("summary", store),
        ("judge", store),
        ("export", [*store, "--recipient", "u-1", "--output", "u-1.jsonl"]),
        ("erase", [*store, "--recipient", "u-1", "--yes"]),
        ("purge", [*store, "--before", "2026-03-01", "--yes"]),
        ("networks list", []),
        ("networks lookup", ["192.0.2.1"]),
        ("networks refresh", refresh),
    ):
        assert main([*command.split(), "--json", *arguments]) in (0, 1)
        found: object = json.loads(capsys.readouterr().out)
        first: dict[str, object] = found[0] if isinstance(found, list) else found  # type: ignore[assignment]  # JSON
        told = named[command]
        tried.add(command)
        if command == "summary":
            assert told <= set(first)
        else:
            assert set(first) <= told, command
    assert set(named) - tried == {"events"}  # whose keys are those of its kinds of events
