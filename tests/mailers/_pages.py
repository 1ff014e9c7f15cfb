"""The how-to pages as programs: their code blocks are run, and what they define is used by the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

__all__ = ["page"]

PAGES = Path(__file__).parents[2] / "docs" / "howto" / "mailers"


def page(name: str) -> dict[str, Any]:
    """Run the code of a page and return its names."""
    document = Sybil(parsers=[PythonCodeBlockParser(), SkipParser()]).parse(PAGES / f"{name}.md")
    for example in document.examples():
        example.evaluate()
    return document.namespace
