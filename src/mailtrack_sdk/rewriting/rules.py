"""The choices a caller can make about rewriting, and the reasons a link is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.rewriting.utm import Utm
from mailtrack_sdk.urls import MAX_URL, clean_target

__all__ = ["GMAIL_CLIP", "OPTIONAL_SKIPS", "PixelPosition", "RewriteRules", "Skip"]

GMAIL_CLIP = 102_400
"""Size in bytes from which Gmail shows "[Message clipped]" and loads nothing below the cut.

Google documents no number; Mautic issue 13522 and the ESPs' own pages agree on about 102 KB (2026-11).
"""


class Skip(str, Enum):
    """Why a link was left as the author wrote it."""

    OFF = "off"
    """The delivery's mode for clicks is OFF."""
    EMPTY = "empty"
    """There is no URL in it."""
    FRAGMENT = "fragment"
    """It points into the mail itself (`#top`)."""
    SCHEME = "scheme"
    """It is not a web link: mailto, tel, javascript ..."""
    RELATIVE = "relative"
    """It has no scheme and host of its own, so nobody can say where it leads."""
    AMBIGUOUS = "ambiguous"
    """URL parsers disagree about its host (backslashes, blanks, a missing slash), or it has none."""
    PLACEHOLDER = "placeholder"
    """A template has yet to fill something in; give the value with `fill` to have it tracked."""
    OPT_OUT = "opt_out"
    """The author opted out with an attribute such as `data-mailtrack="off"`."""
    TRACKED = "tracked"
    """It already leads through this tracking host, but these keys did not sign it."""
    UNSUBSCRIBE = "unsubscribe"
    """An unsubscribe or preference link: it must work without any detour (RFC 8058)."""
    CREDENTIALS = "credentials"
    """It carries a password-reset or login token, or a user name, which must not pass a log."""
    TEXT_IS_URL = "text_is_url"
    """The reader sees a URL as its text; phishing filters compare the two."""
    TOO_LONG = "too_long"
    """Its tracked URL would be longer than 2,000 characters."""
    REFUSED = "refused"
    """The tracker's `may_wrap` said no."""

    # That of Enum is written in Python, and the skips in force are asked several times for every link.
    __hash__ = str.__hash__


OPTIONAL_SKIPS = frozenset({Skip.UNSUBSCRIBE, Skip.CREDENTIALS, Skip.TEXT_IS_URL})
"""Skips that are a matter of policy; all others are a matter of correctness."""


class PixelPosition(str, Enum):
    """Where the pixel goes."""

    BOTTOM = "bottom"
    """Before the last `</body>`; moved to the top when Gmail would clip it away."""
    TOP = "top"
    """Right after `<body>`."""
    BOTH = "both"
    """At both ends: the same URL, so two requests of one reader are one open."""
    NONE = "none"
    """No pixel; links are still tracked."""

    # As for Skip: a position is looked up for every copy.
    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteRules:
    """Every choice about rewriting; the defaults are the safe ones.

    Args:
        pixel: Where the pixel goes.
        skips: Which of the optional skips apply (`OPTIONAL_SKIPS` by default). The others always do.
        opt_out: More attribute names that opt a link out, besides the well-known dialects.
        never: URLs that are left alone, such as those of the List-Unsubscribe header.
        clip_at: Size in bytes of the rewritten body beyond which a bottom pixel moves to the top.
        max_url: Longest tracked URL in characters, at most 2,000.
        utm: The campaign parameters that tracked links get, or None.
        plain_text: Whether `track` and `track_each` also rewrite the URLs of the plain text beside the
            HTML, or of a mail that is text only. The reader sees the tracked URL there, which is long.

    Raises:
        ArgumentError: A value is out of range or not of its kind.

    Example:
        >>> RewriteRules(pixel=PixelPosition.TOP, skips=OPTIONAL_SKIPS - {Skip.TEXT_IS_URL}).pixel
        <PixelPosition.TOP: 'top'>
    """

    pixel: PixelPosition = PixelPosition.BOTTOM
    skips: AbstractSet[Skip] = OPTIONAL_SKIPS
    opt_out: AbstractSet[str] = frozenset()
    never: AbstractSet[str] = frozenset()
    clip_at: int = GMAIL_CLIP
    max_url: int = MAX_URL
    utm: Utm | None = None
    plain_text: bool = False

    def __post_init__(self) -> None:
        """Check the choices, so that a typo shows at once."""
        assign = object.__setattr__
        try:
            assign(self, "pixel", PixelPosition(self.pixel))
            assign(self, "skips", frozenset(Skip(skip) for skip in self.skips))
        except ValueError as error:
            raise ArgumentError(f"RewriteRules: {error}") from error
        if not self.skips <= OPTIONAL_SKIPS:
            names = ", ".join(sorted(f"Skip.{skip.name}" for skip in OPTIONAL_SKIPS))
            raise ArgumentError(f"skips may hold {names}; the other skips always apply")
        assign(self, "opt_out", _texts("opt_out", self.opt_out, lower=True))
        never = _texts("never", self.never, lower=False)
        assign(self, "never", frozenset(clean_target(url) for url in never))
        if type(self.clip_at) is not int or self.clip_at < 0:
            raise ArgumentError(f"clip_at must be a size in bytes, not {self.clip_at!r}")
        if type(self.max_url) is not int or not 0 <= self.max_url <= MAX_URL:
            raise ArgumentError(f"max_url must be from 0 to {MAX_URL} characters, not {self.max_url!r}")
        if self.utm is not None and not isinstance(self.utm, Utm):
            raise ArgumentError(f"utm must be a Utm or None, not {type(self.utm).__name__}")
        if type(self.plain_text) is not bool:
            raise ArgumentError(f"plain_text must be True or False, not {self.plain_text!r}")


def _texts(what: str, values: Iterable[str], *, lower: bool) -> frozenset[str]:
    if isinstance(values, str):
        raise ArgumentError(f"{what} must be a set of texts: use {{{values!r}}}")
    texts = frozenset(values)
    if not all(isinstance(text, str) for text in texts):
        raise ArgumentError(f"{what} must hold texts only")
    return frozenset(text.lower() for text in texts) if lower else texts
