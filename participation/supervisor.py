"""Processes that belong together: started, watched, started again, stopped as one."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

#: So many starts within so many seconds, and the fault is not a passing one.
MAX_STARTS, WITHIN_SECONDS = 5, 60.0
#: How long a process may take to finish what it is at before it is killed; jobs survive that.
GRACE_SECONDS = 6.0
_POLL_SECONDS = 0.1
_PR_SET_PDEATHSIG = 1


class GivenUpError(Exception):
    """A process that does not stay up; the message names it and its log."""


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the one that started it is gone."""
    with contextlib.suppress(AttributeError, OSError):  # a system without prctl goes without
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Child:
    """One process of the portal, in a group of its own, its words in a log."""

    def __init__(self, name: str, command: Sequence[str], log: Path) -> None:
        self.name = name
        self.command = command
        self.log = log
        self._starts: deque[float] = deque(maxlen=MAX_STARTS)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Raises GivenUpError when it was started too often of late."""
        now = time.monotonic()
        if len(self._starts) == MAX_STARTS and now - self._starts[0] < WITHIN_SECONDS:
            raise GivenUpError(f"The {self.name} does not stay up; its last words: {self.log}")
        self._starts.append(now)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,  # a Ctrl-C at the terminal is for us alone, we stop them in order
                preexec_fn=die_with_parent,  # noqa: PLW1509 (we start processes from one thread only)
            )

    def died(self) -> int | None:
        """The code it ended with, or None while it runs."""
        return self._process.poll() if self._process else None

    def ask_to_stop(self) -> None:
        if self._process:
            self._process.terminate()

    def kill(self) -> None:
        """It and whatever it has started."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Supervisor:
    """Keeps children running until told to stop."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], object]) -> None:
        self.children = children
        self.say = say
        self.stopping = False

    def run(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], object]) -> None:
        """Start all, call `when_ready` once, keep them up until a signal says stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            for child in self.children:
                child.start()
            self._watch(is_ready, when_ready)
        finally:
            self._stop_children()

    def _stop(self, *_args: object) -> None:
        self.stopping = True

    def _watch(self, is_ready: Callable[[], bool], when_ready: Callable[[], object]) -> None:
        ready = False
        while not self.stopping:
            for child in self.children:
                code = child.died()
                if code is not None:
                    self.say(f"The {child.name} ended with {code}; it is started again.")
                    child.start()
            if not ready and is_ready():
                ready = True
                when_ready()
            time.sleep(_POLL_SECONDS)

    def _stop_children(self) -> None:
        for child in self.children:
            child.ask_to_stop()
        until = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < until and any(child.died() is None for child in self.children):
            time.sleep(_POLL_SECONDS)
        for child in self.children:
            child.kill()


def portal(*, host: str, port: int, logs: Path) -> list[Child]:
    """The three processes of the portal, as commands of this Python."""
    logs.mkdir(parents=True, exist_ok=True)
    tool = [sys.executable, "-m"]
    web = [
        *(*tool, "gunicorn", "participation.wsgi", "--bind", f"{host}:{port}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--graceful-timeout", "5", "--no-control-socket"),
    ]
    worker = [
        *(*tool, "celery", "--app", "participation", "worker", "--concurrency", "1"),
        *("--max-tasks-per-child", "50", "--hostname", f"portal-{port}@%h"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    clock = [*tool, "celery", "--app", "participation", "beat"]
    return [
        Child(name, command, logs / f"{name}.log")
        for name, command in (("web", web), ("worker", worker), ("clock", clock))
    ]
