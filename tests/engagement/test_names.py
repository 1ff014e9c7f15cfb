"""Clicks per name of a link, and every figure per variant."""

from __future__ import annotations

import pytest

from mailtrack_sdk.engagement import Count, Summary, summarise_events
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery, Link
from tests.engagement._log import (
    ADA,
    ANYONE,
    BLOG,
    BOB,
    CHROME,
    MINUTE,
    PERSON,
    SCANNER,
    START,
    TEST,
    UNSURE,
    Log,
)

FOOTER = Link(url="https://shop.example.com/", index=7, name="shop")
NEXT = Delivery("news-8", "ada", sent_at=START)


def summary_of(log: Log) -> Summary:
    """Summarise a log with its verdicts."""
    return summarise_events(log.events, log.verdicts)


def test_links_of_one_name_are_one_wherever_they_stand() -> None:
    """At the top, at the bottom, in the next mail: unique counts the delivery once."""
    log = Log().click(60, PERSON).click(120, PERSON, link=FOOTER).click(60, PERSON, NEXT)
    log.click(60, SCANNER, BOB).click(90, UNSURE, BOB, link=BLOG)
    shop, unnamed = summary_of(log).link_names()
    assert (shop.name, shop.messages, shop.people, shop.machines) == (
        "shop",
        2,
        Count(unique=2, total=3),
        Count(unique=1, total=1),
    )
    assert (unnamed.name, unnamed.messages, unnamed.unknown) == (None, 1, Count(unique=1, total=1))
    assert len(summary_of(log).links) == 4


def test_anonymous_copies_and_tests_have_no_names() -> None:
    """As in all figures of the head."""
    log = Log().click(60, PERSON, ANYONE).click(60, PERSON, TEST)
    summary = summary_of(log)
    assert summary.link_names() == ()


def test_every_figure_can_be_asked_for_one_variant() -> None:
    """Clients, devices, hours, names and rates of a variant are those of its deliveries."""
    other = Delivery("news-7b", "bob", sent_at=START)
    log = Log().composed(variant="A").composed("news-7b", variant="B").sent(ADA).sent(other)
    log.open(60, PERSON, agent=CHROME).click(MINUTE * 90, PERSON, other)
    summary = summary_of(log)
    assert {status.delivery: status.variant for status in summary.deliveries} == {ADA: "A", other: "B"}
    assert [status.delivery for status in summary.of_variant("B")] == [other]
    assert len(summary.of_variant(None)) == 2
    assert [row.name for row in summary.clients(variant="A")] == ["Chrome"]
    assert [row.name for row in summary.devices(variant="B")] == ["PC"]
    assert [row.hour for row in summary.hours(variant="A") if row.opens.total] == [9]
    assert summary.link_names(variant="A") == ()
    assert [row.name for row in summary.link_names(variant="B")] == ["shop"]
    assert summary.open_rate(variant="A").seen == summary.click_rate(variant="B").seen == 1
    assert summary.click_rate(variant="A").seen == 0


def test_an_unknown_variant_is_refused() -> None:
    """A slip of the pen must not look like a variant that nobody opened."""
    with pytest.raises(ArgumentError, match="no variant 'a' among: A"):
        summary_of(Log().composed(variant="A").sent()).hours(variant="a")
    with pytest.raises(ArgumentError, match="among: none"):
        summary_of(Log()).of_variant("A")
