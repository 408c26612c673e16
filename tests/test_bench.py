"""What a page costs does not grow with the opinions: questions and bytes, never seconds."""

import pytest
from django.db import transaction

import feedback.load
import participation.demo
import workgroups.demo
from bench import pages
from participation import announcement

pytestmark = pytest.mark.django_db
#: With fewer than the first some lists have but one page.
FEW, MANY = 900, 1800
#: Of one page alone, compressed; with styles, scripts and drawings 60 KB are allowed.
MOST_BYTES = 12_000
#: Which conversation is measured depends on how many there are, and so what it asks.
THREAD = "thread by its code"


def looked_at(opinions: int) -> dict[str, pages.Page]:
    """Every page of the bench with so many opinions, which are gone afterwards."""
    with transaction.atomic():
        feedback.load.load(opinions, seed=pages.SEED)
        found = {page.name: page for page in pages.pages() if page.kind != "sending"}
        transaction.set_rollback(True)
    return found


def test_twice_as_many_opinions_cost_no_question_and_few_bytes_more():
    announcement.load()
    participation.demo.make()
    workgroups.demo.make()

    few, many = looked_at(FEW), looked_at(MANY)
    asked = {name: (few[name].queries, page.queries) for name, page in many.items()}
    heavy = [name for name, page in many.items() if page.compressed > MOST_BYTES]

    assert asked
    assert {name: two for name, two in asked.items() if name != THREAD and len(set(two)) > 1} == {}
    assert max(asked[THREAD]) <= 20
    assert heavy == []
