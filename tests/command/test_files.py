"""Files of the program: read whole and within bounds, written whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from mailtrack_sdk.command.files import Source, Target, read_source
from mailtrack_sdk.errors import ArgumentError

posix = pytest.mark.skipif(os.name != "posix", reason="permissions and devices of POSIX")


def target(path: str | Path, *, force: bool = False) -> Target:
    """Choose a place for something made of news.html."""
    return Target(Path(path), source=read_source("news.html"), force=force)


def mode_of(path: str) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(Path(path).stat().st_mode)


def test_a_file_is_read_whole() -> None:
    """All its bytes come back, and its place."""
    source = read_source("news.html")
    assert source.data == Path("news.html").read_bytes()
    assert (source.name, source.label, source.path) == ("news.html", "'news.html'", Path("news.html"))
    assert "<h1>" not in repr(source)


def test_standard_input_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hyphen stands for it, and it has no place."""
    with Path("news.eml").open(encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        source = read_source("-")
    assert source.data == Path("news.eml").read_bytes()
    assert (source.name, source.label, source.path) == ("-", "standard input", None)


@posix
def test_what_a_shell_opened_has_no_place() -> None:
    """Its number is the name of another file in the next command."""
    with Path("news.eml").open("rb") as file:
        assert read_source(f"/dev/fd/{file.fileno()}").path is None


def test_an_empty_name_is_no_folder() -> None:
    """A variable of a shell that is not set is told as what it is."""
    with pytest.raises(ArgumentError, match="cannot read a file whose name is empty: name one, or - for"):
        read_source("")


def test_a_file_may_be_as_long_as_allowed() -> None:
    """One byte more is refused."""
    Path("ten").write_bytes(b"0123456789")
    assert read_source("ten", longest=10).data == b"0123456789"
    with pytest.raises(ArgumentError, match="cannot read 'ten': it has more than 9 bytes"):
        read_source("ten", longest=9)


@posix
def test_what_never_ends_is_refused() -> None:
    """A device is read up to the limit only."""
    with pytest.raises(ArgumentError, match="cannot read '/dev/zero': it has more than 1,000 bytes"):
        read_source("/dev/zero", longest=1000)
    assert read_source("/dev/null") == Source(
        name="/dev/null", data=b"", path=None, facts=Path("/dev/null").stat()
    )


@pytest.mark.parametrize("name", ["missing", ".", "esc\x1b[2J"])
def test_what_cannot_be_read_is_named(name: str) -> None:
    """The error has the file's name, without what it would do to a terminal, and the system's reason."""
    with pytest.raises(ArgumentError, match=r"^cannot read '[^\x1b]+': [A-Z]"):
        read_source(name)


def test_a_result_is_written() -> None:
    """It is there, alone: the file it was first written to has gone."""
    target("copy").write(b"new")
    assert Path("copy").read_bytes() == b"new"
    assert not list(Path().glob(".mailtrack*"))


def test_an_existing_file_is_replaced_by_force_only() -> None:
    """Without force it is refused before anything is written."""
    Path("copy").write_bytes(b"old")
    with pytest.raises(ArgumentError, match="'copy' exists already: choose another --output, or add --force"):
        target("copy")
    target("copy", force=True).write(b"new")
    assert Path("copy").read_bytes() == b"new"


@pytest.mark.parametrize("force", [False, True])
def test_the_original_is_never_overwritten(force: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Not by force, and not under another name."""
    os.link("news.html", "twin")
    for name in ("news.html", "./news.html", "twin"):
        with pytest.raises(ArgumentError, match=r"the result would overwrite 'news\.html'"):
            target(name, force=force)


def test_a_place_that_cannot_be_written_is_named() -> None:
    """The reason is the system's, and nothing is left behind."""
    with pytest.raises(ArgumentError, match=r"cannot write '\.': it is a directory"):
        target(".")
    with pytest.raises(ArgumentError, match=r"cannot write '.*': "):
        target(Path("news.html", "copy"))
    nowhere = target(Path("missing", "copy"))
    with pytest.raises(ArgumentError, match=r"cannot write '.*': No such file"):
        nowhere.write(b"new")


def test_a_failure_leaves_what_was_there() -> None:
    """When the last step fails, the old file stands and the new one has gone."""
    place = target("copy")
    Path("copy").mkdir()
    Path("copy", "in the way").touch()
    with pytest.raises(ArgumentError, match="cannot write 'copy'"):
        place.write(b"new")
    assert [path.name for path in Path("copy").iterdir()] == ["in the way"]
    assert not list(Path().glob(".mailtrack*"))


@posix
def test_a_copy_is_as_private_as_the_original() -> None:
    """A new file may be read by those who may read the original; a replaced one keeps its own mode."""
    Path("news.html").chmod(0o600)
    target("copy").write(b"new")
    assert mode_of("copy") == 0o600
    Path("copy").chmod(0o666)
    target("copy", force=True).write(b"newer")
    assert mode_of("copy") == 0o666


@posix
def test_a_link_stays_a_link() -> None:
    """What it points at is replaced."""
    Path("real").write_bytes(b"old")
    Path("link").symlink_to("real")
    target("link", force=True).write(b"new")
    assert Path("link").is_symlink()
    assert Path("real").read_bytes() == b"new"


@posix
def test_a_device_is_written_to_and_stays_a_device() -> None:
    """It is not replaced by a file, and no force is needed as nothing is lost."""
    target("/dev/null").write(b"new")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@posix
def test_a_link_to_nothing_is_not_followed_unasked() -> None:
    """A result must not appear in another folder because a link was left lying about."""
    Path("link").symlink_to("elsewhere")
    with pytest.raises(ArgumentError, match="links to a missing file"):
        target("link")
    target("link", force=True).write(b"x")
    assert Path("elsewhere").read_bytes() == b"x"
