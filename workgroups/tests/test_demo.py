"""The demonstration appoints through the services, and once."""

import pytest

from participation import demo as people
from participation.tests.make import make_office
from workgroups import demo, rules
from workgroups.choices import CommitteeKind, OrderKind
from workgroups.models import AppointmentOrder, Committee, CommitteeMember

pytestmark = pytest.mark.django_db


def test_demo_appoints_both_years_and_leaves_gaps_to_be_told():
    make_office()
    people.make()

    demo.make()
    demo.make()

    last_year, this_year = people.demo_years()
    orders = AppointmentOrder.objects.issued()
    assert orders.filter(year=last_year).count() == 7
    assert orders.filter(year=this_year, kind=OrderKind.APPOINT).count() == 8
    (change,) = orders.filter(year=this_year).exclude(kind=OrderKind.APPOINT)
    assert CommitteeMember.objects.acting_on(change.term_start).filter(order=change).count() == 1
    assert not orders.filter(year=last_year, committee__group__number=demo.LATE_GROUP).exists()
    assert Committee.objects.filter(kind=CommitteeKind.MONITORING).count() == 1
    assert rules.is_monitor(people.user("monitor"))
    assert rules.is_member_of(people.user("member"), Committee.objects.get(group__number=5))
    invented = CommitteeMember.objects.exclude(name__contains="ตัวอย่าง")
    assert not invented.exclude(name__contains="สาธิต").exists()
