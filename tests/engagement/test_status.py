"""The status of a delivery: every step of the ladder, and why there may be no signal."""

from __future__ import annotations

import pytest

from mailtrack_sdk.engagement import DeliveryStatus, NoSignalCause, Status, summarise_events
from mailtrack_sdk.models import Delivery, Mode
from tests.engagement._log import (
    ADA,
    APPLE_MPP,
    MPP,
    PERSON,
    PREFETCH,
    PROXY,
    SCANNER,
    SENDER,
    START,
    UNSURE,
    Log,
    Who,
)

POSSIBLE = (
    NoSignalCause.PLAIN_TEXT,
    NoSignalCause.IMAGES_BLOCKED,
    NoSignalCause.PRIVACY_PROXY,
)


def only(log: Log) -> DeliveryStatus:
    """Return the status of the one delivery of a log."""
    (status,) = summarise_events(log.events, log.verdicts).deliveries
    return status


def test_the_ladder_goes_up_in_the_order_of_the_members() -> None:
    """Ranks count up from no signal to clicked."""
    assert [status.rank for status in Status] == list(range(7))
    assert Status.SENT.rank < Status.MACHINE_ONLY.rank < Status.OPENED.rank < Status.CLICKED.rank


def test_no_status_says_that_nobody_read() -> None:
    """Every status and cause has words of its own, and none claims that a mail was not read."""
    words = [status.label for status in Status] + [cause.text for cause in NoSignalCause]
    assert len(set(words)) == len(Status) + len(NoSignalCause)
    assert not [text for text in words if text.startswith("not ") or text.endswith(".")]


def test_a_sent_delivery_without_requests_is_sent() -> None:
    """Nothing came back: sent, with all the causes there may be."""
    status = only(Log().sent())
    assert status.status is Status.SENT
    assert status.sent_at == START
    assert status.no_signal_causes == (*POSSIBLE, NoSignalCause.NOT_ARRIVED)
    assert status.silent


def test_a_head_without_a_sent_event_proves_only_that_the_copy_was_made() -> None:
    """A HEAD is never counted, so the delivery is composed and still silent."""
    status = only(Log().open(5, SCANNER, method="HEAD"))
    assert status.status is Status.COMPOSED
    assert status.sent_at is None
    assert status.silent


@pytest.mark.parametrize("who", [MPP, PREFETCH, SCANNER])
def test_a_machine_alone_is_not_a_reader(who: Who) -> None:
    """A delivery that only software loaded is "opened by a machine only"."""
    status = only(Log().sent().open(5, who))
    assert status.status is Status.MACHINE_ONLY
    assert status.status.label == "opened by a machine only"
    assert status.first_open is None
    assert not status.silent


def test_a_machine_that_follows_a_link_is_no_click() -> None:
    """A scanner that follows links leaves the delivery at machine only."""
    status = only(Log().sent().click(5, SCANNER))
    assert status.status is Status.MACHINE_ONLY
    assert status.no_signal_causes == POSSIBLE


def test_apple_leaves_the_privacy_proxy_as_the_only_cause() -> None:
    """Where Apple's proxy loaded the pixel, images are shown and later readings leave no trace."""
    status = only(Log().sent().open(5, MPP, agent=APPLE_MPP))
    assert status.no_signal_causes == (NoSignalCause.PRIVACY_PROXY,)


def test_a_request_that_cannot_be_told_is_a_perhaps() -> None:
    """Unknown is neither a person nor a machine: the delivery may have been opened."""
    assert only(Log().sent().open(5, UNSURE)).status is Status.MAYBE_OPENED
    both = only(Log().sent().open(5, MPP).click(50, UNSURE))
    assert both.status is Status.MAYBE_OPENED
    assert both.no_signal_causes == ()
    assert (both.opens.machines, both.clicks.unknown) == (1, 1)


def test_an_open_by_a_person_is_opened() -> None:
    """One open by a person outweighs all the machines."""
    status = only(Log().sent().open(5, MPP).open(60, PROXY).open(70, UNSURE))
    assert status.status is Status.OPENED
    assert not status.open_inferred


def test_a_click_by_a_person_is_clicked_and_implies_an_open() -> None:
    """A click without an open infers the open, and says that it is inferred."""
    status = only(Log().sent().open(5, MPP).click(60, PERSON))
    assert status.status is Status.CLICKED
    assert status.open_inferred
    assert (status.opens.people, status.first_open) == (0, None)
    assert not only(Log().sent().open(50, PERSON).click(60, PERSON)).open_inferred


def test_the_senders_own_view_counts_nowhere() -> None:
    """What the sender looks at says nothing about the recipient."""
    status = only(Log().sent().open(5, SENDER).click(6, SENDER))
    assert status.status is Status.SENT
    assert status.silent


@pytest.mark.parametrize(
    ("opens", "clicks", "expected", "causes"),
    [
        (Mode.OFF, Mode.OFF, Status.NO_SIGNAL, (NoSignalCause.OPENS_OFF, NoSignalCause.CLICKS_OFF)),
        (Mode.AGGREGATE, Mode.OFF, Status.NO_SIGNAL, (NoSignalCause.CLICKS_OFF, NoSignalCause.AGGREGATED)),
        (Mode.AGGREGATE, Mode.AGGREGATE, Status.NO_SIGNAL, (NoSignalCause.AGGREGATED,)),
        (Mode.OFF, Mode.FULL, Status.SENT, (NoSignalCause.OPENS_OFF,)),
        (Mode.FULL, Mode.OFF, Status.SENT, (NoSignalCause.CLICKS_OFF, *POSSIBLE)),
    ],
)
def test_a_copy_without_tracking_can_give_no_signal(
    opens: Mode, clicks: Mode, expected: Status, causes: tuple[NoSignalCause, ...]
) -> None:
    """When no URL leads back to the copy its status is no signal, and the causes name the modes."""
    status = only(Log().sent(Delivery("news-7", "ada", sent_at=START, opens=opens, clicks=clicks)))
    assert status.status is expected
    assert status.no_signal_causes == (*causes, NoSignalCause.NOT_ARRIVED)


def test_an_aggregate_url_does_lead_back_to_an_anonymous_copy() -> None:
    """All anonymous copies are one delivery, so counting per message is all there is to tell."""
    status = only(Log().sent(Delivery("news-7", sent_at=START, opens=Mode.AGGREGATE, clicks=Mode.OFF)))
    assert status.status is Status.SENT
    assert NoSignalCause.AGGREGATED not in status.no_signal_causes


def test_an_open_reaches_the_sent_delivery_of_another_mode() -> None:
    """The sent event knows the delivery best: what a token left out does not replace it."""
    sent = Delivery("news-7", "ada", sent_at=START, sender="sales")
    status = only(Log().open(5, PERSON, ADA).sent(sent, seconds=10))
    assert status.delivery is sent
    assert status.status is Status.OPENED
