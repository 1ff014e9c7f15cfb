"""What the tests of the program share: an empty folder to work in, and no keys in the environment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mailtrack_sdk.command import progress
from tests.command._program import BASE_URL, HTML, KEY, mail


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a mail, an HTML body and a key, on a terminal of a known width."""
    for name in ("MAILTRACK_KEY", "MAILTRACK_BASE_URL", "MAILTRACK_STORE", "NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    Path("news.html").write_text(HTML, "utf-8")
    Path("news.eml").write_bytes(mail())
    Path("key.txt").write_text(f"an-older-key-of-tests\n{KEY}\n", "utf-8")
    return tmp_path


@pytest.fixture
def plain_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw without rich, whether or not it is installed, and draw at once."""
    monkeypatch.setitem(sys.modules, "mailtrack_sdk.command.progress_bar", None)
    monkeypatch.setattr(progress, "_UNNOTICED", 1e-9)


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set keys and base URL as a service would."""
    monkeypatch.setenv("MAILTRACK_KEY", KEY)
    monkeypatch.setenv("MAILTRACK_BASE_URL", BASE_URL)
