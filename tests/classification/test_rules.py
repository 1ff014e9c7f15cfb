"""Every rule: what it recognises, what it leaves alone, and what it says on opens and on clicks."""

from __future__ import annotations

import pytest

from mailtrack_sdk.classification import Agent, Classifier, Human, Rule
from mailtrack_sdk.classification.agent_rules import (
    apple_privacy,
    bare_webkit,
    browser,
    declared_machine,
    gmail_prefetch,
    image_proxy,
    mail_client,
    replaced_agent,
    silent_agent,
)
from tests.classification._requests import (
    BARE_WEBKIT,
    CHROME,
    FAKE_EDGE,
    GMAIL_PREFETCH,
    GMAIL_PROXY,
    HEADERS,
    OLD_GMAIL_PROXY,
    OUTLOOK,
    UKRNET_PROXY,
    clicked,
    opened,
)

JUDGE = Classifier().classify


@pytest.mark.parametrize(
    "agent", [OUTLOOK, "Mozilla/5.0 (X11; Linux x86_64; rv:45.0) Gecko/20100101 Thunderbird/45.8.0"]
)
def test_a_mail_program_opens_for_a_person(agent: str) -> None:
    """Images are loaded by mail programs when somebody opens the mail; links weigh less."""
    opening, click = JUDGE(opened(agent)), JUDGE(clicked(agent))
    assert (opening.agent, opening.human, opening.confidence) == (Agent.MAIL_CLIENT, Human.YES, 0.9)
    assert (click.agent, click.human, click.confidence) == (Agent.MAIL_CLIENT, Human.YES, 0.7)


def test_apple_privacy_protection_is_a_machine_on_images_only() -> None:
    """The bare Mozilla/5.0 is Apple's on a pixel and next to nothing on a link."""
    opening, click = JUDGE(opened("Mozilla/5.0")), JUDGE(clicked("Mozilla/5.0"))
    assert (opening.agent, opening.human, opening.confidence) == (Agent.APPLE_MPP, Human.NO, 0.9)
    assert (click.agent, click.human, click.confidence) == (Agent.UNKNOWN, Human.UNKNOWN, 0.3)
    assert "whether or not anybody reads" in opening.explain()


@pytest.mark.parametrize("agent", ["Mozilla/5.0 Mozilla/5.0", "mozilla/5.0", "Mozilla/5.0 (Windows NT 10.0)"])
def test_nearly_mozilla_is_not_apple(agent: str) -> None:
    """Apple's string has to match as a whole."""
    assert JUDGE(opened(agent)).agent is not Agent.APPLE_MPP


@pytest.mark.parametrize("agent", ["Mozilla/5.0", GMAIL_PREFETCH])
def test_blanks_around_an_exact_agent_do_not_count(agent: str) -> None:
    """Servers strip the values of headers (RFC 9110, 5.5), but agents from access logs may keep blanks."""
    assert JUDGE(opened(f" {agent} \t")) == JUDGE(opened(agent))


def test_gmail_prefetch_is_matched_as_a_whole() -> None:
    """The same string without its last word is a common fake browser, and stays a browser."""
    for event in (opened(GMAIL_PREFETCH), clicked(GMAIL_PREFETCH)):
        verdict = JUDGE(event)
        assert (verdict.agent, verdict.human, verdict.confidence) == (Agent.PREFETCH, Human.NO, 0.99)
    fake = JUDGE(opened(FAKE_EDGE))
    assert (fake.agent, fake.human) == (Agent.BROWSER, Human.YES)


@pytest.mark.parametrize(
    "agent",
    [
        GMAIL_PROXY,
        "GoogleImageProxy",
        OLD_GMAIL_PROXY,
        "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
        "YahooMailProxy; https://senders.yahooinc.com/mail-proxy-servers",
        "yahoomailproxy",
        "Mozilla/5.0 SeznamEmailProxy/2.0.251",
        "RamblerMail/6.0 (incompatible; ImageProxy/6.0)",
        UKRNET_PROXY,
    ],
)
def test_a_mailbox_proxy_fetches_for_a_person(agent: str) -> None:
    """Mailbox providers fetch images when the person opens the mail, and never follow links."""
    opening, click = JUDGE(opened(agent)), JUDGE(clicked(agent))
    assert (opening.agent, opening.human, opening.confidence) == (Agent.IMAGE_PROXY, Human.YES, 0.8)
    assert (click.agent, click.human, click.confidence) == (Agent.IMAGE_PROXY, Human.UNKNOWN, 0.0)
    assert "never follow links" in click.explain()


@pytest.mark.parametrize(
    "agent", ["github-camo (c006e452)", "Camo Asset Proxy 2.3.0", "imgproxy/3.21.0", "Tweakers Image Proxy"]
)
def test_a_proxy_of_a_web_site_tells_nothing(agent: str) -> None:
    """An image that is shown on a web page was not opened in the mail."""
    for event in (opened(agent), clicked(agent)):
        verdict = JUDGE(event)
        assert (verdict.agent, verdict.human) == (Agent.IMAGE_PROXY, Human.UNKNOWN)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-purpose": "prefetch"},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "Prefetch"},
        {"x-purpose": "preview"},
        {"x-moz": "prefetch"},
    ],
)
def test_a_prefetch_header_outranks_the_browser(headers: dict[str, str]) -> None:
    """What was loaded ahead of time was not asked for by a person, whatever the agent is."""
    for event in (opened(CHROME, headers=headers), clicked(CHROME, headers=headers)):
        verdict = JUDGE(event)
        assert (verdict.agent, verdict.human) == (Agent.PREFETCH, Human.NO)
        assert verdict.confidence > 0.85
    assert JUDGE(opened(OUTLOOK, headers=headers)).human is Human.NO


FETCH_METADATA = {**HEADERS, "sec-fetch-dest": "document"}


@pytest.mark.parametrize("headers", [None, {}, FETCH_METADATA, {"purpose": ""}, {"purpose": "fun"}])
def test_other_headers_say_nothing(headers: dict[str, str] | None) -> None:
    """Only the presence of a prefetch header counts, never its absence."""
    assert JUDGE(clicked(CHROME, headers=headers)) == JUDGE(clicked(CHROME))


@pytest.mark.parametrize("agent", [CHROME, OUTLOOK, GMAIL_PROXY, "Mozilla/5.0", None, BARE_WEBKIT])
def test_a_head_request_is_never_a_person(agent: str | None) -> None:
    """HEAD asks about an address without showing it, whoever the agent claims to be."""
    for event in (opened(agent, method="HEAD"), clicked(agent, method="HEAD")):
        assert JUDGE(event).human is Human.NO


@pytest.mark.parametrize(
    ("agent", "expected", "evidence"),
    [
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", Agent.LINK_PREVIEWER, "agent.known_"),
        ("Bitrix link preview", Agent.LINK_PREVIEWER, "agent.declared_"),
        ("Barracuda Sentinel (EE)", Agent.SECURITY_SCANNER, "agent.known_"),
        ("TwinFoxScanner", Agent.SECURITY_SCANNER, "agent.declared_"),
        ("python-requests/2.32.3", Agent.HTTP_LIBRARY, "agent.known_"),
        (
            "Mozilla/5.0 (compatible; FooBot/7.0; +http://foo.example/robot/)",
            Agent.CRAWLER,
            "agent.declared_",
        ),
        ("Riddler (http://riddler.io/about)", Agent.CRAWLER, "agent.contact_"),
        ("Mozilla/5.0 (compatible; Minifoo/2.0)", Agent.CRAWLER, "agent.named_"),
    ],
)
def test_declared_machines_are_machines(agent: str, expected: Agent, evidence: str) -> None:
    """Software that says what it is gets believed, on opens as on clicks, with the reason."""
    for event in (opened(agent), clicked(agent)):
        verdict = JUDGE(event)
        assert (verdict.agent, verdict.human) == (expected, Human.NO)
        assert verdict.evidence[0].name == f"{evidence}{expected.value}"
        assert verdict.confidence >= 0.8


@pytest.mark.parametrize(
    ("agent", "expected"), [("GRequests/0.10 lib", Agent.HTTP_LIBRARY), ("Novelfoo", Agent.CRAWLER)]
)
def test_the_shape_alone_weighs_less_on_images(agent: str, expected: Agent) -> None:
    """A mail program that names no device looks like a script; links are for browsers."""
    opening, click = JUDGE(opened(agent)), JUDGE(clicked(agent))
    assert (opening.agent, opening.human, opening.confidence) == (expected, Human.NO, 0.6)
    assert (click.agent, click.human, click.confidence) == (expected, Human.NO, 0.85)
    assert opening.evidence[0].name == click.evidence[0].name == f"agent.no_browser_{expected.value}"


def test_an_agent_that_a_proxy_put_there_says_nothing() -> None:
    """CloudFront sends its own name in place of the reader's agent, so everybody behind it has the same."""
    for event in (opened("Amazon CloudFront"), clicked("Amazon CloudFront")):
        verdict = JUDGE(event)
        assert (verdict.agent, verdict.human) == (Agent.HTTP_LIBRARY, Human.UNKNOWN)
        assert verdict.evidence[0].name == "agent.replaced"
    assert replaced_agent(opened(CHROME)) is None


def test_bare_webkit_is_left_open() -> None:
    """WebKit without the name of a browser may be Apple Mail, Outlook or a prefetch: undecided."""
    opening, click = JUDGE(opened(BARE_WEBKIT)), JUDGE(clicked(BARE_WEBKIT))
    assert (opening.agent, opening.human) == (Agent.MAIL_CLIENT, Human.UNKNOWN)
    assert (click.agent, click.human) == (Agent.BROWSER, Human.UNKNOWN)


def test_browsers_and_apps_are_probably_people() -> None:
    """Probably, because gateways use the agents of ordinary browsers."""
    assert JUDGE(opened(CHROME)).confidence == JUDGE(clicked(CHROME)).confidence == 0.7
    app = JUDGE(clicked("Dalvik/2.1.0 (Linux; U; Android 9; SM-G965U Build/PPR1.180610.011)"))
    assert (app.agent, app.human, app.confidence) == (Agent.BROWSER, Human.YES, 0.6)


@pytest.mark.parametrize(("agent", "headers"), [("", None), (" - ", None), (None, HEADERS)])
def test_an_empty_agent_speaks_against_a_click_only(
    agent: str | None, headers: dict[str, str] | None
) -> None:
    """Browsers send an agent when a person follows a link; privacy tools remove it from images."""
    click, opening = JUDGE(clicked(agent, headers=headers)), JUDGE(opened(agent, headers=headers))
    assert (click.agent, click.human, click.confidence) == (Agent.UNKNOWN, Human.NO, 0.85)
    assert (opening.agent, opening.human) == (Agent.UNKNOWN, Human.UNKNOWN)


@pytest.mark.parametrize("headers", [None, {}, {"referer": "https://mail.example/"}])
def test_an_agent_that_was_not_recorded_is_not_an_empty_one(headers: dict[str, str] | None) -> None:
    """Without recorded headers, or at least Accept among them, the absence of the agent means nothing."""
    verdict = JUDGE(clicked(None, headers=headers))
    assert (verdict.agent, verdict.human) == (Agent.UNKNOWN, Human.UNKNOWN)
    assert verdict.evidence[0].name == "agent.not_kept"


@pytest.mark.parametrize("agent", ["\N{SNOWMAN}", "123 456", "\0\0"])
def test_an_agent_without_letters_is_unreadable_or_empty(agent: str) -> None:
    """Rubbish is no evidence that an image was not opened by a person."""
    assert JUDGE(opened(agent)).human is Human.UNKNOWN


@pytest.mark.parametrize(
    "rule",
    [mail_client, apple_privacy, gmail_prefetch, image_proxy, declared_machine, bare_webkit, silent_agent],
)
def test_a_rule_about_agents_is_silent_about_those_of_others(rule: Rule) -> None:
    """Each can be asked by itself, in a list of one's own."""
    assert rule(opened(CHROME)) is None
    assert browser(opened(OUTLOOK)) is None
