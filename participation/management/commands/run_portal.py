"""Open the portal with one command."""

import hashlib
import http.client
import os
import socket
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from participation import demo
from participation.models import AnnouncementPart, User
from participation.supervisor import GivenUpError, Supervisor, portal


class Command(BaseCommand):
    help = "Prepare the database and run web, worker and clock until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *_args: Any, host: str, port: int, **_options: Any) -> None:
        _refuse_taken_port(host, port)
        self._prepare()
        logs = settings.DATA_DIR / "log"
        try:
            Supervisor(portal(host=host, port=port, logs=logs), self._say).run(
                is_ready=lambda: _answers(host, port), when_ready=lambda: self._greet(host, port)
            )
        except GivenUpError as error:
            raise CommandError(str(error)) from error
        self._say("The portal is closed.")

    def _prepare(self) -> None:
        """The database as it must be, the demonstration where it may be, files for the browser."""
        self._say("· Preparing the database …")
        self.check(databases=["default"])  # a command called from here would skip it
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not AnnouncementPart.objects.exists():
            call_command("load_announcement", stdout=self.stdout)
            call_command("load_holidays", stdout=self.stdout)
        if settings.DEMO_ALLOWED and not User.objects.exists():
            self._say("· Making the demonstration years …")
            with transaction.atomic():  # all of it or, when interrupted, nothing
                call_command("make_demo", stdout=_Nowhere())
        collect_static(self._say)

    def _greet(self, host: str, port: int) -> None:
        if settings.DEMO_ALLOWED:
            self._say("\nAccounts of the demonstration:")
            for account in demo.ACCOUNTS:
                self._say(f"  {account.email:36} {account.name} · {account.may}")
            self._say(f"  password of each: {demo.PASSWORD}")
        self._say(f"\nLogs are in {settings.DATA_DIR / 'log'}")
        self._say(f"The portal is open at http://{host}:{port}/ (Ctrl-C closes it)")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def collect_static(say: Callable[[str], object]) -> None:
    """Hash and compress the files for the browser, unless that is done."""
    stamp, now = settings.STATIC_ROOT / ".collected", _static_sources()
    if stamp.exists() and stamp.read_text() == now:
        return
    say("· Collecting files for the browser …")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)


class _Nowhere:
    def write(self, _text: str) -> None:
        """Keep quiet: what it would say is said when the portal is open."""


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken. Free it, or choose another: PORT={port + 1} make run"
            ) from error


def _answers(host: str, port: int) -> bool:
    """Whether the web server answers, whatever it says."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except OSError:
        return False
    else:
        return True
    finally:
        connection.close()


def _static_sources() -> str:
    """One number for what `collectstatic` would read, by name, size and time."""
    digest = hashlib.sha256()
    for path in sorted(_static_files()):
        about = path.stat()
        digest.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _static_files() -> Iterator[Path]:
    for finder in get_finders():
        for name, storage in finder.list([".*"]):
            yield Path(storage.path(name))
