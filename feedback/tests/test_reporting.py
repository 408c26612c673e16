"""Readers object, a person looks again; what was decided and why stands in the log."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from feedback import codes
from feedback.choices import Act, ReportReason
from feedback.models import Moderation, Opinion, ReaderReport, Support
from feedback.rudeness import rude_words_in
from feedback.services.masking import mask_opinion
from feedback.services.publishing import publish_opinion, withhold_opinion
from feedback.services.reporting import keep_published, report_opinion
from feedback.tests.make import make_opinion, make_published
from feedback.views import readers
from participation import thai
from participation.choices import Role
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError
from participation.models import AuditEvent, Duty, Office
from participation.tests.make import group, make_office, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

UNTRUE, PERSONAL = ReportReason.UNTRUE, ReportReason.PERSONAL_DATA


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


def report(opinion: Opinion, *names: str, reason: ReportReason = UNTRUE, words: str = "") -> None:
    for name in names:
        report_opinion(opinion, marks=[name], reason=reason, words=words)


def is_called(opinion: Opinion) -> bool:
    """Whether somebody is to look again."""
    return Duty.objects.open().filter(key=f"look-again:{opinion.pk}").exists()


def publication(opinion: Opinion) -> str:
    return Opinion.objects.get(pk=opinion.pk).publication


def newest(opinion: Opinion) -> int:
    return opinion.reports.latest("pk").pk


def log(opinion: Opinion) -> list[tuple[str, str]]:
    rows = Moderation.objects.filter(opinion=opinion).order_by("pk")
    return list(rows.values_list("act", "reason"))


# --- the threshold


def test_three_readers_call_a_person_and_the_text_stays_public():
    opinion = make_published()

    report(opinion, "one", "two")
    assert not is_called(opinion)
    report(opinion, "three")

    assert is_called(opinion)
    duty = Duty.objects.get(key=f"look-again:{opinion.pk}")
    assert (duty.role, duty.subject) == (Role.TRIAGE_OFFICER, opinion.number)
    assert publication(opinion) == "published"
    assert log(opinion)[-1] == (Act.REPORT, str(UNTRUE.label))


def test_the_threshold_is_the_office_s():
    Office.objects.update(reports_before_looking=1)
    opinion = make_published()

    report(opinion, "one")

    assert is_called(opinion)


def test_log_says_what_readers_object_to_and_nothing_of_their_words():
    opinion = make_published()

    report(opinion, "one", "two", words="ข้าพเจ้าเห็นเอง")
    report(opinion, "three", reason=PERSONAL)

    assert log(opinion)[-1] == (Act.REPORT, f"{PERSONAL.label}, {UNTRUE.label}")


def test_many_reports_are_read_page_by_page_the_newest_first(client):
    opinion = make_published()
    for number in range(23):
        report(opinion, f"reader {number}", words=f"ความเห็นที่ {number:02}")
    client.force_login(make_user(Role.TRIAGE_OFFICER))
    page, read = reverse("feedback:desk_opinion", args=[opinion.number]), []

    for _number in range(3):
        shown = client.get(page).content.decode()
        assert "แจ้งมา 23 ครั้ง" in shown
        read += re.findall("ความเห็นที่ ([0-9]{2})", shown)
        if older := re.search(r'rel="next" href="([^"]+before=[^"]+)"', shown):
            page = older[1]

    assert read == [f"{number:02}" for number in reversed(range(23))]
    assert not older


def test_one_reader_who_reports_three_times_calls_nobody():
    opinion = make_published()

    report(opinion, "one", "one", "one")

    assert not is_called(opinion)
    assert ReaderReport.objects.count() == 1


def test_one_report_of_personal_data_is_enough_and_hides_nothing():
    opinion = make_published()

    report(opinion, "one", reason=PERSONAL)

    assert is_called(opinion)
    assert publication(opinion) == "published"


def test_what_is_said_anew_replaces_what_was_said_before():
    opinion = make_published()

    report(opinion, "one", words="ไม่จริง")
    report(opinion, "one", reason=PERSONAL, words="มีชื่อเด็ก")

    said = ReaderReport.objects.values_list("reason", "words").get()
    assert said == (PERSONAL, "มีชื่อเด็ก")
    assert is_called(opinion)


def test_a_person_is_called_once_until_the_matter_is_settled():
    opinion = make_published()

    report(opinion, "one", "two", "three", "four", "five")

    assert [act for act, _reason in log(opinion)].count(Act.REPORT) == 1


def test_of_readers_the_day_alone_is_kept():
    opinion = make_published()

    report(opinion, "one", reason=PERSONAL)

    called = Moderation.objects.get(act=Act.REPORT)
    event = AuditEvent.objects.get(verb=Act.REPORT)
    assert called.by is None
    assert called.at == event.at == thai.start_of(thai.today())


def test_only_what_is_public_can_be_reported():
    with pytest.raises(DomainError, match="ไม่ได้เผยแพร่แล้ว"):
        report(make_opinion(), "one")


def test_words_that_are_too_long_are_refused():
    with pytest.raises(DomainError):
        report(make_published(), "one", words="ก" * 501)


# --- settling


def test_it_stays_with_a_reason_and_the_same_readers_do_not_ask_again():
    opinion, officer = make_published(), make_user(Role.TRIAGE_OFFICER)
    report(opinion, "one", reason=PERSONAL)

    keep_published(opinion, by=officer, reason="ไม่ได้ระบุตัวบุคคล", latest=newest(opinion))

    assert not is_called(opinion)
    assert log(opinion)[-1] == (Act.KEEP, "ไม่ได้ระบุตัวบุคคล")
    report(opinion, "one", reason=PERSONAL)
    assert not is_called(opinion)
    report(opinion, "two", reason=PERSONAL)
    assert is_called(opinion)


def test_a_report_the_officer_had_not_seen_still_waits():
    opinion, officer = make_published(), make_user(Role.TRIAGE_OFFICER)
    report(opinion, "one", reason=PERSONAL)
    seen = newest(opinion)
    report(opinion, "two", reason=PERSONAL)

    keep_published(opinion, by=officer, reason="อยู่ได้", latest=seen)

    assert is_called(opinion)
    assert opinion.reports.filter(settled=False).count() == 1


def test_letting_it_stay_needs_a_reason_and_a_public_text():
    opinion, officer = make_published(), make_user()
    report(opinion, "one", reason=PERSONAL)
    with pytest.raises(DomainError, match="เหตุผล"):
        keep_published(opinion, by=officer, reason=" ", latest=newest(opinion))
    withhold_opinion(opinion, by=officer, reason="มีชื่อเด็ก")
    with pytest.raises(DomainError, match="ไม่ได้เผยแพร่แล้ว"):
        keep_published(opinion, by=officer, reason="อยู่ได้", latest=newest(opinion))


def test_two_officers_do_not_decide_past_each_other():
    opinion, officer = make_published(), make_user()
    report(opinion, "one", "two", "three")
    mask_opinion(opinion, by=officer, spans=[])

    with pytest.raises(ChangedMeanwhileError):
        keep_published(opinion, by=make_user(), reason="อยู่ได้", latest=newest(opinion), seen=0)


def test_withholding_settles_every_report():
    opinion = make_published()
    report(opinion, "one", "two", "three")

    withhold_opinion(opinion, by=make_user(), reason="กล่าวหาบุคคล")

    assert not is_called(opinion)
    assert not opinion.reports.filter(settled=False).exists()
    assert log(opinion)[-1] == (Act.WITHHOLD, "กล่าวหาบุคคล")


def test_covering_settles_what_was_said_of_personal_data_alone():
    opinion = make_published(text="นายสมชาย ใจดี มาช้า")
    report(opinion, "one", reason=PERSONAL)
    report(opinion, "two", reason=UNTRUE)

    mask_opinion(opinion, by=make_user(), spans=[], phrases=["นายสมชาย ใจดี"])

    assert list(opinion.reports.filter(settled=False).values_list("mark", flat=True)) == ["two"]
    assert is_called(opinion)
    assert log(opinion)[-1] == (Act.MASK, "")


def test_every_act_stands_in_the_log():
    opinion, officer = make_opinion(), make_user()

    publish_opinion(opinion, by=officer)
    publish_opinion(opinion, by=officer)
    withhold_opinion(opinion, by=officer, reason="มีชื่อเด็ก")

    assert log(opinion) == [(Act.PUBLISH, ""), (Act.WITHHOLD, "มีชื่อเด็ก")]
    assert set(Moderation.objects.values_list("by", flat=True)) == {officer.pk}


# --- pages


def send(client: Client, opinion: Opinion, **data: str):
    url = reverse("feedback:report_opinion", args=[opinion.number])
    return client.post(url, {"key": codes.new_submission_key(), "words": ""} | data)


def test_a_reader_reports_without_an_account_and_is_thanked(client):
    opinion = make_published()
    url = reverse("feedback:report_opinion", args=[opinion.number])
    assert url in client.get(opinion.get_absolute_url()).content.decode()
    assert "ไม่ต้องบอกชื่อ" in client.get(url).content.decode()

    answer = send(client, opinion, reason="personal_data", words="รู้ว่าเป็นหลานใคร")

    assert "สำนักงานได้รับแจ้งแล้ว" in answer.content.decode()
    assert ReaderReport.objects.get().words == "รู้ว่าเป็นหลานใคร"
    assert is_called(opinion)
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_double_click_is_one_report(client):
    opinion, key = make_published(), codes.new_submission_key()

    for _ in range(2):
        send(Client(), opinion, reason="untrue", key=key)

    assert ReaderReport.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "x"])
def test_a_report_without_a_reason_comes_back_with_what_was_typed(client, reason):
    answer = send(client, make_published(), reason=reason, words="ข้อความที่พิมพ์")

    page = answer.content.decode()
    assert "ข้อความที่พิมพ์" in page
    assert "เลือกเหตุผล" in page
    assert not ReaderReport.objects.exists()


def test_a_flood_of_reports_is_stopped(client, monkeypatch):
    monkeypatch.setattr(readers, "NEW_READERS_ALLOWED", 1)
    opinion = make_published()

    answers = [send(Client(), opinion, reason="untrue").status_code for _ in range(2)]

    assert answers == [200, 429]


def test_support_and_report_of_one_reader_cannot_be_laid_side_by_side(client):
    opinion = make_published()
    client.post(
        reverse("feedback:support_opinion", args=[opinion.number]),
        {"key": codes.new_submission_key()},
    )
    send(client, opinion, reason="untrue")

    assert ReaderReport.objects.get().mark != Support.objects.get().mark


def test_the_officer_reads_the_reports_and_lets_the_text_stay(client):
    opinion = make_published(group=group(5))
    report(opinion, "one", reason=PERSONAL, words="รู้ว่าเป็นหลานใคร")
    client.force_login(make_user(Role.TRIAGE_OFFICER))
    page = client.get(reverse("feedback:desk_opinion", args=[opinion.number]))
    assert "รู้ว่าเป็นหลานใคร" in page.content.decode()
    form = page.context["keep_form"]

    answer = client.post(
        reverse("feedback:keep_published", args=[opinion.number]),
        {"seen": form["seen"].value(), "latest": form["latest"].value(), "reason": "ไม่ได้ระบุตัว"},
        follow=True,
    )

    assert "คงเผยแพร่ต่อ" in answer.content.decode()
    assert answer.context["keep_form"] is None
    assert not is_called(opinion)


def test_the_duty_names_the_words_it_is_about(client):
    opinion = make_published(text="เรื่องที่ถูกแจ้งให้ทบทวน")
    report(opinion, "one", reason=PERSONAL)
    client.force_login(make_user(Role.TRIAGE_OFFICER))

    page = client.get(reverse("participation:desk")).content.decode()

    assert f"ผู้อ่านขอให้ทบทวนความคิดเห็นเลขที่ {opinion.number}" in page
    assert "เรื่องที่ถูกแจ้งให้ทบทวน" in page


def test_the_sender_of_a_withheld_opinion_reads_why_and_how_to_object(client):
    code = codes.code_for("withheld", 1)
    opinion = make_opinion(code_hash=codes.kept_hash(code))
    withhold_opinion(opinion, by=make_user(), reason="อาจทำให้รู้ว่าเด็กเป็นใคร")

    page = client.post(reverse("feedback:track"), {"code": code}).content.decode()

    assert "อาจทำให้รู้ว่าเด็กเป็นใคร" in page
    assert reverse("feedback:moderation_policy") in page


def test_the_policy_stands_beside_the_form_and_says_the_threshold(client):
    Office.objects.update(reports_before_looking=7)
    policy = reverse("feedback:moderation_policy")

    assert policy in client.get(reverse("feedback:new_opinion")).content.decode()
    assert "ครบ 7 คน" in client.get(policy).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_log_is_read_by_the_auditor_in_a_few_questions(
    client, django_assert_max_num_queries, count
):
    for _ in range(count):
        withhold_opinion(make_published(), by=make_user(), reason="มีชื่อเด็ก")
    client.force_login(make_user(Role.AUDITOR))

    with django_assert_max_num_queries(17):
        page = client.get(reverse("feedback:moderation_log"))

    assert len(page.context["page"].rows) == 2 * count
    only = client.get(reverse("feedback:moderation_log"), {"act": Act.WITHHOLD})
    assert {row.act for row in only.context["page"].rows} == {Act.WITHHOLD}
    none = client.get(reverse("feedback:moderation_log"), {"act": Act.KEEP})
    assert "ยังไม่มีการดำเนินการประเภทนี้" in none.content.decode()


# --- rude words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ไอ้เหี้ย ทำงานช้า", ["ไอ้เหี้ย"]),
        ("ผู้อำนวยการเหี้ยมาก", ["เหี้ย"]),
        ("หีบเลือกตั้งและสัสดีจังหวัด", []),
        ("กูเกิลคลาสรูมใช้ไม่ได้", []),
        ("แม่งานจัดประชุมดี", []),
        ("ขอบคุณครับ กะปิหอมมาก", []),
        ("มึงทำงานกันอย่างไร", ["มึง"]),
    ],
)
def test_rude_words_are_whole_words(text, found):
    assert rude_words_in(text) == found


def test_a_rude_word_is_shown_to_triage_alone_and_refuses_nothing(client):
    opinion = make_published(text="มึงทำงานกันอย่างไร", group=group(5))
    flag = "คำที่ควรอ่านทบทวน"

    assert flag not in client.get(opinion.get_absolute_url()).content.decode()
    client.force_login(make_user(Role.EXECUTIVE))
    url = reverse("feedback:desk_opinion", args=[opinion.number])
    assert flag not in client.get(url).content.decode()
    client.force_login(make_user(Role.TRIAGE_OFFICER))
    assert f"{flag}ก่อนเผยแพร่: มึง" in client.get(url).content.decode()
