"""Apply the edits of a report to its source, as a caller with an editor of their own would."""

from __future__ import annotations

from collections.abc import Iterable

from mailtrack_sdk.rewriting import Edit
from mailtrack_sdk.rewriting.body import Html

__all__ = ["edited"]


def edited(source: Html, edits: Iterable[Edit[Html]]) -> Html:
    """Return the source with every edit made; nothing else of it changes."""
    done, at = source[:0], 0
    for edit in edits:
        done += source[at : edit.start] + edit.text
        at = edit.stop
    return done + source[at:]
