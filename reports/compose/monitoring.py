"""The monitoring clause at work: reviews, what they ask for, what was done about it."""

from django.utils.translation import gettext as _

from feedback.figures import RecommendationFigures
from participation import thai
from participation.choices import PartKind
from reports import wording
from reports.compose.parts import mark_of, quoted, reviewed
from reports.compose.records import Records
from reports.figures import Monitoring, RecommendationLine, ReviewLine
from workgroups.choices import CommitteeKind


def monitoring(records: Records) -> Monitoring:
    bodies = [order for order in records.orders if order.kind == CommitteeKind.MONITORING]
    groups = {group.pk: group for group in records.groups}
    return Monitoring(
        clause="".join(quoted(records.announcement, PartKind.MONITORING)),
        sentences=(
            *(
                tuple(map(wording.committee, bodies))
                or (_("No order appoints a monitoring committee this year."),)
            ),
            reviewed(records),
        ),
        reviews=tuple(
            ReviewLine(
                mark=mark_of(groups[one.group]),
                period=wording.period(*one.period),
                committee=one.committee,
                findings=one.findings,
                analysis=one.analysis,
                recommendations=tuple(map(_recommendation, one.recommendations)),
            )
            for one in records.reviews
            if one.group in groups
        ),
    )


def _recommendation(one: RecommendationFigures) -> RecommendationLine:
    return RecommendationLine(
        one.text,
        tuple(
            _("%(improvement)s (%(day)s)") % {"improvement": title, "day": thai.thai_date(day)}
            for title, day in one.improvements
        ),
    )
