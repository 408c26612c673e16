"""Rude words: shown to the person who decides about publication, and to nobody else.

Nothing is refused, hidden or changed for them. Only whole words count: lists that look inside words
find หี in หีบ and สัส in สัสดี (docs/adr/0025).
"""

from functools import cache
from pathlib import Path

from participation.text import fold, word_bounds

_LIST = Path(__file__).parent / "data" / "rude_words.txt"


def rude_words_in(text: str) -> list[str]:
    """Those of the list that stand in a text as words of their own, each once, in order."""
    folded = fold(text)
    bounds = set(word_bounds(folded))
    places = sorted(
        (start, -len(word), word)
        for word in _listed()
        for start in _places(folded, word)
        if {start, start + len(word)} <= bounds
    )
    found, end = [], 0
    for start, _longest_first, word in places:
        if start >= end:
            found.append(word)
            end = start + len(word)
    return list(dict.fromkeys(found))


def _places(text: str, word: str) -> list[int]:
    """Where a word begins in a text."""
    places, start = [], text.find(word)
    while start >= 0:
        places.append(start)
        start = text.find(word, start + 1)
    return places


@cache
def _listed() -> frozenset[str]:
    lines = map(str.strip, _LIST.read_text("utf-8").splitlines())
    return frozenset(fold(word) for word in lines if word)
