"""Texts to measure with: clauses of the sample opinions strung together, and a noun at the end.

The nouns of the vocabulary stand from the common to the rare, and many are compounds that hold
another word. What the search index keeps of a text is put together from that of its parts, which
is the same and much quicker: a space parts what can be a word.
"""

import csv
import random
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

from participation.text import clean, search_words

DATA = Path(__file__).parent / "data"
#: Texts that begin alike; the noun at their end tells them apart.
BEGINNINGS = 5_000
CLAUSES = (2, 3, 3, 4, 5, 8)
TAILS = (
    "อยากให้ดูแลเรื่อง{}ด้วย",
    "ขอให้ปรับปรุง{}โดยเร็ว",
    "เรื่อง{}ควรแจ้งให้ทราบล่วงหน้า",
    "เคยแจ้งเรื่อง{}แล้วหนึ่งครั้ง",
    "ขอบคุณที่ดูแล{}เป็นอย่างดี",
    "{}ของโรงเรียนใกล้เคียงก็เป็นเช่นนี้",
    "ไม่ทราบว่า{}ต้องติดต่อใคร",
    "ถ้าได้{}เพิ่มอีกจะดีมาก",
)


class Texts:
    """Draws opinions and answers, each with what the search index keeps of it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        clauses = _clauses()
        self.beginnings = [
            _joined(chance.sample(clauses, chance.choice(CLAUSES))) for _ in range(BEGINNINGS)
        ]
        self.nouns = vocabulary()
        # the second noun is met a quarter as often as the first, the tenth a hundredth
        self.weights = list(accumulate(1 / place**2 for place in range(1, len(self.nouns) + 1)))
        self.answers = [(text, _words(text)) for text in _answers()]

    def opinion(self) -> tuple[str, str]:
        """A text and its search words."""
        text, words = self.chance.choice(self.beginnings)
        (noun,) = self.chance.choices(self.nouns, cum_weights=self.weights)
        tail = self.chance.choice(TAILS).format(noun)
        return f"{text} {tail}", f"{words} {_words(tail)}"

    def answer(self) -> tuple[str, str]:
        """An answer and its search words."""
        return self.chance.choice(self.answers)


def vocabulary() -> list[str]:
    """The nouns, the common first."""
    return (DATA / "load_words.txt").read_text("utf-8").split()


def _clauses() -> list[str]:
    clauses: dict[str, None] = {}
    for name in ("sample_opinions.csv", "demo_opinions.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                clauses |= dict.fromkeys(clean(row["text"]).split())
    return list(clauses)


def _answers() -> list[str]:
    groups: dict[int, Any] = yaml.safe_load((DATA / "demo_answers.yaml").read_text("utf-8"))
    return [clean(answer["text"]) for group in groups.values() for answer in group["answers"]]


def _joined(parts: list[str]) -> tuple[str, str]:
    return " ".join(parts), " ".join(map(_words, parts))


@cache
def _words(text: str) -> str:
    return search_words(text)
