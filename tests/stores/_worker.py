"""Programs that run as processes of their own beside a test; the first argument names one."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable

from mailtrack_sdk.errors import StoreError
from mailtrack_sdk.stores import SQLiteStore
from mailtrack_sdk.testing._samples import number_of, opened


def write(path: str, first: str, count: str) -> None:
    """Wait for a line, append events one by one, and print the number and the answer for each."""
    _say("ready")
    sys.stdin.readline()
    with SQLiteStore(path) as store:
        for number in range(int(first), int(first) + int(count)):
            new = store.append([opened(number)])
            _say(f"{number} {new}")


def write_as_nobody(path: str) -> None:
    """Try to append as a user who may not write, and print the error."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65_534)
        os.setuid(65_534)
    try:
        with SQLiteStore(path) as store:
            store.append([opened(99)])
    except StoreError as error:
        _say(str(error))


def reach_the_quota(path: str) -> None:
    """Append while no file may grow beyond a limit, then without one; print each batch and its answer."""
    import resource  # noqa: PLC0415 - Windows has none

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with SQLiteStore(path) as store:
        for batch in range(1, 61):
            if batch in (10, 50):
                limit = 300_000 if batch == 10 else resource.RLIM_INFINITY
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            count = 1 if batch % 3 else 50
            try:
                _say(f"{batch} {store.append(opened(batch * 100 + number) for number in range(count))}")
            except StoreError as error:
                _say(f"{batch} {error}")


def fork(path: str) -> None:
    """Fork with a store in use; the parent closes it before the child writes."""
    store = SQLiteStore(path)
    store.append([opened(1)])
    list(store.events())
    from_parent, to_child = os.pipe()
    child = os.fork()
    if child == 0:
        list(store.events())
        os.read(from_parent, 1)
        store.append([opened(2)])
        _leave_if([number_of(event) for event in store.events()] == [1, 2, 3])
    store.append([opened(3)])
    store.close()
    os.write(to_child, b"x")
    _expect_success(child)


def fork_while_writing(path: str) -> None:
    """Fork again and again while another thread appends."""
    store = SQLiteStore(path, durability="normal")
    stop = threading.Event()

    def keep_writing() -> None:
        number = 1_000
        while not stop.is_set():
            store.append([opened(number)])
            number += 1

    thread = threading.Thread(target=keep_writing)
    thread.start()
    for number in range(1, 21):
        child = os.fork()
        if child == 0:
            _leave_if(store.append([opened(number)]) == 1)
        _expect_success(child)
    stop.set()
    thread.join()
    store.close()


def fork_in_memory(path: str) -> None:
    """Fork with a database in memory: the child has a copy of its own."""
    store = SQLiteStore(path)
    store.append([opened(1)])
    child = os.fork()
    if child == 0:
        store.append([opened(2)])
        _leave_if(len(list(store.events())) == 2)
    _expect_success(child)
    sys.exit(len(list(store.events())) != 1)


def fork_unseen(path: str) -> None:
    """Fork behind Python's back, as a server written in C may do."""
    store = SQLiteStore(path)
    store.append([opened(1)])
    child = ctypes.PyDLL(None).fork()
    if child == 0:
        try:
            store.append([opened(2)])
        except StoreError as error:
            store.close()
            _leave_if("forked" in str(error))
        _leave_if(False)  # noqa: FBT003 - says what happened
    _expect_success(child)
    store.append([opened(3)])
    store.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _leave_if(success: object) -> None:
    """End a child process at once, without running what belongs to the parent."""
    os._exit(0 if success else 1)


def _expect_success(child: int) -> None:
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit(f"the child failed with {status}")


PROGRAMS: dict[str, Callable[..., None]] = {
    program.__name__: program
    for program in (
        write,
        write_as_nobody,
        reach_the_quota,
        fork,
        fork_while_writing,
        fork_in_memory,
        fork_unseen,
    )
}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
