"""What the machines that watch over us ask, and the answer: 200, or 500 with what does not work.

Anybody may ask, as often as they like: nothing is written for the answer.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView

#: Less room than this on the disk of files, and the portal counts as ill before a document is lost.
ROOM = 200 * 1024 * 1024


@dataclass
class Cache(HealthCheck):
    """Whether the cache, or what stands in for it, answers."""

    def run(self) -> None:
        cache.get("healthz")


@dataclass
class Storage(HealthCheck):
    """Whether documents can be kept: their folder may be written in, and there is room."""

    def run(self) -> None:
        folder = Path(settings.MEDIA_ROOT)
        while not folder.exists():  # it is made with the first document
            folder = folder.parent
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            raise ServiceUnavailable("Files cannot be written.")
        if shutil.disk_usage(folder).free < ROOM:
            raise ServiceUnavailable("The disk is nearly full.")


class Health(HealthCheckView):
    """In words for a log; no page, no address, no version."""

    checks = ("health_check.checks.Database", Cache, Storage)

    def render_to_response(self, _context: dict[str, Any], *, status: int) -> Any:
        """Instead of a page, whatever the asker would accept."""
        return self.render_to_response_text(status)
