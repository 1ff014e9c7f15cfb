"""Everything that users can name, as text: `python -m tests.public_api --write` puts it into public_api.txt.

One line for each public name and each public member of a class: module, name, kind, what it takes and gives.
Run it from the root of the repository, with every extra installed. To remove or to change a line breaks
programs of users, to add one does not.
"""

# ruff: noqa: T201 - a program for a terminal

from __future__ import annotations

import argparse
import functools
import importlib
import inspect
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import cast

from tests._public import ALSO_PUBLIC, EXTRAS, PUBLIC_MODULES

__all__ = ["GOLDEN", "HOW", "MODULES", "described", "kept"]

GOLDEN = Path(__file__).with_name("public_api.txt")
MODULES = (*PUBLIC_MODULES, *ALSO_PUBLIC)
HOW = """
A line that is gone or changed (-) breaks programs of users: it needs a reason, and a line in the changelog.
A line that is new (+) breaks nobody. When this is what you want: python -m tests.public_api --write
"""

_LIBRARY = "mailtrack_sdk"
_OPERATORS = frozenset(
    f"__{name}__" for name in "call len iter contains getitem bool enter exit aenter aexit".split()
)
_STARS: Mapping[object, str] = {
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.VAR_KEYWORD: "**",
}
_PLAIN = (str, bytes, int, float, tuple, timedelta, type(None))


def described(module: ModuleType) -> list[str]:
    """List what a public module offers, in the order of its `__all__`.

    Args:
        module: The module.
    """
    lines: list[str] = []
    for name in _names(module):
        value: object = getattr(module, name)
        home = _home(name, value)
        if home in (None, module.__name__):
            lines += [f"{module.__name__} {line}" for line in _described(name, value)]
        else:
            lines.append(f"{module.__name__} {name} is {home}.{name}")
    return lines


def kept() -> Mapping[str, list[str]]:
    """Return the lines of the golden file by module."""
    lines: dict[str, list[str]] = {}
    for line in GOLDEN.read_text("utf-8").splitlines():
        lines.setdefault(line.partition(" ")[0], []).append(line)
    return lines


def _names(module: ModuleType) -> tuple[str, ...]:
    names: tuple[str, ...] = module.__all__
    return ALSO_PUBLIC.get(module.__name__) or tuple(names)


def _home(name: str, value: object) -> str | None:
    """Return the first module of those that need no extra that offers something, None when there is none."""
    for module in MODULES:
        if module != _LIBRARY and not any(f"{module}.".startswith(f"{extra}.") for extra in EXTRAS):
            loaded = importlib.import_module(module)
            if name in _names(loaded) and getattr(loaded, name) is value:
                return module
    return None


def _described(name: str, value: object) -> Iterator[str]:
    if issubclass(type(value), type):  # not isinstance: on 3.10 that takes list[int] for a class
        yield from _class(name, cast("type", value))
    elif isinstance(value, ModuleType):
        yield f"{name} is the module {value.__name__}"
    elif inspect.isfunction(value):
        yield f"{name}: function {_function(value)}"
    elif type(value).__name__ == "FixtureFunctionDefinition":
        yield f"{name}: fixture"
    elif type(value).__module__ in ("types", "typing", "collections.abc"):
        yield f"{name}: type {value!r}"
    else:
        yield f"{name}: {type(value).__name__}"


def _class(name: str, owner: type) -> Iterator[str]:
    is_enum = issubclass(owner, Enum)
    is_protocol = bool(getattr(owner, "_is_protocol", False))
    made_by = [
        base for base in owner.__mro__ if _is_ours(base) and {"__init__", "__new__"} & vars(base).keys()
    ]
    is_made = bool(made_by) and not is_protocol and not is_enum
    bases = ", ".join(dict.fromkeys(_bases(owner)))
    yield f"{name}: class({bases}){f' {_signature(owner)}' if is_made else ''}"
    for member, value in _found(owner).items():
        yield f"{name}.{member}: {_member(owner, member, value)}"


def _found(owner: type) -> dict[str, object]:
    """Return the members that users can name, those of an enum and fields of a dataclass first, in order."""
    first: Mapping[str, object] = getattr(owner, "__members__", getattr(owner, "__dataclass_fields__", {}))
    found: dict[str, object] = {name: None for name in first if not name.startswith("_")}
    for base in reversed([base for base in owner.__mro__ if _is_ours(base)]):
        for member in (*inspect.get_annotations(base), *vars(base)):
            # Nobody calls the checks of a suite by name.
            if not member.startswith(("_", "test_")) or member in _OPERATORS:
                found[member] = vars(base).get(member)
    return found


def _bases(owner: type) -> Iterator[str]:
    """Name the nearest bases that users know."""
    for base in owner.__bases__:
        if not _is_ours(base):
            if base is not object:
                yield base.__name__
        elif "._" in base.__module__ or base.__name__.startswith("_"):
            yield from _bases(base)
        else:
            yield base.__name__


def _is_ours(owner: type) -> bool:
    return owner.__module__.partition(".")[0] == _LIBRARY


def _member(owner: type, name: str, value: object) -> str:
    if isinstance(value, classmethod):
        return f"class method {_function(cast('classmethod[object, ..., object]', value).__func__, skip=1)}"
    if isinstance(value, staticmethod):
        return f"class method {_function(cast('staticmethod[..., object]', value).__func__)}"
    if isinstance(value, (property, functools.cached_property)):
        getter = value.fget if isinstance(value, property) else value.func
        return f"property{_returned(inspect.signature(getter))}" if getter else "property"
    if inspect.isfunction(value):
        return f"method {_function(value, skip=1)}"
    if isinstance(value, Enum) and isinstance(value, owner):
        return f"member {value.value!r}"
    annotations = [inspect.get_annotations(base).get(name) for base in owner.__mro__]
    return f"attribute {next((str(found) for found in annotations if found is not None), '')}".rstrip()


def _function(function: object, *, skip: int = 0) -> str:
    waits = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
    return f"{'async ' if waits else ''}{_signature(function, skip=skip)}"


def _signature(function: object, *, skip: int = 0) -> str:
    signature = inspect.signature(function)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    written: list[str] = []
    last: object = None
    for parameter in list(signature.parameters.values())[skip:]:
        if last is parameter.POSITIONAL_ONLY is not parameter.kind:
            written.append("/")
        if parameter.kind is parameter.KEYWORD_ONLY and last not in (
            parameter.KEYWORD_ONLY,
            parameter.VAR_POSITIONAL,
        ):
            written.append("*")
        last = parameter.kind
        shown = f"{_STARS.get(parameter.kind, '')}{parameter.name}"
        if parameter.annotation is not parameter.empty:
            shown += f": {_annotation(parameter.annotation)}"
        if parameter.default is not parameter.empty:
            shown += f" = {_default(parameter.default)}"
        written.append(shown)
    if last is inspect.Parameter.POSITIONAL_ONLY:
        written.append("/")
    # What a class makes is known without a word.
    return f"({', '.join(written)}){'' if isinstance(function, type) else _returned(signature)}"


def _returned(signature: inspect.Signature) -> str:
    given: object = signature.return_annotation
    return "" if given is signature.empty else f" -> {_annotation(given)}"


def _annotation(given: object) -> str:
    if isinstance(given, str):
        return given
    return given.__name__ if issubclass(type(given), type) else str(given)  # type: ignore[attr-defined]


def _default(value: object) -> str:
    """Show a default as every Python shows it, and without what differs from run to run."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, frozenset):
        return f"frozenset({sorted(map(_default, cast('frozenset[object]', value)))})"
    if isinstance(value, _PLAIN):
        return repr(cast("object", value))
    if type(value).__name__.startswith("_"):
        return "..."  # what a dataclass makes anew each time
    return cast("str", getattr(value, "__qualname__", f"{type(value).__name__}(...)"))


def main(arguments: list[str] | None = None) -> int:
    """Print the public names, or write them into the golden file."""
    parser = argparse.ArgumentParser(description="List the public names of the library.")
    parser.add_argument("--write", action="store_true", help=f"put them into {GOLDEN.name}")
    options = parser.parse_args(arguments)
    importlib.import_module("tests.integrations._django")  # sets Django up
    loaded = [importlib.import_module(module) for module in MODULES]
    text = "".join(f"{line}\n" for module in loaded for line in described(module))
    if options.write:
        GOLDEN.write_text(text, "utf-8")
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
