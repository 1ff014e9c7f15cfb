"""`mailtrack key`: new keys are random and private, and those there are can be compared unseen."""

from __future__ import annotations

import io
import json
import os
import re
import stat
import sys
from pathlib import Path

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.command.program import main
from tests.command._program import KEY, program


def test_a_key_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, another one each time, and good for a tracker."""
    keys = set[str]()
    for _ in range(3):
        assert main(["key"]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        keys.add(said.out)
    assert len(keys) == 3
    for key in keys:
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}\n", key)
        mt.Tracker(key.strip(), base_url="https://t.example.com")


def test_a_key_goes_to_a_file_for_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody else may read it, it is not shown, and the other commands take it."""
    assert main(["key", "--output", "new.txt"]) == 0
    said = capsys.readouterr().out
    key = Path("new.txt").read_text("ascii").strip()
    assert key not in said
    assert said.startswith("Written to 'new.txt', for you alone to read; fingerprint ")
    if os.name == "posix":
        assert stat.S_IMODE(Path("new.txt").stat().st_mode) == 0o600
    assert main(["rewrite", "news.html", "--key-file", "new.txt", "--base-url", "https://t.example.com"]) == 0
    capsys.readouterr()
    assert main(["key", "-o", "newer.txt", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert sorted(said) == ["fingerprint", "written_to"]
    assert said["written_to"] == "newer.txt"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("key.txt", "'key.txt' exists already, and mail may have been sent with the key in it: name a new"),
        ("missing/key.txt", "cannot write 'missing/key.txt': No such file or directory"),
        ("a\0b", "cannot write 'a\\x00b': no file can have that name"),
        ("", "--output: name a new file, or leave it out for standard output"),
        ("-", "--output: name a new file, or leave it out for standard output"),
    ],
)
def test_a_key_is_never_replaced(name: str, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Mail already sent would lose its links; the reason is one line."""
    before = Path("key.txt").read_bytes()
    assert main(["key", "--output", name]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"mailtrack: {reason}")
    assert Path("key.txt").read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_leaves_no_key(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a key is none."""

    def opened(_: str, flags: int) -> int:
        return os.open("/dev/full", flags & ~os.O_EXCL)

    monkeypatch.setattr("mailtrack_sdk.command.new_file._for_me_alone", opened)
    assert main(["key", "--output", "new.txt"]) == 2
    assert re.fullmatch(r"mailtrack: cannot write 'new.txt': [A-Z].+\n", capsys.readouterr().err)
    assert not Path("new.txt").exists()


def test_keys_are_compared_by_their_fingerprints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same key has the same one wherever it is from; no key is shown."""
    assert main(["key", "--check", "--key-file", "key.txt"]) == 0
    shown = capsys.readouterr().out
    rows = re.findall(r"^  (\d)  ([0-9a-f]{8})  (\d+) bytes  (.*)$", shown, re.MULTILINE)
    assert shown.startswith("'key.txt': 2 keys, oldest first\n")
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("1", "21", "verifies"),
        ("2", str(len(KEY)), "signs and verifies"),
    ]
    assert KEY not in shown
    monkeypatch.setenv("MAILTRACK_KEY", KEY)
    assert main(["key", "--check", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {
        "source": "MAILTRACK_KEY",
        "keys": [{"fingerprint": rows[1][1], "bytes": len(KEY), "signs": True}],
    }
    assert main(["key", "--check"]) == 0
    assert capsys.readouterr().out.startswith("MAILTRACK_KEY: 1 key\n  1  ")


def test_a_fingerprint_stays_the_same() -> None:
    """It is told from machine to machine, and from release to release."""
    done = program("key", "--check", "--json", cwd=Path(), environment={"MAILTRACK_KEY": KEY})
    assert done.stderr == b""
    assert json.loads(done.stdout)["keys"][0]["fingerprint"] == "5bac812b"


def test_a_new_key_tells_its_fingerprint(capsys: pytest.CaptureFixture[str]) -> None:
    """So that what a secret store got can be compared later."""
    assert main(["key", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    Path("made.txt").write_text(made["key"], "ascii")
    assert main(["key", "--check", "--json", "--key-file", "made.txt"]) == 0
    assert json.loads(capsys.readouterr().out)["keys"][0]["fingerprint"] == made["fingerprint"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--check"], "there is no key to check: add --key-file or set MAILTRACK_KEY"),
        (["--key-file", "key.txt"], "--key-file is what --check looks at: add --check, or name an --output"),
        (["--check", "--key-file", "missing"], "cannot read 'missing': No such file"),
        (
            ["--check", "--key-file", "short"],
            "the keys in 'short', parted by white space, must have at least",
        ),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The status is 2, and no key is in it."""
    Path("short").write_text("hunter2", "ascii")
    assert main(["key", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"mailtrack: {reason}")
    assert "hunter2" not in said.err


def test_a_key_is_not_lost_in_a_closed_stream(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """There would be nobody to see it."""
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["key"]) == 2
    assert "standard output: it is closed" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(KEY.encode())))
    assert main(["key", "--check", "--key-file", "-"]) == 2
