"""A spreadsheet that was checked waits a short while for its officer to press Import.

It holds people's words: it lies apart from the files that are served and backed up, only the
portal's own account can read it, only the officer who checked it finds it again, and it goes by
itself.
"""

import contextlib
import datetime as dt
import re
import time
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.utils.crypto import salted_hmac

from participation.models import User

KEPT_FOR = dt.timedelta(minutes=30)
_KEY = re.compile("[0-9a-f]{64}")


def keep_checked(content: bytes, *, by: User) -> str:
    """Keep a file; returns the key by which `by` finds it again."""
    forget_checked()
    key = salted_hmac("feedback.checked", content, algorithm="sha256").hexdigest()
    settings.CHECKED_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made for its owner alone, and whole before it has its name.
    with NamedTemporaryFile(dir=settings.CHECKED_DIR, delete=False) as file:
        file.write(content)
    Path(file.name).replace(_path(key, by=by))
    return key


def checked_content(key: str, *, by: User) -> bytes | None:
    """What `by` had checked: empty where it has been imported, None where it is here no more."""
    forget_checked()
    if not _KEY.fullmatch(key):
        return None
    with contextlib.suppress(FileNotFoundError):
        return _path(key, by=by).read_bytes()
    return None


def let_go_imported(key: str, *, by: User) -> None:
    """Keep of a file no more than that it was imported, for whoever presses twice."""
    _path(key, by=by).write_bytes(b"")


def forget_checked() -> int:
    """Remove what has waited too long; returns how many files."""
    oldest = time.time() - KEPT_FOR.total_seconds()
    forgotten = 0
    for path in settings.CHECKED_DIR.glob("*"):
        # Another request may be quicker.
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()
                forgotten += 1
    return forgotten


def _path(key: str, *, by: User) -> Path:
    path: Path = settings.CHECKED_DIR / f"{by.pk}-{key}"
    return path
