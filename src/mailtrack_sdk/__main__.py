"""The program `mailtrack`, also as `python -m mailtrack_sdk`."""

from __future__ import annotations

import sys

from mailtrack_sdk.command.program import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
