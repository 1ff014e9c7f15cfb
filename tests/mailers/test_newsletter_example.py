"""The example that sends a newsletter: a real server takes the mails, and readers are seen."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import mailtrack_sdk as mt
from mailtrack_sdk.stores import SQLiteStore
from mailtrack_sdk.testing import Inbox, clients
from tests.mailers._smtp import Mailbox

PROGRAM = Path(__file__).parents[2] / "examples" / "newsletter_smtp.py"
KEY = "a key for this test, long enough"
BASE_URL = "https://t.example.com"


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the example as its user would, warnings being errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", PROGRAM, *arguments],
        cwd=cwd,
        env={**os.environ, "MAILTRACK_KEY": KEY, "MAILTRACK_BASE_URL": BASE_URL},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_newsletter(mailbox: Mailbox, tmp_path: Path) -> None:
    """Two readers get it, an address is refused and named; the next run goes on where this one stopped."""
    readers = tmp_path / "readers.csv"
    readers.write_text("u-1,ada@example.org\nu-2,nobody@example.org\nu-3,bob@example.org\n", "utf-8")
    smtp = f"127.0.0.1:{mailbox.port}"
    first = run("send", "readers.csv", "--smtp", smtp, cwd=tmp_path)
    assert (first.returncode, first.stdout) == (1, "2 sent, 1 refused, 0 sent before\n")
    assert first.stderr == "u-2: refused, 550\n"
    assert [mail.recipients for mail in mailbox.mails] == [("ada@example.org",), ("bob@example.org",)]

    readers.write_text(readers.read_text("utf-8").replace("nobody", "carol"), "utf-8")
    second = run("send", "readers.csv", "--smtp", smtp, cwd=tmp_path)
    assert (second.returncode, second.stdout) == (0, "1 sent, 0 refused, 2 sent before\n")
    mail = mailbox.to("carol@example.org")
    assert mail.message["List-Unsubscribe"] == "<https://example.com/unsubscribe?reader=u-2>"

    with closing(SQLiteStore(tmp_path / "mailtrack.db")) as store:
        tracker = mt.Tracker(KEY, base_url=BASE_URL)
        opened = Inbox(mt.Recorder(tracker, store)).deliver(mail.raw)
        opened.open(clients.thunderbird)
        assert opened.click(clients.firefox, index=opened.tracked_links[0].index).status == 302
    report = run("report", cwd=tmp_path)
    assert set(report.stdout.splitlines()) == {"u-1\tsent", "u-2\tclicked", "u-3\tsent"}
