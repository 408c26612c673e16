"""Real servers and processes for the tests: started on free ports, stopped, killed, restarted."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self


class NotInstalledError(Exception):
    """A program the tests need is not on this machine."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], object], *, seconds: float = 60, what: str = "it") -> None:
    """Fail when `is_so` does not become true in time."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise AssertionError(f"Waited {seconds} s in vain for {what}.")
        time.sleep(0.05)


class Process:
    """A process in a group of its own that can be stopped, killed, frozen and started again."""

    def __init__(
        self, command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.command = command
        self.log = log
        self.environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        return self

    @property
    def pid(self) -> int:
        assert self._process, "not started"
        return self._process.pid

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        """As if the power went: this process alone, without a word to it."""
        self.send(signal.SIGKILL)
        self.wait()

    def wait(self, seconds: float = 20) -> int:
        assert self._process, "not started"
        return self._process.wait(seconds)

    def stop(self) -> None:
        """In order; then the whole group, whatever is left of it."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.send(signal.SIGCONT)
            self.send(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(5)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()


class Redis(Process):
    """A Redis of our own that keeps nothing."""

    def __init__(self) -> None:
        if not shutil.which("redis-server"):
            raise NotInstalledError("redis-server")
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="portal-redis-"))
        super().__init__(
            [
                *("redis-server", "--port", str(self.port), "--bind", "127.0.0.1"),
                *("--save", "", "--appendonly", "no", "--dir", str(self.folder)),
            ],
            log=self.folder / "log",
        )

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> Self:
        super().start()
        wait_until(lambda: _listens(self.port), what="Redis")
        return self

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


#: For tests, whose database is thrown away.
QUICK_AND_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgreSQL(Process):
    """A PostgreSQL cluster of our own: it knows Thai letters.

    Unless told otherwise it need not survive the machine.
    """

    def __init__(self, settings: Mapping[str, str] = QUICK_AND_UNSAFE) -> None:
        programs = _newest_postgresql()
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="portal-postgresql-"))
        self._become: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            user = _unprivileged_user()
            shutil.chown(self.folder, user)
            self._become = ["runuser", "-u", user, "--"]
        data = self.folder / "data"
        subprocess.run(
            [
                *self._become,
                *(str(programs / "initdb"), "--pgdata", str(data), "--no-sync"),
                *("--username", "postgres", "--auth", "trust"),
                *("--encoding", "UTF8", "--locale", "C.UTF-8"),
            ],
            check=True,
            capture_output=True,
            cwd=self.folder,
        )
        super().__init__(
            [
                *self._become,
                *(str(programs / "postgres"), "-D", str(data), "-p", str(self.port)),
                *("-k", str(self.folder), "--listen_addresses=127.0.0.1"),
                *(f"--{name}={value}" for name, value in settings.items()),
            ],
            log=self.folder / "log",
        )
        self._ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> Self:
        super().start()
        wait_until(
            lambda: subprocess.run(self._ready, check=False).returncode == 0, what="PostgreSQL"
        )
        return self

    def send(self, number: signal.Signals) -> None:
        """To the server itself, past the program that changes the user."""
        os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), number)

    def stop(self) -> None:
        """At once, whoever is connected."""
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            self.send(signal.SIGINT)
        self.wait()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _newest_postgresql() -> Path:
    """The folder of its programs; Debian keeps them off the path, a version each."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise NotInstalledError("postgresql")


def _unprivileged_user() -> str:
    known = {line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()}
    return "postgres" if "postgres" in known else "nobody"
