"""Tracking codes: how a sender without an account finds the opinion again.

The form carries a random submission key; the code follows from that key and from what is sent.
So the same sending tried again gets the same code, and another text sent with the same form gets
another. Only a keyed hash of a code is kept: whoever reads the database cannot follow a thread.
"""

import re
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.utils.crypto import salted_hmac

from participation import thai

#: Crockford's base32: no I, L, O or U, so a code survives handwriting and the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 12 symbols of 5 bits: 60 bits, which nobody guesses.
LENGTH = 12
_BLOCK = 4

_CODE_SALT = "feedback.codes.code"
_HASH_SALT = "feedback.codes.kept"
_TURN_SALT = "feedback.codes.turn"
_KEY = re.compile(r"[A-Za-z0-9_-]{32}")
_NO_CODE = re.compile(f"[^{ALPHABET}]")
#: What people put between the blocks: spaces, dashes and points of all kinds, invisible characters.
_SEPARATORS = re.compile(
    "[\\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufe58\ufe63\uff0d\ufeff._–—-]"
)
_LOOK_ALIKES = str.maketrans("OIL", "011")


def new_submission_key() -> str:
    """A key for one filled-in form, made when the form is shown."""
    return secrets.token_urlsafe(24)


def is_submission_key(key: str) -> bool:
    """Whether `key` can be one of ours."""
    return bool(_KEY.fullmatch(key))


def code_for(key: str, *content: object) -> str:
    """The twelve symbols that follow from a submission key and from everything sent with it."""
    # repr of each part: no two different contents may run together into the same message
    message = "\0".join([key, *map(repr, content)])
    digest = salted_hmac(_CODE_SALT, message, algorithm="sha256").digest()
    number = int.from_bytes(digest[:8], "big") >> 4
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


def shown(code: str, *, prefix: str) -> str:
    """NPM2-7K4M-9XQT-2HVD: the code as a person writes it down."""
    blocks = [code[start : start + _BLOCK] for start in range(0, LENGTH, _BLOCK)]
    return "-".join([prefix, *blocks])


def read(typed: str, *, prefix: str) -> str | None:
    """The twelve symbols in what somebody typed, or None where they are not.

    Lower case, Thai digits, any or no separators and the usual mix-ups (O, I, L) do not matter; the
    prefix may be left out.
    """
    code = _plain(typed)
    if len(code) > LENGTH:
        code = code.removeprefix(_plain(prefix))
    return code if len(code) == LENGTH and not _NO_CODE.search(code) else None


def kept_hash(code: str) -> str:
    """What the database keeps in place of a code."""
    return possible_hashes(code)[0]


def turn_hash(key: str, *content: object) -> str:
    """What the database keeps of a form so that what was written with it counts once."""
    message = "\0".join([key, *map(repr, content)])
    return salted_hmac(_TURN_SALT, message, algorithm="sha256").hexdigest()


def possible_hashes(code: str) -> Sequence[str]:
    """What the database may hold for a code: hashes under today's secret and under earlier ones."""
    return [
        salted_hmac(_HASH_SALT, code, secret=secret, algorithm="sha256").hexdigest()
        for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    ]


def _plain(typed: str) -> str:
    """`typed` without separators, in capitals and Arabic digits, look-alikes made one."""
    return thai.arabic_digits(_SEPARATORS.sub("", typed)).upper().translate(_LOOK_ALIKES)
