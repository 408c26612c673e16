"""A large import is killed in the middle and run again: each good row is there once."""

import csv
import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Count
from playwright.sync_api import BrowserContext, Page, expect

from feedback.models import Opinion
from participation.choices import Role
from participation.models import AuditEvent, Duty
from participation.tests.make import make_office
from tests.conftest import Portal
from tests.processes import Process, wait_until
from tests.test_journey import account, signed_in

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


def nothing_is_written() -> bool:
    """Whether no other connection to the test's database is at work."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'"
        )
        return bool(cursor.fetchone() == (0,))


def test_killed_import_is_run_again_and_takes_each_good_row_once(
    imported: Callable[[Path], Process], tmp_path: Path
) -> None:
    path = tmp_path / "opinions.csv"
    faulty = spreadsheet(path)

    first = imported(path)
    wait_until(lambda: Opinion.objects.count() >= ROWS // 3, what="a third of the rows")
    first.kill()
    wait_until(nothing_is_written, what="the database to finish what the killed one had asked")
    taken = Opinion.objects.count()
    assert ROWS // 3 <= taken < ROWS - BAD, "killed too late to say anything"
    first.log.unlink()
    assert imported(path).wait(120) == 0

    require_each_once()
    said = first.log.read_text()
    named = dict(re.findall(r"(?m)^บรรทัดที่ (\d+)\W+(.*)$", said))
    require_named(named, faulty)
    assert f"{ROWS - BAD - taken}" in said.replace(",", "").splitlines()[-1]


def test_officer_whose_import_dies_sends_the_file_again(
    portal: Portal, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    make_office()
    officer = account(Role.TRIAGE_OFFICER, name="เจ้าหน้าที่คัดแยก")
    path = tmp_path / "opinions.csv"
    faulty = spreadsheet(path)
    portal.start_web()

    with signed_in(new_context, portal, officer) as page:
        import_file(page, path)
        wait_until(lambda: Opinion.objects.count() >= ROWS // 3, what="a third of the rows")
        os.killpg(portal.web.pid, signal.SIGKILL)
        portal.web.wait()
        wait_until(nothing_is_written, what="the database to finish what the killed one had asked")
        taken = Opinion.objects.count()
        assert ROWS // 3 <= taken < ROWS - BAD, "killed too late to say anything"
        portal.start_web()
        import_file(page, path)
        expect(page.get_by_role("status")).to_contain_text(
            f"{ROWS - BAD - taken:,}", timeout=60_000
        )
        expect(page.get_by_role("status")).to_contain_text(f"{taken:,}")
        rows = page.locator("table", has_text="บรรทัด").first.locator("tbody tr")
        named = dict(row.locator("td").all_inner_texts() for row in rows.all())

    require_each_once()
    require_named(named, faulty)


def import_file(page: Page, path: Path) -> None:
    """Choose the file and press; whoever presses does not wait for the answer."""
    page.goto("/desk/opinions/import/")
    page.get_by_label("ไฟล์ CSV หรือ Excel").set_input_files(path)
    page.get_by_role("button", name="นำเข้าโดยไม่ตรวจ", exact=True).evaluate("it => it.click()")


def require_each_once() -> None:
    good = ROWS - BAD
    assert Opinion.objects.count() == good
    assert not Opinion.objects.values("text", "group").annotate(n=Count("pk")).filter(n__gt=1)
    assert sorted(Opinion.objects.values_list("serial", flat=True)) == list(range(1, good + 1))
    assert AuditEvent.objects.filter(verb="opinion.import").count() == good
    assert Duty.objects.count() == good


def require_named(named: dict[str, str], faulty: dict[int, str]) -> None:
    """Each faulty line, and no other, with its reason."""
    assert sorted(map(int, named)) == sorted(faulty)
    for line, reason in faulty.items():
        assert re.search(reason, named[str(line)]), (line, named[str(line)])
