"""A large import is killed in the middle and run again: each good row is there once."""

import csv
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count

from feedback.models import Opinion
from participation.models import AuditEvent, Duty
from participation.tests.make import make_office
from tests.conftest import Portal
from tests.processes import Process, wait_until

pytestmark = pytest.mark.fault

ROWS = 5000
COLUMNS = ("mission_group", "task_letter", "stakeholder_type", "channel", "sentiment", "text")
#: What is wrong with a row, and a word of the reason that is given.
FAULTS: tuple[tuple[dict[str, str], str], ...] = (
    ({"mission_group": "9"}, "mission_group"),
    ({"task_letter": "ฮ"}, "task_letter"),
    ({"stakeholder_type": "นักบินอวกาศ"}, "stakeholder_type"),
    ({"channel": ""}, "channel"),
    ({"sentiment": "7"}, "sentiment"),
    ({"text": "  "}, "text"),
    ({"text": "ก" * 4001}, "4,000|ยาวเกิน"),
)
BAD = 37


def spreadsheet(path: Path) -> dict[int, str]:
    """Writes the file; returns the faulty lines of it, each with a word of its reason."""
    faulty = {2 + number * (ROWS // BAD): FAULTS[number % len(FAULTS)] for number in range(BAD)}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for line in range(2, ROWS + 2):
            row = dict.fromkeys(COLUMNS, "") | {
                "mission_group": str(line % 7 + 1),
                "stakeholder_type": "parent",
                "channel": "paper_box",
                "text": f"ขอให้ดูแลสนามหน้าโรงเรียน แผ่นที่ {line // 2}",
            }
            writer.writerow(row | (faulty[line][0] if line in faulty else {}))
    return {line: reason for line, (_cells, reason) in faulty.items()}


@pytest.fixture
def imported(portal: Portal, tmp_path: Path) -> Callable[[Path], Process]:
    make_office()

    def begin(path: Path) -> Process:
        command = [sys.executable, "manage.py", "import_opinions", str(path)]
        environment = {**portal.environment, "PYTHONPATH": str(settings.BASE_DIR)}
        return Process(command, log=tmp_path / "import.log", environment=environment).start()

    return begin


def test_killed_import_is_run_again_and_takes_each_good_row_once(
    imported: Callable[[Path], Process], tmp_path: Path
) -> None:
    path = tmp_path / "opinions.csv"
    faulty = spreadsheet(path)

    first = imported(path)
    wait_until(lambda: Opinion.objects.count() >= ROWS // 3, what="a third of the rows")
    first.kill()
    taken = Opinion.objects.count()
    assert ROWS // 3 <= taken < ROWS - BAD, "killed too late to say anything"
    first.log.unlink()
    assert imported(path).wait(120) == 0

    good = ROWS - BAD
    assert Opinion.objects.count() == good
    assert not Opinion.objects.values("text", "group").annotate(n=Count("pk")).filter(n__gt=1)
    assert sorted(Opinion.objects.values_list("serial", flat=True)) == list(range(1, good + 1))
    assert AuditEvent.objects.filter(verb="opinion.import").count() == good
    assert Duty.objects.count() == good
    said = first.log.read_text()
    named = dict(re.findall(r"(?m)^บรรทัดที่ (\d+)\W+(.*)$", said))
    assert sorted(map(int, named)) == sorted(faulty)
    for line, reason in faulty.items():
        assert re.search(reason, named[str(line)]), (line, named[str(line)])
    assert f"{good - taken}" in said.replace(",", "").splitlines()[-1]
