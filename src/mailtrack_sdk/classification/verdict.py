"""What the rules say about one request: which software, whether a person caused it, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

__all__ = ["Agent", "Evidence", "Human", "Verdict"]


class Agent(str, Enum):
    """What kind of software made a request."""

    BROWSER = "browser"
    """A web browser, or a mail program that looks exactly like one."""
    MAIL_CLIENT = "mail_client"
    """A mail program that says so: Outlook, Apple Mail, Thunderbird ..."""
    IMAGE_PROXY = "image_proxy"
    """A mailbox provider's proxy, which fetches images when a person opens the mail."""
    APPLE_MPP = "apple_mpp"
    """Apple Mail Privacy Protection, which fetches images whether or not anybody reads."""
    PREFETCH = "prefetch"
    """Software that loads ahead of the person: Gmail's prefetch, a browser's prerender."""
    SECURITY_SCANNER = "security_scanner"
    """A mail gateway or security product that tests links."""
    LINK_PREVIEWER = "link_previewer"
    """A chat or social program that makes a preview: somebody shared the link."""
    HTTP_LIBRARY = "http_library"
    """A script: curl, python-requests, a headless browser."""
    CRAWLER = "crawler"
    """A search engine, monitor or other self-declared bot."""
    SENDER = "sender"
    """The sender's own view of the own mail."""
    UNKNOWN = "unknown"
    """Nothing said what it is."""


class Human(str, Enum):
    """Whether a person caused *this* request; never whether the person read the mail."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason for a verdict.

    Args:
        name: A stable machine name, `kind.detail`, such as `agent.gmail_image_proxy`.
        weight: How strongly it speaks, from 0 (hardly) to 1 (alone sufficient).
        text: One sentence for people, without a trailing full stop.
    """

    name: str
    weight: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer of the rules for one event, with the reasons.

    Args:
        agent: What kind of software it was.
        human: Whether a person caused this request.
        confidence: How sure `human` is, in [0, 1]; 0.5 and below for `Human.UNKNOWN`.
        evidence: The reasons, strongest first.
        rules_version: The version of the rules that judged; a newer one replaces the verdict.
        provisional: True while the rest of the delivery's history was not looked at.
        events_seen: How many events of the delivery the judgement could look at.
    """

    agent: Agent
    human: Human
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    rules_version: int
    provisional: bool = False
    events_seen: int = 1

    def explain(self) -> str:
        """Say in plain sentences what was decided and why."""
        agent = f"agent: {self.agent.value.replace('_', ' ')}"
        if self.human is Human.UNKNOWN:
            lines = [f"It cannot be told whether a person caused this request ({agent})."]
        else:
            person = self.human is Human.YES
            what = "A person caused this request" if person else "Software made this request on its own"
            # Rounded down: what is not certain must not be told as certain.
            sure = math.floor(round(self.confidence * 100, 6))
            lines = [f"{what} ({sure}% sure; {agent})."]
        lines += [f"{evidence.text}." for evidence in self.evidence]
        if self.provisional:
            lines.append("The verdict is provisional: later events may show a pattern.")
        return " ".join(lines)
