"""What staff, the sender and the public see of what is merged."""

import pytest
from django.test import Client
from django.urls import reverse

from feedback import codes
from feedback.choices import Outcome, VerdictOn, VerdictWord
from feedback.masking import Span
from feedback.models import Merging, Opinion
from feedback.services.answering import answer_opinion
from feedback.services.conversing import reply
from feedback.services.judging import judge
from feedback.services.masking import mask_opinion
from feedback.services.merging import merge, unmerge
from feedback.services.publishing import publish_opinion, withhold_opinion
from feedback.tests.make import make_opinion, make_published
from participation import thai
from participation.choices import Role
from participation.models import User
from participation.tests.make import group, make_office, make_responsible_officer, make_user

pytestmark = pytest.mark.django_db

WHY = "เรื่องไฟทางเดียวกัน"
PRIVATE = "ครูสมหญิงโทร 081-234-5678"


@pytest.fixture
def triage(client) -> User:
    make_office()
    user = make_user(Role.TRIAGE_OFFICER)
    client.force_login(user)
    return user


def page_of(opinion: Opinion, page: str = "desk_opinion") -> str:
    return reverse(f"feedback:{page}", args=[opinion.number])


def pair() -> tuple[Opinion, Opinion]:
    first = make_opinion(group=group(5), text="ไฟทางหน้าโรงเรียนดับมาสามเดือน")
    return first, make_opinion(group=group(5), text="ไฟทางหน้าโรงเรียนดับ เด็กกลับบ้านมืด")


def matter(client: Client, code: str) -> str:
    page = client.post(reverse("feedback:track"), {"code": code})
    return str(page.content.decode())


# --- at the desk


def test_officer_is_led_from_the_page_over_both_to_the_merging_and_back(client, triage):
    opinion, main = pair()
    address = page_of(opinion, "merge_opinion")

    assert address in client.get(page_of(opinion)).content.decode()
    chosen = client.get(address)
    assert main in chosen.context["alike"]
    beside = client.get(address, {"into": main.number})
    assert not Merging.objects.exists()
    seen = beside.context["form"]["seen"].value()
    data = {"into": main.number, "reason": WHY, "seen": seen}
    done = client.post(address, data, follow=True).content.decode()
    again = client.post(address, data, follow=True).content.decode()

    assert Merging.objects.get().into == main
    for page in (done, again):
        assert page_of(opinion, "unmerge_opinion") in page
        assert WHY in page
    client.post(page_of(opinion, "unmerge_opinion"))
    assert client.post(page_of(opinion, "unmerge_opinion")).status_code == 302
    assert Opinion.objects.get(pk=opinion.pk).merged_into is None


@pytest.mark.parametrize("typed", ["{serial}", "{year}/{serial}", "{thai}"])
def test_number_is_read_as_people_write_it(client, triage, typed):
    opinion, main = pair()
    number = typed.format(serial=main.serial, year=main.year_id, thai=thai.thai_digits(main.number))

    page = client.get(page_of(opinion, "merge_opinion"), {"into": number})

    assert page.context["main"] == main


@pytest.mark.parametrize("typed", ["", "2570-9999", "เรื่องนั้น"])
def test_number_that_is_none_is_asked_for_again(client, triage, typed):
    opinion, _main = pair()

    page = client.get(page_of(opinion, "merge_opinion"), {"into": typed})

    assert page.context["form"].errors
    assert "form" in page.context


def test_what_stands_against_it_is_said_before_anything_is_typed(client, triage):
    opinion, main = make_published(group=group(5)), make_opinion(group=group(5))

    page = client.get(page_of(opinion, "merge_opinion"), {"into": main.number})

    assert page.context["refusal"]
    assert "<textarea" not in page.content.decode()
    assert f"{page_of(main, 'merge_opinion')}?into={opinion.number}" in page.content.decode()


def test_without_a_justification_the_page_comes_back(client, triage):
    opinion, main = pair()

    page = client.post(page_of(opinion, "merge_opinion"), {"into": main.number, "reason": " "})

    assert page.context["form"].errors
    assert not Merging.objects.exists()


def test_what_somebody_did_meanwhile_is_said_and_what_was_typed_stays(client, triage):
    opinion, main = pair()
    address = page_of(opinion, "merge_opinion")
    seen = client.get(address, {"into": main.number}).context["form"]["seen"].value()
    answer_opinion(main, by=make_user(), text="ซ่อมแล้ว", outcome=Outcome.DONE)
    data = {"into": main.number, "reason": WHY, "seen": seen}

    page = client.post(address, data)

    assert not Merging.objects.exists()
    assert WHY in page.content.decode()
    data["seen"] = page.context["form"]["seen"].value()
    assert client.post(address, data).status_code == 302


def test_merged_one_offers_nothing_but_the_way_back(client, triage):
    opinion, main = pair()
    officer = make_responsible_officer(group(5))
    merge(opinion, into=main, reason=WHY, by=triage)
    names = "sort_form ask_form answer_form publish_form withhold_form take_on_form give_form"
    offered = names.split()

    for user in (triage, officer):
        client.force_login(user)
        page = client.get(page_of(opinion))
        assert [name for name in offered if page.context[name]] == []
        undo = page_of(opinion, "unmerge_opinion")
        assert (undo in page.content.decode()) == (user == triage)
        assert client.post(undo).status_code == (302 if user == triage else 403)
        Merging.objects.exclude(ended_at=None).delete()
        merge(opinion, into=main, reason=WHY, by=triage)


def test_what_its_sender_has_judged_cannot_be_parted_and_the_pages_say_why(client, triage):
    opinion, main = pair()
    other = make_opinion(group=group(5))
    for one in (opinion, other):
        merge(one, into=main, reason=WHY, by=triage)
    answer_opinion(main, by=make_user(), text="ซ่อมแล้ว", outcome=Outcome.DONE)
    for one in (opinion, main):
        assert page_of(opinion, "unmerge_opinion") in client.get(page_of(one)).text

    judge(opinion, on=VerdictOn.ANSWER, word=VerdictWord.SOLVED)

    for one in (opinion, main):
        page = client.get(page_of(one)).text
        assert page_of(opinion, "unmerge_opinion") not in page
        assert "จึงยกเลิกการรวมไม่ได้" in page
    assert page_of(other, "unmerge_opinion") in client.get(page_of(main)).text


def test_main_one_shows_what_is_answered_with_it_to_whoever_answers_it(client, triage):
    main = make_opinion(group=group(5))
    opinion = make_opinion(group=group(6), text="ไฟทางหน้าโรงเรียนดับ")
    merge(opinion, into=main, reason=WHY, by=triage)
    reply(opinion, text="ดับทั้งซอยค่ะ", key=codes.new_submission_key())

    client.force_login(make_responsible_officer(group(5)))
    page = client.get(page_of(main)).content.decode()

    assert opinion.text in page
    assert "ดับทั้งซอยค่ะ" in page
    assert f'href="{page_of(opinion)}"' not in page
    assert client.get(page_of(opinion)).status_code == 404
    client.force_login(triage)
    back = client.post(page_of(opinion, "unmerge_opinion"), {"at_main": "1"})
    assert back["Location"] == page_of(main)


def test_officers_of_the_main_one_read_nothing_that_was_covered_elsewhere(client, triage):
    main = make_opinion(group=group(5))
    opinion = make_opinion(group=group(6), text=f"ไฟทางดับ {PRIVATE}")
    mask_opinion(opinion, by=triage, spans=[], phrases=[PRIVATE])
    merge(opinion, into=main, reason=WHY, by=triage)

    client.force_login(make_responsible_officer(group(5)))
    page = client.get(page_of(main)).content.decode()

    assert "ไฟทางดับ" in page
    assert PRIVATE not in page


def test_desk_finds_it_by_its_number_alone(client, triage):
    opinion, main = pair()
    merge(opinion, into=main, reason=WHY, by=triage)
    desk = reverse("feedback:desk_opinions")

    listed = client.get(desk, {"state": ["received", "under_review"]}).context
    found = client.get(desk, {"q": opinion.number})

    assert [*listed["page"].rows] == [main]
    states = {option.value: option.count for option in listed["options"]["state"]}
    assert (states["received"], states["under_review"]) == (1, 0)
    assert [*found.context["page"].rows] == [opinion]
    assert main.number in found.content.decode()
    for link in listed["queues"]:
        assert link.count.number <= 1


# --- its sender


@pytest.mark.parametrize("stands", ["pending", "withheld", "published"])
def test_sender_reads_of_the_other_one_only_what_the_public_reads(client, triage, stands):
    code = codes.code_for("merged")
    opinion = make_opinion(group=group(5), code_hash=codes.kept_hash(code))
    main = make_opinion(group=group(5), text=f"ไฟทางดับ {PRIVATE}")
    if stands == "withheld":
        withhold_opinion(main, by=triage, reason="มีชื่อครู")
    if stands == "published":
        place = main.text.index(PRIVATE)
        span = Span(place, place + len(PRIVATE), "phone")
        publish_opinion(mask_opinion(main, by=triage, spans=[span]), by=triage)
    merge(opinion, into=main, reason=WHY, by=triage)
    reply(main, text="ดิฉันชื่อสมหญิง", key=codes.new_submission_key())
    answer_opinion(main, by=triage, text="ซ่อมแล้วค่ะ", outcome=Outcome.DONE)

    page = matter(client, code)

    assert "ซ่อมแล้วค่ะ" in page
    assert "มีผู้แจ้งเรื่องเดียวกันนี้ด้วย" in page
    assert ("ไฟทางดับ" in page) == (main.number in page) == (stands == "published")
    for secret in (PRIVATE, "081-234", "สมหญิง", WHY, "มีชื่อครู", str(triage)):
        assert secret not in page


def test_sender_is_told_that_it_stands_by_itself_again(client, triage):
    code = codes.code_for("merged")
    opinion = make_opinion(group=group(5), code_hash=codes.kept_hash(code))
    merge(opinion, into=make_opinion(group=group(5)), reason=WHY, by=triage)
    assert "มีผู้แจ้งเรื่องเดียวกันนี้ด้วย" in matter(client, code)

    unmerge(opinion, by=triage)

    page = matter(client, code)
    assert "พิจารณาเรื่องของท่านแยกต่างหาก" in page
    assert "มีผู้แจ้งเรื่องเดียวกันนี้ด้วย" not in page


# --- the public


def test_public_reads_the_main_one_alone(client, triage):
    opinion, main = make_published(group=group(5), text="ไฟทางดับหน้าโรงเรียน"), make_published()
    address = opinion.get_absolute_url()

    merge(opinion, into=main, reason=WHY, by=triage)

    assert list(Opinion.objects.published()) == [main]
    for page in (reverse("feedback:opinions"), reverse("feedback:feed")):
        assert opinion.text not in client.get(page).content.decode()
    assert not client.get(reverse("feedback:opinions"), {"q": "ไฟทางดับ"}).context["rows"]
    moved = client.get(address, follow=True)
    assert moved.context["opinion"] == main
    assert opinion.number in moved.content.decode()
    assert opinion.text not in moved.content.decode()

    withhold_opinion(main, by=triage, reason="มีชื่อ")
    assert client.get(address).status_code == 404
    unmerge(opinion, by=triage)
    assert client.get(address).context["opinion"] == opinion
