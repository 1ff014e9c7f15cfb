"""Copies that several people share: "someone", with the candidates named and none of them accused."""

from __future__ import annotations

import json

from mailtrack_sdk.engagement import Status, contacts_of, summarise_events, timeline
from mailtrack_sdk.models import Delivery
from tests.engagement._log import ADA, ANYONE, MPP, PERSON, START, Log, only, statuses_of

TEAM = Delivery("news-7", "team-inbox", sent_at=START)


def test_candidates_are_those_of_all_sent_events() -> None:
    """Each once, in the order in which they were named."""
    log = Log().sent(ANYONE, candidates=("ada", "bob")).sent(ANYONE, candidates=("bob", "cy"))
    status = only(log.open(60, PERSON, ANYONE))
    assert status.candidates == ("ada", "bob", "cy")
    assert status.status is Status.OPENED
    assert status.is_shared


def test_no_candidate_gets_a_status() -> None:
    """There is one delivery, and nobody's name is on it."""
    log = Log().sent(ANYONE, candidates=("ada", "bob")).open(60, PERSON, ANYONE)
    summary = summarise_events(log.events, log.verdicts)
    assert [status.delivery.recipient for status in summary.deliveries] == [None]
    assert (summary.known, summary.opens.people.total, summary.anonymous.opens.people.total) == (0, 0, 1)
    assert contacts_of(summary.deliveries) == ()
    (row,) = json.loads(json.dumps(summary.as_dict()))["deliveries"]
    assert row["candidates"] == ["ada", "bob"]


def test_an_addressee_with_others_in_copy_is_someone() -> None:
    """What was sent to ada and shown to bob may have been opened by either."""
    both, alone = ("ada", "bob"), ("ada",)
    assert only(Log().sent(ADA, candidates=both)).is_shared
    assert not only(Log().sent(ADA, candidates=alone)).is_shared
    assert not only(Log().sent(ADA)).is_shared


def test_a_shared_mailbox_has_a_status_of_its_own() -> None:
    """The recipient is the mailbox, which its readers share: what is known is known of it."""
    log = Log().sent(TEAM, candidates=("ada", "bob")).open(60, PERSON, TEAM)
    assert not only(log).is_shared
    assert [contact.recipient for contact in contacts_of(statuses_of(log))] == ["team-inbox"]


def test_a_timeline_names_the_candidates_and_chooses_none() -> None:
    """The first three, and how many more."""
    names = ("ada", "bob", "cy", "dee", "eve")
    log = Log().sent(ANYONE, candidates=names[:2]).open(60, PERSON, ANYONE).click(70, PERSON, ANYONE)
    _, opened, clicked = timeline(log.events, log.verdicts)
    assert opened.text == "Opened by someone (of ada, bob) in Firefox 135 on Linux"
    assert clicked.text == 'Link "shop" clicked by someone (of ada, bob) in Firefox 135 on Linux'
    assert opened.candidates == clicked.candidates == ("ada", "bob")
    log = Log().sent(ADA, candidates=names).open(60, PERSON).open(70, MPP)
    sent, opened, loaded = timeline(log.events, log.verdicts)
    assert opened.text.startswith("Opened by someone (of ada, bob, cy and 2 more) in")
    assert loaded.candidates == names
    assert "someone" not in loaded.text
    assert sent.candidates == ()


def test_a_copy_of_ones_own_names_no_candidates() -> None:
    """Neither does the mailbox: who is asked about is known."""
    log = Log().sent(ADA, candidates=("ada",)).open(60, PERSON)
    log.sent(TEAM, candidates=("ada", "bob")).open(60, PERSON, TEAM)
    assert all(entry.candidates == () for entry in timeline(log.events, log.verdicts))
