"""What of a text is looked at."""

from functools import cache
from sys import intern

from participation.text import dictionary, search_tokens, search_words


def telling_words(text: str) -> frozenset[str]:
    """Words of the dictionary, also those inside compounds; so no number and hardly a name."""
    known = dictionary()
    # thousands of texts hold the same words: each is kept in memory once
    return frozenset(
        intern(word)
        for word in search_words(text).split()
        if word in known and not word.isdecimal()
    )


def content_words(text: str) -> list[str]:
    """The words of a text in order, each once, without those that stand in every text."""
    return [token for token in search_tokens(text) if len(token) > 1 and token not in _stopwords()]


@cache
def _stopwords() -> frozenset[str]:
    from pythainlp.corpus import thai_stopwords  # noqa: PLC0415 (once a process, like the dictionary)

    return frozenset(thai_stopwords())
