"""The portal's promises while its processes are killed: one report, and no opinion lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from feedback.models import Opinion
from participation.choices import JobState, Role
from participation.models import Job, PublishedFile
from participation.tests.make import make_office, make_user, make_year
from reports.services import ask_annual_report
from tests.conftest import Portal
from tests.processes import Redis, wait_until
from tests.world import make_world

pytestmark = pytest.mark.fault


def test_worker_killed_in_the_middle_of_a_report_makes_one(portal: Portal) -> None:
    world = make_world()
    Job.objects.all().delete()
    before = PublishedFile.objects.count()
    portal.worker.start()
    portal.clock.start()

    job = ask_annual_report(make_year().year_be, by=world.people["executive"])
    wait_until(lambda: Job.objects.get(pk=job.pk).progress >= 10, what="the middle of the report")
    portal.worker.kill()
    assert Job.objects.get(pk=job.pk).state == JobState.RUNNING
    portal.worker.start()
    wait_until(lambda: Job.objects.get(pk=job.pk).is_finished, seconds=60, what="the report")

    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.DONE, 2)
    assert job.file
    assert job.file.serial == job.serial
    assert PublishedFile.objects.count() == before + 1


def test_opinion_is_accepted_at_once_while_redis_is_stopped(
    portal: Portal, redis: Redis, new_context: Callable[..., BrowserContext]
) -> None:
    make_office()
    executive = make_user(Role.EXECUTIVE)
    portal.start()
    redis.stop()

    # a request that waits for the broker waits longer than the browser
    page = new_context(base_url=portal.url, java_script_enabled=False).new_page()
    page.goto("/opinions/new/")
    page.get_by_label("ข้อเสนอแนะ").check()
    page.get_by_label("กลุ่มกฎหมายและคดี").check()
    page.locator("textarea[name=text]").fill("ขอให้เผยแพร่ขั้นตอนการร้องทุกข์")
    page.locator("select[name=stakeholder_type]").select_option("teacher")
    page.get_by_role("button", name="ตรวจทานก่อนส่ง").click()
    page.get_by_role("button", name=re.compile("ส่งความคิดเห็น")).click()
    page.locator("#code").wait_for()
    page.close()
    job = ask_annual_report(make_year().year_be, by=executive)

    assert Opinion.objects.get().raw_text == "ขอให้เผยแพร่ขั้นตอนการร้องทุกข์"
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED
    redis.start()
    wait_until(lambda: Job.objects.get(pk=job.pk).is_finished, seconds=90, what="the report")
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
