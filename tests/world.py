"""A small whole office: a person per role, one thing of each kind."""

import datetime as dt
import io
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image

from feedback.choices import Act, Outcome, Publication, ReportReason
from feedback.models import (
    AnswerTemplate,
    Attachment,
    ImprovementAction,
    KeptOpinion,
    Moderation,
    MonitoringReview,
    Opinion,
    ReaderReport,
    Recommendation,
    RoutingRule,
)
from feedback.services.cases import reply_to_case
from feedback.services.drafting import hand_in
from feedback.services.linking import make_link
from feedback.services.noting import write_note
from feedback.services.publishing import let_be_found
from feedback.services.restricting import restrict_opinion
from feedback.tests.make import make_answer, make_opinion
from participation import thai
from participation.choices import Audience, DocumentKind, JobState, Role, StakeholderType
from participation.models import (
    District,
    Duty,
    Holiday,
    Job,
    MissionGroup,
    PublishedFile,
    School,
    User,
)
from participation.tests.make import (
    group,
    make_head,
    make_office,
    make_responsible_officer,
    make_user,
    make_year,
)
from workgroups import seating
from workgroups.choices import CommitteeKind, CommitteeRole, OrderState
from workgroups.models import AppointmentOrder, Committee, CommitteeMember

#: Everyone the URL × role table asks for; the visitor has no account.
WHO = (
    "visitor", "stakeholder", "member", "secretary", "triage_officer", "appointments_officer",
    "officer", "other_officer", "head", "deputy_director", "executive", "monitor", "supervision",
    "performance", "legal_officer", "auditor", "data_protection_officer", "administrator",
)  # fmt: skip

OWN, OTHER, PUBLISHED, UNSORTED, WITHHELD, RESTRICTED = (
    "เรื่องของกลุ่มห้าที่ยังไม่เผยแพร่",
    "เรื่องของกลุ่มหกที่ยังไม่เผยแพร่",
    "เรื่องของกลุ่มห้าที่เผยแพร่แล้ว",
    "เรื่องที่ผู้ส่งไม่แน่ใจว่ากลุ่มใด",
    "เรื่องของกลุ่มห้าที่ไม่เผยแพร่",
    "เรื่องร้องเรียนที่นิติกรอ่านเพียงผู้เดียว",
)


#: A remark among staff, which no public page may hold.
NOTE = "ขอให้ถามฝ่ายพัสดุก่อนตอบ"


@dataclass
class World:
    """People by role, things by name."""

    people: dict[str, User]
    things: SimpleNamespace = field(default_factory=SimpleNamespace)
    #: The MEDIA_ROOT its files lie in.
    files: Path | None = None
    #: What a browser carries in which this person is signed in.
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        """A browser in which they are signed in; a visitor is not."""
        client = Client()
        if who in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client


def make_world() -> World:
    make_office()
    Holiday.objects.create(day=dt.date(2026, 12, 7), name="ชดเชยวันพ่อแห่งชาติ")
    five, six = group(5), group(6)
    people: dict[str, User] = {role.value: make_user(role) for role in Role}
    people["stakeholder"] = make_user()
    people |= {"officer": make_responsible_officer(five), "head": make_head(five.unit)}
    people |= {"other_officer": make_responsible_officer(six)}
    people |= {
        name: make_user()
        for name in ("member", "secretary", "monitor", "supervision", "performance")
    }
    world = World(people)
    _opinions(world, five, six)
    _restricted(world, five)
    _orders(world, five)
    _following(world, five)
    _reports(world)
    Duty.objects.create(
        key="k", what="answer_opinion", subject="2569-0001", owner=people["officer"],
        link="/desk/", due_on=thai.today(),
    )  # fmt: skip
    return world


def sign_in_everyone(world: World) -> None:
    """Once for all that is asked of the world; what signs out in a test is undone with it."""
    world.sessions = {who: signed_in(user) for who, user in world.people.items()}


def signed_in(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _opinions(world: World, five: MissionGroup, six: MissionGroup) -> None:
    things, people = world.things, world.people
    things.school = School.objects.create(
        district=District.objects.create(name_th="อำเภอตัวอย่าง"), name_th="โรงเรียนตัวอย่าง"
    )
    things.link = make_link("ป้ายตัวอย่าง", by=world.people["triage_officer"], group=five)
    things.own = make_opinion(group=five, text=OWN)
    things.other = make_opinion(group=six, text=OTHER)
    things.unsorted = make_opinion(text=UNSORTED)
    things.published = make_opinion(group=five, text=PUBLISHED)
    make_answer(things.published, by=world.people["officer"])
    Opinion.objects.filter(pk=things.published.pk).update(publication=Publication.PUBLISHED)
    let_be_found(things.published)
    things.kept = KeptOpinion.objects.create(user=people["stakeholder"], opinion=things.other)
    things.report_of_a_reader = ReaderReport.objects.create(
        opinion=things.published, reason=ReportReason.UNTRUE, mark="0" * 64
    )
    Moderation.objects.create(
        opinion=things.published, act=Act.KEEP, reason="มีชื่อเด็กในเรื่อง", by=people["triage_officer"]
    )
    for opinion, shown in ((things.own, ""), (things.published, "opinions/shown/one.jpg")):
        Attachment.objects.create(
            opinion=opinion, position=1, kind="image", size=3, sha256="0" * 64, shown_file=shown,
            file=default_storage.save(f"opinions/{opinion.pk}.jpg", ContentFile(_picture())),
        )  # fmt: skip
    default_storage.save("opinions/shown/one.jpg", ContentFile(_picture()))
    things.withheld = make_opinion(group=five, text=WITHHELD)
    Opinion.objects.filter(pk=things.withheld.pk).update(
        publication=Publication.WITHHELD, withheld_reason="มีชื่อบุคคล"
    )
    for name, of, officer in (("", five, "officer"), ("_to_six", six, "other_officer")):
        handed_in = make_opinion(group=of, text=OWN if of == five else OTHER)
        setattr(things, f"handed_in{name}", handed_in)
        hand_in(handed_in, by=world.people[officer], text="ร่าง", outcome=Outcome.CONSIDERED)
    things.note = write_note(things.own, by=people["officer"], text=NOTE)
    things.rule = RoutingRule.objects.create(name="เรื่องน้ำประปา", words="เรื่องของกลุ่มห้า", group=five)
    things.wording = AnswerTemplate.objects.create(name="ถ้อยคำของกลุ่มห้า", text="ขอบคุณ", group=five)
    things.wording_for_all = AnswerTemplate.objects.create(name="ถ้อยคำของทุกกลุ่ม", text="ขอบคุณ")


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    return out.getvalue()


def _restricted(world: World, five: MissionGroup) -> None:
    """A complaint with a file, and a message of its sender."""
    complaint = make_opinion(group=five, text=RESTRICTED)
    Attachment.objects.create(
        opinion=complaint, position=1, kind="image", size=3, sha256="0" * 64,
        file=default_storage.save(f"opinions/{complaint.pk}.jpg", ContentFile(b"jpg")),
    )  # fmt: skip
    world.things.vanished = complaint.number
    world.things.case = restrict_opinion(complaint, by=world.people["triage_officer"])
    reply_to_case(world.things.case, text=RESTRICTED, key="k" * 32)


def _orders(world: World, five: MissionGroup) -> None:
    people, things = world.people, world.things
    things.order = issued_order(
        CommitteeKind.WORKING_GROUP, five, people["member"], secretary=people["secretary"]
    )
    for kind, who in (
        (CommitteeKind.MONITORING, "monitor"),
        (CommitteeKind.SUPERVISION, "supervision"),
        (CommitteeKind.PERFORMANCE_REVIEW, "performance"),
    ):
        setattr(things, f"{who}_order", issued_order(kind, None, people[who]))
    things.draft = make_order(things.order.committee, members=[(CommitteeRole.CHAIR, make_user())])


def make_order(
    committee: Committee, *, members: list[tuple[CommitteeRole, User | None]], **fields: Any
) -> AppointmentOrder:
    """A draft for the current fiscal year."""
    year = make_year()
    start, end = year.span
    order = AppointmentOrder.objects.create(
        committee=committee, year=year, number_year_be=thai.calendar_year_be(thai.today()),
        subject="แต่งตั้งคณะทำงาน", reason="ตามประกาศ", duties="เสนอความเห็น",
        term_start=start, term_end=end, signatory="นายทดสอบ สาธิต",
        signatory_position="ผู้อำนวยการ", **fields,
    )  # fmt: skip
    for number, (position, account) in enumerate(members, start=1):
        member = CommitteeMember(
            order=order, sequence=number, title="นาย", name=f"คนที่{number} ตัวอย่าง",
            stakeholder_type=StakeholderType.PARENT, position=position, account=account,
        )  # fmt: skip
        member.full_clean()
        member.save()
    return order


def issued_order(
    kind: CommitteeKind,
    of: MissionGroup | None,
    *accounts: User | None,
    secretary: User | None = None,
) -> AppointmentOrder:
    """An order in force this fiscal year, issued past the service."""
    committee = Committee.objects.create(kind=kind, group=of, name=f"คณะ {kind} {of or ''}")
    members = [(CommitteeRole.MEMBER, account) for account in accounts]
    members += [(CommitteeRole.CHAIR, None), (CommitteeRole.MEMBER_SECRETARY, secretary)]
    order = make_order(committee, members=members)
    AppointmentOrder.objects.filter(pk=order.pk).update(
        state=OrderState.ISSUED, order_number=100 + order.pk, signed_on=thai.today(),
        issued_at=timezone.now(), issued_by=make_user(Role.APPOINTMENTS_OFFICER),
        document=make_file(
            f"ORD-2569-{order.pk:04}", DocumentKind.APPOINTMENT_ORDER, Audience.PUBLIC
        ),
    )  # fmt: skip
    seating.take_seats(order)
    order.refresh_from_db()
    return order


def make_file(serial: str, kind: DocumentKind, audience: Audience) -> PublishedFile:
    file = PublishedFile(
        serial=serial, kind=kind, audience=audience, subject=f"{kind}:{serial}", version=1,
        title=f"เอกสาร {serial}", year=make_year(), sha256="0" * 64, size=4,
    )  # fmt: skip
    file.file.save(f"{serial}.pdf", ContentFile(b"%PDF"), save=False)
    file.save()
    return file


def _following(world: World, five: MissionGroup) -> None:
    people, things, year = world.people, world.things, make_year()
    start = year.span[0]
    things.review = MonitoringReview.objects.create(
        group=five, year=year, committee=things.monitor_order.committee, period_start=start,
        period_end=start + dt.timedelta(days=10), findings="ข้อค้นพบของการติดตาม", analysis="วิเคราะห์",
        author=people["monitor"],
    )  # fmt: skip
    things.recommendation = Recommendation.objects.create(
        review=things.review, position=1, text="ข้อเสนอแนะหนึ่ง"
    )
    things.improvement = ImprovementAction.objects.create(
        group=five, year=year, title="ปรับปรุงเรื่องหนึ่ง", before_text="ก่อน", after_text="หลัง",
        evidence="หลักฐาน", done_on=start, recorded_by=people["officer"],
    )  # fmt: skip
    things.improvement.opinions.add(things.published)
    things.improvement_of_six = ImprovementAction.objects.create(
        group=group(6), year=year, title="ปรับปรุงของกลุ่มหก", before_text="ก่อน", after_text="หลัง",
        evidence="หลักฐาน", done_on=start, recorded_by=people["other_officer"],
        recommendation=things.recommendation,
    )  # fmt: skip


def _reports(world: World) -> None:
    things = world.things
    things.report = make_file("RPT-2569-0001", DocumentKind.ANNUAL_REPORT, Audience.EXECUTIVES)
    things.job = Job.objects.create(
        handler="reports.annual", arguments={"year": 2569}, key="annual:2569", state=JobState.DONE,
        progress=100, finished_at=timezone.now(), file=things.report,
        asked_by=world.people["executive"],
    )  # fmt: skip
