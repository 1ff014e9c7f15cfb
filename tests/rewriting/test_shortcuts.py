"""Shortcuts in deciding about a link: whatever they leave out would have changed nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailtrack_sdk.markup import decode_attribute
from mailtrack_sdk.rewriting import RewriteRules, Skip
from mailtrack_sdk.rewriting.skips import (
    _SECRET_HINTS,
    _SECRET_PATH,
    _SECRET_QUERY,
    Policy,
    Suspects,
    has_placeholder,
    skip_of_shape,
)
from mailtrack_sdk.rewriting.unsubscribing import _PAGES, _SEPARATORS, _WORDS, HINTS, is_unsubscribe
from mailtrack_sdk.urls import _ORDINARY, check_target, clean_target, is_ordinary_url, is_web_url

RULES = RewriteRules()
HOSTS = ("t.example.com",)
EVERYTHING = Suspects(("",), ("",))
"""Nothing is left out: there is an empty text in every text."""

SEPARATORS = "-_+/.?&=:;,'\u2019#()[]\xa0 %"
SECRETS = (
    "set-your-password reset_passwd forgot-password recoverpassword password/reset password_recovery "
    "magic-link magiclogin one-time-login onetimepassword verify-your-e-mail confirm_email activate-account "
    "?token=1 ;access_token=1 &jwt=1 ?otp=1 &user.password=1 ?client-secret=1 ?api_key=1 &apikey=1 ?magic=1 "
    "&sesame=1 ?pwd=1 ?token= token secrets time api"
).split()
WORDS = st.sampled_from(_WORDS) | st.sampled_from(sorted(_PAGES)) | st.sampled_from(HINTS)


def parted(word: str, separator: str) -> str:
    """Write a word with other separators."""
    return word.replace(" ", separator)


def spellings(text: str) -> st.SearchStrategy[str]:
    """Other cases, percent-encoded, and cut short."""
    encoded = "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "replace"))
    return st.sampled_from([text, text.upper(), text.title(), encoded, text[1:], text[:-1]])


SAID = st.one_of(
    WORDS,
    st.builds(parted, WORDS, st.text(st.sampled_from(SEPARATORS), max_size=2)),
    st.sampled_from(SECRETS),
    st.text(st.sampled_from(SEPARATORS), max_size=2),
    st.sampled_from("\u0130 \u0131 \u03a3 \u212a \u017f % %c3 %E9%85 \u914d \u4fe1".split()),
    st.text(max_size=3),
).flatmap(spellings)
TEXTS = st.lists(SAID, max_size=3).map("".join)
TARGETS = (
    st.builds(
        "{}{}{}".format,
        st.sampled_from(
            ["https://example.com/", "http://example.com?", "HTTPS://opt.example/a/", "https://a.example#"]
        ),
        TEXTS,
        st.sampled_from(["", "/", "?x=1", "&y"]),
    )
    .map(clean_target)
    .filter(lambda target: skip_of_shape(target) is None)
)
LINKS = st.tuples(TARGETS, TEXTS.map(lambda text: " ".join(text.split())))


def test_every_word_has_a_hint() -> None:
    """A text in which no hint occurs holds none of the words."""
    assert [word for word in (*_WORDS, *_PAGES) if not any(hint in word for hint in HINTS)] == []


def test_hints_are_found_in_whatever_way_a_word_is_written() -> None:
    """They are in lower case and hold nothing that a link may write in another way, and each has its use."""
    assert [hint for hint in HINTS if hint != hint.lower() or hint.split() != [hint]] == []
    assert [hint for hint in HINTS if hint != hint.translate(_SEPARATORS)] == []
    assert [hint for hint in HINTS if not any(hint in word for word in (*_WORDS, *_PAGES))] == []
    assert [hint for hint in _SECRET_HINTS if hint != hint.lower() or not hint.isascii()] == []


@given(st.lists(LINKS, min_size=1, max_size=4))
@example([("https://example.com/%c3%bcyelikten", "\u0131"), ("https://example.com/", "preferences")])
def test_a_link_is_judged_among_others_as_it_is_alone(links: list[tuple[str, str]]) -> None:
    """The hints of all links leave no question out that the link itself would have raised."""
    among = Policy(RULES, HOSTS, Suspects.among(links))
    thorough = Policy(RULES, HOSTS, EVERYTHING)
    for target, text in links:
        alone = Policy(RULES, HOSTS, Suspects.among([(target, text)]))
        assert among.skip(target, text) is alone.skip(target, text) is thorough.skip(target, text)


@given(TARGETS)
def test_every_secret_has_a_hint(target: str) -> None:
    """What one of the two expressions finds holds one of the words that are looked for first."""
    if _SECRET_PATH.search(target) or _SECRET_QUERY.search(target):
        assert any(hint in target.lower() for hint in _SECRET_HINTS)


@given(
    st.from_regex(_SECRET_PATH.pattern, fullmatch=True) | st.from_regex(_SECRET_QUERY.pattern, fullmatch=True)
)
def test_every_spelling_of_a_secret_has_a_hint(spelling: str) -> None:
    """Whatever the expressions could find, the hints among all of it are the same."""
    assert any(hint in spelling for hint in _SECRET_HINTS)


def check_ordinary(value: str) -> None:
    """Everything that reading a link leaves out for such a value."""
    assert decode_attribute(value) == value or "&" in value
    assert clean_target(value) == value
    assert is_web_url(value)
    assert not has_placeholder(value)
    assert skip_of_shape(value) is None
    assert len(value) > 2000 or check_target(value) == value


@given(st.from_regex(_ORDINARY, fullmatch=True))
@example("http://-")
@example("https://.:0?%25%7B%7b#")
def test_an_ordinary_url_needs_no_closer_look(value: str) -> None:
    """It is clean, a web URL, and waits for no template engine."""
    assert is_ordinary_url(value)
    check_ordinary(value)


@given(
    st.builds(
        "{}{}".format,
        st.sampled_from(["http://a.example", "https://a", "HTTPS://a/", ""]),
        st.text(max_size=9),
    )
    | st.text(st.sampled_from("htps:/.a%25*|[]{}<>$#@-_~&;=\\ \t\n\0\xe9"), max_size=12).map(
        "https://a".__add__
    )
)
@example("https://a/*|b|*")
@example("https://a/%%b%%")
@example("https://a\n")
def test_no_other_value_is_taken_for_an_ordinary_url(value: str) -> None:
    """Of any text the same holds as soon as it is called ordinary."""
    if is_ordinary_url(value):
        check_ordinary(value)


@pytest.mark.parametrize(
    "text",
    [
        "De\u0301sabonner",
        "\u00dcYEL\u0130KTEN \u00c7IK",
        "L\u0130STEDEN \u00c7IK",
        "\uff35\uff4e\uff53\uff55\uff42scribe",
        "\u1109\u116e\u1109\u1175\u11ab\u1100\u1165\u1107\u116e",
    ],
)
def test_words_are_known_in_every_spelling(text: str) -> None:
    """Composed or not, wide or not, with either Turkish i: people read the same word."""
    assert is_unsubscribe("https://example.com/x", text)
    suspects = Suspects.among([("https://example.com/x", text)])
    assert Policy(RewriteRules(), (), suspects).skip("https://example.com/x", text) is Skip.UNSUBSCRIBE
