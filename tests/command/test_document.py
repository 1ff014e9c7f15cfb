"""The how-to page shows what the program really prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from mailtrack_sdk.command.program import main
from tests.command._campaign import make_campaign
from tests.command._program import mail

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "command-line.md"
SESSION = re.compile(r"^```console\n\$ mailtrack (.*)\n((?:.*\n)*?)```$", re.MULTILINE)


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
