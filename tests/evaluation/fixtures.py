"""Deliveries that somebody reported, with what they were: for what the labelled requests lack.

The labelled requests hardly have addresses, times or sequences. Each delivery here is put together from
a public source; the source says what happened and when, and how it is to be judged. Where a source leaves
a detail open (the version of a browser, the last byte of an address) it is filled in.
"""

from __future__ import annotations

from mailtrack_sdk.classification import Agent, Human
from tests.evaluation._reported import Fixture, Step

__all__ = ["FIXTURES"]

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/126.0.0.0 Safari/537.36"
LINUX_CHROME = f"Mozilla/5.0 (X11; Linux x86_64) {_WEBKIT} Chrome/119.0.0.0 Safari/537.36"
SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Safari/605.1.15"
)
BARE_WEBKIT = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
FAKE_EDGE = (
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/42.0.2311.135 Safari/537.36 Edge/12.246"
)
GMAIL_PREFETCH = f"{FAKE_EDGE} Mozilla/5.0"
GMAIL_PROXY = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
YAHOO_PROXY = "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"
BING_PREVIEW = "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b"
MPP = "Mozilla/5.0"

ELSEWHERE = "198.51.100.20"
"""Another one, as that of a server that no list knows."""

PERSON = frozenset({Human.YES})
MACHINE = frozenset({Human.NO})
NOT_MACHINE = frozenset({Human.YES, Human.UNKNOWN})
NOT_PERSON = frozenset({Human.NO, Human.UNKNOWN})
ANY_AGENT = frozenset(Agent)


def _of(*agents: Agent) -> frozenset[Agent]:
    return frozenset(agents)


_SCANNER = _of(Agent.SECURITY_SCANNER)
_BROWSER = _of(Agent.BROWSER)

FIXTURES: tuple[Fixture, ...] = (
    Fixture(
        name="Gmail prefetches, and shows the image five seconds later",
        source="one message of 2026-07-29, public code excerpt; addresses: SES event of 2025-11-19, "
        "pastebin qupFDWg8",
        steps=(
            Step(
                seconds=25,
                agent=GMAIL_PREFETCH,
                address="108.177.2.32",
                agents=_of(Agent.PREFETCH),
                human=MACHINE,
            ),
            Step(
                seconds=30,
                agent=GMAIL_PROXY,
                address="66.249.93.73",
                agents=_of(Agent.IMAGE_PROXY),
                human=PERSON,
            ),
        ),
    ),
    Fixture(
        name="the agent of Gmail's prefetch without its last word follows a link: a fake browser",
        source="public code excerpt, found in the wild; read 2026-11-22",
        steps=(
            Step(
                seconds=600,
                link=0,
                agent=FAKE_EDGE,
                address=ELSEWHERE,
                agents=ANY_AGENT - {Agent.PREFETCH},
                human=NOT_MACHINE,
            ),
        ),
    ),
    Fixture(
        name="Apple prefetches through its relays",
        source="uap-core issue 509; wordtothewise.com 2021-09; relay list of 2026-08",
        steps=(
            Step(
                seconds=5_000,
                agent=MPP,
                address="172.224.226.5",
                agents=_of(Agent.APPLE_MPP),
                human=MACHINE,
            ),
        ),
    ),
    Fixture(
        name="a click in Safari over iCloud Private Relay",
        source="bird.com, guide on Apple Mail Privacy Protection; relay list of 2026-08",
        steps=(
            Step(seconds=5_000, link=0, agent=SAFARI, address="172.224.226.5", agents=_BROWSER, human=PERSON),
        ),
    ),
    Fixture(
        name="a click in Safari from Apple's own network, which is not the relays'",
        source="17.58.1.1 is not on the relay list of 2026-08 (measured)",
        steps=(
            Step(seconds=5_000, link=0, agent=SAFARI, address="17.58.1.1", agents=_BROWSER, human=PERSON),
        ),
    ),
    Fixture(
        name="Defender follows a link from Exchange Online Protection, as Chrome",
        source="warmbly scanner-networks.txt@0b624e7; Microsoft 365 endpoint sets 9 and 10",
        steps=(
            Step(seconds=40, link=0, agent=CHROME, address="104.47.5.10", agents=_SCANNER, human=MACHINE),
        ),
    ),
    Fixture(
        name="the same, over IPv6",
        source="warmbly scanner-networks.txt@0b624e7: 2a01:111:f400::/48",
        steps=(
            Step(
                seconds=400, link=0, agent=CHROME, address="2a01:111:f400::9", agents=_SCANNER, human=MACHINE
            ),
        ),
    ),
    Fixture(
        name="the same address behind a proxy that nobody vouches for",
        source="ruling: rules about networks abstain then",
        steps=(
            Step(
                seconds=4_000,
                link=0,
                agent=CHROME,
                address="104.47.5.10",
                agents=_BROWSER,
                human=PERSON,
                is_verified=False,
            ),
        ),
    ),
    Fixture(
        name="Barracuda Email Gateway Defense follows a link, as Chrome",
        source="warmbly scanner-networks.txt@0b624e7: 209.222.82.0/24; act-on.com 360023757754",
        steps=(
            Step(seconds=45, link=0, agent=CHROME, address="209.222.82.77", agents=_SCANNER, human=MACHINE),
        ),
    ),
    Fixture(
        name="a click through Exchange Online's own proxy",
        source="warmbly scanner-networks.txt, comments: real opens come from there; 40.96.0.0/13 is "
        "Exchange Online in the Microsoft 365 list",
        steps=(
            Step(
                seconds=900, link=0, agent=CHROME, address="40.97.12.34", agents=_BROWSER, human=NOT_MACHINE
            ),
        ),
    ),
    Fixture(
        name="a click through a company's web gateway (Zscaler)",
        source="MISP list zscaler: 136.226.0.0/16; it carries people's browsing",
        steps=(
            Step(seconds=900, link=0, agent=CHROME, address="136.226.4.5", agents=_BROWSER, human=PERSON),
        ),
    ),
    Fixture(
        name="outlook.com of 2015 looks at a link, minutes after the delivery",
        source="phpList/phplist3 issue 415",
        steps=(
            Step(
                seconds=180,
                link=0,
                agent=BING_PREVIEW,
                address=ELSEWHERE,
                agents=_of(Agent.LINK_PREVIEWER, Agent.SECURITY_SCANNER),
                human=MACHINE,
            ),
        ),
    ),
    Fixture(
        name="a person on a Mac, and a scanner on the same link 12 s later",
        source="resend-node issue 901",
        links=5,
        steps=(
            Step(seconds=3_500, agent=SAFARI, human=PERSON),
            Step(seconds=3_540, link=2, agent=SAFARI, agents=_BROWSER, human=PERSON),
            Step(seconds=3_552, link=2, agent=LINUX_CHROME, address=ELSEWHERE, human=NOT_PERSON),
        ),
    ),
    Fixture(
        name="a gateway walks over eight links, a second for each; a person clicks 20 minutes later",
        source="mautic issue 9798, comment of 2021-03-19",
        links=8,
        steps=(
            *(
                Step(
                    seconds=50 + link,
                    link=link,
                    agent=CHROME,
                    address=ELSEWHERE,
                    agents=_SCANNER,
                    human=MACHINE,
                )
                for link in range(8)
            ),
            Step(seconds=1_200, agent=GMAIL_PROXY, address="66.249.93.84", human=PERSON),
            Step(seconds=1_260, link=3, agent=SAFARI, agents=_BROWSER, human=PERSON),
        ),
    ),
    Fixture(
        name="five clicks within one second, 43 s after the send",
        source="putyourlightson/craft-campaign issue 546: the median of 836 bursts",
        steps=tuple(
            Step(
                seconds=43 + link / 6,
                link=link,
                agent=CHROME,
                address=ELSEWHERE,
                agents=_SCANNER,
                human=MACHINE,
            )
            for link in range(5)
        ),
    ),
    Fixture(
        name="Yahoo's proxy asks four times for one pixel",
        source="litmus.com/help/analytics/why-do-i-see-a-spike-in-yahoo-mail-opens",
        steps=tuple(
            Step(
                seconds=2_000 + number,
                agent=YAHOO_PROXY,
                address=ELSEWHERE,
                agents=_of(Agent.IMAGE_PROXY),
                human=PERSON,
            )
            for number in range(4)
        ),
    ),
    Fixture(
        name="Outlook for Mac downloads images 24 minutes after the send",
        source="github.com/warmbly/warmbly/pull/569",
        steps=(Step(seconds=1_440, agent=BARE_WEBKIT, human=NOT_MACHINE),),
    ),
    Fixture(
        name="the same agent 20 s after the send: a prefetch or a person",
        source="github.com/warmbly/warmbly/pull/569",
        steps=(Step(seconds=20, agent=BARE_WEBKIT, human=NOT_PERSON),),
    ),
    Fixture(
        name="a browser loads a link ahead of time",
        source="MDN, Sec-Purpose (Chrome 110)",
        steps=(
            Step(
                seconds=900,
                link=0,
                agent=CHROME,
                headers=(("accept", "*/*"), ("sec-purpose", "prefetch;prerender")),
                agents=_of(Agent.PREFETCH),
                human=MACHINE,
            ),
        ),
    ),
    Fixture(
        name="HEAD on a link, as Chrome",
        source="jusso-dev/Collie pull request 50; Groundhogg",
        steps=(Step(seconds=900, link=0, agent=CHROME, address=ELSEWHERE, method="HEAD", human=MACHINE),),
    ),
    Fixture(
        name="the sender looks at the own mail",
        source="a cookie that only the sender has; ours",
        steps=(
            Step(seconds=900, agent=CHROME, agents=_of(Agent.SENDER), human=frozenset(Human), is_sender=True),
        ),
    ),
)
"""Every delivery; tests hold the verdicts."""
