"""การเตือน: whoever answers is reminded before an answer is due, and others hear when it is late."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from feedback.choices import OpinionState, ReminderStep
from feedback.models import AnswerDraft, Opinion, Reminder
from feedback.services.waiting import (
    late_duty_of,
    sign_off_duty_of,
    undated_duty_of,
    very_late_duty_of,
)
from participation import database, notices, services, workdays
from participation.choices import Role
from participation.models import Duty, Notice, User
from participation.waiting import holders_of, signers, who_acts

#: The letter with a person's reminders of a day.
LETTER = "reminders"
#: Working days before an answer is due, the nearest first.
STEPS = ((2, ReminderStep.TWO), (5, ReminderStep.FIVE))
#: Working days after which an executive hears of what is late.
VERY_LATE_AFTER = 5
#: Opinions that are looked at together.
BATCH = 500


def remind(*, on: dt.date) -> int:
    """Write the reminders of a day, each once however often it is run; returns how many are new.

    On days off nobody is reminded; what came near meanwhile is told on the next working day.
    """
    if not workdays.is_working(on):
        return 0
    due = Opinion.objects.open().due_for_reminder(until=workdays.after(on, STEPS[-1][0]))
    pks = due.order_by("pk").values_list("pk", flat=True)
    written, last = 0, 0
    while batch := list(pks.filter(pk__gt=last)[:BATCH]):
        last = batch[-1]
        written += _remind_of(batch, on)
    _tell(on)
    return written


@transaction.atomic
def _remind_of(pks: Sequence[int], on: dt.date) -> int:
    """What somebody is at this moment changing is asked again on the next day."""
    opinions = list(
        Opinion.objects.open()
        .due_for_reminder(until=workdays.after(on, STEPS[-1][0]))
        .select_for_update(of=("self",), skip_locked=True)
        .filter(pk__in=pks)
        .order_by("pk")
    )
    handed_in = set(
        AnswerDraft.objects.filter(opinion__in=opinions, submitted_at__isnull=False).values_list(
            "opinion", flat=True
        )
    )
    steps = {day: step_of(day, on=on) for day in {opinion.due_on for opinion in opinions}}
    new: list[Reminder] = []
    for opinion in opinions:
        step = steps[opinion.due_on]
        if step and opinion.state != OpinionState.WAITING_FOR_SENDER:
            _escalate(opinion, step)
            told = _told(opinion, step, is_handed_in=opinion.pk in handed_in, on=on)
            facts = {"step": step, "due_on": opinion.due_on, "written_on": on}
            new += [Reminder(opinion=opinion, user=user, **facts) for user in told]
    written = Reminder.objects.filter(opinion__in=opinions)
    before = written.count()
    Reminder.objects.bulk_create(new, ignore_conflicts=True)
    return written.count() - before


@transaction.atomic
def _tell(on: dt.date) -> None:
    """One letter of the day to everybody for all that no letter has told yet.

    It may have been written earlier, by a run that was killed or after that day's letter.
    """
    database.one_at_a_time(LETTER)
    untold = Reminder.objects.filter(told_on=None)
    has_a_letter = Notice.objects.filter(what=LETTER, subject_id=str(on)).values("user")
    users = User.objects.filter(pk__in=untold.values("user")).exclude(pk__in=has_a_letter)
    for user in users.order_by("pk"):
        untold.filter(user=user).update(told_on=on)
        notices.tell(f"{LETTER}:{user.pk}:{on}", LETTER, on, user=user)


def step_of(due_on: dt.date, *, on: dt.date) -> ReminderStep | None:
    """How near or how late an answer is."""
    left = workdays.between(on, due_on)
    if left < 0:
        return ReminderStep.VERY_LATE if left <= -VERY_LATE_AFTER else ReminderStep.LATE
    return next((step for days, step in STEPS if left <= days), None)


def _told(
    opinion: Opinion, step: ReminderStep, *, is_handed_in: bool, on: dt.date
) -> Iterable[User]:
    if step == ReminderStep.VERY_LATE:
        return holders_of(Role.EXECUTIVE)
    if step == ReminderStep.LATE and (unit := opinion.answering_unit):
        return signers(unit, on=on)
    waits = sign_off_duty_of(opinion) if is_handed_in else undated_duty_of(opinion)
    return who_acts(waits, on=on)


def _escalate(opinion: Opinion, step: ReminderStep) -> None:
    """What is late waits for the head too; what is very late for the executives."""
    duties: list[Duty] = []
    if step in {ReminderStep.LATE, ReminderStep.VERY_LATE} and opinion.answering_unit:
        duties.append(late_duty_of(opinion))
    if step == ReminderStep.VERY_LATE:
        duties.append(very_late_duty_of(opinion))
    services.open_duties(*duties)
