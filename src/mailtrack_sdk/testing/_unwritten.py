"""What to say when a test class of a contract does not say what only it can say.

The methods are not abstract ones: pytest passes over an abstract class without a word, so that a misspelt
name would leave a store or an adapter untested.
"""

from __future__ import annotations

from difflib import get_close_matches

from mailtrack_sdk.errors import ConfigurationError

__all__ = ["unwritten"]

_ALIKE = 0.7
"""How alike two names have to be (0 to 1) for one to be a slip for the other."""


def unwritten(suite: object, method: str) -> ConfigurationError:
    """Make the error of a test class that lacks a method, with the name that may be a slip for it.

    Args:
        suite: The test.
        method: What it lacks.
    """
    others = [name for name in dir(suite) if name != method]
    near = get_close_matches(method, others, n=1, cutoff=_ALIKE)
    hint = f"; is {near[0]}() a slip for it?" if near else ""
    return ConfigurationError(f"{type(suite).__name__} needs a method {method}(){hint}")
