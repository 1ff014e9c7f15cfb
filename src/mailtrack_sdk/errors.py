"""Every error this library raises on purpose, in one tree.

```text
MailtrackError
├── ConfigurationError        a Tracker, Recorder or store was set up wrongly (also a ValueError)
│   └── MissingExtraError     what is asked for needs an extra that is not installed (also an ImportError)
├── ArgumentError             a call was given a value it cannot use (also a ValueError)
│   ├── RecipientError        an address that cannot become a recipient id
│   └── TargetError           a link target that may not be wrapped
├── PickleRefusedError        an object that holds key material was about to be pickled (also a TypeError)
├── TokenError                a tracking URL that this tracker did not make
│   ├── MalformedTokenError   not the shape of a token at all
│   ├── UnsupportedTokenError the shape of a newer or unknown wire format
│   ├── InvalidSignatureError the right shape, not signed by these keys for this message
│   └── WrongPurposeError     signed by these keys, for another purpose (an open used as a click)
└── StoreError                an event store could not do what it was asked
    ├── StoreClosedError      the store was used after close()
    └── StoreSchemaError      the database was written by something this version cannot read
```

Requests, mails and HTML are *input*, not arguments: the entry points that take them
(`Tracker.handle`, `Tracker.rewrite`, `Recorder.record`) answer with `Ignored` or with a report
and raise nothing, however broken or hostile the input is.
"""

from __future__ import annotations

from functools import partial

from typing_extensions import override

__all__ = [
    "ArgumentError",
    "ConfigurationError",
    "InvalidSignatureError",
    "MailtrackError",
    "MalformedTokenError",
    "MissingExtraError",
    "PickleRefusedError",
    "RecipientError",
    "StoreClosedError",
    "StoreError",
    "StoreSchemaError",
    "TargetError",
    "TokenError",
    "UnsupportedTokenError",
    "WrongPurposeError",
]


class MailtrackError(Exception):
    """The root of every error of this library: catch this one to catch them all.

    Attributes:
        status_hint: The HTTP status a web adapter would answer with, or None when the error
            is a programming mistake that no client should see.
    """

    status_hint: int | None = None


class ConfigurationError(MailtrackError, ValueError):
    """A tracker, recorder or store was set up wrongly; the message says how to fix it."""


class MissingExtraError(ConfigurationError, ImportError):
    """What is imported or asked for needs a package that is not installed; the message says how to get it.

    It is an `ImportError` too, so that an import that may fail can be written as with any other package.

    Args:
        message: What is missing, and the line that installs it.
        extra: The extra that brings it.
        name: The module that could not be imported, as far as it is known.

    Attributes:
        extra: The extra: "flask" for `pip install "mailtrack-sdk[flask]"`.

    Example:
        >>> raise MissingExtraError('pip install "mailtrack-sdk[flask]"', extra="flask")
        Traceback (most recent call last):
        ...
        mailtrack_sdk.errors.MissingExtraError: pip install "mailtrack-sdk[flask]"
    """

    extra: str

    def __init__(self, message: str, *, extra: str, name: str | None = None) -> None:
        ImportError.__init__(self, message, name=name)
        self.extra = extra

    @override
    def __reduce__(self) -> tuple[object, ...]:
        """Pickle what is not positional, too: an error may come from another process."""
        return partial(MissingExtraError, extra=self.extra, name=self.name), self.args


class ArgumentError(MailtrackError, ValueError):
    """A call was given a value it cannot use; the message says which, and what would do."""


class RecipientError(ArgumentError):
    """An e-mail address could not be turned into a recipient id."""


class TargetError(ArgumentError):
    """A link target that must not be wrapped: not http(s), too long, or with credentials in it."""


class PickleRefusedError(MailtrackError, TypeError):
    """An object that carries signing keys or signatures was about to be pickled or copied out."""


class TokenError(MailtrackError):
    """A token that this tracker did not make, or no longer accepts."""

    status_hint: int | None = 404


class MalformedTokenError(TokenError):
    """The text does not have the shape of a token."""


class UnsupportedTokenError(TokenError):
    """The token uses a version, a bit or a field that this release does not know."""


class InvalidSignatureError(TokenError):
    """The token is well formed, but not signed by these keys for this message and tenant."""


class WrongPurposeError(TokenError):
    """The token is genuine but was made for another purpose than the URL it was used in."""


class StoreError(MailtrackError):
    """An event store could not do what it was asked; the cause is the engine's own error."""

    status_hint: int | None = 503


class StoreClosedError(StoreError):
    """A store was used after `close()`."""


class StoreSchemaError(StoreError):
    """The database holds a schema or a row that this version of the library cannot read."""
