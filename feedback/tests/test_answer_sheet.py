"""Opinions answered in a spreadsheet: what goes out, what comes back, and each once."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from feedback.answer_sheet import COLUMNS, FILLED
from feedback.choices import (
    Act,
    OpinionKind,
    OpinionState,
    Outcome,
    ReasonClass,
    VerdictOn,
    VerdictWord,
)
from feedback.models import AnswerDraft, Opinion, Response
from feedback.services import answering_by_sheet
from feedback.services.answering import answer_opinion
from feedback.services.answering_by_sheet import check, make_sheet, take
from feedback.services.drafting import hand_in, save_draft
from feedback.services.judging import judge
from feedback.services.sending import send_opinion
from feedback.services.sorting import sort_opinion
from feedback.tests.make import make_answer, make_opinion
from participation.choices import Role, StakeholderType
from participation.errors import DomainError
from participation.meanwhile import events
from participation.models import AuditEvent, Notice
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office():
    make_office()


@pytest.fixture
def officer():
    return make_responsible_officer(group(5))


def book_of(officer):
    return load_workbook(io.BytesIO(make_sheet(by=officer)))


def filled(officer, answers, **cells):
    """The officer's file with these answers by opinion, and single cells by column."""
    book = book_of(officer)
    sheet = book.active
    places = {name: place for place, (name, _label, _width) in enumerate(COLUMNS, start=1)}
    rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    for opinion, said in answers.items():
        row = dict(zip(FILLED, said, strict=True)) | cells
        for name, value in row.items():
            sheet.cell(rows[opinion.number], places[name]).value = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


IS_DONE, NOT_POSSIBLE = str(Outcome.DONE.label), str(Outcome.NOT_POSSIBLE.label)
NO_BUDGET = str(ReasonClass.BUDGET.label)
DONE = ("ซ่อมแล้ว ขอบคุณ", IS_DONE, None)


# --- what goes out


def test_file_holds_what_the_officer_has_to_answer_and_nothing_else(officer):
    own = make_opinion(group=group(5), task=group(5).tasks.get(position=1), text="หลังคารั่ว")
    make_opinion(group=group(6))
    make_opinion()
    make_answer(make_opinion(group=group(5)))
    handed_in = make_opinion(group=group(5))
    hand_in(handed_in, by=officer, text="ร่าง", outcome=Outcome.DONE)

    sheet = book_of(officer).active

    (row,) = sheet.iter_rows(min_row=2, values_only=True)
    told = dict(zip([name for name, _label, _width in COLUMNS], row, strict=True))
    assert (told["number"], told["text"]) == (own.number, "หลังคารั่ว")
    assert (told["group"], told["task"]) == (str(own.group), str(own.task))
    assert {told[name] for name in FILLED} == {None}
    hidden = [place for place, column in sheet.column_dimensions.items() if column.hidden]
    assert [sheet[f"{place}1"].value for place in hidden] == ["สถานะของไฟล์"]
    assert AuditEvent.objects.filter(verb="answers.download", by=officer).count() == 1


def test_file_tells_what_was_answered_before_and_what_the_sender_said_of_it(officer):
    opinion, new = make_opinion(group=group(5)), make_opinion(group=group(5))
    answer_opinion(opinion, by=officer, text="จะซ่อมในเดือนหน้า", outcome=Outcome.CONSIDERED)
    answer_opinion(opinion, by=officer, text="=ซ่อมแล้ว", outcome=Outcome.DONE)
    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.NOT, reason="ยังรั่วอยู่")

    sheet = book_of(officer).active

    place = [name for name, _label, _width in COLUMNS].index("earlier") + 1
    cells = {sheet.cell(row, 1).value: sheet.cell(row, place) for row in (2, 3)}
    earlier = cells[opinion.number]
    assert earlier.value.startswith(f"=ซ่อมแล้ว\n({Outcome.DONE.label})\n")
    assert earlier.value.endswith(f"{VerdictWord.NOT.label} – ยังรั่วอยู่")
    assert (earlier.data_type, earlier.protection.locked) == ("s", True)
    assert not cells[new.number].value


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "=1+1"])
def test_what_somebody_wrote_is_no_formula(officer, text):
    make_opinion(group=group(5), text=text)

    cell = book_of(officer).active["F2"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_file_is_made_of_whatever_somebody_sent(officer):
    send_opinion(
        key="k" * 32,
        text="ก\ufffeข\uffff",
        kind=OpinionKind.PROBLEM,
        stakeholder_type=StakeholderType.PARENT,
        group=group(5),
    )

    assert "กข" in {cell.value for cell in book_of(officer).active[2]}


def test_outcomes_and_reasons_are_chosen_from_lists(officer):
    make_opinion(group=group(5))

    choices = book_of(officer).active.data_validations.dataValidation

    lists = [choice.formula1.strip('"').split(",") for choice in choices]
    assert lists == [
        [str(label) for label in Outcome.labels],
        [str(label) for _value, label in ReasonClass.offered()],
        ["อ่านแล้ว เปิดเผยได้"],
    ]
    assert all(len(choice.formula1) <= 255 for choice in choices)


# --- what comes back


def test_filled_rows_are_handed_in_as_if_typed_and_empty_ones_stay(officer):
    first, second, third = (make_opinion(group=group(5)) for _ in range(3))
    content = filled(officer, {first: DONE, second: ("ไม่มีเงิน", NOT_POSSIBLE, NO_BUDGET)})

    result = take(content, by=officer)

    assert ([row.opinion for row in result.ready], result.empty, result.bad) == (
        [first, second],
        1,
        [],
    )
    drafts = {draft.opinion: draft for draft in AnswerDraft.objects.all()}
    assert drafts[first].text == "ซ่อมแล้ว ขอบคุณ"
    assert (drafts[second].outcome, drafts[second].reason) == ("not_possible", "budget")
    assert all(draft.submitted_at for draft in drafts.values())
    assert third not in drafts
    assert events(first, [Act.SUBMIT]).get().by == officer


def test_head_answers_at_once():
    head = make_head(group(5).unit)
    opinion = make_opinion(group=group(5))

    take(filled(head, {opinion: DONE}), by=head)

    assert Response.objects.get(opinion=opinion).signed_by == head


@pytest.mark.parametrize("who", ["officer", "head"])
def test_brought_back_twice_it_is_handed_in_once(officer, who):
    by = officer if who == "officer" else make_head(group(5).unit)
    content = filled(by, {make_opinion(group=group(5)): DONE})
    take(content, by=by)
    before = AuditEvent.objects.count()

    again = take(content, by=by)

    assert (again.ready, again.known, again.bad) == ([], 1, [])
    assert AuditEvent.objects.count() == before


def test_checking_tells_what_taking_does_and_changes_nothing(officer):
    good, bad = make_opinion(group=group(5)), make_opinion(group=group(5))
    content = filled(officer, {good: DONE, bad: ("ไม่ได้", NOT_POSSIBLE, None)})
    before = AuditEvent.objects.count(), Notice.objects.count()

    ahead = check(content, by=officer)
    assert (AuditEvent.objects.count(), Notice.objects.count()) == before
    assert not AnswerDraft.objects.exists()

    assert take(content, by=officer) == ahead
    assert [row.opinion for row in ahead.ready] == [good]


def changed(opinion, officer, how):
    triage = make_user(Role.TRIAGE_OFFICER)
    if how == "sorted":
        sort_opinion(opinion, by=triage, group=group(5), task=group(5).tasks.first())
    elif how == "moved":
        sort_opinion(opinion, by=triage, group=group(6))
    elif how == "drafted":
        save_draft(opinion, by=make_head(group(5).unit), text="ร่างอื่น")
    else:
        answer_opinion(opinion, by=officer, text="ตอบแล้ว", outcome=Outcome.DONE)


@pytest.mark.parametrize("how", ["sorted", "moved", "drafted", "answered"])
def test_row_of_an_opinion_that_changed_meanwhile_is_refused_and_the_rest_taken(officer, how):
    first, second = make_opinion(group=group(5)), make_opinion(group=group(5))
    content = filled(officer, {first: DONE, second: DONE})
    changed(first, officer, how)

    result = take(content, by=officer)

    assert [row.opinion for row in result.ready] == [second]
    assert [line.number for line in result.bad] == [2]
    assert not Response.objects.filter(text="ซ่อมแล้ว ขอบคุณ").exists()


@pytest.mark.parametrize(
    ("answer", "cells"),
    [
        (("ขอบคุณ", None, None), {}),
        ((None, IS_DONE, None), {}),
        (("ขอบคุณ", "นกพิราบ", None), {}),
        (("ขอบคุณ", IS_DONE, NO_BUDGET), {}),
        (("ขอบคุณ", IS_DONE, "นก"), {}),
        (("=1+1", IS_DONE, None), {}),
        (("ก" * 4001, IS_DONE, None), {}),
        (DONE, {"number": "2570-9999"}),
        (DONE, {"number": "นก"}),
        (DONE, {"seen": "นก"}),
        (DONE, {"seen": ""}),
    ],
)
def test_bad_row_is_named_by_its_line_and_reason(officer, answer, cells):
    make_opinion(group=group(5))
    content = filled(officer, {make_opinion(group=group(5)): answer}, **cells)

    result = check(content, by=officer)

    assert [(line.number, bool(line.reason)) for line in result.bad] == [(3, True)]
    assert not result.ready


def test_opinion_of_another_group_is_not_answered_by_its_number(officer):
    own, other = make_opinion(group=group(5)), make_opinion(group=group(6))
    content = filled(officer, {own: DONE}, number=other.number)

    assert [line.about for line in check(content, by=officer).bad] == [other.number]


def test_opinion_that_stands_twice_is_taken_once(officer):
    first, second = make_opinion(group=group(5)), make_opinion(group=group(5))
    content = filled(officer, {first: DONE, second: DONE}, number=first.number, seen="0")

    result = take(content, by=officer)

    assert (len(result.ready), [line.number for line in result.bad]) == (1, [3])


def test_more_answers_than_one_looks_through_are_refused_whole(officer, monkeypatch):
    monkeypatch.setattr(answering_by_sheet, "MAX_ANSWERS", 1)
    opinions = [make_opinion(group=group(5)) for _ in range(2)]
    content = filled(officer, dict.fromkeys(opinions, DONE))

    with pytest.raises(DomainError):
        take(content, by=officer)

    assert not AnswerDraft.objects.exists()


# --- at the desk


def test_officer_takes_the_file_sees_what_will_happen_and_hands_in_once(client, officer):
    client.force_login(officer)
    opinion = make_opinion(group=group(5))
    page, download = reverse("feedback:answers"), reverse("feedback:answers_file")

    taken = client.post(download)
    assert load_workbook(io.BytesIO(taken.content)).worksheets[0]["A2"].value == opinion.number
    file = SimpleUploadedFile("answers.xlsx", filled(officer, {opinion: DONE}))
    ahead = client.post(page, {"file": file})
    assert DONE[0] in ahead.content.decode()
    assert not AnswerDraft.objects.exists()

    key = {"checked": ahead.context["checked_form"]["checked"].value()}
    done, again = client.post(page, key), client.post(page, key)

    assert len(done.context["done"].ready) == 1
    assert again.context["is_done"]
    assert AnswerDraft.objects.get().opinion == opinion


def test_file_that_is_none_is_refused_with_a_word(client, officer):
    client.force_login(officer)
    file = SimpleUploadedFile("answers.xlsx", b"%PDF-1.7")

    response = client.post(reverse("feedback:answers"), {"file": file})

    assert response.context["form"].errors["file"]


def test_key_of_another_officer_opens_nothing(client, officer):
    content = filled(officer, {make_opinion(group=group(5)): DONE})
    client.force_login(officer)
    file = SimpleUploadedFile("answers.xlsx", content)
    ahead = client.post(reverse("feedback:answers"), {"file": file})
    key = ahead.context["checked_form"]["checked"].value()
    client.force_login(make_responsible_officer(group(5)))

    assert client.post(reverse("feedback:answers"), {"checked": key}).context["is_gone"]
    assert Opinion.objects.filter(state=OpinionState.ANSWERED).count() == 0
