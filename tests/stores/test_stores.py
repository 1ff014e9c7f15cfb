"""The package of stores loads what is asked for, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any, cast

import pytest

from mailtrack_sdk import stores

PROGRAM = """
import sys
import mailtrack_sdk.stores as stores
assert not {"asyncio", "sqlite3"} & sys.modules.keys(), "loaded too early"
stores.SQLiteStore(":memory:").close()
assert "sqlite3" in sys.modules and "asyncio" not in sys.modules
stores.to_async(stores.MemoryStore())
assert "asyncio" in sys.modules
"""


def test_databases_and_loops_are_loaded_late() -> None:
    """An import loads neither `sqlite3` nor `asyncio`; the first use does."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=True)


def test_other_names_are_missing() -> None:
    """A misspelt name raises `AttributeError` as in any module."""
    with pytest.raises(AttributeError, match="SQLStore"):
        _ = cast("Any", stores).SQLStore
