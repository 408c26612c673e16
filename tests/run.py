"""Run the suite: whole on PostgreSQL and Redis, then what must also hold embedded, on SQLite.

`python -m tests.run [arguments of pytest]`; with arguments, only what they name. `--cov` alone
measures the whole suite's coverage of branches, which makes it half as long again.
DATABASE_URL and REDIS_URL name servers to use; without them the tests start their own.
REQUIRE_POSTGRES=1 makes it a fault that there is none.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack

from tests.processes import NotInstalledError, PostgreSQL, Redis

#: On every core, but never so many that Redis runs out of numbers (see `tests.apart`). What stands
#: on one costly world is one process's work; the order stays, in which browsers come late.
TOGETHER = [
    *("--numprocesses=auto", "--maxprocesses=8", "-p", "tests.apart"),
    *("--dist=loadgroup", "--no-loadscope-reorder"),
]
#: What alone still means the whole suite.
COVERAGE = "--cov"


def main(arguments: list[str]) -> int:
    asked = [*TOGETHER, *arguments] if arguments in ([], [COVERAGE]) else arguments
    with ExitStack() as stack:
        embedded = alone(stack)
        try:
            service = embedded | servers(stack)
        except NotInstalledError as missing:
            if os.environ.get("REQUIRE_POSTGRES") == "1":
                say(f"{missing} is not installed, and REQUIRE_POSTGRES=1 asks for it.")
                return 1
            say(f"{missing} is not installed: the whole suite runs embedded, on SQLite.")
            return pytest(embedded, asked)
        say("The whole suite, on PostgreSQL and Redis")
        result = pytest(service, asked)
        if result or arguments:
            return result
        say("The contract suite, on SQLite")
        return pytest(embedded, [*TOGETHER, "-m", "contract"])


def alone(stack: ExitStack) -> dict[str, str]:
    """The environment of tests that stand on no server, in a folder of their own."""
    return {
        **{key: value for key, value in os.environ.items() if not key.endswith("_URL")},
        "DATA_DIR": stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-tests-")),
        "SECRET_KEY": "only for tests",
        "DEMO": "1",
        "DEBUG": "0",
    }


def servers(stack: ExitStack) -> dict[str, str]:
    """The addresses of database and broker; those that are not given are started."""
    found = {}
    for name, server in (("DATABASE_URL", PostgreSQL), ("REDIS_URL", Redis)):
        if not (url := os.environ.get(name)):
            started = server().start()
            stack.callback(started.remove)
            url = started.url
        found[name] = url
    return found


def pytest(environment: dict[str, str], arguments: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", "--quiet", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


def say(sentence: str) -> None:
    print(f"\n== {sentence}", flush=True)  # noqa: T201 (a command's own words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
