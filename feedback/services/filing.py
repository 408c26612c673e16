"""Files of an opinion go to where no public page reaches, and back, whatever dies on the way.

A move is three steps, and in none of them a file is without a row or a row without its file:

1. The bytes get a second name in the other folder (a hard link, flushed to the disk); killed
   here, a name is left that no row knows.
2. The rows change in the caller's transaction: either all name the new place or none does.
3. After the commit the old name goes; killed before, a name is left that no row knows.

What no row knows is served by nobody and goes in the night after (`uploading.forget_uploads`).
"""

import contextlib
import logging
import os
import secrets
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction

from participation import thai

log = logging.getLogger(__name__)


def moved(name: str, *, to: str) -> str:
    """The new name of a file in the folder `to`; the old one stays until `let_go`."""
    old = Path(default_storage.path(name))
    new = Path(default_storage.path(f"{to}/{secrets.token_hex(16)}{old.suffix}"))
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except FileNotFoundError:
        # lost before: the row still says that it was there
        log.exception("file_missing", extra={"file": name})
    else:
        # young enough not to be swept before the row names it (docs/adr/0012: the day alone)
        day = thai.start_of(thai.today()).timestamp()
        os.utime(new, (day, day))
        _flush(new.parent)
    return f"{to}/{new.name}"


def let_go(names: Iterable[str]) -> None:
    """Delete these after the commit; what cannot be deleted then goes in the night."""
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


def _flush(folder: Path) -> None:
    """Have the new name on the disk before a row relies on it."""
    with contextlib.suppress(PermissionError):  # where folders cannot be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
