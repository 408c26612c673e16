"""Personal data in a text: found to be looked at, covered where a person says so.

Nothing is covered by itself. Positions are those of the text as it was cleaned for showing
(`participation.text.clean`).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from feedback.choices import MaskKind
from participation.text import dictionary, word_bounds

_DATA = Path(__file__).parent / "data" / "masking.yaml"
_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
#: Nine digits and more, however they are parted: a telephone, an identity card, an account.
_NUMBER = re.compile(r"(?<![0-9])\+?[0-9](?:[ ().\-–/]{0,2}[0-9]){8,}(?![0-9])")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LINE = re.compile(r"(?i)(?:line|ไลน์)[ ]?(?:id|ไอดี)?[ ]?[:=]?[ ]?(@?[a-z0-9][a-z0-9._-]{3,})")
_ADDRESS = re.compile(r"(?:บ้าน)?เลขที่ ?[0-9]+(?:/[0-9]+)?(?: ?(?:หมู่ที่|หมู่|ม\.) ?[0-9]+)?")
#: Letters and marks of Thai in a row; never `\w`, which cuts Thai at its marks.
_THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]+")
#: Vowels above and below, and tone marks.
_MARK = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_MOBILE = re.compile(r"0[689][0-9]{8}|\+?66[689][0-9]{8}")
_LANDLINE = re.compile(r"0[2-57][0-9]{7}|\+?66[2-57][0-9]{7}")
_NATIONAL_ID_LENGTH = 13
#: Letters shown on either side of a place.
_AROUND = 24
#: Shorter first names are too often ordinary words (ดี, มา).
_SHORTEST_NAME = 3


class Span(NamedTuple):
    """Letters of a text from `start` up to but not including `end`."""

    start: int
    end: int
    kind: str


def suggested(text: str) -> list[Span]:
    """What may be personal data, in order, none overlapping another."""
    finders = (_numbers, _written_addresses, _names, _health)
    return _apart(span for find in finders for span in find(text))


class Place(NamedTuple):
    """A span as it is shown to whoever decides."""

    words: str
    kind: MaskKind


def places_in(text: str) -> list[Place]:
    """What may be personal data, in words."""
    return [Place(text[start:end], MaskKind(kind)) for start, end, kind in suggested(text)]


def numbers_in(text: str) -> list[str]:
    """What in a text tells where or by which number a person is found, as it is written.

    Names and words of health are left to whoever decides: they take long lists to read, and are
    often what the matter is about.
    """
    spans = _apart([*_numbers(text), *_written_addresses(text)])
    return list(dict.fromkeys(text[start:end] for start, end, _kind in spans))


class Excerpt(NamedTuple):
    """A place between its neighbours in the same line."""

    before: str
    place: Place
    after: str


def excerpt(text: str, span: Span) -> Excerpt:
    """The place whole, its neighbours cut where a word begins or ends, never inside a syllable."""
    span = in_whole_letters(text, span)
    begin = text.rfind("\n", 0, span.start) + 1
    before = text[begin : span.start]
    after = text[span.end :].partition("\n")[0]
    start = min(at for at in word_bounds(before) if len(before) - at <= _AROUND)
    end = max(at for at in word_bounds(after) if at <= _AROUND)
    place = Place(text[span.start : span.end], MaskKind(span.kind))
    return Excerpt(
        f"{'…' if start else ''}{before[start:]}",
        place,
        f"{after[:end]}{'…' if end < len(after) else ''}",
    )


def excerpts_of(text: str) -> list[Excerpt]:
    """What may be personal data, as whoever decides reads it."""
    return [excerpt(text, span) for span in suggested(text)]


def masked(text: str, spans: Iterable[Span]) -> str:
    """`text` with each span covered by the word for what it was."""
    for start, end, kind in reversed(_apart(spans)):
        text = f"{text[:start]}[{MaskKind(kind).cover}]{text[end:]}"
    return text


def spans_of(text: str, phrase: str) -> list[Span]:
    """Every place of a phrase somebody has named, as it is written."""
    found = re.finditer(re.escape(phrase), text) if phrase.strip() else ()
    return [Span(*match.span(), MaskKind.OTHER) for match in found]


def in_whole_letters(text: str, span: Span) -> Span:
    """The span with every vowel and tone mark of the letters it touches, so that none stands alone.

    Python counts a mark as a letter of its own (ก and ี of กี); a reader does not.
    """
    start, end = span.start, span.end
    while start > 0 and _MARK.match(text, start):
        start -= 1
    while _MARK.match(text, end):
        end += 1
    return span._replace(start=start, end=end)


def is_national_id(digits: str) -> bool:
    """Whether the 13th digit is the check digit of the twelve before (Thai identity cards)."""
    if not re.fullmatch("[0-9]{13}", digits):
        return False
    weighed = sum(int(digit) * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - weighed % 11) % 10 == int(digits[12])


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Overlapping spans made one, under the kind of the first."""
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and span.start < kept[-1].end:
            kept[-1] = kept[-1]._replace(end=max(kept[-1].end, span.end))
        elif span.start < span.end:
            kept.append(span)
    return kept


def _numbers(text: str) -> Iterator[Span]:
    for match in _NUMBER.finditer(text.translate(_ARABIC)):
        digits = re.sub(r"[^0-9+]", "", match[0])
        if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
            yield Span(*match.span(), MaskKind.PHONE)
        elif len(digits) == _NATIONAL_ID_LENGTH:
            yield Span(*match.span(), MaskKind.NATIONAL_ID)
        else:
            yield Span(*match.span(), MaskKind.NUMBER)


def _written_addresses(text: str) -> Iterator[Span]:
    arabic = text.translate(_ARABIC)
    for match in _EMAIL.finditer(arabic):
        yield Span(*match.span(), MaskKind.ADDRESS)
    for match in _LINE.finditer(arabic):
        yield Span(*match.span(1), MaskKind.ADDRESS)
    for match in _ADDRESS.finditer(arabic):
        yield Span(*match.span(), MaskKind.ADDRESS)


def _names(text: str) -> Iterator[Span]:
    """A title with the name after it, and a first name beside a family name without a title."""
    # a title inside another word (นาย in นายก) is none
    starts = set(word_bounds(text))
    for match in _titles().finditer(text):
        stands_alone = {match.start(), match.end()} <= starts
        end = _name_end(text, match.end(), starts, after=match[1]) if stands_alone else None
        if end:
            yield Span(match.start(), _family_end(text, end), MaskKind.NAME)
    for match in _THAI.finditer(text):
        if match[0] in _first_names() and len(match[0]) >= _SHORTEST_NAME:
            end = _family_end(text, match.end())
            if end > match.end():
                yield Span(match.start(), end, MaskKind.NAME)


def _name_end(text: str, start: int, starts: set[int], *, after: str) -> int | None:
    """Where the name that begins at `start` ends; None where another word follows the title."""
    run = _THAI.match(text, start)
    if run is None:
        return None
    is_title = after in _data()["titles"]
    may_be_a_word = is_title or after in _data()["abbreviations"]
    ends = sorted(place for place in starts if start < place <= run.end())
    for end in reversed(ends):
        name = text[start:end]
        if name in _first_names() and (may_be_a_word or name not in dictionary()):
            return end
    first = text[start : ends[0]] if ends else run[0]
    is_name = len(first) >= _SHORTEST_NAME and (is_title or first not in dictionary())
    return start + len(first) if is_name else None


def _family_end(text: str, end: int) -> int:
    """Where the family name after a first name ends; the end of the first name without one."""
    if not text.startswith(" ", end):
        return end
    run = _THAI.match(text, end + 1)
    known = _longest_in(run[0], _family_names()) if run else 0
    return end + 1 + known if known else end


def _longest_in(run: str, names: frozenset[str]) -> int:
    """How long the longest beginning of `run` is that is one of `names`; 0 for none."""
    lengths = range(min(len(run), 24), _SHORTEST_NAME - 1, -1)
    return next((length for length in lengths if run[:length] in names), 0)


def _health(text: str) -> Iterator[Span]:
    for match in _health_words().finditer(text.casefold()):
        yield Span(*match.span(), MaskKind.HEALTH)


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text("utf-8"))
    return data


@cache
def _titles() -> re.Pattern[str]:
    data = _data()
    known = [*data["titles"], *data["abbreviations"], *data["forms_of_address"]]
    return re.compile(f"({_longest_first(known)}) ?")


@cache
def _health_words() -> re.Pattern[str]:
    return re.compile(_longest_first(_data()["health"]))


def _longest_first(phrases: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


@cache
def _first_names() -> frozenset[str]:
    from pythainlp.corpus.common import (  # noqa: PLC0415 (only a process that masks pays for the lists)
        thai_female_names,
        thai_male_names,
    )

    return frozenset(thai_female_names()) | frozenset(thai_male_names())


@cache
def _family_names() -> frozenset[str]:
    from pythainlp.corpus.common import thai_family_names  # noqa: PLC0415

    return frozenset(thai_family_names())
