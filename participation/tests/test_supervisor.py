"""Processes kept up together; the portal's own are tried in tests/test_run_portal.py."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from participation import supervisor
from participation.supervisor import Child, GivenUpError, Supervisor, portal


@pytest.fixture(autouse=True)
def _signals_as_they_were(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 1.0)
    kept = {number: signal.getsignal(number) for number in (2, 15, 1)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def python(code: str, log: Path, name: str = "child") -> Child:
    return Child(name, [sys.executable, "-c", code], log)


def is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_children_run_until_a_signal_and_are_gone_then(tmp_path: Path) -> None:
    log = tmp_path / "log"
    code = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    said: list[str] = []

    Supervisor([python(code, log)], said.append).run(
        is_ready=lambda: log.read_text() != "", when_ready=lambda: os.kill(os.getpid(), 15)
    )

    assert not is_running(int(log.read_text()))
    assert said == []


def test_child_that_ends_is_started_again(tmp_path: Path) -> None:
    log = tmp_path / "log"
    said: list[str] = []
    code = "import sys, time; print('up', flush=True); time.sleep(0.2); sys.exit(3)"

    Supervisor([python(code, log, "worker")], said.append).run(
        is_ready=lambda: log.read_text().count("up") == 2,
        when_ready=lambda: os.kill(os.getpid(), signal.SIGINT),
    )

    assert said == ["The worker ended with 3; it is started again."]


def test_child_that_does_not_stay_up_is_given_up_and_takes_the_others_along(tmp_path: Path) -> None:
    other = tmp_path / "other"
    stays = python("import os, time; print(os.getpid(), flush=True); time.sleep(60)", other)

    with pytest.raises(GivenUpError, match=r"The web does not stay up.*log"):
        Supervisor([stays, python("pass", tmp_path / "log", "web")], print).run(
            is_ready=lambda: False, when_ready=lambda: None
        )

    assert not is_running(int(other.read_text()))


def test_child_that_does_not_listen_is_killed_after_a_grace(tmp_path: Path) -> None:
    log = tmp_path / "log"
    deaf = (
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(os.getpid(), flush=True); time.sleep(60)"
    )

    began = time.monotonic()
    Supervisor([python(deaf, log)], print).run(
        is_ready=lambda: log.read_text() != "", when_ready=lambda: os.kill(os.getpid(), 15)
    )

    assert time.monotonic() - began < 30
    assert not is_running(int(log.read_text()))


def test_portal_is_a_web_server_a_worker_and_a_clock(tmp_path: Path) -> None:
    children = portal(host="127.0.0.1", port=8000, logs=tmp_path / "log")

    assert [child.name for child in children] == ["web", "worker", "clock"]
    assert (tmp_path / "log").is_dir()
