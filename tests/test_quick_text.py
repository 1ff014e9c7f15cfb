"""The quick reading of a link's text against the thorough one, which takes every token in its turn."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailtrack_sdk.markup import _quick_text, text_of

EMPTY_COMMENT = "<!---->"
"""Shows nothing, and no quick reading takes it."""

TAGS = st.builds(
    "<{}{}{}{}>".format,
    st.sampled_from(["", "/"]),
    st.sampled_from(
        "b B strong span FONT img sup sub p br BR td h1 H7 li center title a svg \u017fpan".split()
    ),
    st.lists(
        st.builds(
            "{}{}{}{}".format,
            st.sampled_from([" ", "\n\t", "/", "  "]),
            st.sampled_from(["class", "CLASS", "data-x", "a1", "o:p"]),
            st.sampled_from(["=", " = ", ""]),
            st.sampled_from(
                ['"x"', '""', '"a > b"', '"<b>"', "'x'", "x", "x/", "/", "a=b", "<b>", '"', "\0"]
            ),
        ),
        max_size=2,
    ).map("".join),
    st.sampled_from(["", " ", "/", " /"]),
)
PIECES = st.one_of(
    TAGS,
    st.sampled_from(
        "&amp; &am p; &#6 5; &#1; &#x1 &#0; &#13; &notit; &nbsp; &copy &shy; & &# = ; > < </ <! text".split()
    ),
    st.sampled_from(["<!-- -->", "<style>", "</style>", "<p <b>>", '<b title="', '">', "=>"]),
    st.sampled_from(["\0", "\1", "\r\n", "\t", " ", "\xa0", "\xad", "\u200b", "\ufeff", "\u3000", "\u2028"]),
    st.text(max_size=3),
)


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("Read on", "Read on"),
        ("<b>exam</b>ple<i>.com</i>", "example.com"),
        ('one<br/>two<P ALIGN="left">three</p>four', "one two three four"),
        ('<img src="a.png" alt="x > y"/>Buy', "Buy"),
        ("&am<b></b>p; &#3<i></i>9; &lt;b&gt;", "&amp; \x039; <b>"),
        ("a\0&am\0p;b&shy;c\u200bd", "a&bcd"),
        (" <span style='x'>", ""),
    ],
)
def test_most_texts_are_read_at_once(source: str, seen: str) -> None:
    """Without another tag than those that most links have, one look is enough."""
    assert text_of(source) == seen
    assert (_quick_text(source) is None) == ("'" in source)


@pytest.mark.parametrize(
    "source", ["<a>", "a<!-- b -->c", "<style>a</style>b", "1 < 2", "a\1b", "<svg></svg>"]
)
def test_whatever_else_there_is_takes_a_closer_look(source: str) -> None:
    """Comments, raw text, drawings, other tags and the character that stands for a tag."""
    assert _quick_text(source) is None
    assert text_of(source) == text_of(source + EMPTY_COMMENT)


@given(st.lists(PIECES, max_size=12).map("".join))
@example("a&#1;b")
@example("a&#x01<b></b>;b")
@example("<p a=<b>>x")
@example('<p title="<b c=">">x">y')
def test_both_readings_see_the_same(source: str) -> None:
    """A quick reading that gives a text gives the one that people see."""
    quick = _quick_text(source)
    assert quick is None or quick == text_of(source + EMPTY_COMMENT) == text_of(EMPTY_COMMENT + source)
