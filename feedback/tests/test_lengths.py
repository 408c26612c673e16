"""What is too long is refused with everything kept and the number of characters to take away."""

import re

import pytest
from django.urls import reverse

from feedback.choices import MAX_TEXT
from feedback.lengths import over, require_fits
from feedback.models import AnswerDraft, ImprovementAction, MonitoringReview, Response
from feedback.tests.make import make_opinion
from participation.choices import Role
from participation.errors import DomainError
from participation.tests.make import group, make_office, make_responsible_officer, make_user
from workgroups.tests.make import seat


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("ก" * 10, 0), ("ก" * 11, 1), ("ก\r\n" * 5, 0), ("ก\r\n" * 6, 2), ("ก" * 99, 89)],
)
def test_line_end_counts_as_one_as_it_does_for_who_writes(text: str, expected: int) -> None:
    assert over(text, 10) == expected


def test_sentence_says_how_many_to_take_away() -> None:
    with pytest.raises(DomainError, match=r"1,234.*4,000"):
        require_fits("ก" * (MAX_TEXT + 1234), MAX_TEXT)


REVIEW = {
    "period_start": "1/10/2569",
    "period_end": "15/11/2569",
    "findings": "ตอบครบ",
    "analysis": "ดี",
    "recommendation_1": "เพิ่มวันให้บริการ",
}
IMPROVEMENT = {
    "title": "ย้ายการอบรม",
    "before_text": "วันเสาร์",
    "after_text": "วันราชการ",
    "evidence": "แผนอบรม",
    "done_on": "1/11/2569",
    "numbers": "2570-0001",
    "seen": "0",
}
#: Page, who writes, everything that is typed, and the longest each field may be.
FORMS = {
    "answer_opinion": ({"text": "ตอบ", "outcome": "done", "seen": "0"}, {"text": 4000}),
    "withhold_opinion": ({"reason": "ระบุชื่อ", "seen": "0"}, {"reason": 300}),
    "new_review": (REVIEW, {"findings": 4000, "analysis": 4000, "recommendation_1": 1000}),
    "new_improvement": (
        IMPROVEMENT,
        {"title": 200, "before_text": 4000, "after_text": 4000, "evidence": 4000, "numbers": 400},
    ),
}
FIELDS = [(form, field) for form, (_typed, limits) in FORMS.items() for field in limits]


@pytest.fixture
def written(client):
    """Somebody who may write on all of these pages, and the address of each."""
    make_office()
    officer = make_responsible_officer(group(5), user=make_user(Role.TRIAGE_OFFICER))
    seat(officer)
    client.force_login(officer)
    opinion = make_opinion(group=group(5))
    return {
        form: reverse(f"feedback:{form}", args=[opinion.number] if "opinion" in form else [])
        for form in FORMS
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "field"), FIELDS)
def test_text_over_the_limit_is_kept_and_counted(client, written, form, field):
    typed, limits = FORMS[form]
    too_long = "ยาว" + "ก" * limits[field]

    response = client.post(written[form], typed | {"group": group(5).pk, field: too_long})

    content = response.content.decode()
    assert too_long in content
    assert re.search(rf"ยาวเกินไป 3 ตัวอักษร.*{limits[field]:,}", content)
    assert not Response.objects.exists()
    assert not MonitoringReview.objects.exists()
    assert not ImprovementAction.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS)
def test_browser_is_not_told_to_cut_what_is_pasted(client, written, form):
    address = written[form].replace("answer/", "").replace("withhold/", "")

    content = client.get(address).content.decode()

    assert all(f'name="{field}"' in content for field in FORMS[form][1])
    assert "maxlength" not in content


@pytest.mark.django_db
def test_answer_of_many_lines_may_be_as_long_as_it_looks(client, written):
    text = "บรรทัด\r\n" * 10
    text += "ก" * (MAX_TEXT - len(text.replace("\r\n", "\n")))

    response = client.post(
        written["answer_opinion"], {"text": text, "outcome": "done", "seen": "0"}
    )

    assert response.status_code == 302
    assert len(AnswerDraft.objects.get().text) == MAX_TEXT
