"""The classifier: what it promises about its verdicts, whatever the rules say."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import cast
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.classification import (
    RULES_VERSION,
    Agent,
    Classifier,
    Evidence,
    Finding,
    Human,
    Networks,
    OwnViews,
    Rule,
    SequenceRule,
    Windows,
    default_rules,
)
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from mailtrack_sdk.events import RequestEvent, SentEvent
from tests.classification._requests import (
    AT,
    CHROME,
    DELIVERY,
    GMAIL_PREFETCH,
    GMAIL_PROXY,
    clicked,
    opened,
)

CLASSIFIER = Classifier()


def monitor(event: RequestEvent, /) -> Finding | None:
    """Recognise a monitor of one's own by its agent."""
    if event.client.agent != CHROME:
        return None
    evidence = Evidence(name="agent.own_monitor", weight=1.0, text="It is our own monitor")
    return Finding(agent=Agent.CRAWLER, human=Human.NO, evidence=evidence)


def test_a_verdict_without_history_is_provisional() -> None:
    """One event alone has seen one event and may be judged again."""
    verdict = CLASSIFIER.classify(opened(CHROME))
    assert (verdict.provisional, verdict.events_seen, verdict.rules_version) == (True, 1, RULES_VERSION)
    assert "provisional" in verdict.explain()


def test_a_verdict_with_history_counts_every_event_once() -> None:
    """The event itself may be among its history."""
    events = [opened(GMAIL_PREFETCH, number=1), opened(GMAIL_PROXY, number=2)]
    verdict = CLASSIFIER.classify(events[1], events)
    assert (verdict.provisional, verdict.events_seen) == (False, 2)
    assert verdict.explain() == (
        "A person caused this request (86% sure; agent: image proxy). "
        "The user agent is the image proxy of Gmail, which fetches an image when the person opens the mail. "
        "The image had been prefetched less than a second before; now the proxy asked for it itself, "
        "as it does when the mail is shown."
    )
    assert CLASSIFIER.classify(clicked(CHROME, number=3), events).events_seen == 3


def test_classify_is_a_view_on_judge() -> None:
    """Judging a whole delivery gives each event the verdict it gets with the others as history."""
    events = [opened(GMAIL_PREFETCH, number=1), opened(GMAIL_PROXY, number=2), clicked(CHROME, number=3)]
    verdicts = CLASSIFIER.judge(iter(events))
    assert list(verdicts) == [UUID(int=1), UUID(int=2), UUID(int=3)]
    for event in events:
        assert verdicts[event.id] == CLASSIFIER.classify(event, [other for other in events if other != event])
    assert [verdict.human for verdict in verdicts.values()] == [Human.NO, Human.YES, Human.YES]


def test_an_event_given_twice_is_judged_once() -> None:
    """A repeated event is the same event, not a pattern."""
    event = opened(CHROME)
    verdicts = CLASSIFIER.judge([event, event])
    assert verdicts[event.id].events_seen == 1
    assert CLASSIFIER.judge([]) == {}


def test_own_rules_come_where_they_are_put() -> None:
    """A rule before the default ones has the first say about its signal."""
    classifier = Classifier([monitor, *default_rules()], rules_version=7)
    verdict = classifier.classify(clicked(CHROME))
    assert (verdict.agent, verdict.human, verdict.confidence) == (Agent.CRAWLER, Human.NO, 1.0)
    assert verdict.rules_version == classifier.rules_version == 7
    assert classifier.rules[0] is monitor
    assert Classifier([*default_rules(), monitor]).classify(clicked(CHROME)).human is Human.YES


def test_each_event_gets_its_own_verdict_however_many_there_are() -> None:
    """Verdicts are kept to be given again, and never to an event that they are not about."""

    def named(event: RequestEvent, /) -> Finding:
        name = f"name.{event.client.agent}"
        return Finding(human=Human.NO, evidence=Evidence(name=name, weight=0.7, text="Its name"))

    classifier = Classifier((named,), sequence_rules=())
    for number in (*range(600), *range(600)):
        (evidence,) = classifier.classify(opened(f"agent-{number}")).evidence
        assert evidence.name == f"name.agent-{number}"
    assert classifier.classify(opened("agent-1")) == classifier.classify(opened("agent-1"))


def test_a_finding_that_changes_is_weighed_each_time() -> None:
    """Verdicts are kept for findings of this library, which stay as they are, and for no others."""

    class Changing(Finding):
        """Says something else each time."""

        __slots__ = ()

    numbers = iter(range(1, 3))
    one = Changing(human=Human.NO, evidence=Evidence(name="own.0", weight=0.7, text="Its number"))

    def changing(_: RequestEvent, /) -> Finding:
        evidence = Evidence(name=f"own.{next(numbers)}", weight=0.7, text="Its number")
        object.__setattr__(one, "evidence", evidence)
        return one

    classifier = Classifier((changing,), sequence_rules=())
    verdicts = [classifier.classify(opened(CHROME)) for _ in range(2)]
    assert [verdict.evidence[0].name for verdict in verdicts] == ["own.1", "own.2"]


def test_no_rules_know_nothing() -> None:
    """An empty list of rules is a choice, not the default."""
    verdict = Classifier([]).classify(opened(CHROME))
    assert (verdict.agent, verdict.human, verdict.evidence) == (Agent.UNKNOWN, Human.UNKNOWN, ())


def test_the_rules_cannot_be_changed_from_outside() -> None:
    """The list that was given may change afterwards; the classifier does not."""
    rules: list[Rule] = [monitor]
    classifier = Classifier(rules)
    rules.clear()
    assert classifier.rules == (monitor,)
    assert repr(Classifier(rules, sequence_rules=())) == "Classifier(<0 rules>, rules_version=2)"


def test_a_rule_must_be_callable() -> None:
    """A mistake in the rules shows when the classifier is made, not at the first request."""
    with pytest.raises(ConfigurationError, match="must be callable"):
        Classifier([cast("Rule", "agent")])


def test_a_sequence_rule_must_be_callable() -> None:
    """So are the rules about whole deliveries, and they are kept as they were."""
    with pytest.raises(ConfigurationError, match="must be callable"):
        Classifier(sequence_rules=[cast("SequenceRule", "burst")])
    assert Classifier(sequence_rules=[]).sequence_rules == ()


def test_settings_that_own_rules_would_not_know_are_refused() -> None:
    """Windows and senders belong to the rules of this release; own rules are given theirs."""
    with pytest.raises(ConfigurationError, match=r"default_rules\(senders="):
        Classifier([], senders=[OwnViews("ada", agents=["x"])])
    with pytest.raises(ConfigurationError, match=r"default_rules\(windows="):
        Classifier([], sequence_rules=[], windows=Windows())


@pytest.mark.parametrize("version", [0, -1, True, cast("int", "2")])
def test_a_version_must_count(version: int) -> None:
    """Versions are compared, so they are ints from 1."""
    with pytest.raises(ConfigurationError, match="rules_version must be an int from 1"):
        Classifier(rules_version=version)


header_names = (
    st.sampled_from(["accept", "purpose", "sec-purpose", "x-moz", "x-purpose", "referer"]) | st.text()
)


@given(
    st.none() | st.text() | st.text("Mozilla/5.0 (compatible; bot@.:KHTML, like Gecko)", max_size=600),
    st.none() | st.dictionaries(header_names, st.text(), max_size=5),
    st.sampled_from(["GET", "HEAD", "get", ""]),
    st.booleans(),
)
def test_any_text_gets_a_verdict(
    agent: str | None,
    headers: dict[str, str] | None,
    method: str,
    click: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    """Whatever stands in the agent and the headers, there is a verdict with reasons and no exception."""
    event = (clicked if click else opened)(agent, headers=headers, method=method)
    verdict = CLASSIFIER.classify(event)
    assert 0 <= verdict.confidence <= 1
    assert verdict.evidence
    assert all(not evidence.text.endswith(".") for evidence in verdict.evidence)


@pytest.mark.parametrize(
    "agent",
    [
        "a" * 1_000_000,
        "\0" * 1_000_000,
        "\ud800" * 1_000_000,
        "\N{SNOWMAN} " * 500_000,
        "cubot " * 200_000,
        "@" * 1_000_000,
        "(KHTML, like Gecko" + " " * 1_000_000,
        "://" * 300_000,
    ],
    ids=lambda agent: repr(agent[:8]),
)
def test_a_megabyte_of_agent_is_cut(agent: str) -> None:
    """Only the first 512 characters count, so a longer agent is judged like its beginning."""
    assert CLASSIFIER.classify(opened(agent)) == CLASSIFIER.classify(opened(agent[:512]))


@pytest.mark.parametrize("agent", [b"Mozilla/5.0", 5, ["curl"]])
def test_what_is_not_text_is_unknown(agent: object) -> None:
    """An event from a broken store is no reason to fail."""
    verdict = CLASSIFIER.classify(opened(cast("str", agent)))
    assert (verdict.agent, verdict.human) == (Agent.UNKNOWN, Human.UNKNOWN)
    assert verdict.evidence[0].name == "agent.unreadable"


platforms = st.sampled_from(
    [
        "Windows NT 10.0; Win64; x64",
        "Macintosh; Intel Mac OS X 10_15_7",
        "X11; Linux x86_64",
        "X11; CrOS x86_64 13904.97.0",
        "Linux; Android 10; K",
        "Linux; Android 7.0; CUBOT NOTE Plus",
        "Linux; Android 7.0; M bot 60",
        "Linux; Android 8.1.0; XBot_Senior Build/O11019",
    ]
)
numbers = st.integers(1, 200)
browsers = st.one_of(
    st.builds(
        "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36{}".format,
        platforms,
        numbers,
        st.sampled_from(
            ["", " Edg/120.0.1", " OPR/84.0.4316.19", " Vivaldi/6.5", " YaBrowser/24.6 Yowser/2.5"]
        ),
    ),
    st.builds("Mozilla/5.0 ({0}; rv:{1}.0) Gecko/20100101 Firefox/{1}.0".format, platforms, numbers),
    st.builds(
        "Mozilla/5.0 (iPhone; CPU iPhone OS {}_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/{}.4 Mobile/15E148 Safari/604.1".format,
        numbers,
        numbers,
    ),
    st.builds("Mozilla/4.0 (compatible; MSIE {}.0; Windows NT 5.1; .NET CLR 1.1.4322)".format, numbers),
)


@given(browsers, st.booleans())
def test_a_browser_is_never_called_a_machine(agent: str, click: bool) -> None:  # noqa: FBT001 - drawn
    """A GET with an ordinary browser's agent and no prefetch header is not the work of a known machine."""
    verdict = CLASSIFIER.classify((clicked if click else opened)(agent, headers={"accept": "*/*"}))
    assert (verdict.agent, verdict.human) == (Agent.BROWSER, Human.YES)
    assert verdict.confidence < 0.8


def test_importing_loads_no_slow_library() -> None:
    """Judging needs neither the user-agent libraries nor anything that does I/O."""
    program = "import sys, mailtrack_sdk.classification as c; c.Classifier(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"user_agents", "ua_parser", "asyncio", "sqlite3", "email", "email_validator"} & set(loaded)


def test_old_tables_are_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """By the time of the requests, once, and never as a warning of Python."""
    caplog.set_level("INFO")
    classifier = Classifier()
    young, old, later = (
        replace(opened(CHROME), at=datetime(year, 9, 15, tzinfo=timezone.utc)) for year in (2026, 2036, 2037)
    )
    classifier.classify(young)
    assert caplog.messages == []
    for event in (replace(old, at=young.at + timedelta(hours=1)), old, later):
        classifier.classify(event)
    assert len(caplog.messages) == 1
    assert "tables of networks older than 180 days: microsoft_eop" in caplog.messages[0]
    last = Classifier(networks=Networks())
    last.classify(replace(old, at=datetime.max.replace(tzinfo=timezone.utc)))
    assert len(caplog.messages) == 1


def test_only_requests_are_judged() -> None:
    """A log holds more than requests: a delivery's is judged as it is, and one event must be a request."""
    sent = SentEvent(id=UUID(int=9), at=AT, delivery=DELIVERY)
    click = clicked(CHROME)
    assert list(CLASSIFIER.judge([sent, click])) == [click.id]
    with pytest.raises(ArgumentError, match="opens and clicks can be judged, not SentEvent"):
        CLASSIFIER.classify(cast("RequestEvent", sent))
    assert CLASSIFIER.classify(click, [cast("RequestEvent", sent)]).events_seen == 1


def test_what_is_not_certain_is_not_told_as_certain() -> None:
    """Percentages are rounded down."""
    verdict = CLASSIFIER.classify(clicked("curl/8.5.0", headers={"sec-purpose": "prefetch"}))
    assert verdict.confidence > 0.995
    assert "99% sure" in verdict.explain()


def test_a_classifier_can_be_sent_to_another_process() -> None:
    """Rules of this release, senders and tables with it."""
    classifier = Classifier(senders=[OwnViews("ada", networks=["192.0.2.0/28"])])
    again = pickle.loads(pickle.dumps(classifier))  # noqa: S301 - made here
    for event in (opened(GMAIL_PROXY), clicked(CHROME)):
        assert again.classify(event) == classifier.classify(event)
