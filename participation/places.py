"""The list of districts and schools people choose from."""

import csv
import io
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from participation.errors import DomainError
from participation.models import District, School
from participation.text import clean, fold

COLUMNS = ("district", "school")


@dataclass
class Listed:
    """What became of a list: schools added, those there before, lines that could not be taken."""

    added: int = 0
    known: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def import_schools(content: bytes) -> Listed:
    """Add the schools of a CSV file with the columns district and school; none is taken away.

    A line without a school names a district alone. DomainError where the file cannot be read.
    """
    try:
        lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        if not set(COLUMNS) <= set(lines.fieldnames or ()):
            raise DomainError(_("The first line must name the columns: district,school"))
        listed, known = Listed(), _Known()
        for line in lines:
            district, school = (clean(line[column] or "") for column in COLUMNS)
            _take(known, listed, lines.line_num, district, school)
    except (UnicodeDecodeError, csv.Error):
        raise DomainError(_("The file is not a CSV saved as UTF-8.")) from None
    return listed


class _Known:
    """What is listed already, by what people would take for the same name."""

    def __init__(self) -> None:
        self.districts = {fold(district.name_th): district for district in District.objects.all()}
        self.last = District.objects.aggregate(last=Max("position"))["last"] or 0
        self.schools = {
            (school.district_id, fold(school.name_th)) for school in School.objects.all()
        }

    def district(self, name: str) -> District:
        if fold(name) not in self.districts:
            self.last += 1
            made = District.objects.create(name_th=name, position=self.last)
            self.districts[fold(name)] = made
        return self.districts[fold(name)]


def _take(known: _Known, listed: Listed, number: int, district: str, school: str) -> None:
    if not district:
        if school:
            listed.bad.append((number, _("The district is missing.")))
        return
    for name, model in ((district, District), (school, School)):
        limit = model._meta.get_field("name_th").max_length or 0
        if len(name) > limit:
            listed.bad.append(
                (number, _("The name is longer than %(limit)s letters.") % {"limit": limit})
            )
            return
    place = known.district(district)
    if not school:
        return
    if (place.pk, fold(school)) in known.schools:
        listed.known += 1
        return
    School.objects.create(district=place, name_th=school)
    known.schools.add((place.pk, fold(school)))
    listed.added += 1
