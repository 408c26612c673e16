"""Files from strangers are opened in a process of their own and made anew; never kept as they came.

What cannot be opened there, in its time and memory, is refused (docs/adr/0014).
"""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participation.errors import DomainError

#: Of one file, as it is sent.
MAX_BYTES = 10 * 1024 * 1024
#: More than a picture of 70 million points takes on a slow machine.
SECONDS = 40

_CHILD = Path(__file__).with_name("harmless_child.py")
_REASONS: dict[str, Promise] = {
    "unknown": _("This is neither a picture (JPEG, PNG, WebP, HEIC) nor a PDF."),
    "too_many_pixels": _("The picture is too large. Send a photograph of it, or a smaller copy."),
    "too_many_pages": _("The PDF has more than 100 pages. Send only those it is about."),
    "protected": _("The PDF is protected by a password. Save it without one and attach it again."),
    "broken": _("The file cannot be opened; perhaps it is damaged. Send a photograph of it."),
}


class Harmless(NamedTuple):
    """A file made anew: the word of its kind ("image", always a JPEG, or "pdf"), and its bytes."""

    kind: str
    content: bytes


def made_harmless(content: bytes) -> Harmless:
    """The same picture or document without anything but what is seen; DomainError says why not."""
    require_size(len(content))
    try:
        done = subprocess.run(
            [sys.executable, "-I", _CHILD],
            input=content,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise DomainError(_REASONS["broken"]) from None
    if done.returncode:
        word = done.stderr.decode(errors="replace")
        raise DomainError(_REASONS.get(word, _REASONS["broken"]))
    kind, _line_end, made = done.stdout.partition(b"\n")
    return Harmless(kind.decode(), made)


def require_size(size: int) -> None:
    """Raise DomainError where a file is too large, or empty."""
    if size > MAX_BYTES:
        raise DomainError(_("The file is larger than 10 MB. Send a smaller one."))
    if not size:
        raise DomainError(_("The file is empty."))
