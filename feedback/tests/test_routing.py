"""Rules find a group for what was addressed to nobody; no opinion is lost by any rule."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.choices import Act, OpinionKind, OpinionState, Outcome
from feedback.models import Opinion, RoutingRule
from feedback.services import importing, routing
from feedback.services.answering import answer_opinion
from feedback.services.routing import rule_for
from feedback.services.ruling import move_rule, switch_rule, write_rule
from feedback.services.sending import send_opinion
from feedback.services.sorting import sort_opinion
from feedback.tests.make import make_opinion
from participation import thai
from participation.choices import Role, StakeholderType
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError, events, last_seen
from participation.models import AuditEvent, OrganisationUnit
from participation.tests.make import (
    group,
    make_office,
    make_responsible_officer,
    make_user,
    numbers,
)
from participation.waiting import waiting_for

WORDS = ("น้ำ", "ไฟ", "ถนน", "WiFi")


@pytest.fixture
def office(db):
    make_office()


@pytest.fixture
def triage(office):
    return make_user(Role.TRIAGE_OFFICER)


def make_rule(triage, number=5, **fields):
    fields.setdefault("name", f"กฎที่ {next(numbers)}")
    fields.setdefault("words", "ประปา")
    fields.setdefault("group", group(number))
    return write_rule(RoutingRule(), by=triage, **fields)


def send(text, **fields):
    fields.setdefault("kind", OpinionKind.PROBLEM)
    fields.setdefault("stakeholder_type", StakeholderType.PARENT)
    return send_opinion(key=f"{next(numbers):032}", text=text, **fields)[0]


# --- which rule decides

conditions = st.fixed_dictionaries(
    {
        "position": st.integers(0, 3),
        "is_active": st.booleans(),
        "words": st.lists(st.sampled_from([*WORDS, "  "]), max_size=3).map("\n".join),
        "kind": st.sampled_from(["", *OpinionKind.values]),
        "stakeholder_type": st.sampled_from(["", "parent", "teacher"]),
        "channel": st.sampled_from(["", "web_form", "phone"]),
        "district_id": st.sampled_from([None, 1, 2]),
    }
)
facts = st.fixed_dictionaries(
    {
        "text": st.lists(st.sampled_from([*WORDS, "อื่น ", "wifi"]), max_size=3).map("".join),
        "kind": st.sampled_from(OpinionKind.values),
        "stakeholder_type": st.sampled_from(["parent", "teacher"]),
        "channel": st.sampled_from(["web_form", "phone"]),
        "district_id": st.sampled_from([None, 1, 2]),
    }
)


def meets(rule, fact):
    """What a rule asks, said another way."""
    same = ("kind", "stakeholder_type", "channel", "district_id")
    if any(rule[name] not in {"", None} and rule[name] != fact[name] for name in same):
        return False
    asked = [line.strip().lower() for line in rule["words"].split("\n") if line.strip()]
    if not rule["words"]:
        return True
    return any(word in fact["text"].lower() for word in asked)


@settings(max_examples=300, deadline=None)
@given(rules=st.lists(conditions, max_size=6), fact=facts, shuffled=st.randoms())
def test_first_fitting_rule_in_order_decides_whatever_the_rules(rules, fact, shuffled):
    made = [RoutingRule(pk=pk, name=str(pk), **rule) for pk, rule in enumerate(rules, start=1)]
    fitting = [
        rule for rule, one in zip(made, rules, strict=True) if one["is_active"] and meets(one, fact)
    ]
    expected = min(fitting, key=lambda rule: (rule.position, rule.pk), default=None)
    shuffled.shuffle(made)

    assert rule_for(Opinion(**fact), made) == expected


# --- on receipt


def test_what_is_addressed_to_nobody_goes_where_the_rule_says(triage):
    officer = make_responsible_officer(group(5))
    task = group(5).tasks.get(position=2)
    rule = make_rule(triage, task=task, officer=officer)

    opinion = send("น้ําประปาไม่ไหล")

    opinion.refresh_from_db()
    assert (opinion.group, opinion.task, opinion.assignee) == (group(5), task, officer)
    assert opinion.state == OpinionState.UNDER_REVIEW
    assert opinion.rule_decision.rule == rule
    assert waiting_for(officer).filter(subject=opinion.number).exists()


def test_the_word_of_a_sender_goes_before_every_rule(triage):
    make_rule(triage)
    unit = OrganisationUnit.objects.get(code="digital-learning")

    assert send("น้ำประปาไม่ไหล", group=group(1)).group == group(1)
    assert send("น้ำประปาไม่ไหล", unit=unit).unit == unit
    assert not AuditEvent.objects.filter(verb=Act.SORT).exists()


def test_of_the_sending_no_second_is_kept_by_what_a_rule_does(triage):
    officer = make_responsible_officer(group(5))
    make_rule(triage, officer=officer)

    opinion = send("น้ำประปาไม่ไหล")

    times = {event.at for event in events(opinion, Act.values)}
    assert times == {thai.start_of(thai.today())}
    assert len(events(opinion, Act.values)) == 3


def test_what_a_rule_has_sorted_teaches_the_proposals_nothing(triage):
    make_rule(triage)
    by_rule, by_person = send("น้ำประปาไม่ไหล"), make_opinion(text="น้ำประปาแดง")
    sort_opinion(by_person, by=triage, group=group(5))

    assert list(Opinion.objects.sorted_by_staff()) == [by_person]

    answer_opinion(by_rule, by=triage, text="ซ่อมแล้ว", outcome=Outcome.DONE)
    assert set(Opinion.objects.sorted_by_staff()) == {by_rule, by_person}


def test_what_is_imported_goes_by_the_rules_too(triage):
    make_rule(triage)
    rows = "\n".join(
        f"{number},,parent,paper_box,,{text}"
        for number, text in (("ไม่แน่ใจ", "น้ำประปาไม่ไหล"), ("ไม่แน่ใจ", "ถนนพัง"), ("1", "น้ำประปาแดง"))
    )
    header = "mission_group,task_letter,stakeholder_type,channel,sentiment,text\n"

    importing.import_opinions((header + rows).encode(), by=triage)

    assert dict(Opinion.objects.values_list("text", "group__number")) == {
        "น้ำประปาไม่ไหล": 5,
        "ถนนพัง": None,
        "น้ำประปาแดง": 1,
    }


@pytest.mark.parametrize("fault", ["place", "reading", "officer"])
def test_faulty_rule_loses_no_opinion(triage, fault, monkeypatch):
    rule = make_rule(triage, officer=None)
    sane = make_rule(triage, number=3, words="ถนน")
    if fault == "place":  # a unit that answers no opinions: sorting refuses it
        unit = OrganisationUnit.objects.create(
            code="closed", name_th="หน่วยที่ปิด", position=99, may_be_responsible=False
        )
        RoutingRule.objects.filter(pk=rule.pk).update(group=None, unit=unit)
    elif fault == "reading":
        monkeypatch.setattr(routing, "phrases_of", lambda _rule: 1 / 0)
    else:
        RoutingRule.objects.filter(pk=rule.pk).update(officer=make_user())

    opinion = send("น้ำประปาไม่ไหล")

    opinion.refresh_from_db()
    is_routed = fault == "officer"
    assert (opinion.group is not None) == is_routed
    assert opinion.assignee is None
    assert waiting_for(triage).filter(subject=opinion.number).exists()
    if fault == "place":
        assert send("ถนนพัง").group == sane.group


def test_database_that_refuses_a_rule_still_keeps_the_opinion(triage, monkeypatch):
    make_rule(triage)

    def refused(*_args, **_kwargs):
        AuditEvent.objects.create(pk=AuditEvent.objects.earliest("pk").pk, verb="x")

    monkeypatch.setattr(routing, "assign_opinion", refused)
    monkeypatch.setattr(routing, "sort_opinion", refused)

    opinion = send("น้ำประปาไม่ไหล")

    assert Opinion.objects.get(pk=opinion.pk).needs_sorting


def statements_under_the_counter_s_lock(**fields):
    with CaptureQueriesContext(connection) as asked:
        send("ถนนพัง", **fields)
    said = [query["sql"] for query in asked]
    drawn = next(place for place, sql in enumerate(said) if "participation_counter" in sql)
    return len(said) - drawn


def test_no_sender_waits_while_rules_are_asked_for_another(triage):
    make_rule(triage)

    addressed = statements_under_the_counter_s_lock(group=group(5))

    assert statements_under_the_counter_s_lock() == addressed


# --- rules are kept


def test_rules_are_asked_in_the_order_they_stand_and_off_is_off(triage):
    first, second = make_rule(triage, 1), make_rule(triage, 2)
    assert send("น้ำประปา").group == group(1)

    move_rule(second, by=triage, up=True)
    assert send("น้ำประปา").group == group(2)

    switch_rule(second, by=triage, on=False)
    assert send("น้ำประปา").group == group(1)

    move_rule(first, by=triage, up=False)
    move_rule(second, by=triage, up=True)
    switch_rule(first, by=triage, on=False)
    assert send("น้ำประปา").group is None


def test_rule_without_a_condition_or_with_a_stranger_is_refused(triage):
    for fields in ({"words": ""}, {"group": None}, {"officer": make_user()}):
        with pytest.raises(DomainError):
            make_rule(triage, **fields)

    assert not RoutingRule.objects.exists()


def test_of_two_who_change_a_rule_the_second_is_told(triage):
    rule = make_rule(triage)
    seen = last_seen(rule, "rule.write")
    write_rule(rule, by=make_user(Role.TRIAGE_OFFICER), seen=seen, words="ไฟดับ")

    with pytest.raises(ChangedMeanwhileError):
        write_rule(rule, by=triage, seen=seen, words="ถนน")

    rule.refresh_from_db()
    assert rule.words == "ไฟดับ"


# --- at the desk


def test_triage_officer_makes_orders_switches_and_changes_rules(client, triage):
    client.force_login(triage)
    typed = {"title": "เรื่องน้ำ", "words": "ประปา\n\nน้ำดื่ม", "place": f"group-{group(3).pk}"}
    client.post(reverse("feedback:new_rule"), typed)
    client.post(reverse("feedback:new_rule"), typed | {"title": "เรื่องไฟ", "words": "ไฟดับ"})
    water, light = RoutingRule.objects.order_by("position")

    client.post(reverse("feedback:move_rule", args=[light.pk]), {"way": "up"})
    client.post(reverse("feedback:switch_rule", args=[water.pk]), {"on": "0"})
    page = client.get(reverse("feedback:edit_rule", args=[water.pk]))
    form = page.context["form"]
    changed = typed | {
        "seen": form["seen"].value(),
        "place": form["place"].value(),
        "kind": "problem",
    }
    client.post(reverse("feedback:edit_rule", args=[water.pk]), changed)

    listed = client.get(reverse("feedback:rules"))
    assert [rule.name for rule in listed.context["rules"]] == ["เรื่องไฟ", "เรื่องน้ำ"]
    water.refresh_from_db()
    assert (water.words, water.kind, water.is_active) == ("ประปา\nน้ำดื่ม", "problem", False)


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"words": "ก"}, {"words": ""}, {"place": ""}, {"title": "มีอยู่แล้ว"}],
)
def test_what_is_wrong_with_a_rule_is_told_and_what_was_typed_stays(client, triage, wrong):
    make_rule(triage, name="มีอยู่แล้ว")
    client.force_login(triage)
    typed = {"title": "ใหม่", "words": "ประปา", "place": f"group-{group(3).pk}"} | wrong

    response = client.post(reverse("feedback:new_rule"), typed)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert RoutingRule.objects.count() == 1


def test_trying_shows_the_rule_and_changes_nothing(client, triage):
    rule = make_rule(triage)
    opinions = [make_opinion(text="น้ำประปาแดง", group=group(1)), make_opinion(text="ถนนพัง")]
    Opinion.objects.filter(pk=opinions[0].pk).update(state=OpinionState.RECEIVED)
    before = list(Opinion.objects.order_by("pk").values()), AuditEvent.objects.count()
    client.force_login(triage)
    address = reverse("feedback:try_rules")
    text = {"kind": "problem", "stakeholder_type": "parent", "channel": "web_form", "try": "1"}

    fitting = client.post(address, text | {"text": "ขอน้ำประปา"})
    other = client.post(address, text | {"text": "ขอไฟถนน"})
    latest = client.post(address, {"latest": "1"})

    assert fitting.context["trial"].rule == rule
    assert other.context["trial"].rule is None
    assert [(trial.opinion, trial.rule) for trial in latest.context["trials"]] == [
        (opinions[0], rule)
    ]
    assert latest.context["tried"] == 2
    assert before == (list(Opinion.objects.order_by("pk").values()), AuditEvent.objects.count())


def test_record_of_the_opinion_names_the_rule(client, triage):
    make_rule(triage, name="เรื่องน้ำประปา")
    opinion = send("น้ำประปาไม่ไหล")
    client.force_login(triage)

    page = client.get(reverse("feedback:desk_opinion", args=[opinion.number]))

    assert "ตามกฎ “เรื่องน้ำประปา”" in page.content.decode()
