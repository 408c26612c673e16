"""Appointing in the admin, as the appointments officer does; nobody else gets in."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from participation import thai
from participation.choices import Role, YearState
from participation.models import AuditEvent, FiscalYear
from participation.tests.make import group, make_office, make_user, make_year
from workgroups.choices import CommitteeKind, CommitteeRole, OrderState
from workgroups.models import AppointmentOrder, Committee, CommitteeMember
from workgroups.tests.make import (
    make_committee,
    make_issued_order,
    make_member,
    make_order,
    mark_issued,
)

pytestmark = pytest.mark.django_db

ORDERS = "admin:workgroups_appointmentorder_"


@pytest.fixture(autouse=True)
def office() -> None:
    make_office()


@pytest.fixture
def officer(client: Client) -> Any:
    user = make_user(Role.APPOINTMENTS_OFFICER)
    client.force_login(user)
    return user


def add_url(committee: Committee) -> str:
    return f"{reverse(ORDERS + 'add')}?committee={committee.pk}"


def change_url(order: AppointmentOrder) -> str:
    return reverse(ORDERS + "change", args=[order.pk])


def person(
    name: str, position: CommitteeRole = CommitteeRole.MEMBER, **more: Any
) -> dict[str, Any]:
    return {"name": name, "title": "นาย", "stakeholder_type": "parent", "position": position} | more


PEOPLE = (
    person("ก ตัวอย่าง", CommitteeRole.CHAIR),
    person("ข ตัวอย่าง"),
    person("ค ตัวอย่าง", CommitteeRole.MEMBER_SECRETARY),
)


def typed(*people: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What the form sends."""
    make_year(2570)
    data: dict[str, Any] = {
        "year": 2570,
        "order_number": "๑๒",
        "number_year_be": 2569,
        "subject": "แต่งตั้งคณะทำงาน",
        "reason": "ตามประกาศ",
        "duties": "เสนอความเห็น",
        "term_start": "1/10/2569",
        "term_end": "๓๐/๙/๒๕๗๐",
        "signed_on": "",
        "signatory": "นายวีระ ตัวอย่าง",
        "signatory_position": "ผู้อำนวยการ",
        "signing_capacity": "own",
        "members-TOTAL_FORMS": len(people),
        "members-INITIAL_FORMS": 0,
    }
    for row, fields in enumerate(people):
        data |= {f"members-{row}-{name}": value for name, value in fields.items()}
    return data | changes


def errors(response: Any) -> str:
    context = response.context
    said = [str(context["adminform"].form.errors)]
    for inline in context["inline_admin_formsets"]:
        said += [str(inline.formset.non_form_errors()), *(str(e) for e in inline.formset.errors)]
    return " ".join(said)


def test_a_new_order_asks_first_for_its_body(client, officer):
    committee = make_committee()

    response = client.get(reverse(ORDERS + "add"))

    assert committee.name in response.content.decode()
    assert f"?committee={committee.pk}" in response.content.decode()


def test_the_choice_of_a_body_tells_who_is_appointed_already(client, officer):
    running, free = make_issued_order(), make_order().committee
    past = thai.today() - dt.timedelta(days=1)
    mark_issued(make_order(free, term_start=past, term_end=past))

    page = client.get(reverse(ORDERS + "add")).content.decode()

    until = f"แต่งตั้งแล้วถึงวันที่ {thai.thai_date(running.term_end)}"
    assert until in page.partition(f"?committee={running.committee_id}")[2].partition("</li>")[0]
    assert page.count("แต่งตั้งแล้วถึงวันที่") == 1


def test_a_new_order_begins_with_the_usual_words(client, officer):
    committee = make_committee()
    make_year(2570)

    form = client.get(add_url(committee)).context["adminform"].form

    assert form.initial["subject"] == f"แต่งตั้ง{committee.name} ประจำปีงบประมาณ พ.ศ. 2570"
    assert "ขั้นตอนการดำเนินงาน ข้อ 2" in form.initial["reason"]
    assert set(form.fields["tasks"].queryset) == set(group(1).tasks.all())


def test_an_order_is_drafted_with_its_people_and_tasks(client, officer):
    committee = make_committee()
    account = make_user()
    people = [*PEOPLE, person("ง ตัวอย่าง", account=account.email.upper(), sequence="1")]
    task = group(1).tasks.all()[0]

    response = client.post(add_url(committee), typed(*people, tasks=[task.pk]))

    assert response.status_code == 302
    order = AppointmentOrder.objects.get()
    assert (order.committee, order.order_number, order.state) == (committee, 12, OrderState.DRAFT)
    assert [d.isoformat() for d in order.term] == ["2026-10-01", "2027-09-30"]
    assert list(order.tasks.all()) == [task]
    named = [(m.sequence, m.name, m.account) for m in order.members.all()]
    assert named == [
        (1, "ง ตัวอย่าง", account),
        (2, "ก ตัวอย่าง", None),
        (3, "ข ตัวอย่าง", None),
        (4, "ค ตัวอย่าง", None),
    ]
    assert AuditEvent.objects.filter(verb="order.draft", by=officer).count() == 1


@pytest.mark.parametrize(
    ("people", "changes", "sentence"),
    [
        ([*PEOPLE, person("ก  ตัวอย่าง")], {}, "มีชื่อนี้ซ้ำกัน"),
        ([person("นํ้า"), person("น้ำ")], {}, "มีชื่อนี้ซ้ำกัน"),
        ([*PEOPLE, person("ง", CommitteeRole.CHAIR)], {}, "ตำแหน่งนี้มีได้คนเดียว"),
        ([*PEOPLE, person("ง", CommitteeRole.MEMBER_SECRETARY)], {}, "ตำแหน่งนี้มีได้คนเดียว"),
        ([person("ก", account="nobody@example.org")], {}, "ไม่มีบัญชีที่ใช้อีเมลนี้"),
        (PEOPLE, {"term_start": "30/9/2570", "term_end": "1/10/2569"}, "โปรดตรวจวันที่ทั้งสอง"),
        (PEOPLE, {"term_start": "1/10/3569"}, "3569"),
        (PEOPLE, {"signed_on": "31/2/2569"}, "31/2/2569"),
        (PEOPLE, {"number_year_be": 2026}, "โปรดใส่ปี พ.ศ. เช่น"),
        (PEOPLE, {"subject": ""}, "subject"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(client, officer, people, changes, sentence):
    response = client.post(add_url(make_committee()), typed(*people, **changes))

    assert response.status_code == 200
    assert sentence in errors(response)
    assert not AppointmentOrder.objects.exists()


def test_one_account_is_not_named_twice(client, officer):
    email = make_user().email
    people = [person("ก", account=email), person("ข", account=email)]

    response = client.post(add_url(make_committee()), typed(*people))

    assert "มีบัญชีนี้ซ้ำกัน" in errors(response)


def test_a_number_is_used_once_a_year(client, officer):
    make_order(order_number=12, number_year_be=2569)

    response = client.post(add_url(make_committee()), typed(*PEOPLE))

    assert "งานสารบรรณ" in errors(response)


def test_tasks_of_another_group_are_refused(client, officer):
    data = typed(*PEOPLE, tasks=[group(2).tasks.all()[0].pk])

    response = client.post(add_url(make_committee()), data)

    assert "tasks" in errors(response)
    assert not AppointmentOrder.objects.exists()


def test_a_body_without_a_group_has_no_tasks_to_tick(client, officer):
    response = client.get(add_url(make_committee(CommitteeKind.MONITORING)))

    assert "tasks" not in response.context["adminform"].form.fields


def shown_in(response: Any) -> dict[str, Any]:
    """What every field of the page shows, by the name it is sent under."""
    (people,) = response.context["inline_admin_formsets"]
    forms = [response.context["adminform"].form, people.formset.management_form, *people.formset]
    return {field.html_name: field.value() for form in forms for field in form}


def test_copy_of_an_earlier_order_names_the_same_people_and_needs_few_words_more(client, officer):
    kinds = [CommitteeRole.CHAIR, *[CommitteeRole.MEMBER] * 13, CommitteeRole.MEMBER_SECRETARY]
    members = [make_member(kind, organisation=f"โรงเรียนที่ {n}") for n, kind in enumerate(kinds)]
    members[3].account = make_user()
    tasks = list(group(1).tasks.all()[:2])
    earlier = make_issued_order(members=members, tasks=tasks)
    make_year(thai.fiscal_year_be(earlier.term_end) + 1)
    url = f"{add_url(earlier.committee)}&like={earlier.pk}"

    shown = shown_in(client.get(url))
    # a place left empty is behind the others; DELETE is a box to tick
    asked = {
        name: value
        for name, value in shown.items()
        if not name.endswith(("-id", "-order", "-DELETE", "_FORMS", "seen"))
        and int((re.findall(r"members-(\d+)-", name) or ["0"])[0]) < len(members)
    }
    filled = [name for name, value in asked.items() if value not in (None, "", [])]
    assert len(filled) >= 0.8 * len(asked)

    sent = {name: "" if value is None else value for name, value in shown.items()}
    sent |= {"term_start": "1/10/2570", "term_end": "30/9/2571", "number_year_be": "2570"}
    response = client.post(url, {k: v for k, v in sent.items() if not k.endswith("-DELETE")})

    assert response.status_code == 302, errors(response)
    copy = AppointmentOrder.objects.exclude(pk=earlier.pk).get()
    assert [_seat(member) for member in copy.members.all()] == [_seat(m) for m in members]
    assert set(copy.tasks.all()) == set(tasks)
    assert copy.duties == earlier.duties
    assert copy.term_start > earlier.term_end


def _seat(member: CommitteeMember) -> tuple[Any, ...]:
    said = (member.printed_name, member.stakeholder_type, member.organisation)
    return (*said, member.position, member.account)


def test_next_order_begins_when_the_one_it_copies_is_over(client, officer):
    earlier = make_issued_order()
    make_year(thai.fiscal_year_be(earlier.term_end) + 1)

    shown = shown_in(client.get(f"{add_url(earlier.committee)}&like={earlier.pk}"))

    assert shown["term_start"] == earlier.term_end + dt.timedelta(days=1)


def test_order_of_another_body_is_not_copied(client, officer):
    other = make_issued_order()

    shown = shown_in(client.get(f"{add_url(make_committee())}&like={other.pk}"))

    assert shown["duties"] in (None, "")


def test_positions_are_called_after_the_body(client, officer):
    page = client.get(add_url(make_committee(CommitteeKind.MONITORING))).content.decode()

    assert "ประธานกรรมการ" in page
    assert "ประธานคณะทำงาน" not in page


def test_a_draft_shows_what_stands_in_the_way(client, officer):
    order = make_order(order_number=None)

    response = client.get(change_url(order))

    assert not response.context["readiness"].is_ready
    assert "ยังไม่มีเลขที่" in response.content.decode()
    assert "บุคคลภายนอก 3 จาก 3 คน" in response.content.decode()


def test_members_of_a_draft_can_be_swapped(client, officer):
    order = make_order()
    chair, member, _secretary = order.members.all()
    data = typed(*PEOPLE[1:]) | {
        "members-0-id": chair.pk,
        "members-0-sequence": 1,
        "members-0-name": "ใหม่ ตัวอย่าง",
        "members-0-position": CommitteeRole.CHAIR,
        "members-1-id": member.pk,
        "members-1-DELETE": "on",
        "members-TOTAL_FORMS": 2,
        "members-INITIAL_FORMS": 2,
    }

    response = client.post(change_url(order), data)

    assert response.status_code == 302
    assert order.members.values_list("sequence", "name").first() == (1, "ใหม่ ตัวอย่าง")
    assert not CommitteeMember.objects.filter(pk=member.pk).exists()
    assert AuditEvent.objects.filter(verb="order.revise", by=officer).exists()


def rows(order: AppointmentOrder) -> dict[str, Any]:
    """What the form sends for the people a draft already names."""
    people = [
        person(m.name, CommitteeRole(m.position), id=m.pk, sequence=m.sequence)
        for m in order.members.all()
    ]
    return typed(*people) | {"members-INITIAL_FORMS": len(people)}


def test_the_chair_can_be_dismissed_for_another(client, officer):
    order = make_order()
    data = rows(order) | {"members-0-DELETE": "on", "members-TOTAL_FORMS": 4}
    new = person("ใหม่ ตัวอย่าง", CommitteeRole.CHAIR, sequence=1)
    data |= {f"members-3-{name}": value for name, value in new.items()}

    response = client.post(change_url(order), data)

    assert response.status_code == 302, errors(response)
    chair = order.members.get(position=CommitteeRole.CHAIR)
    assert (chair.name, chair.sequence) == ("ใหม่ ตัวอย่าง", 1)


def test_a_second_editor_is_told_and_loses_nothing_typed(client, officer):
    order = make_order()
    _chair, member, _secretary = order.members.all()
    opened = rows(order) | {
        "seen": client.get(change_url(order)).context["adminform"].form["seen"].value()
    }
    first = opened | {"members-1-DELETE": "on", "subject": "ของคนแรก"}
    second = opened | {"members-1-name": "คนที่สอง ตัวอย่าง", "subject": "ของคนที่สอง"}

    assert client.post(change_url(order), first).status_code == 302
    response = client.post(change_url(order), second)

    order.refresh_from_db()
    assert order.subject == "ของคนแรก"
    form = response.context["adminform"].form
    assert "หลังจากที่ท่านเปิดหน้านี้" in str(form.non_field_errors())
    assert form["subject"].value() == "ของคนที่สอง"
    assert 'value="คนที่สอง ตัวอย่าง"' in response.content.decode()

    again = second | {"seen": form["seen"].value()}
    assert client.post(change_url(order), again).status_code == 302
    order.refresh_from_db()
    assert order.subject == "ของคนที่สอง"
    assert order.members.filter(name="คนที่สอง ตัวอย่าง").count() == 1
    assert not CommitteeMember.objects.filter(pk=member.pk).exists()


def test_a_closed_year_takes_no_order(client, officer):
    order = make_order()
    data = rows(order) | {"year": order.year_id}
    FiscalYear.objects.update(state=YearState.CLOSED)

    assert "ปิด" in errors(client.post(change_url(order), data))
    response = client.post(add_url(order.committee), typed(*PEOPLE) | {"year": order.year_id})
    assert "ปีงบประมาณนี้" in errors(response)
    assert AppointmentOrder.objects.get().subject == order.subject


def test_preview_is_a_pdf(client, officer):
    response = client.get(reverse(ORDERS + "preview", args=[make_order().pk]))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_issue_asks_once_more_and_issues(client, officer):
    order = make_order()
    url = reverse(ORDERS + "issue", args=[order.pk])

    asked = client.get(url)
    order.refresh_from_db()
    assert order.is_draft
    assert "<button" in asked.content.decode().partition('class="order-issue"')[2]

    response = client.post(url, follow=True)

    order.refresh_from_db()
    assert order.state == OrderState.ISSUED
    assert "ออกคำสั่งแล้ว" in response.content.decode()
    assert order.document
    assert order.document.get_absolute_url() in response.content.decode()


def test_issue_tells_why_not(client, officer):
    order = make_order(signed_on=None)
    url = reverse(ORDERS + "issue", args=[order.pk])

    asked = client.get(url).content.decode()
    assert "ยังไม่มีวันที่ลงนาม" in asked
    assert "ยังออกคำสั่งนี้ไม่ได้" in asked
    assert "เมื่อออกคำสั่งแล้ว" not in asked
    assert "ยังไม่มีวันที่ลงนาม" in client.post(url, follow=True).content.decode()

    order.refresh_from_db()
    assert order.is_draft


def test_an_issued_order_is_only_read(client, officer):
    order = make_issued_order()
    subject = order.subject

    page = client.get(change_url(order)).content.decode()

    assert 'name="subject"' not in page
    assert "2026" not in page.partition('id="content"')[2]
    assert client.post(change_url(order), typed(*PEOPLE)).status_code == 403
    for name in ("preview", "issue"):
        url = reverse(ORDERS + name, args=[order.pk])
        assert client.post(url).status_code == 403
    delete = reverse(ORDERS + "delete", args=[order.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    order.refresh_from_db()
    assert order.subject == subject


def test_a_draft_can_be_deleted(client, officer):
    order = make_order()

    client.post(reverse(ORDERS + "delete", args=[order.pk]), {"post": "yes"})

    assert not AppointmentOrder.objects.exists()


NO_RULES = {"composition-TOTAL_FORMS": 0, "composition-INITIAL_FORMS": 0}


def asking(*rules: tuple[int, str, bool]) -> dict[str, Any]:
    """What the page of a body sends of its composition."""
    data: dict[str, Any] = NO_RULES | {"composition-TOTAL_FORMS": len(rules)}
    for row, (least, whom, of_chair) in enumerate(rules):
        data |= {f"composition-{row}-at_least": least, f"composition-{row}-whom": whom}
        data |= {f"composition-{row}-of_chair": "on"} if of_chair else {}
    return data


def test_the_composition_of_a_body_is_changed_also_when_it_is_appointed(client, officer):
    committee = make_issued_order().committee

    response = client.post(
        committee_url(committee), asking((2, "parent", False), (1, "sector:people", True))
    )

    assert response.status_code == 302
    rules = committee.composition.values_list("at_least", "whom", "of_chair")
    assert list(rules) == [(2, "parent", False), (1, "sector:people", True)]
    assert AuditEvent.objects.filter(verb="committee.change", by=officer).exists()


@pytest.mark.parametrize(
    "rules", [[(1, "parent", False)] * 2, [(0, "parent", False)], [(1, "", False)]]
)
def test_a_composition_that_cannot_be_comes_back(client, officer, rules):
    committee = make_committee()

    response = client.post(committee_url(committee), {"name": committee.name} | asking(*rules))

    assert response.status_code == 200
    assert "id_composition-" in response.content.decode()
    assert not committee.composition.exists()


def test_a_committee_is_added(client, officer):
    data = {"kind": "working_group", "group": group(1).pk, "name": "คณะทำงาน ก"} | NO_RULES

    client.post(reverse("admin:workgroups_committee_add"), data)

    assert Committee.objects.get().name == "คณะทำงาน ก"


def test_a_committee_of_a_group_needs_its_group(client, officer):
    data = {"kind": "working_group", "name": "คณะทำงาน ก"} | NO_RULES

    response = client.post(reverse("admin:workgroups_committee_add"), data)

    assert response.context["adminform"].form.errors
    assert not Committee.objects.exists()


def committee_url(committee: Committee) -> str:
    return reverse("admin:workgroups_committee_change", args=[committee.pk])


def test_a_committee_is_changed_until_it_is_appointed(client, officer):
    committee = make_order().committee
    data = {"kind": "monitoring", "name": committee.name}

    assert client.post(committee_url(committee), data | NO_RULES).status_code == 302

    committee.refresh_from_db()
    assert (committee.kind, committee.group) == (CommitteeKind.MONITORING, None)


def test_a_committee_with_an_issued_order_is_only_read(client, officer):
    """Changing its kind would make monitors of its members."""
    committee = make_issued_order().committee
    data = {"kind": "monitoring", "name": committee.name}

    page = client.get(committee_url(committee)).content.decode()

    assert "แก้ไขไม่ได้" in page
    assert 'name="kind"' not in page
    client.post(committee_url(committee), data | NO_RULES)
    committee.refresh_from_db()
    assert committee.kind == CommitteeKind.WORKING_GROUP


def test_the_list_asks_the_database_the_same_however_many_there_are(
    client, officer, django_assert_max_num_queries
):
    for _ in range(3):
        make_order(make_committee())

    with django_assert_max_num_queries(16):
        response = client.get(reverse(ORDERS + "changelist"))

    assert response.context["cl"].result_count == 3


@pytest.mark.parametrize(
    "role", [None, *(role for role in Role if role != Role.APPOINTMENTS_OFFICER)]
)
def test_nobody_else_appoints(client, role):
    order = make_order()
    client.force_login(make_user(*[role] if role else []))
    urls = [
        reverse(ORDERS + "changelist"),
        reverse(ORDERS + "add"),
        change_url(order),
        reverse(ORDERS + "preview", args=[order.pk]),
        reverse(ORDERS + "issue", args=[order.pk]),
    ]

    assert {client.get(url, follow=True).status_code for url in urls} == {403}
    client.post(urls[-1])
    order.refresh_from_db()
    assert order.is_draft


def test_somebody_not_signed_in_goes_to_the_portals_own_sign_in(client):
    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("role", "seen", "hidden"),
    [
        (Role.APPOINTMENTS_OFFICER, "appointmentorder", "rolegrant"),
        (Role.ADMINISTRATOR, "responsibleofficer", "appointmentorder"),
    ],
)
def test_the_index_shows_only_what_the_role_may_see(client, role, seen, hidden):
    client.force_login(make_user(role))

    page = client.get(reverse("admin:index")).content.decode()

    assert seen in page
    assert hidden not in page


def changing(order: AppointmentOrder, **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in ({"amends": order.pk} | more).items())
    return f"{reverse(ORDERS + 'add')}?{query}"


def typed_change(
    leaving: list[CommitteeMember], *people: dict[str, Any], **changes: Any
) -> dict[str, Any]:
    """What the page of an order sends that changes another."""
    data = typed(*people, **changes)
    for name in ("year", "duties", "term_end"):
        del data[name]
    data |= {"departures-TOTAL_FORMS": len(leaving), "departures-INITIAL_FORMS": 0}
    for row, member in enumerate(leaving):
        data |= {f"departures-{row}-member": member.pk, f"departures-{row}-reason": "resigned"}
    return data | {"term_start": thai.today().isoformat()} | changes


def test_an_issued_order_leads_to_changing_and_revoking_it(client, officer):
    order = make_issued_order()

    page = client.get(change_url(order)).content.decode()

    assert f"?amends={order.pk}&amp;revoke=1" in page
    assert client.get(changing(order)).status_code == 200
    assert client.get(changing(order, revoke="1")).status_code == 200


def test_who_sits_here_is_changed_on_one_page(client, officer):
    order = make_issued_order()
    chair, member, _secretary = order.members.all()
    newcomer = person("ผู้มาแทน ตัวอย่าง", in_place_of=chair.pk)

    response = client.post(changing(order), typed_change([chair, member], newcomer))

    assert response.status_code == 302, errors(response)
    change = AppointmentOrder.objects.get(amends=order)
    assert (change.kind, change.committee, change.year) == ("amend", order.committee, order.year)
    assert change.term == (thai.today(), order.term_end)
    assert {leaving.member for leaving in change.departures.all()} == {chair, member}
    (named,) = change.members.all()
    assert (named.in_place_of, named.position) == (chair, CommitteeRole.CHAIR)


def test_a_draft_that_changes_another_is_opened_and_changed_again(client, officer):
    order = make_issued_order()
    chair, member, _secretary = order.members.all()
    client.post(changing(order), typed_change([chair]))
    change = AppointmentOrder.objects.get(amends=order)
    (leaving,) = change.departures.all()
    again = typed_change([chair, member]) | {
        "departures-INITIAL_FORMS": 1,
        "departures-0-id": leaving.pk,
        "departures-0-DELETE": "on",
        "seen": client.get(change_url(change)).context["adminform"].form.initial["seen"],
    }

    response = client.post(change_url(change), again)

    assert response.status_code == 302, errors(response)
    assert [one.member for one in change.departures.all()] == [member]


@pytest.mark.parametrize("revoke", [{}, {"revoke": "1"}])
@pytest.mark.parametrize("days", [-1, 1])
def test_a_change_takes_effect_within_the_term_or_comes_back(client, officer, revoke, days):
    order = make_issued_order()
    edge = order.term_start if days < 0 else order.term_end
    day = (edge + dt.timedelta(days=days)).isoformat()

    response = client.post(changing(order, **revoke), typed_change([]) | {"term_start": day})

    assert response.status_code == 200
    assert "โปรดเลือกวันที่มีผลให้อยู่ในวาระนี้" in errors(response)


def test_what_an_issued_order_says_of_people_stands_under_its_headings(client, officer):
    page = client.get(change_url(make_issued_order())).content.decode()

    table = page.partition('id="members-group"')[2].partition("</table>")[0]
    head, _line, rows = table.partition("<thead>")[2].partition("<tbody>")
    assert " hidden" not in head
    assert rows.partition("</tr>")[0].count("<td") == head.count("<th ")


def test_a_draft_that_changes_another_can_be_deleted(client, officer):
    order = make_issued_order()
    client.post(changing(order), typed_change([order.members.all()[0]]))
    change = AppointmentOrder.objects.get(amends=order)

    client.post(reverse(ORDERS + "delete", args=[change.pk]), {"post": "yes"})

    assert list(AppointmentOrder.objects.all()) == [order]


def test_a_revocation_names_nobody(client, officer):
    order = make_issued_order()

    response = client.post(changing(order, revoke="1"), typed_change([]))

    assert response.status_code == 302, errors(response)
    assert AppointmentOrder.objects.get(amends=order).kind == "revoke"


def two_for_one_seat(chair: CommitteeMember) -> dict[str, Any]:
    people = [person(f"คนที่ {number}", in_place_of=chair.pk) for number in range(2)]
    return typed_change([chair], *people)


def one_leaves_twice(chair: CommitteeMember) -> dict[str, Any]:
    return typed_change([chair, chair])


@pytest.mark.parametrize("sends", [two_for_one_seat, one_leaves_twice])
def test_a_change_that_contradicts_itself_comes_back_with_what_was_typed(client, officer, sends):
    order = make_issued_order()

    response = client.post(changing(order), sends(order.members.all()[0]))

    assert response.status_code == 200
    assert "โปรด" in errors(response)
    assert not AppointmentOrder.objects.filter(amends=order).exists()


def test_a_draft_can_be_changed_by_no_other_order(client, officer):
    draft = make_order()

    page = client.get(changing(draft))

    assert "แต่งตั้งใคร" in page.content.decode() or page.context["committees"] is not None
    assert "?amends=" not in client.get(change_url(draft)).content.decode()
