"""Feed readers are told what became public, in that order, under names that stay."""

import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse

from feedback.choices import OpinionKind
from feedback.services.masking import mask_opinion
from feedback.services.publishing import let_be_found, publish_opinion, withhold_opinion
from feedback.services.sending import send_opinion
from feedback.tests.make import make_answer, make_opinion, make_published
from feedback.views import feeds
from participation.choices import StakeholderType
from participation.tests.make import group, make_office, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

FEED = reverse("feedback:feed")


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


def items(client, url: str = FEED) -> list[dict[str, str]]:
    tree = ET.fromstring(client.get(url).content)  # noqa: S314
    return [{part.tag: part.text or "" for part in item} for item in tree.iter("item")]


def numbers(client, url: str = FEED) -> list[str]:
    return [item["title"].partition(":")[0] for item in items(client, url)]


def test_feed_tells_what_became_public_last_first(client):
    early, late = make_opinion(), make_published()
    make_opinion()
    publish_opinion(early, by=make_user())

    assert numbers(client) == [early.number, late.number]


def test_an_answer_comes_with_its_opinion_under_the_same_name(client):
    opinion = make_published(text="น้ำประปาไม่ไหล")
    (before,) = items(client)
    make_answer(opinion, text="คำตอบที่ถูกแทน")
    make_answer(opinion, text="ซ่อมแล้ว <b>ครบ</b>")
    let_be_found(opinion)

    (after,) = items(client)

    assert after["guid"] == before["guid"] == f"urn:opinion:npm2:{opinion.number}"
    assert "น้ำประปาไม่ไหล" in after["description"]
    assert "ซ่อมแล้ว &lt;b&gt;ครบ&lt;/b&gt;" in after["description"]
    assert "คำตอบที่ถูกแทน" not in after["description"]
    assert after["link"] == f"http://testserver{opinion.get_absolute_url()}"


def test_a_group_has_a_feed_of_its_own(client):
    of_five = make_published(group=group(5))
    make_published(group=group(6))
    url = reverse("feedback:group_feed", args=[5])

    assert numbers(client, url) == [of_five.number]
    assert url in client.get(reverse("participation:group", args=[5])).content.decode()
    assert url in client.get(reverse("feedback:opinions"), {"group": "5"}).content.decode()
    assert client.get(reverse("feedback:group_feed", args=[9])).status_code == 404


def test_what_is_covered_or_withheld_is_in_no_feed(client):
    covered, withheld = make_published(text="นายสมชาย ใจดี มาช้า"), make_published()
    mask_opinion(covered, by=make_user(), spans=[], phrases=["นายสมชาย ใจดี"])
    withhold_opinion(withheld, by=make_user(), reason="มีชื่อเด็ก")

    assert numbers(client) == [covered.number]
    assert "สมชาย" not in client.get(FEED).content.decode()


def test_a_feed_says_the_day_alone(client):
    make_published()

    assert "00:00:00 +0700" in items(client)[0]["pubDate"]


def test_characters_that_xml_forbids_do_not_break_the_feed(client):
    opinion, _code = send_opinion(
        key="k" * 32,
        text="ก\ufffeข & <i>\uffff ค",
        kind=OpinionKind.PROBLEM,
        stakeholder_type=StakeholderType.PARENT,
    )
    publish_opinion(opinion, by=make_user())

    assert "กข &amp; &lt;i&gt; ค" in items(client)[0]["description"]


def test_a_feed_is_asked_about_each_time_and_not_sent_twice(client):
    make_published()

    first = client.get(FEED)
    again = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Content-Type"].startswith("application/rss+xml")
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert not first.cookies
    assert again.status_code == 304


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("number", [None, 5])
def test_feed_asks_the_database_the_same_however_many_there_are(
    client, django_assert_max_num_queries, count, number
):
    for _ in range(count):
        make_answer(make_published(group=group(5)))
    url = reverse("feedback:group_feed", args=[number]) if number else FEED

    # three for groups, tasks and units, which a process in service remembers
    with django_assert_max_num_queries(10):
        assert len(items(client, url)) == count


def test_feed_is_no_longer_than_it_says(client, monkeypatch):
    monkeypatch.setattr(feeds, "ITEMS", 2)
    opinions = [make_published(group=group(5)) for _ in range(3)][::-1]

    assert numbers(client) == [one.number for one in opinions[:2]]


def test_of_a_group_only_the_last_of_all_are_looked_through(monkeypatch):
    monkeypatch.setattr(feeds, "LATELY", 2)
    make_published(group=group(5))
    last = [make_published(group=group(number)) for number in (5, 6)]

    assert feeds.lately_published(group(5)) == [last[0]]
