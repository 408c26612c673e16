"""The embedded broker: messages as files, for one machine without Redis.

kombu's own transport for this leaves a moment in which a message is there but empty, and a worker
that reads it then ends for good. Here a message appears whole and is taken by one reader only.
"""

import json
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem


class Channel(filesystem.Channel):
    """Messages of a queue, each a file; the name gives the order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._folder = Path(self.data_folder_in)
        for folder in (self._folder, self.control_folder):
            folder.mkdir(parents=True, exist_ok=True)

    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:  # type: ignore[override]  # kombu's own classes disagree
        name = f"{time.time_ns():020}-{uuid.uuid4()}.{queue}.msg"
        unfinished = self._folder / f".{name}"
        unfinished.write_text(json.dumps(payload))
        unfinished.rename(self._folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ARG002 (kombu's signature)
        for path in sorted(self._folder.glob(f"[!.]*.{queue}.msg")):
            try:
                message = path.read_text()
                path.unlink()  # only one of those who read it can take it away
            except FileNotFoundError:
                continue
            return json.loads(message)
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel


def register() -> None:
    """Let a broker address begin with folder://."""
    TRANSPORT_ALIASES["folder"] = f"{__name__}:Transport"
