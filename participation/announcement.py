"""Reading an office's folder of reference data: the office, its units, its announcement.

The folder holds office.yaml, announcement.yaml, announcement.txt (as received),
announcement_shown.txt and mission_groups.yaml; participation/data/office is the example.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from participation.models import (
    Announcement,
    MissionGroup,
    MissionTask,
    Office,
    OrganisationUnit,
    ParticipationMethod,
    ProcessStep,
)

#: The folder loaded when none is named.
FOLDER = Path(__file__).parent / "data" / "office"

#: What the announcement itself says of a group, beside its name and tasks.
_FACTS = ("names_experts", "never_case_files")
_NUMBERED = re.compile(r"[๐-๙]+\. (.+)")


def numbered_paragraphs(text: str, heading: str) -> list[str]:
    """The paragraphs numbered in Thai digits that follow `heading`, up to the next that is not."""
    paragraphs = [part.strip() for part in text.split("\n\n")]
    found: list[str] = []
    for paragraph in paragraphs[paragraphs.index(heading) + 1 :]:
        if match := _NUMBERED.fullmatch(paragraph):
            found.append(match[1])
        elif found:
            break
    return found


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
    steps_heading, methods_heading = facts.pop("steps_heading"), facts.pop("methods_heading")
    method_names = facts.pop("method_names")
    shown = (folder / "announcement_shown.txt").read_text("utf-8").strip()
    facts |= {"raw_text": (folder / "announcement.txt").read_text("utf-8"), "shown_text": shown}
    announcement, _ = Announcement.objects.update_or_create(key=facts.pop("key"), defaults=facts)
    for number, step in enumerate(numbered_paragraphs(shown, steps_heading), start=1):
        ProcessStep.objects.update_or_create(
            announcement=announcement, number=number, defaults={"text_th": step}
        )
    methods = numbered_paragraphs(shown, methods_heading)
    for number, (name, method) in enumerate(zip(method_names, methods, strict=True), start=1):
        ParticipationMethod.objects.update_or_create(
            announcement=announcement, number=number, defaults={"name_th": name, "text_th": method}
        )
    return announcement


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
    row, _ = MissionGroup.objects.update_or_create(
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
