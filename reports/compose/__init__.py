"""From the records of a fiscal year to what its annual report says."""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _

from feedback import figures as feedback
from participation.errors import DomainError
from reports.compose.groups import group_section
from reports.compose.monitoring import monitoring
from reports.compose.parts import mark_of
from reports.compose.records import Records, gather
from reports.compose.steps import basis, steps
from reports.compose.summary import summary
from reports.figures import AnnualReport
from workgroups import figures as workgroups


def years_with_records() -> list[int]:
    """Fiscal years a report can be made of, newest first."""
    return sorted({*feedback.years_with_records(), *workgroups.years_with_orders()}, reverse=True)


def require_records(year_be: int) -> None:
    """Refuse a year of which nothing is recorded."""
    years = years_with_records()
    if year_be in years:
        return
    words = {"year": year_be, "years": ", ".join(map(str, years))}
    if not years:
        raise DomainError(
            _("Nothing is recorded yet, so there is nothing to report. Begin with an opinion.")
        )
    raise DomainError(
        _("Nothing is recorded of fiscal year %(year)s. Choose a year with records: %(years)s.")
        % words
    )


def annual(year_be: int, *, as_of: dt.date) -> AnnualReport:
    """The annual report of a year, in Thai, from the records as they stand."""
    require_records(year_be)
    with translation.override("th"):
        return _report(gather(year_be, as_of))


def _report(records: Records) -> AnnualReport:
    office, year = records.office.name_th, records.year_be
    return AnnualReport(
        title=_("Participation report, fiscal year %(year)s") % {"year": year},
        year_be=year,
        as_of=records.as_of,
        office=office,
        board=_("Executive board of %(office)s") % {"office": office},
        marks=tuple(mark_of(group) for group in records.groups),
        summary=summary(records),
        basis=basis(records.announcement),
        steps=steps(records),
        groups=tuple(group_section(records, group) for group in records.groups),
        monitoring=monitoring(records),
    )
