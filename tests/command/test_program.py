"""The program as a whole: it is found, helps, ends with the right status and never with a traceback."""

from __future__ import annotations

import importlib
import importlib.metadata
import io
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from typing_extensions import override

import mailtrack_sdk
from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.program import COMMANDS, main
from tests.command._program import BASE_URL, KEY, broken_pipe, html_of, mail, program, without_identity

CHECK = ("rewrite", "news.html", "--check")
FULL = Path("/dev/full")


class Interrupted(io.RawIOBase):
    """A source at which somebody presses Ctrl-C."""

    @override
    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    @override
    def readinto(self, _buffer: object, /) -> int:
        """Be interrupted."""
        raise KeyboardInterrupt


def test_the_program_runs_as_a_module(folder: Path) -> None:
    """`python -m mailtrack_sdk` is the program."""
    done = program(*CHECK, cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"'news.html', an HTML body: message news for an anonymous reader")


def test_an_import_of_the_module_runs_nothing() -> None:
    """Only as a program does it run; the installed script imports it."""
    assert importlib.import_module("mailtrack_sdk.__main__").main is main


def test_the_module_ends_with_the_status_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `main` returns is what the shell sees."""
    monkeypatch.setattr(sys, "argv", ["mailtrack", "rewrite", "missing.html"])
    with pytest.raises(SystemExit) as ended:
        # By its path: pytest rewrites modules of distributions with a plugin, which runpy cannot load.
        runpy.run_path(str(Path(mailtrack_sdk.__file__).with_name("__main__.py")), run_name="__main__")
    assert ended.value.code == 2


def test_the_program_is_installed_as_a_script() -> None:
    """Installing the package installs `mailtrack`, which is the same program."""
    scripts = importlib.metadata.entry_points(group="console_scripts", name="mailtrack")
    if not scripts:
        pytest.skip("the package is used without having been installed")
    assert {script.load() for script in scripts} == {main}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    """The list of commands has its summary; its own help has examples and the exit statuses."""
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert command.summary in " ".join(capsys.readouterr().out.split())
    with pytest.raises(SystemExit) as ended:
        main([command.name, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert f"\nexamples:\n  mailtrack {command.name} " in shown
    assert "\nexit status:\n  0  " in shown
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize("action", ["list", "lookup", "refresh"])
def test_every_action_explains_itself(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Also a command of a command has examples and the exit statuses in its help."""
    with pytest.raises(SystemExit):
        main(["networks", action, "--help"])
    shown = capsys.readouterr().out
    assert f"\nexamples:\n  mailtrack networks {action}" in shown
    assert "\nexit status:\n  0  " in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_the_program_tells_its_environment_and_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    """What holds for all commands stands in its own help."""
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    for words in ("MAILTRACK_KEY ", "MAILTRACK_BASE_URL ", "MAILTRACK_STORE ", "NO_COLOR ", "--json"):
        assert words in shown
    for status in Status:
        assert re.search(rf"^ *{status.value}  ", shown, re.MULTILINE)
    assert max(map(len, shown.splitlines())) <= 100


def test_the_version_is_that_of_the_package(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--version` tells the installed version, and says so when there is none."""
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert re.fullmatch(r"mailtrack (\d+\.\d+\.\d+\S*|\(not installed\))\n", capsys.readouterr().out)
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == "mailtrack (not installed)\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["rewriting"],
        ["rewrite"],
        ["rewrite", "news.html", "--chec"],
        ["rewrite", "news.html", "--pixel", "left"],
        ["rewrite", "news.html", "--opens", "some"],
        ["rewrite", "news.html", "--check", "--output", "x"],
        ["rewrite", "news.html", "--sent-at", "2026-03-01"],
        ["rewrite", "news.html", "--sent-at", "2026-03-01T09:00:00"],
        ["rewrite", "news.html", "--sent-at", "2026-02-30T09:00:00Z"],
    ],
    ids=" ".join,
)
def test_arguments_that_make_no_sense_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """The status is 2, the reason is on standard error, and nothing is written."""
    before = sorted(folder.iterdir())
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert re.fullmatch(r"mailtrack: .+ tells more\n", said.err)
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("arguments", [CHECK, ("rewrite", "news.eml", "-o", "-", "--rehearse"), ("--help",)])
def test_a_reader_that_has_gone_is_no_trouble(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe that nobody reads ends the program without a word."""
    with broken_pipe() as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(arguments) == 2
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(os.name != "posix", reason="pipes of a shell")
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_shell_whose_reader_has_gone_hears_nothing(folder: Path, stream: str) -> None:
    """Not even Python's own complaint at the very end is heard."""
    with broken_pipe() as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "mailtrack_sdk", "rewrite", "news.html", "-o", "-", "--rehearse"],
            cwd=folder,
            env=without_identity(),
            stdout=pipe if stream == "stdout" else subprocess.PIPE,
            stderr=pipe if stream == "stderr" else subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert not done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_disk_that_is_full_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Output that cannot be written is an error; where errors cannot be written, the status tells."""
    with FULL.open("w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(CHECK) == 2
    said = capsys.readouterr().err
    assert re.fullmatch(r"mailtrack: cannot write to standard output: [A-Z].+\n", said)
    with FULL.open("w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["--help"]) == 2
    assert capsys.readouterr().err == said
    with FULL.open("w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        assert main(["rewrite", "missing.html"]) == 2


def test_streams_that_are_closed_are_left_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report beside a written copy is dropped; a report or a copy alone that is lost is an error."""
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["rewrite", "news.html"]) == 0
    assert Path("news.tracked.html").exists()
    for arguments in (CHECK, ["rewrite", "news.html", "--output", "-"]):
        assert main(arguments) == 2
        assert capsys.readouterr().err == "mailtrack: cannot write to standard output: it is closed\n"
    with pytest.raises(SystemExit):
        main(["--help"])
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["rewrite", "-", "--check"]) == 2
    assert capsys.readouterr().err == "mailtrack: cannot read standard input: it is closed\n"


def test_an_interruption_is_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the program with the status that shells use for it."""
    source = io.TextIOWrapper(io.BufferedReader(Interrupted()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", source)
    assert main(["rewrite", "-", "--check"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_mail_passes_through_a_pipe(folder: Path) -> None:
    """Standard input to standard output, byte for byte but for links and pixel; the report goes aside."""
    environment = {"MAILTRACK_KEY": KEY, "MAILTRACK_BASE_URL": BASE_URL}
    arguments = ("rewrite", "-", "--message-key", "n-7", "--recipient", "u-1")
    done = program(*arguments, cwd=folder, data=mail(), environment=environment)
    assert done.returncode == 0
    assert done.stderr.startswith(b"standard input, a mail: message n-7 for u-1\n")
    assert html_of(done.stdout).count(f"{BASE_URL}/o/") == 1
    before, after = mail().split(b"\n--"), done.stdout.split(b"\n--")
    same = [old == new for old, new in zip(before, after, strict=True)]
    assert same.count(False) == 1
    # Without its environment it must not let through what looks like a tracked mail.
    done = program(*arguments, cwd=folder, data=mail())
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"mailtrack: without a key and a base URL the links of this copy would")
