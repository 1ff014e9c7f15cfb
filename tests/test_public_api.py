"""The names that users import: a change here is a change of the public contract."""

from __future__ import annotations

import inspect
import re
from difflib import unified_diff
from importlib import resources
from pathlib import Path
from typing import cast

import pytest

import mailtrack_sdk
from tests import public_api
from tests._public import PUBLIC_MODULES, load

ROOT_NAMES = [
    "Agent",
    "AsyncRecorder",
    "Classifier",
    "ClickEvent",
    "ComposedEvent",
    "Delivery",
    "EventQuery",
    "Hit",
    "Human",
    "Ignored",
    "IgnoredReason",
    "Link",
    "MailtrackError",
    "Mode",
    "OpenEvent",
    "Recorder",
    "Request",
    "Response",
    "RewriteRules",
    "Rewritten",
    "SentEvent",
    "Skip",
    "Summary",
    "Template",
    "TrackedMessage",
    "Tracker",
    "Verdict",
    "summarise",
    "timeline",
]


def _exports(module: str) -> list[str]:
    exports: list[str] = load(module).__all__
    return exports


def test_the_root_exports_the_golden_list() -> None:
    """The front door offers exactly the daily names, in order."""
    assert _exports("mailtrack_sdk") == ROOT_NAMES == sorted(ROOT_NAMES)


def test_the_front_door_lists_its_names() -> None:
    """Also those that nobody has used yet, for completion in a shell."""
    assert dir(mailtrack_sdk) == sorted(ROOT_NAMES)


@pytest.mark.parametrize("module", public_api.MODULES)
def test_a_module_offers_what_it_offered(module: str) -> None:
    """Names, members, parameters and types are those of the golden file."""
    loaded = load(module)
    before, now = public_api.kept().get(module, []), public_api.described(loaded)
    difference = [
        line
        for line in unified_diff(before, now, n=0, lineterm="")
        if not line.startswith(("@", "--- ", "+++ "))
    ]
    assert before == now, "\n".join([f"The public API of {module} changed:", *difference, public_api.HOW])


def test_the_golden_file_is_about_public_modules() -> None:
    """A module that is gone, or public no longer, leaves lines that nothing else would look at."""
    assert tuple(public_api.kept()) == public_api.MODULES


def test_what_the_reference_names_is_in_the_golden_file() -> None:
    """Whatever has an entry of its own in the reference is held to what it says."""
    pages = (Path(__file__).parents[1] / "docs" / "reference").glob("*.md")
    entries = {
        entry
        for page in pages
        for entry in re.findall(r"^\.\. auto(?!module)\w+:: (\S+)$", page.read_text("utf-8"), re.MULTILINE)
    }
    names = {
        f"{module}.{re.split('[ :.]', line.partition(' ')[2])[0]}"
        for module, lines in public_api.kept().items()
        for line in lines
    }
    assert entries
    assert not entries - names


@pytest.mark.parametrize("module", PUBLIC_MODULES)
def test_every_exported_name_exists_once(module: str) -> None:
    """Nothing in `__all__` is missing, private or listed twice."""
    exports = _exports(module)
    assert len(set(exports)) == len(exports)
    assert not [name for name in exports if name.startswith("_")]
    assert not [name for name in exports if not hasattr(load(module), name)]


@pytest.mark.parametrize("module", PUBLIC_MODULES)
def test_every_public_callable_is_documented(module: str) -> None:
    """Every exported class and function, and every public member of a class, has its own docstring."""
    undocumented: list[str] = []
    for name in _exports(module):
        value: object = getattr(load(module), name)
        is_class = issubclass(type(value), type)  # not isinstance: on 3.10 that takes list[int] for a class
        if is_class:
            undocumented += [f"{name}.{member}" for member in _undocumented_members(cast("type", value))]
        if (is_class or inspect.isfunction(value)) and not value.__doc__:
            undocumented.append(name)
    assert not undocumented


def _undocumented_members(owner: type) -> list[str]:
    members = {name: member for name, member in vars(owner).items() if not name.startswith("_")}
    return [
        name
        for name, member in members.items()
        if (inspect.isroutine(member) or isinstance(member, property)) and not inspect.getdoc(member)
    ]


def test_the_package_is_marked_as_typed() -> None:
    """Type checkers of users read our annotations: `py.typed` is installed with the code."""
    assert resources.files(mailtrack_sdk).joinpath("py.typed").is_file()
