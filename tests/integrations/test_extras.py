"""What an integration says when its framework is not installed."""

from __future__ import annotations

import importlib
import sys

import pytest

from mailtrack_sdk.errors import ConfigurationError


@pytest.mark.parametrize("framework", ["aiohttp", "flask", "starlette"])
def test_a_missing_framework_is_named_with_its_extra(framework: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The import fails with a line that puts it right."""
    module = f"mailtrack_sdk.integrations.{framework}"
    for name in [framework, *(name for name in sys.modules if name.startswith(f"{framework}."))]:
        monkeypatch.setitem(sys.modules, name, None)  # what is None here cannot be imported
    monkeypatch.delitem(sys.modules, module, raising=False)
    with pytest.raises(ConfigurationError, match=rf'pip install "mailtrack-sdk\[{framework}\]"'):
        importlib.import_module(module)
