"""What several parts of the report are made with."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from feedback.figures import ReviewFigures
from participation.choices import PartKind
from participation.disclosure import Row, SafeTable
from participation.models import Announcement, MissionGroup
from reports import wording
from reports.compose.records import Records
from reports.figures import Mark


def mark_of(group: MissionGroup) -> Mark:
    return Mark(group.number, group.name_th, group.fill, group.ink, group.icon)


def of_things(
    records: Records,
    labels: Mapping[str, str],
    now: Mapping[str, int],
    before: Mapping[str, int] | None = None,
) -> SafeTable:
    """A table of what occurs in either year, most first."""
    beside = before if records.has_before else None
    rows = [
        Row(label, now.get(key, 0), None if beside is None else beside.get(key, 0), key)
        for key, label in labels.items()
    ]
    rows = [row for row in rows if row.count or row.before]
    rows.sort(key=lambda row: (-row.count, -(row.before or 0)))
    return SafeTable.of_things(rows, as_of=records.as_of)


def improved(records: Records) -> str:
    answered = {
        one.recommendation: one.recommendation_year
        for one in records.improvements
        if one.recommendation_year
    }
    return wording.improvements(
        records.year_be,
        len(records.improvements),
        records.opinions_improved,
        sorted(Counter(answered.values()).items()),
    )


def reviewed(records: Records) -> str:
    asked, acted_on = recommendations_in(records.reviews)
    return wording.reviews(
        records.year_be,
        len(records.reviews),
        len({one.group for one in records.reviews}),
        asked,
        acted_on,
        as_of=records.as_of,
    )


def recommendations_in(reviews: Iterable[ReviewFigures]) -> tuple[int, int]:
    """How many there are, and how many of them an improvement answers."""
    every = [one for review in reviews for one in review.recommendations]
    return len(every), sum(bool(one.improvements) for one in every)


def quoted(announcement: Announcement, kind: PartKind) -> tuple[str, ...]:
    """What the announcement says of this kind, in its own words."""
    return tuple(part.text for part in announcement.parts.filter(kind=kind))


def beside(records: Records, before: int) -> str:
    """What a figure is seen against: the year before, if there is any."""
    if not records.has_before:
        return _("none of the year before")
    return _("year before %(n)s") % {"n": f"{before:,}"}
