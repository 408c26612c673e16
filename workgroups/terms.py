"""Terms that come to an end: who is told, how long before, and until when it waits at the desk."""

import datetime as dt

from django.db import transaction
from django.urls import reverse

from participation import services
from participation.choices import Role
from participation.models import Duty, User
from participation.waiting import holders_of
from workgroups import notices
from workgroups.models import AppointmentOrder, Committee

#: So many days before its last day it is told, each time once, that a body's term ends.
WARN_BEFORE = (60, 30, 7)
#: A body that nobody appointed anew so many days after its last is taken for one ended for good.
LET_GO_AFTER = dt.timedelta(days=30)


@transaction.atomic
def warn_of_ends(*, on: dt.date) -> int:
    """Let it wait for whoever appoints, and tell them, which terms end soon; returns how many."""
    _let_go(before=on - LET_GO_AFTER)
    officers = list(holders_of(Role.APPOINTMENTS_OFFICER))
    soon = Committee.objects.ending(on, on + dt.timedelta(days=WARN_BEFORE[0]))
    ends = [(committee, day) for committee in soon if (day := committee.last_day)]
    for committee, last_day in ends:
        _let_wait(committee, last_day)
        step = min(days for days in WARN_BEFORE if last_day <= on + dt.timedelta(days))
        for officer in officers:
            notices.tell_of_end(committee, step=step, officer=officer)
    return len(ends)


def _let_wait(committee: Committee, last_day: dt.date) -> None:
    """Once for each last day: what an officer has done is not waited for again."""
    order = AppointmentOrder.objects.appointing().filter(committee=committee).latest("term_end")
    duty = Duty(
        key=f"{_key(committee)}{last_day}",
        what="appoint_again",
        subject=order.number_label,
        role=Role.APPOINTMENTS_OFFICER,
        group=committee.group,
        link=f"{reverse('admin:workgroups_appointmentorder_add')}"
        f"?committee={committee.pk}&like={order.pk}",
        due_on=last_day,
    )
    if not Duty.objects.filter(key=duty.key).exists():
        services.open_duties(duty)


def appointed_until(order: AppointmentOrder, *, by: User) -> None:
    """The body goes on until the order's last day: nothing waits that was about an earlier end."""
    waiting = Duty.objects.open().filter(key__startswith=_key(order.committee))
    for duty in waiting.filter(due_on__lt=order.term_end):
        services.close_duty(duty.key, by=by)


def _let_go(*, before: dt.date) -> None:
    over = Duty.objects.open().filter(what="appoint_again", due_on__lt=before)
    for key in over.values_list("key", flat=True):
        services.close_duty(key, by=None)


def _key(committee: Committee) -> str:
    return f"appoint-again:{committee.pk}:"
