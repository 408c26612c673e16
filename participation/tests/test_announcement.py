"""The announcement as data."""

import re

import pytest

from participation import announcement
from participation.models import Announcement, MissionGroup, MissionTask, Office, OrganisationUnit

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def _without_spaces(text: str) -> str:
    """What no cleaning may touch: the words. The scanned page holds one stray hyphen, in 2 (ก)."""
    return re.sub(r"\s", "", text).replace("และ-การศึกษาตามอัธยาศัย", "และการศึกษาตามอัธยาศัย")


def test_loading_twice_changes_nothing() -> None:
    announcement.load()
    before = {
        model: list(model.objects.order_by("pk").values())
        for model in (Office, Announcement, OrganisationUnit, MissionGroup, MissionTask)
    }

    announcement.load()

    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before
    assert [len(rows) for rows in before.values()] == [1, 1, 10, 7, 39]


def test_what_the_office_changed_in_the_admin_stays() -> None:
    announcement.load()
    Office.objects.update(phone="0 0000 0000")

    announcement.load()

    assert Office.objects.get().phone == "0 0000 0000"


@pytest.mark.parametrize("column", ["name_en", "short_name_th", "fill", "ink", "tint", "icon"])
def test_what_the_office_changed_of_a_group_stays(column: str) -> None:
    announcement.load()
    MissionGroup.objects.filter(number=1).update(**{column: "#000000"})

    announcement.load()

    assert MissionGroup.objects.values_list(column, flat=True).get(number=1) == "#000000"


def test_the_unit_of_a_group_and_the_words_of_units_stay() -> None:
    announcement.load()
    unit = OrganisationUnit.objects.get(code="internal-audit")
    OrganisationUnit.objects.filter(pk=unit.pk).update(name_th="หน่วยอื่น", may_be_responsible=True)
    MissionGroup.objects.filter(number=1).update(unit=unit)

    announcement.load()

    unit.refresh_from_db()
    assert (unit.name_th, unit.may_be_responsible) == ("หน่วยอื่น", True)
    assert MissionGroup.objects.get(number=1).unit == unit


def test_the_announcement_s_own_words_come_back() -> None:
    announcement.load()
    MissionGroup.objects.filter(number=6).update(name_th="อื่น", names_experts=True)

    announcement.load()

    group = MissionGroup.objects.get(number=6)
    assert (group.name_th, group.names_experts) == ("กลุ่มบริหารงานบุคคล", False)


def test_wording_is_verbatim_in_every_shown_text() -> None:
    loaded = announcement.load()
    raw = _without_spaces(loaded.raw_text)

    assert _without_spaces(loaded.shown_text) == raw
    for step in loaded.steps.all():
        assert _without_spaces(step.text_th) in raw
    for method in loaded.methods.all():
        assert _without_spaces(method.text_th) in raw
        assert method.text_th.startswith(method.name_th)
    for task in MissionTask.objects.exclude(letter=""):
        assert _without_spaces(f"({task.letter}) {task.text_th}") in raw


def test_letters_are_as_printed_and_positions_are_the_key() -> None:
    loaded = announcement.load()
    letters = {
        group.number: "".join(task.letter or "-" for task in group.tasks.all())
        for group in loaded.groups.all()
    }

    assert letters == {
        1: "กขคง",
        2: "กขคงจฉชซณญ",
        3: "----",
        4: "กขคงจฉ",
        5: "กขคจ",
        6: "กขคง",
        7: "กขคงจฉช",
    }


def test_what_is_odd_about_the_printed_letters_is_told_beside_the_task(client) -> None:
    loaded = announcement.load()
    told = MissionTask.objects.filter(group__announcement=loaded).exclude(note_th="")

    assert [(task.group.number, task.position) for task in told.order_by("group__number")] == [
        (2, 9),
        (3, 1),
        (5, 4),
    ]
    for task in told:
        page = client.get(task.group.get_absolute_url()).content.decode()
        assert f"หมายเหตุ: {task.note_th}" in page
    assert "หมายเหตุ:" not in client.get("/groups/1/").content.decode()


def test_a_note_taken_out_of_the_folder_is_taken_out_of_the_page() -> None:
    announcement.load()
    MissionTask.objects.filter(group__number=1).update(note_th="เก่า", note_en="old")

    announcement.load()

    assert not MissionTask.objects.filter(note_th="เก่า").exists()


def test_steps_and_methods_are_five_each() -> None:
    loaded = announcement.load()

    assert [step.number for step in loaded.steps.all()] == [1, 2, 3, 4, 5]
    assert [method.number for method in loaded.methods.all()] == [1, 2, 3, 4, 5]


def test_internal_audit_never_runs_what_it_audits() -> None:
    announcement.load()

    assert list(
        OrganisationUnit.objects.filter(may_be_responsible=False).values_list("code", flat=True)
    ) == ["internal-audit"]
