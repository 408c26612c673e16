"""แจ้งให้ทบทวน: readers object to a published text, and a person looks at it again.

However many object, the text stays public until a person has decided: nobody's words are taken
away by a crowd or a script. What may tell who somebody is calls a person at once (docs/adr/0025).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from feedback.choices import Act, ReportReason
from feedback.lengths import require_fits
from feedback.models import Opinion, ReaderReport
from feedback.services import moderating
from feedback.services.supporting import lock_published
from feedback.services.waiting import LOOK_AGAIN
from participation import services, thai, workdays
from participation.choices import Role
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import Duty, Office, User
from participation.text import clean

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: The longest words of a reader, and the longest reason of the office, as the columns have it.
MAX_WORDS, MAX_REASON = 500, 300
#: Working days in which somebody is to have looked.
LOOKED_WITHIN = 1
#: What changes where a published text stands.
DECIDING = (Act.PUBLISH, Act.WITHHOLD, Act.MASK, Act.KEEP)


@transaction.atomic
def report_opinion(
    opinion: Opinion, *, marks: Sequence[str], reason: ReportReason, words: str = ""
) -> None:
    """Keep what a reader objects to, of each reader once; said anew, the later words hold.

    What was looked at is not opened again by the same reader.
    """
    opinion = lock_published(opinion)
    words = clean(words)
    require_fits(words, MAX_WORDS)
    report = opinion.reports.filter(mark__in=marks).first()
    report = report or ReaderReport(opinion=opinion, mark=marks[0])
    if report.settled:
        return
    report.reason, report.words = reason, words
    report.save()
    _call_somebody(opinion)


def _call_somebody(opinion: Opinion) -> None:
    """Let the triage officer look again, once enough readers object."""
    if Duty.objects.open().filter(key=_duty_key(opinion)).exists():
        return
    waiting = opinion.reports.filter(settled=False)
    is_urgent = waiting.filter(reason=ReportReason.PERSONAL_DATA).exists()
    if not is_urgent and waiting.count() < Office.current().reports_before_looking:
        return
    moderating.record(Act.REPORT, opinion, by=None, reason=_objections(waiting))
    duty = Duty(
        key=_duty_key(opinion),
        what="look_again",
        subject=opinion.number,
        link=reverse("feedback:desk_opinion", args=[opinion.number]),
        due_on=workdays.after(thai.today(), LOOKED_WITHIN),
        role=Role.TRIAGE_OFFICER,
    )
    services.open_duties(duty)


def _objections(reports: "QuerySet[ReaderReport]") -> str:
    """What readers object to, without their words; in Thai, which readers of the log know."""
    said = set(reports.values_list("reason", flat=True))
    with override("th"):
        return ", ".join(str(reason.label) for reason in ReportReason if reason in said)


@transaction.atomic
def keep_published(
    opinion: Opinion, *, by: User, reason: str, latest: int, seen: int | None = None
) -> Opinion:
    """Somebody has looked: the text stays as it is, and the log says why.

    `latest` is the newest report that was looked at; what came after it still waits.
    """
    opinion = lock_published(opinion)
    refuse_if_changed(opinion, *DECIDING, seen=seen)
    reason = clean(reason)
    if not reason:
        raise DomainError(_("Give the reason."))
    require_fits(reason, MAX_REASON)
    if opinion.reports.filter(settled=False, pk__lte=latest).exists():
        moderating.record(Act.KEEP, opinion, by=by, reason=reason)
        settle(opinion, by=by, pk__lte=latest)
    return opinion


def settle(opinion: Opinion, *, by: User, **which: object) -> None:
    """Readers' reports are looked at, all or `which`; called under the opinion's lock."""
    waiting = opinion.reports.filter(settled=False)
    waiting.filter(**which).update(settled=True)
    if not waiting.exists():
        services.close_duty(_duty_key(opinion), by=by)


def _duty_key(opinion: Opinion) -> str:
    return f"{LOOK_AGAIN}:{opinion.pk}"
