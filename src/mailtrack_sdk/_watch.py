"""Measures for an observer, and costs next to nothing where there is none."""

from __future__ import annotations

import inspect
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from uuid import UUID

from mailtrack_sdk._logs import log_failure
from mailtrack_sdk.classification import Verdict
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.observing import Measurement, Metric, Observer
from mailtrack_sdk.outcomes import Hit, Outcome

__all__ = ["Watch"]

_Request = OpenEvent | ClickEvent
_NOTHING = nullcontext()


class Watch:
    """Tells an observer what happens, and bears whatever it does.

    Args:
        observer: Is told; None for nobody.

    Raises:
        ConfigurationError: It cannot be called, or would have to be awaited.
    """

    __slots__ = ("_has_failed", "_observer")

    def __init__(self, observer: Observer | None) -> None:
        if observer is not None and not callable(observer):
            raise ConfigurationError(f"observer must be callable, not {type(observer).__name__}")
        if inspect.iscoroutinefunction(observer):
            raise ConfigurationError("observer is a coroutine function, and it is called, not awaited")
        self._observer = observer
        self._has_failed = False

    def count(self, metric: Metric, labels: Mapping[str, str]) -> None:
        """Tell that something has happened once."""
        self.tell(metric, 1, labels)

    def received(self, outcome: Outcome) -> None:
        """Count a request."""
        if self._observer is not None:
            kind = outcome.event.kind if isinstance(outcome, Hit) else outcome.reason
            self.tell(Metric.REQUESTS, 1, {"outcome": kind.value})

    def event(self, metric: Metric, event: _Request) -> None:
        """Count an event."""
        if self._observer is not None:
            self.tell(metric, 1, {"kind": event.kind.value})

    def judged(self, event: _Request, history: Sequence[_Request], verdicts: Mapping[UUID, Verdict]) -> None:
        """Count the verdict on an event, and those on earlier ones that it has changed."""
        if self._observer is None:
            return
        kinds = {other.id: other.kind.value for other in (*history, event)}
        for event_id, verdict in verdicts.items():
            metric = Metric.VERDICTS if event_id == event.id else Metric.REVISED
            labels = {"kind": kinds[event_id], "agent": verdict.agent.value, "human": verdict.human.value}
            self.tell(metric, 1, labels)

    def call(self, name: str) -> AbstractContextManager[None, None]:
        """Return a block that is timed as a call of the store; errors are counted, and go on."""
        return _NOTHING if self._observer is None else _Call(self, name)

    def tell(self, metric: Metric, value: float, labels: Mapping[str, str]) -> None:
        """Hand a measurement to the observer."""
        if self._observer is None:
            return
        try:
            self._observer(Measurement(metric=metric, value=value, labels=labels))
        except Exception as error:  # noqa: BLE001 - whatever the observer raises
            # Once: it may be called a thousand times a second, and fail as often.
            if not self._has_failed:
                self._has_failed = True
                log_failure("the observer failed; if it does so again, nothing is logged", error)


class _Call:
    """One call of the store."""

    __slots__ = ("_name", "_started", "_watch")

    def __init__(self, watch: Watch, name: str) -> None:
        self._watch = watch
        self._name = name
        self._started = 0.0

    def __enter__(self) -> None:
        self._started = time.perf_counter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        seconds = time.perf_counter() - self._started
        self._watch.tell(Metric.STORE_DURATION, seconds, {"call": self._name})
        if isinstance(error, Exception):  # no cancellation, which is no failure of the store
            labels = {"call": self._name, "error": type(error).__name__}
            self._watch.count(Metric.STORE_ERRORS, labels)
