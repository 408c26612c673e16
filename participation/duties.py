"""The sentences of duties: each house registers its own, the desk shows them."""

from django.utils.functional import Promise

_sentences: dict[str, str | Promise] = {}


def register(what: str, sentence: str | Promise) -> None:
    """Give the duty `what` its sentence; `%(subject)s` in it becomes the number it is about."""
    _sentences[what] = sentence


def sentence(what: str, subject: str) -> str:
    """What is to be done, in the reader's language."""
    return str(_sentences[what]) % {"subject": subject}
