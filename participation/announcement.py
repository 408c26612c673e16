"""Reading an office's folder of reference data: the office, its units, its announcement.

The folder holds office.yaml, announcement.yaml, announcement.txt (as received),
announcement_shown.txt and mission_groups.yaml; participation/data/office is the example.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from participation.choices import PartKind
from participation.errors import DomainError
from participation.models import (
    Announcement,
    AnnouncementPart,
    MissionGroup,
    MissionTask,
    Office,
    OrganisationUnit,
    ParticipationMethod,
    ProcessStep,
)

#: The folder loaded when none is named.
FOLDER = Path(__file__).parent / "data" / "office"

#: What announcement.yaml says of the document itself.
_OF_THE_DOCUMENT = ("title", "year_be", "announced_on", "signatory", "signatory_position")
#: What the announcement itself says of a group, beside its name and tasks.
_FACTS = ("names_experts", "never_case_files")
_NUMBERED = re.compile(r"[๐-๙]+\. (.+)")


def paragraphs_of(text: str) -> list[str]:
    """The text cut at its blank lines."""
    return [part.strip() for part in text.split("\n\n")]


def numbered_paragraphs(paragraphs: list[str], heading: str) -> list[str]:
    """The paragraphs numbered in Thai digits that follow `heading`, up to the next that is not."""
    found: list[str] = []
    for paragraph in paragraphs[_place_of(heading, paragraphs) + 1 :]:
        if match := _NUMBERED.fullmatch(paragraph):
            found.append(match[1])
        elif found:
            break
    return found


def kinds_of(paragraphs: list[str], facts: dict[str, Any]) -> list[PartKind]:
    """What each paragraph is, by the headings and words that announcement.yaml names."""
    monitoring = facts["monitoring_heading"]
    headings = [facts["steps_heading"], facts["methods_heading"], *facts["other_headings"]]
    places = {_place_of(heading, paragraphs) for heading in [*headings, monitoring] if heading}
    clause = _place_of(monitoring, paragraphs) + 1 if monitoring else None
    kinds = []
    for place, paragraph in enumerate(paragraphs):
        if place in places:
            kinds.append(PartKind.HEADING)
        elif place == clause:
            kinds.append(PartKind.MONITORING)
        elif any(word in paragraph for word in facts["law_words"]):
            kinds.append(PartKind.LAW)
        else:
            kinds.append(PartKind.TEXT)
    return kinds


def _place_of(heading: str, paragraphs: list[str]) -> int:
    if heading not in paragraphs:
        raise DomainError(
            _("announcement.yaml names a heading the text does not have: %(heading)s")
            % {"heading": heading}
        )
    return paragraphs.index(heading)


@transaction.atomic
def load(folder: Path = FOLDER) -> Announcement:
    """Write the folder's data; a second time only the announcement's own words are written.

    What the office keeps in the admin (address, names of units, colours, …) is set once and then
    left alone; nothing is removed.
    """
    settings = yaml.safe_load((folder / "office.yaml").read_text("utf-8"))
    Office.objects.get_or_create(pk=1, defaults=settings["office"])
    units = {
        unit["code"]: OrganisationUnit.objects.get_or_create(
            code=unit["code"], defaults=unit | {"position": position}
        )[0]
        for position, unit in enumerate(settings["units"], start=1)
    }
    announcement = _load_announcement(folder)
    looks = {look["number"]: look for look in settings["groups"]}
    for group in yaml.safe_load((folder / "mission_groups.yaml").read_text("utf-8")):
        _load_group(announcement, group, looks[group["number"]], units)
    return announcement


def _load_announcement(folder: Path) -> Announcement:
    facts = yaml.safe_load((folder / "announcement.yaml").read_text("utf-8"))
    shown = (folder / "announcement_shown.txt").read_text("utf-8").strip()
    texts = {"raw_text": (folder / "announcement.txt").read_text("utf-8"), "shown_text": shown}
    its_own = {name: facts[name] for name in _OF_THE_DOCUMENT}
    announcement, _created = Announcement.objects.update_or_create(
        key=facts["key"], defaults=its_own | texts
    )
    paragraphs = paragraphs_of(shown)
    _load_parts(announcement, paragraphs, kinds_of(paragraphs, facts))
    steps = numbered_paragraphs(paragraphs, facts["steps_heading"])
    for number, step in enumerate(steps, start=1):
        ProcessStep.objects.update_or_create(
            announcement=announcement, number=number, defaults={"text_th": step}
        )
    methods = numbered_paragraphs(paragraphs, facts["methods_heading"])
    named = zip(facts["method_names"], methods, strict=True)
    for number, (name, method) in enumerate(named, start=1):
        ParticipationMethod.objects.update_or_create(
            announcement=announcement, number=number, defaults={"name_th": name, "text_th": method}
        )
    return announcement


def _load_parts(announcement: Announcement, paragraphs: list[str], kinds: list[PartKind]) -> None:
    for position, (kind, text) in enumerate(zip(kinds, paragraphs, strict=True), start=1):
        AnnouncementPart.objects.update_or_create(
            announcement=announcement, position=position, defaults={"kind": kind, "text": text}
        )
    announcement.parts.filter(position__gt=len(paragraphs)).delete()


def _load_group(
    announcement: Announcement,
    group: dict[str, Any],
    look: dict[str, Any],
    units: dict[str, OrganisationUnit],
) -> None:
    office_s = look | {"name_en": group["name_en"], "unit": units[look["unit"]]}
    its_own = {"name_th": group["name_th"]} | {
        fact: office_s.pop(fact) for fact in _FACTS if fact in office_s
    }
    row, _created = MissionGroup.objects.update_or_create(
        announcement=announcement,
        number=group["number"],
        defaults=its_own,
        create_defaults=office_s | its_own,
    )
    for position, task in enumerate(group["tasks"], start=1):
        MissionTask.objects.update_or_create(
            group=row,
            position=position,
            defaults={"note_th": "", "note_en": ""} | task | {"letter": task["letter"] or ""},
        )
