"""Where the suite runs in several processes, each keeps to files and a Redis number of its own.

A plugin and not a fixture: the settings are read before any fixture is. The database needs none of
this; pytest-django names it after the process.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

#: What Redis has unless it is told otherwise.
REDIS_NUMBERS = 16

if process := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
    if url := os.environ.get("REDIS_URL"):
        parts = urlsplit(url)
        number = (int(parts.path.strip("/") or 0) + int(process)) % REDIS_NUMBERS
        os.environ["REDIS_URL"] = parts._replace(path=f"/{number}").geturl()
    folder = Path(os.environ["DATA_DIR"]) / process
    folder.mkdir(exist_ok=True)
    os.environ["DATA_DIR"] = str(folder)
