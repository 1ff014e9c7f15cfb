"""Our own adapters send a pixel before they look into the request, which the contract asks of nobody."""

from __future__ import annotations

from mailtrack_sdk.classification import Classifier, Finding
from mailtrack_sdk.events import RequestEvent
from mailtrack_sdk.testing import AdapterContract, FrozenClock
from mailtrack_sdk.testing._adapter_trial import BASE, AdapterTrial
from mailtrack_sdk.testing._exchange import JournalStore
from mailtrack_sdk.tracker import Tracker

__all__ = ["LookingLater"]

PATIENCE = 2.0


class LookingLater(AdapterContract):
    """The contract, and that."""

    def test_a_pixel_is_out_before_the_request_is_looked_into(self) -> None:
        """A rule is asked when the reader has the pixel, also that of a client which goes away at once."""
        store = JournalStore()
        early: list[bool] = []

        def look(_: RequestEvent) -> Finding | None:
            early.append(not store.answered.wait(PATIENCE))
            return None

        tracker = Tracker(
            "a long and random secret", base_url=BASE, clock=FrozenClock(), classifier=Classifier((look,))
        )
        trial = AdapterTrial(self, tracker, store=store)
        for count, hangs_up in ((1, False), (2, True)):
            trial.ask(trial.pixel, hangs_up=hangs_up)
            trial.check_recorded(count)
        assert early
        assert True not in early
