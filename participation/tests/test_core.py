"""Services, rules and search of the core."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from participation import database, services, text, thai
from participation.choices import Audience, DocumentKind, Role, StakeholderType, YearState
from participation.errors import DomainError
from participation.models import (
    AuditEvent,
    Counter,
    Duty,
    FiscalYear,
    PublishedFile,
    SearchEntry,
)
from participation.tests.make import (
    group,
    make_office,
    make_user,
    make_year,
)
from participation.waiting import waiting_for

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_a_closed_year_is_refused_by_name() -> None:
    year = make_year(2568, state=YearState.CLOSED)

    with pytest.raises(DomainError, match="2568"):
        services.require_open(year)


def test_a_year_opens_with_its_first_day() -> None:
    assert services.year_of(dt.date(2026, 10, 1)) == FiscalYear.objects.get(year_be=2570)


def test_counters_count_each_series_for_itself() -> None:
    assert [Counter.next("a"), Counter.next("b"), Counter.next("a")] == [1, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_numbers_drawn_at_the_same_moment_differ() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an SQLite test database is seen by one thread only")

    def draw(_worker: int) -> list[int]:
        try:
            return [Counter.next("crowded") for _ in range(50)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        drawn = [number for numbers in pool.map(draw, range(4)) for number in numbers]

    assert sorted(drawn) == list(range(1, 201))


def test_search_finds_entries_that_hold_every_word() -> None:
    texts = {
        1: "ขอให้ซ่อมน้ำประปาโรงเรียน",
        2: "ถนนหน้าโรงเรียนขาด",
        3: 'หลักสูตร Active Learning ดีมาก\'s "x" & |',
    }
    for number, said in texts.items():
        SearchEntry.objects.create(kind="test", object_id=number, words=text.search_words(said))

    def found(question: str) -> list[int]:
        entries = SearchEntry.objects.matching(text.search_tokens(question))
        return sorted(entries.values_list("object_id", flat=True))

    assert found("โรงเรียน") == [1, 2]
    assert found("ประปา") == [1]
    assert found("ประปา โรงเรียน") == [1]
    assert found("active") == [3]
    assert found("ไม่มีคำนี้เลย") == []
    SearchEntry.objects.filter(object_id=2).update(words=text.search_words("ถนน"))
    SearchEntry.objects.filter(object_id=1).delete()
    assert found("โรงเรียน") == []


@pytest.mark.parametrize("least", range(1, 6))
def test_index_finds_what_holds_several_of_some_words(least: int) -> None:
    words = ["ก", "ข", "ค", "ง", "จ"]
    held = [[word for bit, word in enumerate(words) if mask >> bit & 1] for mask in range(1, 32)]
    for number, some in enumerate(held):
        SearchEntry.objects.create(kind="test", object_id=number, words=" ".join(some))

    found = database.some_matching(
        SearchEntry, "object_id", words, least=least, limit=40, kind="test"
    )

    assert sorted(found) == [number for number, some in enumerate(held) if len(some) >= least]


def test_a_duty_is_written_once_and_moves_to_its_new_owner() -> None:
    make_office()
    first, second = make_user(), make_user(Role.TRIAGE_OFFICER)
    say: dict[str, Any] = {"what": "test", "subject": "1", "link": "/desk/", "due_on": thai.today()}

    services.open_duties(Duty(key="key", owner=first, **say))
    services.open_duties(Duty(key="key", role=Role.TRIAGE_OFFICER, group=group(1), **say))

    assert waiting_for(first).count() == 0
    assert [duty.key for duty in waiting_for(second)] == ["key"]
    services.close_duty("key", by=second)
    assert waiting_for(second).count() == 0
    services.open_duties(Duty(key="key", owner=first, **say))
    assert [duty.done_by for duty in waiting_for(first)] == [None]


def test_a_file_is_kept_with_its_hash_and_counts_its_versions(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    say: dict[str, Any] = {
        "kind": DocumentKind.ANNUAL_REPORT,
        "subject": "annual:2569",
        "title": "รายงาน",
        "audience": Audience.EXECUTIVES,
        "year": make_year(2569),
        "by": None,
    }

    files = [
        services.publish_file(
            content, serial=services.draw_serial(DocumentKind.ANNUAL_REPORT, 2569), **say
        )
        for content in (b"one", b"two")
    ]

    assert [(file.serial, file.version) for file in files] == [
        ("RPT-2569-0001", 1),
        ("RPT-2569-0002", 2),
    ]
    assert files[0].sha256 == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
    assert files[1].file.read() == b"two"
    assert AuditEvent.objects.filter(verb="file.publish").count() == 2


def test_executives_files_are_not_there_for_others(settings, tmp_path, client) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = services.publish_file(
        b"%PDF", serial="RPT-2569-0001", kind=DocumentKind.ANNUAL_REPORT, subject="x", title="x",
        audience=Audience.EXECUTIVES, year=None, by=None,
    )  # fmt: skip

    assert client.get(file.get_absolute_url()).status_code == 404
    client.force_login(make_user(Role.ADMINISTRATOR))
    assert client.get(file.get_absolute_url()).status_code == 404
    client.force_login(make_user(Role.EXECUTIVE))
    response = client.get(file.get_absolute_url())
    assert (response.status_code, b"".join(response)) == (200, b"%PDF")
    assert PublishedFile.objects.get().sha256


def test_nobody_passes_every_check() -> None:
    user = make_user(*Role)

    assert not user.is_superuser
    assert not user.has_perm("participation.delete_auditevent")
    assert "is_superuser" not in {field.name for field in user._meta.get_fields()}


@pytest.mark.parametrize("kind", StakeholderType)
def test_every_stakeholder_type_has_a_sector(kind: StakeholderType) -> None:
    assert kind.sector in {"state", "private", "people"}


def test_a_duty_waits_for_exactly_one() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(key="k", what="test", link="/", due_on=thai.today())


def test_a_colour_is_a_colour() -> None:
    make_office()
    wrong = group(1)
    wrong.fill = "red"

    with pytest.raises(ValidationError):
        wrong.full_clean()


@pytest.mark.parametrize("few", [0, 1, 2, 3])
def test_search_finds_the_same_counted_out_or_asked_one_by_one(few: int) -> None:
    years = [make_year(year) for year in (2568, 2569, 2570)]
    for year in years:
        services.index(year, kind="year", texts=["ห้องสมุด" if year == years[0] else "น้ำประปา"])
    every = FiscalYear.objects.all()

    found, are_many = SearchEntry.objects.all().among(every, kind="year", tokens=["ประปา"], few=few)

    assert list(found.order_by("year_be")) == years[1:]
    assert are_many == (few < 2)
