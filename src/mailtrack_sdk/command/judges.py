"""Who judges for a command: the rules of this release, or a classifier and tables that it is told of."""

from __future__ import annotations

import importlib
import re
import sys
from argparse import ArgumentParser, Namespace
from operator import attrgetter
from pathlib import Path

from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.classification.networks import Networks
from mailtrack_sdk.command.files import read_source
from mailtrack_sdk.command.terminal import short
from mailtrack_sdk.errors import ArgumentError, ConfigurationError

__all__ = ["classifier_of", "declare_judge", "declare_networks", "networks_of"]

_PLACE = re.compile(r"(?P<module>\w+(?:\.\w+)*):(?P<name>\w+(?:\.\w+)*)")
_LONGEST_REASON = 200


def declare_networks(parser: ArgumentParser) -> None:
    """Add the argument that `networks_of` reads."""
    parser.add_argument(
        "--networks",
        "--tables",
        dest="networks",
        metavar="FILE",
        help="tables of networks, as `mailtrack networks refresh` writes them (default: the built-in ones)",
    )


def networks_of(asked: Namespace) -> Networks:
    """Read the tables that were asked for.

    Raises:
        ArgumentError: They cannot be read.
    """
    if asked.networks is None:
        return Networks.bundled()
    source = read_source(asked.networks)
    try:
        return Networks.from_bytes(source.data)
    except ConfigurationError as error:
        raise ArgumentError(f"cannot read {source.label} as tables of networks: {error}") from error


def declare_judge(parser: ArgumentParser) -> None:
    """Add the arguments that `classifier_of` reads."""
    parser.add_argument(
        "--classifier",
        metavar="MODULE:NAME",
        help="the Classifier of your tracker, such as app.tracking:classifier; MODULE, and nothing else, is "
        "imported, so its code runs; it is looked for in the current folder first, as `python -m` does "
        "(default: the rules of this release)",
    )
    declare_networks(parser)


def classifier_of(asked: Namespace) -> Classifier:
    """Make, or import, the classifier that was asked for.

    Raises:
        ArgumentError: It or the tables cannot be read, or both were asked for.
    """
    if asked.classifier is None:
        return Classifier(networks=networks_of(asked))
    if asked.networks is not None:
        raise ArgumentError("--classifier has tables of networks of its own: leave --networks out")
    return _imported(asked.classifier)


def _imported(place: str) -> Classifier:
    match = _PLACE.fullmatch(place)
    if match is None:
        raise ArgumentError(
            f"--classifier: must be MODULE:NAME such as app.tracking:classifier, not {short(place, 80)!r}"
        )
    module, name = match["module"], match["name"]
    try:
        _look_in_current_folder()
        imported = importlib.import_module(module)
    except (Exception, SystemExit) as error:
        raise ArgumentError(f"--classifier: {_reason(error, module)}") from error
    try:
        found: object = attrgetter(name)(imported)
    except Exception as error:
        raise ArgumentError(f"--classifier: there is no {name} in {module}: {_told(error)}") from error
    if isinstance(found, Classifier):
        return found
    if callable(found):
        raise ArgumentError(
            f"--classifier: {name} in {module} is no Classifier, but something to call: name what it returns"
        )
    raise ArgumentError(f"--classifier: {name} in {module} must be a Classifier, not {type(found).__name__}")


def _look_in_current_folder() -> None:
    """Do as `python -m`, which also leaves it alone where Python was told to (option -P of 3.11)."""
    folder = str(Path.cwd())
    if sys.path[:1] != [folder] and not getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, folder)


def _reason(error: BaseException, module: str) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name and f"{module}.".startswith(f"{error.name}."):
        return f"there is no module {error.name}, neither in the current folder nor installed"
    return f"cannot import {module}: {_told(error)}"


def _told(error: BaseException) -> str:
    return short(f"{type(error).__name__}: {error}", _LONGEST_REASON)
