"""Compile the requirements from pyproject.toml: exact versions with hashes, no addresses."""

import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
TOOL = BASE / "var" / "lock-tool"
LOCKS = {"requirements.txt": None, "requirements-dev.txt": "dev", "requirements-node.txt": "node"}


def main() -> None:
    if not (TOOL / "bin" / "uv").exists():
        subprocess.run([sys.executable, "-m", "venv", str(TOOL)], check=True)
        subprocess.run([str(TOOL / "bin" / "pip"), "install", "--quiet", "uv"], check=True)
    for name, group in LOCKS.items():
        compile_lock(name, group)


def compile_lock(name: str, group: str | None) -> None:
    what = ["pyproject.toml"] if group is None else ["--group", group]
    if group == "dev":
        what = ["pyproject.toml", *what]  # the workshop stands on the service
    subprocess.run(
        [
            *(str(TOOL / "bin" / "uv"), "pip", "compile", "--quiet", *what),
            *("--python-version", "3.11", "--generate-hashes", "--no-header"),
            *("--no-emit-index-url", "--no-emit-find-links", "--output-file", name),
        ],
        cwd=BASE,
        check=True,
    )


if __name__ == "__main__":
    main()
