"""What names somebody is sent or published by a tick alone, and a gap is not sent at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from feedback.answer_sheet import COLUMNS
from feedback.choices import Act, Outcome, Publication
from feedback.models import AnswerDraft, Opinion, Response
from feedback.services.answering_by_sheet import check, take
from feedback.services.drafting import hand_in, save_draft, sign_off
from feedback.services.publishing import publish_opinion
from feedback.services.vetting import gaps_in
from feedback.tests.make import make_answer, make_opinion
from feedback.tests.test_answer_sheet import IS_DONE, book_of, filled, saved
from participation.choices import Role
from participation.errors import DomainError
from participation.meanwhile import events
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
)

pytestmark = pytest.mark.django_db

NAMES = "ติดต่อครูสมชาย ใจดี โทร 081-555-1234 ในเวลาราชการ"
TICK = "ได้อ่านส่วนที่เน้นไว้แล้ว ยืนยันว่าเปิดเผยต่อสาธารณะได้"


@pytest.fixture(autouse=True)
def _office():
    make_office()


@pytest.fixture
def officer():
    return make_responsible_officer(group(5))


@pytest.fixture
def head():
    return make_head(group(5).unit)


@pytest.fixture
def opinion():
    return make_opinion(group=group(5))


def url(page, opinion):
    return reverse(f"feedback:{page}", args=[opinion.number])


def tick_of(page, form):
    return page.context[form].fields["may_be_public"].widget.value


# --- what names somebody


@pytest.mark.contract
def test_answer_that_names_somebody_is_signed_off_by_a_tick_alone(client, opinion, officer, head):
    hand_in(opinion, by=officer, text=NAMES, outcome=Outcome.CONSIDERED)
    client.force_login(head)
    page = client.get(url("desk_opinion", opinion))
    assert "<mark>081-555-1234</mark> ในเวลาราชการ</span> · หมายเลขโทรศัพท์" in page.text
    assert TICK in page.text

    refused = client.post(url("sign_answer", opinion), {"seen": ""})
    assert "โปรดนำส่วนนั้นออก หรืออ่านส่วนที่เน้นไว้" in refused.text
    assert "“081-555-1234” (หมายเลขโทรศัพท์)" in refused.text
    assert not Response.objects.exists()

    client.post(
        url("sign_answer", opinion), {"seen": "", "may_be_public": tick_of(page, "sign_form")}
    )
    assert Response.objects.get().text == NAMES
    assert events(opinion, [Act.VET]).get().by == head


def test_answer_that_names_nobody_asks_for_no_tick(client, opinion, officer, head):
    hand_in(opinion, by=officer, text="จะซ่อมภายในเดือนนี้", outcome=Outcome.CONSIDERED)
    client.force_login(head)

    assert TICK not in client.get(url("desk_opinion", opinion)).text
    sign_off(opinion, by=head)

    assert not events(opinion, [Act.VET]).exists()


def test_head_who_answers_reads_the_places_of_the_very_text_that_is_sent(client, opinion, head):
    client.force_login(head)
    typed = {"seen": "", "text": NAMES, "outcome": "considered"}

    refused = client.post(url("answer_opinion", opinion), typed)
    assert "<mark>ครูสมชาย ใจดี</mark>" in refused.text
    tick = {"may_be_public": tick_of(refused, "answer_form")}
    other = client.post(
        url("answer_opinion", opinion), typed | tick | {"text": f"{NAMES} หรือ 042-511-234"}
    )
    assert "042-511-234</mark>" in other.text
    assert not Response.objects.exists()

    client.post(url("answer_opinion", opinion), typed | tick)
    assert Response.objects.get().text == NAMES


def test_draft_is_kept_whatever_it_names(client, opinion, head):
    client.force_login(head)
    save_draft(opinion, by=head, text=NAMES)
    tick = tick_of(client.get(url("desk_opinion", opinion)), "answer_form")

    typed = {"seen": "", "text": f"{NAMES} [วันที่]", "may_be_public": tick}
    client.post(url("save_draft", opinion), typed)

    assert AnswerDraft.objects.get().text == f"{NAMES} [วันที่]"


def test_opinion_is_published_with_an_answer_that_names_somebody_by_a_tick_alone(client, opinion):
    make_answer(opinion, text=NAMES)
    client.force_login(make_user(Role.TRIAGE_OFFICER))

    refused = client.post(url("publish_opinion", opinion), {"seen": ""})
    assert "<mark>081-555-1234</mark>" in refused.text
    assert Opinion.objects.get().publication == Publication.PENDING

    tick = {"may_be_public": tick_of(refused, "publish_form")}
    client.post(url("publish_opinion", opinion), {"seen": "", **tick})
    assert Opinion.objects.get().publication == Publication.PUBLISHED


def test_row_that_names_somebody_is_refused_unless_its_column_stands_for_it(opinion, head):
    other = make_opinion(group=group(5))
    said = (NAMES, IS_DONE, None)

    (line,) = check(filled(head, {opinion: said}), by=head).bad
    assert line.about == opinion.number
    assert "“081-555-1234” (หมายเลขโทรศัพท์)" in line.reason
    assert "เลือก “อ่านแล้ว เปิดเผยได้” ในช่อง “ข้อมูลส่วนบุคคลในคำตอบ”" in line.reason

    done = take(filled(head, {opinion: said, other: said}, read="อ่านแล้ว เปิดเผยได้"), by=head)
    assert (len(done.ready), done.bad) == (2, [])
    wrong = check(filled(head, {make_opinion(group=group(5)): said}, read="นก"), by=head)
    assert not wrong.ready


def test_row_for_sign_off_leaves_the_tick_to_the_head(opinion, officer, head):
    done = take(filled(officer, {opinion: (NAMES, IS_DONE, None)}), by=officer)

    assert len(done.ready) == 1
    with pytest.raises(DomainError):
        sign_off(opinion, by=head)


def test_file_taken_before_there_was_the_column_is_still_taken(client, opinion, officer):
    book = book_of(officer)
    names = [name for name, _label, _width in COLUMNS]
    sheet = book.active
    sheet.cell(2, names.index("answer") + 1).value = "ซ่อมแล้ว"
    sheet.cell(2, names.index("outcome") + 1).value = IS_DONE
    sheet.delete_cols(names.index("read") + 1)
    client.force_login(officer)

    file = SimpleUploadedFile("answers.xlsx", saved(book))
    assert client.post(reverse("feedback:answers"), {"file": file}).context["ahead"].ready


# --- gaps


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("จะซ่อมภายใน [วันที่] ค่ะ", ["[วันที่]"]),
        ("เรื่อง {number} ของ {ชื่อกลุ่ม} และ {number}", ["{number}", "{ชื่อกลุ่ม}"]),
        ("ครบกำหนด […]", ["[…]"]),
        ("[ ] ค่ะ {}", ["[ ]", "{}"]),
        ("ตามประกาศ [1] และ [๒]", []),
        ("ท่านเขียนว่า “[ปิดชื่อบุคคล] มาสาย”", []),
        ("วงเล็บ (อย่างนี้) ไม่ใช่ช่องว่าง", []),
    ],
)
def test_gaps_are_what_a_wording_left_to_be_filled_in(text, gaps):
    assert gaps_in(text) == gaps


@pytest.mark.contract
def test_answer_with_a_gap_is_neither_handed_in_nor_signed_off(client, opinion, officer, head):
    client.force_login(officer)
    typed = {"seen": "", "text": "จะซ่อมภายใน [วันที่]", "outcome": "considered"}

    refused = client.post(url("answer_opinion", opinion), typed)
    assert "ยังมีส่วนที่ไม่ได้เติมข้อความ: [วันที่]" in refused.text
    # handed in before gaps were looked for
    draft = save_draft(opinion, by=officer, text="ภายใน {days} วัน", outcome="considered")
    AnswerDraft.objects.update(submitted_at=draft.changed_at)
    client.force_login(head)
    refused = client.post(url("sign_answer", opinion), {"seen": ""})
    assert "ยังมีส่วนที่ไม่ได้เติมข้อความ: {days}" in refused.text

    assert not Response.objects.exists()


def test_answer_with_a_gap_does_not_come_before_the_public(opinion):
    make_answer(opinion, text="จะซ่อมภายใน [วันที่]")

    with pytest.raises(DomainError, match=r"\[วันที่\].*แก้คำตอบก่อน"):
        publish_opinion(opinion, by=make_user(Role.TRIAGE_OFFICER), may_be_public=True)

    make_answer(opinion, text="จะซ่อมภายในวันศุกร์")
    publish_opinion(opinion, by=make_user(Role.TRIAGE_OFFICER))
