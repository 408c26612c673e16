"""The fingerprint of a text: with it a sender proves that not a letter of it was changed."""

import hashlib

#: Letters of the fingerprint in one block, as it is printed.
_BLOCK = 8


def fingerprint(text: str) -> str:
    """SHA-256 of the text in UTF-8; a line end is one line feed, whatever a browser sends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


def in_blocks(digest: str) -> list[str]:
    """The fingerprint as a person compares it."""
    return [digest[start : start + _BLOCK] for start in range(0, len(digest), _BLOCK)]
