"""Warnings of the library in the words of the command line."""

from __future__ import annotations

from mailtrack_sdk.command.reasons import WHY_A_PART

__all__ = ["in_options"]

# What the library says, and what it means for somebody at a shell.
_WORDS = (
    ("RewriteRules(pixel=PixelPosition.NONE)", "--pixel none"),
    ("RewriteRules(plain_text=True)", "--plain-text"),
    ("give their values with fill=", "give their values with fill= (Template.render in Python)"),
    *(
        (f" is {skip.value} (see PartSkip)", f" is left alone as {skip.value}: {why}")
        for skip, why in WHY_A_PART.items()
    ),
)


def in_options(warning: str) -> str:
    """Return a warning with the program's own options and sentences in place of names of the library.

    Example:
        >>> in_options("leave the pixel out with RewriteRules(pixel=PixelPosition.NONE)")
        'leave the pixel out with --pixel none'
    """
    for library, here in _WORDS:
        warning = warning.replace(library, here)
    return warning
