"""The desk finds opinions by the words of what staff read, and by nothing else."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from feedback.masking import Span
from feedback.models import DeskEntry, Opinion
from feedback.services import desk_search
from feedback.services.desk_search import enter_new
from feedback.services.masking import mask_opinion
from feedback.tests.make import make_opinion
from participation.choices import Role
from participation.querysets import WordsQuerySet
from participation.tests.make import group, make_office, make_responsible_officer, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture(autouse=True)
def _office():
    make_office()


def found(client, words):
    response = client.get(reverse("feedback:desk_opinions"), {"q": words})
    return {opinion.text for opinion in response.context["page"].rows}


def test_word_inside_a_compound_is_found_among_what_one_may_see(client):
    make_opinion(group=group(5), text="น้ำประปาไม่ไหล")
    make_opinion(group=group(6), text="ขอน้ำประปาเพิ่ม")
    make_opinion(group=group(5), text="หลังคารั่ว")
    enter_new()
    client.force_login(make_responsible_officer(group(5)))

    assert found(client, "ประปา") == {"น้ำประปาไม่ไหล"}
    assert found(client, "ประปา หลังคา") == set()
    assert found(client, "!!!") == set()


def test_every_opinion_is_entered_once_however_often_the_clock_runs(monkeypatch):
    monkeypatch.setattr(desk_search, "BATCH", 2)
    opinions = [make_opinion() for _ in range(5)]

    call_command("enter_opinions")
    late = make_opinion()
    call_command("enter_opinions")
    call_command("enter_opinions")

    entered = DeskEntry.objects.values_list("opinion", flat=True)
    assert sorted(entered) == [opinion.pk for opinion in [*opinions, late]]


def test_covering_a_name_in_the_newest_hides_none_of_the_others_from_the_clock(monkeypatch):
    monkeypatch.setattr(desk_search, "LOOK_BACK", 1)
    opinions = [make_opinion() for _ in range(4)]

    mask_opinion(opinions[-1], by=make_user(), spans=[Span(0, 3, "name")])

    assert enter_new() == 4


def test_one_committed_after_its_followers_is_not_forgotten():
    first, _second = make_opinion(), make_opinion()
    enter_new()
    DeskEntry.objects.filter(opinion=first).delete()

    assert enter_new() == 1


def test_what_is_covered_is_found_no_more_and_what_was_received_never(client):
    triage = make_user(Role.TRIAGE_OFFICER)
    client.force_login(triage)
    text = "ครูสมหญิงสอนดีมาก"
    opinion = make_opinion(text=text, raw_text=text)
    enter_new()
    assert found(client, "สมหญิง") == {text}

    mask_opinion(opinion, by=triage, spans=[Span(3, 9, "name")])

    assert found(client, "สมหญิง") == set()
    assert "สมหญิง" not in DeskEntry.objects.get().words


def test_entry_goes_with_its_opinion():
    opinion = make_opinion()
    enter_new()

    Opinion.objects.filter(pk=opinion.pk).delete()

    assert not DeskEntry.objects.exists()


def test_list_is_the_same_where_words_stand_in_very_many_opinions(client, monkeypatch):
    client.force_login(make_user(Role.TRIAGE_OFFICER))
    texts = {make_opinion(text=f"ขอห้องสมุดที่ {number}").text for number in range(3)}
    make_opinion(text="ถนนพัง")
    enter_new()
    few = found(client, "ห้องสมุด")

    monkeypatch.setattr(WordsQuerySet, "few", lambda *_args, **_kwargs: None)
    response = client.get(reverse("feedback:desk_opinions"), {"q": "ห้องสมุด"})

    assert {opinion.text for opinion in response.context["page"].rows} == few == texts
    assert response.context["count"] is None
    assert {option.count for option in response.context["options"]["state"]} == {None}
