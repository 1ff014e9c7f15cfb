"""Keys and base URL: where they come from, and what is said when they are missing or wrong."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.command.program import main
from tests.command._program import BASE_URL, KEY

CHECK = ("rewrite", "news.html", "--check")


def tracked_url(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return the first tracked URL that a check reports."""
    assert main([*CHECK, "--json", "--urls", *arguments]) == 0
    url: str = json.loads(capsys.readouterr().out)["links"][0]["tracked_url"]
    return url


def is_ours(url: str, key: str) -> bool:
    """Tell whether a key signed a URL."""
    outcome = mt.Tracker(key, base_url=BASE_URL).handle(mt.Request("GET", url))
    return outcome.response.status == 302


def test_the_last_key_of_a_file_signs(capsys: pytest.CaptureFixture[str]) -> None:
    """Keys are oldest first, as everywhere; a mark of UTF-8 in front does no harm."""
    arguments = ("--key-file", "key.txt", "--base-url", f"{BASE_URL}/")
    assert is_ours(tracked_url(capsys, *arguments), KEY)
    Path("key.txt").write_text(f"\ufeff{KEY}\r\n", "utf-8")
    assert is_ours(tracked_url(capsys, *arguments), KEY)


@pytest.mark.usefixtures("live")
def test_the_environment_has_keys_and_base_url(capsys: pytest.CaptureFixture[str]) -> None:
    """Without arguments it is asked; an argument goes first."""
    url = tracked_url(capsys)
    assert url.startswith(f"{BASE_URL}/c/")
    assert is_ours(url, KEY)
    Path("key.txt").write_text("quite-another-key-of-tests", "utf-8")
    other = tracked_url(capsys, "--key-file", "key.txt", "--base-url", "https://u.example.com")
    assert other.startswith("https://u.example.com/c/")
    assert is_ours(other, "quite-another-key-of-tests")


def test_a_key_may_come_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a secret store can hand it over without a file."""
    with Path("key.txt").open(encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert is_ours(tracked_url(capsys, "--key-file", "-", "--base-url", BASE_URL), KEY)


def test_without_both_it_is_a_rehearsal(capsys: pytest.CaptureFixture[str]) -> None:
    """The copy looks like a real one, its links lead nowhere, and the report says so."""
    urls = {tracked_url(capsys), tracked_url(capsys)}
    assert len(urls) == 2
    assert all(url.startswith("https://track.example.com/c/") for url in urls)
    assert main(CHECK) == 0
    assert (
        "A rehearsal, without key and base URL: the links of this copy lead nowhere."
        in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("arguments", "key", "problem"),
    [
        (["--base-url", BASE_URL], "", "there is a base URL but no key: add --key-file or set MAILTRACK_KEY"),
        (
            ["--key-file", "key.txt"],
            "",
            "there is a key but no base URL: add --base-url or set MAILTRACK_BASE_URL",
        ),
        ([], KEY, "there is a key but no base URL: add --base-url or set MAILTRACK_BASE_URL"),
        (["--key-file", "missing"], "", "cannot read 'missing': No such file"),
        (["--key-file", "empty"], "", "'empty' holds no key: make one with `mailtrack key`"),
        (["--key-file", "binary"], "", "'binary' holds bytes that are no text: make a key with"),
        (["--key-file", "long"], "", "cannot read 'long': it has more than 65,536 bytes"),
        (
            ["--base-url", BASE_URL],
            "too short",
            "the keys in MAILTRACK_KEY, parted by white space, must have at least 16",
        ),
        (["--base-url", "t.example.com"], KEY, "base_url must be an http(s) URL"),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_one_line(
    arguments: list[str],
    key: str,
    problem: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The status is 2, the line says how to mend it, and no key is in it."""
    Path("empty").write_text(" \n", "utf-8")
    Path("binary").write_bytes(bytes(range(128, 160)))
    Path("long").write_text(KEY * 4000, "utf-8")
    monkeypatch.setenv("MAILTRACK_KEY", key)
    assert main([*CHECK, *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(rf"mailtrack: {re.escape(problem)}.*\n", said.err)
    assert KEY not in said.err


PIPED = ("rewrite", "news.html", "--output", "-")
FOR_ONE = ("rewrite", "news.html", "--recipient", "u-1", "--force")


@pytest.mark.parametrize("arguments", [PIPED, FOR_ONE, (*FOR_ONE, "--check")])
def test_a_rehearsal_is_not_taken_for_a_mail_to_send(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """For a pipe or a recipient it has to be asked for: a service may have lost its environment."""
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "mailtrack: without a key and a base URL the links of this copy would lead nowhere: "
        "set MAILTRACK_KEY or add --key-file, and set MAILTRACK_BASE_URL or add --base-url; "
        "if a rehearsal is meant, add --rehearse\n"
    )
    assert not Path("news.tracked.html").exists()
    assert main([*arguments, "--rehearse"]) == 0


@pytest.mark.skipif(os.name != "posix", reason="named pipes")
def test_a_rehearsal_into_a_named_pipe_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """It is a pipe as standard output may be one."""
    os.mkfifo("pipe")
    assert main(["rewrite", "news.html", "--output", "pipe"]) == 2
    assert "add --rehearse" in capsys.readouterr().err


@pytest.mark.usefixtures("live")
def test_a_rehearsal_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """It asks neither the environment nor for a message key, and takes no keys."""
    assert tracked_url(capsys, "--rehearse").startswith("https://track.example.com/c/")
    for more in (["--key-file", "key.txt"], ["--base-url", BASE_URL]):
        assert main([*CHECK, "--rehearse", *more]) == 2
        assert capsys.readouterr().err.startswith("mailtrack: --rehearse needs no --key-file and no --base")


def test_only_one_of_file_and_key_can_be_standard_input(capsys: pytest.CaptureFixture[str]) -> None:
    """The second to read it would find nothing there."""
    assert main(["rewrite", "-", "--key-file", "-"]) == 2
    assert capsys.readouterr().err == (
        "mailtrack: FILE and --key-file cannot both be standard input: name a file for one of them\n"
    )
