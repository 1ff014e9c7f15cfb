"""Advice of the program: a shell is told its options, not names of the library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailtrack_sdk.command.advice import in_options
from mailtrack_sdk.command.program import main

PLAIN = b"Content-Type: text/plain\n\nSee https://example.com/\n"
GARBLED = b"Content-Type: text/html\nContent-Transfer-Encoding: x-own\n\n<p>Hello</p>\n"


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("short.html", b"<p>Hello</p>", "; add text, or leave the pixel out with --pixel none"),
        ("plain.eml", PLAIN, ", or track the links of its text with --plain-text"),
        (
            "waits.html",
            b'<a href="{{ url }}">x</a>',
            "fill them in before, or give their values with fill= (Template.render in Python)",
        ),
        (
            "garbled.eml",
            GARBLED,
            "part 1 is left alone as encoding: its Content-Transfer-Encoding is unknown or wrong",
        ),
    ],
)
def test_a_shell_is_told_what_it_can_do(
    name: str, content: bytes, advice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Warnings that the library really gives name options, for people and for programs."""
    Path(name).write_bytes(content)
    assert main(["rewrite", name, "--check", "--json"]) == 0
    warnings = json.loads(capsys.readouterr().out)["warnings"]
    assert any(warning.endswith(advice) for warning in warnings)
    assert not any("RewriteRules" in warning or "PartSkip" in warning for warning in warnings)
    assert main(["rewrite", name, "--check"]) == 0
    assert advice in " ".join(capsys.readouterr().out.split())


def test_other_warnings_stay_as_they_are() -> None:
    """Nothing is lost."""
    assert in_options("the body has 3 bytes (see Skip)") == "the body has 3 bytes (see Skip)"
