"""Makes the tables of networks that come with the library, from a folder of published lists.

    python -m tests.tables.networks --from ../shared/data/ip          says what would change
    python -m tests.tables.networks --from ../shared/data/ip --write  and writes it

The folder holds lists as github.com/lord-alfred/ipranges keeps them (`NAME-ipv4.txt`, `NAME-ipv6.txt`) and
lists of github.com/MISP/misp-warninglists (`*.json`). The text files have no date of their own; they are a
copy of August 2026, so the tables made of them are called as old as the first day of that month. The few
networks of mail filters stand in the library itself (`network_catalogue.FIXED`). Networks that no owner can
have are left out when the lists are read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import mailtrack_sdk
from mailtrack_sdk.classification.network_catalogue import CATALOGUE, FIXED
from mailtrack_sdk.classification.network_sources import read_lists
from mailtrack_sdk.classification.networks import Networks

__all__ = ["MATERIAL", "TEXTS_OF", "main", "make"]

TEXTS_OF = date(2026, 8, 1)
"""The day from which the text files count: their month is known, their day is not."""

TARGET = Path(mailtrack_sdk.__file__).parent / "classification" / "_networks.bin"

MATERIAL = {
    "apple_relay": ("apple-proxy-ipv4.txt", "apple-proxy-ipv6.txt", "icloud-private-relay.json"),
    "exchange_online": ("microsoft-office365-ip.json",),
    "zscaler": ("zscaler.json",),
    "google": ("google-ipv4.txt", "google-ipv6.txt"),
    "googlebot": ("googlebot-ipv4.txt", "googlebot-ipv6.txt"),
    "bing": ("bing-ipv4.txt",),
    "duckduckgo": ("duckduckbot-ipv4.txt", "duckassistbot-ipv4.txt"),
    "openai": ("openai-ipv4.txt",),
    "facebook": ("facebook-ipv4.txt", "facebook-ipv6.txt"),
    "telegram": ("telegram-ipv4.txt", "telegram-ipv6.txt"),
    "twitter": ("twitter-ipv4.txt", "twitter-ipv6.txt"),
    "amazon": ("amazon-ipv4.txt", "amazon-ipv6.txt"),
    "azure": ("microsoft-ipv4.txt", "microsoft-ipv6.txt"),
    "digitalocean": ("digitalocean-ipv4.txt", "digitalocean-ipv6.txt"),
    "github": ("github-ipv4.txt", "github-ipv6.txt"),
    "linode": ("linode-ipv4.txt", "linode-ipv6.txt"),
    "oracle": ("oracle-ipv4.txt",),
    "vultr": ("vultr-ipv4.txt", "vultr-ipv6.txt"),
}
"""The files of each table. A table of several files is as old as the oldest of them."""


def make(folder: Path) -> Networks:
    """Make all tables.

    Args:
        folder: The lists.

    Returns:
        The tables, in the order of the catalogue; one that nobody publishes in a file yet is left out.
    """
    networks = Networks()
    for name, entry in CATALOGUE.items():
        if name in FIXED:
            networks = networks.with_table(entry.table(name, FIXED[name].date), FIXED[name].networks)
        elif name in MATERIAL:
            lists = [one for file in MATERIAL[name] for one in read_lists((folder / file).read_bytes())]
            day = min(one.date or TEXTS_OF for one in lists)
            published = [network for one in lists for network in one.networks]
            networks = networks.with_table(entry.table(name, day), published)
    return networks


def _changes(before: Networks, after: Networks) -> Iterator[str]:
    known = {table.name: table for table in before.tables}
    for table in after.tables:
        old = known.pop(table.name, None)
        if old is None:
            yield f"{table.name}: new, {table.size:,} networks of {table.date}"
        elif old != table or before.networks_of(table.name) != after.networks_of(table.name):
            yield f"{table.name}: {old.size:,} networks of {old.date}, now {table.size:,} of {table.date}"
    for name in known:
        yield f"{name}: gone"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the status is 1 when there are changes that were not written."""
    parser = argparse.ArgumentParser(prog="python -m tests.tables.networks", description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, required=True, help="the folder of lists")
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name}")
    asked = parser.parse_args(arguments)
    before = Networks.from_bytes(TARGET.read_bytes()) if TARGET.exists() else Networks()
    after = make(asked.folder)
    changes = list(_changes(before, after))
    data = after.to_bytes()
    sys.stdout.writelines(f"{line}\n" for line in changes or ["nothing changes"])
    sys.stdout.write(f"{len(after.tables)} tables, {len(data):,} bytes\n")
    if asked.write:
        TARGET.write_bytes(data)
        return 0
    return 1 if changes else 0


if __name__ == "__main__":
    sys.exit(main())
