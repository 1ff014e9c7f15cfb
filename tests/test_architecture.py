"""The walls of the house that the import linter cannot see."""

from __future__ import annotations

import ast
import os
import re
import socket
import subprocess
import sys
from collections.abc import Container
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import mailtrack_sdk
from mailtrack_sdk import errors

PACKAGE = Path(mailtrack_sdk.__file__).parent
TESTS = Path(__file__).parent
TEST_FILES = sorted(path.relative_to(TESTS).as_posix() for path in TESTS.rglob("*.py"))

MAX_LINES = 300

LONGER_MODULES: dict[str, str] = {
    "classification/_machines.py": "written by tests/tables/agents.py: one row a line",
    "tracker.py": "the facade: two lines in three are docstrings, and a newcomer looks for all of it here",
}
"""Modules that may be longer, each with the reason."""

LOADED_LATE = frozenset(
    {"argparse", "asyncio", "email", "email_validator", "sqlite3", "ua_parser", "user_agents"}
    | {"aiohttp", "django", "flask", "mailtrack_sdk.integrations", "starlette"}
    | {"cryptography", "hypothesis", "opentelemetry", "pytest", "rich", "sqlalchemy"}
    | {"mailtrack_sdk.__main__", "mailtrack_sdk.command"}
)
"""What `import mailtrack_sdk` must leave alone: slow to load, and not needed by every program."""


def _modules() -> list[str]:
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("module", _modules())
def test_a_module_fits_in_the_head(module: str) -> None:
    """No module has more than 300 lines, but for the listed ones."""
    lines = len((PACKAGE / module).read_text("utf-8").splitlines())
    assert (lines > MAX_LINES) == (module in LONGER_MODULES), f"{module} has {lines} lines"


def test_any_module_may_be_imported_first() -> None:
    """No modules import each other in a circle, which shows only when one of them happens to come first."""
    parts = [path.relative_to(PACKAGE.parent).with_suffix("").parts for path in PACKAGE.rglob("*.py")]
    names = {".".join(name[:-1] if name[-1] == "__init__" else name) for name in parts}
    circles = TopologicalSorter({name: _imported_by(name, names) for name in names})
    circles.prepare()  # raises CycleError, which names them


def _imported_by(module: str, modules: Container[str]) -> set[str]:
    """Give the modules of ours that one loads while it is loaded itself."""
    path = PACKAGE.parent.joinpath(*module.split("."))
    source = (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text("utf-8")
    loaded: set[str] = set()
    for statement in ast.parse(source).body:
        tried = statement.body if isinstance(statement, ast.Try) else [statement]
        for node in tried:
            if isinstance(node, ast.ImportFrom) and (package := node.module or "") in modules:
                wanted = (f"{package}.{alias.name}" for alias in node.names)
                loaded |= {name if name in modules else package for name in wanted}
    return loaded - {module}


def test_the_drawn_error_tree_is_the_real_one() -> None:
    """The tree at the top of errors.py shows every error below its parent."""
    assert _drawn_errors() == _real_errors(errors.MailtrackError)
    assert {name for name, _ in _drawn_errors()} == set(errors.__all__)


def _drawn_errors() -> set[tuple[str, str | None]]:
    drawing = re.search(r"```text\n(.*?)```", errors.__doc__ or "", re.DOTALL)
    assert drawing is not None
    pairs: set[tuple[str, str | None]] = set()
    ancestors: list[str] = []
    for line in drawing[1].splitlines():
        branch, name = re.match(r"([│├└─ ]*)(\w+)", line).groups()  # type: ignore[union-attr]  # a bad line fails
        depth = len(branch) // 4
        pairs.add((name, ancestors[depth - 1] if depth else None))
        ancestors[depth:] = [name]
    return pairs


def _real_errors(error: type[Exception], parent: str | None = None) -> set[tuple[str, str | None]]:
    pairs = {(error.__name__, parent)}
    for child in error.__subclasses__():
        if child.__module__.startswith("mailtrack_sdk."):
            pairs |= _real_errors(child, error.__name__)
    return pairs


def test_an_import_loads_nothing_slow() -> None:
    """A bare import leaves databases, event loops, agent parsers and the program unloaded."""
    program = "import sys, mailtrack_sdk; print(*sys.modules)"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert LOADED_LATE.isdisjoint(answer.stdout.split())


@pytest.mark.parametrize("path", TEST_FILES)
def test_tests_use_no_mocks(path: str) -> None:
    """Tests run the real code: no file imports a mock library."""
    imported: set[str] = set()
    for node in ast.walk(ast.parse((TESTS / path).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            imported.update(f"{node.module}.{alias.name}" for alias in node.names)
    assert not [name for name in imported if re.match(r"(unittest\.)?mock\b|pytest_mock\b", name)]


def test_tests_stay_on_this_machine() -> None:
    """The guard in conftest.py stops connections and look-ups that would leave the machine."""
    with socket.socket() as client, pytest.raises(Exception, match="loopback addresses only"):
        client.connect(("192.0.2.1", 9))
    with pytest.raises(Exception, match="loopback addresses only"):
        socket.getaddrinfo("mail.example.com", 25)
