"""Everything that can be asked of the sources without running the tests; `make check`."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import polib

BASE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
#: The portal as it would be deployed; nobody connects to anything here.
SERVICE = {
    "DATABASE_URL": "postgres://portal@127.0.0.1/portal",
    "REDIS_URL": "redis://127.0.0.1/0",
    "SECRET_KEY": "".join(chr(letter) for letter in range(ord("0"), ord("z"))),
    "ALLOWED_HOSTS": "portal.example",
    "HTTPS": "1",
    "EMAIL_URL": "smtp+tls://mail.example:587",
    "DEMO": "0",
    "DEBUG": "0",
}


def main() -> int:
    failed = [name for name, holds in CHECKS.items() if not said(name, holds=holds())]
    print(f"\n{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}" if failed else "")
    return 1 if failed else 0


def said(name: str, *, holds: bool) -> bool:
    print(f"{'ok    ' if holds else 'FAILED'} {name}", flush=True)
    return holds


def tool(*command: str, **environment: str) -> Callable[[], bool]:
    """A tool of the workshop is content; what it says is shown only when it is not."""

    def holds() -> bool:
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=BASE,
            env={**os.environ, "ENV_FILE": os.devnull, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            print(done.stdout)
        return done.returncode == 0

    return holds


def templates() -> bool:
    names = [str(path) for path in (BASE / "templates").rglob("*.html")]
    return tool("djade", "--check", "--target-version", "5.2", *names)()


def translations() -> bool:
    """Every string of the sources stands in the Thai catalogue, with its Thai."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in sources():
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(BASE / name, target)
        command = ["-m", "django", "makemessages", "--locale=th", "--no-location", "--no-wrap"]
        subprocess.run(
            [sys.executable, *command], cwd=copy, check=True, capture_output=True, env=_plain()
        )
        catalogue = polib.pofile(str(copy / "locale" / "th" / "LC_MESSAGES" / "django.po"))
    waiting = [
        entry.msgid
        for entry in catalogue
        if not entry.obsolete and (not entry.translated() or entry.fuzzy)
    ]
    for text in waiting:
        print(f"without Thai: {text}")
    return not waiting


def sources() -> list[str]:
    """What `makemessages` is to read: the sources without the tests, and the catalogue."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--"]
    listing += ["*.py", "*.html", "*.txt", "locale/th", ":!*/tests/*", ":!tests/*"]
    listed = subprocess.run(listing, cwd=BASE, check=True, capture_output=True, text=True)
    return [name for name in listed.stdout.splitlines() if (BASE / name).exists()]


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}


CHECKS: dict[str, Callable[[], bool]] = {
    "lint": tool("ruff", "check", "."),
    "format": tool("ruff", "format", "--check", "."),
    "templates": templates,
    "types": tool("mypy", "."),
    "layers": tool("lint-imports", "--no-logo"),
    "migrations": tool("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    "translations": translations,
    "deployment": tool(
        "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING", **SERVICE
    ),
}


if __name__ == "__main__":
    sys.exit(main())
