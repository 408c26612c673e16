"""Lists that stand on every page are asked for now and then."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participation import reference
from participation.models import Counter, MissionGroup
from participation.tests.make import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_list_is_remembered_for_some_seconds_and_then_asked_for_again(settings):
    make_office()
    settings.REFERENCE_SECONDS = 60
    reference.groups()
    MissionGroup.objects.filter(number=5).update(name_th="กลุ่มชื่อใหม่")

    with CaptureQueriesContext(connection) as asked:
        before = [group.name_th for group in reference.groups()]
    settings.REFERENCE_SECONDS = 0
    after = [group.name_th for group in reference.groups()]

    assert len(asked) == 0
    assert "กลุ่มชื่อใหม่" not in before
    assert "กลุ่มชื่อใหม่" in after


def test_numbers_of_a_series_are_drawn_in_one_question_and_without_a_gap():
    with CaptureQueriesContext(connection) as asked:
        first = Counter.next("a")
    many, again, other = Counter.next_many("a", 3), Counter.next("a"), Counter.next("b")

    assert len(asked) == 1
    assert [first, *many, again, other] == [1, 2, 3, 4, 5, 1]
    assert list(Counter.next_many("a", 0)) == []
    assert Counter.next("a") == 6
