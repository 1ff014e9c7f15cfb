"""Measure what it takes to import the library, and to use each of its parts for the first time.

    python -m tests.benchmarks.importing [--rounds COUNT] [--write]

Run it from the root of the repository. Every program runs in a new interpreter, in turns with the others;
the time is that of the whole process. `--write` puts the table into docs/explanation/performance.md.
"""

# ruff: noqa: T201 - a program for a terminal

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from statistics import median

from tests.benchmarks._page import Section, machine, table, version_of, write
from tests.benchmarks._timing import Entrant, race

__all__ = ["PROGRAMS", "measure"]

_NOTHING = "an empty program"
_TRACKER = """
from datetime import datetime, timezone
import mailtrack_sdk as mt
tracker = mt.Tracker("a long and random secret", base_url="https://t.example.com")
delivery = mt.Delivery("news-7", "u-1001", sent_at=datetime(2026, 3, 1, tzinfo=timezone.utc))
url = tracker.pixel_url(delivery)
"""
_REQUEST = """
headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.3.1"}
"""
_RECORDER = f"""{_TRACKER}{_REQUEST}
from mailtrack_sdk.stores import MemoryStore
assert mt.Recorder(tracker, MemoryStore()).record(mt.Request("GET", url, headers)).status == 200
"""
_STORE = f"""{_TRACKER}
from uuid import UUID
from mailtrack_sdk.stores import SQLiteStore
with SQLiteStore(":memory:") as store:
    assert store.append([mt.OpenEvent(id=UUID(int=1), at=delivery.sent_at, delivery=delivery)]) == 1
"""
_CLASSIFIER = """
from datetime import datetime, timezone
from uuid import UUID
import mailtrack_sdk as mt
sent_at = datetime(2026, 3, 1, tzinfo=timezone.utc)
event = mt.OpenEvent(id=UUID(int=1), at=sent_at, delivery=mt.Delivery("news-7", "u-1001", sent_at=sent_at))
assert mt.Classifier().classify(event).human is mt.Human.UNKNOWN
"""
PROGRAMS = {
    _NOTHING: "pass",
    "`import itsdangerous`": "import itsdangerous",
    "`import email_validator`": "import email_validator",
    "`import user_agents`": "import user_agents",
    "`import mailtrack_sdk`": "import mailtrack_sdk",
    "`Tracker`, one pixel URL": _TRACKER,
    "`Classifier`, one verdict": _CLASSIFIER,
    "`Recorder`, one request, `MemoryStore`": _RECORDER,
    "`SQLiteStore`, one event": _STORE,
}
"""What is measured: a name for people, and the program."""
_BESIDE = ("itsdangerous", "email-validator", "user-agents")


def measure(*, rounds: int) -> Section:
    """Measure every program.

    Args:
        rounds: How often each of them runs.
    """
    entrants = [Entrant(name=name, prepare=_process(program)) for name, program in PROGRAMS.items()]
    laps = race(entrants, rounds=rounds)
    nothing, own = median(laps[_NOTHING]), _modules(PROGRAMS[_NOTHING])
    rows: list[tuple[str, ...]] = []
    for name, program in PROGRAMS.items():
        seconds, modules = median(laps[name]), _modules(program)
        more = ("", "") if name == _NOTHING else (f"{(seconds - nothing) * 1e3:.1f}", str(modules - own))
        rows.append((name, f"{seconds * 1e3:.1f}", more[0], str(modules), more[1]))
    versions = ", ".join(f"{name} {version_of(name)}" for name in _BESIDE)
    said = f"Measured {machine()}; {versions}; medians of {rounds} runs."
    return Section(
        key="importing", body=f"{said}\n\n{table(('program', 'ms', 'more', 'modules', 'more'), rows)}"
    )


def _process(program: str) -> Callable[[int], Callable[[], None]]:
    def run() -> None:
        subprocess.run([sys.executable, "-c", program], check=True)

    return lambda _: run


def _modules(program: str) -> int:
    """Count the modules that are loaded when a program ends."""
    counting = f"{program}\nimport sys; print(len(sys.modules))"
    done = subprocess.run([sys.executable, "-c", counting], capture_output=True, text=True, check=True)
    return int(done.stdout)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(description="Measure what it takes to import the library.")
    parser.add_argument("--rounds", type=int, default=31, help="how often each program runs (31)")
    parser.add_argument("--write", action="store_true", help="put the table into the page")
    options = parser.parse_args(arguments)
    section = measure(rounds=options.rounds)
    print(section.text)
    if options.write:
        write([section])


if __name__ == "__main__":
    main()
