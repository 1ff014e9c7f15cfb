"""The names that users import: a change here is a change of the public contract."""

from __future__ import annotations

import inspect
from importlib import resources
from typing import cast

import pytest

import mailtrack_sdk
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
