"""The desk's pages of reports."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participation.choices import JobState, Role
from participation.models import Job
from participation.tests.make import make_office, make_user
from reports.tests.make import YEAR, make_report_file, make_said

pytestmark = pytest.mark.django_db

LIST = "/desk/reports/"


@pytest.fixture
def executive(client: Client) -> Client:
    make_office()
    client.force_login(make_user(Role.EXECUTIVE))
    return client


def make_job(**fields: object) -> Job:
    return Job.objects.create(
        **{"handler": "reports.annual", "arguments": {"year": YEAR}, "key": f"annual:{YEAR}"}
        | fields
    )


def page_of(job: Job) -> str:
    return reverse("reports:report", args=[job.pk])


@pytest.mark.parametrize("role", [role for role in Role if role != Role.EXECUTIVE])
def test_reports_are_for_executives(client, role):
    make_office()
    client.force_login(make_user(role))

    assert client.get(LIST).status_code == 403
    assert client.post(LIST, {"year": YEAR}).status_code == 403
    assert client.get(page_of(make_job())).status_code == 403
    assert Job.objects.count() == 1


def test_an_empty_portal_says_what_comes_first(executive):
    page = executive.get(LIST).content.decode()

    assert "ยังไม่มีรายงาน กรุณาเลือกปีงบประมาณแล้วจัดทำรายงานฉบับแรก" in page
    assert "ระบบยังไม่มีข้อมูล จึงยังไม่มีสิ่งที่จะรายงาน" in page
    assert reverse("feedback:new_opinion") in page


def test_asking_leads_to_the_page_that_shows_how_far_it_is(executive):
    make_said(1)

    response = executive.post(LIST, {"year": YEAR})

    job = Job.objects.get()
    assert response.status_code == 302
    assert response.url == page_of(job)
    assert job.state == JobState.QUEUED


@pytest.mark.parametrize("year", ["2560", "", "สองพัน", "9999999"])
def test_a_year_that_cannot_be_reported_is_refused_with_a_sentence(executive, year):
    make_said(1)

    response = executive.post(LIST, {"year": year})

    assert response.status_code == 200
    assert response.context["form"].errors["year"]
    assert not Job.objects.exists()


def test_the_list_names_what_is_finished_and_what_is_under_way(executive):
    file = make_report_file(2)
    job = make_job(state=JobState.RUNNING, progress=40, lease_until=timezone.now())

    page = executive.get(LIST).content.decode()

    assert file.get_absolute_url() in page
    assert "รายงานประจำปี 2569 ฉบับที่ 2" in page
    assert "RPT-2569-0002" in page
    assert "0123456789ab</code>" in page
    assert "120.6" in page
    assert page_of(job) in page
    assert "รายงานประจำปี 2569: 40%" in page


def test_the_list_asks_the_database_the_same_however_many_there_are(executive):
    asked = []
    for version in (1, 2, 3):
        make_report_file(version)
        with CaptureQueriesContext(connection) as queries:
            executive.get(LIST)
        asked.append(len(queries))

    assert asked[0] == asked[1] == asked[2]


def test_a_waiting_report_shows_its_place_and_looks_again_by_itself(executive):
    page = executive.get(page_of(make_job())).content.decode()

    assert "รอเริ่มจัดทำ" in page
    assert '<progress max="100" value="0"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "hx-get" in page


def test_a_report_under_way_is_told_in_per_cent_to_a_script_as_a_part(executive):
    job = make_job(state=JobState.RUNNING, progress=40, lease_until=timezone.now())

    response = executive.get(page_of(job), headers={"HX-Request": "true"})

    page = response.content.decode()
    assert response.status_code == 200
    assert "กำลังจัดทำรายงาน" in page
    assert 'value="40"' in page
    assert "<html" not in page


def test_a_finished_report_is_there_to_download_and_the_asking_stops(executive):
    file = make_report_file()
    job = make_job(state=JobState.DONE, progress=100, finished_at=timezone.now(), file=file)

    page = executive.get(page_of(job)).content.decode()
    part = executive.get(page_of(job), headers={"HX-Request": "true"})

    assert "รายงานพร้อมแล้ว" in page
    assert file.get_absolute_url() in page
    assert file.sha256 in page
    assert "hx-get" not in page
    assert "http-equiv" not in page
    assert part.status_code == 286


def test_a_failed_report_says_why_and_what_to_do(executive):
    job = make_job(state=JobState.FAILED, finished_at=timezone.now(), error="งานไม่สำเร็จ กรุณาขอใหม่")

    page = executive.get(page_of(job)).content.decode()

    assert "จัดทำรายงานไม่สำเร็จ" in page
    assert "งานไม่สำเร็จ กรุณาขอใหม่" in page
    assert "ขอจัดทำรายงานอีกครั้ง" in page


def test_a_job_of_another_kind_has_no_page_here(executive):
    assert executive.get(page_of(make_job(handler="other.work"))).status_code == 404
