"""What browser journeys and trials of faults stand on: a real Chromium, real processes."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from celery import current_app
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.fixtures import Settings

from participation import supervisor
from tests.processes import NotInstalledError, Process, Redis, free_port, wait_until

#: What stands in for Redis; under tests no cache of the settings names it.
CACHE_TABLE = "cache"

# Playwright keeps an event loop in our thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# --- Browser --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, which may run as root and in a small container."""
    chromium = shutil.which("chromium") or pytest.fail("Chromium is missing: make test installs it")
    return {
        "executable_path": chromium,
        "args": [
            *("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-sync"),
            *("--disable-background-networking", "--disable-component-update"),
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {
        "locale": "th-TH",
        "timezone_id": "Asia/Bangkok",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def new_context(
    browser: Browser, browser_context_args: dict[str, Any]
) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers of one person each; `page` lives in one of them.

    In none may anything be complained of: no script error, nothing the content security policy has
    blocked, nothing missing.
    """
    complaints: list[str] = []
    opened: list[BrowserContext] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not _is_expected(message):
            complaints.append(f"{message.location}: {message.text}")

    def make(**how: Any) -> BrowserContext:
        context = browser.new_context(**(browser_context_args | how))
        opened.append(context)
        context.set_default_timeout(10_000)
        context.on("console", listen)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context

    yield make
    for context in opened:
        context.close()
    assert complaints == []


def _is_expected(message: ConsoleMessage) -> bool:
    """What Chromium says of a page refused or not found, and of axe trying a style of its own."""
    source = message.location["url"]
    if "status of 4" in message.text:
        return message.page is not None and source == message.page.url
    # what a test has put into the page has no address; every script and page of ours has one
    return message.text.startswith("Applying inline style") and not source


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Every rule of axe on the page as it stands."""

    def check(page: Page) -> None:
        results = Axe().run(page)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check


# --- Processes ------------------------------------------------------------------------------------


@pytest.fixture
def redis() -> Iterator[Redis]:
    """A broker that may be stopped."""
    try:
        server = Redis().start()
    except NotInstalledError as missing:
        pytest.skip(f"{missing} is not installed")
    yield server
    server.remove()


class Portal:
    """Web, worker and clock as processes of their own, on the database of the test."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment = environment
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        commands = {
            child.name: list(child.command)
            for child in supervisor.portal(host="127.0.0.1", port=self.port, logs=folder)
        }
        # the same worker, but it knows the work of the trials as well
        commands["worker"] = [
            "tests.worker" if word == "participation" else word for word in commands["worker"]
        ]
        self.web, self.worker, self.clock = (
            Process(commands[name], log=folder / f"{name}.log", environment=environment)
            for name in ("web", "worker", "clock")
        )

        self.other_worker = Process(
            [*commands["worker"], "--hostname", "other@%h"],
            log=folder / "other_worker.log",
            environment=environment,
        )

    def start(self) -> None:
        """Web, one worker and clock, as `make run` does."""
        self.start_web()
        self.worker.start()
        self.clock.start()

    def start_web(self) -> None:
        """The web server alone, until it answers."""
        self.web.start()
        wait_until(self.answers, what="the web server")

    def answers(self) -> bool:
        try:
            urlopen(f"{self.url}/healthz/", timeout=5).close()  # noqa: S310 (our own address)
        except HTTPError:
            return True
        except OSError:
            return False
        return True

    def stop(self) -> None:
        for process in (self.clock, self.other_worker, self.worker, self.web):
            process.stop()


#: As `make run` does it, which leaves alone what it finds done.
_COLLECT = (
    "from participation.management.commands import run_portal; run_portal.collect_static(print)"
)


@pytest.fixture(scope="session")
def collected_static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files for the browser lie, hashed and compressed as in service.

    Whichever process of the suite comes first makes them for all.
    """
    ours = tmp_path_factory.getbasetemp()
    folder = (ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours) / "static"
    environment = {**os.environ, "STATIC_ROOT": str(folder)}
    command = [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", _COLLECT]
    with folder.with_name("static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(command, cwd=django_settings.BASE_DIR, env=environment, check=True)
    return folder


@pytest.fixture
def portal(
    transactional_db: None,
    redis: Redis,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    collected_static: Path,
) -> Iterator[Portal]:
    """The portal in processes of its own, not yet started, on the test's database and a broker.

    The test writes and reads the same database; passwords it sets can be used to sign in.
    """
    if connection.vendor != "postgresql":  # an SQLite test database lives in our memory
        pytest.skip("needs PostgreSQL")
    call_command("createcachetable", CACHE_TABLE, verbosity=0)  # as before every start in service
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    monkeypatch.setattr(current_app.conf, "broker_url", redis.url)
    environment = {
        **os.environ,
        "DATABASE_URL": url_of_the_test_database(),
        "REDIS_URL": redis.url,
        "SECRET_KEY": settings.SECRET_KEY,
        "DATA_DIR": str(tmp_path),
        "STATIC_ROOT": str(collected_static),
        "DEMO": "1",
        "JOB_LEASE_SECONDS": "4",
        "JOB_SWEEP_SECONDS": "1",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    portal = Portal(environment, tmp_path / "log")
    yield portal
    portal.stop()
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {CACHE_TABLE}")


def url_of_the_test_database(name: str = "") -> str:
    """Where other processes find it, or another database beside it."""
    at = connection.settings_dict
    who = ":".join(quote(at[part], safe="") for part in ("USER", "PASSWORD") if at[part])
    return f"postgres://{who}@{at['HOST'] or '127.0.0.1'}:{at['PORT'] or 5432}/{name or at['NAME']}"
