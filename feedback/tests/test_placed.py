"""Rows of a list carry what the process remembers of groups, units and tasks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.models import Opinion
from feedback.tests.make import make_opinion
from participation import reference
from participation.models import MissionTask, OrganisationUnit
from participation.tests.make import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_each_row_is_given_its_own_group_unit_and_task_without_a_question(settings):
    settings.REFERENCE_SECONDS = 60
    make_office()
    tasks = list(MissionTask.objects.order_by("?")[:4])
    audit = OrganisationUnit.objects.order_by("pk").last()
    opinions = [make_opinion(group=task.group, task=task) for task in tasks]
    opinions += [make_opinion(unit=audit), make_opinion()]
    reference.placed(list(Opinion.objects.all()))  # what a process remembers

    with CaptureQueriesContext(connection) as asked:
        rows = reference.placed(list(Opinion.objects.order_by("pk")))
        shown = [(row.group, row.unit, row.task) for row in rows]

    assert shown == [
        *((task.group, None, task) for task in tasks),
        (None, audit, None),
        (None, None, None),
    ]
    assert len(asked) == 1
