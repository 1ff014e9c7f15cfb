"""Comparing two variants, and saying so when it cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.engagement import Better, DeliveryStatus, Status, Tally, compare
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery
from tests.engagement._log import START, after


def arm(done: int, total: int, *, hidden: int = 0, by: str = "clicks") -> list[DeliveryStatus]:
    """Make a variant in which some of the knowable deliveries did it; Apple's proxy loaded `hidden` more."""
    found: list[DeliveryStatus] = []
    for number in range(total + hidden):
        tally = Tally(people=1) if number < done else Tally()
        found.append(
            DeliveryStatus(
                delivery=Delivery("news-7", number, sent_at=START),
                status=Status.OPENED if number < done else Status.SENT,
                sent_at=START,
                opens=tally if by == "opens" else Tally(),
                clicks=tally if by == "clicks" else Tally(),
                first_open=after(60) if by == "opens" and number < done else None,
                loaded_by_proxy=number >= total,
            )
        )
    return found


def test_a_clear_difference_has_a_winner() -> None:
    """The whole interval lies on one side of zero."""
    found = compare(arm(120, 1000), arm(60, 1000))
    assert found.verdict is Better.A_BETTER
    assert found.difference == pytest.approx(0.06)
    assert found.needed == 0
    assert found.caveats == ()
    assert found.text == (
        "A is better: 12.0% of A and 6.0% of B clicked, a difference of +6.0 (+3.5 to +8.5) percentage points"
    )
    turned = compare(arm(60, 1000), arm(120, 1000))
    assert turned.verdict is Better.B_BETTER
    assert turned.text.startswith("B is better")


def test_too_few_deliveries_cannot_tell() -> None:
    """With about how many more would."""
    found = compare(arm(12, 100), arm(6, 100))
    assert found.verdict is Better.CANNOT_TELL
    assert found.needed is not None
    assert 400 < found.needed < 700
    assert "the range holds zero, and about" in found.text
    more = 100 + found.needed // 2
    assert compare(arm(round(more * 0.12), more), arm(round(more * 0.06), more)).verdict is Better.A_BETTER


@pytest.mark.parametrize(("a", "b"), [((5, 100), (5, 100)), ((5_001, 10_000), (5_000, 10_000))])
def test_no_number_is_named_where_none_is_of_use(a: tuple[int, int], b: tuple[int, int]) -> None:
    """Equal shares, or nearly equal ones."""
    found = compare(arm(*a), arm(*b))
    assert (found.verdict, found.needed) == (Better.CANNOT_TELL, None)
    assert "no useful number" in found.text


def test_none_and_all_of_a_few_need_more() -> None:
    """With fewer than ten no winner is named, however far they lie apart."""
    found = compare(arm(0, 9), arm(9, 9))
    assert found.verdict is Better.CANNOT_TELL
    assert found.needed == 2
    assert "fewer than 10 are no ground, and about 2 more" in found.text
    assert compare(arm(0, 10), arm(10, 10)).verdict is Better.B_BETTER


@pytest.mark.parametrize("sizes", [(10, 10), (10, 25), (30, 30)])
def test_equal_variants_rarely_have_a_winner(sizes: tuple[int, int]) -> None:
    """At most in 6 of 100 draws, summed over all outcomes, whatever the share."""
    n, m = sizes
    named = [
        (x, y)
        for x in range(n + 1)
        for y in range(m + 1)
        if compare(arm(x, n), arm(y, m)).verdict is not Better.CANNOT_TELL
    ]
    for percent in range(2, 51, 4):
        p = percent / 100
        wrong = sum(
            comb(n, x) * p**x * (1 - p) ** (n - x) * comb(m, y) * p**y * (1 - p) ** (m - y) for x, y in named
        )
        assert wrong < 0.06


def test_nothing_known_cannot_tell() -> None:
    """An empty variant, or one of which nothing can be known."""
    for a, b in (([], arm(5, 10)), (arm(5, 10), [])):
        found = compare(a, b)
        assert (found.verdict, found.difference, found.interval) == (Better.CANNOT_TELL, None, None)
        assert found.text == "It cannot be told which is clicked more: nothing can be known of one of them"
    hidden = compare(arm(0, 0, hidden=9), arm(5, 10, by="opens"), by="opens")
    assert hidden.text == "It cannot be told which is opened more: nothing can be known of one of them"


def test_opens_behind_proxies_lead_to_clicks() -> None:
    """With many hidden deliveries the advice is to compare by clicks, which are not hidden."""
    a, b = arm(60, 400, hidden=400, by="opens"), arm(30, 400, hidden=400, by="opens")
    found = compare(a, b, by="opens")
    assert found.verdict is Better.A_BETTER
    assert "50%" in found.caveats[0]
    assert "compare by clicks" in found.caveats[0]
    assert compare(a, b).caveats == ()
    few = compare(arm(60, 400, hidden=40, by="opens"), arm(30, 400, hidden=40, by="opens"), by="opens")
    assert few.caveats == ()


def test_variants_that_were_not_shared_out_by_lot_get_a_warning() -> None:
    """Many more hidden deliveries in one of them cannot be chance."""
    found = compare(arm(60, 400, by="opens"), arm(30, 400, hidden=150, by="opens"), by="opens")
    (caveat,) = found.caveats
    assert "not shared out by lot" in caveat


def test_hidden_deliveries_are_in_the_number_that_is_needed() -> None:
    """Where half cannot be known, twice as many have to be sent."""
    plain = compare(arm(12, 100, by="opens"), arm(6, 100, by="opens"), by="opens")
    half = compare(arm(12, 100, hidden=100, by="opens"), arm(6, 100, hidden=100, by="opens"), by="opens")
    assert plain.needed is not None
    assert half.needed == pytest.approx(2 * plain.needed, abs=2)


def test_arguments_are_checked() -> None:
    """The signal and the confidence."""
    with pytest.raises(ArgumentError, match="by must be"):
        compare([], [], by="replies")  # type: ignore[arg-type]  # the point of the test
    with pytest.raises(ArgumentError, match="confidence"):
        compare([], [], confidence=95)


counts = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_turning_the_variants_turns_the_verdict(one: Sequence[int], other: Sequence[int]) -> None:
    """And a verdict is given exactly when zero lies outside, and there are enough."""
    found, turned = compare(arm(*one), arm(*other)), compare(arm(*other), arm(*one))
    opposite = {Better.A_BETTER: Better.B_BETTER, Better.B_BETTER: Better.A_BETTER}
    assert turned.verdict is opposite.get(found.verdict, Better.CANNOT_TELL)
    assert turned.needed == found.needed
    assert found.text
    if found.interval is not None:
        enough = min(one[1], other[1]) >= 10
        assert (found.verdict is not Better.CANNOT_TELL) == (enough and 0 not in found.interval)
        assert (found.needed == 0) == (found.verdict is not Better.CANNOT_TELL)
