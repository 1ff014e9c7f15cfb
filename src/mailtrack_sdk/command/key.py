"""`mailtrack key`: make a signing key, or look at the ones there are without showing them."""

from __future__ import annotations

import hmac
import json
import secrets
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from mailtrack_sdk.command.entry import Command, Status
from mailtrack_sdk.command.identity import KEY_VARIABLE, declare_key_file, keys_of
from mailtrack_sdk.command.new_file import new_file
from mailtrack_sdk.command.streams import standard_output, write_text
from mailtrack_sdk.command.terminal import Paint
from mailtrack_sdk.errors import ArgumentError, ConfigurationError

__all__ = ["KEY"]

_BYTES = 32

_DESCRIPTION = """\
Make a signing key: 43 letters, 32 random bytes. Whoever has it can make links on your host;
without it nobody can answer the links of mail already sent. Keep it, and keep a copy.
With --check, look at keys that are there: how many, which one signs, and a fingerprint of
each, by which two machines can be compared. The keys themselves are not shown."""
_EPILOG = """\
A fingerprint is made of the key and does not lead back to it; 8 letters, the same everywhere.

examples:
  mailtrack key --output key.txt
      a new file, which only you can read; an existing one is never replaced
  mailtrack key
      to standard output, for a secret store
  mailtrack key --check --key-file key.txt
      which keys are in it
  MAILTRACK_KEY="$(cat key.txt)" mailtrack key --check --json
      the same of the environment, for a program

exit status:
  0  done
  2  wrong arguments, there is no key to check, or something could not be read or written"""


def _declare(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("-o", "--output", metavar="FILE", help="where the key goes (default: standard output)")
    what.add_argument("--check", action="store_true", help="make none; look at those that are there")
    declare_key_file(parser)
    parser.add_argument("--json", action="store_true", help="print it for a program to read")


def _run(asked: Namespace) -> Status:
    if asked.check:
        return _check(asked)
    if asked.key_file is not None:
        raise ArgumentError("--key-file is what --check looks at: add --check, or name an --output")
    stream = standard_output()
    key = secrets.token_urlsafe(_BYTES)
    print_of = _fingerprint(key)
    if asked.output is None:
        text = _as_json({"key": key, "fingerprint": print_of}) if asked.json else f"{key}\n"
    else:
        # Whoever replaced a key that signed mail would break its links.
        with new_file(asked.output, why_new="and mail may have been sent with the key in it") as write:
            write(f"{key}\n")
        text = f"Written to {asked.output!r}, for you alone to read; fingerprint {print_of}\n"
        if asked.json:
            text = _as_json({"written_to": asked.output, "fingerprint": print_of})
    write_text(stream, text)
    return Status.FINE


def _check(asked: Namespace) -> Status:
    stream = standard_output()
    origin, keys = keys_of(asked)
    if not keys:
        raise ConfigurationError(f"there is no key to check: add --key-file or set {KEY_VARIABLE}")
    if asked.json:
        facts = [
            {"fingerprint": _fingerprint(key), "bytes": len(key.encode()), "signs": key is keys[-1]}
            for key in keys
        ]
        write_text(stream, _as_json({"source": origin, "keys": facts}))
    else:
        write_text(stream, _as_text(origin, keys, Paint.of(stream)))
    return Status.FINE


def _as_text(origin: str, keys: Sequence[str], paint: Paint) -> str:
    count = "1 key" if len(keys) == 1 else f"{len(keys)} keys, oldest first"
    lines = [paint.strong(f"{origin}: {count}")]
    for number, key in enumerate(keys, 1):
        does = "signs and verifies" if number == len(keys) else "verifies"
        lines.append(f"  {number}  {_fingerprint(key)}  {len(key.encode())} bytes  {does}")
    return "".join(f"{line}\n" for line in lines)


def _fingerprint(key: str) -> str:
    return hmac.new(key.encode(), b"mailtrack/fingerprint", "sha256").hexdigest()[:8]


def _as_json(value: object) -> str:
    return f"{json.dumps(value, indent=2)}\n"


KEY = Command(
    name="key",
    summary="make a signing key, or compare keys without showing them",
    description=_DESCRIPTION,
    epilog=_EPILOG,
    declare=_declare,
    run=_run,
)
