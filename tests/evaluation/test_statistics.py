"""The arithmetic of shares gives what a book gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation._statistics import (
    Share,
    bins,
    brier,
    calibration_error,
    fold_of,
    percent,
    smoothed,
)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (1, 2, 0.0945, 0.9055)],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    """Bounds agree with published examples (81 of 263: Newcombe 1998, table I)."""
    found = Share(part, whole).interval
    assert found == pytest.approx((low, high), abs=5e-4)


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_an_interval_holds_its_share(part: int, rest: int) -> None:
    """Whatever was counted, the share lies in its interval, and the interval in [0, 1]."""
    share = Share(part, part + rest)
    low, high = share.interval
    assert 0 <= low <= (0.5 if share.value is None else share.value + 1e-9) <= high + 1e-9
    assert high <= 1


def test_nothing_of_nothing_is_no_share() -> None:
    """A share of nothing is written as a dash, and so is its interval."""
    assert (str(Share(0, 0)), Share(0, 0).interval_text) == ("-", "-")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0 %"), (0.0001, "0.1 %"), (0.5, "50.0 %"), (0.99999, "99.9 %"), (1.0, "100 %")],
)
def test_only_the_whole_is_written_as_the_whole(value: float, text: str) -> None:
    """Rounding neither makes something of nothing nor all of nearly all."""
    assert percent(value) == text


def test_forecasts_fall_into_the_bin_of_their_confidence() -> None:
    """A bin includes where it begins and not where it ends, save the last."""
    found = bins([(0.5, True), (0.6, False), (0.98, True), (1.0, True)])
    assert [item.came.whole for item in found] == [1, 1, 0, 0, 0, 0, 2]
    assert found[0].said == 0.5
    assert found[2].said is None
    assert found[-1].came == Share(2, 2)


def test_the_calibration_error_is_the_mean_distance() -> None:
    """Ten forecasts of 0.7 with seven right are perfect; with none right they are 0.7 off."""
    right = [(0.7, number < 7) for number in range(10)]
    wrong = [(0.7, False)] * 10
    assert calibration_error(bins(right)) == pytest.approx(0)
    assert calibration_error(bins(wrong)) == pytest.approx(0.7)
    assert calibration_error(bins(())) is None


def test_the_brier_score_is_the_mean_square() -> None:
    """Certainty that comes true scores 0, one half always 0.25, and nothing scores nothing."""
    assert brier([(1.0, True), (0.0, False)]) == 0
    assert brier([(0.5, True), (0.5, False)]) == 0.25
    assert brier([]) is None


def test_a_smoothed_share_is_never_certain() -> None:
    """Laplace's share of nothing is one half, and of all less than one."""
    assert (smoothed(0, 0), smoothed(8, 8)) == (0.5, 0.9)


def test_a_text_is_always_in_the_same_fold() -> None:
    """Folds depend on the text alone and spread over all parts."""
    assert fold_of("a", 10) == fold_of("a", 10)
    assert {fold_of(str(number), 10) for number in range(200)} == set(range(10))
