"""`mailtrack networks`: what the tables of networks hold, and making them new from published lists."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from datetime import date, datetime, timezone

from mailtrack_sdk.classification.network_tables import MAX_AGE_DAYS
from mailtrack_sdk.classification.networks import NetworkKind, NetworkScope, NetworkStrength
from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.judges import declare_networks, networks_of
from mailtrack_sdk.command.networks_refresh import Terms, refreshed
from mailtrack_sdk.command.networks_report import (
    found_as_json,
    found_as_text,
    refresh_as_json,
    refresh_as_text,
    tables_as_json,
    tables_as_text,
)
from mailtrack_sdk.command.streams import write_text
from mailtrack_sdk.command.terminal import Paint, terminal_width
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.forwarding import parse_address

__all__ = ["NETWORKS"]

_DESCRIPTION = """\
Known networks: whose network an address lies in, and what that says about a request.
The tables of this release are built in. Networks change every week, so make them new from
the lists that their owners publish. Nothing is fetched: give the files."""
_EPILOG = """\
examples:
  mailtrack networks list
  mailtrack networks lookup 40.107.1.1 2001:db8::7
  mailtrack networks refresh --from egress-ip-ranges.csv goog.json -o networks.bin

exit status:
  0  done
  1  done, but there are old tables, and --fail-on-stale was given
  2  wrong arguments, or something could not be read or written"""
_LIST_EPILOG = """\
examples:
  mailtrack networks list
  mailtrack networks list --networks networks.bin --fail-on-stale --json
      in a scheduled job

exit status:
  0  done
  1  done, but there are old tables, and --fail-on-stale was given
  2  wrong arguments, or something could not be read or written"""
_LOOKUP_EPILOG = """\
examples:
  mailtrack networks lookup 40.107.1.1 2001:db8::7
  mailtrack networks lookup 40.107.1.1 --json

exit status:
  0  done
  2  wrong arguments, one of which may be no address; the others are told all the same"""
_REFRESH_EPILOG = """\
examples:
  mailtrack networks refresh --from egress-ip-ranges.csv goog.json -o networks.bin
  mailtrack networks refresh --from ranges.txt --name our_offices --label "our offices" --check
      a table of your own; only says what would change

exit status:
  0  done
  2  wrong arguments, or something could not be read or written

Recognised by their content:
  Apple     https://mask-api.icloud.com/egress-ip-ranges.csv
  Google    https://www.gstatic.com/ipranges/goog.json and cloud.json, googlebot.json
  Microsoft https://endpoints.office.com/endpoints/worldwide?clientrequestid=<any UUID>
            (Exchange Online, and the mail filtering of its sets 9 and 10)
            Azure's service tags (ServiceTags_Public_*.json)
  Amazon    https://ip-ranges.amazonaws.com/ip-ranges.json
  Bing      https://www.bing.com/toolbox/bingbot.json
  MISP      warning lists of iCloud Private Relay, Zscaler and Office 365
Any other list, also one network a line (comments begin with #), needs a --name: that of a
table, or a new one. Private networks and others for special purposes are left out. A list
with a network wider than /8 (IPv4) or /16 (IPv6) is refused."""


def _declare(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    listing = actions.add_parser(
        "list",
        help="show the tables",
        description="Show the tables: how many networks, what they say, how old they are.",
        epilog=_LIST_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _declare_tables(listing)
    listing.add_argument(
        "--fail-on-stale",
        action="store_true",
        help=f"end with status 1 if a table is older than {MAX_AGE_DAYS} days",
    )
    listing.set_defaults(action=_list)

    lookup = actions.add_parser(
        "lookup",
        help="tell whose network an address lies in",
        description="Tell of each address whose network it lies in, and what that says about a request.",
        epilog=_LOOKUP_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    lookup.add_argument("addresses", metavar="ADDRESS", nargs="+", help="an IPv4 or IPv6 address")
    _declare_tables(lookup)
    lookup.set_defaults(action=_lookup)

    refresh = actions.add_parser(
        "refresh",
        help="replace tables by lists as they are published",
        description="Make tables of lists as their owners publish them; other tables are kept.",
        epilog=_REFRESH_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _declare_refresh(refresh)
    refresh.set_defaults(action=_refresh)


def _declare_tables(parser: ArgumentParser) -> None:
    declare_networks(parser)
    parser.add_argument("--json", action="store_true", help="print it for a program to read")


def _declare_refresh(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="files",
        metavar="FILE",
        nargs="+",
        required=True,
        help="published lists; - for standard input",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default="networks.bin",
        help="the tables; all that the lists do not replace stays as it is there, or, in a new file, "
        "as it is built in (default: %(default)s)",
    )
    parser.add_argument(
        "--date",
        metavar="YYYY-MM-DD",
        type=_day,
        help="when lists without a date of their own were published (default: when their file was written)",
    )
    parser.add_argument("--check", action="store_true", help="only say what would change")
    parser.add_argument(
        "--force",
        action="store_true",
        help="even if a table would lose more than half of its networks, or a list looks like that of "
        "another table",
    )
    parser.add_argument("--json", action="store_true", help="print it for a program to read")
    own = parser.add_argument_group("a table of your own")
    own.add_argument("--name", metavar="NAME", help="the table that the lists are for")
    own.add_argument("--label", metavar="TEXT", help="what to call its owner in a sentence")
    own.add_argument("--source", metavar="TEXT", help="where the list is from (default: its file)")
    for option, words, text in (
        ("--kind", NetworkKind, "whose requests come from there"),
        ("--scope", NetworkScope, "about which requests it says something"),
        ("--strength", NetworkStrength, "how strongly it speaks against a person"),
    ):
        own.add_argument(
            option,
            type=words,
            choices=list(words),
            metavar="WORD",
            help=f"{text}: {', '.join(word.value for word in words)}",
        )


def _day(text: str) -> date:
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone.utc).date()
    except ValueError:
        raise ArgumentTypeError(f"not a day such as 2026-03-01: {text!r}") from None
    return day


def _run(asked: Namespace) -> Status:
    status: Status = asked.action(asked)
    return status


def _list(asked: Namespace) -> Status:
    networks = networks_of(asked)
    stale = frozenset(table.name for table in networks.stale(datetime.now(timezone.utc)))
    if asked.json:
        text = tables_as_json(networks, stale)
    else:
        text = tables_as_text(networks, stale, paint=Paint.of(sys.stdout), width=terminal_width())
    write_text(sys.stdout, text)
    return Status.WARNINGS if stale and asked.fail_on_stale else Status.FINE


def _lookup(asked: Namespace) -> Status:
    networks = networks_of(asked)
    good = [address for address in asked.addresses if parse_address(address) is not None]
    if good:
        if asked.json:
            text = found_as_json(networks, good)
        else:
            text = found_as_text(networks, good, paint=Paint.of(sys.stdout), width=terminal_width())
        write_text(sys.stdout, text)
    bad = [address for address in asked.addresses if parse_address(address) is None]
    if bad:
        raise ArgumentError(f"not an IPv4 or IPv6 address: {', '.join(repr(text[:80]) for text in bad)}")
    return Status.FINE


def _refresh(asked: Namespace) -> Status:
    terms = Terms(
        name=asked.name,
        label=asked.label,
        source=asked.source,
        kind=asked.kind,
        scope=asked.scope,
        strength=asked.strength,
        day=asked.date,
        today=datetime.now(timezone.utc).date(),
        force=asked.force,
    )
    refresh = refreshed(asked.files, asked.output, terms)
    if not asked.check:
        refresh.write()
    if asked.json:
        text = refresh_as_json(refresh, is_written=not asked.check)
    else:
        text = refresh_as_text(refresh, is_written=not asked.check, paint=Paint.of(sys.stdout))
    write_text(sys.stdout, text)
    return Status.FINE


NETWORKS = Command(
    name="networks",
    summary="show the tables of known networks, look addresses up, make the tables new",
    description=_DESCRIPTION,
    epilog=_EPILOG,
    declare=_declare,
    run=_run,
)
