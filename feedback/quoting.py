"""Quoting the beginning of what somebody wrote."""

from participation.text import words

#: How long a beginning may be before it is cut, and how long it is kept at least.
LONGEST, SHORTEST = 110, 40


def opening(text: str, *, least: int = SHORTEST) -> str:
    """The first phrases of a text, at least so many letters, whole where it is short.

    Thai puts a space where a phrase ends, so a cut at a space reads as one; where none comes in
    time, the cut is where a word ends. It never falls inside a word.
    """
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    space = line.rfind(" ", least, LONGEST + 1)
    if space > 0:
        return line[:space]
    kept = ""
    for word in words(line[: 3 * LONGEST]):
        if kept and len(kept) + len(word) > LONGEST:
            break
        kept += word
    return kept[: 2 * LONGEST].rstrip()
