"""Cutting what a request said of its client down to what still tells people from machines.

After some days nobody needs the address and the exact agent of a request any more. The names of its networks
stay, and of its agent the family: so an event can be judged again, and reports keep their rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from mailtrack_sdk.classification._cut_agents import MARK, UNLISTED, CutAgent, family_of
from mailtrack_sdk.classification.agents import MAX_AGENT, Clue, find_cut, fold, read_agent
from mailtrack_sdk.classification.networks import Networks
from mailtrack_sdk.forwarding import is_documentation
from mailtrack_sdk.models import Client

__all__ = ["MARK", "cut_agent", "cut_client", "is_cut", "networks_at"]

_CACHED_AGENTS = 2048
"""Agents remembered; at most about 2 MB."""

_PREFETCH = frozenset(("sec-purpose", "purpose", "x-purpose", "x-moz"))
_PREFETCH_WORDS = ("prefetch", "preview", "prerender")
# developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Dest, -Mode, -Site; read 2026-11-22.
_FETCH_WORDS = {
    "sec-fetch-dest": frozenset(("document", "empty", "frame", "iframe", "image")),
    "sec-fetch-mode": frozenset(("cors", "navigate", "no-cors", "same-origin")),
    "sec-fetch-site": frozenset(("cross-site", "none", "same-origin", "same-site")),
}
_OTHER = "other"


def cut_client(client: Client, *, networks: Networks | None = None) -> Client:
    """Cut a client down to its networks, the family of its agent and a few words of its headers.

    The address goes. Of the agent stays which kind of software it is, its name if the tables know it, and
    the families of browser, system and device: no version, build or model. Of the headers stay those that
    tell machines from people, with nothing in them but words of the standards. What is cut already stays
    as it is.

    Args:
        client: What the request said about itself.
        networks: The tables to look the address up in if nobody has; None for those of this release.

    Returns:
        The cut client; the same object when there was nothing to cut.

    Example:
        >>> from mailtrack_sdk.classification.cutting import cut_client
        >>> browser = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
        >>> cut = cut_client(Client(agent=browser, address="66.249.93.84"))
        >>> cut.address, cut.networks, cut.agent
        (None, ('google',), 'mailtrack-cut/1 browser; shape; -; Firefox; Linux; PC')
    """
    names, as_of = client.networks, client.networks_as_of
    if names is None and client.address is not None and client.address_is_verified:
        names, as_of = networks_at(client.address, Networks.bundled() if networks is None else networks)
    cut = replace(
        client,
        agent=cut_agent(client.agent),
        address=None,
        address_is_verified=client.address_is_verified and client.address is None,
        headers=None if client.headers is None else _cut_headers(client.headers),
        networks=names,
        networks_as_of=as_of,
    )
    return client if cut == client else cut


def networks_at(address: str, networks: Networks) -> tuple[tuple[str, ...] | None, date | None]:
    """Name the networks of an address, to be kept with an event.

    Args:
        address: An address that can be relied on.
        networks: The tables.

    Returns:
        The names, and the date of the oldest of their tables. None for an address for documents and
        tests that lies in no network: what no list can know is not to be held against a simulated client.
    """
    names, as_of = networks.find(address)
    return (None if not names and is_documentation(address) else names), as_of


def cut_agent(agent: str | None) -> str | None:
    """Cut an agent down to its family; None stays None, and what is cut already stays as it is."""
    return None if agent is None else _cut_agent(agent[:MAX_AGENT].strip())


def is_cut(client: Client) -> bool:
    """Say whether a client was cut, so that an earlier judgement may have known more."""
    return client.address is None and client.agent is not None and client.agent.startswith(MARK)


@lru_cache(maxsize=_CACHED_AGENTS)
def _cut_agent(agent: str) -> str:
    if find_cut(agent) is not None:
        return agent
    reading = read_agent(agent)
    name = UNLISTED if reading.clue is Clue.WORD else reading.name
    client, system, device = family_of(reading.kind, *fold(agent))
    return CutAgent(
        kind=reading.kind, clue=reading.clue, name=name, client=client, os=system, device=device
    ).spelled()


def _cut_headers(headers: Mapping[str, str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, value in headers.items():
        if name == "accept":
            kept[name] = "*/*"
        elif name in _PREFETCH:
            kept[name] = " ".join(word for word in _PREFETCH_WORDS if word in value[:64].lower())
        elif name in _FETCH_WORDS:
            kept[name] = value if value in _FETCH_WORDS[name] else _OTHER
    return kept
