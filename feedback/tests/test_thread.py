"""The page of a matter for whoever holds its code: nothing in an address, everything once."""

import hashlib
import logging
import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from feedback import codes
from feedback.choices import OpinionKind, OpinionState, Outcome, Publication, VerdictOn, VerdictWord
from feedback.models import KeptOpinion, Message, Opinion, OpinionContact, Verdict
from feedback.services.answering import answer_opinion
from feedback.services.conversing import ask_sender
from feedback.services.judging import judge
from feedback.services.masking import mask_opinion
from feedback.services.publishing import publish_opinion
from feedback.services.sending import send_opinion
from feedback.tests.make import make_opinion
from participation.choices import StakeholderType
from participation.models import AuditEvent
from participation.tests.make import group, make_head, make_office, make_user

pytestmark = pytest.mark.django_db

TRACK, REPLY, JUDGE, COMPARE, FORGET, KEEP, MATTERS = (
    reverse(f"feedback:{page}")
    for page in ("track", "reply", "judge", "compare", "forget_me", "keep_matter", "matters")
)
TEXT = "ขอรถรับส่งนักเรียน  บ้านไกลค่ะ\r\nบรรทัดสอง"
SENT = reverse("feedback:opinion_sent")


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


@pytest.fixture
def sent() -> tuple[Opinion, str]:
    """An opinion with an address, and its code."""
    return send_opinion(
        key=codes.new_submission_key(), text=TEXT, kind=OpinionKind.SUGGESTION,
        stakeholder_type=StakeholderType.PARENT,
        group=group(5), email="somchai@example.org",
    )  # fmt: skip


def answer(opinion, **fields):
    fields = {"text": "จัดรถให้แล้วค่ะ", "outcome": Outcome.CONSIDERED} | fields
    answer_opinion(opinion, by=make_user(), **fields)


def ask(opinion, text="หมู่บ้านใดคะ"):
    ask_sender(opinion, by=make_user(), text=text, key=codes.new_submission_key())


def hidden(response, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', response.content.decode())


def test_question_is_answered_on_the_page_of_the_code(client, sent):
    opinion, code = sent
    ask(opinion)
    page = client.post(TRACK, {"code": code})
    assert "หมู่บ้านใดคะ" in page.content.decode()
    assert "สำนักงานรอข้อมูลจากท่าน" in page.content.decode()
    reply = {"code": hidden(page, "code")[0], "key": hidden(page, "key")[0], "text": "บ้านเหนือค่ะ"}

    told = [client.post(REPLY, reply) for _twice in range(2)]

    assert all("เราได้รับข้อความของท่านแล้ว" in one.content.decode() for one in told)
    assert Message.objects.filter(side="sender").count() == 1
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.UNDER_REVIEW


def test_code_is_in_no_address_session_cookie_or_log(client, sent, caplog):
    caplog.set_level(logging.DEBUG)
    opinion, code = sent
    client.post(TRACK, {"code": code})
    client.post(REPLY, {"code": code, "key": codes.new_submission_key(), "text": "เพิ่มเติม"})
    client.post(FORGET, {"code": code})
    answer(opinion)
    response = client.post(JUDGE, {"code": code, "on": "answer", "word": "solved"})

    assert not response.has_header("Location")
    assert "no-store" in response.headers["Cache-Control"]
    assert not Session.objects.exists()
    assert code not in str(client.cookies)
    assert code not in caplog.text
    assert not re.search(f'(?:action|href)="[^"]*{code}', response.content.decode())


def test_half_written_reply_survives_a_switch_of_the_header(client, sent):
    _opinion, code = sent

    page = client.post(TRACK, {"code": code, "text": "เขียนไปครึ่ง", "text_size": "large"})

    assert "เขียนไปครึ่ง</textarea>" in page.content.decode()
    assert 'data-text-size="large"' in page.content.decode()
    assert not Message.objects.exists()


def test_refused_reply_comes_back_as_it_was_typed(client, sent):
    _opinion, code = sent

    page = client.post(REPLY, {"code": code, "text": "ก" * 4001})

    assert "ก" * 4001 in page.content.decode()
    assert 'role="alert"' in page.content.decode()


def test_reply_to_a_matter_closed_meanwhile_is_shown_to_be_sent_anew(client, sent):
    opinion, code = sent
    answer(opinion)
    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.SOLVED)
    typed = "ยังมีอีกเรื่อง\nคือไฟทาง"

    page = client.post(REPLY, {"code": code, "text": typed}).content.decode()

    assert typed in page
    anew = client.post(reverse("feedback:new_opinion"), {"text": typed})
    assert anew.context["form"]["text"].value() == typed


@pytest.mark.parametrize("reopened", [True, False])
def test_word_on_an_answer_that_was_judged_meanwhile_is_shown(client, sent, reopened):
    opinion, code = sent
    answer(opinion)
    other = VerdictWord.NOT if reopened else VerdictWord.SOLVED
    judge(opinion, on=VerdictOn.ANSWER, word=other, reason="ยังไม่พอ")

    typed = {"on": "answer", "word": "partly", "reason": "เหตุผลที่พิมพ์ไว้ยาว"}
    page = client.post(JUDGE, {"code": code} | typed).content.decode()

    assert "เหตุผลที่พิมพ์ไว้ยาว" in page


@pytest.mark.parametrize("word", [VerdictWord.PARTLY, VerdictWord.NOT])
def test_what_is_still_open_is_not_closed_by_an_empty_field(client, sent, word):
    opinion, code = sent
    answer(opinion)
    data = {"code": code, "on": VerdictOn.ANSWER, "word": word, "reason": " \u200b"}

    asked = client.post(JUDGE, data).content.decode()
    assert "โปรดบอกว่ายังขาดอะไร" in asked
    assert not opinion.verdicts.exists()

    client.post(JUDGE, data | {"leave_it": "on"})
    opinion.refresh_from_db()
    assert (opinion.state, opinion.verdicts.get().word) == (OpinionState.CLOSED, word)


def test_sender_sees_own_words_and_staff_the_masked_ones(client, sent):
    _opinion, code = sent
    Opinion.objects.update(text="ขอรถรับส่ง [ปิดไว้]")

    assert "ขอรถรับส่งนักเรียน บ้านไกลค่ะ" in client.post(TRACK, {"code": code}).content.decode()


def test_sender_is_told_that_the_public_reads_the_covered_words(client, sent):
    opinion, code = sent
    told = "หน้านั้นปิดข้อมูลส่วนบุคคลในข้อความของท่านไว้"
    mask_opinion(opinion, by=make_user(), spans=[], phrases=["บ้านไกล"])
    assert told not in client.post(TRACK, {"code": code}).content.decode(), "nobody reads it yet"

    publish_opinion(opinion, by=make_user(), may_be_public=True)

    page = client.post(TRACK, {"code": code}).content.decode()
    assert told in page
    assert f'href="{opinion.get_absolute_url()}"' in page
    mask_opinion(opinion, by=make_user(), spans=[])
    assert told not in client.post(TRACK, {"code": code}).content.decode()


def test_turns_of_one_day_stand_in_the_order_in_which_they_were_taken(client, sent):
    opinion, code = sent
    ask(opinion, "ถามหนึ่ง")
    client.post(REPLY, {"code": code, "key": codes.new_submission_key(), "text": "ตอบหนึ่ง"})
    answer(opinion, text="คำตอบหนึ่ง")
    client.post(JUDGE, {"code": code, "on": "answer", "word": "not", "reason": "ยังขาดอยู่"})
    opinion.refresh_from_db()
    ask(opinion, "ถามสอง")
    client.post(REPLY, {"code": code, "key": codes.new_submission_key(), "text": "ตอบสอง"})
    answer(opinion, text="คำตอบสอง")
    page = client.post(JUDGE, {"code": code, "on": "second", "word": "solved"})

    said = ("ถามหนึ่ง", "ตอบหนึ่ง", "คำตอบหนึ่ง", "ยังขาดอยู่", "ถามสอง", "ตอบสอง", "คำตอบสอง")
    places = [page.content.decode().index(f">{words}<") for words in said]
    assert places == sorted(places)
    assert [step["stage"] for step in page.context["steps"]] == ["done"] * 4 + ["now"]
    assert all(step["at"] for step in page.context["steps"] if step["words"] != "กำลังพิจารณา")


def test_outcome_and_why_not_are_told(client, sent):
    opinion, code = sent
    answer(opinion, outcome=Outcome.NOT_POSSIBLE, reason="budget")

    page = client.post(TRACK, {"code": code}).content.decode()

    assert "ดำเนินการไม่ได้" in page
    assert "งบประมาณ" in page


@pytest.mark.parametrize("junk", [{}, {"on": "x"}, {"on": "answer"}, {"on": "answer", "word": "x"}])
def test_word_that_is_none_is_refused_with_a_sentence(client, sent, junk):
    opinion, code = sent
    answer(opinion)

    page = client.post(JUDGE, {"code": code} | junk)

    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("page", [REPLY, JUDGE, COMPARE, FORGET, KEEP])
def test_acts_without_a_code_lead_to_its_door(client, page):
    client.force_login(make_user())

    assert "รหัสติดตามเรื่อง" in client.get(page).content.decode()
    assert "รหัสติดตามเรื่อง" in client.post(page, {"text": "ค่ะ"}).content.decode()
    wrong = client.post(page, {"code": "7K4M9XQT2HVD", "text": "ค่ะ", "word": "solved"})
    assert wrong.context["form"].errors
    assert not Message.objects.exists()


# --- the fingerprint


def test_receipt_has_a_qr_of_the_code_and_the_fingerprint_of_the_text(client):
    form = client.get(reverse("feedback:new_opinion"))
    fields = {"kind": "suggestion", "to": "group-1", "text": TEXT, "stakeholder_type": "parent"}
    receipt = client.post(
        reverse("feedback:send_opinion"), {"key": hidden(form, "key")[0], **fields}, follow=True
    )

    digest = hashlib.sha256(TEXT.replace("\r\n", "\n").encode()).hexdigest()
    assert "".join(receipt.context["fingerprint"]) == digest
    assert "<svg" in receipt.context["qr"]
    assert receipt.content.decode().count(receipt.context["code"]) == 1, (
        "and not for a visitor's account"
    )


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        (TEXT, "ทุกตัวอักษร"),
        (TEXT.replace("\r\n", "\n"), "ทุกตัวอักษร"),
        (TEXT.replace("  ", " ") + "\n", "ต่างเพียงช่องว่าง"),
        (TEXT.replace("ไกล", "ใกล้"), "ไม่ตรงกับข้อความ"),
    ],
)
def test_own_text_is_held_against_what_was_received_and_forgotten(client, sent, pasted, told):
    _opinion, code = sent
    Opinion.objects.update(text="ข้อความที่ปิดบางส่วนไว้")
    before = AuditEvent.objects.count()

    page = client.post(COMPARE, {"code": code, "text": pasted})

    assert told in page.content.decode()
    assert (AuditEvent.objects.count(), Message.objects.count()) == (before, 0)


# --- the sender's address


def test_sender_deletes_the_own_address(client, sent):
    opinion, code = sent
    assert "ลบช่องทางติดต่อ" in client.post(TRACK, {"code": code}).content.decode()

    page = client.post(FORGET, {"code": code})

    assert not OpinionContact.objects.exists()
    assert "ลบช่องทางติดต่อของท่านแล้ว" in page.content.decode()
    assert client.post(FORGET, {"code": code}).status_code == 200
    assert AuditEvent.objects.filter(verb="contact.forget", by=None).count() == 1
    assert not AuditEvent.objects.filter(subject_id=opinion.pk, by__isnull=False).exists()


# --- the account


def test_matter_is_kept_in_an_account_read_there_and_let_go(client, sent):
    opinion, code = sent
    user = make_user()
    client.force_login(user)
    assert "เก็บไว้ในบัญชีของฉัน" in client.post(TRACK, {"code": code}).content.decode()

    assert client.post(KEEP, {"code": code}).headers["Location"] == MATTERS
    client.post(KEEP, {"code": code})
    kept = KeptOpinion.objects.get(user=user, opinion=opinion)
    page = reverse("feedback:matter", args=[kept.pk])
    assert page in client.get(MATTERS).content.decode()

    thread = client.get(page)
    assert hidden(thread, "matter")[0] == str(kept.pk)
    client.post(REPLY, {"matter": kept.pk, "key": hidden(thread, "key")[0], "text": "จากบัญชีค่ะ"})
    assert Message.objects.get().text == "จากบัญชีค่ะ"
    assert Message.objects.get().by is None

    client.post(reverse("feedback:let_matter_go", args=[kept.pk]))
    assert not KeptOpinion.objects.exists()
    assert client.get(page).status_code == 404


def test_matter_of_another_s_account_is_not_there(client, sent):
    opinion, _code = sent
    kept = KeptOpinion.objects.create(user=make_user(), opinion=opinion)
    client.force_login(make_user())

    assert client.get(reverse("feedback:matter", args=[kept.pk])).status_code == 404
    assert client.post(reverse("feedback:let_matter_go", args=[kept.pk])).status_code == 404
    client.post(REPLY, {"matter": kept.pk, "text": "ไม่ใช่ของฉัน"})
    client.logout()
    client.post(REPLY, {"matter": kept.pk, "text": "ไม่ใช่ของฉัน"})
    assert not Message.objects.exists()
    assert KeptOpinion.objects.exists()


def test_nothing_else_links_an_account_to_an_opinion(client, sent):
    _opinion, code = sent
    user = make_user()
    client.force_login(user)
    client.post(TRACK, {"code": code})
    client.post(REPLY, {"code": code, "key": codes.new_submission_key(), "text": "เพิ่ม"})
    client.post(KEEP, {"code": code})

    assert not AuditEvent.objects.filter(by=user).exists()


# --- the desk, and everybody


def test_officer_asks_from_the_desk_and_goes_on_without_a_reply(client, sent):
    opinion, _code = sent
    client.force_login(make_head(group(5).unit))
    desk = reverse("feedback:desk_opinion", args=[opinion.number])
    page = client.get(desk)
    question = {
        "seen": page.context["ask_form"]["seen"].value(),
        "key": page.context["ask_form"]["key"].value(),
        "text": "หมู่บ้านใดคะ",
    }

    client.post(reverse("feedback:ask_sender", args=[opinion.number]), question)
    page = client.get(desk)

    assert page.context["opinion"].state == OpinionState.WAITING_FOR_SENDER
    assert "หมู่บ้านใดคะ" in page.content.decode()
    seen = {"seen": page.context["resume_form"]["seen"].value()}
    client.post(reverse("feedback:resume_opinion", args=[opinion.number]), seen)
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.UNDER_REVIEW


@pytest.mark.parametrize("state", OpinionState)
def test_desk_shows_a_matter_in_each_state(client, state):
    opinion = make_opinion(group=group(5))
    client.force_login(make_head(group(5).unit))
    if state in {OpinionState.ANSWERED, OpinionState.CLOSED}:
        answer(opinion)
    if state == OpinionState.WAITING_FOR_SENDER:
        ask(opinion)
    Opinion.objects.filter(pk=opinion.pk).update(state=state)

    for url in ("feedback:desk_opinions", "feedback:desk_opinion"):
        path = reverse(url, args=[opinion.number] if url.endswith("opinion") else [])
        assert client.get(path, {"state": state}).status_code == 200


def test_sender_s_word_stands_beside_the_office_s_in_public_without_its_reason(client, sent):
    opinion, _code = sent
    answer(opinion, outcome=Outcome.DONE)
    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.PARTLY, reason="ครูแดงยังไม่มา")
    publish_opinion(opinion, by=make_user())
    opinion.refresh_from_db()
    assert opinion.publication == Publication.PUBLISHED

    page = client.get(opinion.get_absolute_url()).content.decode()

    assert "แก้ไขได้บางส่วน" in page or "บางส่วน" in page
    assert "ครูแดง" not in page
