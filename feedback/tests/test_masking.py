"""Personal data is found to be looked at, and covered where a person says so."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from feedback import masking
from feedback.choices import Act, MaskKind, Publication
from feedback.models import Opinion
from feedback.services.masking import mask_opinion
from feedback.services.publishing import publish_opinion
from feedback.tests.make import make_opinion
from participation.choices import Role
from participation.errors import DomainError
from participation.models import AuditEvent
from participation.tests.make import group, make_office, make_responsible_officer, make_user
from participation.text import clean

TEXT = "เด็กชายธนพล ใจดี ป่วยบ่อย แม่โทรมาเบอร์ 081-234-5678 ขอให้ครูช่วยดู"


def test_neighbours_of_a_place_are_cut_where_a_word_ends():
    text = "โรงเรียนของเราต้องการสิ่งอำนวยความสะดวก โทร 081-234-5678 ได้ทุกวันที่ท่านสะดวกโทรมาหา\nลงชื่อ"
    (span,) = masking.suggested(text)

    before, place, after = masking.excerpt(text, span)

    assert place == ("081-234-5678", MaskKind.PHONE)
    # the 24th letter stands inside a syllable on either side: ร of การ, ท of โทร
    assert (before, after) == ("…สิ่งอำนวยความสะดวก โทร ", " ได้ทุกวันที่ท่านสะดวก…")


@given(st.text(alphabet="กนทรเแโำา่้ีูั์ \n", max_size=80), st.integers(0, 80))
def test_no_neighbour_begins_with_a_mark_of_another_letter(text, at):
    span = masking.Span(min(at, len(text)), min(at + 4, len(text)), MaskKind.OTHER)
    before, place, after = masking.excerpt(text, span)

    assert f"{before.lstrip('…')}{place.words}{after.removesuffix('…')}" in text
    assert not (before.startswith("…") and before[1:2] in {*"ั์่้ีู"})


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind in masking.suggested(text)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("โทร ๐๘๑ ๒๓๔ ๕๖๗๘ ได้ค่ะ", [("๐๘๑ ๒๓๔ ๕๖๗๘", MaskKind.PHONE)]),
        ("สำนักงาน 0 4255 1234", [("0 4255 1234", MaskKind.PHONE)]),
        ("+66 81 234 5678", [("+66 81 234 5678", MaskKind.PHONE)]),
        ("เลขบัตร 1-1017-00230-70-8", [("1-1017-00230-70-8", MaskKind.NATIONAL_ID)]),
        ("บัญชี 123-4-56789-0", [("123-4-56789-0", MaskKind.NUMBER)]),
        ("ส่งที่ somchai@example.com", [("somchai@example.com", MaskKind.ADDRESS)]),
        ("ไลน์ไอดี: somchai_99", [("somchai_99", MaskKind.ADDRESS)]),
        ("บ้านเลขที่ 12/3 หมู่ 4 ตำบลนี้", [("บ้านเลขที่ 12/3 หมู่ 4", MaskKind.ADDRESS)]),
        ("นายสมชาย ใจดี มาไม่ได้", [("นายสมชาย ใจดี", MaskKind.NAME)]),
        ("ครูสมศรีสอนดีมาก", [("ครูสมศรี", MaskKind.NAME)]),
        ("ผอ.วิชัยไม่ฟังครู", [("ผอ.วิชัย", MaskKind.NAME)]),
        ("สมชาย ใจดี มาไม่ได้", [("สมชาย ใจดี", MaskKind.NAME)]),
        ("ลูกเป็นออทิสติกค่ะ", [("ออทิสติก", MaskKind.HEALTH)]),
    ],
)
def test_what_may_tell_of_a_person_is_suggested(text, places):
    assert found(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "ครูไม่พอ ขอครูที่จบตรงวิชาเอก",
        "นายกเทศมนตรีไม่มา",
        "พี่เลี้ยงเด็กต้องการอบรม",
        "คุณภาพการศึกษาดีขึ้น ขอบคุณที่รับฟัง",
        "ตามหนังสือที่ ศธ 04047/123 ลงวันที่ 12 มกราคม 2569",
        "งบประมาณ 1,200,000 บาท",
        "ยายกับตาพาไปโรงเรียน",
        "ครู ป.1 มาเยี่ยมศูนย์เด็กเล็ก",
    ],
)
def test_ordinary_words_are_left_alone(text):
    assert found(text) == []


@given(
    twelve=st.text("0123456789", min_size=12, max_size=12),
    parting=st.sampled_from(["", "-", " "]),
)
def test_every_identity_card_number_is_found_however_it_is_parted(twelve, parting):
    numbers = [f"{twelve}{digit}" for digit in range(10)]
    [number] = filter(masking.is_national_id, numbers)
    parted = parting.join([number[0], number[1:5], number[5:10], number[10:12], number[12]])

    masked = masking.masked(f"บัตร {parted} ค่ะ", masking.suggested(f"บัตร {parted} ค่ะ"))

    assert not any(digit in masked for digit in "0123456789")


@given(text=st.text(), cuts=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6))
def test_covered_letters_are_gone_and_the_others_stand(text, cuts):
    spans = [
        masking.Span(start, min(start + length, len(text)), MaskKind.OTHER)
        for start, length in cuts
        if start < len(text)
    ]
    covered = {place for span in spans for place in range(span.start, span.end)}

    masked = masking.masked(text, spans)

    rest = masked.replace(f"[{MaskKind.OTHER.cover}]", "")
    if f"[{MaskKind.OTHER.cover}]" not in text:
        assert rest == "".join(letter for place, letter in enumerate(text) if place not in covered)


@given(text=st.text(alphabet="ก๐1 -.@นายสมชาย\nเ้", max_size=80))
def test_suggestions_lie_in_the_text_and_apart(text):
    last = 0
    for start, end, kind in masking.suggested(text):
        assert last <= start < end <= len(text)
        assert kind in MaskKind.values
        last = end


@pytest.mark.django_db
class TestAct:
    @pytest.fixture(autouse=True)
    def _people(self, client):
        make_office()
        self.triage = make_user(Role.TRIAGE_OFFICER)
        self.client = client
        client.force_login(self.triage)

    def opinion(self, **fields) -> Opinion:
        return make_opinion(group=group(5), raw_text=TEXT, text=TEXT, **fields)

    def post(self, page, opinion, data=None):
        return self.client.post(reverse(f"feedback:{page}", args=[opinion.number]), data or {})

    def test_places_are_shown_and_those_chosen_are_covered(self):
        opinion = self.opinion()
        page = self.post("mask_opinion", opinion)
        places = page.context["form"]["places"]
        assert [choice.data["label"].rpartition(" · ")[2] for choice in places] == [
            "ชื่อบุคคล",
            "ข้อมูลสุขภาพ",
            "หมายเลขโทรศัพท์",
        ]
        assert [choice.data["selected"] for choice in places] == [True, False, True]

        chosen = page.context["form"].initial["places"]
        self.post("mask_opinion", opinion, {"mask": "1", "places": chosen, "more": "ป่วยบ่อย"})

        opinion.refresh_from_db()
        assert opinion.text == (
            "[ปิดชื่อบุคคล] [ปิดข้อมูลส่วนบุคคล] แม่โทรมาเบอร์ [ปิดหมายเลขโทรศัพท์] ขอให้ครูช่วยดู"
        )
        assert opinion.raw_text == TEXT
        assert AuditEvent.objects.filter(verb="opinion.mask", by=self.triage).count() == 1
        assert not AuditEvent.objects.filter(verb="opinion.read_raw").exists()

    def test_covering_can_be_undone_and_reading_is_on_record(self):
        opinion = mask_opinion(self.opinion(), by=self.triage, spans=masking.suggested(TEXT))

        page = self.post("mask_opinion", opinion)
        assert TEXT in page.text
        assert AuditEvent.objects.filter(verb="opinion.read_raw", by=self.triage).count() == 1

        self.post("mask_opinion", opinion, {"mask": "1", "more": ""})
        opinion.refresh_from_db()
        assert (opinion.text, opinion.masks) == (TEXT, [])

    @pytest.mark.parametrize("more", ["ไม่มีในข้อความ", "ก" * 5000])
    def test_form_that_comes_back_shows_the_text_and_that_is_on_record(self, more):
        opinion = mask_opinion(self.opinion(), by=self.triage, spans=masking.suggested(TEXT))

        page = self.post("mask_opinion", opinion, {"mask": "1", "more": more})

        assert TEXT in page.text
        assert AuditEvent.objects.filter(verb="opinion.read_raw", by=self.triage).count() == 1

    def test_phrase_that_is_not_there_is_said_and_nothing_is_lost(self):
        opinion = self.opinion()

        page = self.post("mask_opinion", opinion, {"mask": "1", "more": "บ้านหนองบัว"})

        assert "ไม่พบ “บ้านหนองบัว” ในข้อความ" in page.text
        opinion.refresh_from_db()
        assert opinion.text == TEXT

    def test_published_opinion_is_found_by_what_is_left_alone(self):
        opinion = publish_opinion(self.opinion(), by=self.triage, may_be_public=True)
        assert list(Opinion.objects.saying("ธนพล")) == [opinion]

        mask_opinion(opinion, by=self.triage, spans=masking.suggested(TEXT))

        assert not Opinion.objects.saying("ธนพล").exists()
        assert not Opinion.objects.saying("5678").exists()
        assert list(Opinion.objects.saying("ครูช่วยดู")) == [opinion]
        page = self.client.get(reverse("feedback:opinion", args=[opinion.number]))
        assert "ธนพล" not in page.text
        assert "[ปิดชื่อบุคคล]" in page.text

    def test_what_may_tell_of_somebody_is_covered_before_it_is_published(self):
        opinion = self.opinion()

        refused = self.post("publish_opinion", opinion)
        opinion.refresh_from_db()
        assert opinion.publication == Publication.PENDING
        assert "ได้อ่านส่วนที่เน้นไว้แล้ว" in refused.text

        opinion = mask_opinion(opinion, by=self.triage, spans=masking.suggested(TEXT))
        self.post("publish_opinion", opinion)
        opinion.refresh_from_db()
        assert opinion.publication == Publication.PUBLISHED
        assert not opinion.moderations.get(act=Act.PUBLISH).reason

    def test_what_is_public_is_not_uncovered_on_the_side(self):
        opinion = mask_opinion(self.opinion(), by=self.triage, spans=masking.suggested(TEXT))
        opinion = publish_opinion(opinion, by=self.triage)

        page = self.post("mask_opinion", opinion, {"mask": "1"})

        assert "นำออกจากสายตาสาธารณะก่อน" in page.text
        opinion.refresh_from_db()
        assert "ธนพล" not in opinion.text

    def test_who_says_that_it_may_be_public_stands_for_it_on_record(self):
        opinion = self.opinion()

        form = self.post("publish_opinion", opinion).context["publish_form"]
        tick = form.fields["may_be_public"].widget.value
        self.post("publish_opinion", opinion, {"publish": "1", "may_be_public": tick})

        row = opinion.moderations.get(act=Act.PUBLISH)
        opinion.refresh_from_db()
        assert (row.by, opinion.publication) == (self.triage, Publication.PUBLISHED)
        assert "ชื่อบุคคล" in row.reason

    def test_officer_reads_as_received_on_record_and_covers_nothing(self):
        officer = make_user()
        make_responsible_officer(user=officer, group=group(5))
        opinion = mask_opinion(self.opinion(), by=self.triage, spans=masking.suggested(TEXT))
        self.client.force_login(officer)

        desk = self.client.get(reverse("feedback:desk_opinion", args=[opinion.number]))
        assert "ธนพล" not in desk.text
        assert "ธนพล" in self.post("read_opinion", opinion).text
        assert AuditEvent.objects.filter(verb="opinion.read_raw", by=officer).count() == 1
        assert self.post("mask_opinion", opinion).status_code == 403

    def test_no_vowel_or_tone_mark_is_left_without_its_letter(self):
        opinion = make_opinion(text="ครูกี่คนก็ได้")
        places = [masking.Span(3, 4, MaskKind.OTHER), masking.Span(9, 10, MaskKind.OTHER)]

        opinion = mask_opinion(opinion, by=self.triage, spans=places, phrases=["น"])

        cover = f"[{MaskKind.OTHER.cover}]"
        assert opinion.text == f"ครู{cover}ค{cover}{cover}ได้"

    def test_nothing_is_covered_outside_the_text(self):
        opinion = self.opinion()

        mask_opinion(opinion, by=self.triage, spans=[masking.Span(5, 10_000, MaskKind.OTHER)])

        opinion.refresh_from_db()
        assert opinion.text == clean(TEXT)
        with pytest.raises(DomainError):
            mask_opinion(opinion, by=self.triage, spans=[], phrases=["ไม่มีคำนี้"])
