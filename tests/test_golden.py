"""Golden tokens are only ever added: they stand for mail that was sent and cannot be changed any more."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

GOLDEN = Path(__file__).with_name("golden")

# File, number of entries, digest of them. After adding entries raise both; a digest of entries that
# were there before must stay reachable, so add a line instead of replacing one.
KEPT = [
    ("tokens-v1.json", 58, "ce0b2b16727229d0a45a139217d8e145137a99d9429d723b6f7214c3eac7596c"),
    ("replies-v1.json", 18, "b266651693c35c2349e97b59b085aaa0910f84d45dfa396c149ac5b0422fd729"),
    ("self-cookies-v1.json", 10, "752707c7e6fcbdc39bd6372c57f04185eeb336582f975b875800d9141d410f88"),
]


@pytest.mark.parametrize(("name", "count", "digest"), KEPT)
def test_golden_entries_stay_as_they_are(name: str, count: int, digest: str) -> None:
    """The entries of a release stand at the beginning of the file for ever, in their order."""
    entries = json.loads((GOLDEN / name).read_text("utf-8"))["vectors"][:count]
    assert sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest() == digest


def test_every_golden_file_is_kept() -> None:
    """No file of golden tokens goes without its digest."""
    assert {path.name for path in GOLDEN.iterdir()} == {name for name, _, _ in KEPT}
