"""Several opinions at once: shown first, done to each by itself, twice is once."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from feedback.choices import Act, OpinionState, Publication
from feedback.forms.together import MOST_TO_CHOOSE_FROM
from feedback.masking import Span
from feedback.models import InternalNote, Opinion
from feedback.services import together
from feedback.services.masking import mask_opinion
from feedback.services.publishing import publish_opinion, withhold_opinion
from feedback.services.reporting import DECIDING
from feedback.services.sorting import sort_opinion
from feedback.services.together import TogetherAct, Wish, carry_out, last_event, rehearse
from feedback.tests.make import make_answer, make_opinion
from participation.choices import Role
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError, events, last_seen
from participation.models import AuditEvent
from participation.tests.make import group, make_office, make_responsible_officer, make_user

pytestmark = pytest.mark.django_db

URL = reverse("feedback:together_opinions")
WHY = "เรื่องเดียวกันทั้งหมด"


@pytest.fixture(autouse=True)
def _office():
    make_office()


@pytest.fixture
def triage(client):
    user = make_user(Role.TRIAGE_OFFICER)
    client.force_login(user)
    return user


def done_and_left(outcome):
    return outcome.done, [one.opinion for one in outcome.left_out]


def test_each_is_sorted_by_itself_with_its_own_event_and_the_justification(triage):
    fresh, here, answered = make_opinion(), make_opinion(), make_opinion(group=group(5))
    sort_opinion(here, by=triage, group=group(5))
    make_answer(answered)
    wish = Wish(TogetherAct.SORT, by=triage, reason=WHY, group=group(5))

    outcome = carry_out([fresh, here, answered], wish)

    assert done_and_left(outcome) == ([fresh], [here, answered])
    assert events(fresh, [Act.SORT]).get().by == triage
    assert events(here, [Act.SORT]).count() == 1
    assert InternalNote.objects.get().text == WHY
    fresh.refresh_from_db()
    assert (fresh.group, fresh.state) == (group(5), OpinionState.UNDER_REVIEW)


def test_many_are_merged_into_one_of_them_by_its_number(client, triage):
    opinions = [make_opinion(group=group(5)) for _ in range(3)]
    main = opinions[1]
    chosen = {"into": str(main.serial), "reason": WHY}

    ahead = press(client, "merge", *opinions, order="1", **chosen)
    assert main.number in ahead.content.decode()
    data = chosen | {"seen": ahead.context["seen"], "do": "1"}
    done = press(client, "merge", *opinions, **data).context["done"]
    again = press(client, "merge", *opinions, **data).context["done"]

    others = [opinions[0], opinions[2]]
    assert done_and_left(done) == (others, [])
    assert done_and_left(again) == ([], others)
    assert set(main.merged.all()) == set(others)
    assert not InternalNote.objects.exists()


def test_which_of_them_stays_is_chosen_or_another_is_named(client, triage):
    opinions = [make_opinion(group=group(5)) for _ in range(3)]
    main, other = opinions[1], make_opinion(group=group(5))

    def errors(**chosen):
        form = press(client, "merge", *opinions, order="1", reason=WHY, **chosen).context["form"]
        return list(form.errors)

    assert errors(keep=main.number) == errors(keep="another", into=other.number) == []
    assert errors() == ["keep"]
    assert errors(keep="another") == errors(keep=main.number, into=other.number) == ["into"]
    done = press(client, "merge", *opinions, keep=main.number, reason=WHY, do="1").context["done"]
    assert done_and_left(done) == ([opinions[0], opinions[2]], [])


def test_of_very_many_which_one_stays_is_named_by_its_number(client, triage):
    opinions = [make_opinion() for _ in range(MOST_TO_CHOOSE_FROM + 1)]

    form = press(client, "merge", *opinions).context["form"]

    assert "keep" not in form.fields
    assert form.fields["into"].required


def test_every_way_out_leads_back_to_the_list_one_came_from(client, triage):
    opinion, came_from = make_opinion(), {"list": "queue=new&group=5"}
    address = f"{reverse('feedback:desk_opinions')}?queue=new&group=5"

    assert client.post(URL, {"act": "publish"} | came_from).url == address
    for way in ({}, {"order": "1", "reason": WHY}, {"do": "1", "reason": WHY}):
        response = press(client, "publish", opinion, **came_from, **way)
        assert response.context["back"] == address
        assert f'href="{escape(address)}"' in response.content.decode()


def test_nothing_is_published_whose_covers_were_taken_off_meanwhile(triage):
    other = make_user(Role.TRIAGE_OFFICER)
    opinion = make_opinion(text="ครูสมชาย ใจดี สอนดี", publication=Publication.PENDING)
    mask_opinion(opinion, by=triage, spans=[Span(3, 14, "name")])
    seen = last_seen(opinion, *DECIDING)
    wish = Wish(TogetherAct.PUBLISH, by=triage, reason=WHY, seen=last_event())
    mask_opinion(opinion, by=other, spans=[])

    with pytest.raises(ChangedMeanwhileError):
        publish_opinion(opinion, by=triage, seen=seen)
    assert done_and_left(carry_out([opinion], wish)) == ([], [opinion])


def test_of_many_those_are_left_out_that_may_tell_of_somebody(triage):
    telling, plain = make_opinion(text="โทรหาครูที่ 081-234-5678"), make_opinion()
    wish = Wish(TogetherAct.PUBLISH, by=triage, reason=WHY, seen=last_event())

    outcome = carry_out([telling, plain], wish)

    assert done_and_left(outcome) == ([plain], [telling])
    assert "หมายเลขโทรศัพท์" in outcome.left_out[0].reason


def test_second_press_does_nothing_twice(triage):
    opinions = [make_opinion(), make_opinion()]
    wish = Wish(TogetherAct.SORT, by=triage, reason=WHY, group=group(5))
    carry_out(opinions, wish)
    before = AuditEvent.objects.count()

    outcome = carry_out(opinions, wish)

    assert done_and_left(outcome) == ([], opinions)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("act", TogetherAct)
def test_what_is_shown_before_is_what_happens_and_showing_it_changes_nothing(triage, act):
    officer = make_responsible_officer(group(5))
    opinions = [make_opinion(), make_opinion(group=group(5)), make_opinion(group=group(6))]
    publish_opinion(opinions[1], by=triage)
    answered = make_opinion(group=group(5))
    make_answer(answered)
    withheld = withhold_opinion(make_opinion(), by=triage, reason="มีชื่อบุคคล")
    opinions += [answered, withheld]
    main = make_opinion(group=group(5))
    opinions += [main]
    wish = Wish(act, by=triage, reason=WHY, group=group(5), to=officer, into=main)
    before = list(Opinion.objects.order_by("pk").values()), AuditEvent.objects.count()

    ahead = rehearse(opinions, wish)
    assert (list(Opinion.objects.order_by("pk").values()), AuditEvent.objects.count()) == before
    done = carry_out(opinions, wish)

    assert ahead == done
    assert done.done
    assert done.left_out


def test_what_somebody_changed_after_the_page_is_left_out(triage):
    opinions = [make_opinion(), make_opinion()]
    wish = Wish(TogetherAct.SORT, by=triage, reason=WHY, group=group(5), seen=together.last_event())
    sort_opinion(opinions[0], by=make_user(Role.TRIAGE_OFFICER), group=group(6))

    outcome = carry_out(opinions, wish)

    assert done_and_left(outcome) == ([opinions[1]], [opinions[0]])


def test_without_a_justification_or_with_too_many_nothing_happens(triage, monkeypatch):
    opinions = [make_opinion(), make_opinion()]

    with pytest.raises(DomainError):
        carry_out(opinions, Wish(TogetherAct.SORT, by=triage, reason=" ", group=group(5)))
    monkeypatch.setattr(together, "MAX_TOGETHER", 1)
    with pytest.raises(DomainError):
        carry_out(opinions, Wish(TogetherAct.SORT, by=triage, reason=WHY, group=group(5)))

    assert not events(opinions[0], [Act.SORT]).exists()


# --- at the desk


def press(client, act, *opinions, **data):
    return client.post(URL, {"act": act, "opinion": [one.number for one in opinions]} | data)


def test_officer_is_led_from_the_ticks_over_what_will_happen_to_what_has_happened(client, triage):
    published, other = make_opinion(), make_opinion()
    publish_opinion(published, by=triage)

    chosen = press(client, "withhold", published, other)
    ahead = press(client, "withhold", published, other, reason="มีชื่อบุคคล", order="1")
    assert Opinion.objects.filter(publication=Publication.WITHHELD).count() == 0
    data = {"reason": "มีชื่อบุคคล", "seen": ahead.context["seen"], "do": "1"}
    done = press(client, "withhold", published, other, **data)
    again = press(client, "withhold", published, other, **data)

    assert published.number in chosen.content.decode()
    assert len(ahead.context["ahead"].done) == 2
    assert "มีชื่อบุคคล" in ahead.content.decode()
    assert len(done.context["done"].done) == 2
    assert len(again.context["done"].left_out) == 2
    kept = set(Opinion.objects.values_list("publication", "withheld_reason"))
    assert kept == {(Publication.WITHHELD, "มีชื่อบุคคล")}


def test_all_of_a_list_are_chosen_by_its_filters(client, triage):
    five = [make_opinion(group=group(5)) for _ in range(30)]
    make_opinion(group=group(6))

    response = client.post(URL, {"act": "publish", "whole": "group=5&state=received"})

    assert set(response.context["opinions"]) == set(five)


def test_officer_gives_only_what_is_of_the_own_groups(client):
    officer, colleague = make_responsible_officer(group(5)), make_responsible_officer(group(5))
    own, other = make_opinion(group=group(5)), make_opinion(group=group(6))
    client.force_login(officer)
    data = {"to": colleague.pk, "reason": WHY, "do": "1"}

    assert press(client, "sort", own).status_code == 403
    response = press(client, "give", own, other, **data)

    assert response.context["opinions"] == [own]
    assert list(Opinion.objects.filter(assignee=colleague)) == [own]


def test_executive_is_offered_no_act_and_may_do_none(client):
    opinion = make_opinion()
    client.force_login(make_user(Role.EXECUTIVE))

    page = client.get(reverse("feedback:desk_opinions")).content.decode()

    assert URL not in page
    assert {press(client, act, opinion).status_code for act in TogetherAct} == {403}


def test_nothing_ticked_leads_back_with_a_word(client, triage):
    response = client.post(URL, {"act": "publish"}, follow=True)

    assert response.redirect_chain
    assert [str(message) for message in response.context["messages"]]


def test_form_without_a_justification_comes_back(client, triage):
    opinion = make_opinion()

    response = press(client, "publish", opinion, order="1", reason="")

    assert response.context["ahead"] is None
    assert response.context["form"].errors
