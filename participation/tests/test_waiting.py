"""Whom work waits for: asked on the day it is read, so it follows the people."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from participation import services, thai
from participation.choices import Role
from participation.models import Duty, OrganisationUnit, ResponsibleOfficer, UnitHead, User
from participation.paging import COUNTED_AT_MOST
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
    make_year,
    numbers,
)
from participation.waiting import (
    answerers,
    groups_answered_by,
    signers,
    units_answered_by,
    waiting_for,
    who_acts,
    who_names_answerers,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


def duty(**where: Any) -> Duty:
    where.setdefault("subject", "2570-0148")
    where.setdefault("due_on", thai.today())
    key = f"answer-opinion:{next(numbers)}"
    return Duty(key=key, what="answer_opinion", link="/desk/", **where)


def wait(**where: Any) -> Duty:
    waiting = duty(**where)
    waiting.save()
    return waiting


def officer_of(number: int, *, year: int, since: dt.date) -> User:
    user = make_user()
    place = group(number)
    ResponsibleOfficer.objects.create(
        user=user, unit=place.unit, group=place, year=make_year(year), started_on=since
    )
    return user


def asked_anew(user: User) -> User:
    """The same person in another request."""
    return User.objects.get(pk=user.pk)


def test_open_duties_pass_to_the_new_officer_with_the_fiscal_year() -> None:
    with time_machine.travel("2026-09-30 23:59+07:00"):
        last_year = officer_of(5, year=2569, since=dt.date(2025, 10, 1))
        new_year = officer_of(5, year=2570, since=dt.date(2026, 10, 1))
        waiting = wait(group=group(5))
        assert list(waiting_for(last_year)) == [waiting]
        assert list(waiting_for(new_year)) == []
        assert groups_answered_by(last_year).count() == 1

    with time_machine.travel("2026-10-01 00:01+07:00"):
        assert list(waiting_for(last_year)) == []
        assert list(waiting_for(new_year)) == [waiting]
        assert who_acts(waiting, on=thai.today()) == [new_year]
        assert groups_answered_by(last_year).count() == 0


def test_where_nobody_is_named_for_the_new_year_the_triage_officer_sees_it() -> None:
    triage = make_user(Role.TRIAGE_OFFICER)
    with time_machine.travel("2026-09-30 12:00+07:00"):
        officer_of(5, year=2569, since=dt.date(2025, 10, 1))
        waiting = wait(group=group(5))
        assert list(waiting_for(triage)) == []

    with time_machine.travel("2026-10-01 12:00+07:00"):
        assert list(waiting_for(triage)) == [waiting]
        assert who_acts(waiting, on=thai.today()) == []


def test_open_duties_follow_a_replaced_officer() -> None:
    before = make_responsible_officer(group(5), started_on=dt.date(2026, 10, 1))
    waiting = wait(group=group(5))

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=1)):
        before.responsibilities.update(ended_on=thai.today() - dt.timedelta(days=1))
        after = make_responsible_officer(group(5))

        assert list(waiting_for(before)) == []
        assert list(waiting_for(after)) == [waiting]


@pytest.mark.parametrize("place", ["group", "unit"])
def test_account_that_may_not_sign_in_answers_for_nothing(place: str) -> None:
    triage = make_user(Role.TRIAGE_OFFICER)
    officer = make_responsible_officer(group(5))
    if place == "unit":
        officer.responsibilities.update(group=None)
    waiting = wait(**{place: group(5) if place == "group" else group(5).unit})
    assert list(waiting_for(officer)) == [waiting]

    User.objects.filter(pk=officer.pk).update(is_active=False)

    assert list(waiting_for(asked_anew(triage))) == [waiting]
    head = make_head(group(5).unit)
    assert list(waiting_for(head)) == [waiting]
    assert list(waiting_for(asked_anew(triage))) == []
    User.objects.filter(pk=head.pk).update(is_active=False)
    assert list(waiting_for(asked_anew(triage))) == [waiting]
    assert not units_answered_by(head).exists()


def test_officer_of_the_group_comes_before_that_of_the_unit_and_before_its_head() -> None:
    place = group(2)
    head = make_head(place.unit)
    assert list(answerers(place, on=thai.today())) == [head]
    whole = make_responsible_officer(place)
    whole.responsibilities.update(group=None)
    assert list(answerers(place, on=thai.today())) == [whole]
    own = [make_responsible_officer(place), make_responsible_officer(place)]
    waiting = wait(group=place)

    assert list(answerers(place, on=thai.today())) == own
    assert list(answerers(place.unit, on=thai.today())) == [whole]
    for user in own:
        assert list(waiting_for(user)) == [waiting]
    for user in (whole, head):
        assert list(waiting_for(user)) == []
        assert place in groups_answered_by(user)
        assert place.unit in units_answered_by(user)


def test_duty_of_one_unit_is_not_seen_by_the_head_of_another() -> None:
    audit, other = OrganisationUnit.objects.order_by("pk")[:2]
    head = make_head(audit)
    UnitHead.objects.create(user=head, unit=other, started_on=thai.today() + dt.timedelta(days=1))
    waiting = wait(unit=audit)
    wait(unit=other)

    assert list(waiting_for(head)) == [waiting]


def test_duty_of_a_person_is_seen_by_that_person_alone() -> None:
    user = make_user()
    officer = make_responsible_officer(group(5))
    waiting = wait(owner=user, group=group(5))

    assert list(waiting_for(user)) == [waiting]
    assert list(waiting_for(officer)) == []
    assert who_acts(waiting, on=thai.today()) == [user]


@pytest.mark.parametrize(
    "whom",
    [
        dict,
        lambda: {"owner": make_user(), "role": Role.TRIAGE_OFFICER},
        lambda: {"group": group(1), "unit": group(1).unit},
    ],
    ids=["nobody", "person and role", "group and unit"],
)
def test_duty_waits_for_one_place_person_or_role(whom: Any) -> None:
    waiting = duty(**whom())

    with pytest.raises(IntegrityError), transaction.atomic():
        waiting.save()


# The desk ----------------------------------------------------------------------------------------


def test_desk_comes_in_pages_soonest_due_first(client: Client) -> None:
    today = thai.today()
    Duty.objects.bulk_create(
        duty(group=group(5), subject=f"2570-{number:04}", due_on=today + dt.timedelta(number // 4))
        for number in range(60)
    )
    client.force_login(make_responsible_officer(group(5)))
    desk = reverse("participation:desk")

    pages = [client.get(desk).context["page"]]
    while older := pages[-1].older:
        pages.append(client.get(desk, {"before": older}).context["page"])
    back = client.get(desk, {"after": pages[-1].newer}).context["page"]
    first = client.get(desk, {"after": pages[1].newer}).context["page"]

    said = [[waiting.subject for waiting in page.rows] for page in pages]
    assert [len(page) for page in said] == [25, 25, 10]
    assert sum(said, []) == [f"2570-{number:04}" for number in range(60)]  # noqa: RUF017
    assert back.rows == pages[1].rows
    assert first.rows == pages[0].rows
    assert (first.newer, pages[0].newer) == (None, None)


@pytest.mark.parametrize("address", ["x", "2570", "2026-99-99.1", "2026-11-22.", "\u0e51", "0.0"])
def test_desk_starts_anew_at_a_place_that_is_none(client: Client, address: str) -> None:
    waiting = wait(group=group(5))
    client.force_login(make_responsible_officer(group(5)))

    page = client.get(reverse("participation:desk"), {"before": address}).context["page"]

    assert page.rows == [waiting]


def test_desk_stops_counting(client: Client) -> None:
    Duty.objects.bulk_create(duty(group=group(5)) for _ in range(COUNTED_AT_MOST + 1))
    client.force_login(make_responsible_officer(group(5)))

    page = client.get(reverse("participation:desk")).content.decode()

    assert "1,000+" in page
    assert "1,001" not in page
    assert len(page) < 60_000


def test_whoever_gave_back_a_role_signs_and_names_nobody_any_more() -> None:
    executive, administrator = make_user(Role.EXECUTIVE), make_user(Role.ADMINISTRATOR)
    assert list(signers(group(3).unit)) == [executive]
    assert who_names_answerers() == [administrator]

    for user in (executive, administrator):
        services.withdraw_role(user.role_grants.get(), by=make_user())

    assert list(signers(group(3).unit)) == []
    assert who_names_answerers() == []
