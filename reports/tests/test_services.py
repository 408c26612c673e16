"""Asking for a report, building it in the worker, building it by command."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command

from feedback.masking import Span
from feedback.models import Opinion
from feedback.services.masking import mask_opinion
from feedback.services.publishing import withhold_opinion
from feedback.tests.make import make_published
from participation import jobs
from participation.choices import Audience, JobState, Role
from participation.errors import DomainError
from participation.models import AuditEvent, Job, PublishedFile
from participation.notices import send_waiting
from participation.tests.make import group, make_office, make_user, make_year
from reports import annual, services
from reports.tests.make import YEAR, make_report_file, make_said, make_small_year
from reports.tests.test_pdf import poppler, squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_asking_twice_is_one_job_and_leaves_an_audit_event():
    executive = make_small_year()

    job = services.ask_annual_report(YEAR, by=executive)
    again = services.ask_annual_report(YEAR, by=executive)

    assert job == again
    assert (job.handler, job.key, job.arguments) == (
        "reports.annual",
        "annual:2569",
        {"year": 2569},
    )
    assert job.asked_by == executive
    event = AuditEvent.objects.filter(verb="report.ask").earliest("pk")
    assert (event.subject_id, event.by) == (str(job.pk), executive)


def test_a_year_without_records_is_refused_and_no_job_waits():
    executive = make_small_year()
    make_year(2560)

    with pytest.raises(DomainError, match="2560"):
        services.ask_annual_report(2560, by=executive)

    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_worker_and_command_make_the_same_text(tmp_path: Path):
    call_command("build_fonts")
    executive = make_small_year()
    job = services.ask_annual_report(YEAR, by=executive)

    jobs.run(job.pk)
    call_command("build_report", "annual", year=YEAR, output=tmp_path / "report.pdf", verbosity=0)

    job.refresh_from_db()
    first, second = PublishedFile.objects.order_by("pk").filter(subject="annual:2569")
    assert (job.state, job.progress, job.error, job.file) == (JobState.DONE, 100, "", first)
    assert (first.serial, first.version, first.made_by) == ("RPT-2569-0001", 1, executive)
    assert (second.serial, second.version, second.made_by) == ("RPT-2569-0002", 2, None)
    assert {file.audience for file in (first, second)} == {Audience.EXECUTIVES}
    assert first.title == "รายงานผลการมีส่วนร่วม ประจำปีงบประมาณ พ.ศ. 2569"
    by_worker, by_command = first.file.read(), (tmp_path / "report.pdf").read_bytes()
    assert by_command == second.file.read()
    assert text_without_serial(by_worker) == text_without_serial(by_command)
    assert "ร้อยละ๕๐" in text_without_serial(by_worker)


def text_without_serial(content: bytes) -> str:
    return re.sub(r"RPT-2569-\d{4}(·ฉบับที่[๐-๙]+)?", "", squeezed(poppler(content)))


@pytest.mark.django_db(transaction=True)
def test_a_second_attempt_keeps_the_serial_of_the_first(monkeypatch: pytest.MonkeyPatch):
    call_command("build_fonts")
    executive = make_small_year()
    job = services.ask_annual_report(YEAR, by=executive)
    Job.objects.filter(pk=job.pk).update(serial="RPT-2569-0007")

    jobs.run(job.pk)

    assert PublishedFile.objects.get(subject="annual:2569").serial == "RPT-2569-0007"


@pytest.mark.django_db(transaction=True)
def test_a_year_emptied_before_the_worker_comes_fails_with_a_sentence():
    executive = make_small_year()
    job = services.ask_annual_report(YEAR, by=executive)
    Job.objects.filter(pk=job.pk).update(arguments={"year": 2560})

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error.startswith("ปีงบประมาณ 2560 ไม่มีข้อมูลในระบบ")
    assert not PublishedFile.objects.filter(kind="annual").exists()


def test_a_version_taken_meanwhile_is_not_kept_twice():
    make_office()
    make_said(1)
    document = annual.Document(
        YEAR, "รายงาน", "RPT-2569-0009", version=1, content=b"%PDF", quotes={}
    )
    make_report_file(1)

    with pytest.raises(DomainError, match="อีกฉบับเสร็จก่อน"):
        annual.publish(document, by=None)

    assert list(Path(settings.MEDIA_ROOT).rglob("*.pdf")) == []


def test_the_command_says_why_a_year_cannot_be_reported(tmp_path: Path):
    make_office()

    with pytest.raises(CommandError, match="ระบบยังไม่มีข้อมูล"):
        call_command("build_report", "annual", year=2560, output=tmp_path / "report.pdf")

    assert not (tmp_path / "report.pdf").exists()


def test_the_command_refuses_a_folder_that_is_not_there(tmp_path: Path):
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("build_report", "annual", year=2569, output=tmp_path / "no" / "report.pdf")


# --- what it quotes


def quoting(opinion: Opinion) -> annual.Document:
    quotes = {opinion.pk: opinion.text}
    return annual.Document(
        YEAR, "รายงาน", "RPT-2569-0009", version=1, content=b"%PDF", quotes=quotes
    )


@pytest.fixture
def quoted() -> Opinion:
    make_office()
    make_year(YEAR)
    return make_published(text="ครูสมชาย ใจดี สอนดี", group=group(5))


def withhold(opinion: Opinion) -> None:
    withhold_opinion(opinion, by=make_user(Role.TRIAGE_OFFICER), reason="มีผู้เสียหาย")


def cover(opinion: Opinion) -> None:
    mask_opinion(opinion, by=make_user(Role.TRIAGE_OFFICER), spans=[Span(3, 14, "name")])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [withhold, cover])
def test_report_goes_with_the_words_it_quotes_and_who_asked_is_told(
    quoted: Opinion, act: Callable[[Opinion], None]
) -> None:
    executive = make_user(Role.EXECUTIVE)
    file = annual.publish(quoting(quoted), by=executive)

    act(quoted)

    file.refresh_from_db()
    assert file.withdrawn_on
    assert not file.file.storage.exists(str(file.file))
    send_waiting()
    (letter,) = mail.outbox
    assert letter.to == [executive.email]
    assert file.serial in letter.body
    assert "สมชาย" not in f"{letter.subject} {letter.body}"


def test_report_stays_where_what_it_quotes_is_covered_as_before(quoted: Opinion) -> None:
    cover(quoted)
    quoted.refresh_from_db()
    file = annual.publish(quoting(quoted), by=None)

    cover(quoted)

    file.refresh_from_db()
    assert file.withdrawn_on is None


def test_text_that_was_covered_while_the_report_was_built_is_not_printed(quoted: Opinion) -> None:
    document = quoting(quoted)
    cover(quoted)

    with pytest.raises(DomainError, match="สั่งทำรายงานอีกครั้ง"):
        annual.publish(document, by=None)


def test_a_file_that_cannot_be_written_leaves_no_published_version(tmp_path: Path):
    call_command("build_fonts")
    make_small_year()
    (tmp_path / "report.pdf.part").symlink_to("/dev/full")  # takes no byte

    with pytest.raises(CommandError, match="cannot be written"):
        call_command("build_report", "annual", year=YEAR, output=tmp_path / "report.pdf")
    with pytest.raises(CommandError, match="is a folder"):
        call_command("build_report", "annual", year=YEAR, output=tmp_path)

    assert not PublishedFile.objects.filter(subject="annual:2569").exists()
    assert list(tmp_path.glob("report*")) == []
