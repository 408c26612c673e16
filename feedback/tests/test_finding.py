"""The public list: searched, filtered, in an order that can be told."""

import datetime as dt

import pytest
from django.urls import reverse

from feedback import finding
from feedback.choices import OpinionKind
from feedback.models import Opinion
from feedback.services.masking import mask_opinion
from feedback.services.publishing import let_be_found, withhold_opinion
from feedback.tests.make import make_answer, make_opinion, make_published
from participation import thai
from participation.choices import StakeholderType
from participation.models import Announcement, MissionGroup
from participation.querysets import SearchEntryQuerySet
from participation.tests.make import group, make_office, make_user, make_year

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

LIST = reverse("feedback:opinions")


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


def found(client, **asked) -> list[Opinion]:
    return [row.opinion for row in client.get(LIST, asked).context["rows"]]


def chosen(client, **asked) -> dict[str, str]:
    """What the page says it is narrowed by, and where each way out of it leads."""
    choices = client.get(LIST, asked).context["asked"].choices()
    return {str(one.words): one.without for one in choices}


# --- filters


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"kind": "question"}, {"kind": OpinionKind.QUESTION}),
        ({"who": "student"}, {"stakeholder_type": StakeholderType.STUDENT}),
        ({"state": "under_review"}, {"state": "under_review"}),
    ],
)
def test_list_is_narrowed_by_what_an_opinion_is(client, asked, fields):
    one, _other = make_published(), make_published()
    Opinion.objects.filter(pk=one.pk).update(**fields)

    assert found(client, **asked) == [one]


def test_list_is_narrowed_to_a_task_of_its_group(client):
    five = group(5)
    first, second = five.tasks.order_by("position")[:2]
    one = make_published(group=five, task=first)
    make_published(group=five, task=second)

    assert found(client, group="5", task=f"5.{first.position}") == [one]


def test_a_task_of_another_group_is_no_filter(client):
    one = make_published(group=group(5))

    assert found(client, group="5", task="4.1") == [one]
    assert found(client, task="5.1") == [one], "without its group a task says nothing"


def test_list_is_narrowed_to_a_fiscal_year_of_which_something_is_published(client):
    this, last = make_published(), make_published()
    before = make_year(thai.fiscal_year_be(thai.today()) - 1)
    Opinion.objects.filter(pk=last.pk).update(year=before, serial=1)

    assert found(client, year=str(before.pk)) == [last]
    assert found(client, year=str(before.pk - 1)) == [last, this], "a year there is none of"


def test_filters_hold_together_and_with_a_search(client):
    one = make_published(text="ขอให้ซ่อมน้ำประปา", group=group(1), kind=OpinionKind.PROBLEM)
    make_published(text="ขอให้ซ่อมน้ำประปา", group=group(2), kind=OpinionKind.PROBLEM)
    make_published(text="ขอให้ซ่อมน้ำประปา", group=group(1), kind=OpinionKind.PRAISE)
    make_published(text="ขอให้ซ่อมรั้ว", group=group(1), kind=OpinionKind.PROBLEM)

    assert found(client, q="ประปา", group="1", kind="problem") == [one]
    assert found(client, q="ประปา", group="1", kind="problem", order="new") == [one]


def test_a_group_is_the_same_in_every_announcement(client):
    old = make_published(group=group(3))
    make_published(group=group(4))
    now = group(3).announcement
    later = Announcement.objects.get(pk=now.pk)
    later.pk, later.key, later.announced_on = None, "later", now.announced_on + dt.timedelta(days=1)
    later.save(force_insert=True)
    for each in MissionGroup.objects.filter(announcement=now):
        tasks = list(each.tasks.order_by("position"))
        each.pk, each.announcement = None, later
        each.save(force_insert=True)
        for task in tasks:
            task.pk, task.group = None, each
            task.save(force_insert=True)

    assert found(client, group="3") == [old]
    assert finding.published_about(MissionGroup.objects.filter(number=3).latest("pk")).number == 1


@pytest.mark.parametrize(
    "junk",
    [
        {"kind": "x"},
        {"who": "'"},
        {"state": "RECEIVED"},
        {"year": "9" * 40},
        {"task": "5"},
        {"page": "x", "order": "y"},
    ],
)
def test_junk_narrows_nothing(client, junk):
    one = make_published()

    assert found(client, **junk) == [one]
    assert chosen(client, **junk) == {}


def test_each_choice_can_be_taken_away_alone(client):
    make_published(text="ขอให้ซ่อมน้ำประปา", group=group(5))

    ways = chosen(client, q="ประปา", group="5", task="5.1", state="received", before="9", page="2")

    assert ways["ประปา"] == "?group=5&task=5.1&state=received"
    assert ways["รับเรื่องแล้ว"] == "?q=%E0%B8%9B%E0%B8%A3%E0%B8%B0%E0%B8%9B%E0%B8%B2&group=5&task=5.1"
    assert "task" not in ways[f"5. {group(5).name}"], "a task goes with its group"


def test_a_form_sent_half_empty_leads_to_an_address_without_what_is_empty(client):
    response = client.get(LIST, {"q": "น้ำ", "group": "", "kind": "problem", "year": ""})

    assert response.headers["Location"] == f"{LIST}?q=%E0%B8%99%E0%B9%89%E0%B8%B3&kind=problem"
    assert client.get(LIST, {"q": ""}).headers["Location"] == LIST


def test_counts_stand_beside_what_the_tally_knows_and_nowhere_else(client):
    for number in (1, 1, 2):
        make_published(group=group(number))
    make_opinion(group=group(1))

    def counts(**asked) -> dict[str, list[int | None]]:
        filters = client.get(LIST, asked).context["asked"].filters
        return {
            one.name: [
                None if option.count is None else option.count.number for option in one.options
            ]
            for one in filters
        }

    assert counts()["group"][:3] == [2, 1, 0]
    assert counts(group="2")["group"][:3] == [2, 1, 0]
    assert counts(group="2")["state"][0] == 1
    assert set(counts()["kind"]) == {None}
    assert set(counts(kind="problem")["group"]) == {None}


def test_how_many_there_are_is_told_exactly_where_it_costs_nothing(client, monkeypatch):
    monkeypatch.setattr("participation.paging.COUNTED_AT_MOST", 2)
    for _ in range(4):
        make_published(group=group(1))
    make_published(group=group(2))

    def count(**asked) -> str:
        return str(client.get(LIST, asked).context["count"])

    assert (count(), count(group="1")) == ("5", "4")
    assert count(kind="suggestion") == "2+"


def test_a_search_of_what_many_say_in_a_narrowed_list_counts_no_further_than_it_ranks(
    client, monkeypatch
):
    monkeypatch.setattr(SearchEntryQuerySet.among, "__kwdefaults__", {"few": 1})
    monkeypatch.setattr(finding, "RANKED", 2)
    for _ in range(4):
        make_published(text="ซ่อมน้ำประปา", group=group(1))
    make_published(text="ซ่อมน้ำประปา", group=group(2))

    def count(**asked) -> str:
        return str(client.get(LIST, {"q": "ประปา"} | asked).context["count"])

    assert count(group="1") == "2+"
    assert count(group="2") == "1"
    assert count(group="1", order="new") == "None"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("asked", "queries"),
    [
        # six of them for the office, groups, tasks and units, which a process in service remembers
        ({"group": "1", "state": "answered"}, 9),
        ({"q": "ประปา", "group": "1", "kind": "problem"}, 12),
    ],
)
def test_narrowed_list_asks_the_same_however_many_there_are(
    client, django_assert_max_num_queries, count, asked, queries
):
    for _ in range(count):
        opinion = make_published(text="ซ่อมน้ำประปา", group=group(1), kind=OpinionKind.PROBLEM)
        make_answer(opinion)

    with django_assert_max_num_queries(queries):
        response = client.get(LIST, asked)

    assert len(response.context["rows"]) == count


# --- rank


def test_best_comes_first(client):
    in_answer = make_published(text="ขอบคุณค่ะ")
    make_answer(in_answer, text="ซ่อมหลังคาห้องสมุดแล้ว")
    let_be_found(in_answer)
    in_a_row = make_published(text="ขอให้ซ่อมหลังคาห้องสมุด")
    long = make_published(text="ขอให้ซ่อมหลังคาห้องสมุด " + "รายละเอียดเพิ่มเติม " * 20)
    apart = make_published(text="ห้องสมุดของเราสวย แต่หลังคาควรซ่อม")
    half = make_published(text="ห้องสมุดของเรา")
    make_answer(half, text="จะซ่อมหลังคาในปีหน้า")
    let_be_found(half)

    assert found(client, q="ซ่อมหลังคา ห้องสมุด") == [in_a_row, long, apart, half, in_answer]


def test_a_spelling_variant_ranks_as_the_word_itself(client):
    variant = make_published(text="ขอให้ซ่อมนํ้าประปาหลังเเก้ว")
    in_answer = make_published(text="ขอบคุณค่ะ")
    make_answer(in_answer, text="ซ่อมน้ำประปาหลังแก้วแล้ว")
    let_be_found(in_answer)

    assert found(client, q="น้ำประปา แก้ว") == [variant, in_answer]


def test_newest_first_can_be_asked_for_and_old_addresses_keep_their_order(client):
    old = make_published(text="ซ่อมน้ำประปา")
    new = make_published(text="เรื่องยาว " * 40 + "น้ำประปา")

    assert found(client, q="น้ำประปา") == [old, new]
    assert found(client, q="น้ำประปา", order="new") == [new, old]
    assert found(client, q="น้ำประปา", before=str(new.pk)) == [old]


def test_only_the_newest_are_ranked_and_the_page_says_so(client, monkeypatch):
    monkeypatch.setattr(finding, "RANKED", 3)
    monkeypatch.setattr("feedback.views.reading.RANKED", 3)
    monkeypatch.setattr("feedback.views.reading.OPINIONS_ON_A_PAGE", 2)
    opinions = [make_published(text="ซ่อมน้ำประปา") for _ in range(5)][::-1]

    first = client.get(LIST, {"q": "ประปา"})

    assert [row.opinion for row in first.context["rows"]] == opinions[:2]
    assert found(client, q="ประปา", page="2") == opinions[2:3]
    assert "เฉพาะ 3 เรื่องใหม่สุด" in first.content.decode()
    assert str(first.context["count"]) == "5"
    assert found(client, q="ประปา", order="new", before=str(opinions[2].pk)) == opinions[3:]


def test_a_search_that_finds_few_says_nothing_of_ranks_left_out(client):
    make_published(text="ซ่อมน้ำประปา")

    assert "เรื่องใหม่สุดที่พบ" not in client.get(LIST, {"q": "ประปา"}).content.decode()


# --- marks


def test_the_hit_is_marked_in_the_opinion_or_in_its_answer(client):
    make_published(text="ขอให้ซ่อมนํ้าประปาของโรงเรียน")
    answered = make_published(text="ขอบคุณค่ะ")
    make_answer(answered, text="ซ่อมน้ำประปาแล้ว")
    make_answer(answered, text="ซ่อมน้ำประปาครบทุกจุดแล้ว")
    let_be_found(answered)

    page = client.get(LIST, {"q": "น้ำประปา"}).content.decode()

    assert "ขอให้ซ่อม<mark>นํ้าประปา</mark>ของโรงเรียน" in page
    assert "ซ่อม<mark>น้ำประปา</mark>ครบทุกจุดแล้ว" in page
    assert "น้ำประปา</mark>แล้ว" not in page, "the answer that was replaced"


def test_markup_in_a_text_stays_text_beside_its_marks(client):
    make_published(text="<b>น้ำประปา</b> & <mark>ไหล</mark>")

    page = client.get(LIST, {"q": "น้ำประปา b ไหล"}).content.decode()

    assert "&lt;<mark>b</mark>&gt;<mark>น้ำประปา</mark>&lt;/<mark>b</mark>&gt; &amp; " in page
    assert "&lt;mark&gt;<mark>ไหล</mark>&lt;/mark&gt;" in page


def test_what_is_covered_is_neither_found_nor_shown(client):
    opinion = make_published(text="นายสมชาย ใจดี ขอให้ซ่อมน้ำประปา")
    mask_opinion(opinion, by=make_user(), spans=[], phrases=["นายสมชาย ใจดี"])

    page = client.get(LIST, {"q": "น้ำประปา"}).content.decode()

    assert "<mark>น้ำประปา</mark>" in page
    assert "สมชาย" not in page
    assert found(client, q="สมชาย") == []


def test_what_is_withheld_is_found_by_no_filter(client):
    opinion = make_published(text="ซ่อมน้ำประปา", group=group(1))
    withhold_opinion(opinion, by=make_user(), reason="มีชื่อเด็ก")

    for asked in ({}, {"q": "ประปา"}, {"group": "1"}, {"state": "received"}, {"order": "new"}):
        assert found(client, **asked) == []


# --- a number


@pytest.mark.parametrize(
    "typed", ["{0.year_id}-{0.serial:04}", "{0.year_id}/{0.serial}", "{0.serial}", "0{0.serial}"]
)
def test_an_opinion_is_found_by_its_number(client, typed):
    one, _other = make_published(), make_published()
    words = typed.format(one)

    response = client.get(LIST, {"q": words})

    assert response.context["rows"][0].opinion == one
    assert response.context["count"].number == len(response.context["rows"])
    assert f"ความคิดเห็นเลขที่ {one.number}</mark>" in response.content.decode()
    assert found(client, q=thai.thai_digits(words))[0] == one
    assert one in found(client, q=words, order="new")


def test_a_bare_number_shows_its_opinion_first_and_is_searched_as_a_word_too(client):
    one = make_published(text="ขอให้ซ่อมรั้ว")
    said = make_published(text=f"รถเมล์สาย {one.serial} ไม่ผ่านโรงเรียน")

    assert found(client, q=str(one.serial)) == [one, said]
    assert found(client, q=str(one.serial), order="new") == [said, one]


def test_a_number_finds_nothing_that_is_not_public_or_fits_no_filter(client):
    hidden, shown = make_opinion(group=group(1)), make_published(group=group(1))

    assert found(client, q=hidden.number) == []
    assert found(client, q=shown.number, group="1") == [shown]
    assert found(client, q=shown.number, group="2") == []
    assert found(client, q=f"{shown.year_id - 1}-{shown.serial:04}") == []


def test_a_number_comes_first_before_words_that_nobody_counts(client, monkeypatch):
    one = make_published(text="ขอให้ซ่อมรั้ว")
    said = [make_published(text=f"ห้อง {one.serial} ร้อน") for _ in range(4)]
    monkeypatch.setattr(finding, "RANKED", 3)
    monkeypatch.setattr(SearchEntryQuerySet.among, "__kwdefaults__", {"few": 1})

    assert found(client, q=str(one.serial))[0] == one
    assert set(found(client, q=str(one.serial), order="new")) == {one, *said}


def test_where_nothing_is_found_the_form_is_offered_with_the_group(client):
    page = client.get(LIST, {"q": "จรวด", "group": "5"}).content.decode()

    assert f'href="{reverse("feedback:new_opinion")}?group=5"' in page
    assert "แสดงความคิดเห็น" in page


# --- words that are spelt in more than one way


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("อินเตอร์เน็ต", "อินเทอร์เน็ต"),
        ("อินเทอร์เน็ต", "อินเตอร์เน็ต"),
        ("เว็บไซต์", "เว็บไซด์"),
        ("อีเมล", "อีเมล์"),
        ("โน้ต", "โน๊ต"),
        ("คอมพิวเตอร์", "คอมพิวเตอ"),
        ("ดิจิทัล", "ดิจิตอล"),
    ],
)
def test_a_word_is_found_and_marked_however_it_is_spelt(client, asked, written):
    one = make_published(text=f"ขอให้ซ่อม{written}ของโรงเรียน")
    make_published(text="ขอให้ซ่อมรั้วของโรงเรียน")

    page = client.get(LIST, {"q": f"{asked} โรงเรียน"})

    assert [row.opinion for row in page.context["rows"]] == [one]
    marked = [piece.text for piece in page.context["rows"][0].said if piece.is_hit]
    assert marked == [f"{written}", "โรงเรียน"]
