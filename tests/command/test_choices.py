"""Choices about rewriting: what the options of the program ask of the library."""

from __future__ import annotations

import json
from argparse import ArgumentParser

import pytest

from mailtrack_sdk.command.choices import declare_choices, rules_of
from mailtrack_sdk.command.program import main
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.rewriting import PixelPosition, RewriteRules, Utm


def chosen(*arguments: str, kind: str = "mail") -> RewriteRules:
    """Return the rules that options make."""
    parser = ArgumentParser()
    declare_choices(parser)
    return rules_of(parser.parse_args(arguments), kind=kind)


def test_without_options_the_rules_are_those_of_the_library() -> None:
    """For a mail and for a body."""
    assert chosen() == chosen(kind="html") == RewriteRules()


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        (["--pixel", "BOTH"], RewriteRules(pixel=PixelPosition.BOTH)),
        (["--plain-text"], RewriteRules(plain_text=True)),
        (["--utm-source", "news"], RewriteRules(utm=Utm(source="news"))),
        (
            ["--utm-source", "news", "--utm-medium", "push", "--utm-campaign", "spring"],
            RewriteRules(utm=Utm(source="news", medium="push", campaign="spring")),
        ),
    ],
)
def test_every_option_is_a_choice_of_the_library(arguments: list[str], rules: RewriteRules) -> None:
    """Each sets what it is called after."""
    assert chosen(*arguments) == rules


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--plain-text"], "--plain-text is for a mail"),
        (["--utm-medium", "push"], "--utm-medium and --utm-campaign go with a --utm-source"),
        (["--utm-campaign", "spring"], "--utm-medium and --utm-campaign go with a --utm-source"),
        (["--utm-source", ""], "utm_source must be a text of 1 to 100 characters"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(arguments: list[str], problem: str) -> None:
    """For an HTML body there is no plain text, and UTM parameters need a source."""
    with pytest.raises(ArgumentError, match=f"^{problem}"):
        chosen(*arguments, kind="html")


def test_the_program_uses_the_choices(capsys: pytest.CaptureFixture[str]) -> None:
    """The plain text is tracked, and the targets have their parameters."""
    assert main(["rewrite", "news.eml", "--check", "--json", "--plain-text", "--utm-source", "news"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [part["skipped"] for part in found["parts"]] == [None, None, "attachment"]
    assert found["links"][0]["url"].startswith("https://example.com/minutes?utm_source=news&utm_medium=email")
