"""Recognise a sender who looks at the own mail: by cookie, by registered network, by registered agent.

Such a request is a person's, and says nothing about the recipient. It is recorded like any other, and
`Agent.SENDER` keeps it out of every figure. All three means are tied to the sender *of that delivery*: a
colleague who is sent a mail is a recipient, whatever the colleague's own networks and cookies are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field

from mailtrack_sdk.classification.findings import Finding, Rule
from mailtrack_sdk.classification.verdict import Agent, Human
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from mailtrack_sdk.events import RequestEvent
from mailtrack_sdk.forwarding import Network, is_within, parse_address, read_network
from mailtrack_sdk.models import Client, check_tenant, check_text

__all__ = ["OwnViews", "own_view_rule"]

_MAX_AGENT = 512
"""Bytes of an agent that an event keeps: what is longer could never match."""


@dataclass(frozen=True, slots=True)
class OwnViews:
    """How one sender is recognised who has no self cookie: by network, by user agent, or by both.

    For mail programs, which have no cookies, and for browsers that do not send them. With networks
    *and* agents a request must match both, which is the safest choice.

    Networks are compared with a verified address only (see `Client.address_is_verified`), so a header
    that somebody made up matches nothing.

    An agent alone is dangerous: thousands of people have the same browser. When a recipient has it too,
    the recipient's own opens are taken for the sender's and are counted nowhere. So give an agent alone
    only if no recipient can have it, such as that of a program of your own.

    Args:
        sender: The sender, exactly as in `Delivery(sender=...)`.
        networks: Networks or single addresses that only the sender uses: "192.0.2.0/24", "2001:db8::1".
        agents: Whole user agents, compared letter for letter.
        tenant: The tenant whose sender it is; None for deliveries without a tenant.

    Raises:
        ConfigurationError: Neither networks nor agents, or a value that can match nothing or everything.

    Example:
        >>> views = OwnViews("sales", networks=["192.0.2.0/24"])
        >>> views.networks, views.agents
        (('192.0.2.0/24',), ())
    """

    sender: str
    _: KW_ONLY
    networks: Sequence[str] = ()
    agents: Sequence[str] = ()
    tenant: str | None = None
    _ranges: tuple[Network, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check every value, and turn networks into integers once."""
        try:
            check_text("sender", self.sender)
            if self.tenant is not None:
                check_tenant(self.tenant)
        except ArgumentError as error:
            raise ConfigurationError(f"OwnViews: {error}") from error
        networks, agents = _listed("networks", self.networks), _listed("agents", self.agents)
        if not networks and not agents:
            raise ConfigurationError("OwnViews needs networks or agents: without them it matches nothing")
        for agent in agents:
            _check_agent(agent)
        assign = object.__setattr__
        assign(self, "networks", networks)
        assign(self, "agents", agents)
        assign(self, "_ranges", tuple(map(_range, networks)))

    def finding(self, client: Client) -> Finding | None:
        """Say what a request to a delivery of this sender shows; None when it is not the sender's.

        Args:
            client: What the request said about itself.
        """
        if self.agents and client.agent not in self.agents:
            return None
        if not self._ranges:
            return _BY_AGENT
        if not client.address_is_verified or client.address is None:
            return None
        address = parse_address(client.address)
        if address is None or not is_within(address, self._ranges):
            return None
        return _BY_BOTH if self.agents else _BY_NETWORK


_BY_COOKIE = Finding.of(
    Agent.SENDER,
    Human.YES,
    0.99,  # signed, and in a browser of the sender's
    "self.cookie",
    "The request came with the cookie that only this mail's own sender has, and so from the sender",
)
_KNOWN = Finding.of(
    Agent.SENDER,
    Human.YES,
    0.95,
    "self.known",
    "This mail's own sender was recognised when the request came; how is no longer kept",
)
_BY_NETWORK = Finding.of(
    Agent.SENDER,
    Human.YES,
    0.95,
    "self.network",
    "The request came from a network that is registered for this mail's own sender",
)
_BY_AGENT = Finding.of(
    Agent.SENDER,
    Human.YES,
    0.95,
    "self.agent",
    "The user agent is one that is registered for this mail's own sender",
)
_BY_BOTH = Finding.of(
    Agent.SENDER,
    Human.YES,
    0.95,
    "self.network",
    "Network and user agent of the request are both registered for this mail's own sender",
)


def own_view_rule(senders: Iterable[OwnViews]) -> Rule:
    """Make the rule that recognises senders; it is to be asked before all others.

    The self cookie was checked when the request came (`Client.is_sender`); networks and agents are
    compared whenever the event is judged. An event that its mode has cut down says `is_sender` too,
    whatever the sender was recognised by, because it could not be found out again.

    Args:
        senders: How senders are recognised beside the cookie; several for one sender are alternatives.

    Raises:
        ConfigurationError: Not a collection of `OwnViews`.
    """
    if not isinstance(senders, Iterable):
        raise ConfigurationError(f"senders must be a list of OwnViews, not {type(senders).__name__}")
    registered: dict[tuple[str | None, str | None], tuple[OwnViews, ...]] = {}
    for views in senders:
        if not isinstance(views, OwnViews):
            raise ConfigurationError(f"senders must hold OwnViews, not {type(views).__name__}")
        key = (views.tenant, views.sender)
        registered[key] = (*registered.get(key, ()), views)

    return _OwnViewRule(registered)


@dataclass(frozen=True, slots=True)
class _OwnViewRule:
    """The rule, with the registered views of every sender; a class, so that it can be pickled."""

    registered: Mapping[tuple[str | None, str | None], tuple[OwnViews, ...]]

    def __call__(self, event: RequestEvent, /) -> Finding | None:
        """Recognise the sender of the very mail that was requested."""
        if event.client.is_sender:
            return _KNOWN if event.client.address is None else _BY_COOKIE
        if self.registered:
            delivery = event.delivery
            for views in self.registered.get((delivery.tenant, delivery.sender), ()):
                finding = views.finding(event.client)
                if finding is not None:
                    return finding
        return None


def _listed(what: str, texts: Iterable[str]) -> tuple[str, ...]:
    if isinstance(texts, (str, bytes)) or not isinstance(texts, Iterable):
        raise ConfigurationError(f"OwnViews: {what} must be a list of texts, not {texts!r}")
    values = tuple(texts)
    for value in values:
        if not isinstance(value, str):
            raise ConfigurationError(f"OwnViews: {what} must hold texts, not {type(value).__name__}")
    return values


def _range(text: str) -> Network:
    try:
        network = read_network(text)
    except ValueError as error:
        raise ConfigurationError(
            f"OwnViews: networks: {text!r} is neither a network such as '192.0.2.0/24' nor an address"
        ) from error
    width, shift, _ = network
    if shift == 8 * width:
        raise ConfigurationError(
            f"OwnViews: networks: {text!r} is every address there is, so every open would be the sender's"
        )
    return network


def _check_agent(agent: str) -> None:
    size = len(agent.encode("utf-8", "replace"))
    if not 1 <= size <= _MAX_AGENT:
        raise ConfigurationError(
            f"OwnViews: each of agents must have 1 to {_MAX_AGENT} UTF-8 bytes, as much as an event keeps of "
            f"an agent; {agent[:80]!r} has {size}"
        )
