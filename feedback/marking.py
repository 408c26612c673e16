"""Where the words of a question stand in what somebody wrote, and the passage that shows it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from feedback.quoting import opening
from participation.text import dictionary, fold, spellings, word_bounds

#: How far before the first hit a passage begins, in letters.
BEFORE = 50


class Piece(NamedTuple):
    """Part of a passage, found or not."""

    text: str
    is_hit: bool


class _Span(NamedTuple):
    start: int
    end: int


def passage(text: str, tokens: Sequence[str]) -> list[Piece]:
    """The phrases around the first hit, hits and the rest in turn; nothing where there is none.

    `text` is one the reader may see: of what is covered in it nothing is found.
    """
    line = " ".join(text.split())
    hits = found_in(line, tokens)
    if not hits:
        return []
    start = _beginning(line, hits[0])
    end = start + len(opening(line[start:], least=hits[0].end - start))
    pieces, at = [], start
    for hit in (hit for hit in hits if hit.end <= end):
        pieces.append(Piece(line[at : hit.start], is_hit=False))
        pieces.append(Piece(line[hit.start : hit.end], is_hit=True))
        at = hit.end
    pieces.append(Piece(line[at:end], is_hit=False))
    return [piece for piece in pieces if piece.text]


def found_in(text: str, tokens: Sequence[str]) -> list[_Span]:
    """Where the tokens of a question stand in a shown text, in whatever spelling."""
    found = {token: spans for token in tokens if (spans := _matches(text, token))}
    if not found:
        return []
    bounds = word_bounds(text)
    spans = sorted(span for token in found for span in _words(text, token, found[token], bounds))
    joined: list[_Span] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = _Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _matches(text: str, token: str) -> list[_Span]:
    """Where the letters of a token stand, in whatever spelling."""
    matches = re.finditer(spellings(token), text, re.IGNORECASE)
    return [_Span(*match.span()) for match in matches]


def _words(
    text: str, token: str, matches: Sequence[_Span], bounds: Sequence[int]
) -> Sequence[_Span]:
    """Those that are a word, or stand inside a compound (ประปา in น้ำประปา).

    Where none does, the index has found its letters within another word, and they are marked; but
    never part of a number or of a Latin word.
    """
    whole = [span for span in matches if _is_word(text, span, bounds)]
    return whole or ([] if token.isascii() else matches)


def _is_word(text: str, span: _Span, bounds: Sequence[int]) -> bool:
    """Whether what is left of the words around it is words again, or nothing."""
    first = bounds[bisect_right(bounds, span.start) - 1]
    last = bounds[bisect_left(bounds, span.end)]
    rests = text[first : span.start], text[span.end : last]
    return all(not rest or _is_known(fold(rest)) for rest in rests)


def _is_known(folded: str) -> bool:
    return not folded or folded in dictionary()


def _beginning(line: str, hit: _Span) -> int:
    """Where a passage around a hit begins: with the text, a phrase, or else a word."""
    if hit.end <= len(opening(line)):
        return 0
    earliest = max(0, hit.start - BEFORE)
    space = line.find(" ", earliest, hit.start)
    if space > 0:
        return space + 1
    return max(bound for bound in word_bounds(line) if bound <= earliest)
