"""What an event has kept of its request: whether a second judgement can be as good as the first."""

from __future__ import annotations

from mailtrack_sdk.events import RequestEvent

__all__ = ["keeps_traces"]


def keeps_traces(event: RequestEvent) -> bool:
    """Say whether an event has kept anything of its client that rules look at.

    Anonymous copies, `Mode.AGGREGATE` and `Mode.LAST_OPEN_DAY` keep nothing, and so the verdict made at
    the request knows more than any later one can. A mark of the sender's own view is no trace: what
    it says, it said at the request.
    """
    client = event.client
    return not (
        client.agent is None and client.headers is None and client.address is None and client.networks is None
    )
