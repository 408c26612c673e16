"""Bring a machine to the point where the portal runs, or where its tests do.

Called by `make` with any Python 3.11; uses nothing but the standard library.
Each step looks first whether there is anything to do, so that a second call takes no time.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NoReturn

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_AT_LEAST = 18
PYTHON_LOCKS = ("requirements.txt", "requirements-dev.txt")


def main(purpose: str) -> None:
    install_system_packages(purpose)
    install_python_packages("requirements.txt" if purpose == "run" else "requirements-dev.txt")
    install_node_packages()
    compile_translations()
    build_assets()


# --- The system -----------------------------------------------------------------------------------


def install_system_packages(purpose: str) -> None:
    """What comes from Debian: installed where we may, else named in a command to type."""
    missing = [package for package, is_there in needs(purpose) if not is_there()]
    if not missing:
        return
    apt = "apt-get install -y --no-install-recommends " + " ".join(missing)
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not may_install(become):
        stop(
            f"These system packages are missing: {', '.join(missing)}.",
            f"Install them with:\n\n    sudo apt-get update && sudo {apt}\n",
        )
    say(f"Installing system packages: {', '.join(missing)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update -q", apt + " -q"):
        if subprocess.run([*become, *command.split()], env=quiet, check=False).returncode:
            stop(f"`{command}` failed.", f"Mend that, or install by hand: {', '.join(missing)}")


def may_install(become: list[str]) -> bool:
    """Whether there is an apt we may use without being asked for a password."""
    if not shutil.which("apt-get"):
        return False
    return not become or (
        bool(shutil.which("sudo")) and not run_quietly([*become, "true"]).returncode
    )


def needs(purpose: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """Debian's name of each thing, and how to see that it is there."""
    yield "python3-venv", lambda: PYTHON.exists() or importlib.util.find_spec("ensurepip")
    yield "libpango-1.0-0", lambda: has_library("libpango-1.0.so.0")
    yield "libpangoft2-1.0-0", lambda: has_library("libpangoft2-1.0.so.0")
    yield "libharfbuzz-subset0", lambda: has_library("libharfbuzz-subset.so.0")
    yield "gettext", lambda: shutil.which("msgfmt")
    if purpose == "run":
        return
    if purpose == "bench":
        yield "wrk", lambda: shutil.which("wrk")
    else:
        yield "chromium", lambda: shutil.which("chromium")
        yield "poppler-utils", lambda: shutil.which("pdftotext")
    if purpose == "bench" or "DATABASE_URL" not in os.environ:
        yield (
            "postgresql",
            lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb"),
        )
    if purpose == "bench" or "REDIS_URL" not in os.environ:
        yield "redis-server", lambda: shutil.which("redis-server")


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


# --- Python ---------------------------------------------------------------------------------------


def install_python_packages(name: str) -> None:
    """A virtual environment with exactly what the lock says; the workshop's holds the service's."""
    if not (VENV / "bin" / "pip").exists():
        say("Making a virtual environment")
        run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if name == "requirements.txt" and is_fresh(*installed("requirements-dev.txt")):
        return
    pip_install(name)


def pip_install(name: str) -> None:
    stamp, now = installed(name)
    if is_fresh(stamp, now):
        return
    say(f"Installing Python packages of {name}")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    run([*pip, "-qq", "--no-compile", "--require-hashes", "-r", str(BASE / name)])
    if name in PYTHON_LOCKS:
        # two locks may hold different versions of one package: only the last one is certain
        for other in PYTHON_LOCKS:
            installed(other)[0].unlink(missing_ok=True)
    stamp.write_text(now)


def installed(name: str) -> tuple[Path, str]:
    """Where it is noted that the lock `name` is installed, and what the note must say."""
    return VENV / f"installed-{name}", digest([BASE / name])


# --- The browser's side ---------------------------------------------------------------------------


def install_node_packages() -> None:
    """What the lock says, by the machine's Node or by the one that comes as a Python package."""
    stamp = BASE / "node_modules" / ".installed"
    now = digest([BASE / "package-lock.json"])
    if is_fresh(stamp, now):
        return
    if not has_node():
        pip_install("requirements-node.txt")
    say("Installing front-end packages")
    run(["npm", "ci", "--no-audit", "--no-fund", "--update-notifier=false", "--loglevel=error"])
    stamp.write_text(now)


def has_node() -> bool:
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    version = run_quietly(["node", "--version"]).stdout
    return int(version.removeprefix("v").split(".")[0]) >= NODE_AT_LEAST


def build_assets() -> None:
    """Style sheets, icons, letters for the screen and fonts for paper, what of it is stale.

    That needs no secret, whichever database is named.
    """
    run([str(PYTHON), "manage.py", "build_assets", "--with-fonts", "--verbosity=0"], DEMO="1")


def compile_translations() -> None:
    for po in (BASE / "locale").rglob("*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            run(["msgfmt", "--check-format", "-o", str(mo), str(po)])


# --- Words ----------------------------------------------------------------------------------------


def digest(files: Iterable[Path]) -> str:
    """One number for the names and contents of files."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.relative_to(BASE)}\n".encode() + file.read_bytes())
    return total.hexdigest()


def is_fresh(stamp: Path, now: str) -> bool:
    return stamp.exists() and stamp.read_text() == now


def run(command: list[str], **settings: str) -> None:
    path = f"{os.environ['PATH']}{os.pathsep}{VENV / 'bin'}"
    environment = {**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1", **settings}
    if subprocess.run(command, cwd=BASE, env=environment, check=False).returncode:
        stop(f"`{' '.join(command)}` failed; its own words are above.")


def run_quietly(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False)


def say(sentence: str) -> None:
    print(f"· {sentence} …", flush=True)


def stop(*sentences: str) -> NoReturn:
    sys.exit("\n".join(["", *sentences]))


if __name__ == "__main__":
    if sys.version_info[:2] != (3, 11):
        stop("The portal runs on Python 3.11.", "Name one: make run PYTHON=/path/to/python3.11")
    main(*sys.argv[1:])
