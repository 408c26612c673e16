"""การกำกับและติดตาม: the monitoring committee writes what it found and what it asks for."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.models import MonitoringReview, Recommendation
from participation import services, thai
from participation.errors import DomainError
from participation.models import AuditEvent, Duty, FiscalYear, MissionGroup, User
from participation.text import clean
from workgroups.choices import CommitteeKind
from workgroups.models import Committee, CommitteeMember

#: Days a group has to act on a recommendation: the portal's default, the announcement sets none.
ACT_WITHIN_DAYS = 30
#: What the key of a recommendation's duty begins with.
DUTY = "act-on-recommendation"


@transaction.atomic
def write_review(
    group: MissionGroup,
    *,
    by: User,
    period_start: dt.date,
    period_end: dt.date,
    findings: str,
    analysis: str,
    recommendations: Sequence[str],
) -> MonitoringReview:
    """Write a review of the group; each recommendation becomes a duty of its officer."""
    # One at a time for a group: a form sent twice meets its own first review below.
    group = MissionGroup.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    year = _require_period(period_start, period_end)
    texts = [text for text in map(clean, recommendations) if text]
    findings, analysis = clean(findings), clean(analysis)
    if not (findings and analysis):
        raise DomainError(_("Write the findings and the analysis."))
    if not texts:
        raise DomainError(_("Write at least one recommendation."))
    if group.reviews.filter(period_start=period_start, period_end=period_end).exists():
        raise DomainError(_("A review of this group for this period is already written."))
    review = MonitoringReview.objects.create(
        group=group,
        year=year,
        committee=_committee_of(by),
        period_start=period_start,
        period_end=period_end,
        findings=findings,
        analysis=analysis,
        author=by,
    )
    asked = Recommendation.objects.bulk_create(
        Recommendation(review=review, position=position, text=text)
        for position, text in enumerate(texts, start=1)
    )
    services.open_duties(*map(duty_of, asked))
    AuditEvent.record("review.write", review, by=by)
    return review


def duty_key(recommendation: Recommendation) -> str:
    return f"{DUTY}:{recommendation.pk}"


def duty_of(recommendation: Recommendation) -> Duty:
    """The duty of a recommendation, not saved yet: it waits for whoever answers for the group."""
    review = recommendation.review
    return Duty(
        key=duty_key(recommendation),
        what="act_on_recommendation",
        subject=f"{review.pk}.{recommendation.position}",
        link=f"{reverse('feedback:new_improvement')}?recommendation={recommendation.pk}",
        due_on=thai.today() + dt.timedelta(days=ACT_WITHIN_DAYS),
        group=review.group,
    )


def _committee_of(member: User) -> Committee:
    """The monitoring committee `member` sits in today."""
    seats = CommitteeMember.objects.acting_on(thai.today()).of_account(member)
    seat = (
        seats.filter(order__committee__kind=CommitteeKind.MONITORING)
        .select_related("order__committee")
        .order_by("-order__term_start", "-id")
        .first()
    )
    if seat is None:
        raise DomainError(_("No issued order names you in the monitoring committee today."))
    return seat.order.committee


def _require_period(start: dt.date, end: dt.date) -> FiscalYear:
    """The open fiscal year a period lies in."""
    if end < start:
        raise DomainError(_("The period ends before it starts. Check both dates."))
    if end > thai.today():
        raise DomainError(_("The period has not ended yet. Choose a last day up to today."))
    if thai.fiscal_year_be(start) != thai.fiscal_year_be(end):
        raise DomainError(_("The period lies in two fiscal years. Write one review for each."))
    return services.require_open(services.year_of(end))
