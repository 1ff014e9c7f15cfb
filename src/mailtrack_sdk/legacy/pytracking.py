"""Links that pytracking made: read strictly, and answered like links of today."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NoReturn
from urllib.parse import urljoin

from mailtrack_sdk._responses import page, without_body
from mailtrack_sdk.errors import (
    ArgumentError,
    ConfigurationError,
    MalformedTokenError,
    PickleRefusedError,
    TokenError,
    WrongPurposeError,
)
from mailtrack_sdk.legacy.hosts import HostList
from mailtrack_sdk.legacy.tokens import PytrackingToken, TokenReader
from mailtrack_sdk.models import Delivery, Link
from mailtrack_sdk.outcomes import Ignored, IgnoredReason, Outcome
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.urls import is_web_url, split_url
from mailtrack_sdk.web import Request

__all__ = ["PytrackingLinks"]

_LOG = logging.getLogger("mailtrack_sdk")
_UNRECORDED = Delivery.preview("pytracking")


class PytrackingLinks:
    """Answers links that pytracking or pytracking2 made, so that mail already sent keeps working.

    Plain tokens of pytracking are not signed: whoever has seen one can make others, for any recipient and any
    target. Their links are followed to hosts of your list only. Encrypted tokens prove that your key made
    them.

    Of the two base URLs only the paths are looked at. No webhook in a token is ever called.

    Args:
        tracker: Answers and judges; its hooks, its classifier and its clock apply.
        identify: Told what a token says, names the delivery it belongs to, or None to answer without
            recording. What it raises is logged by its type, and the link is answered all the same.
        base_open_tracking_url: As it was in pytracking's configuration, or None when opens were not tracked.
        base_click_tracking_url: The same for clicks.
        redirect_hosts: The hosts that plain links may lead to: `example.com`, or `*.example.com` for every
            host below. An empty list accepts plain pixels and no plain link, None no plain token at all.
        encryption_bytestring_key: Pytracking's key, or several; None when it did not encrypt. Needs
            `pip install "mailtrack-sdk[legacy]"`.
        default_metadata: What pytracking's configuration added to the metadata of every token.

    Raises:
        ConfigurationError: An argument cannot be used, or there is nothing that could be accepted.

    Example:
        >>> tracker = Tracker("a long and random secret", base_url="https://t.example.com")
        >>> links = PytrackingLinks(
        ...     tracker,
        ...     lambda token: None,
        ...     base_click_tracking_url="https://old.example.com/click/",
        ...     redirect_hosts=["example.com"],
        ... )
        >>> request = Request("GET", "/click/eyJ1cmwiOiAiaHR0cHM6Ly9leGFtcGxlLmNvbS8ifQ==")
        >>> links.handle(request).response.header("Location")
        'https://example.com/'
    """

    __slots__ = ("_identify", "_prefixes", "_reader", "_tracker")

    def __init__(
        self,
        tracker: Tracker,
        identify: Callable[[PytrackingToken], Delivery | None],
        *,
        base_open_tracking_url: str | None = None,
        base_click_tracking_url: str | None = None,
        redirect_hosts: Iterable[str] | None = None,
        encryption_bytestring_key: str | bytes | Sequence[str | bytes] | None = None,
        default_metadata: Mapping[str, object] | None = None,
    ) -> None:
        """Check the whole configuration at once."""
        if not isinstance(tracker, Tracker):
            raise ConfigurationError(f"tracker must be a Tracker, not {type(tracker).__name__}")
        if not callable(identify):
            raise ConfigurationError("identify must be a function that takes a PytrackingToken")
        if not isinstance(default_metadata, (Mapping, type(None))):
            raise ConfigurationError("default_metadata must be a mapping, as in pytracking's configuration")
        bases = {False: base_open_tracking_url, True: base_click_tracking_url}
        self._prefixes = {
            is_click: _path_prefix(base) for is_click, base in bases.items() if base is not None
        }
        if not self._prefixes:
            raise ConfigurationError("give base_open_tracking_url, base_click_tracking_url, or both")
        if redirect_hosts is None and encryption_bytestring_key is None:
            raise ConfigurationError(
                "plain links of pytracking can be forged: give redirect_hosts, the hosts that they may lead "
                "to, or encryption_bytestring_key when pytracking encrypted them"
            )
        self._tracker = tracker
        self._identify = identify
        hosts = None if redirect_hosts is None else HostList(redirect_hosts)
        self._reader = TokenReader(hosts, encryption_bytestring_key, default_metadata or {})

    def __repr__(self) -> str:
        """Show the paths, never a key."""
        return f"<PytrackingLinks at {', '.join(sorted(set(self._prefixes.values())))}>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled, as the tracker does."""
        raise PickleRefusedError("PytrackingLinks hold keys and cannot be pickled; make them in each process")

    def handle(self, request: Request, *, now: datetime | None = None) -> Outcome:
        """Answer a request for an old link, and say what happened.

        Args:
            request: What the web server received.
            now: When, an aware datetime; the tracker's clock when left out.

        Returns:
            A `Hit` or `Ignored` for `Recorder.save`, as from `Tracker.handle`; `NOT_OURS` for every path that
            is none of pytracking's. No request makes this raise.
        """
        if not isinstance(request, Request):
            raise ArgumentError(f"request must be a Request, not {type(request).__name__}")
        kinds, text = self._locate(request.url)
        if not kinds:
            nothing = page(404)
            response = without_body(nothing) if request.method == "HEAD" else nothing
            return Ignored(reason=IgnoredReason.NOT_OURS, response=response, detail="no path of pytracking's")
        try:
            token = self._read(text, kinds)
        except TokenError as error:
            wrong = isinstance(error, WrongPurposeError)
            reason = IgnoredReason.WRONG_PURPOSE if wrong else IgnoredReason.BAD_TOKEN
            return self._broken(request, kinds, now, reason, str(error))
        link = None if token.url is None else Link(url=token.url)
        delivery = self._delivery(token)
        if delivery is not None:
            try:
                return self._tracker.answer(request, delivery, link=link, now=now)
            except ArgumentError as error:
                _complain(error)
        return self._tracker.answer(request, _UNRECORDED, link=link, now=now)

    def read(self, url: str) -> PytrackingToken:
        """Tell what an old link says, for trying out `identify`.

        Args:
            url: The link, or its path.

        Raises:
            TokenError: Not a link that would be answered; the message says why.
        """
        kinds, text = self._locate(url)
        if not kinds:
            raise MalformedTokenError("the path is none of pytracking's base URLs")
        return self._read(text, kinds)

    def _locate(self, url: str) -> tuple[tuple[bool, ...], str]:
        """Find what lives at a path (False: pixels, True: links), and the segment with the token."""
        _, path = split_url(url)
        head, _, segment = path.removesuffix("/").rpartition("/")
        kinds = tuple(is_click for is_click, prefix in self._prefixes.items() if prefix == head + "/")
        return (kinds if segment else ()), segment

    def _read(self, text: str, kinds: tuple[bool, ...]) -> PytrackingToken:
        token = self._reader.read(text)
        if (token.url is not None) not in kinds:
            raise WrongPurposeError("a pixel's token in a link's URL, or the reverse")
        return token

    def _delivery(self, token: PytrackingToken) -> Delivery | None:
        try:
            return self._identify(token)
        except Exception as error:  # noqa: BLE001 - whatever the caller's function raises
            _complain(error)
            return None

    def _broken(
        self,
        request: Request,
        kinds: tuple[bool, ...],
        now: datetime | None,
        reason: IgnoredReason,
        detail: str,
    ) -> Outcome:
        # What the tracker answers to a broken URL of its own: its fallback_url, its page, its pixel.
        outcome = self._tracker.handle(Request(request.method, "/c/-" if True in kinds else "/o/-"), now=now)
        if isinstance(outcome, Ignored) and outcome.reason is IgnoredReason.BAD_TOKEN:
            return replace(outcome, reason=reason, detail=detail)
        return outcome


def _complain(error: Exception) -> None:
    # The type alone: the message may hold what is in the token, an address for example.
    _LOG.warning("identify failed with %s; an old link was answered and not recorded", type(error).__name__)


def _path_prefix(base: str) -> str:
    """Return the path before the token, joined as pytracking does it."""
    if not isinstance(base, str) or not is_web_url(base):
        raise ConfigurationError(
            f"pytracking's base URLs are absolute, such as https://t.example.com/open/: {base!r}"
        )
    return split_url(urljoin(base, "x"))[1].removesuffix("x")
