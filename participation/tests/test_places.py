"""The list of schools grows from a file, each school once, and nothing is taken away."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from participation.errors import DomainError
from participation.models import District, School
from participation.places import import_schools

pytestmark = pytest.mark.django_db

LIST = "district,school\nอำเภอหนึ่ง,โรงเรียนบ้านเหนือ\nอำเภอหนึ่ง,โรงเรียนบ้านใต้\nอำเภอสอง,\n"


def test_list_is_taken_once():
    first = import_schools(LIST.encode("utf-8-sig"))
    again = import_schools(LIST.replace(",โรง", ",  โรง").encode())

    assert (first.added, first.known, first.bad) == (2, 0, [])
    assert (again.added, again.known, again.bad) == (0, 2, [])
    assert [district.name_th for district in District.objects.all()] == ["อำเภอหนึ่ง", "อำเภอสอง"]


def test_school_that_has_closed_stays_closed():
    import_schools(LIST.encode())
    School.objects.update(is_open=False)

    import_schools(LIST.encode())

    assert not School.objects.filter(is_open=True).exists()


def test_lines_that_cannot_be_taken_are_named():
    lines = ["district,school", ",โรงเรียน", f"{'ก' * 61},ข", f"อำเภอ,{'ก' * 121}", "อำเภอ,ดี"]

    listed = import_schools("\n".join(lines).encode())

    assert [number for number, _reason in listed.bad] == [2, 3, 4]
    assert listed.added == 1


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", "district,school\nก,ข".encode("tis-620")])
def test_what_is_no_such_list_is_refused(content):
    with pytest.raises(DomainError):
        import_schools(content)


def test_command_says_what_became_of_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    call_command("import_schools", settings.BASE_DIR / "participation/data/demo_schools.csv")
    assert "8 schools added" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("import_schools", tmp_path / "nowhere.csv")
