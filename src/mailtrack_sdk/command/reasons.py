"""Why links and parts were left alone, each in half a line."""

from __future__ import annotations

from collections.abc import Mapping

from mailtrack_sdk.message import PartSkip
from mailtrack_sdk.rewriting import Skip

__all__ = ["WHY_A_LINK", "WHY_A_PART"]

WHY_A_LINK: Mapping[Skip, str] = {
    Skip.OFF: "clicks are not followed in this copy",
    Skip.EMPTY: "there is no URL in it",
    Skip.FRAGMENT: "points into the mail itself",
    Skip.SCHEME: "is no web link",
    Skip.RELATIVE: "has no host of its own",
    Skip.AMBIGUOUS: "programs disagree about its host",
    Skip.PLACEHOLDER: "a template has yet to fill it in",
    Skip.OPT_OUT: "its author opted out",
    Skip.TRACKED: "leads through the host already, by other keys",
    Skip.UNSUBSCRIBE: "must work without a detour",
    Skip.CREDENTIALS: "carries a login or reset secret",
    Skip.TEXT_IS_URL: "its text is a URL; filters compare the two",
    Skip.TOO_LONG: "its tracked URL would be too long",
    Skip.REFUSED: "may_wrap said no",
}
"""What `Skip` says in sentences."""

WHY_A_PART: Mapping[PartSkip, str] = {
    PartSkip.NOT_HTML: "only HTML is tracked",
    PartSkip.ATTACHMENT: "a file of its own, not the text of the mail",
    PartSkip.ENCLOSED: "another mail inside this one",
    PartSkip.SIGNED: "a change would break the signature: track first, then sign",
    PartSkip.ENCRYPTED: "only the recipient can read it: track first, then encrypt",
    PartSkip.AMP: "AMP for Email allows neither pixel nor changes",
    PartSkip.CALENDAR: "an invitation, for calendar programs",
    PartSkip.SECOND_BODY: "another HTML text than the one that is tracked",
    PartSkip.EMPTY: "there is nothing in it",
    PartSkip.CHARSET: "not text of the charset it declares",
    PartSkip.ENCODING: "its Content-Transfer-Encoding is unknown or wrong",
    PartSkip.BROKEN: "its structure is wrong",
    PartSkip.AMBIGUOUS: "mail programs disagree about where it begins and ends",
    PartSkip.COMPLEX: "more parts, or deeper ones, than mails have",
}
"""What `PartSkip` says in sentences."""
