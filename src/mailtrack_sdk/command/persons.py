"""What `erase` and `export` have in common: a recipient, as somebody at a shell names it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from mailtrack_sdk.command.queries import other_types_of, recipient_of, recipient_typed

__all__ = ["ABOUT_RECIPIENTS", "declare_person", "person_named", "unknown_person"]

ABOUT_RECIPIENTS = """\
The id of a recipient has a type, which counts: `--recipient ada` and `--recipient 42` are texts,
`i:42` is the number 42, `u:` stands before a UUID, and `s:` before a text that begins like those.
Without --tenant it is about the id in all tenants."""
"""What the help of a command says of the options."""


def declare_person(parser: ArgumentParser) -> None:
    """Add the arguments that name a recipient."""
    parser.add_argument(
        "--recipient", metavar="ID", type=recipient_of, required=True, help="whose events (see below)"
    )
    parser.add_argument("--tenant", metavar="ID", help="those of this tenant only (default: of all)")


def person_named(asked: Namespace) -> str:
    """Say whom it is about, as `--recipient` takes it."""
    name = repr(recipient_typed(asked.recipient))
    return name if asked.tenant is None else f"{name} of the tenant {asked.tenant!r}"


def unknown_person(asked: Namespace) -> str:
    """Say that nothing is known of a recipient, and which other id may have been meant."""
    other = other_types_of(asked.recipient)
    hint = "" if other is None else f"; for the id of another type, ask for {other}"
    return f"nothing is stored about {person_named(asked)}{hint}"
