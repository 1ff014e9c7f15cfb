"""What a module says when the package of its extra is not installed."""

from __future__ import annotations

import importlib
import pickle
import sys

import pytest

from mailtrack_sdk.errors import ConfigurationError, MailtrackError, MissingExtraError

NEEDS = {
    "mailtrack_sdk.integrations.aiohttp": ("aiohttp", "aiohttp"),
    "mailtrack_sdk.integrations.django": ("django", "django"),
    "mailtrack_sdk.integrations.django.backend": ("django", "django"),
    "mailtrack_sdk.integrations.fastapi": ("starlette", "fastapi"),
    "mailtrack_sdk.integrations.flask": ("flask", "flask"),
    "mailtrack_sdk.integrations.opentelemetry": ("opentelemetry", "opentelemetry"),
    "mailtrack_sdk.integrations.starlette": ("starlette", "starlette"),
    "mailtrack_sdk.stores.sqlalchemy": ("sqlalchemy", "sqlalchemy"),
    "mailtrack_sdk.stores.sqlalchemy.store": ("sqlalchemy", "sqlalchemy"),
    "mailtrack_sdk.testing.strategies": ("hypothesis", "hypothesis"),
}
"""Modules with the package that they need and the extra that brings it."""


def _refusal(module: str, package: str) -> Exception:
    """Import a module where the package it needs is missing, and give back what that raised."""
    owner = ".".join(module.split(".")[:3])
    with pytest.MonkeyPatch.context() as patch:
        for name in [package, *sys.modules]:
            if f"{name}.".startswith(f"{package}."):
                patch.setitem(sys.modules, name, None)  # what is None here cannot be imported
            elif f"{name}.".startswith(f"{owner}."):
                patch.delitem(sys.modules, name)
        with pytest.raises(ImportError) as caught:
            importlib.import_module(module)
    return caught.value


@pytest.mark.parametrize("module", NEEDS)
def test_a_missing_package_is_named_with_its_extra(module: str) -> None:
    """The import fails with a line that puts it right, the extra and the module that was not found."""
    package, extra = NEEDS[module]
    refusal = _refusal(module, package)
    assert isinstance(refusal, MissingExtraError)
    owner, _, said = str(refusal).partition(" needs an extra: ")
    assert f"{module}.".startswith(f"{owner}.")
    assert said.startswith(f'pip install "mailtrack-sdk[{extra}]"; ')
    assert refusal.extra == extra
    assert refusal.name is not None
    assert f"{refusal.name}.".startswith(f"{package}.")


def test_it_can_be_caught_as_what_it_is_and_as_what_python_raises() -> None:
    """As an import that failed, as a mistake of the set-up, and as an error of this library."""
    for kind in (ImportError, ConfigurationError, MailtrackError):
        assert issubclass(MissingExtraError, kind)


def test_it_survives_a_pickle() -> None:
    """With the message, the extra and the module: a worker may report it to another process."""
    error = MissingExtraError("what to do", extra="flask", name="flask.views")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert repr(copy) == repr(error) == "MissingExtraError('what to do')"
    assert (copy.msg, copy.extra, copy.name) == ("what to do", "flask", "flask.views")
