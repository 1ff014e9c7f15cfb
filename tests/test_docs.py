"""The documents tell the truth: their code runs, their lists are complete, their version is right."""

from __future__ import annotations

import doctest
import pkgutil
import re
from pathlib import Path

import pytest
from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser

import mailtrack_sdk
from tests._public import PUBLIC_MODULES, load

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PROGRAMS = [path for folder in ("docs", "examples", "src", "tests") for path in (ROOT / folder).rglob("*.py")]
TEXTS = [*DOCUMENTS, *sorted(PROGRAMS), ROOT / "pyproject.toml", ROOT / ".ci" / "run"]

NEEDS_SQLALCHEMY = frozenset({"postgresql"})
"""Documents whose code uses a store that is an extra."""

# A path that only one machine has; not preceded by a word, so that paths inside URLs do not count.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work)/")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _all_modules() -> list[str]:
    # A package that needs what is not installed is left out.
    walked = pkgutil.walk_packages(mailtrack_sdk.__path__, "mailtrack_sdk.", onerror=lambda _: None)
    return ["mailtrack_sdk", *(found.name for found in walked if not found.name.endswith("__main__"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_the_code_of_a_document_runs(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every Python block runs, each after the ones above it; the text right below one is what it prints."""
    if document.stem in NEEDS_SQLALCHEMY:
        pytest.importorskip("sqlalchemy", reason="not installed: sqlalchemy")
    if document.stem == "django":
        load("mailtrack_sdk.integrations.django")
    end: int | None = None

    def compare(example: Example) -> None:
        """Compare word by word, because a document may break a line that is too long for it."""
        if end is not None and not example.document.text[end : example.start].strip():
            assert example.parsed.split() == capsys.readouterr().out.split()

    printed = CodeBlockParser("text", compare)
    parsed = Sybil(parsers=[PythonCodeBlockParser(), printed, SkipParser()]).parse(document)
    monkeypatch.chdir(tmp_path)
    for example in parsed.examples():
        if example.region.evaluator is not compare:
            capsys.readouterr()
        example.evaluate()
        end = example.end


@pytest.mark.parametrize("module", _all_modules())
def test_the_examples_of_a_docstring_hold(module: str) -> None:
    """Every doctest of the installed package gives what it shows."""
    assert doctest.testmod(load(module)).failed == 0


@pytest.mark.parametrize("module", PUBLIC_MODULES)
def test_the_reference_names_everything_public(module: str) -> None:
    """Every exported name, every error among them, has one entry on the pages of docs/reference."""
    pages = "".join(path.read_text("utf-8") for path in sorted((ROOT / "docs" / "reference").glob("*.md")))
    entries = re.findall(r"^\.\. auto\w+:: mailtrack_sdk(?:\.\w+)*\.(\w+)$", pages, re.MULTILINE)
    exports: list[str] = load(module).__all__
    assert {name: entries.count(name) for name in exports} == dict.fromkeys(exports, 1)


def test_the_changelog_is_about_this_version() -> None:
    """The topmost version of the changelog is the version of the project."""
    project = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    newest = re.search(r"^## (\S+)", (ROOT / "docs" / "changelog.md").read_text("utf-8"), re.MULTILINE)
    assert project is not None
    assert newest is not None
    assert project[1] == newest[1]


@pytest.mark.parametrize("path", TEXTS, ids=_name)
def test_no_file_knows_its_machine(path: Path) -> None:
    """No text of the repository holds a path that only exists on somebody's machine."""
    assert not MACHINE_PATH.findall(path.read_text("utf-8"))
