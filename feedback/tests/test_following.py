"""Reviews of the monitoring committee and improvements of the groups."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.forms.following import ImprovementForm
from feedback.models import ImprovementAction, MonitoringReview, Recommendation
from feedback.services.improving import change_improvement, record_improvement
from feedback.services.reviewing import ACT_WITHIN_DAYS, duty_key, write_review
from feedback.tests.make import make_opinion
from participation.choices import Role
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError
from participation.models import AuditEvent, Duty, FiscalYear
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
)
from participation.waiting import who_acts
from workgroups.choices import CommitteeKind
from workgroups.tests.make import seat

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _office():
    with time_machine.travel("2026-11-22 12:00+07:00", tick=True):
        make_office()
        yield


@pytest.fixture
def monitor():
    user = make_user()
    seat(user)
    return user


def review_facts(**facts):
    return {
        "period_start": dt.date(2026, 10, 1),
        "period_end": dt.date(2026, 11, 15),
        "findings": "ตอบครบทุกเรื่อง",
        "analysis": "มีผู้รับผิดชอบชัดเจน",
        "recommendations": ["เพิ่มวันให้บริการ", "  ", "ทำคู่มือ"],
    } | facts


def make_review(monitor, number=5, **facts):
    return write_review(group(number), by=monitor, **review_facts(**facts))


def improvement_facts(**facts):
    return {
        "title": "ย้ายการอบรมมาวันราชการ",
        "before_text": "อบรมวันเสาร์",
        "after_text": "อบรมวันราชการ",
        "evidence": "แผนอบรม",
        "done_on": dt.date(2026, 11, 20),
    } | facts


def make_improvement(number=5, **facts):
    if not facts.get("opinions") and not facts.get("recommendation"):
        facts["opinions"] = [make_opinion(group=group(number))]
    return record_improvement(group(number), by=make_user(), **improvement_facts(**facts))


# --- writing a review


def test_write_review_gives_each_recommendation_to_the_officer_of_the_group(monitor):
    officer = make_responsible_officer(group(5))

    review = make_review(monitor)

    assert (review.year_id, review.author, review.committee.kind) == (2570, monitor, "monitoring")
    recommendations = list(review.recommendations.all())
    assert [(r.position, r.text) for r in recommendations] == [(1, "เพิ่มวันให้บริการ"), (2, "ทำคู่มือ")]
    duties = [Duty.objects.get(key=duty_key(r)) for r in recommendations]
    assert [who_acts(duty, on=TODAY) for duty in duties] == [[officer], [officer]]
    assert {duty.due_on for duty in duties} == {TODAY + dt.timedelta(days=ACT_WITHIN_DAYS)}
    event = AuditEvent.objects.get(verb="review.write")
    assert (event.subject_id, event.by) == (str(review.pk), monitor)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"period_end": dt.date(2026, 9, 30)}, "วันสิ้นสุด"),
        ({"period_end": dt.date(2026, 11, 23)}, "ยังไม่สิ้นสุด"),
        ({"period_start": dt.date(2026, 9, 30)}, "สองปีงบประมาณ"),
        ({"recommendations": ["", " "]}, "ข้อเสนอแนะ"),
    ],
)
def test_write_review_refuses_what_cannot_be(monitor, facts, words):
    with pytest.raises(DomainError, match=words):
        make_review(monitor, **facts)

    assert not MonitoringReview.objects.exists()


def test_write_review_needs_an_open_year(monitor):
    FiscalYear.objects.update_or_create(year_be=2570, defaults={"state": "closed"})

    with pytest.raises(DomainError, match="2570"):
        make_review(monitor)


def test_write_review_twice_is_told(monitor):
    make_review(monitor)

    with pytest.raises(DomainError, match="ไว้แล้ว"):
        make_review(monitor)


@pytest.mark.parametrize(
    "seated",
    [
        lambda _user: None,
        lambda user: seat(user, CommitteeKind.SUPERVISION),
        lambda user: seat(user, term=(dt.date(2026, 10, 1), dt.date(2026, 11, 21))),
    ],
    ids=["nowhere", "in another body", "until yesterday"],
)
def test_write_review_is_only_for_those_an_issued_order_names_today(seated):
    user = make_user()
    seated(user)

    assert not user.has_perm("feedback.write_review")
    with pytest.raises(DomainError, match="คำสั่ง"):
        make_review(user)


# --- recording an improvement


def test_record_improvement_closes_the_duty_of_its_recommendation(monitor):
    officer = make_responsible_officer(group(5))
    first, second = make_review(monitor).recommendations.all()
    opinion = make_opinion(group=group(5))

    action = record_improvement(
        group(5), by=officer, **improvement_facts(opinions=[opinion], recommendation=first)
    )

    assert (action.year_id, list(action.opinions.all())) == (2570, [opinion])
    assert Duty.objects.get(key=duty_key(first)).done_by == officer
    assert Duty.objects.get(key=duty_key(second)).done_at is None
    assert AuditEvent.objects.get(verb="improvement.record").by == officer


def test_improvement_is_of_the_year_it_was_done_in():
    assert make_improvement(done_on=dt.date(2026, 9, 30)).year_id == 2569


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (lambda: {"done_on": dt.date(2026, 11, 23)}, "ยังมาไม่ถึง"),
        (lambda: {"opinions": [make_opinion(group=group(6))]}, "2570-0002"),
        (lambda: {"opinions": []}, "อย่างน้อยหนึ่งเรื่อง"),
    ],
)
def test_record_improvement_refuses_what_cannot_be(facts, words):
    make_opinion(group=group(5))

    with pytest.raises(DomainError, match=words):
        record_improvement(
            group(5),
            by=make_user(),
            **improvement_facts() | {"opinions": []} | facts(),
        )


def test_record_improvement_refuses_a_recommendation_to_another_group(monitor):
    recommendation = make_review(monitor, 6).recommendations.first()

    with pytest.raises(DomainError, match="กลุ่มอื่น"):
        make_improvement(recommendation=recommendation)


def test_record_improvement_needs_an_open_year():
    FiscalYear.objects.update_or_create(year_be=2570, defaults={"state": "closed"})

    with pytest.raises(DomainError, match="2570"):
        make_improvement(opinions=[make_opinion(group=group(5))])


def test_record_improvement_twice_is_told():
    make_improvement()

    with pytest.raises(DomainError, match="ไว้แล้ว"):
        make_improvement()


def test_change_improvement_opens_the_duty_of_a_recommendation_it_no_longer_answers(monitor):
    recommendation = make_review(monitor).recommendations.first()
    opinion = make_opinion(group=group(5))
    action = make_improvement(recommendation=recommendation)

    change_improvement(action, by=make_user(), **improvement_facts(opinions=[opinion]))

    action.refresh_from_db()
    assert (action.recommendation, list(action.opinions.all())) == (None, [opinion])
    assert Duty.objects.get(key=duty_key(recommendation)).done_at is None


def test_change_improvement_keeps_an_opinion_that_was_sorted_elsewhere_since():
    action = make_improvement()
    opinion = action.opinions.get()
    opinion.group = group(6)
    opinion.save()

    change_improvement(action, by=make_user(), **improvement_facts(title="ใหม่", opinions=[opinion]))

    assert list(action.opinions.all()) == [opinion]


def test_change_improvement_after_somebody_else_is_told():
    action = make_improvement()
    facts = improvement_facts(opinions=list(action.opinions.all()))
    change_improvement(action, by=make_user(), **facts)

    with pytest.raises(ChangedMeanwhileError):
        change_improvement(action, by=make_user(), seen=0, **facts)


# --- the pages

READERS = {
    "stranger": (make_user, 403),
    "triage officer": (lambda: make_user(Role.TRIAGE_OFFICER), 200),
    "executive": (lambda: make_user(Role.EXECUTIVE), 200),
    "officer": (lambda: make_responsible_officer(group(6)), 200),
    "head": (lambda: make_head(group(6).unit), 200),
}


@pytest.mark.parametrize("who", READERS)
def test_who_reads_reviews_and_improvements(client, who):
    make, status = READERS[who]
    client.force_login(make())

    assert client.get(reverse("feedback:reviews")).status_code == status
    assert client.get(reverse("feedback:improvements")).status_code == status
    assert client.get(reverse("feedback:new_review")).status_code == 403


def test_monitor_writes_a_review_through_the_page(client, monitor):
    client.force_login(monitor)
    typed = {
        "group": group(5).pk,
        "period_start": "1/10/2569",
        "period_end": "15/11/2569",
        "findings": "ตอบครบ",
        "analysis": "ดี",
        "recommendation_1": "เพิ่มวันให้บริการ",
        "recommendation_4": "ทำคู่มือ",
    }

    response = client.post(reverse("feedback:new_review"), typed)

    review = MonitoringReview.objects.get()
    assert response.url == review.get_absolute_url()
    assert [r.text for r in review.recommendations.all()] == ["เพิ่มวันให้บริการ", "ทำคู่มือ"]
    assert "ทำคู่มือ" in client.get(response.url).content.decode()
    assert client.get(reverse("feedback:new_improvement")).status_code == 403


def test_review_that_is_refused_keeps_what_was_typed(client, monitor):
    client.force_login(monitor)
    typed = {
        "group": group(5).pk,
        "period_start": "30/9/2569",
        "period_end": "15/11/2569",
        "findings": "ข้อค้นพบที่พิมพ์มานาน",
        "analysis": "ดี",
        "recommendation_1": "เพิ่มวัน",
    }

    page = client.post(reverse("feedback:new_review"), typed).content.decode()

    assert "สองปีงบประมาณ" in page
    assert "ข้อค้นพบที่พิมพ์มานาน" in page


def improvement_typed(**fields):
    return {
        "title": "ย้ายการอบรมมาวันราชการ",
        "before_text": "อบรมวันเสาร์",
        "after_text": "อบรมวันราชการ",
        "evidence": "แผนอบรม",
        "done_on": "20/11/2569",
        "seen": "0",
    } | fields


def test_officer_records_an_improvement_through_the_page(client, monitor):
    recommendation = make_review(monitor).recommendations.first()
    ticked, typed = make_opinion(group=group(5)), make_opinion(group=group(5))
    client.force_login(make_responsible_officer(group(5)))
    address = f"{reverse('feedback:new_improvement')}?recommendation={recommendation.pk}"
    assert client.get(address).context["form"].initial["recommendation"] == recommendation

    client.post(
        address,
        improvement_typed(
            recommendation=recommendation.pk,
            opinions=[ticked.pk],
            numbers=f"{typed.number}, {ticked.number}",
        ),
    )

    action = ImprovementAction.objects.get()
    assert (action.group, action.recommendation) == (group(5), recommendation)
    assert set(action.opinions.all()) == {ticked, typed}


@pytest.mark.parametrize("numbers", ["2570-9999", "x", "2570-0001"])
def test_number_of_no_opinion_of_the_group_is_named(client, numbers):
    make_opinion(group=group(6))
    client.force_login(make_responsible_officer(group(5)))

    response = client.post(
        reverse("feedback:new_improvement"), improvement_typed(numbers=f" {numbers} ")
    )

    assert numbers in response.context["form"].errors["numbers"][0]
    assert "อบรมวันเสาร์" in response.content.decode()


def test_improvement_that_names_somebody_is_kept_by_a_tick_alone(client):
    officer = make_responsible_officer(group(5))
    client.force_login(officer)
    opinion = make_opinion(group=group(5))
    address = f"{reverse('feedback:new_improvement')}?opinion={opinion.number}"
    typed = improvement_typed(opinions=[opinion.pk], evidence="ถามได้ที่นายสมชาย ใจดี โทร 042-511-234")

    refused = client.post(address, typed)
    assert "<mark>042-511-234</mark>" in refused.text
    assert "โปรดนำส่วนนั้นออก หรืออ่านส่วนที่เน้นไว้" in refused.text
    gap = client.post(address, typed | {"evidence": "หนังสือที่ [เลขที่]"})
    assert "[เลขที่]" in gap.text
    assert not ImprovementAction.objects.exists()

    tick = refused.context["form"].fields["may_be_public"].widget.value
    client.post(address, typed | {"may_be_public": tick})
    action = ImprovementAction.objects.get()
    verbs = AuditEvent.objects.filter(subject_type="feedback.improvementaction", by=officer)
    assert set(verbs.values_list("verb", "subject_id")) == {
        ("improvement.record", str(action.pk)),
        ("improvement.vet", str(action.pk)),
    }


def test_improvement_without_a_reason_is_refused_with_everything_kept(client):
    client.force_login(make_responsible_officer(group(5)))

    page = client.post(reverse("feedback:new_improvement"), improvement_typed()).content.decode()

    assert "อย่างน้อยหนึ่งเรื่อง" in page
    assert "อบรมวันเสาร์" in page


def test_numbers_typed_are_asked_for_together(monitor, django_assert_num_queries):
    opinions = [make_opinion(group=group(5)) for _ in range(6)]
    form = ImprovementForm(group=group(5))

    for some in (opinions[:1], opinions):
        form.cleaned_data = {"numbers": " , ".join(opinion.number for opinion in some)}
        with django_assert_num_queries(1):
            assert sorted(form.clean_numbers(), key=lambda found: found.pk) == some


def test_more_numbers_than_a_line_holds_are_refused():
    form = ImprovementForm({"numbers": "2570-0001 " * 50}, group=group(5))

    assert "numbers" in form.errors


def test_change_improvement_refuses_what_another_already_says():
    make_improvement()
    action = make_improvement(title="เรื่องอื่น")

    with pytest.raises(DomainError, match="ไว้แล้ว"):
        change_improvement(
            action, by=make_user(), **improvement_facts(opinions=action.opinions.all())
        )


def test_officer_of_two_groups_chooses_one_first(client):
    officer = make_responsible_officer(group(5))
    make_responsible_officer(group(6), user=officer)
    client.force_login(officer)

    chooser = client.get(reverse("feedback:new_improvement"))
    form = client.get(reverse("feedback:new_improvement") + "?group=6")

    assert list(chooser.context["groups"]) == [group(5), group(6)]
    assert form.context["group"] == group(6)


@pytest.mark.parametrize(
    ("query", "status"),
    [("?group=6", 403), ("?opinion={number}", 404), ("?recommendation={pk}", 403)],
)
def test_improvement_of_another_group_is_refused(client, monitor, query, status):
    opinion = make_opinion(group=group(6))
    recommendation = make_review(monitor, 6).recommendations.first()
    client.force_login(make_responsible_officer(group(5)))

    address = reverse("feedback:new_improvement") + query.format(
        pk=recommendation.pk, number=opinion.number
    )

    assert client.get(address).status_code == status
    assert client.post(address, improvement_typed()).status_code == status


def test_officer_changes_an_improvement_of_the_own_group_only(client):
    action = make_improvement()
    opinion = action.opinions.get()
    officer = make_responsible_officer(group(5))
    client.force_login(make_responsible_officer(group(6)))
    assert client.get(action.get_absolute_url()).status_code == 403
    client.force_login(officer)
    seen = client.get(action.get_absolute_url()).context["form"].initial["seen"]

    client.post(
        action.get_absolute_url(),
        improvement_typed(title="ชื่อใหม่", opinions=[opinion.pk], seen=seen),
    )
    told = client.post(
        action.get_absolute_url(),
        improvement_typed(title="ชื่อที่สาม", opinions=[opinion.pk], seen=seen),
    )

    action.refresh_from_db()
    assert action.title == "ชื่อใหม่"
    assert (told.status_code, "ชื่อที่สาม" in told.content.decode()) == (409, True)


def questions(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_lists_ask_the_database_the_same_however_many_there_are(client, monitor):
    client.force_login(make_user(Role.EXECUTIVE))
    lists = [reverse("feedback:reviews"), reverse("feedback:improvements")]
    make_review(monitor)
    make_improvement(recommendation=Recommendation.objects.order_by("pk")[0])
    one = [questions(client, address) for address in lists]

    for number in (1, 2):
        review = make_review(monitor, number)
        make_improvement(number, recommendation=review.recommendations.first())

    assert [questions(client, address) for address in lists] == one


def test_recommendation_to_a_group_nobody_answers_for_leads_triage_to_who_names_somebody(
    client, monitor
):
    administrator = make_user(Role.ADMINISTRATOR, full_name="นายผู้ดูแล ตัวอย่าง")
    recommendation = make_review(monitor).recommendations.first()
    address = f"{reverse('feedback:new_improvement')}?recommendation={recommendation.pk}"
    client.force_login(make_user(Role.TRIAGE_OFFICER))

    page = client.get(address)

    assert page.status_code == 200
    content = page.content.decode()
    assert recommendation.text in content
    assert str(administrator) in content
    assert "form" not in page.context
    assert client.post(address, improvement_typed()).status_code == 403
    make_responsible_officer(group(5))
    assert client.get(address).status_code == 403


def test_administrator_who_sorts_too_is_led_to_where_officers_are_named(client, monitor):
    recommendation = make_review(monitor).recommendations.first()
    client.force_login(make_user(Role.TRIAGE_OFFICER, Role.ADMINISTRATOR))

    page = client.get(f"{reverse('feedback:new_improvement')}?recommendation={recommendation.pk}")

    assert reverse("admin:participation_responsibleofficer_add") in page.content.decode()
