"""The tree of errors: what can be caught with what, and the status a web adapter may answer with."""

from __future__ import annotations

import re

import pytest

from mailtrack_sdk import errors
from mailtrack_sdk.errors import MailtrackError

TREE = {name: getattr(errors, name) for name in errors.__all__}


@pytest.mark.parametrize("error", TREE.values(), ids=TREE)
def test_one_root_catches_everything(error: type[Exception]) -> None:
    """Every error of the library is a MailtrackError."""
    assert issubclass(error, MailtrackError)


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.ConfigurationError, ValueError),
        (errors.ArgumentError, ValueError),
        (errors.RecipientError, ValueError),
        (errors.TargetError, ValueError),
        (errors.PickleRefusedError, TypeError),
    ],
)
def test_mistakes_of_a_program_are_builtin_errors_too(
    error: type[Exception], builtin: type[Exception]
) -> None:
    """Code that knows nothing of this library catches a wrong value as a ValueError or TypeError."""
    assert issubclass(error, builtin)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.MailtrackError, None),
        (errors.ConfigurationError, None),
        (errors.ArgumentError, None),
        (errors.PickleRefusedError, None),
        (errors.MalformedTokenError, 404),
        (errors.UnsupportedTokenError, 404),
        (errors.InvalidSignatureError, 404),
        (errors.WrongPurposeError, 404),
        (errors.StoreClosedError, 503),
        (errors.StoreSchemaError, 503),
    ],
)
def test_the_status_hint(error: type[MailtrackError], status: int | None) -> None:
    """A bad token is "not found", a failing store "unavailable"; a mistake of the caller has no status."""
    assert error("why").status_hint == status


def test_the_drawing_shows_the_tree() -> None:
    """The tree at the top of the module names every error below its parent."""
    drawn: dict[str, str | None] = {}
    path: list[str] = []
    for line in str(errors.__doc__).split("```")[1].splitlines():
        found = re.match(r"([│├└─ ]*)(\w+Error)\b", line)
        if found:
            depth = len(found[1]) // 4
            path[depth:] = [found[2]]
            drawn[found[2]] = path[depth - 1] if depth else None
    assert drawn == {
        name: None if error is MailtrackError else error.__bases__[0].__name__ for name, error in TREE.items()
    }
