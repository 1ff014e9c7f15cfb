"""Text for a terminal: nothing in a mail can move its cursor, colour it or turn a line around."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.command.terminal import Paint, harmless, short, terminal_width
from tests.command._program import Terminal


@given(st.text())
def test_harmless_text_does_nothing(text: str) -> None:
    """Every character of it can be printed, and it is one line."""
    assert harmless(text).isprintable()
    assert harmless(harmless(text)) == harmless(text)


@given(st.text(), st.integers(4, 100))
def test_short_text_fits(text: str, longest: int) -> None:
    """It is never longer than its column, and whole where it fits."""
    assert len(short(text, longest)) <= longest
    if len(harmless(text)) <= longest:
        assert short(text, longest) == harmless(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("a\u202eb", r"a\u202eb"),
        ("a\x00\x7fb", r"a\x00\x7fb"),
        ("\udcff", r"\udcff"),
        ("two\r\nlines\u2028\xa0", "two lines"),
        ("été 日本語", "été 日本語"),
    ],
)
def test_what_is_not_a_letter_is_spelled_out(text: str, shown: str) -> None:
    """Escapes, controls, bidirectional overrides and surrogates show as what they are."""
    assert harmless(text) == shown


def test_colours_are_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file gets none, and a terminal none when its user or the terminal itself says so."""
    terminal = Terminal()
    assert Paint.of(terminal).good("x") == "\x1b[32mx\x1b[0m"
    assert not Paint.of(None).is_on
    monkeypatch.setenv("NO_COLOR", "1")
    assert Paint.of(terminal).good("x") == "x"
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setenv("TERM", "dumb")
    assert not Paint.of(terminal).is_on


@pytest.mark.parametrize(("columns", "width"), [("20", 60), ("100", 100), ("5000", 200)])
def test_lines_have_a_reasonable_length(columns: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Very narrow and very wide terminals get what still makes sense."""
    monkeypatch.setenv("COLUMNS", columns)
    assert terminal_width() == width
