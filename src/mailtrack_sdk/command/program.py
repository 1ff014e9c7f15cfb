"""The program itself: finds the command that is asked for, runs it, and ends without a traceback."""

from __future__ import annotations

import importlib.metadata
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from typing_extensions import override

from mailtrack_sdk.command.classify import CLASSIFY
from mailtrack_sdk.command.entry import Status
from mailtrack_sdk.command.erase import ERASE
from mailtrack_sdk.command.events import EVENTS
from mailtrack_sdk.command.export import EXPORT
from mailtrack_sdk.command.inspecting import INSPECT
from mailtrack_sdk.command.judge import JUDGE
from mailtrack_sdk.command.key import KEY
from mailtrack_sdk.command.networks import NETWORKS
from mailtrack_sdk.command.purge import PURGE
from mailtrack_sdk.command.rewrite import REWRITE
from mailtrack_sdk.command.streams import write_text
from mailtrack_sdk.command.summary import SUMMARY
from mailtrack_sdk.errors import MailtrackError

__all__ = ["COMMANDS", "main"]

COMMANDS = (KEY, REWRITE, INSPECT, CLASSIFY, EVENTS, SUMMARY, JUDGE, EXPORT, ERASE, PURGE, NETWORKS)

_EPILOG = """\
`mailtrack COMMAND --help` tells more, with examples.

Results go to standard output, what is wrong to standard error in one line; --json makes a result
one for programs. Colours and progress are for terminals only, and NO_COLOR switches colours off.

environment:
  MAILTRACK_KEY       the signing keys, oldest first, with white space between them
  MAILTRACK_BASE_URL  where links lead through, such as https://t.example.com
  MAILTRACK_STORE     the store: a file, or the URL of a database
  NO_COLOR            if it is not empty, no colours

exit status:
  0  done
  1  done, but something in the result needs a look; the help of each command says what
  2  not done: wrong arguments, or something could not be read or written
130  interrupted by Ctrl-C"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: What stands behind `mailtrack`; those of this process when left out.

    Returns:
        The exit status, a `Status`.

    Raises:
        SystemExit: After `--help` and `--version` (0), and for arguments that make no sense (2).
    """
    try:
        return _run(arguments)
    except BrokenPipeError:
        return Status.FAILED  # somebody has seen enough (`| head`): nothing to say, and nobody to hear it
    except KeyboardInterrupt:
        return Status.INTERRUPTED


def _run(arguments: Sequence[str] | None) -> Status:
    try:
        try:
            asked = _parser().parse_args(arguments)
        except SystemExit:
            write_text(sys.stdout, "")  # the help goes out here, where a reader that has gone is no trouble
            raise
        status: Status = asked.run(asked)
    except MailtrackError as error:
        with suppress(MailtrackError):  # where errors should go is full: the status tells
            write_text(sys.stderr, f"mailtrack: {error}\n")
        return Status.FAILED
    return status


class _Parser(ArgumentParser):
    """Says in one line what is wrong, as the whole program does; the usage is what --help is for."""

    @override
    def error(self, message: str) -> NoReturn:
        self.exit(Status.FAILED, f"mailtrack: {message}; `{self.prog} --help` tells more\n")


def _parser() -> ArgumentParser:
    parser = _Parser(
        prog="mailtrack",
        description="E-mail open and click tracking from a shell. Nothing is sent, and no network is used\n"
        "but by a --store with a URL.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"mailtrack {_version()}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        own = commands.add_parser(
            command.name,
            help=command.summary,
            description=command.description,
            epilog=command.epilog,
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.declare(own)
        own.set_defaults(run=command.run)
    return parser


def _version() -> str:
    try:
        return importlib.metadata.version("mailtrack-sdk")
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"  # run from a checkout
