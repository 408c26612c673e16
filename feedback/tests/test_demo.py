"""The demonstration is whole, believable and made once."""

import pytest
from django.db.models import Count

from feedback import demo
from feedback.choices import Act, OpinionState, Publication
from feedback.models import (
    AnswerDraft,
    AnswerTemplate,
    EntryLink,
    ImprovementAction,
    Message,
    Moderation,
    MonitoringReview,
    Opinion,
    Response,
    RestrictedCase,
    RoutingRule,
    Verdict,
)
from participation import demo as people
from participation import thai
from participation.models import AuditEvent, Duty, MissionGroup
from participation.tests.make import make_office
from workgroups.tests.make import seat


def by_group(year_be: int) -> list[int]:
    """How many opinions each mission group has of a year."""
    opinions = Opinion.objects.filter(year=year_be, group__isnull=False)
    return list(
        opinions.order_by().values_list("group").annotate(n=Count("pk")).values_list("n", flat=True)
    )


def at_the_desk() -> tuple[int, ...]:
    """How many wordings, rules and posters the invented office keeps."""
    kept = (AnswerTemplate, RoutingRule, EntryLink)
    return tuple(model.objects.count() for model in kept)


def require_whole_desk() -> None:
    """Whoever tries the portal finds something of each kind, and each says what it is."""
    assert at_the_desk() == (3, 2, 4)
    assert AnswerTemplate.objects.filter(text__contains="{received}").exists()
    assert set(RoutingRule.objects.values_list("is_active", flat=True)) == {True, False}
    links = EntryLink.objects.filter(is_active=True)
    assert {(bool(link.group_id), bool(link.school_id)) for link in links} == {
        (True, False),
        (False, True),
        (False, False),
    }
    for model in (AnswerTemplate, RoutingRule, EntryLink):
        assert not model.objects.exclude(name__contains="สาธิต").exists()


@pytest.mark.django_db
def test_demo_fills_two_years_once():
    make_office()
    people.make()
    seat(people.user("monitor"))

    code = demo.make()
    made = (
        Opinion.objects.count(),
        ImprovementAction.objects.count(),
        MonitoringReview.objects.count(),
        *at_the_desk(),
    )
    assert demo.make() == code

    assert made == (
        Opinion.objects.count(),
        ImprovementAction.objects.count(),
        MonitoringReview.objects.count(),
        *at_the_desk(),
    )
    assert made[0] == 472
    assert RestrictedCase.objects.count() == 2
    require_whole_desk()
    assert set(Opinion.objects.values_list("year", flat=True)) == set(people.demo_years())
    last_year, this_year = people.demo_years()
    assert min(by_group(last_year)) >= 40
    assert min(by_group(this_year)) >= 20
    assert set(Opinion.objects.values_list("publication", flat=True)) == set(Publication)
    assert set(Opinion.objects.values_list("state", flat=True)) >= {
        OpinionState.RECEIVED,
        OpinionState.UNDER_REVIEW,
        OpinionState.ANSWERED,
    }
    drafts = AnswerDraft.objects.order_by("pk")
    assert [draft.submitted_at is None for draft in drafts] == [True, False]
    assert all(draft.opinion.is_open for draft in drafts.select_related("opinion"))
    assert Opinion.objects.open().filter(due_on__lt=thai.today()).exists()
    assert not Opinion.objects.filter(received_on__gt=thai.today()).exists()
    assert not ImprovementAction.objects.filter(opinions=None).exists()
    groups = ImprovementAction.objects.aggregate(groups=Count("group", distinct=True))
    assert groups == {"groups": 7}
    assert MonitoringReview.objects.values("group").distinct().count() == 7
    answered = Opinion.objects.exclude(answered_at=None)
    assert {thai.local_date(o.answered_at) > o.due_on for o in answered if o.answered_at} == {
        True,
        False,
    }
    assert all(thai.local_date(o.answered_at) >= o.received_on for o in answered if o.answered_at)
    by_nobody = AuditEvent.objects.filter(verb__startswith="opinion.", by=None)
    of_senders = {Act.SEND, Act.REPLY, Act.JUDGE, Act.CLOSE, Act.REOPEN}
    verbs = set(by_nobody.values_list("verb", flat=True))
    assert verbs == {Act.REPORT} | of_senders, "readers and senders alone"
    assert Opinion.objects.filter(state=OpinionState.WAITING_FOR_SENDER).count() == 1
    given = Verdict.objects.order_by("pk").values_list("on", "word")
    assert list(given) == [
        *(("answer", "solved"), ("answer", "partly"), ("second", "solved")),
        *(("answer", "solved"), ("deed", "partly")),
    ]
    assert not Message.objects.filter(written_on__gt=thai.today()).exists()
    assert Opinion.objects.filter(supports__gt=0).exists()
    assert Duty.objects.open().filter(key__startswith="look-again:").count() == 1
    moments = Moderation.objects.filter(act=Act.PUBLISH).values_list("at", flat=True)
    assert len({thai.local_date(at) for at in moments}) > 5, "dated back with what they tell of"
    for year in people.demo_years():
        for group in MissionGroup.objects.in_force():
            told = Opinion.objects.filter(year=year, group=group)
            assert told.values("stakeholder_type").distinct().count() >= 4, (year, group)
            assert told.values("channel").distinct().count() >= 4, (year, group)
    assert Opinion.objects.filter(group__number=3, task__isnull=False).exists()
    most = Response.objects.order_by().values("text").annotate(n=Count("pk")).order_by("-n")
    assert most[0]["n"] <= 12, most[0]
