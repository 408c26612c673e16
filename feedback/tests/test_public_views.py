"""The public side as people meet it: no account, perhaps no script, little patience."""

import logging
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from feedback import codes
from feedback.choices import Outcome
from feedback.forms.fields import PhoneField
from feedback.models import Opinion, OpinionContact
from feedback.services.publishing import let_be_found, withhold_opinion
from feedback.tests.make import make_answer, make_opinion, make_published
from feedback.views import guessing, reading, sending
from participation.choices import StakeholderType
from participation.models import OrganisationUnit
from participation.tests.make import group, make_office, make_school, make_user

pytestmark = pytest.mark.django_db

FORM, CHECK, SEND, SENT, TRACK, LIST = (
    reverse(f"feedback:{page}")
    for page in (
        "new_opinion",
        "check_opinion",
        "send_opinion",
        "opinion_sent",
        "track",
        "opinions",
    )
)
TEXT = "ขอให้แจ้งล่วงหน้าอย่างน้อย 1 ปี ก่อนรวมโรงเรียน"


@pytest.fixture(autouse=True)
def _office() -> None:
    make_office()


class Fields(HTMLParser):
    """What a browser would send of the page's form: hidden fields and text as parsed."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.textarea: str | None = None
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "input" and known.get("type") == "hidden":
            self.values[known["name"]] = known.get("value", "")
        self.textarea = known["name"] if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self.textarea:
            # the parser of a browser drops the line feed that opens a textarea
            self.values[self.textarea] = data.removeprefix("\n")
            self.textarea = None


def typed(client: Client, **fields: str) -> dict[str, str]:
    """A filled-in form, fresh from the server."""
    key = Fields(client.get(FORM)).values["key"]
    answers = {"kind": "suggestion", "to": "group-1", "text": TEXT, "stakeholder_type": "parent"}
    return {"key": key} | answers | fields


def listed(response: Any) -> list[Opinion]:
    """The opinions a list shows, in its order."""
    return [row.opinion for row in response.context["rows"]]


def code_on(response: Any) -> str:
    code: str = response.context["code"]
    return code


def test_form_asks_for_seven_groups_other_units_or_not_sure(client):
    response = client.get(FORM)

    choices = dict(response.context["form"].fields["to"].choices)
    units = dict(choices.pop("หน่วยงานอื่นของสำนักงาน"))
    assert list(choices) == [*(f"group-{number}" for number in range(1, 8)), "unsure"]
    assert "หน่วยตรวจสอบภายใน" not in units.values(), "internal audit does not run what it audits"
    assert len(units) == 2
    assert choices["group-5"] == "กลุ่มพัฒนาครูและบุคลากรทางการศึกษา"


def test_form_asks_for_a_school_or_a_district_where_there_is_a_list(client):
    assert "place" not in client.get(FORM).context["form"].fields
    school = make_school()
    closed = make_school(district=school.district, is_open=False)

    ((_none, _words), (name, options)) = client.get(FORM).context["form"].fields["place"].choices

    assert name == school.district.name_th
    assert [value for value, _label in options] == [
        f"district-{school.district_id}",
        f"school-{school.pk}",
    ]
    client.post(SEND, typed(client, place=f"school-{closed.pk}"))
    opinion = Opinion.objects.get()
    assert (opinion.school, opinion.district) == (closed, school.district), "it closed meanwhile"


def test_district_alone_is_enough(client):
    district = make_school().district

    check = client.post(CHECK, typed(client, place=f"district-{district.pk}"))
    client.post(SEND, Fields(check).values)

    assert district.name_th in check.content.decode()
    opinion = Opinion.objects.get()
    assert (opinion.school, opinion.district) == (None, district)


def test_place_that_is_none_is_refused_with_a_sentence(client):
    make_school()

    response = client.post(SEND, typed(client, place="school-99"))

    assert "เลือกโรงเรียน" in response.context["form"].errors["place"][0]


def test_form_of_a_group_has_it_chosen(client):
    assert client.get(FORM, {"group": "5"}).context["form"]["to"].value() == "group-5"


@pytest.mark.parametrize("junk", ["99", "-1", "ก", "5; DROP TABLE", "9" * 400])
def test_form_of_a_group_that_is_none_has_none_chosen(client, junk):
    response = client.get(FORM, {"group": junk})

    assert response.status_code == 200
    assert "checked" not in response.content.decode()


def test_form_asks_the_database_little(client, django_assert_max_num_queries):
    make_school()
    with django_assert_max_num_queries(8):
        client.get(FORM)


def test_opinion_is_sent_followed_and_answered_without_a_script(client):
    check = client.post(CHECK, typed(client, email="somchai@example.org"))
    assert TEXT in check.content.decode()
    assert not Opinion.objects.exists(), "nothing is kept before sending"

    sent = client.post(SEND, Fields(check).values, follow=True)
    assert sent.redirect_chain == [(SENT, 302)]
    opinion = Opinion.objects.get()
    assert (opinion.group, opinion.text) == (group(1), TEXT)
    assert opinion.contact.email == "somchai@example.org"

    make_answer(opinion, text="จะแจ้งล่วงหน้า 1 ปี", outcome=Outcome.DONE)
    thread = client.post(TRACK, {"code": code_on(sent).lower().replace("-", " ")})
    page = thread.content.decode()
    assert thread.context["opinion"] == opinion
    assert "จะแจ้งล่วงหน้า 1 ปี" in page
    assert "ดำเนินการแล้ว" in page
    assert "กลุ่มนโยบายและแผน" in page


def test_double_click_reload_and_retry_make_one_opinion_with_one_code(client):
    sending = typed(client)

    found = {code_on(client.post(SEND, sending, follow=True)) for _ in range(3)}
    reloaded = code_on(client.get(SENT))

    assert found == {reloaded}
    assert Opinion.objects.count() == 1


def test_changed_text_of_the_same_form_is_a_second_opinion(client):
    sending = typed(client)

    client.post(SEND, sending)
    client.post(SEND, sending | {"text": "อีกเรื่องหนึ่งค่ะ"})

    assert set(Opinion.objects.values_list("text", flat=True)) == {TEXT, "อีกเรื่องหนึ่งค่ะ"}


def test_each_row_of_the_check_leads_back_to_its_question_with_everything_kept(client):
    check = client.post(CHECK, typed(client, email="somchai@example.org"))

    ways = re.findall(f'formaction="{FORM}#([a-z_]+)"', check.content.decode())
    back = client.post(f"{FORM}#{ways[0]}", Fields(check).values)

    assert ways == ["div_id_kind", "div_id_to", "div_id_text", "div_id_stakeholder_type", "contact"]
    assert all(f'id="{way}"' in back.content.decode() for way in ways)
    assert back.context["form"]["email"].value() == "somchai@example.org"


def test_check_says_what_personal_numbers_the_text_holds(client):
    text = "โทร ๐๘๑-234-5678 หรือ kru@example.org\nครูสมชาย ใจดี ลืมบัตร 1-1037-02071-81-1"

    check = client.post(CHECK, typed(client, text=text))

    assert check.context["personal"] == ["๐๘๑-234-5678", "kru@example.org", "1-1037-02071-81-1"]
    assert "๐๘๑-234-5678 · kru@example.org · 1-1037-02071-81-1 ข้อมูล" in check.content.decode()
    assert "ท่านลบออกได้" not in client.post(CHECK, typed(client)).content.decode()


def test_going_back_to_change_brings_everything_back(client):
    check = client.post(CHECK, typed(client, phone="๐๘๑-234-5678", to="unsure"))

    response = client.post(FORM, Fields(check).values)

    form = response.context["form"]
    assert (form["to"].value(), form["phone"].value()) == ("unsure", "๐๘๑-234-5678")
    assert Fields(response).values["text"] == TEXT
    assert not form.errors


@pytest.mark.parametrize("page", [CHECK, SEND])
@pytest.mark.parametrize("text", ["ก" * 10_000, "  \n\u200b", ""])
def test_refused_text_stays_in_the_form(client, page, text):
    response = client.post(page, typed(client, text=text))

    assert response.context["form"].errors.keys() == {"text"}
    assert response.context["form"]["text"].value() == text
    assert not Opinion.objects.exists()


def test_too_long_text_is_shown_again_whole(client):
    text = "ข้อความยาว " * 1000

    response = client.post(CHECK, typed(client, text=text))

    assert Fields(response).values["text"] == text
    assert "7,000" in response.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "บรรทัดหนึ่ง\r\n\r\n  บรรทัดสาม\t",
        "ขอ\u200bบคุณ\ufeff\u202eกลับ\u202c",
        'x"><script>alert(1)</script></textarea>',
        "👩‍👩‍👧 ดีค่ะ",
        "เเก้ น\u0e49\u0e4d\u0e32 กกกกก ๆๆ",
        "\x01\x1b[31m แดง",
        "&amp; &lt;b&gt;",
    ],
)
def test_text_travels_through_every_page_as_it_was_typed(client, text):
    check = client.post(CHECK, typed(client, text=text))
    assert Fields(check).values["text"] == text
    assert "<script>" not in check.content.decode()

    client.post(SEND, Fields(check).values)

    assert Opinion.objects.get().raw_text == text


def test_null_character_is_recorded_by_its_picture(client):
    client.post(SEND, typed(client, text="ก\0ข"))

    opinion = Opinion.objects.get()
    assert (opinion.raw_text, opinion.text) == ("ก␀ข", "กข")


def test_contact_of_a_pupil_is_ignored_even_if_posted(client):
    sending = typed(client, stakeholder_type="student", email="dek@example.org", phone="12")

    check = client.post(CHECK, sending)
    client.post(SEND, sending)

    assert Fields(check).values.keys().isdisjoint({"email", "phone"})
    assert "dek@example.org" not in check.content.decode()
    assert Opinion.objects.get().stakeholder_type == StakeholderType.STUDENT
    assert not OpinionContact.objects.exists()


def test_everything_missing_is_told_at_once(client):
    response = client.post(CHECK, {})

    assert response.context["form"].errors.keys() == {"kind", "to", "text", "stakeholder_type"}
    page = response.content.decode()
    assert 'href="#id_text"' in page
    assert "“ไม่แน่ใจ”" in page


@pytest.mark.parametrize(
    "junk",
    [
        {"to": "group-99"},
        {"kind": "x"},
        {"stakeholder_type": "x"},
        {"task": "9" * 30},
        {"email": "ก"},
    ],
)
def test_junk_is_refused_with_a_sentence(client, junk):
    response = client.post(SEND, typed(client, **junk))

    assert response.context["form"].errors.keys() == junk.keys()
    assert not Opinion.objects.exists()


def test_task_of_another_group_is_refused(client):
    other = group(2).tasks.get(position=1)

    response = client.post(SEND, typed(client, task=str(other.pk)))

    assert "กลุ่มอื่น" in response.context["form"].errors["task"][0]
    assert not Opinion.objects.exists()


def test_who_names_the_task_but_no_group_has_named_the_group(client):
    task = group(2).tasks.get(position=3)

    client.post(SEND, typed(client, to="unsure", task=str(task.pk)))

    opinion = Opinion.objects.get()
    assert (opinion.group, opinion.task) == (group(2), task)


def test_another_unit_can_be_addressed(client):
    unit = OrganisationUnit.objects.get(code="general-affairs")

    client.post(SEND, typed(client, to=f"unit-{unit.code}"))

    opinion = Opinion.objects.get()
    assert (opinion.unit, opinion.group) == (unit, None)


@pytest.mark.parametrize(
    ("typed_number", "kept"),
    [
        ("081 234 5678", "+66812345678"),
        ("081-234-5678", "+66812345678"),
        ("๐๘๑๒๓๔๕๖๗๘", "+66812345678"),
        ("+66 81 234 5678", "+66812345678"),
        ("+66 (0)81 234 5678", "+66812345678"),
        ("66812345678", "+66812345678"),
        ("042-123-456", "+6642123456"),
        ("0 4212 3456", "+6642123456"),
        ("", ""),
        (" - ", ""),
    ],
)
def test_telephone_numbers_are_read_however_they_are_written(typed_number, kept):
    assert PhoneField(required=False).clean(typed_number) == kept


@pytest.mark.parametrize(
    ("typed_number", "remedy"),
    [
        ("081 234 56", "10 หลัก"),
        ("0812345678901", "10 หลัก"),
        ("1669", "9 หลัก"),
        ("โทรมาได้เลย", "9 หลัก"),
        ("+1 202 555 0100", "9 หลัก"),
    ],
)
def test_other_telephone_numbers_are_refused_with_an_example(typed_number, remedy):
    with pytest.raises(ValidationError, match=remedy):
        PhoneField(required=False).clean(typed_number)


def test_sending_needs_the_token_of_our_own_form():
    client = Client(enforce_csrf_checks=True)

    assert client.post(SEND, {"text": TEXT}).status_code == 403
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("page", [CHECK, SEND])
def test_address_of_a_step_leads_to_the_form(client, page):
    assert client.get(page).headers["Location"] == FORM


def test_code_is_in_no_address_no_session_and_no_log(client, caplog):
    caplog.set_level(logging.DEBUG)

    sent = client.post(SEND, typed(client))
    receipt = client.get(SENT)
    code = code_on(receipt)
    client.post(TRACK, {"code": code})

    plain = codes.read(code, prefix="NPM2")
    assert plain is not None
    assert sent.headers["Location"] == SENT
    assert not Session.objects.exists()
    assert plain not in caplog.text
    assert code not in caplog.text


def test_receipt_lies_only_in_the_senders_browser(client):
    sent = client.post(SEND, typed(client))

    cookie = sent.cookies[sending.RECEIPT_COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (SENT, True, "Strict")
    assert cookie["max-age"] == 1800
    assert client.get(SENT).headers["Cache-Control"].count("no-store") == 1
    assert Client().get(SENT).context["opinion"] is None


def test_forged_receipt_shows_nothing(client):
    client.cookies[sending.RECEIPT_COOKIE] = "7K4M9XQT2HVD:forged"

    response = client.get(SENT)

    assert response.context["opinion"] is None
    assert TRACK in response.content.decode()


def test_receipt_names_the_day_of_the_answer(client):
    response = client.post(SEND, typed(client), follow=True)

    with translation.override("th"):
        due = Template("{{ day|thai_date_short }}").render(
            Context({"day": Opinion.objects.get().due_on})
        )
    assert f"ภายใน {due}" in response.content.decode()


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("", "ใส่รหัส"),
        ("NPM2-7K4M", "12 ตัว"),
        ("ขอดูเรื่องหน่อย", "12 ตัว"),
        ("NPM2-7K4M-9XQT-2HVD", "ไม่พบเรื่อง"),
        ("7" * 90, "80"),
        ("\0", ""),
    ],
)
def test_wrong_code_is_told_what_is_wrong(client, code, message):
    response = client.post(TRACK, {"code": code})

    assert response.status_code == 200
    assert message in response.context["form"].errors["code"][0]


def test_many_wrong_codes_are_slowed_and_the_form_says_so(client, monkeypatch):
    monkeypatch.setattr(guessing, "WRONG_CODES_ALLOWED", 3)
    client = Client(REMOTE_ADDR="203.0.113.7")

    answers = [client.post(TRACK, {"code": "7K4M9XQT2HVD"}).status_code for _ in range(4)]

    assert answers == [200, 200, 200, 429]
    assert (
        Client(REMOTE_ADDR="203.0.113.8").post(TRACK, {"code": "7K4M9XQT2HVD"}).status_code == 200
    )


def test_right_code_opens_its_matter_whoever_guesses_behind_the_same_address(client, monkeypatch):
    monkeypatch.setattr(guessing, "WRONG_CODES_ALLOWED", 3)
    code = code_on(client.post(SEND, typed(client), follow=True))
    school = Client(REMOTE_ADDR="203.0.113.7")

    answers = [school.post(TRACK, {"code": "7K4M9XQT2HVD"}).status_code for _ in range(5)]

    assert answers[-1] == 429
    thread = school.post(TRACK, {"code": code})
    assert (thread.status_code, thread.context["opinion"]) == (200, Opinion.objects.get())


def test_right_codes_do_not_count_as_guesses(client, monkeypatch):
    monkeypatch.setattr(guessing, "WRONG_CODES_ALLOWED", 2)
    code = code_on(client.post(SEND, typed(client), follow=True))

    assert {client.post(TRACK, {"code": code}).status_code for _ in range(5)} == {200}


def test_machine_that_sends_without_end_is_stopped_and_nobody_elsewhere(monkeypatch):
    monkeypatch.setattr("feedback.views.sending.SENT_ALLOWED", 2)
    here = Client(REMOTE_ADDR="203.0.113.7")

    answers = [here.post(SEND, typed(here)) for _ in range(3)]
    elsewhere = Client(REMOTE_ADDR="203.0.113.8")

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "ส่งใหม่อีกครั้งในอีก 10 นาที" in answers[2].content.decode()
    assert typed(here)["text"] in answers[2].content.decode()
    assert elsewhere.post(SEND, typed(elsewhere)).status_code == 302
    assert Opinion.objects.count() == 3


def test_opinion_sent_again_leads_to_its_receipt_while_nothing_new_is_taken(monkeypatch):
    monkeypatch.setattr("feedback.views.sending.SENT_ALLOWED", 1)
    here = Client(REMOTE_ADDR="203.0.113.7")
    sent, another = typed(here), typed(here)
    code = code_on(here.post(SEND, sent, follow=True))

    assert here.post(SEND, another).status_code == 429
    assert code_on(here.post(SEND, sent, follow=True)) == code
    assert Opinion.objects.count() == 1


def test_everything_works_while_the_cache_is_away(client, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "participation.cache.SteadyRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        },
        "reserve": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }

    code = code_on(client.post(SEND, typed(client), follow=True))

    assert client.post(TRACK, {"code": "7K4M9XQT2HVD"}).status_code == 200
    assert client.post(TRACK, {"code": code}).context["opinion"] == Opinion.objects.get()


def test_thread_keeps_earlier_answers_and_asks_little(client, django_assert_max_num_queries):
    code = code_on(client.post(SEND, typed(client), follow=True))
    opinion = Opinion.objects.get()
    make_answer(opinion, text="คำตอบแรก")
    make_answer(opinion, text="คำตอบที่สอง")

    with django_assert_max_num_queries(17):
        response = client.post(TRACK, {"code": code})

    page = response.content.decode()
    assert page.index("คำตอบแรก") < page.index("คำตอบที่สอง")
    assert "no-store" in response.headers["Cache-Control"]


def test_thread_of_a_late_answer_is_honest(client):
    code = code_on(client.post(SEND, typed(client), follow=True))
    Opinion.objects.update(due_on="2026-01-01")

    assert "ล่าช้า" in client.post(TRACK, {"code": code}).content.decode()


def test_only_published_opinions_are_listed_newest_first(client):
    first, second = make_published(), make_published()
    make_opinion()
    withheld = make_published()
    withhold_opinion(withheld, by=make_user(), reason="มีชื่อเด็ก")

    assert client.get(LIST).context["page"].rows == [second, first]


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_database_the_same_however_many_there_are(
    client, django_assert_num_queries, count
):
    for number in range(count):
        make_answer(make_published(group=group(number + 1)))

    # six for the office, groups, tasks and units, which a process in service remembers
    with django_assert_num_queries(8):
        response = client.get(LIST)

    assert len(response.context["page"]) == count


@pytest.mark.parametrize("words", ["ประปา", "น้ำประปา", "โรงเรียน", "ซ่อม ประปา", "น้ำ\u200bประปา"])
def test_opinions_are_found_by_their_words(client, words):
    found = make_published(text="ขอให้ซ่อมน้ำประปาของโรงเรียน")
    make_published(text="ขอบคุณสำหรับการอบรมครู")

    assert listed(client.get(LIST, {"q": words})) == [found]


def test_opinions_are_found_by_the_words_of_their_answer(client):
    found = make_published()
    make_answer(found, text="จัดซื้อเครื่องกรองน้ำแล้ว")
    let_be_found(found)

    assert listed(client.get(LIST, {"q": "เครื่องกรองน้ำ"})) == [found]


@pytest.mark.parametrize("words", ["ไดโนเสาร์", "???", "' OR 1=1 --", "\0", "ก" * 5000, "&|!()<->"])
def test_search_that_finds_nothing_says_what_to_do(client, words):
    make_published(text="ขอให้ซ่อมน้ำประปา")

    response = client.get(LIST, {"q": words})

    assert len(response.context["rows"]) == 0
    page = response.content.decode()
    assert "ใช้คำน้อยลง" in page
    assert f'href="{LIST}"' in page


def test_list_can_be_narrowed_to_a_group(client):
    one = make_published(group=group(1))
    make_published(group=group(2))

    response = client.get(LIST, {"group": "1"})

    assert response.context["page"].rows == [one]
    assert "ลองเอาเงื่อนไขนี้ออก" in client.get(LIST, {"group": "7"}).content.decode()


@pytest.mark.parametrize(
    "junk", [{"group": "x"}, {"before": "x"}, {"after": "9" * 30}, {"before": "-1"}]
)
def test_junk_in_the_address_of_the_list_does_no_harm(client, junk):
    one = make_published()

    assert client.get(LIST, junk).context["page"].rows == [one]


def test_empty_list_invites(client):
    assert FORM in client.get(LIST).content.decode()


def test_pages_follow_one_another_and_lead_back(client, monkeypatch):
    monkeypatch.setattr(reading, "OPINIONS_ON_A_PAGE", 2)
    opinions = [make_published() for _ in range(5)][::-1]

    first = client.get(LIST).context["page"]
    second = client.get(LIST, {"before": first.older}).context["page"]
    third = client.get(LIST, {"before": second.older}).context["page"]
    back = client.get(LIST, {"after": third.newer}).context["page"]
    start = client.get(LIST, {"after": back.newer}).context["page"]

    assert [first.rows, second.rows, third.rows] == [opinions[:2], opinions[2:4], opinions[4:]]
    assert (first.newer, third.older) == (None, None)
    assert (back.rows, start.rows) == (second.rows, first.rows)
    assert start.newer is None


def test_published_opinion_is_read_with_its_answer(client):
    opinion = make_published(group=group(3))
    make_answer(opinion, text="ปรับปรุงแล้ว", outcome=Outcome.PARTLY_DONE)

    page = client.get(opinion.get_absolute_url()).content.decode()

    assert opinion.text in page
    assert "ปรับปรุงแล้ว" in page
    assert "ดำเนินการบางส่วน" in page


def test_contact_is_on_no_public_page(client):
    client.post(SEND, typed(client, email="somchai@example.org", phone="0812345678"))
    Opinion.objects.update(publication="published")

    page = client.get(Opinion.objects.get().get_absolute_url()).content.decode()
    page += client.get(LIST).content.decode()

    assert "somchai@example.org" not in page
    assert "812345678" not in page


@pytest.mark.parametrize("number", ["2570-0099", "2570-99", "junk", "9999-0001", "2570-99999999"])
def test_opinion_that_is_not_there_is_not_found(client, number):
    assert client.get(f"/opinions/{number}/").status_code == 404


def test_opinion_that_is_not_published_is_not_found(client):
    pending = make_opinion()
    withheld = withhold_opinion(make_opinion(), by=make_user(), reason="มีชื่อเด็ก")

    assert client.get(pending.get_absolute_url()).status_code == 404
    assert client.get(withheld.get_absolute_url()).status_code == 404


def test_markup_in_a_text_is_shown_as_text(client):
    opinion = make_published(text="<script>alert(1)</script> <b>หนา</b>")

    for address in (LIST, opinion.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;b&gt;หนา" in page


def test_group_page_tells_its_latest_voices():
    make_published(group=group(2), text="ของกลุ่มอื่น")
    for number in range(5):
        make_published(group=group(1), text=f"เสียงที่ {number}")

    shown = Template("{% load feedback_tags %}{% group_voices group %}").render(
        Context({"group": group(1)})
    )

    assert [f"เสียงที่ {number}" in shown for number in range(5)] == [False, False, True, True, True]
    assert "5 เรื่อง" in shown
    assert f"{LIST}?group=1" in shown
    assert "ของกลุ่มอื่น" not in shown


def test_group_without_voices_invites_to_be_the_first():
    shown = Template("{% load feedback_tags %}{% group_voices group %}").render(
        Context({"group": group(1)})
    )

    assert f"{FORM}?group=1" in shown


def test_a_code_half_typed_outlives_a_switch_of_the_header(client):
    make_office()
    door = client.get(reverse("feedback:track")).content.decode()
    (address,) = set(re.findall(r'form="typed" formaction="([^"]+)"', door))

    page = client.post(address, {"code": "npm2-7f3k", "django_language": "en"}).content.decode()

    assert '<html lang="en"' in page
    assert 'value="npm2-7f3k"' in page
    assert "There is no matter" not in page
    assert 'id="typed"' in door
