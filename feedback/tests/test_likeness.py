"""Who has said the same before: for the sender what is published, for staff what they may see."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.choices import Publication
from feedback.demo import DATA
from feedback.models import Opinion
from feedback.proposing import learning
from feedback.proposing.likeness import SHOWN, asked_before, similar_to
from feedback.services.publishing import publish_opinion, withhold_opinion
from feedback.tests.make import make_opinion, make_published
from participation.choices import Role
from participation.models import SearchEntry
from participation.tests.make import group, make_office, make_responsible_officer, make_user

pytestmark = pytest.mark.django_db

TEXT = "น้ำดื่มที่โรงเรียนมีกลิ่น ขอให้ตรวจตู้กรองน้ำ"
PAIRS = Path(__file__).parent / "data" / "asked_again.csv"
AGAIN = "ตู้กรองน้ำของโรงเรียนไม่สะอาด น้ำดื่มมีกลิ่น"


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


# --- before sending


@pytest.mark.contract
def test_what_others_have_asked_is_found() -> None:
    asked = make_published(text=TEXT)
    make_published(text="ขอทุนการศึกษาให้นักเรียนยากจน")

    assert asked_before(AGAIN) == [asked]


@pytest.mark.contract
def test_three_at_most_are_shown_the_likest_first() -> None:
    for number in range(SHOWN + 2):
        make_published(text=f"{TEXT} ครั้งที่ {number} แล้วไม่มีใครมาดูเลย")
    same = make_published(text=AGAIN)

    found = asked_before(AGAIN)

    assert len(found) == SHOWN
    assert found[0] == same


@pytest.mark.contract
@pytest.mark.parametrize("publication", [Publication.PENDING, Publication.WITHHELD])
def test_what_is_not_published_is_shown_to_no_sender(publication: Publication) -> None:
    opinion = make_published(text=TEXT)
    if publication == Publication.WITHHELD:
        withhold_opinion(opinion, by=make_user(), reason="มีข้อมูลส่วนบุคคล")
    else:  # its search entry has been left behind
        Opinion.objects.filter(pk=opinion.pk).update(publication=publication)
        assert SearchEntry.objects.exists()
    make_opinion(text=TEXT)

    assert asked_before(AGAIN) == []


def test_what_was_masked_finds_nothing_and_is_not_shown() -> None:
    make_published(text="ขอให้ซ่อมหลังคา", raw_text=TEXT)

    assert asked_before(AGAIN) == []


@pytest.mark.contract
@pytest.mark.parametrize("text", ["", "น้ำ", "ครับ ค่ะ", "'' \" & | ! (", "0812345678", "ก" * 4000])
def test_a_text_that_says_little_finds_nothing(text: str) -> None:
    make_published(text=TEXT)

    assert asked_before(text) == []


@pytest.mark.contract
@given(text=st.text(max_size=200))
def test_no_text_breaks_the_question(text: str) -> None:
    assert asked_before(text) == []


def test_it_asks_little_however_much_there_is(
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for number in range(12):
        make_published(text=f"{TEXT} {number}")
    learning.train()
    asked_before(AGAIN)

    # which row was learnt last, at most three questions to the index, texts, those shown
    with django_assert_max_num_queries(6):
        assert asked_before(AGAIN)


# --- at the desk


def test_staff_see_what_is_new_and_alike_as_far_as_they_may_see_it() -> None:
    new, old = make_opinion(text=AGAIN, group=group(2)), make_opinion(text=TEXT, group=group(2))
    other = make_opinion(text=TEXT, group=group(3))

    assert set(similar_to(new, reader=make_user(Role.TRIAGE_OFFICER))) == {old, other}
    assert similar_to(new, reader=make_responsible_officer(group(2))) == [old]
    assert similar_to(new, reader=make_user()) == []


def test_what_is_merged_already_is_not_offered_again() -> None:
    new, old = make_opinion(text=AGAIN), make_opinion(text=TEXT)
    Opinion.objects.filter(pk=old.pk).update(merged_into=new)

    assert similar_to(new, reader=make_user(Role.TRIAGE_OFFICER)) == []


# --- how well it finds (docs/proposals.md)


def test_most_of_what_is_said_again_is_found_and_little_else() -> None:
    officer = make_user(Role.TRIAGE_OFFICER)
    for name in ("sample_opinions.csv", "demo_opinions.csv"):
        for row in csv.DictReader((DATA / name).open(encoding="utf-8", newline="")):
            publish_opinion(make_opinion(text=row["text"]), by=officer, may_be_public=True)
    learning.train()
    shown: dict[str, list[bool]] = {"close": [], "free": [], "new": []}

    with PAIRS.open(encoding="utf-8") as file:
        for pair in csv.DictReader(file):
            found = [opinion.text for opinion in asked_before(pair["again"])]
            shown[pair["how"]].append(any(text.startswith(pair["asked_before"]) for text in found))

    assert len(shown["close"]) == 38
    assert sum(shown["close"]) >= 34
    assert len(shown["free"]) == 12
    assert sum(shown["free"]) >= 2
    assert len(shown["new"]) == 28
    assert sum(shown["new"]) <= 9
