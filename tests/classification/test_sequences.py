"""What the order of requests shows: bursts are machines after the fact, and nobody else flips."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.classification import Agent, Classifier, Human, Verdict, Windows
from mailtrack_sdk.events import ClickEvent, RequestEvent
from mailtrack_sdk.models import Delivery, Link, Mode
from tests._timing import seconds
from tests.classification._deliveries import Story
from tests.classification._requests import AT, CHROME, DELIVERY, GMAIL_PREFETCH, GMAIL_PROXY, OUTLOOK

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Safari/605.1.15"
)
CURL = "curl/8.5.0"
CLASSIFIER = Classifier()
BROWSERS = (CHROME, FIREFOX, SAFARI)
PEOPLE = ("192.0.2.10", "2001:db8:10::1", None)
MACHINES = ("203.0.113.5", "203.0.113.6", "2001:db8:20::1", None)


def names(verdict: Verdict) -> list[str]:
    """Return the names of the evidence."""
    return [evidence.name for evidence in verdict.evidence]


def test_three_links_in_a_moment_are_a_scanner() -> None:
    """Each click alone looks like a person's; together they are a machine's, and so is the first."""
    story = Story(DELIVERY, link_count=9)
    for number in range(3):
        story.click(40 + number * 1.2, number, CHROME, address="203.0.113.5")
    assert all(CLASSIFIER.classify(event).human is Human.YES for event in story.events)
    for verdict in CLASSIFIER.judge(story.events).values():
        assert (verdict.agent, verdict.human) == (Agent.SECURITY_SCANNER, Human.NO)
        assert names(verdict)[0] == "sequence.link_burst"
        assert "3 different links of the mail were followed within 3 seconds" in verdict.explain()


def test_all_links_within_seconds_are_a_scanner() -> None:
    """A mail of four links is walked through at three seconds a link."""
    story = Story(DELIVERY, link_count=4)
    for number in range(4):
        story.click(100 + 3 * number, number, FIREFOX)
    for verdict in CLASSIFIER.judge(story.events).values():
        assert (verdict.human, names(verdict)[0]) == (Human.NO, "sequence.every_link")
        assert "All 4 links of the mail were followed within 9 seconds" in verdict.explain()
    story.link_count = 5
    slow = [replace(event, link_count=5) for event in story.events if isinstance(event, ClickEvent)]
    assert all(verdict.human is Human.YES for verdict in CLASSIFIER.judge(slow).values())


def test_two_links_in_one_second_are_a_scanner() -> None:
    """Nobody clicks twice in a second on different links; the same link twice is a double click."""
    story = Story(DELIVERY, link_count=2)
    story.click(60, 0, CHROME)
    story.click(60.4, 1, CHROME)
    for verdict in CLASSIFIER.judge(story.events).values():
        assert (verdict.human, names(verdict)[0]) == (Human.NO, "sequence.same_second")
        assert "2 different links of the mail were followed within one second" in verdict.explain()
    double = Story(DELIVERY, link_count=2)
    double.click(60, 0, CHROME)
    double.click(60.4, 0, CHROME)
    assert all(verdict.human is Human.YES for verdict in CLASSIFIER.judge(double.events).values())


def test_a_reader_who_takes_every_link_in_turn_is_a_person() -> None:
    """Two links are all links of a small mail, and three in half a minute are read and chosen."""
    small = Story(DELIVERY, link_count=2)
    small.click(60, 0, CHROME)
    small.click(62, 1, CHROME)
    large = Story(DELIVERY, link_count=3)
    for number in range(3):
        large.click(60 + 12 * number, number, CHROME)
    for story in (small, large):
        assert all(verdict.human is Human.YES for verdict in CLASSIFIER.judge(story.events).values())


def test_a_person_who_clicks_while_a_scanner_works_is_left_alone() -> None:
    """The scanner's clicks make the burst by themselves; the person has another browser."""
    story = Story(DELIVERY, link_count=8)
    scans = [story.click(30 + n / 2, n, CHROME, address="203.0.113.5") for n in range(4)]
    person = story.click(31, 2, SAFARI, address="192.0.2.10")
    verdicts = CLASSIFIER.judge(story.events)
    assert all(verdicts[event.id].human is Human.NO for event in scans)
    assert verdicts[person.id].human is not Human.NO


def test_a_click_amid_a_burst_on_a_link_of_its_own_belongs_to_it() -> None:
    """A scanner that changes its agent only once follows every link once; a minute later it is somebody."""
    story = Story(DELIVERY, link_count=8)
    for number in range(4):
        story.click(30 + number / 2, number, CHROME, address="203.0.113.5")
    other = story.click(31.2, 6, SAFARI, address="203.0.113.9")
    after = story.click(33.9, 5, FIREFOX, address="192.0.2.10")
    later = story.click(92, 7, SAFARI, address="203.0.113.9")
    verdicts = CLASSIFIER.judge(story.events)
    assert verdicts[other.id].human is Human.NO
    assert verdicts[after.id].human is verdicts[later.id].human is Human.YES


@pytest.mark.parametrize("by", ["address", "agent", "both"])
def test_scanners_that_change_their_clothes_are_one_burst(by: str) -> None:
    """From several addresses, with several agents, or both, three links in two seconds are no person's."""
    story = Story(DELIVERY)
    for number in range(3):
        agent = BROWSERS[number] if by != "address" else CHROME
        story.click(30 + number * 0.8, number, agent, address=MACHINES[number] if by != "agent" else None)
    assert {verdict.human for verdict in CLASSIFIER.judge(story.events).values()} == {Human.NO}


def test_an_open_within_the_burst_by_the_same_client_belongs_to_it() -> None:
    """A scanner that loads the whole mail is one; the mailbox's proxy that asks meanwhile is not."""
    story = Story(DELIVERY)
    first = story.open(28.6, CHROME, address="203.0.113.5")
    before = story.open(27.9, CHROME, address="203.0.113.5")
    story.click(30, 0, CHROME, address="203.0.113.5")
    scanned = story.open(30.5, CHROME, address="203.0.113.5")
    shown = story.open(30.6, GMAIL_PROXY, address="198.51.100.7")
    story.click(31, 1, CHROME, address="203.0.113.5")
    story.click(32, 2, CHROME, address="203.0.113.5")
    later = story.open(40, CHROME, address="203.0.113.5")
    verdicts = CLASSIFIER.judge(story.events)
    assert verdicts[scanned.id].human is verdicts[first.id].human is Human.NO
    assert verdicts[before.id].human is Human.YES
    assert verdicts[shown.id].human is verdicts[later.id].human is Human.YES


def test_what_follows_a_burst_without_a_pause_belongs_to_it() -> None:
    """The scanner comes back to a link it knows; a minute later it is somebody."""
    story = Story(DELIVERY)
    for number in range(3):
        story.click(30 + number / 2, number, CHROME)
    again = [story.click(seconds, 0, CHROME) for seconds in (32.9, 34.8, 36.7)]
    later = story.click(93.5, 0, CHROME)
    verdicts = CLASSIFIER.judge(story.events)
    assert {verdicts[event.id].human for event in again} == {Human.NO}
    assert verdicts[later.id].human is Human.YES


@pytest.mark.parametrize(
    ("agent", "headers", "method", "kind"),
    [
        (CURL, None, "GET", Agent.HTTP_LIBRARY),
        ("WhatsApp/2.23.20.0 A", None, "GET", Agent.LINK_PREVIEWER),
        (CHROME, {"sec-purpose": "prefetch"}, "GET", Agent.PREFETCH),
        (CHROME, None, "HEAD", Agent.BROWSER),
    ],
)
def test_what_says_that_it_is_no_person_makes_no_scanner_of_the_person_beside_it(
    agent: str, headers: dict[str, str] | None, method: str, kind: Agent
) -> None:
    """A browser prefetches two links and its owner follows a third: that is one person and no burst."""
    story = Story(DELIVERY)
    for number in range(3):
        story.click(100 + number / 3, number, agent, headers=headers, method=method)
    person = story.click(101.5, 4, CHROME)
    verdicts = CLASSIFIER.judge(story.events)
    assert verdicts[person.id].human is Human.YES
    others = [verdicts[event.id] for event in story.events if event is not person]
    assert {(verdict.agent, verdict.human) for verdict in others} == {(kind, Human.NO)}


def test_a_walk_of_two_seconds_a_link_is_a_scanner() -> None:
    """Slower than that may be somebody who opens tabs."""
    for pace, human in ((2, Human.NO), (2.1, Human.YES)):
        story = Story(DELIVERY, link_count=30)
        for number in range(6):
            story.click(60 + pace * number, number, CHROME)
        assert {verdict.human for verdict in CLASSIFIER.judge(story.events).values()} == {human}


def test_windows_hold_their_ends_and_a_second_does_not() -> None:
    """Four and ten seconds count as within; clicks a whole second apart are not in the same one."""
    burst, walk, pair = Story(DELIVERY), Story(DELIVERY, link_count=3), Story(DELIVERY)
    for number in range(3):
        burst.click(60 + 2 * number, number, CHROME)
        walk.click(60 + 5 * number, number, CHROME)
    pair.click(60, 0, CHROME)
    pair.click(61, 1, CHROME)
    for story, human in ((burst, Human.NO), (walk, Human.NO), (pair, Human.YES)):
        assert {verdict.human for verdict in CLASSIFIER.judge(story.events).values()} == {human}


def test_a_pause_parts_a_reader_from_a_burst() -> None:
    """Before and after it, with another browser and on links of their own."""
    story = Story(DELIVERY)
    for number in range(4):
        story.click(60 + number / 4, number, CHROME, address="203.0.113.5")
    before = story.click(57.9, 7, SAFARI, address="192.0.2.10")
    after = story.click(62.9, 8, SAFARI, address="192.0.2.10")
    verdicts = CLASSIFIER.judge(story.events)
    assert {verdicts[event.id].human for event in (before, after)} == {Human.YES}
    assert sum(verdict.human is Human.NO for verdict in verdicts.values()) == 4


def test_all_links_count_for_one_client_only() -> None:
    """A scanner took two of three links; the reader, elsewhere with the same browser, takes the third."""
    story = Story(DELIVERY, link_count=3)
    story.click(60, 0, CHROME, address="203.0.113.5")
    story.click(64, 1, CHROME, address="203.0.113.5")
    reader = story.click(69, 2, CHROME, address="192.0.2.10")
    assert CLASSIFIER.judge(story.events)[reader.id].human is Human.YES


def test_addresses_may_change_within_a_burst() -> None:
    """Of five clicks of one agent, three come from one address: the others are not left over."""
    story = Story(DELIVERY)
    for number, address in enumerate(["203.0.113.6", *["203.0.113.5"] * 3, "203.0.113.7"]):
        story.click(60 + number / 2, number, CHROME, address=address)
    story.click(60.7, 1, CHROME, address="203.0.113.5")
    assert {verdict.human for verdict in CLASSIFIER.judge(story.events).values()} == {Human.NO}


def test_bursts_that_touch_are_named_by_the_stronger_pattern() -> None:
    """Two in one second, and then all links of the mail: one run with one reason."""
    story = Story(DELIVERY, link_count=3)
    for moment, link in ((30, 0), (30.2, 1), (38, 2), (38.1, 0), (200, 0), (200.1, 1)):
        story.click(moment, link, CHROME)
    found = [names(verdict)[0] for verdict in CLASSIFIER.judge(story.events).values()]
    assert found == ["sequence.every_link"] * 4 + ["sequence.same_second"] * 2


def test_links_without_a_number_are_told_apart_by_their_target() -> None:
    """Links that were minted one by one have no index."""
    story = Story(DELIVERY)
    for number in range(3):
        story.click(30 + number, number, CHROME)
    bare = [
        replace(event, link=Link(url=event.link.url))
        for event in story.events
        if isinstance(event, ClickEvent)
    ]
    assert {verdict.human for verdict in CLASSIFIER.judge(bare).values()} == {Human.NO}
    same = [replace(event, link=Link(url="https://shop.example/")) for event in bare]
    assert {verdict.human for verdict in CLASSIFIER.judge(same).values()} == {Human.YES}


@pytest.mark.parametrize(
    "delivery",
    [
        Delivery.anonymous("news-7", sent_at=AT),
        replace(DELIVERY, clicks=Mode.AGGREGATE),
        replace(DELIVERY, clicks=Mode.LAST_OPEN_DAY),
    ],
)
def test_a_crowd_and_a_day_make_no_burst(delivery: Delivery) -> None:
    """Many readers share an anonymous copy, and events of a day all have the same time."""
    story = Story(delivery, link_count=3)
    for number in range(3):
        story.click(86400, number, CHROME)
    assert {verdict.human for verdict in CLASSIFIER.judge(story.events).values()} == {Human.YES}


def test_another_browser_on_the_same_link_casts_doubt() -> None:
    """A person on a Mac, and 12 seconds later another system (resend-node issue 901)."""
    story = Story(DELIVERY)
    person = story.click(300, 2, SAFARI, address="192.0.2.10")
    scan = story.click(312, 2, CHROME, address="203.0.113.5")
    verdicts = CLASSIFIER.judge(story.events)
    assert verdicts[person.id].human is Human.YES
    assert verdicts[scan.id].human is Human.UNKNOWN
    assert "12 seconds before, from elsewhere" in verdicts[scan.id].explain()
    assert "12 seconds later, from elsewhere" in verdicts[person.id].explain()


@pytest.mark.parametrize(
    ("seconds", "agent", "address"),
    [
        (400, CHROME, "203.0.113.5"),  # too long after
        (302, SAFARI, "192.0.2.99"),  # the same browser in another network: a telephone on the move
        (302, CHROME, "192.0.2.10"),  # another browser at the same address
        (302, OUTLOOK, "203.0.113.5"),  # a mail program
    ],
)
def test_other_second_clicks_cast_no_doubt(seconds: float, agent: str, address: str) -> None:
    """Only another browser from elsewhere, and soon."""
    story = Story(DELIVERY)
    story.click(300, 2, SAFARI, address="192.0.2.10")
    story.click(seconds, 2, agent, address=address)
    for verdict in CLASSIFIER.judge(story.events).values():
        assert verdict.human is Human.YES
        assert "sequence.second_client" not in names(verdict)


def test_the_reader_after_a_burst_is_not_taken_for_its_double() -> None:
    """The scanner is known by its burst, so the click right after it is a person's without doubt."""
    story = Story(DELIVERY)
    for number in range(4):
        story.click(30 + number, number, CHROME, address="203.0.113.5")
    person = story.click(40, 2, SAFARI, address="192.0.2.10")
    assert CLASSIFIER.judge(story.events)[person.id].human is Human.YES


def test_a_prefetch_and_then_the_proxy_are_a_machine_and_a_person() -> None:
    """Gmail at +25 and +30 seconds, as in a real mail of 2026-07-29."""
    story = Story(DELIVERY)
    alone = story.open(10, GMAIL_PROXY)
    ahead = story.open(25, GMAIL_PREFETCH)
    shown = story.open(30, GMAIL_PROXY)
    much_later = story.open(2 * 86400, GMAIL_PROXY)
    verdicts = CLASSIFIER.judge(story.events)
    assert (verdicts[ahead.id].agent, verdicts[ahead.id].human) == (Agent.PREFETCH, Human.NO)
    assert (verdicts[shown.id].agent, verdicts[shown.id].human) == (Agent.IMAGE_PROXY, Human.YES)
    assert verdicts[shown.id].confidence > verdicts[alone.id].confidence == 0.8
    assert verdicts[much_later.id].confidence == 0.8
    assert "prefetched 5 seconds before" in verdicts[shown.id].explain()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.5, "less than a second"), (1, "1 second "), (90, "1 minute "), (7200, "2 hours ")],
)
def test_spans_are_said_as_people_say_them(seconds: float, said: str) -> None:
    """The sentence is for people."""
    story = Story(DELIVERY)
    story.open(25, GMAIL_PREFETCH)
    shown = story.open(25 + seconds, GMAIL_PROXY)
    assert f"prefetched {said}" in CLASSIFIER.judge(story.events)[shown.id].explain()


def test_a_click_that_no_open_went_before_is_a_hint() -> None:
    """It takes a little off, never the answer; after an open, and where opens are off, nothing."""
    story = Story(DELIVERY)
    first = story.click(300, 0, CHROME)
    story.open(310, OUTLOOK)
    second = story.click(320, 0, CHROME)
    verdicts = CLASSIFIER.judge(story.events)
    assert verdicts[first.id].human is Human.YES
    assert verdicts[first.id].confidence < verdicts[second.id].confidence == 0.7
    assert "No open of this mail was seen" in verdicts[first.id].explain()
    late = Story(DELIVERY)
    day_after = late.click(2 * 86400, 0, CHROME)
    assert CLASSIFIER.judge(late.events)[day_after.id].confidence == 0.7
    silent = Story(replace(DELIVERY, opens=Mode.OFF))
    click = silent.click(300, 0, CHROME)
    assert CLASSIFIER.judge(silent.events)[click.id].confidence == 0.7


def test_deliveries_are_told_apart() -> None:
    """Three readers who click in the same second are three readers, and a test copy is another copy."""
    copies = [replace(DELIVERY, recipient=f"u-{number}") for number in range(3)]
    copies += [replace(DELIVERY, test=True), replace(DELIVERY, attempt=1), replace(DELIVERY, tenant="b")]
    events: list[RequestEvent] = []
    for number, copy in enumerate(copies):
        events.append(Story(copy, link_count=6).click(60, number, CHROME))
    assert {verdict.human for verdict in CLASSIFIER.judge(events).values()} == {Human.YES}
    assert {verdict.events_seen for verdict in CLASSIFIER.judge(events).values()} == {1}
    assert CLASSIFIER.classify(events[0], events).events_seen == 1


def test_the_senders_clicks_make_no_pattern_of_the_readers() -> None:
    """A reader who clicks while the sender tries the links is judged as if the sender had not."""
    for agent in (CHROME, FIREFOX):
        story = Story(replace(DELIVERY, sender="sales"))
        own = [story.click(60 + number / 2, number, CHROME, address="192.0.2.1") for number in range(4)]
        read = story.click(62, 1, agent, address="198.51.100.1")
        marked = [replace(event, client=replace(event.client, is_sender=True)) for event in own]
        verdicts = CLASSIFIER.judge([*marked, read])
        assert {verdicts[event.id].agent for event in own} == {Agent.SENDER}
        assert (verdicts[read.id].agent, verdicts[read.id].human) == (Agent.BROWSER, Human.YES)


def test_own_rules_may_know_no_sender() -> None:
    """Without a rule that finds anything, a mail with a sender has patterns as any other."""
    story = Story(replace(DELIVERY, sender="sales"))
    for number in range(3):
        story.click(60 + number / 2, number, CHROME)
    verdicts = Classifier([]).judge(story.events)
    assert {verdict.human for verdict in verdicts.values()} == {Human.NO}


def test_windows_can_be_set_and_switched_off() -> None:
    """A window of nothing finds nothing; a longer one finds more."""
    story = Story(DELIVERY, link_count=3)
    for number in range(3):
        story.click(60 + 0.4 * number, number, CHROME)
    nothing = timedelta(0)
    off = Windows(same_second=nothing, burst=nothing, every_link=nothing)
    verdicts = Classifier(windows=off).judge(story.events)
    assert {verdict.human for verdict in verdicts.values()} == {Human.YES}
    slow = Story(DELIVERY)
    for number in range(3):
        slow.click(60 + 10 * number, number, CHROME)
    verdicts = Classifier(windows=Windows(burst=timedelta(minutes=1))).judge(slow.events)
    assert {verdict.human for verdict in verdicts.values()} == {Human.NO}


def test_a_new_event_revises_only_what_it_changes() -> None:
    """The click that completes a burst brings new verdicts for the burst, and for nothing else."""
    story = Story(DELIVERY)
    opened = story.open(20, OUTLOOK)
    early = story.click(25, 5, SAFARI, address="192.0.2.10")
    first = story.click(60, 0, CHROME)
    second = story.click(62, 1, CHROME)
    third = story.click(63.5, 2, CHROME)
    assert set(CLASSIFIER.revise(opened, ())) == {opened.id}
    assert set(CLASSIFIER.revise(second, story.events[:3])) == {second.id}
    revised = CLASSIFIER.revise(third, story.events[:4])
    assert set(revised) == {first.id, second.id, third.id}
    whole = CLASSIFIER.judge(story.events)
    assert all(whole[event_id] == verdict for event_id, verdict in revised.items())
    assert whole[early.id].human is Human.YES


@st.composite
def bursts(draw: st.DrawFn) -> tuple[Story, list[RequestEvent], list[RequestEvent]]:
    """Generate a delivery that a scanner and a person visit: the story, the scans, the person's events."""
    links = draw(st.integers(3, 12))
    story = Story(DELIVERY, link_count=draw(st.sampled_from([0, links, links + 5])))
    start = draw(st.floats(0.01, 900))
    walked = draw(st.integers(3, links))
    pace = draw(st.floats(0, 1.5))
    rotates = draw(st.booleans())
    agent = draw(st.sampled_from([*BROWSERS, CURL, OUTLOOK, None]))
    scans: list[RequestEvent] = []
    for number in range(walked):
        worn = draw(st.sampled_from(BROWSERS)) if rotates else agent
        address = draw(st.sampled_from(MACHINES))
        scans.append(story.click(start + number * pace, number, worn, address=address))
    end = start + walked * pace
    theirs: list[RequestEvent] = []
    browser, home = draw(st.sampled_from(BROWSERS)), draw(st.sampled_from(PEOPLE))
    later = end + draw(st.floats(20, 86400))
    theirs.append(story.open(later, draw(st.sampled_from([OUTLOOK, GMAIL_PROXY, CHROME]))))
    for _ in range(draw(st.integers(1, 3))):
        later += draw(st.floats(6, 600))
        theirs.append(story.click(later, draw(st.integers(0, links - 1)), browser, address=home))
    if draw(st.booleans()):
        early = draw(st.floats(1, 10))
        theirs.append(story.click(start - 20 - early, draw(st.integers(0, 2)), browser, address=home))
    return story, scans, theirs


@given(bursts(), st.randoms(use_true_random=False))
def test_bursts_are_machines_and_readers_stay_people(
    told: tuple[Story, list[RequestEvent], list[RequestEvent]], chance: random.Random
) -> None:
    """A burst of three or more links at any delay is a machine after the fact; nobody else flips."""
    story, scans, theirs = told
    stranger = Story(replace(DELIVERY, recipient="somebody-else"))
    neighbours = [stranger.click(float(second), second, CHROME) for second in (30, 40, 50)]
    events = [*story.events, *neighbours]
    chance.shuffle(events)
    verdicts = CLASSIFIER.judge(events)
    assert {verdicts[event.id].human for event in scans} == {Human.NO}
    assert {verdicts[event.id].human for event in (*theirs, *neighbours)} == {Human.YES}
    for event in events:  # history only ever makes people look less like people
        alone = CLASSIFIER.classify(event)
        assert verdicts[event.id].human is alone.human or verdicts[event.id].human is not Human.YES


@given(bursts())
def test_recording_one_by_one_ends_where_judging_ends(
    told: tuple[Story, list[RequestEvent], list[RequestEvent]],
) -> None:
    """Revised event by event, a delivery has the verdicts of a judgement of the whole."""
    story, _, _ = told
    events = sorted(story.events, key=lambda event: (event.at, event.id))
    kept: dict[UUID, Verdict] = {}
    for number, event in enumerate(events):
        kept.update(CLASSIFIER.revise(event, events[:number]))
    whole = CLASSIFIER.judge(events)
    for event in events:
        mine, theirs = kept[event.id], whole[event.id]
        assert (mine.agent, mine.human, mine.confidence) == (theirs.agent, theirs.human, theirs.confidence)


@pytest.mark.parametrize("shape", ["one burst", "many clients", "pairs", "doubles", "opens"])
def test_judging_is_linear(shape: str) -> None:
    """A replayed link makes long histories; twice the events take about twice the time."""

    def story(size: int) -> list[RequestEvent]:
        told = Story(DELIVERY, link_count=5)
        for number in range(size):
            if shape == "one burst":
                told.click(number / 10, number, CHROME)
            elif shape == "many clients":
                told.click(number / 10, number, CHROME, address=f"203.0.113.{number // 3}")
            elif shape == "pairs":
                told.click(number * 30, 0, CHROME, address="203.0.113.5")
                told.click(number * 30 + 0.5, 1, CHROME, address="203.0.113.5")
            elif shape == "doubles":
                told.click(number, 0, BROWSERS[number % 3], address=f"203.0.113.{number % 200}")
            else:
                told.open(number, CHROME, address="203.0.113.5")
        return told.events

    small, large = story(500), story(4000)
    assert seconds(lambda: CLASSIFIER.judge(large)) < 25 * seconds(lambda: CLASSIFIER.judge(small))
