"""The portal as it runs in service, on free ports: PostgreSQL, Redis, the web server of deploy/."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen

import psycopg2

from tests.processes import PostgreSQL, Process, Redis, free_port, wait_until

BASE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
#: What a small server of an office is set to (docs/bench.md).
SETTINGS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "3GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
}
_TICKS = os.sysconf("SC_CLK_TCK")


class Servers:
    """What all measured portals stand on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgresql = PostgreSQL(SETTINGS)
        self.redis = Redis()

    def __enter__(self) -> Self:
        self.postgresql.start()
        self.redis.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self.redis.remove()
        self.postgresql.remove()

    def environment(self, database: str) -> dict[str, str]:
        """As /etc/portal.env has it, but for the invented data."""
        return {
            **{name: value for name, value in os.environ.items() if name in {"PATH", "LANG"}},
            "DATABASE_URL": self.url(database),
            "REDIS_URL": self.redis.url,
            "SECRET_KEY": "only for the bench, on free ports of this machine",
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
            "TRUSTED_PROXIES": "1",
            "DATA_DIR": str(self.folder / database),
            "STATIC_ROOT": str(self.folder / "static"),
            "DEMO_ALLOWED": "1",
        }

    def url(self, database: str) -> str:
        return self.postgresql.url.rsplit("/", 1)[0] + f"/{database}"

    def make_database(self, name: str) -> None:
        self.ask("postgres", f"CREATE DATABASE {name}")

    def ask(self, database: str, question: str) -> list[tuple[Any, ...]]:
        """A question of ours, beside the portal."""
        with closing(psycopg2.connect(self.url(database))) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(question)
            return cursor.fetchall() if cursor.description else []


def run(*command: str, environment: Mapping[str, str]) -> str:
    """A command of the portal or the yardstick; returns what it prints."""
    done = subprocess.run(
        [str(BIN / "python"), *command],
        cwd=BASE, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def web(module: str, environment: Mapping[str, str], log: Path, *, knock: str) -> Iterator["Web"]:
    """The web server as deploy/ starts it, until the block ends."""
    server = Web(module, environment, log)
    server.process.start()
    try:
        wait_until(lambda: server.answers(knock), what=module)
        yield server
    finally:
        server.process.stop()


class Web:
    """A gunicorn under measurement."""

    def __init__(self, module: str, environment: Mapping[str, str], log: Path) -> None:
        self.address = f"http://127.0.0.1:{(port := free_port())}"
        command = _as_deployed()
        command[0] = str(BIN / "gunicorn")
        command[1] = module
        command[command.index("--bind") + 1] = f"127.0.0.1:{port}"
        self.process = Process(command, log=log, environment=environment)

    def answers(self, path: str) -> bool:
        try:
            with urlopen(self.address + path) as response:  # noqa: S310 (our own server)
                return bool(response.status == 200)
        except URLError:
            return False


def _as_deployed() -> list[str]:
    """How the service starts the web server, word for word."""
    unit = (BASE / "deploy" / "systemd" / "portal-web.service").read_text()
    (command,) = (line for line in unit.splitlines() if line.startswith("ExecStart="))
    return command.removeprefix("ExecStart=").split()


def cpu_seconds(root: int) -> float:
    """What a process and all below it have worked, the ended ones included."""
    ticks, below = 0, {root}
    parents = dict(_stats())
    while grown := {pid for pid, (parent, _t) in parents.items() if parent in below} - below:
        below |= grown
    ticks = sum(parents[pid][1] for pid in below if pid in parents)
    return ticks / _TICKS


def _stats() -> Iterator[tuple[int, tuple[int, int]]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            # parent; user and system time of itself and of the children it has waited for
            yield int(folder.name), (int(fields[1]), sum(map(int, fields[11:15])))


def memory_mb(root: int) -> int:
    """What a process and all below it hold in memory, what they share counted once a process."""
    below, parents = {root}, dict(_stats())
    while grown := {pid for pid, (parent, _t) in parents.items() if parent in below} - below:
        below |= grown
    held = 0
    for pid in below:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        held += sum(map(int, re.findall(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)))
    return held // 1024
