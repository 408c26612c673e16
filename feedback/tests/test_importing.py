"""A spreadsheet of opinions is taken row by row, each once, and what is wrong is named by line."""

import csv
import datetime as dt
import io
import threading
import zipfile

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import Workbook

from feedback.choices import MAX_TEXT, Act, OpinionKind
from feedback.import_sheet import NEEDED, template
from feedback.models import Opinion
from feedback.services import importing
from feedback.services.importing import ImportResult, import_opinions
from feedback.services.receiving import receive_opinions
from feedback.sheets import MAX_FORMATS, MAX_MARKS, MAX_UNPACKED
from participation import database, thai, workdays
from participation.choices import Role
from participation.errors import DomainError
from participation.models import AuditEvent, District, FiscalYear, School
from participation.tests.make import group, make_office, make_responsible_officer, make_user
from participation.waiting import waiting_for

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

SAMPLE = importing.__file__.replace("services/importing.py", "data/sample_opinions.csv")
GOOD = ("1", "ก", "parent", "web_form", "0", "ขอให้แจ้งล่วงหน้า")


@pytest.fixture(autouse=True)
def _office():
    make_office()


def sample() -> bytes:
    with open(SAMPLE, "rb") as file:  # noqa: PTH123
        return file.read()


def sheet(*rows, header=NEEDED) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue().encode()


def workbook(*rows, header=NEEDED) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for row in [header, *rows]:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(**cells):
    return tuple((dict(zip(NEEDED, GOOD, strict=True)) | cells).values())


def take(content, **options) -> ImportResult:
    return import_opinions(content, by=None, **options)


def bad_lines(content) -> list[tuple[int, str]]:
    return [(line.number, line.reason) for line in take(content).bad]


# --- what is taken


def test_sample_is_taken_whole_and_a_second_time_not_at_all():
    by = make_user(Role.TRIAGE_OFFICER)

    first = import_opinions(sample(), by=by)
    second = import_opinions(sample(), by=by)

    assert (first.added, first.known, first.bad) == (70, 0, [])
    assert (second.added, second.known, second.bad) == (0, 70, [])
    assert Opinion.objects.count() == 70
    assert set(AuditEvent.objects.filter(verb=Act.IMPORT).values_list("by", flat=True)) == {by.pk}


def test_sample_keeps_text_as_received_and_shows_it_clean():
    take(sample())

    (decomposed,) = Opinion.objects.filter(raw_text__contains="ด\u0e4d\u0e32")
    assert decomposed.group == group(6)
    assert Opinion.objects.filter(group__number=3, task=None).count() == 10
    assert Opinion.objects.filter(group__number=2, task__letter="ณ", task__position=9).count() == 1
    assert Opinion.objects.exclude(task=None).count() == 60


def test_codes_of_imported_opinions_are_unlike_and_not_made_of_the_key():
    take(sample())

    hashes = set(Opinion.objects.values_list("code_hash", flat=True))
    assert len(hashes) == 70
    assert not hashes & set(Opinion.objects.values_list("import_key", flat=True))


def test_same_text_from_two_people_is_two_opinions():
    content = sheet(GOOD, GOOD)

    assert take(content).added == 2
    assert take(content).known == 2


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.rstrip(b"\n"),
        lambda content: content.replace(b"\n", b"\n\n"),
        lambda content: content + b",,,,,\n",
    ],
    ids=["with BOM", "CRLF", "no last line end", "empty lines", "row of nothing"],
)
def test_same_file_saved_another_way_is_the_same_file(rewrite):
    take(sample())

    again = take(rewrite(sample()))

    assert (again.added, again.known, again.bad) == (0, 70, [])


def test_workbook_of_the_same_rows_is_the_same_file():
    rows = list(csv.reader(io.StringIO(sample().decode())))[1:]
    take(sample())

    numbers = [(int(r[0]), r[1] or None, r[2], r[3], float(r[4]), r[5]) for r in rows]
    again = take(workbook(*numbers))

    assert (again.added, again.known, again.bad) == (0, 70, [])


def test_words_are_accepted_in_place_of_codes():
    take(
        sheet(row(mission_group="๑", task_letter="(ข)", stakeholder_type="ผู้ปกครอง", channel="ไลน์"))
    )

    opinion = Opinion.objects.get()
    assert (opinion.group, opinion.task) == (group(1), group(1).tasks.get(letter="ข"))
    assert (opinion.stakeholder_type, opinion.channel) == ("parent", "line")


def test_opinion_of_a_named_group_waits_for_its_officer_and_the_others_for_triage():
    officer = make_responsible_officer(group(1))
    triage = make_user(Role.TRIAGE_OFFICER)

    take(sheet(row(mission_group="1"), row(mission_group="ไม่แน่ใจ", task_letter="")))

    assert [duty.what for duty in waiting_for(officer)] == ["answer_opinion"]
    assert [duty.what for duty in waiting_for(triage)] == ["sort_opinion"]


def test_group_may_be_said_to_be_unknown_but_not_forgotten():
    content = sheet(
        row(mission_group="ไม่แน่ใจ", task_letter=""), row(mission_group="", task_letter="")
    )

    result = take(content)

    assert (result.added, [line.number for line in result.bad]) == (1, [3])
    assert Opinion.objects.get().group is None


@pytest.mark.parametrize("text", ["=1+1", "+66812345678", "-5 คะแนน", "@SUM(A1)", "=HYPERLINK(1)"])
@pytest.mark.parametrize("make", [sheet, workbook])
def test_what_looks_like_a_formula_is_text(make, text):
    assert take(make(row(text=text))).added == 1

    assert Opinion.objects.get().raw_text == text


@time_machine.travel("2026-11-22 12:00+07:00", tick=False)
@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("22/11/2569", dt.date(2026, 11, 22)),
        ("1/10/2568", dt.date(2025, 10, 1)),
        ("2026-01-31", dt.date(2026, 1, 31)),
        ("๓๐ ก.ย. ๒๕๖๙", dt.date(2026, 9, 30)),
        ("", dt.date(2026, 11, 20)),
    ],
)
def test_received_on_is_read_in_both_eras(cell, day):
    content = sheet((*GOOD, cell), header=(*NEEDED, "received_on"))

    take(content, received_on=dt.date(2026, 11, 20))

    opinion = Opinion.objects.get()
    assert opinion.received_on == day
    assert opinion.year_id == thai.fiscal_year_be(day)
    assert workdays.between(day, opinion.due_on) == 15


@time_machine.travel("2026-11-22 12:00+07:00", tick=False)
@pytest.mark.parametrize(
    "cell",
    [
        dt.datetime(2026, 5, 1),  # noqa: DTZ001 (as openpyxl gives it)
        dt.date(2026, 5, 1),
        dt.date(2569, 5, 1),
    ],
)
def test_received_on_of_a_workbook_may_be_a_date_of_either_era(cell):
    take(workbook((*GOOD, cell), header=(*NEEDED, "received_on")))

    assert Opinion.objects.get().received_on == dt.date(2026, 5, 1)


def test_day_given_for_the_file_is_not_part_of_what_a_row_is():
    take(sheet(GOOD), received_on=dt.date(2026, 10, 1))

    assert take(sheet(GOOD), received_on=dt.date(2026, 10, 2)).known == 1


def test_dry_run_counts_and_keeps_nothing():
    result = take(sheet(GOOD, row(text="")), dry_run=True)

    assert (result.added, len(result.bad), result.dry_run) == (1, 1, True)
    assert not Opinion.objects.exists()
    assert not FiscalYear.objects.exists()


def test_import_that_was_stopped_midway_is_completed_by_running_it_again(monkeypatch):
    batches: list[None] = []

    def stopped(opinions, **options):
        if len(batches) == 2:
            raise KeyboardInterrupt
        batches.append(receive_opinions(opinions, **options))

    monkeypatch.setattr(importing, "BATCH", 25)
    monkeypatch.setattr(importing, "receive_opinions", stopped)
    with pytest.raises(KeyboardInterrupt):
        take(sample())
    monkeypatch.undo()
    assert Opinion.objects.count() == 50

    again = take(sample())

    assert (again.added, again.known) == (20, 50)
    assert Opinion.objects.count() == 70


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_the_same_moment_are_one():
    if not database.is_postgresql():
        pytest.skip("the embedded database lets one writer in at a time")
    barrier = threading.Barrier(2)
    results = []

    def import_it():
        barrier.wait()
        try:
            results.append(take(sample()))
        finally:
            connection.close()

    threads = [threading.Thread(target=import_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(result.added for result in results) == Opinion.objects.count() == 70


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("1234567"),
            st.just(""),
            st.sampled_from(["parent", "student"]),
            st.sampled_from(["line", "phone"]),
            st.sampled_from(["-1", "0", "1", ""]),
            st.text('กขคเแำ้่ aA1๑\n",=', min_size=1).filter(str.strip),
        ),
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_any_file_twice_and_in_any_order_is_taken_once(rows, random):
    before = Opinion.objects.count()
    doubled = [*rows, *rows]
    first = take(sheet(*doubled))
    shuffled = list(doubled)
    random.shuffle(shuffled)

    second = take(sheet(*shuffled))

    assert (first.bad, second.added) == ([], 0)
    assert Opinion.objects.count() == before + first.added


# --- what is refused, row by row


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"mission_group": "8"}, "mission_group"),
        ({"mission_group": "0"}, "mission_group"),
        ({"mission_group": "กลุ่มหนึ่ง"}, "กลุ่มหนึ่ง"),
        ({"task_letter": "ฮ"}, "task_letter"),
        ({"mission_group": "3", "task_letter": "ก"}, "เว้นว่าง"),
        ({"mission_group": "5", "task_letter": "ง"}, "ก ข ค จ"),
        ({"stakeholder_type": "uncle"}, "uncle"),
        ({"stakeholder_type": ""}, "stakeholder_type"),
        ({"channel": "pigeon"}, "pigeon"),
        ({"sentiment": "2"}, "sentiment"),
        ({"text": ""}, "text"),
        ({"text": " \u200b "}, "text"),
        ({"text": "ก" * (MAX_TEXT + 1)}, "ยาว"),
        ({"text": "??????? ????"}, "UTF-8"),
        ({"text": "การ".encode().decode("latin-1")}, "UTF-8"),
        ({"text": "\ufffd\ufffdการ"}, "UTF-8"),
    ],
)
def test_row_with_one_wrong_cell_is_named_and_the_others_are_taken(cells, word):
    content = sheet(GOOD, row(**cells), row(text="อีกเรื่องหนึ่ง"))

    ((number, reason),) = bad_lines(content)

    assert number == 3
    assert word in reason
    assert Opinion.objects.count() == 2


def test_columns_may_be_named_in_thai_and_the_kind_be_told():
    words = (
        *("กลุ่มภารกิจ", "อักษรของงาน", "ผู้ส่งแสดงความคิดเห็นในฐานะ", "ช่องทาง"),
        *("แนวโน้มความคิดเห็น", "ข้อความความคิดเห็น", "ประเภท"),
    )

    take(sheet((*GOOD, "ปัญหา"), (*GOOD, ""), header=words))

    kinds = Opinion.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [OpinionKind.PROBLEM, OpinionKind.SUGGESTION]


def test_a_column_for_the_kind_makes_no_other_row_of_one_that_was_taken():
    take(sheet(GOOD))

    again = take(sheet((*GOOD, ""), header=(*NEEDED, "kind")))

    assert (again.added, again.known) == (0, 1)


def test_file_to_fill_in_is_read_and_its_example_is_not_taken_for_an_opinion():
    result = take(template())

    assert (result.added, [line.number for line in result.bad]) == (0, [2])
    assert result.bad[0].reason == "บรรทัดนี้เป็นตัวอย่างของไฟล์ ลบออกก่อน"


WITH_SCHOOL = (*NEEDED, "school")


@pytest.fixture
def school():
    district = District.objects.create(name_th="ศรีสงคราม")
    return School.objects.create(district=district, name_th="โรงเรียนบ้านกี่")


@pytest.mark.parametrize("cell", ["โรงเรียนบ้านกี่", "บ้านกี่ ", "รร.บ้านกี่", "บ้านกี่ (ศรีสงคราม)"])
def test_row_may_name_its_school(school, cell):
    content = sheet((*GOOD, cell), (*GOOD, ""), header=WITH_SCHOOL)

    assert take(content).added == 2
    opinion = Opinion.objects.get(school__isnull=False)
    assert (opinion.school, opinion.district) == (school, school.district)
    assert take(content).known == 2
    # a row without a school is the one of a file from before there was the column
    assert take(sheet(GOOD)).known == 1


def test_school_nobody_knows_is_named_with_its_row(school):
    content = sheet((*GOOD, "บ้านกี"), (*GOOD, "บ้านกี่"), header=(*NEEDED, "โรงเรียน"))

    ((line, reason),) = bad_lines(content)

    assert line == 2
    assert reason.startswith("โรงเรียน (school) “บ้านกี” ไม่มีในรายชื่อ")
    assert Opinion.objects.get().school == school


def test_two_schools_of_one_name_are_told_apart_by_the_district(school):
    other = School.objects.create(
        district=District.objects.create(name_th="นาหว้า"), name_th=school.name_th
    )
    content = sheet((*GOOD, "บ้านกี่"), (*GOOD, "บ้านกี่ (นาหว้า)"), header=WITH_SCHOOL)

    ((_line, reason),) = bad_lines(content)

    assert "โรงเรียนบ้านกี่ (นาหว้า)" in reason
    assert "โรงเรียนบ้านกี่ (ศรีสงคราม)" in reason
    assert Opinion.objects.get().school == other


def test_what_is_missing_in_the_first_line_is_named_in_words():
    with pytest.raises(DomainError, match=r"กลุ่มภารกิจ \(mission_group\)"):
        take(sheet(GOOD[1:], header=NEEDED[1:]))


@time_machine.travel("2026-11-22 12:00+07:00", tick=False)
@pytest.mark.parametrize("cell", ["23/11/2569", "31/2/2569", "เมื่อวาน", "1/1/3000"])
def test_day_that_cannot_be_is_named(cell):
    content = sheet((*GOOD, cell), header=(*NEEDED, "received_on"))

    ((number, reason),) = bad_lines(content)

    assert number == 2
    assert reason.startswith("วันที่รับเรื่อง (received_on)")


@time_machine.travel("2026-11-22 12:00+07:00", tick=False)
@time_machine.travel("2026-11-22 12:00+07:00", tick=False)
def test_leap_day_of_a_buddhist_year_is_named_where_the_calendar_has_none():
    # 2568 is a leap year to a spreadsheet, and 2025 is none
    cells = [(*GOOD, dt.datetime(2568, 2, 29)), (*GOOD, None)]  # noqa: DTZ001
    result = take(workbook(*cells, header=(*NEEDED, "received_on")))

    assert result.added == 1
    assert [line.number for line in result.bad] == [2]
    assert "29/2/2568" in result.bad[0].reason


def test_impatient_question_marks_are_no_wrong_encoding():
    assert take(sheet(row(text="ทำไมถึงช้าแบบนี้??????"))).added == 1


def test_row_of_a_closed_year_is_named():
    FiscalYear.objects.create(year_be=2568, state="closed")
    content = sheet((*GOOD, "1/9/2568"), (*GOOD, "1/9/2569"), header=(*NEEDED, "received_on"))

    assert [number for number, _reason in bad_lines(content)] == [2]


def test_lines_are_counted_as_an_editor_shows_them():
    content = sheet(
        row(text="บรรทัดหนึ่ง\nบรรทัดสอง\nบรรทัดสาม"),
        row(text=""),
        row(text="สอง\r\nบรรทัด"),
        row(channel="x"),
    )

    assert [number for number, _reason in bad_lines(content)] == [5, 8]


def test_lines_that_are_no_csv_are_named_and_the_rest_is_taken():
    lines = [
        ",".join(NEEDED),
        "1,ก,parent,line,0,ดี",
        "1,ก,parent,line,0,มีจุลภาค,แต่ไม่มีเครื่องหมายคำพูด",
        "1,ก,parent",
        '1,ก,parent,line,0,"ปิด"แล้วต่อ',
        "1,ก,parent,line,0,ดีอีก",
        '1,ก,parent,line,0,"ไม่ปิด',
        "1,ก,parent,line,0,หายไปด้วย",
    ]

    result = take("\n".join(lines).encode())

    assert [line.number for line in result.bad] == [3, 4, 5, 7]
    assert "บรรทัดที่ 8" in result.bad[-1].reason
    assert result.added == 2


@pytest.mark.parametrize(
    ("column", "words"),
    [("stakeholder_type", ["ผู้ปกครอง", "นักเรียน"]), ("channel", ["หนังสือ", "โทรศัพท์"])],
)
def test_word_that_is_not_known_is_told_with_the_words_that_are(column, words):
    ((_number, reason),) = bad_lines(sheet(row(**{column: "pigeon"})))

    assert all(word in reason for word in words)
    for word in reason.partition(": ")[2].rstrip(".").split(", "):
        assert take(sheet(row(**{column: word}))).refused == 0


def test_cell_that_holds_a_whole_book_is_quoted_by_its_beginning():
    ((_number, reason),) = bad_lines(sheet(row(channel="นก" * 50_000)))

    assert "นกนก" in reason
    assert len(reason) < 500


def test_of_very_many_wrong_lines_the_first_are_named_and_the_rest_counted():
    result = take(sheet(*[row(channel="pigeon")] * 5000, GOOD))

    assert (len(result.bad), result.bad[-1].number) == (200, 201)
    assert (result.refused, result.unnamed, result.added) == (5000, 4800, 1)


# --- what is refused whole


@pytest.mark.parametrize("encoding", ["tis-620", "cp874", "utf-16", "utf-16-le", "utf-16-be"])
def test_file_in_a_wrong_encoding_is_refused_with_how_to_save_it(encoding):
    with pytest.raises(DomainError, match="CSV UTF-8"):
        take(sample().decode().replace("😢", "").replace("–", "-").encode(encoding))

    assert not Opinion.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        "เลขที่,ข้อความ\n1,ดี\n".encode(),
        ";".join(NEEDED).encode() + b"\n",
        ",".join([*NEEDED, "text"]).encode() + b"\n",
        b'"mission_group\n',
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        b"PK\x03\x04 not a workbook",
        b"%PDF-1.7 \xff\xfa",
    ],
    ids=["empty", "blank", "other", "semicolons", "twice", "quote", "xls", "zip", "pdf"],
)
def test_file_that_is_no_sheet_of_opinions_is_refused_in_a_sentence(content):
    with pytest.raises(DomainError) as refused:
        take(content)

    assert any("ก" <= letter <= "๙" for letter in str(refused.value))


def document() -> bytes:
    """Of another office program: a zip archive as well."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
        b"\x7fELF\x02\x01\x01\x00\xff\xfe\xb8",
        document(),
    ],
    ids=["png", "jpeg", "pdf", "program", "docx"],
)
def test_file_that_is_no_spreadsheet_is_not_called_a_wrong_encoding(content):
    with pytest.raises(DomainError, match=r"ไม่ใช่ CSV หรือ Excel \(\.xlsx\)") as refused:
        take(content)

    assert "874" not in str(refused.value)


def test_workbook_that_unpacks_to_too_much_is_refused_unread():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(MAX_UNPACKED + 1))

    with pytest.raises(DomainError, match="10 MB"):
        take(out.getvalue())


@pytest.mark.parametrize(
    ("name", "most"), [("xl/styles.xml", MAX_FORMATS), ("xl/worksheets/sheet1.xml", MAX_MARKS)]
)
def test_small_workbook_that_takes_minutes_to_read_is_refused_unread(name, most):
    """Of 10 kB: formats or cells by the million, of which openpyxl makes an object each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"<c/>" * (most + 1))

    with pytest.raises(DomainError, match="รูปแบบ"):
        take(out.getvalue())


# --- the command


def test_command_takes_the_sample_and_says_so(capsys):
    call_command("import_opinions", SAMPLE, "--received-on", "1/11/2569")

    assert "70" in capsys.readouterr().out
    assert set(Opinion.objects.values_list("received_on", flat=True)) == {dt.date(2026, 11, 1)}


def test_command_names_bad_lines(tmp_path, capsys):
    file = tmp_path / "opinions.csv"
    file.write_bytes(sheet(GOOD, row(channel="pigeon")))

    call_command("import_opinions", str(file), "--dry-run")

    assert "บรรทัดที่ 3" in capsys.readouterr().err
    assert not Opinion.objects.exists()


def test_command_counts_the_lines_it_does_not_name(tmp_path, capsys):
    file = tmp_path / "opinions.csv"
    file.write_bytes(sheet(*[row(channel="pigeon")] * 1300))

    call_command("import_opinions", str(file))

    told = capsys.readouterr()
    assert told.err.count("บรรทัดที่") == 200
    assert "อีก 1,100 บรรทัด" in told.err
    assert "1300" in told.out


@pytest.mark.parametrize("name", ["missing.csv", "thai.csv"])
def test_command_fails_on_a_file_it_cannot_read(tmp_path, name):
    (tmp_path / "thai.csv").write_bytes("ก,ข".encode("tis-620"))

    with pytest.raises(CommandError):
        call_command("import_opinions", str(tmp_path / name))


def test_command_refuses_a_day_that_is_none(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_opinions", SAMPLE, "--received-on", "31/2/2569")
