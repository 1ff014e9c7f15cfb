"""When each recipient last opened and clicked, and what must never change that."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.classification.verdict import Agent, Human
from mailtrack_sdk.engagement import Contact, contacts_of
from mailtrack_sdk.models import Delivery
from tests.engagement._log import (
    ADA,
    ANYONE,
    BLOG,
    BOB,
    DAY,
    HOUR,
    MPP,
    PERSON,
    SENDER,
    START,
    TEST,
    Log,
    Who,
    after,
    statuses_of,
)
from tests.engagement.test_properties import deliveries, logs, moments

NEXT = Delivery("news-8", "ada", sent_at=START)


def contacts(log: Log) -> dict[object, Contact]:
    """Return the contacts of a log by recipient and tenant."""
    return {(found.tenant, found.recipient): found for found in contacts_of(statuses_of(log))}


def test_a_contact_is_the_sum_of_its_deliveries() -> None:
    """Over all mails: the last send, open and click, and in how many something happened."""
    log = Log().sent(ADA).sent(NEXT, seconds=DAY).sent(BOB)
    log.open(HOUR, PERSON).click(2 * HOUR, PERSON).open(2 * DAY, PERSON, NEXT).open(3 * DAY, MPP, NEXT)
    found = contacts(log)
    ada = found[None, "ada"]
    assert ada == Contact(
        recipient="ada",
        tenant=None,
        deliveries=2,
        opened=2,
        clicked=1,
        last_sent=after(DAY),
        last_open=after(2 * DAY),
        last_click=after(2 * HOUR),
    )
    assert ada.last_human == after(2 * DAY)
    bob = found[None, "bob"]
    assert (bob.opened, bob.last_open, bob.last_click, bob.last_human) == (0, None, None, None)


def test_the_same_id_elsewhere_is_somebody_else() -> None:
    """Another tenant, another type."""
    log = Log().open(60, PERSON, replace(ADA, tenant="north")).open(90, PERSON)
    log.open(60, PERSON, replace(ADA, recipient="42")).open(90, PERSON, replace(ADA, recipient=42))
    assert len(contacts(log)) == 4


def test_a_click_alone_is_an_opened_mail() -> None:
    """It is no last open: when it was opened is not known."""
    (found,) = contacts(Log().click(60, PERSON)).values()
    assert (found.opened, found.last_open, found.last_human, found.last_sent) == (1, None, after(60), None)


def test_tests_and_copies_of_several_people_are_nobodys() -> None:
    """Also when statuses are handed over one by one."""
    log = Log().open(60, PERSON, TEST).open(60, PERSON, ANYONE)
    log.sent(ADA, candidates=("ada", "bob")).open(90, PERSON)
    assert contacts(log) == {}
    assert contacts_of([replace(status, delivery=TEST) for status in statuses_of(log)]) == ()


nobodys: st.SearchStrategy[tuple[Delivery, Who]] = st.one_of(
    st.tuples(st.sampled_from((ANYONE, TEST)), st.tuples(st.sampled_from(Agent), st.sampled_from(Human))),
    st.tuples(deliveries, st.just(SENDER)),
    st.tuples(deliveries, st.tuples(st.sampled_from(Agent), st.just(Human.NO))),
    st.tuples(deliveries, st.just((Agent.UNKNOWN, Human.UNKNOWN))),
)


@given(logs(), moments, nobodys, st.booleans())
def test_nothing_but_a_person_with_a_copy_of_ones_own_counts(
    log: Log,
    at: float,
    request: tuple[Delivery, Who],
    click: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    """Anonymous copies, tests, the sender, machines and unclear requests move nothing."""
    delivery, who = request
    before = _signs(log)
    if click:
        log.click(at, who, delivery, link=BLOG)
    else:
        log.open(at, who, delivery)
    assert _signs(log) == before


@given(logs(), moments, deliveries)
def test_a_head_request_moves_nothing(log: Log, at: float, delivery: Delivery) -> None:
    """Whoever it is by."""
    before = _signs(log)
    assert _signs(log.open(at, PERSON, delivery, method="HEAD")) == before


def _signs(log: Log) -> dict[object, tuple[object, ...]]:
    return {
        key: (found.opened, found.clicked, found.last_open, found.last_click)
        for key, found in contacts(log).items()
        if found.opened
    }
