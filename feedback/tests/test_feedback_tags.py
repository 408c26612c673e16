"""What composed pages tell of opinions: never a word of what is not published."""

import datetime as dt

import pytest
import time_machine
from django.template import Context, Template

from feedback.choices import Outcome
from feedback.quoting import LONGEST, opening
from feedback.services.answering import answer_opinion
from feedback.services.improving import record_improvement
from feedback.services.publishing import publish_opinion
from feedback.templatetags.feedback_tags import local_phone
from feedback.tests.make import make_opinion
from participation.tests.make import group, make_office, make_user


def render(source, **context):
    return Template("{% load feedback_tags %}" + source).render(Context(context))


def improve(opinions, number=5, **facts):
    return record_improvement(
        group(number),
        by=make_user(),
        title=facts.get("title", "ย้ายการอบรมมาวันราชการ"),
        before_text="ก่อน",
        after_text="หลัง",
        evidence="แผน",
        done_on=facts.get("done_on", dt.date(2026, 11, 20)),
        opinions=opinions,
    )


@pytest.fixture(autouse=True)
def _today(db):
    with time_machine.travel("2026-11-22 12:00+07:00", tick=True):
        make_office()
        yield


def test_group_improvements_quote_the_published_and_hide_the_others():
    shown = publish_opinion(make_opinion(group=group(5), text="อบรมวันเสาร์บ่อย"), by=make_user())
    hidden = make_opinion(group=group(5), text="ครูคนหนึ่งชื่อ")
    improve([hidden, shown])

    page = render("{% group_improvements group %}", group=group(5))

    assert "อบรมวันเสาร์บ่อย" in page
    assert shown.number in page
    assert "ย้ายการอบรมมาวันราชการ" in page
    assert "ครูคนหนึ่ง" not in page
    assert hidden.number not in page


def test_group_improvements_say_what_to_do_when_there_are_none():
    page = render("{% group_improvements group %}", group=group(5))

    assert "/opinions/new/?group=5" in page


def test_home_improvements_tell_the_newest_three(django_assert_num_queries):
    for number in range(1, 6):
        improve(
            [make_opinion(group=group(number))],
            number,
            title=f"เรื่องที่ {number}",
            done_on=dt.date(2026, 11, number),
        )

    with django_assert_num_queries(2):
        page = render("{% home_improvements %}")

    assert [number for number in range(1, 6) if f"เรื่องที่ {number}" in page] == [3, 4, 5]


def test_home_figures_count_the_running_fiscal_year():
    make_opinion(group=group(5), received_on=dt.date(2026, 9, 30))
    first = make_opinion(group=group(5), received_on=dt.date(2026, 11, 20))
    second = make_opinion(group=group(5), received_on=dt.date(2026, 11, 19))
    make_opinion(group=group(5))
    for opinion in (first, second):
        answer_opinion(opinion, by=make_user(), text="ตอบ", outcome=Outcome.DONE)
    improve([first])

    page = " ".join(render("{% home_figures %}").split())

    assert "<dd>3</dd>" in page
    assert "<dd>2</dd>" in page
    assert "<dd>2,5</dd>" in page or "<dd>2.5</dd>" in page
    assert "<dd>1</dd>" in page
    assert "2570" in page


def test_home_figures_of_an_empty_year():
    assert "<dd>–</dd>" in render("{% home_figures %}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("สั้น ๆ", "สั้น ๆ"),
        ("บรรทัดหนึ่ง\n\nบรรทัดสอง", "บรรทัดหนึ่ง บรรทัดสอง"),
        (f"{'ก' * 60} {'ข' * 60}", "ก" * 60),
    ],
)
def test_opening_is_cut_where_a_phrase_ends(text, expected):
    assert opening(text) == expected


def test_opening_without_spaces_is_cut_where_a_word_ends():
    text = "โรงเรียนประชาชนน้ำประปา" * 8

    cut = opening(text)

    assert 0 < len(cut) <= LONGEST
    assert text.startswith(cut)
    assert cut.endswith(("โรงเรียน", "ประชาชน", "น้ำประปา", "น้ำ", "ประปา"))


@pytest.mark.parametrize(
    ("kept", "shown"), [("+66812345678", "081 234 5678"), ("+6621234567", "02 123 4567")]
)
def test_telephone_is_shown_as_it_is_dialled(kept, shown):
    assert local_phone(kept) == shown
