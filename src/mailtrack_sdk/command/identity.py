"""Who the program is: its signing keys and its base URL, from the command line or the environment."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass

from mailtrack_sdk._keys import checked_keys
from mailtrack_sdk.command.files import read_source
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from mailtrack_sdk.tracker import Tracker

__all__ = [
    "Identity",
    "check_rehearsal",
    "declare_identity",
    "declare_key_file",
    "identity_of",
    "keys_of",
]

KEY_VARIABLE = "MAILTRACK_KEY"
BASE_URL_VARIABLE = "MAILTRACK_BASE_URL"
REHEARSAL_BASE_URL = "https://track.example.com"
_MAX_KEY_FILE = 2**16
_ABOUT_KEY_FILE = (
    "the signing key, - for standard input; of several, oldest first with white space between "
    f"them, the last signs (default: the environment variable {KEY_VARIABLE})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A tracker, and whether its URLs lead anywhere.

    Args:
        tracker: Made from what was given, or with a random key that nobody will know again.
        base_url: What its URLs begin with.
        is_rehearsal: True when neither a key nor a base URL was given, or a rehearsal was asked for.
    """

    tracker: Tracker
    base_url: str
    is_rehearsal: bool


def declare_key_file(parser: ArgumentParser) -> None:
    """Add the argument that `keys_of` reads."""
    parser.add_argument("--key-file", metavar="FILE", help=_ABOUT_KEY_FILE)


def keys_of(asked: Namespace) -> tuple[str, list[str]]:
    """Return the signing keys that were given, oldest first, and where they are from.

    Raises:
        ConfigurationError: The file holds none, or no text; one of them is too short.
        ArgumentError: The file cannot be read.
    """
    key_file: str | None = asked.key_file
    if key_file is None:
        origin, text = KEY_VARIABLE, os.environ.get(KEY_VARIABLE, "")
    else:
        source = read_source(key_file, longest=_MAX_KEY_FILE)
        origin, text = source.label, _text(source.label, source.data)
    # White space between keys, as in a variable with several of them (docs/howto/keys.md).
    keys = text.split()
    if key_file is not None and not keys:
        raise ConfigurationError(f"{origin} holds no key: make one with `mailtrack key`")
    if keys:
        checked_keys(f"the keys in {origin}, parted by white space,", keys)
    return origin, keys


def declare_identity(parser: ArgumentParser) -> None:
    """Add the arguments that `identity_of` reads."""
    group = parser.add_argument_group(
        "keys and host",
        "Without both it is a rehearsal: a random key, and links that lead nowhere.\n"
        "A key is never an argument: other users of the machine could read it.",
    )
    group.add_argument("--key-file", metavar="FILE", help=_ABOUT_KEY_FILE)
    group.add_argument(
        "--base-url",
        metavar="URL",
        help="where links lead through, such as https://t.example.com "
        f"(default: the environment variable {BASE_URL_VARIABLE})",
    )
    group.add_argument(
        "--rehearse",
        action="store_true",
        help="a rehearsal is meant: whatever the environment says, and also where the copy would look "
        "like one to send",
    )


def identity_of(asked: Namespace) -> Identity:
    """Make the tracker that was asked for.

    Raises:
        ConfigurationError: One of key and base URL is missing, or cannot be used.
        ArgumentError: The key file cannot be read, or a rehearsal is to have keys or a base URL.
    """
    key_file: str | None = asked.key_file
    if asked.rehearse:
        if key_file is not None or asked.base_url is not None:
            raise ArgumentError(
                "--rehearse needs no --key-file and no --base-url: leave out one or the other"
            )
        return _rehearsal()
    base_url: str = asked.base_url or os.environ.get(BASE_URL_VARIABLE, "").strip()
    _, keys = keys_of(asked)
    if not keys and not base_url:
        return _rehearsal()
    if not keys:
        raise ConfigurationError(
            f"there is a base URL but no key: add --key-file or set {KEY_VARIABLE}, "
            "or leave out both for a rehearsal"
        )
    if not base_url:
        raise ConfigurationError(
            f"there is a key but no base URL: add --base-url or set {BASE_URL_VARIABLE}, "
            "or leave out both for a rehearsal"
        )
    tracker = Tracker(keys, base_url=base_url)
    return Identity(tracker=tracker, base_url=base_url.rstrip("/"), is_rehearsal=False)


def check_rehearsal(asked: Namespace, identity: Identity, *, is_sent: bool) -> None:
    """Refuse a rehearsal that nobody may have meant, as when a service starts without its environment.

    Args:
        asked: What was asked for.
        identity: What came of it.
        is_sent: Whether the copy looks like one to send.

    Raises:
        ConfigurationError: The links of the mail would lead nowhere.
    """
    if identity.is_rehearsal and is_sent and not asked.rehearse:
        raise ConfigurationError(
            "without a key and a base URL the links of this copy would lead nowhere: "
            f"set {KEY_VARIABLE} or add --key-file, and set {BASE_URL_VARIABLE} or add --base-url; "
            "if a rehearsal is meant, add --rehearse"
        )


def _rehearsal() -> Identity:
    tracker = Tracker(secrets.token_urlsafe(32), base_url=REHEARSAL_BASE_URL)
    return Identity(tracker=tracker, base_url=REHEARSAL_BASE_URL, is_rehearsal=True)


def _text(label: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Without its cause: that error holds the key.
        raise ConfigurationError(
            f"{label} holds bytes that are no text: make a key with `mailtrack key`"
        ) from None
