"""A committee of fifteen is appointed on one page without a mouse."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from participation.choices import Role
from participation.tests.make import make_office, make_user, make_year
from tests.world import signed_in
from workgroups.choices import CommitteeRole
from workgroups.models import AppointmentOrder
from workgroups.tests.make import make_committee

pytestmark = pytest.mark.django_db(transaction=True)

#: Bar of the fourth issue of this house: so many presses of Tab from a person to the next.
MOST_STOPS = 6
AT = "document.activeElement.id"


@pytest.fixture
def page_of_officer(
    live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> Callable[[], Page]:
    """A page of the appointments officer's browser."""
    make_office()

    def open_it() -> Page:
        context = new_context(base_url=live_server.url)
        session = signed_in(make_user(Role.APPOINTMENTS_OFFICER))
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
        return context.new_page()

    return open_it


def test_fifteen_are_appointed_on_one_page_with_six_stops_each(page_of_officer):
    make_year()
    committee = make_committee()
    page = page_of_officer()
    page.goto(f"{reverse('admin:workgroups_appointmentorder_add')}?committee={committee.pk}")
    page.locator("#id_duties").fill("เสนอความเห็น")
    page.locator("#id_signatory").fill("นายวีระ ตัวอย่าง")
    page.locator("#id_members-0-name").focus()
    stops = [to_the_next(page, person) for person in range(15)]

    assert max(stops[:-1]) <= MOST_STOPS
    page.locator("#id_members-14-name").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    order = AppointmentOrder.objects.get()
    people = list(order.members.order_by("sequence").values_list("title", "name", "position"))
    assert len(people) == 15
    assert people[0] == ("นาย", "คนที่หนึ่ง ตัวอย่าง0", CommitteeRole.CHAIR)
    assert people[14][2] == CommitteeRole.MEMBER_SECRETARY


def to_the_next(page: Page, person: int) -> int:
    """Type one person and go on by Tab; how many presses it took."""
    seats = {0: CommitteeRole.CHAIR, 14: CommitteeRole.MEMBER_SECRETARY}
    row, following = f"id_members-{person}-", f"id_members-{person + 1}-name"
    for stops in range(20):
        at = page.evaluate(AT)
        if at == following:
            return stops
        if at == f"{row}name":
            page.keyboard.type(f"นายคนที่หนึ่ง ตัวอย่าง{person}")
        if at == f"{row}stakeholder_type":
            page.keyboard.press("ArrowDown")
        if at == f"{row}position":
            choose(page, seats.get(person, CommitteeRole.MEMBER))
        page.keyboard.press("Tab")
    return stops


def choose(page: Page, position: str) -> None:
    """By the arrows, as in any list."""
    page.keyboard.press("Home")
    for _ in CommitteeRole:
        if page.evaluate("document.activeElement.value") == position:
            return
        page.keyboard.press("ArrowDown")
