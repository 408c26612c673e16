"""The public sees of a file what somebody has looked at, covered where needed."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from feedback.choices import Act
from feedback.covering import WHOLE, Box, Point, box_between, covered
from feedback.forms.showing import Drawing
from feedback.models import Attachment, Opinion
from feedback.services.showing import hide_file, show_file
from feedback.services.uploading import forget_uploads
from feedback.tests.make import make_opinion, make_published
from participation.choices import Role
from participation.errors import DomainError
from participation.meanwhile import ChangedMeanwhileError
from participation.models import AuditEvent, User
from participation.tests.make import group, make_office, make_responsible_officer, make_user

LEFT_HALF = Box(0, 0, 500, 1000)


@pytest.fixture
def triage(db: None) -> User:
    make_office()
    return make_user(Role.TRIAGE_OFFICER)


def with_picture(opinion: Opinion, *, kind: str = "image", size: tuple[int, int] = (40, 20)) -> Any:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, "JPEG")
    name = default_storage.save("opinions/one.jpg", ContentFile(out.getvalue()))
    return Attachment.objects.create(
        opinion=opinion, position=1, kind=kind, file=name, size=1, sha256="0" * 64
    )


def shade(content: bytes, x: int, y: int) -> int:
    """How light a point of a picture is, 0 to 255."""
    shades: Any = Image.open(io.BytesIO(content)).convert("L")
    return int(shades.getpixel((x, y)))


def page(file: Attachment) -> str:
    return reverse("feedback:show_file", args=[file.opinion.number, file.position])


# --- places of a picture


@given(st.lists(st.integers(0, WHOLE), min_size=4, max_size=4))
def test_two_corners_make_one_place_whichever_comes_first(edges):
    one, other = Point(*edges[:2]), Point(*edges[2:])

    box = box_between(one, other)

    assert (
        box == box_between(other, one) == box_between(Point(one.x, other.y), Point(other.x, one.y))
    )
    assert (box is None) == (one.x == other.x or one.y == other.y)


@given(
    st.tuples(*[st.integers(0, WHOLE - 1)] * 2, *[st.integers(1, WHOLE)] * 2),
    st.integers(1, 90),
    st.integers(1, 90),
)
def test_nothing_of_a_covered_place_is_left(corners, width, height):
    left, top, right, bottom = corners
    box = Box(min(left, right - 1), min(top, bottom - 1), right, bottom)
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "JPEG")
    out.seek(0)

    content = covered(out, [box])

    assert Image.open(io.BytesIO(content)).size == (width, height)
    # what a JPEG smears over its edges is no letter; in the middle it is black
    x = (box.left + box.right) * width // (2 * WHOLE)
    y = (box.top + box.bottom) * height // (2 * WHOLE)
    assert shade(content, min(x, width - 1), min(y, height - 1)) < 90


# --- drawing without a script


def test_two_presses_make_a_place_whatever_size_the_picture_is_seen_in():
    first = Drawing().pressed(QueryDict("at-300x150.x=30&at-300x150.y=15"))
    second = first.pressed(QueryDict("at-600x300.x=300&at-600x300.y=150"))

    assert first.corner == Point(100, 100)
    assert second == Drawing((Box(100, 100, 500, 500),))
    assert Drawing.on_page(QueryDict("box=100-100-500-500")) == second
    assert second.pressed(QueryDict("remove=0")) == Drawing()


@pytest.mark.parametrize(
    "sent",
    ["box=1-1-1-1", "box=0-0-1001-5", "box=x", "corner=a-b", "box=9-9-1-1", "corner=1-2-3"],
)
def test_what_no_page_of_ours_sends_covers_nothing(sent):
    assert Drawing.on_page(QueryDict(sent)) == Drawing()


@pytest.mark.parametrize(
    "sent",
    [
        *("remove=7", "at-0x0.x=1&at-0x0.y=1", "at-5x5.x=1", "at-5x5.x=-1"),
        # more digits than Python makes a number of
        *(f"remove={'9' * 4400}", f"at-5x5.x={'9' * 4400}&at-5x5.y=1"),
    ],
)
def test_what_cannot_be_pressed_changes_nothing(sent):
    drawing = Drawing((LEFT_HALF,))

    assert drawing.pressed(QueryDict(sent)) == drawing


# --- shown, covered, taken back


def test_public_sees_the_picture_covered_and_staff_as_it_came(client, triage):
    file = with_picture(make_published(group=group(5)))
    url = reverse("feedback:opinion_file", args=[file.opinion.number, 1])
    assert client.get(url).status_code == 404

    client.force_login(triage)
    drawn = client.post(page(file), {"seen": "", "box": "0-0-500-1000", "show": "1"}, follow=True)
    own = b"".join(client.post(reverse("feedback:read_file", args=[file.opinion.number, 1])))
    client.logout()
    seen = b"".join(client.get(url))

    assert "ปิดบังบางส่วน" in drawn.content.decode()
    assert shade(seen, 5, 10) < 30
    assert shade(seen, 35, 10) > 220
    assert shade(own, 5, 10) > 220
    assert list(AuditEvent.objects.filter(verb=Act.SHOW_FILE).values_list("by", flat=True)) == [
        triage.pk
    ]


def test_what_is_covered_in_a_picture_is_read_by_those_alone_who_read_covered_words(client, triage):
    file = with_picture(make_published(group=group(5)))
    url = reverse("feedback:desk_file", args=[file.opinion.number, 1])
    received = reverse("feedback:read_file", args=[file.opinion.number, 1])
    desk = reverse("feedback:desk_opinion", args=[file.opinion.number])
    executive, officer = make_user(Role.EXECUTIVE), make_responsible_officer(group(5))

    def left_half_for(user):
        client.force_login(user)
        return shade(b"".join(client.get(url)), 5, 10)

    assert left_half_for(executive) > 220  # nothing is covered yet
    show_file(file, by=triage, boxes=[LEFT_HALF])

    assert max(left_half_for(user) for user in (executive, triage, officer)) < 30
    for user in (triage, officer):
        client.force_login(user)
        assert received in client.get(desk).content.decode()
        assert shade(b"".join(client.post(received)), 5, 10) > 220
    client.force_login(executive)
    assert received not in client.get(desk).content.decode()
    assert client.post(received).status_code == 403

    hide_file(file, by=triage)
    assert client.get(url).status_code == 404
    assert "data:image" not in client.get(desk).content.decode()
    client.force_login(officer)
    assert client.get(url).status_code == 404
    assert received in client.get(desk).content.decode()


def test_each_reading_of_what_is_covered_in_a_picture_is_on_record(client, triage):
    file = with_picture(make_opinion())
    show_file(file, by=triage, boxes=[LEFT_HALF])
    read = AuditEvent.objects.filter(verb=Act.READ_RAW, by=triage)
    client.force_login(triage)

    client.get(reverse("feedback:desk_file", args=[file.opinion.number, 1]))
    client.get(page(file))
    client.post(page(file), {"seen": "", "box": ["0-0-500-1000", "600-0-700-1000"]})
    assert not read.exists()

    client.post(reverse("feedback:read_file", args=[file.opinion.number, 1]))
    assert read.count() == 1
    client.post(page(file), {"seen": "", "box": "0-0-500-1000", "remove": "0"})
    assert read.count() == 2


def test_picture_is_drawn_press_by_press(client, triage):
    file = with_picture(make_opinion(), size=(600, 300))
    client.force_login(triage)

    begun = client.post(page(file), {"seen": "", "at-600x300.x": "60", "at-600x300.y": "30"})
    whole = client.post(
        page(file),
        {"seen": "", "corner": "100-100", "at-600x300.x": "300", "at-600x300.y": "150"},
    )

    assert 'name="corner" value="100-100"' in begun.content.decode()
    assert "มุมตรงข้าม" in begun.content.decode()
    assert 'name="box" value="100-100-500-500"' in whole.content.decode()
    file.refresh_from_db()
    assert not file.shown_file


def test_place_can_be_named_in_numbers(client, triage):
    file = with_picture(make_opinion())
    client.force_login(triage)
    numbers = {"left": "10", "top": "20", "width": "30", "height": "40"}

    named = client.post(page(file), {"place": "1", **numbers}).content.decode()
    beyond = client.post(page(file), {"place": "1", **numbers, "width": "95"}).content.decode()

    assert 'name="box" value="100-200-400-600"' in named
    assert "เลยขอบรูป" in beyond
    assert 'name="box"' not in beyond


@pytest.mark.parametrize(
    "begun", [{"corner": "100-100"}, {"left": "10", "top": "20", "width": "30", "height": "40"}]
)
def test_place_that_is_only_begun_keeps_the_file_from_the_public(client, triage, begun):
    file = with_picture(make_published(group=group(5)))
    client.force_login(triage)

    asked = client.post(page(file), {"seen": "", "show": "1", **begun})
    file.refresh_from_db()
    assert not file.shown_file
    shown = asked.content.decode()
    assert "เริ่มปิดบัง" in shown
    for name, value in begun.items():
        assert f'name="{name}" value="{value}"' in shown

    left_out = client.post(page(file), {"seen": "", "leave": "1", **begun}).content.decode()
    assert 'name="corner" value=""' in left_out
    assert client.post(page(file), {"seen": "", "show": "1"}).status_code == 302


def test_what_was_shown_can_be_kept_back_and_shown_again_as_it_was_covered(triage):
    file = with_picture(make_opinion())
    shown = show_file(file, by=triage, boxes=[LEFT_HALF])
    name = shown.shown_file.name

    hidden = hide_file(shown, by=triage)
    again = hide_file(hidden, by=triage)

    assert not again.shown_file
    assert again.covers == [list(LEFT_HALF)]
    assert AuditEvent.objects.filter(verb=Act.HIDE_FILE).count() == 1
    assert name != file.file.name


@pytest.mark.django_db(transaction=True)
def test_covered_picture_that_is_replaced_leaves_no_file_and_the_one_that_came_stays():
    make_office()
    triage = make_user(Role.TRIAGE_OFFICER)
    file = with_picture(make_opinion())
    before = str(show_file(file, by=triage, boxes=[LEFT_HALF]).shown_file.name)

    plain = show_file(file, by=triage)
    hide_file(plain, by=triage)

    assert not default_storage.exists(before)
    assert default_storage.exists(file.file.name)
    forget_uploads()
    left = [path.name for path in Path(default_storage.path("")).rglob("*.jpg")]
    assert left == [Path(file.file.name).name]


def test_two_officers_do_not_overwrite_each_other(client, triage):
    file = with_picture(make_opinion())
    show_file(file, by=triage, boxes=[LEFT_HALF])

    with pytest.raises(ChangedMeanwhileError):
        hide_file(file, by=triage, seen=0)
    client.force_login(triage)
    late = client.post(page(file), {"seen": "0", "box": "0-0-100-100", "show": "1"})

    assert late.status_code == 409
    assert 'value="0-0-100-100"' in late.content.decode()


def test_document_is_shown_whole_or_not_at_all(client, triage):
    file = with_picture(make_opinion(), kind="pdf")

    with pytest.raises(DomainError, match="PDF"):
        show_file(file, by=triage, boxes=[LEFT_HALF])
    client.force_login(triage)
    assert "อ่านทั้งฉบับก่อน" in client.get(page(file)).content.decode()
    assert client.post(page(file), {"seen": "", "show": "1"}).status_code == 302
    file.refresh_from_db()
    assert file.shown_file.name == file.file.name


@pytest.mark.parametrize("boxes", [[Box(0, 0, 0, 5)], [Box(0, 0, 2000, 5)], [LEFT_HALF] * 51])
def test_places_outside_the_picture_are_refused(triage, boxes):
    file = with_picture(make_opinion())

    with pytest.raises(DomainError):
        show_file(file, by=triage, boxes=boxes)

    file.refresh_from_db()
    assert not file.shown_file
