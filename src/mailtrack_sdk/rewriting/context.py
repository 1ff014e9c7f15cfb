"""What a message is compiled for: its key, its tenant, where its URLs live, and the rules in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mailtrack_sdk._link_parts import LinkSigner
from mailtrack_sdk._logs import log_failure
from mailtrack_sdk.endpoints import Endpoints
from mailtrack_sdk.rewriting.rules import RewriteRules, Skip
from mailtrack_sdk.rewriting.skips import Policy, Suspects, skip_of_shape

__all__ = ["Context"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a message is compiled for.

    Args:
        endpoints: Its URLs and the keys.
        tenant: Its tenant, or None.
        message_key: Its name.
        rules: The rules in force.
        may_wrap: The caller's hook.
        more_links: How many links can be tracked in the other texts of the same mail: every link
            part says how many its message has.
    """

    endpoints: Endpoints
    tenant: str | None
    message_key: str
    rules: RewriteRules
    may_wrap: Callable[[str], bool] | None = None
    more_links: int = 0

    def skip(self, target: str, text: str) -> Skip | None:
        """Say why a cleaned target is left alone, or None; `text` is what the reader sees of it."""
        return skip_of_shape(target) or self.judge(Suspects.among([(target, text)]))(target, text)

    def judge(self, suspects: Suspects) -> Callable[[str, str], Skip | None]:
        """Return what says why one of several web URLs is left alone, by its target and text."""
        policy = Policy(self.rules, self.endpoints.hosts(self.tenant), suspects)
        looks_own, may_wrap = self.endpoints.looks_own, self.may_wrap

        def skip(target: str, text: str) -> Skip | None:
            why = policy.skip(target, text)
            if why is None and looks_own(target):
                return Skip.TRACKED
            return Skip.REFUSED if why is None and may_wrap is not None and not self._allows(target) else why

        return skip

    def _allows(self, target: str) -> bool:
        """Ask the caller's hook; when it fails the mail goes out with this link as it was."""
        try:
            return self.may_wrap is None or bool(self.may_wrap(target))
        except Exception as error:  # noqa: BLE001 - whatever the caller's hook raises
            log_failure("may_wrap failed; the link is left alone", error)
            return False

    def landing(self, target: str) -> str:
        """Return where a click on a tracked link leads: its target, with campaign parameters if wanted."""
        return target if self.rules.utm is None else self.rules.utm.tagged(target)

    def links_of(self, link_count: int) -> LinkSigner:
        """Return what signs the links of the message."""
        return self.endpoints.signer.links_of(
            self.message_key, tenant=self.tenant, link_count=link_count + self.more_links
        )
