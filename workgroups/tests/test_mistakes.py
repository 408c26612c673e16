"""What keeps an order from being saved is counted, named and one step away, without a script."""

import re
from typing import Any

import pytest

from participation.choices import Role
from participation.tests.make import make_office, make_user
from workgroups.choices import CommitteeRole
from workgroups.tests.make import make_committee, make_order
from workgroups.tests.test_admin import PEOPLE, add_url, change_url, person, rows, typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def officer(client) -> None:
    make_office()
    client.force_login(make_user(Role.APPOINTMENTS_OFFICER))


def mistakes(response: Any) -> list[tuple[str, str]]:
    """Where each mistake is said to be, and the id it leads to."""
    return [(m.place, m.anchor) for m in response.context.get("mistakes", ())]


@pytest.mark.parametrize(
    ("people", "changes", "expected"),
    [
        (PEOPLE, {"subject": ""}, [("เรื่อง", "id_subject")]),
        (PEOPLE, {"tasks": ["0"]}, [("งานที่รับผิดชอบ", "id_tasks")]),
        (
            [*PEOPLE, person("ง", account="nobody@example.org", stakeholder_type="")],
            {"signatory": "", "term_end": "1/1/3600"},
            [
                ("วาระถึงวันที่", "id_term_end"),
                ("ผู้ลงนาม", "id_signatory"),
                ("คนที่ 4 – เป็นผู้แทนของ", "id_members-3-stakeholder_type"),
                ("คนที่ 4 – บัญชี (อีเมล)", "id_members-3-account"),
            ],
        ),
        (
            [*PEOPLE, person("ง", CommitteeRole.CHAIR)],
            {},
            [
                ("คนที่ 1 – ตำแหน่งในคณะ", "id_members-0-position"),
                ("คนที่ 4 – ตำแหน่งในคณะ", "id_members-3-position"),
            ],
        ),
    ],
)
def test_each_mistake_is_named_and_leads_to_its_box(client, people, changes, expected):
    response = client.post(add_url(make_committee()), typed(*people, **changes))

    assert mistakes(response) == expected
    page = response.content.decode()
    assert f"มี {len(expected)} จุดที่ต้องแก้ไข" in page
    for place, anchor in expected:
        assert re.search(f'<a href="#{anchor}">{re.escape(place)}: ', page)
        assert f'id="{anchor}"' in page
    assert "โปรดแก้ไขข้อผิดพลาด" not in page


def test_the_keyboard_begins_at_the_list_of_mistakes(client):
    page = client.post(add_url(make_committee()), typed(subject="")).content.decode()

    assert re.search(r'<section[^>]* id="mistakes"[^>]* tabindex="-1" autofocus>', page)
    assert "change_form.js" not in page  # it would take the focus to the first box
    assert "<title>ข้อผิดพลาด:" in page


def test_a_mistake_of_the_whole_page_is_told_without_a_link(client):
    order = make_order()
    stale = rows(order) | {"seen": "0"}

    response = client.post(change_url(order), stale)

    assert mistakes(response) == [("", "")]
    assert "<li>" in response.content.decode().partition('id="mistakes-title"')[2]


def test_a_page_without_mistakes_has_no_list_of_them(client):
    page = client.get(add_url(make_committee())).content.decode()

    assert 'id="mistakes"' not in page
    assert 'data-noun="คนที่"' in page


def test_a_body_names_its_mistakes_too(client):
    rules = {"composition-TOTAL_FORMS": 0, "composition-INITIAL_FORMS": 0}
    response = client.post("/admin/workgroups/committee/add/", {"kind": "monitoring"} | rules)

    assert mistakes(response) == [("ชื่อ", "id_name")]


@pytest.mark.parametrize("count", ["abc", "-1", "1000000000", "9" * 5000])
@pytest.mark.parametrize("which", ["TOTAL", "INITIAL"])
def test_a_number_of_rows_that_no_page_sends_is_refused_and_breaks_nothing(client, which, count):
    order = make_order(make_committee())
    data = rows(order) | {f"members-{which}_FORMS": count}

    response = client.post(change_url(order), data)

    assert response.status_code == 200
    assert mistakes(response)
