"""Opinions by the thousand are such as the services would have left them."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from feedback.choices import SEARCH_KIND, Publication
from feedback.load import code_of, load
from feedback.models import Opinion, Response
from feedback.services.waiting import duty_key, duty_of
from feedback.tests.make import make_opinion
from participation import demo
from participation.models import AuditEvent, Duty, SearchEntry
from participation.tests.make import make_office
from participation.text import search_words

COUNT = 400

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture
def _loaded() -> None:
    make_office()
    demo.make()
    load(COUNT, seed=7)


def texts() -> list[tuple[str, str, str]]:
    rows = Opinion.objects.order_by("received_on", "pk")
    return list(rows.values_list("text", "state", "publication"))


@pytest.mark.usefixtures("_loaded")
def test_everything_hangs_on_each_opinion() -> None:
    opinions = Opinion.objects.all()

    assert opinions.count() == COUNT
    assert Duty.objects.count() == COUNT
    assert Duty.objects.open().count() == opinions.open().count()
    assert Response.objects.count() == opinions.exclude(outcome="").count()
    assert SearchEntry.objects.count() == opinions.published().count() > COUNT / 2
    assert AuditEvent.objects.filter(verb="opinion.send").count() == COUNT
    assert opinions.filter(publication=Publication.WITHHELD).exists()


@pytest.mark.usefixtures("_loaded")
def test_index_and_duties_are_what_the_services_would_write() -> None:
    entries = dict(SearchEntry.objects.filter(kind=SEARCH_KIND).values_list("object_id", "words"))
    for opinion in Opinion.objects.published().with_answers():
        said = [opinion.text, *(answer.text for answer in opinion.responses.all())]
        assert set(entries[opinion.pk].split()) == set(search_words("\n".join(said)).split())

    same = ["key", "what", "subject", "role", "group_id", "unit_id", "link", "due_on"]
    for opinion in Opinion.objects.open().for_listing():
        kept, due = Duty.objects.get(key=duty_key(opinion)), duty_of(opinion)
        assert [getattr(kept, name) for name in same] == [getattr(due, name) for name in same]


@pytest.mark.usefixtures("_loaded")
def test_code_opens_the_thread() -> None:
    assert Opinion.objects.of_code(code_of(7, 3)).get() == Opinion.objects.order_by("pk")[3]


@pytest.mark.usefixtures("_loaded")
def test_same_seed_gives_the_same_opinions() -> None:
    before = texts()
    for table in (Duty, Response, SearchEntry, Opinion):
        table.objects.all().delete()

    load(COUNT, seed=7)

    assert texts() == before
    assert len({text for text, _state, _publication in before}) > 0.9 * COUNT


@pytest.mark.usefixtures("_loaded")
def test_another_seed_comes_on_top_and_the_next_sender_after_both() -> None:
    load(3, seed=8)
    opinion = make_opinion()

    assert Opinion.objects.count() == COUNT + 4
    assert Opinion.objects.order_by("-pk").first() == opinion
    assert Opinion.objects.filter(year=opinion.year_id, serial__gt=opinion.serial).count() == 0


@pytest.mark.usefixtures("_loaded")
def test_keys_and_indexes_stand_again_afterwards() -> None:
    def found() -> list[str]:
        with connection.cursor() as cursor:
            return sorted(connection.introspection.get_constraints(cursor, table))

    table = Opinion._meta.db_table
    before = found()

    load(5, seed=9)

    assert found() == before


@pytest.mark.django_db(transaction=True)
def test_nothing_is_loaded_twice_or_in_service(settings) -> None:
    call_command("make_load", opinions=9, seed=7)
    with pytest.raises(CommandError, match="seed 7 are here already"):
        call_command("make_load", opinions=1, seed=7)
    with pytest.raises(CommandError, match="at least 1"):
        call_command("make_load", opinions=0, seed=10)

    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="takes no invented data"):
        call_command("make_load", opinions=1, seed=10)
    assert Opinion.objects.count() == 9
