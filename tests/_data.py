"""Where the material for tests lives that is used beside the repository and never copied into it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

__all__ = ["data_path"]


def data_path(*parts: str) -> Path:
    """Find a file or folder of the shared material, or skip the test that wants it.

    Args:
        parts: Path below the folder named by the environment variable MAILTRACK_DATA, or else below
            ``../shared/data`` beside the repository.

    Returns:
        The path, which exists.
    """
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    path = Path(os.environ.get("MAILTRACK_DATA") or beside).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no test material at {path}; set MAILTRACK_DATA to the folder that has it")
    return path
