"""How a test starts one of the programs in `_worker.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a program of this Python, which finds the same modules as the test."""
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("_worker.py")), program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def run(program: str, *arguments: object) -> str:
    """Run a program to its end, see that it succeeds, and give back what it printed."""
    with start(program, *arguments) as process:
        printed, _ = process.communicate("\n", timeout=60)
    assert process.returncode == 0, f"{program} failed"
    return printed
