"""What is done to text that people send: cleaned for showing, folded for comparing, cut for search.

The text as received is always kept beside what is made here; it is a record.
"""

import re
import tempfile
import unicodedata
from functools import cache, lru_cache
from itertools import accumulate, permutations
from pathlib import Path

#: Zero-width and bidirectional controls, byte order marks: invisible, and able to mislead a reader;
#: and what Unicode calls no characters, which no spreadsheet and no feed can hold.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
#: Control characters, but for the line feed.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \u00a0]+")
#: Thai vowels above and below and tone marks, typed twice.
_DOUBLED_MARK = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1+")
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_THAI_DIGIT = re.compile(f"[{_THAI_DIGITS}]")


def clean(raw: str) -> str:
    """`raw` as it is shown: composed (NFC), without invisible characters, wording untouched.

    Line ends become single line feeds, more than one empty line in a row becomes one. Never NFKC:
    it takes สระอำ apart.
    """
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\t", " ")
    text = _CONTROLS.sub("", _INVISIBLE.sub("", text))
    text = "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()


def fold(text: str) -> str:
    """`text` as it is compared: spellings that look alike become alike. Never shown, never stored
    in place of the text.

    เเ becomes แ, a decomposed or wrongly ordered สระอำ becomes ำ after its tone mark, doubled
    marks become one, digits become Arabic, case and the width of spaces do not count.
    """
    while (folded := _fold_once(text)) != text:
        text = folded
    return text


def _fold_once(text: str) -> str:
    """One pass; what it removes may bring together what the next pass has to join."""
    text = " ".join(clean(text).casefold().split()).replace("\u0e40\u0e40", "\u0e41")
    if "\u0e4d" in text:
        text = re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", text)
        text = re.sub("([\u0e48-\u0e4b])\u0e4d\u0e32", "\\1\u0e33", text)
    text = re.sub(f" ([{_MARKS}])", "\\1", text)
    text = _DOUBLED_MARK.sub("\\1", text)
    return _THAI_DIGIT.sub(lambda digit: str(int(digit[0])), text)


#: What is written in more than one way: a สระอำ with its tone mark, marks in a row, other letters.
_SPELT = re.compile(
    f"([\u0e48-\u0e4b]?)(\u0e33)|((?:[{_MARKS}](?!\u0e33))+)|(.)",
)


@lru_cache(maxsize=1000)
def spellings(folded: str) -> str:
    """A regular expression for all the ways to write what folds to `folded`, letter case apart.

    It is one that Python and PostgreSQL read alike; `folded` is a token of `search_tokens`. Where
    a word is spelt in several ways, the longer stands before what it begins with (อีเมล์, อีเมล).
    """
    words = sorted(spelt_alike(folded), key=len, reverse=True)
    return "|".join(map(_spelling, words)).join(("(?:", ")") if len(words) > 1 else ("", ""))


def _spelling(folded: str) -> str:
    """The ways to write one word, with the same letters."""
    ways = []
    for tone, am, marks, letter in _SPELT.findall(folded):
        ways.append(_ways_of_am(tone) if am else _in_any_order(marks) if marks else _ways(letter))
    return "".join(ways)


def _ways_of_am(tone: str) -> str:
    """A สระอำ, whole or taken apart, its tone mark before it or within."""
    mark, circle = _repeated(tone) if tone else "", _repeated("\u0e4d")
    return f"(?:{mark}\u0e33|{mark}{circle}\u0e32|{circle}{mark}\u0e32)"


def _in_any_order(marks: str) -> str:
    """Marks of one letter; where something stood between them, no rule has put them in order."""
    orders = permutations(map(_repeated, marks)) if len(marks) < 4 else [[_repeated(f"[{marks}]")]]
    return f"(?:{'|'.join(map(''.join, orders))})"


def _ways(letter: str) -> str:
    if letter == "\u0e41":
        return "(?:\u0e41|\u0e40\u0e40)"
    if letter.isdigit():
        return f"[{letter}{_THAI_DIGITS[int(letter)]}]"
    return re.escape(letter)


def _repeated(mark: str) -> str:
    """A mark typed once or more, perhaps apart from its letter."""
    return f"(?:\\s*{mark})+"


#: The name under which nlpo3 keeps our dictionary.
_DICTIONARY = "portal"
_OFFICE_WORDS = Path(__file__).parent / "data" / "office_words.txt"
#: Words that people write in more than one way, most of them from English; one a line, as the Royal
#: Society has it first.
_SPELT_ALIKE = Path(__file__).parent / "data" / "spelt_alike.txt"
#: A run of one script's letters or of digits; never `\w`, which cuts Thai at its marks.
_RUNS = re.compile("[\u0e01-\u0e4e.]+|[a-z]+|[0-9]+")
_LONGEST_WORD = 24


@cache
def office_words() -> tuple[str, ...]:
    """The office's own terms, as they are written; none is taken apart, in search or on paper."""
    return tuple(line for line in _OFFICE_WORDS.read_text("utf-8").splitlines() if line.strip())


def spelt_alike(folded: str) -> tuple[str, ...]:
    """The word, and the others it is as often written as (อินเทอร์เน็ต, อินเตอร์เน็ต)."""
    return _spelt_alike().get(folded, (folded,))


@cache
def _spelt_alike() -> dict[str, tuple[str, ...]]:
    """Each spelling, and all those of the same word."""
    lines = _SPELT_ALIKE.read_text("utf-8").splitlines()
    alike = (tuple(map(fold, line.split())) for line in lines)
    return {word: words for words in alike for word in words}


@cache
def dictionary() -> frozenset[str]:
    """Thai words to cut by, loaded once a process.

    They are PyThaiNLP's list, the office's own terms, and every spelling of what is spelt in more
    than one way: cut in pieces it would be found by none of the others.
    """
    from nlpo3 import load_dict  # noqa: PLC0415 (only a process that searches pays for the dictionary)
    from pythainlp.corpus import thai_words  # noqa: PLC0415

    terms = {fold(term) for term in office_words()}
    words = frozenset(thai_words()) | terms | _spelt_alike().keys()
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(sorted(words)))
        file.flush()
        load_dict(file.name, _DICTIONARY)
    return words


#: A run of Thai letters that the cutter is given whole. It weighs every way to cut a run against
#: every other: of 4,000 letters that may be cut in many ways (กรอกรอ…) it thinks for ten seconds.
_RUN = 150
_LONG_RUN = re.compile(f"([\u0e01-\u0e4e]{{{_RUN + 1},}})")


def words(text: str) -> list[str]:
    """The words of a text as they stand in it; joined, they are the text again."""
    parts = _LONG_RUN.split(text)
    return [word for part in parts if part for word in _cut_long(part)]


def _cut_long(text: str) -> list[str]:
    """The words of a long run, cut from the beginning piece by piece; of all else at once.

    The last words of a piece are cut again with the next one: they may go on there.
    """
    found: list[str] = []
    while _LONG_RUN.match(text):
        first, *others = _cut(text[:_RUN])
        at, taken = len(first), [first]
        for word in others:
            at += len(word)
            if at > _RUN - _LONGEST_WORD:
                break
            taken.append(word)
        found += taken
        text = text[sum(map(len, taken)) :]
    return found + _cut(text)


def _cut(text: str) -> list[str]:
    from nlpo3 import segment  # noqa: PLC0415

    dictionary()
    # the cutter's "safe" mode repeats parts of texts longer than 139 letters
    return segment(text, _DICTIONARY, safe=False)


def word_bounds(text: str) -> list[int]:
    """Where words begin, and where the last one ends."""
    return list(accumulate(map(len, words(text)), initial=0))


def search_tokens(text: str) -> list[str]:
    """The words of a question, in order, each once: all of them must be found."""
    runs = _RUNS.findall(fold(text))
    tokens = [token.strip(".") for run in runs for token in words(run)]
    return list(dict.fromkeys(token for token in tokens if token))


def search_words(text: str) -> str:
    """What the search index keeps of a text: its tokens and every dictionary word inside its runs.

    Tokens alone never find a word inside a compound (ประปา in น้ำประปา), nor one the cutter has
    cut across (มีส่วนร่วม in มีส่วนร่วมใน).
    """
    known = dictionary()
    found = dict.fromkeys(search_tokens(text))
    for run in _RUNS.findall(fold(text)):
        for start in range(len(run)):
            for end in range(start + 2, min(len(run), start + _LONGEST_WORD) + 1):
                if run[start:end] in known:
                    found[run[start:end].strip(".")] = None
    return " ".join(found)
