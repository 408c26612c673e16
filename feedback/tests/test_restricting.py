"""เรื่องร้องเรียน: an opinion goes to the legal officer whole, and comes back whole."""

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback import casefile, codes
from feedback.choices import CaseState, OpinionKind, OpinionState, Outcome
from feedback.marks import For, marks_of
from feedback.models import (
    Attachment,
    CaseMessage,
    ImprovementAction,
    InternalNote,
    Message,
    Opinion,
    OpinionContact,
    OpinionTally,
    Response,
    RestrictedCase,
    Support,
)
from feedback.services import cases, tallying
from feedback.services.answering import answer_opinion
from feedback.services.conversing import ask_sender
from feedback.services.importing import import_opinions
from feedback.services.merging import merge
from feedback.services.publishing import publish_opinion
from feedback.services.restricting import give_back, restrict_opinion
from feedback.services.sending import send_opinion
from feedback.services.supporting import support_opinion
from feedback.services.uploading import forget_uploads
from feedback.tests.make import make_answer, make_opinion
from participation import thai, waiting
from participation.choices import Role, StakeholderType
from participation.errors import DomainError
from participation.models import AuditEvent, Duty, Job, Notice, Office, RoleGrant, SearchEntry, User
from participation.tests.make import group, make_office, make_responsible_officer, make_user

pytestmark = pytest.mark.django_db

TEXT = "ผู้อำนวยการเรียกเงินจากครู"


@pytest.fixture
def legal() -> User:
    make_office()
    return make_user(Role.LEGAL_OFFICER)


@pytest.fixture
def triage(legal: User) -> User:
    return make_user(Role.TRIAGE_OFFICER)


@pytest.fixture
def sent(legal: User) -> tuple[Opinion, str]:
    """An opinion with everything, and its code."""
    opinion, code = send_opinion(
        key="k" * 32,
        text=TEXT,
        kind=OpinionKind.PROBLEM,
        stakeholder_type=StakeholderType.PARENT,
        group=group(5),
        email="sender@example.org",
    )
    return opinion, codes.shown(code, prefix=Office.current().code_prefix)


@pytest.fixture
def opinion(sent: tuple[Opinion, str]) -> Opinion:
    return sent[0]


def attach(opinion: Opinion) -> str:
    name = default_storage.save("opinions/one.jpg", ContentFile(b"picture"))
    Attachment.objects.create(
        opinion=opinion, position=1, kind="image", size=7, sha256="0" * 64, file=name,
        covers=[[0, 0, 500, 500]],
    )  # fmt: skip
    return name


def kept_files(tmp_path: Path) -> list[str]:
    """Folders of the files there are."""
    return sorted(path.parent.name for path in (tmp_path / "files").rglob("*") if path.is_file())


def track(code: str, page: str = "track", **data: str) -> str:
    response = Client().post(reverse(f"feedback:{page}"), {"code": code} | data)
    assert response.status_code == 200
    return response.content.decode()


# --- what goes, and where to


def test_every_table_beside_an_opinion_is_decided_about() -> None:
    fields = Opinion._meta.get_fields(include_hidden=True)
    beside = {field.related_model for field in fields if field.one_to_many or field.one_to_one}
    linked = ImprovementAction.opinions.through
    with_columns_of_their_own = {Attachment, OpinionContact, linked, Opinion}

    assert beside - with_columns_of_their_own == {*casefile.KEPT, *casefile.LET_GO}


def test_nothing_of_the_opinion_stays(opinion: Opinion, triage: User, legal: User) -> None:
    officer = make_responsible_officer(group(5))
    answer_opinion(opinion, by=officer, text="ตอบแล้ว", outcome=Outcome.CONSIDERED)
    publish_opinion(opinion, by=triage)

    case = restrict_opinion(opinion, by=triage)

    assert not Opinion.objects.exists()
    assert not Response.objects.exists()
    assert not SearchEntry.objects.exists()
    assert [duty.key for duty in Duty.objects.all()] == [cases.duty_key(case)]
    assert [notice.what for notice in Notice.objects.all()] == ["case-news"]
    assert sum(OpinionTally.objects.values_list("opinions", flat=True)) == 0
    assert tallying.recount() == []
    assert (case.raw_text, case.email) == (TEXT, "sender@example.org")
    assert case.record["response"][0]["fields"]["text"] == "ตอบแล้ว"
    assert list(waiting.waiting_for(legal).values_list("what", flat=True)) == ["look_into_case"]
    assert Job.objects.filter(handler="feedback.learn").exists()


def test_its_number_is_not_given_again_and_its_page_is_no_page(
    opinion: Opinion, triage: User, client: Client
) -> None:
    publish_opinion(opinion, by=triage)
    page = opinion.get_absolute_url()
    assert client.get(page).status_code == 200

    restrict_opinion(opinion, by=triage)

    assert client.get(page).status_code == 404
    assert make_opinion().serial == opinion.serial + 1


def test_done_twice_it_is_one_case(opinion: Opinion, triage: User) -> None:
    first = restrict_opinion(opinion, by=triage)

    assert restrict_opinion(opinion, by=triage) == first
    assert RestrictedCase.objects.count() == 1
    assert AuditEvent.objects.filter(verb="opinion.restrict").count() == 1


def test_without_a_legal_officer_it_stays_where_it_is(opinion: Opinion, triage: User) -> None:
    RoleGrant.objects.filter(role=Role.LEGAL_OFFICER).delete()

    with pytest.raises(DomainError, match="ผู้ดูแลระบบ"):
        restrict_opinion(opinion, by=triage)

    assert Opinion.objects.filter(pk=opinion.pk).exists()


def test_what_was_answered_with_it_waits_for_an_answer_of_its_own(
    opinion: Opinion, triage: User
) -> None:
    make_answer(opinion)
    follower = merge(make_opinion(group=group(5)), into=opinion, reason="ซ้ำ", by=triage)
    assert follower.state == OpinionState.ANSWERED

    restrict_opinion(opinion, by=triage)

    follower.refresh_from_db()
    assert (follower.merged_into, follower.state) == (None, OpinionState.RECEIVED)
    assert Duty.objects.open().filter(key=f"answer-opinion:{follower.pk}").exists()


def test_a_spreadsheet_does_not_bring_it_back(triage: User) -> None:
    sheet = (
        "mission_group,task_letter,stakeholder_type,channel,text,sentiment\n"
        f"5,,parent,paper_box,{TEXT},\n"
    ).encode()
    import_opinions(sheet, by=triage)
    restrict_opinion(Opinion.objects.get(), by=triage)

    result = import_opinions(sheet, by=triage)

    assert (result.added, result.known) == (0, 1)
    assert not Opinion.objects.exists()


# --- who reads it


@pytest.mark.parametrize("role", [role for role in Role if role != Role.LEGAL_OFFICER])
def test_no_other_role_sees_a_case(opinion: Opinion, triage: User, role: Role) -> None:
    restrict_opinion(opinion, by=triage)
    user = make_user(role)
    user.is_superuser = True

    assert not RestrictedCase.objects.visible_to(user).exists()


def test_each_reading_is_on_record(
    opinion: Opinion, triage: User, legal: User, client: Client
) -> None:
    attach(opinion)
    case = restrict_opinion(opinion, by=triage)
    client.force_login(legal)

    cover = client.get(reverse("feedback:case", args=[case.pk])).content.decode()
    read_before = AuditEvent.objects.filter(verb="case.read").count()
    opened = client.post(reverse("feedback:case", args=[case.pk])).content.decode()
    file = client.post(reverse("feedback:case_file", args=[case.pk, 1]))

    assert (TEXT in cover, TEXT in opened) == (False, True)
    assert file.status_code in {200, 404}
    events = AuditEvent.objects.filter(subject_id=str(case.pk), by=legal).order_by("pk")
    assert read_before == 0
    assert [event.verb for event in events] == ["case.read", "case.read_file"]


def test_two_legal_officers_do_not_overwrite_each_other(
    opinion: Opinion, triage: User, legal: User, client: Client
) -> None:
    case = restrict_opinion(opinion, by=triage)
    client.force_login(make_user(Role.LEGAL_OFFICER))
    cases.move_case(case, by=legal, state=CaseState.IN_HAND)

    response = client.post(
        reverse("feedback:move_case", args=[case.pk]), {"seen": "0", "state": "closed"}
    )

    assert response.status_code == 409
    case.refresh_from_db()
    assert case.state == CaseState.IN_HAND


# --- the sender's own thread


def test_the_code_opens_the_case_and_both_sides_write(
    sent: tuple[Opinion, str], triage: User, legal: User
) -> None:
    opinion, code = sent
    asked = ask_sender(opinion, by=triage, text="เมื่อใดคะ", key="a")
    case = restrict_opinion(opinion, by=triage)

    page = track(code)
    replied = track(code, "reply", text="เมื่อวันจันทร์", key="b" * 32)
    track(code, "reply", text="เมื่อวันจันทร์", key="b" * 32)
    cases.write_to_sender(case, by=legal, text="รับเรื่องแล้ว", key="c")
    answered = track(code)

    assert asked.text in page
    assert TEXT in page
    assert "นิติกรเป็นผู้ดูแล" in page
    assert not {str(triage), opinion.number} & set(page.split())
    assert "เมื่อวันจันทร์" in replied
    assert "รับเรื่องแล้ว" in answered
    assert CaseMessage.objects.count() == 2


@pytest.mark.parametrize("page", ["judge", "compare", "forget_me"])
def test_other_forms_of_the_thread_lead_to_the_case(
    sent: tuple[Opinion, str], triage: User, page: str
) -> None:
    opinion, code = sent
    case = restrict_opinion(opinion, by=triage)

    shown = track(code, page, on="answer", word="solved", text="x")

    assert "นิติกรเป็นผู้ดูแล" in shown
    case.refresh_from_db()
    assert bool(case.email) == (page != "forget_me")


def test_a_closed_case_takes_nothing_more(
    sent: tuple[Opinion, str], triage: User, legal: User
) -> None:
    case = restrict_opinion(sent[0], by=triage)
    cases.move_case(case, by=legal, state=CaseState.CLOSED)

    page = track(sent[1], "reply", text="อีกเรื่อง", key="b" * 32)

    assert "เรื่องนี้ปิดแล้ว" in page
    assert not CaseMessage.objects.exists()
    assert not Duty.objects.open().exists()


# --- back again


def test_whoever_supported_it_before_supports_it_no_second_time(
    opinion: Opinion, triage: User, legal: User
) -> None:
    publish_opinion(opinion, by=triage)
    support_opinion(opinion, marks=marks_of("browser:one", opinion, why=For.SUPPORT))
    back = give_back(restrict_opinion(opinion, by=triage), by=legal, reason="เป็นข้อเสนอแนะ")
    publish_opinion(back, by=triage)

    support_opinion(back, marks=marks_of("browser:one", back, why=For.SUPPORT))

    back.refresh_from_db()
    assert back.supports == 1


def test_no_word_stays_with_the_legal_officer_of_what_was_given_back(
    opinion: Opinion, triage: User, legal: User
) -> None:
    InternalNote.objects.create(opinion=opinion, text="ดูด้วย", by=triage)
    case = restrict_opinion(opinion, by=triage)

    back = give_back(case, by=legal, reason="เป็นข้อเสนอแนะ")

    case.refresh_from_db()
    assert (case.raw_text, case.record, case.email) == ("", {}, "")
    assert restrict_opinion(back, by=triage).raw_text == TEXT


def test_what_was_answered_late_comes_back_answered_late(
    opinion: Opinion, triage: User, legal: User
) -> None:
    make_answer(opinion)
    Opinion.objects.filter(pk=opinion.pk).update(due_on=thai.today() - dt.timedelta(days=1))
    with time_machine.travel(timezone.now() + dt.timedelta(days=5)):
        case = restrict_opinion(Opinion.objects.get(pk=opinion.pk), by=triage)
    with time_machine.travel(timezone.now() + dt.timedelta(days=30)):
        back = give_back(case, by=legal, reason="เป็นข้อเสนอแนะ")

    assert back.due_on == thai.today() - dt.timedelta(days=1)


@pytest.mark.parametrize("state", ["received", "waiting", "answered", "taken up again"])
def test_it_comes_back_whole_under_a_new_number(
    sent: tuple[Opinion, str], triage: User, legal: User, state: str
) -> None:
    opinion, code = sent
    officer = make_responsible_officer(group(5))
    note = InternalNote.objects.create(opinion=opinion, text="ดูด้วย", by=officer)
    note.mentions.add(triage)
    Support.objects.create(opinion=opinion, mark="m")
    if state == "waiting":
        ask_sender(opinion, by=officer, text="เมื่อใดคะ", key="a")
    if state in {"answered", "taken up again"}:
        answer_opinion(opinion, by=officer, text="ตอบ", outcome=Outcome.CONSIDERED)
    if state == "taken up again":
        track(code, "judge", on="answer", word="not", reason="ยังไม่ตรง")
    attach(opinion)
    opinion.refresh_from_db()
    before = rows_about(opinion)

    case = restrict_opinion(opinion, by=triage)
    cases.write_to_sender(case, by=legal, text="ขอคุยก่อน", key="c")
    back = give_back(case, by=legal, reason="เป็นข้อเสนอแนะ")

    assert rows_about(back) == before
    assert back.serial == opinion.serial + 1
    assert (back.raw_text, back.outcome, back.due_on) == (
        opinion.raw_text, opinion.outcome, opinion.due_on,
    )  # fmt: skip
    assert back.state == ("under_review" if state == "waiting" else opinion.state)
    assert back.contact.email == "sender@example.org"
    assert Duty.objects.open().filter(key=f"answer-opinion:{back.pk}").exists() == back.is_open
    assert not RestrictedCase.objects.visible_to(legal).exists()
    assert give_back(case, by=legal, reason="อีกครั้ง") == back
    thread = track(code)
    assert back.number in thread
    assert "ขอคุยก่อน" in thread
    assert restrict_opinion(back, by=triage) == case


def rows_about(opinion: Opinion) -> dict[str, Any]:
    """Everything beside the opinion, without the numbers of rows."""
    hidden = {"id", "opinion_id", "opinion"}
    tables: dict[str, Any] = {
        table.__name__: [
            {name: value for name, value in row.items() if name not in hidden}
            for row in models.QuerySet(table).filter(opinion=opinion).order_by("pk").values()
        ]
        for table in casefile.KEPT
    }
    notes = InternalNote.objects.filter(opinion=opinion).order_by("pk")
    files = opinion.attachments.values_list("position", "kind", "sha256", "size", "covers")
    tables |= {"mentions": [list(note.mentions.all()) for note in notes], "files": list(files)}
    return tables


def test_the_days_away_are_added_to_the_day_it_is_due(
    opinion: Opinion, triage: User, legal: User
) -> None:
    due = opinion.due_on
    case = restrict_opinion(opinion, by=triage)

    with time_machine.travel(thai.start_of(thai.today() + (due - thai.today()) / 2)):
        back = give_back(case, by=legal, reason="เป็นข้อเสนอแนะ")

    assert back.due_on > due


def test_without_a_reason_it_is_not_given_back(opinion: Opinion, triage: User, legal: User) -> None:
    case = restrict_opinion(opinion, by=triage)

    with pytest.raises(DomainError, match="บอกเหตุ"):
        give_back(case, by=legal, reason=" ")


# --- files, whatever dies


@pytest.mark.django_db(transaction=True)
def test_files_go_along_and_come_back(triage: User, legal: User, tmp_path: Path) -> None:
    opinion = make_opinion(group=group(5))
    attach(opinion)

    case = restrict_opinion(opinion, by=triage)
    assert kept_files(tmp_path) == ["restricted"]
    back = give_back(case, by=legal, reason="เป็นข้อเสนอแนะ")

    assert kept_files(tmp_path) == ["opinions"]
    assert back.attachments.get().file.read() == b"picture"


def test_killed_before_the_commit_the_file_is_where_the_row_says(
    opinion: Opinion, triage: User, tmp_path: Path
) -> None:
    name = attach(opinion)

    with transaction.atomic():
        restrict_opinion(opinion, by=triage)
        transaction.set_rollback(True)  # what the database does with a connection that is gone

    assert opinion.attachments.get().file.read() == b"picture"
    assert kept_files(tmp_path) == ["opinions", "restricted"]
    with time_machine.travel(thai.start_of(thai.today()).timestamp() + 2 * 86_400):
        assert forget_uploads() == 1
    assert kept_files(tmp_path) == ["opinions"]
    assert default_storage.exists(name)


def test_killed_after_the_commit_the_old_name_goes_in_the_night(
    opinion: Opinion, triage: User, tmp_path: Path
) -> None:
    attach(opinion)

    case = restrict_opinion(opinion, by=triage)  # nothing that follows a commit is run here

    assert kept_files(tmp_path) == ["opinions", "restricted"]
    with time_machine.travel(thai.start_of(thai.today()).timestamp() + 2 * 86_400):
        assert forget_uploads() == 1
    assert kept_files(tmp_path) == ["restricted"]
    assert case.files.get().file.read() == b"picture"


# --- two at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("side", ["officer", "sender"])
def test_who_acts_meanwhile_is_told_and_loses_nothing(triage: User, legal: User, side: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    opinion, code = send_opinion(
        key="k" * 32, text=TEXT, kind=OpinionKind.PROBLEM,
        stakeholder_type=StakeholderType.PARENT, group=group(5),
    )  # fmt: skip
    Office.objects.update(answers_need_sign_off=False)
    officer = make_responsible_officer(group(5))
    answers: list[Any] = []

    def act() -> None:
        client = Client()
        client.force_login(officer)
        if side == "officer":
            url = reverse("feedback:answer_opinion", args=[opinion.number])
            data = {"seen": "0", "text": "ตอบ", "outcome": "considered"}
        else:
            url = reverse("feedback:reply")
            data = {"code": codes.shown(code, prefix="NPM2"), "text": "เพิ่ม", "key": "r" * 32}
        answers.append(client.post(url, data))
        connection.close()

    thread = threading.Thread(target=act)
    with transaction.atomic():
        restrict_opinion(opinion, by=triage)
        thread.start()
        thread.join(1.5)
        assert thread.is_alive(), "it waits for the row"
    thread.join(20)

    assert answers[0].status_code == (404 if side == "officer" else 200)
    assert not Message.objects.exists()
    assert list(CaseMessage.objects.values_list("text", flat=True)) == (
        [] if side == "officer" else ["เพิ่ม"]
    )
