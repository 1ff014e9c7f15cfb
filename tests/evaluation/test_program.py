"""The program measures what is there, writes it where it belongs, and says what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.evaluation.__main__ import PAGE, main

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with two labelled requests and a list of one robot."""
    rows = [
        {"ua": CHROME, "kind": "click", "label": "human", "accept": ["BROWSER"], "human_action": True},
        {"ua": "curl/8", "kind": None, "label": "crawler", "accept": ["HTTP_LIBRARY"], "human_action": False},
    ]
    (tmp_path / "requests").mkdir()
    (tmp_path / "ua").mkdir()
    (tmp_path / "requests" / "kept-back.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (tmp_path / "ua" / "isbot-crawlers.yml").write_text("curl:\n  - curl/8\n", "utf-8")
    return tmp_path


def test_the_program_measures_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every target is met on a folder where everything is right; the exit status is 0."""
    assert main(["--data", str(folder), "--only", "labelled", "corpora", "calibration", "beside"]) == 0
    out = capsys.readouterr().out
    assert "kept-back.jsonl (2 rows)" in out
    assert "0 missed" in out


def test_a_missed_target_is_the_exit_status(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A browser among the robots misses the bar of the list."""
    (folder / "ua" / "isbot-crawlers.yml").write_text(f"a:\n  - {CHROME}\n", "utf-8")
    assert main(["--data", str(folder), "--only", "corpora"]) == 1
    assert "FAIL" in capsys.readouterr().out


def test_the_page_has_a_place_for_every_table(folder: Path, tmp_path: Path) -> None:
    """Everything the program can measure has its markers on docs/explanation/accuracy.md."""
    page = tmp_path / "accuracy.md"
    page.write_text(PAGE.read_text("utf-8"), "utf-8")
    main(["--data", str(folder), "--write"], page=page)
    text = page.read_text("utf-8")
    assert "kept-back.jsonl" in text
    assert "labelled_requests.jsonl (" not in text
