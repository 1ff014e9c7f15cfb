"""Who judges for a command: the rules of this release, with the tables of networks that it is given."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.classification.networks import Networks
from mailtrack_sdk.command.files import read_source
from mailtrack_sdk.errors import ArgumentError, ConfigurationError

__all__ = ["classifier_of", "declare_judge"]


def declare_judge(parser: ArgumentParser) -> None:
    """Add the arguments that `classifier_of` reads."""
    parser.add_argument(
        "--networks",
        metavar="FILE",
        help="tables of networks, as `mailtrack networks refresh` writes them (default: the built-in ones)",
    )


def classifier_of(asked: Namespace) -> Classifier:
    """Make the classifier that was asked for.

    Raises:
        ArgumentError: The tables cannot be read.
    """
    if asked.networks is None:
        return Classifier()
    source = read_source(asked.networks)
    try:
        return Classifier(networks=Networks.from_bytes(source.data))
    except ConfigurationError as error:
        raise ArgumentError(f"cannot read {source.label} as tables of networks: {error}") from error
