"""The long trials: `python -m tests.trial`; `make trial`. Run before something is called done."""

import subprocess
import sys
import time
from contextlib import ExitStack

from tests.run import alone, pytest, say, servers

#: What each is, what is asked of pytest, and what its environment says beside.
TRIALS: dict[str, tuple[list[str], dict[str, str]]] = {
    "every fault, three times": (["-m", "fault"], {"FAULTS": "full"}),
    "20,000 hostile inputs": (["tests/test_hostile.py"], {"HOSTILE_INPUTS": "20000"}),
    "accessibility in every display": (
        ["tests/test_accessibility.py"],
        {"ACCESSIBILITY": "full"},
    ),
}
TIMES = {"every fault, three times": 3}
#: Seconds before a single test counts as hanging.
PATIENCE = 3600
LOAD = "load, small and short"


def main() -> int:
    """Run one after the other whatever the last has said; a table at the end."""
    rows: list[tuple[str, bool, float]] = []
    with ExitStack() as stack:
        service = alone(stack) | servers(stack)
        for name, (arguments, beside) in TRIALS.items():
            say(name)
            began = time.monotonic()
            told = [*arguments, "-o", f"faulthandler_timeout={PATIENCE}"]
            codes = [pytest(service | beside, told) for _time in range(TIMES.get(name, 1))]
            rows.append((name, not any(codes), time.monotonic() - began))
    say(LOAD)
    began = time.monotonic()
    load = subprocess.run([sys.executable, "-m", "bench", "--quick"], check=False)
    rows.append((LOAD, not load.returncode, time.monotonic() - began))
    say("The trials")
    for name, holds, seconds in rows:
        print(f"{'ok    ' if holds else 'FAILED'} {name:<34} {seconds:6.0f} s")  # noqa: T201
    return 0 if all(holds for _name, holds, _seconds in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
