"""Where the web addresses of a plain text begin and end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.rewriting.plaintext import Flow, FoundUrl, find_urls
from tests._timing import seconds

FIXED = Flow()
FLOWED = Flow(flowed=True)
DELSP = Flow(flowed=True, delsp=True)


def values(text: str, flow: Flow = FIXED) -> list[str]:
    """The URLs whose ends are beyond doubt."""
    return [found.value for found in find_urls(text, flow) if found.is_clear]


def doubtful(text: str, flow: Flow = FIXED) -> list[str]:
    """The URLs that stay because programs would not agree about their ends."""
    return [found.value for found in find_urls(text, flow) if not found.is_clear]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.com/a, or", ["https://example.com/a"]),
        ("HTTPS://EXAMPLE.COM", ["HTTPS://EXAMPLE.COM"]),
        ("https://example.com/a?b=c&d=e#f.", ["https://example.com/a?b=c&d=e#f"]),
        ("(https://example.com/a)", ["https://example.com/a"]),
        ("(see https://example.com/a(b)).", ["https://example.com/a(b)"]),
        ("[https://example.com/a]", ["https://example.com/a"]),
        ("[x](https://example.com/a), and", ["https://example.com/a"]),
        ("https://example.com/a[1]!", ["https://example.com/a[1]"]),
        ("https://example.com/a)]}.,;:!?'", ["https://example.com/a"]),
        ("'https://example.com/a'", ["https://example.com/a"]),
        ('"https://example.com/a"', ["https://example.com/a"]),
        ("<https://example.com/a>", ["https://example.com/a"]),
        ("<https://example.com/a.>", ["https://example.com/a."]),
        ("<URL:https://example.com/a>", ["https://example.com/a"]),
        ("<https://example.com/a is good", ["https://example.com/a"]),
        ('<a href="https://example.com/a">', ["https://example.com/a"]),
        ("https://example.com/a https://example.com/b", ["https://example.com/a", "https://example.com/b"]),
        ("https://web.example/2020/https://example.com/", ["https://web.example/2020/https://example.com/"]),
        ("https://example.com/caf\u00e9 x", ["https://example.com/caf\u00e9"]),
        ("\u201chttps://example.com/a\u201d", ["https://example.com/a"]),
        ("\u8acb\u770bhttps://example.com/a\u3002", ["https://example.com/a"]),
        ("https://example.com/a\u3000x", ["https://example.com/a"]),
        ("https://example.com/a\u00a0x", ["https://example.com/a"]),
        ("http://[2001:db8::1]/a", ["http://[2001:db8::1]/a"]),
        ("hhttp://example.com/a", []),
        ("mailto:a@b.c?body=https://example.com/a", []),
        ("https+notrack://example.com/a", []),
        ("www.example.com example.com ftp://example.com", []),
        ("https:// and http://", []),
        ("http\u017f://example.com/a", []),
    ],
)
def test_a_url_ends_where_mail_programs_say(text: str, expected: list[str]) -> None:
    """Brackets, quotes and blanks end a URL, punctuation behind it stays outside (RFC 3986, appendix C)."""
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "<https://example.com/very/long/\nand-more>",
        "<https://example.com/a b>",
        "<https://example.com/\x01>",
        "[https://example.com/a](https://example.com/a)",
        "https://example.com/a)b",
        "https://example.com/a,https://example.com/b",
        "https://example.com/<%= id %>",
        "https://example.com/a\uff0c\u8c22\u8c22",
        "https://example.com/a\u8c22\u8c22",
        "https://example.com/\U0001f389",
        "https://example.com/a\u200bb",
        "https://example.com/a\u201d-b",
    ],
)
def test_a_url_without_a_clear_end_is_named_as_such(text: str) -> None:
    """Where programs would link different pieces of the text, nobody guesses."""
    assert values(text) == []
    assert doubtful(text)


@pytest.mark.parametrize(
    ("text", "flow", "expected"),
    [
        ("see https://example.com/ \nnext", FLOWED, ["https://example.com/"]),
        ("see https://example.com/ \nnext", DELSP, ["https://example.com/next"]),
        ("see https://exam \r\nple.com/a \r\nb c", DELSP, ["https://example.com/ab"]),
        ("see https://example.com/  \nnext", DELSP, ["https://example.com/"]),
        ("see https://example.com/ \n  next", DELSP, ["https://example.com/"]),
        ("see https://example.com/ \n next", DELSP, ["https://example.com/next"]),
        ("<https://exam \nple.com/a \nb>", FLOWED, ["https://example.com/ab"]),
        ("<https://exam \nple.com/a \nb>", DELSP, ["https://example.com/ab"]),
        ("<https://exam \nple.com/>", FIXED, []),
        ("<https://exam \nple.com/", FLOWED, []),
        ("see https://example.com/\n", FLOWED, ["https://example.com/"]),
        ("see https://example.com/ \n-- \nAda", DELSP, ["https://example.com/"]),
        ("-- \nhttps://example.com/", DELSP, ["https://example.com/"]),
        ("see https://example.com/ \n> quoted", DELSP, ["https://example.com/"]),
        (" https://example.com/ \n", FLOWED, ["https://example.com/"]),
        ("see https://example.com/ ", DELSP, ["https://example.com/"]),
        ("see https://example.com/\rnext", FIXED, ["https://example.com/"]),
    ],
)
def test_flowed_lines_are_read_as_they_are_shown(text: str, flow: Flow, expected: list[str]) -> None:
    """Soft breaks, deleted blanks, stuffing and the signature mark count as RFC 3676 says."""
    assert values(text, flow) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("To unsubscribe: https://example.com/u, thanks", "To unsubscribe: , thanks"),
        ("Unsubscribe:\nhttps://example.com/u", "Unsubscribe:"),
        ("Unsubscribe:\n\n  <https://example.com/u>\n", "Unsubscribe:"),
        ("[1] https://example.com/u", ""),
        ("Unsubscribe: https://example.com/x\nhttps://example.com/u", ""),
    ],
)
def test_the_words_around_a_url_are_those_of_its_line_or_the_one_before(text: str, words: str) -> None:
    """A URL that stands alone is explained by the line before it, unless that is about another URL."""
    assert list(find_urls(text, FIXED))[-1].words == words


def test_quoted_lines_are_marked() -> None:
    """What stands behind a quote mark is somebody else's; a stuffed one is the author's own."""
    found = find_urls("> https://example.com/a\n>>https://example.com/b\n >https://example.com/c", FLOWED)
    assert [url.is_quoted for url in found] == [True, True, False]
    assert [url.is_quoted for url in find_urls("> https://example.com/a", FIXED)] == [True]


PIECES = st.sampled_from(
    ["https://", "example.com/", "<", ">", "URL:", "(", ")", "[", "]", ".", " ", " \n", "\r\n", "\n", "-- ",
     ">", "\u00e9", "\u8c22", "\u201d", "a", "{{x}}", '"']
)  # fmt: skip


@given(st.lists(PIECES), st.sampled_from([FIXED, FLOWED, DELSP]))
def test_any_text_is_answered_in_order(pieces: list[str], flow: Flow) -> None:
    """No soup raises; URLs come in order, apart from each other, and say what stands in the text."""
    text = "".join(pieces)
    at = 0
    for found in find_urls(text, flow):
        assert at <= found.start < found.stop <= len(text)
        assert found.value.lower().startswith(("http://", "https://"))
        written = text[found.start : found.stop]
        assert written == found.value or (flow.flowed and len(written) > len(found.value))
        at = found.stop


HOSTILE: dict[str, Callable[[int], str]] = {
    "schemes": lambda n: "https://" * (n // 8),
    "opened": lambda n: "<https://" * (n // 9),
    "opened words": lambda n: "<https://a " * (n // 11),
    "brackets": lambda n: "https://a/" + "(" * n,
    "closing": lambda n: "https://a/" + ")" * n,
    "dots": lambda n: "https://a/" + "." * n,
    "quotes": lambda n: "https://a/" + "\u201d" * n,
    "soft breaks": lambda n: "https://a \n" * (n // 11),
    "blank lines": lambda n: "https://a" + "\n" * n,
    "one line": lambda n: "word https://a/ " * (n // 16),
    "commas": lambda n: "https://a/" + "," * n + "a",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("flow", [FIXED, DELSP], ids=["fixed", "delsp"])
def test_time_grows_with_the_text_and_no_faster(text: Callable[[int], str], flow: Flow) -> None:
    """Four times the hostile text takes about four times as long."""
    small, large = text(50_000), text(200_000)

    def find(text: str) -> list[FoundUrl]:
        return list(find_urls(text, flow))

    assert seconds(partial(find, large)) < 12 * seconds(partial(find, small)) + 0.05
