"""Codes survive handwriting, the telephone and a phone's keyboard."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback import codes
from participation import thai

PREFIX = "NPM2"

plain_codes = st.text(codes.ALPHABET, min_size=codes.LENGTH, max_size=codes.LENGTH)
prefixes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=6)
submission_keys = st.builds(codes.new_submission_key)
separators = st.lists(
    st.sampled_from(["", " ", "-", "–", "—", "‑", ".", "\u200b", "\u00a0", " - "]),
    min_size=30,
    max_size=30,
)


def test_code_looks_as_on_the_receipt():
    code = codes.code_for(codes.new_submission_key(), "ขอบคุณค่ะ")

    assert re.fullmatch(rf"NPM2(-[{codes.ALPHABET}]{{4}}){{3}}", codes.shown(code, prefix=PREFIX))


@given(key=submission_keys, text=st.text())
def test_same_sending_has_the_same_code(key, text):
    assert codes.code_for(key, text, 5) == codes.code_for(key, text, 5)


@given(key=submission_keys, one=st.text(), other=st.text())
def test_another_text_with_the_same_key_has_another_code(key, one, other):
    assert (codes.code_for(key, one) == codes.code_for(key, other)) == (one == other)


@given(one=submission_keys, other=submission_keys, text=st.text())
def test_same_text_with_another_key_has_another_code(one, other, text):
    assert codes.code_for(one, text) != codes.code_for(other, text)


@pytest.mark.parametrize(
    ("one", "other"),
    [(("ก", "ข"), ("กข", "")), (("1", None), (1, None)), (("a", "", "b"), ("a", "b", ""))],
)
def test_parts_of_a_content_never_run_together(one, other):
    key = codes.new_submission_key()

    assert codes.code_for(key, *one) != codes.code_for(key, *other)


def test_code_and_hash_depend_on_the_secret_of_the_installation(settings):
    key = codes.new_submission_key()
    code, kept = codes.code_for(key, "ก"), codes.kept_hash("7K4M9XQT2HVD")

    settings.SECRET_KEY = "another office"

    assert codes.code_for(key, "ก") != code
    assert codes.kept_hash("7K4M9XQT2HVD") != kept


def test_hash_under_an_earlier_secret_is_still_found(settings):
    kept = codes.kept_hash("7K4M9XQT2HVD")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]

    assert kept in codes.possible_hashes("7K4M9XQT2HVD")
    assert codes.kept_hash("7K4M9XQT2HVD") in codes.possible_hashes("7K4M9XQT2HVD")


@given(code=plain_codes)
def test_hash_says_nothing_of_the_code(code):
    assert re.fullmatch(r"[0-9a-f]{64}", codes.kept_hash(code))
    assert code.lower() not in codes.kept_hash(code)


@given(code=plain_codes, prefix=prefixes)
def test_code_as_shown_is_read(code, prefix):
    assert codes.read(codes.shown(code, prefix=prefix), prefix=prefix) == code


@given(code=plain_codes, prefix=prefixes, gaps=separators, data=st.data())
def test_code_is_read_however_it_is_typed(code, prefix, gaps, data):
    with_prefix = data.draw(st.booleans())
    typed = prefix + code if with_prefix else code
    typed = "".join(data.draw(st.sampled_from([c, *_mix_ups(c)])) for c in typed)
    typed = "".join(gap + symbol for gap, symbol in zip(gaps, typed, strict=False)) + gaps[-1]

    assert codes.read(typed, prefix=prefix) == code


def _mix_ups(symbol: str) -> list[str]:
    """What people type in place of a symbol."""
    alike = {"0": ["O", "o"], "1": ["I", "i", "L", "l"], "O": ["0"], "I": ["1"], "L": ["1"]}
    thai_digit = [thai.thai_digits(symbol)] if symbol.isdigit() else []
    return [symbol.lower(), *thai_digit, *alike.get(symbol, [])]


@given(typed=st.text())
def test_reading_gives_a_code_or_nothing(typed):
    code = codes.read(typed, prefix=PREFIX)

    assert code is None or re.fullmatch(f"[{codes.ALPHABET}]{{12}}", code)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "NPM2",
        "NPM2-7K4M",
        "7K4M-9XQT-2HVDX",
        "CNX5-7K4M-9XQT-2HVD",
        "7K4M-9XQT-2HVU",
        "ขอรหัสหน่อยค่ะ",
    ],
)
def test_what_cannot_be_a_code_is_none(typed):
    assert codes.read(typed, prefix=PREFIX) is None


@pytest.mark.parametrize("key", ["", "short", "a" * 31, "a" * 33, "ก" * 32, "a" * 31 + "\n"])
def test_other_strings_are_no_submission_keys(key):
    assert not codes.is_submission_key(key)


def test_submission_keys_are_recognised_and_differ():
    keys = {codes.new_submission_key() for _ in range(50)}

    assert len(keys) == 50
    assert all(codes.is_submission_key(key) for key in keys)
