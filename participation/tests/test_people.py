"""Accounts, roles and who is named for what: services, constraints, the administrator's pages."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from participation import services, thai
from participation.admin import NewestPaginator
from participation.choices import Role
from participation.errors import DomainError
from participation.models import (
    AuditEvent,
    MissionGroup,
    OrganisationUnit,
    ResponsibleOfficer,
    RoleGrant,
    UnitHead,
    User,
)
from participation.tests.make import group, make_head, make_office, make_user, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> User:
    user = make_user(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def page(model: str, *pk: int) -> str:
    return reverse(f"admin:participation_{model}_{'change' if pk else 'add'}", args=pk)


def errors(response: Any) -> str:
    return str(response.context["adminform"].form.errors)


# --- roles ---


def test_a_role_is_given_and_taken_by_another_and_both_are_kept() -> None:
    administrator, user = make_user(), make_user()

    grant = services.grant_role(user, Role.EXECUTIVE, by=administrator)
    services.withdraw_role(grant, by=administrator)
    services.withdraw_role(grant, by=administrator)

    assert not User.objects.get(pk=user.pk).roles
    assert RoleGrant.objects.get().withdrawn_by == administrator
    verbs = AuditEvent.objects.filter(by=administrator).order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == ["role.grant", "role.withdraw"]


def test_nobody_gives_or_takes_their_own_role() -> None:
    user = make_user(Role.ADMINISTRATOR)

    with pytest.raises(DomainError, match="ตนเอง"):
        services.grant_role(user, Role.EXECUTIVE, by=user)
    with pytest.raises(DomainError, match="ตนเอง"):
        services.withdraw_role(user.role_grants.get(), by=user)

    assert list(user.role_grants.values_list("role", flat=True)) == [Role.ADMINISTRATOR]


def test_a_role_that_was_withdrawn_is_given_again() -> None:
    administrator, user = make_user(), make_user()
    first = services.grant_role(user, Role.EXECUTIVE, by=administrator)
    services.withdraw_role(first, by=administrator)

    again = services.grant_role(user, Role.EXECUTIVE, by=administrator)

    assert user.role_grants.count() == 2
    assert list(user.role_grants.open()) == [again]
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=user, role=Role.EXECUTIVE)


def test_nobody_withdraws_namelessly_or_from_themselves() -> None:
    user = make_user(Role.EXECUTIVE)
    grants = RoleGrant.objects.filter(user=user)

    for wrong in (
        {"withdrawn_at": timezone.now()},
        {"withdrawn_by": make_user()},
        {"withdrawn_at": timezone.now(), "withdrawn_by": user},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            grants.update(**wrong)


def test_a_withdrawn_role_opens_nothing_and_is_not_shown(
    client: Client, administrator: User
) -> None:
    user = make_user(Role.AUDITOR)
    services.withdraw_role(user.role_grants.get(), by=administrator)
    accounts = reverse("admin:participation_user_changelist")

    assert not User.objects.get(pk=user.pk).is_staff
    assert (
        'role_grants-INITIAL_FORMS" value="0"' in client.get(page("user", user.pk)).content.decode()
    )
    assert user.email not in client.get(accounts, {"role": Role.AUDITOR}).content.decode()
    assert (
        administrator.email in client.get(accounts, {"role": Role.ADMINISTRATOR}).content.decode()
    )


def roles_typed(user: User, **rows: str) -> dict[str, Any]:
    """What the page of an account sends; rows such as grants_0_role."""
    given = user.role_grants.open().count()
    data: dict[str, Any] = {"full_name": user.full_name, "is_active": "on"}
    data |= {"role_grants-TOTAL_FORMS": given + 1, "role_grants-INITIAL_FORMS": given}
    for row, grant in enumerate(user.role_grants.open()):
        data |= {f"role_grants-{row}-id": grant.pk, f"role_grants-{row}-user": user.pk}
    return data | {name.replace("__", "-"): value for name, value in rows.items()}


def test_a_role_is_exchanged_by_taking_one_and_giving_another(
    client: Client, administrator: User
) -> None:
    user = make_user(Role.AUDITOR)
    data = roles_typed(user, role_grants__0__DELETE="on", role_grants__1__role=Role.EXECUTIVE)

    response = client.post(page("user", user.pk), data)

    assert response.status_code == 302
    grant = user.role_grants.open().get()
    assert (grant.role, grant.granted_by) == (Role.EXECUTIVE, administrator)
    told = AuditEvent.objects.filter(verb__startswith="role", by=administrator).order_by("id")
    assert list(told.values_list("verb", flat=True)) == ["role.withdraw", "role.grant"]


def test_a_role_is_not_changed_in_place(client: Client, administrator: User) -> None:
    user = make_user(Role.AUDITOR)

    client.post(page("user", user.pk), roles_typed(user, role_grants__0__role=Role.ADMINISTRATOR))

    assert user.role_grants.get().role == Role.AUDITOR
    assert not AuditEvent.objects.filter(verb__startswith="role").exists()


def test_an_administrator_s_own_roles_stay(client: Client, administrator: User) -> None:
    client.post(
        page("user", administrator.pk),
        roles_typed(
            administrator, role_grants__0__DELETE="on", role_grants__1__role=Role.EXECUTIVE
        ),
    )

    assert administrator.role_grants.get().role == Role.ADMINISTRATOR


# --- accounts ---


def test_the_address_of_an_account_stays(client: Client, administrator: User) -> None:
    """With another address its administrator would set the password by “forgot password”."""
    user = make_user(Role.EXECUTIVE)
    address = user.email

    assert 'name="email"' not in client.get(page("user", user.pk)).content.decode()
    client.post(page("user", user.pk), roles_typed(user) | {"email": "mine@example.org"})

    user.refresh_from_db()
    assert user.email == address


def test_an_account_is_added_in_small_letters(client: Client, administrator: User) -> None:
    data = {
        "email": "New.Person@Example.ORG",
        "full_name": "นางใหม่ ตัวอย่าง",
        "is_active": "on",
        "role_grants-TOTAL_FORMS": 0,
        "role_grants-INITIAL_FORMS": 0,
    }

    client.post(page("user"), data)
    again = client.post(page("user"), data | {"email": "NEW.person@example.org"})

    assert User.objects.filter(email="new.person@example.org").count() == 1
    assert "มีบัญชีที่ใช้อีเมลนี้อยู่แล้ว" in errors(again)


def test_one_address_is_one_account_in_any_case() -> None:
    user = make_user()

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=user.email.upper())


# --- who is named for what ---


@pytest.fixture
def unit() -> OrganisationUnit:
    make_office()
    return group(1).unit


def name(user: User, unit: OrganisationUnit, of: MissionGroup | None) -> ResponsibleOfficer:
    return ResponsibleOfficer.objects.create(
        user=user, unit=unit, group=of, year=make_year(), started_on=thai.today()
    )


@pytest.mark.parametrize("of_group", [True, False])
def test_a_responsible_officer_is_named_once(unit: OrganisationUnit, of_group: bool) -> None:  # noqa: FBT001
    user, of = make_user(), group(1) if of_group else None
    first = name(user, unit, of)

    with pytest.raises(IntegrityError), transaction.atomic():
        name(user, unit, of)

    ResponsibleOfficer.objects.filter(pk=first.pk).update(ended_on=thai.today())
    assert name(user, unit, of).pk


def test_a_unit_has_one_head(unit: OrganisationUnit) -> None:
    make_head(unit)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_head(unit)

    UnitHead.objects.update(ended_on=thai.today())
    make_head(unit)


def naming(user: User, unit: OrganisationUnit) -> dict[str, Any]:
    year = make_year()
    first, last = year.span
    return {
        "user": user.email.upper(),
        "unit": unit.pk,
        "group": "",
        "year": year.pk,
        "started_on": first.isoformat(),
        "ended_on": last.isoformat(),
    }


def test_an_officer_is_named_by_address(
    client: Client, administrator: User, unit: OrganisationUnit
) -> None:
    user = make_user()

    response = client.post(page("responsibleofficer"), naming(user, unit))

    assert response.status_code == 302
    assert ResponsibleOfficer.objects.get().user == user


def test_no_list_of_all_accounts_is_given(
    client: Client, administrator: User, unit: OrganisationUnit
) -> None:
    somebody = make_user(full_name="นางสาวผู้อื่น ตัวอย่าง")

    for model in ("responsibleofficer", "unithead"):
        shown = client.get(page(model)).content.decode()
        assert somebody.full_name not in shown
        assert somebody.email not in shown


def test_a_mistake_in_a_naming_is_told(
    client: Client, administrator: User, unit: OrganisationUnit
) -> None:
    user = make_user()
    day_before = make_year().span[0] - dt.timedelta(days=1)
    auditors = OrganisationUnit.objects.get(code="internal-audit")

    def told(**changes: Any) -> str:
        return errors(client.post(page("responsibleofficer"), naming(user, unit) | changes))

    assert "ไม่อยู่ในปีงบประมาณ" in told(started_on=day_before.isoformat())
    assert "ตรวจสอบ" in told(unit=auditors.pk)
    assert "ไม่มีบัญชี" in told(user="nobody@example.org")
    assert not ResponsibleOfficer.objects.exists()


def test_a_second_head_is_refused_with_a_sentence(
    client: Client, administrator: User, unit: OrganisationUnit
) -> None:
    make_head(unit)
    data = {"user": make_user().email, "unit": unit.pk, "started_on": thai.today().isoformat()}

    assert "มีผู้อำนวยการกลุ่มอยู่" in errors(client.post(page("unithead"), data))


def test_the_headship_of_a_closed_account_can_be_ended(
    client: Client, administrator: User, unit: OrganisationUnit
) -> None:
    user = make_head(unit)
    User.objects.filter(pk=user.pk).update(is_active=False)
    head = UnitHead.objects.get()
    data = {
        "user": user.email,
        "unit": unit.pk,
        "started_on": thai.today().isoformat(),
        "ended_on": thai.today().isoformat(),
    }

    assert client.post(page("unithead", head.pk), data).status_code == 302

    head.refresh_from_db()
    assert head.ended_on == thai.today()


# --- the trail ---


def test_the_trail_is_neither_counted_whole_nor_read_for_a_filter(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    auditor = make_user(Role.AUDITOR)
    AuditEvent.objects.bulk_create(
        AuditEvent(verb="test.act", subject_type="test", subject_id=str(n)) for n in range(201)
    )
    client.force_login(auditor)

    with django_assert_max_num_queries(12) as asked:
        client.get(reverse("admin:participation_auditevent_changelist"))

    trail = [q["sql"] for q in asked.captured_queries if "participation_auditevent" in q["sql"]]
    assert trail
    assert not [sql for sql in trail if "DISTINCT" in sql]
    assert [sql for sql in trail if "LIMIT" not in sql] == []


def test_a_list_of_records_says_how_many_in_thai(client: Client, administrator: User) -> None:
    shown = client.get(reverse("admin:participation_user_changelist")).content.decode()

    assert "บัญชีผู้ใช้ 1 รายการ" in " ".join(strip_tags(shown).split())


def test_each_cell_of_a_list_names_its_column_for_a_narrow_screen(
    client: Client, administrator: User
) -> None:
    shown = client.get(reverse("admin:participation_user_changelist")).content.decode()

    assert re.findall(r'<t[dh] data-label="([^"]*)" class="field-', shown) == [
        "อีเมล",
        "ชื่อ",
        "เข้าสู่ระบบได้",
        "บทบาท",
    ]


def test_pages_of_the_trail_end_at_the_cap() -> None:
    class Capped(NewestPaginator):
        counted_at_most = 2

    for _ in range(3):
        AuditEvent.record("test.act", make_user(), by=None)

    assert Capped(AuditEvent.objects.order_by("-id"), 1).num_pages == 2


def trail(client: Client, words: str = "") -> str:
    """The trail as the auditor reads it, one event a line of the table."""
    url = reverse("admin:participation_auditevent_changelist")
    return client.get(url, {"q": words} if words else {}).content.decode()


@pytest.fixture
def told(client: Client) -> tuple[User, User]:
    """Somebody whose role was given and taken, and who did it; the auditor reads."""
    somebody, doer = make_user(full_name="นางมาลี สาธิต"), make_user(full_name="นายเก่ง สาธิต")
    services.withdraw_role(services.grant_role(somebody, Role.EXECUTIVE, by=doer), by=doer)
    AuditEvent.record("committee.change", make_user(), by=None)
    client.force_login(make_user(Role.AUDITOR))
    return somebody, doer


@pytest.mark.usefixtures("told")
def test_the_trail_says_which_role_of_whom(client: Client) -> None:
    rows = trail(client).split("<tr>")
    (withdrawn,) = [row for row in rows if "ถอน" in row and "มาลี" in row]

    assert "ผู้บริหาร" in withdrawn
    event = AuditEvent.objects.get(verb="role.withdraw")
    one = client.get(reverse("admin:participation_auditevent_change", args=[event.pk]))
    assert "นางมาลี สาธิต: ผู้บริหาร" in one.content.decode()


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ถอน", {"role.withdraw"}),
        ("ถอน บทบาท", {"role.withdraw"}),
        ("บทบาท", {"role.withdraw", "role.grant"}),
        ("เก่ง", {"role.withdraw", "role.grant"}),
        ("แก้ไข", {"committee.change"}),
        ("role.grant", {"role.grant"}),
        ("ไม่มีคำนี้", set()),
    ],
)
def test_the_trail_is_searched_by_the_words_it_shows(
    client: Client, words: str, found: set[str]
) -> None:
    url = reverse("admin:participation_auditevent_changelist")
    changes = client.get(url, {"q": words}).context["cl"]

    assert {event.verb for event in changes.result_list} == found


def test_the_roles_of_the_trail_are_asked_for_at_once(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    administrator = make_user()
    for _ in range(5):
        services.grant_role(make_user(), Role.EXECUTIVE, by=administrator)
    client.force_login(make_user(Role.AUDITOR))

    with django_assert_max_num_queries(12):
        trail(client)


@pytest.mark.parametrize("lookup", ["password__startswith", "password", "password__contains"])
def test_accounts_are_not_found_by_their_password(client, lookup):
    user = make_user(email="somebody@example.org")
    client.force_login(make_user(Role.APPOINTMENTS_OFFICER))

    response = client.get(
        reverse("admin:participation_user_changelist"), {lookup: user.password[:5]}
    )

    assert response.status_code in {302, 400}
    assert "somebody@example.org" not in client.get(response.get("Location", "/")).content.decode()


@pytest.mark.parametrize("noun", ["responsibleofficer", "unithead"])
def test_nobody_names_themselves(client, noun):
    make_office()
    year = make_year()
    administrator = make_user(Role.ADMINISTRATOR)
    client.force_login(administrator)
    typed = {
        "user": administrator.email,
        "unit": group(5).unit_id,
        "year": year.pk,
        "started_on": "1/10/2569",
    }

    page = client.post(reverse(f"admin:participation_{noun}_add"), typed)

    assert "แต่งตั้งตนเองไม่ได้" in page.content.decode()
    assert not administrator.responsibilities.exists()
    assert not administrator.headships.exists()
