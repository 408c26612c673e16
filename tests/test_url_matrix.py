"""Every URL × every role: status, what the page shows, what not. A URL without a row fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker
from zeal import zeal_ignore

from feedback.links import link_to
from tests.world import (
    NOTE,
    OTHER,
    OWN,
    PUBLISHED,
    RESTRICTED,
    UNSORTED,
    WHO,
    WITHHELD,
    World,
    make_world,
    sign_in_everyone,
)

# one world for the table, so one process asks it all
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("url matrix")]

EVERYONE = frozenset(WHO)
ACCOUNTS = EVERYONE - {"visitor"}
READS_ALL = frozenset({"triage_officer", "executive"})
OF_FIVE = frozenset({"officer", "head"})
ANSWERERS = OF_FIVE | {"other_officer"}
DESK = READS_ALL | ANSWERERS
HEAD = frozenset({"head"})
TRIAGE = frozenset({"triage_officer"})
EXECUTIVE = frozenset({"executive"})
MONITOR = frozenset({"monitor"})
APPOINTS = frozenset({"appointments_officer"})
ADMINISTRATOR = frozenset({"administrator"})
AUDITOR = frozenset({"auditor"})
STAKEHOLDER = frozenset({"stakeholder"})
LEGAL = frozenset({"legal_officer"})

#: Texts that never stand on a public page.
SECRET = (OWN, OTHER, UNSORTED, WITHHELD, NOTE, RESTRICTED)
#: What waits for the officer by name.
WAITS = "ตอบความคิดเห็นเลขที่ 2569-0001"


@dataclass(frozen=True)
class Sees:
    """What these people get."""

    who: frozenset[str]
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    status: int = 200


@dataclass(frozen=True)
class Row:
    """One URL, one method. Who is in no outcome gets `otherwise`, a visitor the sign-in page."""

    url: str
    outcomes: tuple[Sees, ...] = ()
    arguments: Callable[[World], tuple[Any, ...]] = lambda _world: ()
    otherwise: int = 403
    data: Callable[[World], dict[str, Any]] | None = None

    def path(self, world: World) -> str:
        return reverse(self.url, args=self.arguments(world))

    def outcome(self, who: str) -> Sees:
        for outcome in self.outcomes:
            if who in outcome.who:
                return outcome
        return Sees(EVERYONE, status=302 if who == "visitor" else self.otherwise)

    def __str__(self) -> str:
        return f"{'POST' if self.data else 'GET'} {self.url}"


def number(name: str) -> Callable[[World], tuple[str]]:
    return lambda world: (getattr(world.things, name).number,)


def pk(name: str) -> Callable[[World], tuple[Any]]:
    return lambda world: (getattr(world.things, name).pk,)


def serial(name: str) -> Callable[[World], tuple[str]]:
    return lambda world: (getattr(world.things, name).serial,)


def posting(**data: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: {
        name: value(world) if callable(value) else value for name, value in data.items()
    }


def public(url: str, *shows: str, arguments: Any = None, **data: Any) -> Row:
    """A page everyone may open, which shows nothing that is not published."""
    row = Row(url, (Sees(EVERYONE, shows, SECRET),))
    return Row(
        url, row.outcomes, arguments or row.arguments, data=posting(**data) if data else None
    )


PAGES = (
    public("participation:home", "แสดงความคิดเห็น"),
    public("participation:groups", "กลุ่มกฎหมายและคดี"),
    public("participation:group", PUBLISHED, arguments=lambda _world: (5,)),
    Row("participation:group", (Sees(EVERYONE, status=404),), lambda _world: (8,)),
    public("workgroups:committees", "คณะ monitoring"),
    public(
        "workgroups:committee",
        "คนที่1 ตัวอย่าง",
        arguments=lambda world: (world.things.order.committee.pk,),
    ),
    Row("workgroups:committee", (Sees(EVERYONE, status=404),), lambda _world: (0,)),
    public("participation:about", "การใช้อำนาจของรับ"),
    public("participation:privacy", "ความเป็นส่วนตัว"),
    public("participation:accessibility", "การเข้าถึง"),
    public("participation:theme", ".group-7"),
    Row(
        "participation:display",
        (Sees(EVERYONE, status=302),),
        data=posting(text_size="large", back="/"),
    ),
    # development only; elsewhere it is not there
    Row("participation:components", (Sees(EVERYONE, status=404),)),
    Row(
        "participation:file", (Sees(EVERYONE),), lambda world: (world.things.order.document.serial,)
    ),
    Row(
        "participation:file",
        (Sees(EXECUTIVE), Sees(EVERYONE, status=404)),
        serial("report"),
    ),
    public("feedback:opinions", PUBLISHED),
    public("feedback:new_opinion", "กลุ่มกฎหมายและคดี"),
    public("feedback:check_opinion", text=""),
    public("feedback:send_opinion", text=""),
    public("feedback:opinion_sent", "ใบรับ"),
    public("feedback:form_files", key="k" * 32),
    Row("feedback:paper_form", (Sees(EVERYONE),)),
    Row(
        "feedback:linked_file",
        (Sees(EVERYONE),),
        lambda world: (link_to(world.things.own.attachments.get()).rsplit("/", 2)[1],),
    ),
    Row("feedback:linked_file", (Sees(EVERYONE, status=404),), lambda _world: ("WyJzZW50IiwxXQ",)),
    Row(
        "feedback:opinion_file",
        (Sees(EVERYONE),),
        lambda world: (world.things.published.number, 1),
    ),
    Row(
        "feedback:opinion_file",
        (Sees(EVERYONE, status=404),),
        lambda world: (world.things.own.number, 1),
    ),
    public("feedback:opinion", PUBLISHED, arguments=number("published")),
    Row("feedback:opinion", (Sees(EVERYONE, status=404),), number("own")),
    Row("feedback:opinion", (Sees(EVERYONE, status=404),), number("withheld")),
    public("feedback:moderation_policy", "แนวทางการเผยแพร่"),
    public("feedback:report_opinion", PUBLISHED, arguments=number("published")),
    public(
        "feedback:report_opinion",
        "สำนักงานได้รับแจ้งแล้ว",
        arguments=number("published"),
        reason="untrue",
        words="",
    ),
    *(
        Row("feedback:report_opinion", (Sees(EVERYONE, status=404),), number(thing), data=data)
        for thing in ("own", "withheld")
        for data in (None, posting(reason="untrue"))
    ),
    public("feedback:feed", PUBLISHED),
    public("feedback:group_feed", PUBLISHED, arguments=lambda _world: (5,)),
    Row("feedback:group_feed", (Sees(EVERYONE, (), (PUBLISHED, *SECRET)),), lambda _world: (6,)),
    Row("feedback:group_feed", (Sees(EVERYONE, status=404),), lambda _world: (8,)),
    *(
        Row("feedback:support_opinion", (Sees(EVERYONE, status=status),), number(thing), 404, data)
        for thing, status in (("published", 302), ("own", 404), ("withheld", 404))
        for data in (posting(key="k" * 32), posting(take_back="1"))
    ),
    public("feedback:track", "รหัสติดตามเรื่อง"),
    public("feedback:track", "รหัสติดตามเรื่อง", code="NPM2-0000-0000-0000"),
    *(
        public(f"feedback:{page}", "รหัสติดตามเรื่อง", code="NPM2-0000-0000-0000", **data)
        for page, data in (
            ("reply", {"text": "ค่ะ"}),
            ("judge", {"on": "answer", "word": "solved"}),
            ("compare", {"text": "ค่ะ"}),
            ("forget_me", {}),
        )
    ),
    public("healthz"),
)

DESK_PAGES = (
    Row(
        "participation:desk",
        (
            Sees(frozenset({"officer"}), (WAITS, OWN), (OTHER, UNSORTED)),
            Sees(frozenset({"other_officer"}), (OTHER,), (WAITS, OWN, UNSORTED)),
            Sees(TRIAGE, (UNSORTED,), (WAITS, OWN, OTHER)),
            # of group 6 nobody heads the unit: its answer waits for an executive's sign-off
            Sees(EXECUTIVE, (OTHER,), (WAITS, OWN, UNSORTED)),
            Sees(LEGAL, ("ดูเรื่องร้องเรียนที่",), (WAITS, *SECRET)),
            Sees(ACCOUNTS - {"head"}, (), (WAITS, *SECRET)),
            Sees(frozenset({"head"}), (), (WAITS, OTHER, UNSORTED)),
        ),
    ),
    Row(
        "feedback:desk_opinions",
        (
            Sees(READS_ALL, (OWN, OTHER, UNSORTED, WITHHELD), (RESTRICTED,)),
            Sees(OF_FIVE, (OWN, WITHHELD), (OTHER, UNSORTED)),
            Sees(frozenset({"other_officer"}), (OTHER,), (OWN, UNSORTED, PUBLISHED, WITHHELD)),
        ),
    ),
    Row("feedback:desk_opinion", (Sees(READS_ALL | OF_FIVE, (OWN,)),), number("own"), 404),
    Row(
        "feedback:desk_opinion",
        (Sees(READS_ALL | {"other_officer"}, (OTHER,)),),
        number("other"),
        404,
    ),
    Row("feedback:desk_opinion", (Sees(READS_ALL, (UNSORTED,)),), number("unsorted"), 404),
    Row(
        "feedback:desk_file",
        (Sees(READS_ALL | OF_FIVE),),
        lambda world: (world.things.own.number, 1),
        404,
    ),
    Row(
        "feedback:read_file",
        (
            Sees(TRIAGE | OF_FIVE),
            Sees(DESK - TRIAGE - OF_FIVE - {"other_officer"}, status=403),
        ),
        lambda world: (world.things.own.number, 1),
        404,
        posting(),
    ),
    *(
        Row(
            "feedback:show_file",
            (Sees(TRIAGE, status=status), Sees(DESK - TRIAGE - {"other_officer"}, status=403)),
            lambda world: (world.things.own.number, 1),
            404,
            data,
        )
        for status, data in (
            (200, None),
            (200, posting(seen=0, corner="1-1")),
            (302, posting(seen=0, show="1")),
            (302, posting(seen=0, hide="1")),
        )
    ),
    *(
        Row(
            f"feedback:{act}_opinion",
            (Sees(may, status=302), Sees(DESK - may - {"other_officer"}, status=403)),
            number("own"),
            404,
            posting(**data),
        )
        for act, may, data in (
            (
                "sort",
                TRIAGE,
                {"seen": 0, "place": lambda world: f"group-{world.things.other.group_id}"},
            ),
            ("answer", OF_FIVE, {"seen": 0, "text": "ขอบคุณ", "outcome": "considered"}),
            ("publish", TRIAGE, {"seen": 0}),
            ("restrict", TRIAGE, {}),
            ("withhold", TRIAGE, {"seen": 0, "reason": "มีชื่อบุคคล"}),
            ("mask", TRIAGE, {"mask": "1", "more": ""}),
        )
    ),
    # what says the same is merged by whoever sorts, of what every desk may read
    *(
        Row(
            "feedback:merge_opinion",
            (
                Sees(TRIAGE, shows, status=status),
                Sees(DESK - TRIAGE - {"other_officer"}, status=403),
            ),
            number("own"),
            404,
            data,
        )
        for status, shows, data in (
            (200, (OWN,), None),
            (200, (OWN, OTHER), posting(into=lambda world: world.things.other.number)),
            (
                302,
                (),
                posting(into=lambda world: world.things.other.number, reason="เรื่องเดียวกัน", seen=""),
            ),
        )
    ),
    Row(
        "feedback:unmerge_opinion",
        (Sees(TRIAGE, status=302), Sees(DESK - TRIAGE - {"other_officer"}, status=403)),
        number("own"),
        404,
        posting(x=1),
    ),
    Row(
        "feedback:read_opinion",
        (
            Sees(TRIAGE | OF_FIVE, (OWN,)),
            Sees(DESK - TRIAGE - OF_FIVE - {"other_officer"}, status=403),
        ),
        number("own"),
        404,
        posting(),
    ),
    *(
        Row(
            f"feedback:{act}",
            (Sees(OF_FIVE, status=302), Sees(READS_ALL, status=403)),
            number("own"),
            404,
            posting(**data),
        )
        for act, data in (
            ("ask_sender", {"seen": 0, "key": "k", "text": "หมู่บ้านใดคะ"}),
            ("resume_opinion", {"seen": 0}),
        )
    ),
    Row(
        "feedback:take_on",
        (Sees(OF_FIVE, status=302), Sees(READS_ALL, status=403)),
        number("own"),
        404,
        posting(seen=0),
    ),
    *(
        Row(
            f"feedback:{act}",
            (Sees(OF_FIVE | TRIAGE, status=302), Sees(EXECUTIVE, status=403)),
            number("own"),
            404,
            posting(seen=0, to=lambda world: world.people["head"].pk),
        )
        for act in ("give_opinion", "let_go")
    ),
    Row(
        "feedback:return_opinion",
        (Sees(OF_FIVE, status=302), Sees(READS_ALL, status=403)),
        number("own"),
        404,
        posting(seen=0, reason="ไม่ใช่งานของกลุ่มนี้"),
    ),
    *(
        Row(
            "feedback:together_opinions",
            (Sees(may, (OWN,)), Sees(nothing, status=302)),
            data=posting(
                act=act,
                opinion=lambda world: world.things.own.number,
                reason="เรื่องเดียวกัน",
                place=lambda world: f"group-{world.things.other.group_id}",
                to=lambda world: world.people["head"].pk,
                into=lambda world: world.things.other.number,
                order="1",
            ),
        )
        for act, may, nothing in (
            ("sort", TRIAGE, frozenset()),
            # of what an officer may not see there is nothing to give
            ("give", TRIAGE | OF_FIVE, frozenset({"other_officer"})),
            ("merge", TRIAGE, frozenset()),
            ("publish", TRIAGE, frozenset()),
            ("withhold", TRIAGE, frozenset()),
        )
    ),
    Row(
        "feedback:write_note",
        (Sees(READS_ALL | OF_FIVE, status=302),),
        number("own"),
        404,
        posting(text="ถามพัสดุก่อน"),
    ),
    Row(
        "feedback:read_notes",
        (Sees(READS_ALL | OF_FIVE, status=302),),
        number("own"),
        404,
        posting(x=1),
    ),
    Row(
        "feedback:delete_note",
        (Sees(READS_ALL | OF_FIVE, status=302),),
        lambda world: (world.things.own.number, world.things.note.pk),
        404,
        posting(x=1),
    ),
    # a complaint is there for the legal officer alone, whatever else others may read
    Row("feedback:desk_opinion", (), lambda world: (world.things.vanished,), 404),
    Row("feedback:opinion", (Sees(EVERYONE, status=404),), lambda world: (world.things.vanished,)),
    Row("feedback:cases", (Sees(LEGAL, ("เรื่องร้องเรียนที่",), SECRET),), otherwise=404),
    Row("feedback:case", (Sees(LEGAL, ("เปิดอ่านเรื่อง",), SECRET),), pk("case"), 404),
    Row("feedback:case", (Sees(LEGAL, (RESTRICTED,)),), pk("case"), 404, posting()),
    *(
        Row(
            f"feedback:{act}", (Sees(LEGAL, status=302),), pk("case"), 404, posting(seen="", **data)
        )
        for act, data in (
            ("write_to_sender", {"key": "k", "text": "ขอบคุณที่แจ้ง"}),
            ("move_case", {"state": "in_hand"}),
            ("give_back_case", {"reason": "เป็นข้อเสนอแนะ"}),
        )
    ),
    Row(
        "feedback:case_file",
        (Sees(LEGAL),),
        lambda world: (world.things.case.pk, 1),
        404,
        posting(),
    ),
    # what somebody keeps in the own account is there for that person alone
    Row("feedback:matters", (Sees(STAKEHOLDER, (OTHER,)), Sees(ACCOUNTS, (), SECRET))),
    Row("feedback:matter", (Sees(STAKEHOLDER, (OTHER,)),), pk("kept"), 404),
    Row("feedback:let_matter_go", (Sees(STAKEHOLDER, status=302),), pk("kept"), 404, posting(x=1)),
    Row(
        "feedback:keep_matter",
        (Sees(ACCOUNTS, ("รหัสติดตามเรื่อง",), SECRET),),
        data=posting(code="NPM2-0000-0000-0000"),
    ),
    Row(
        "feedback:save_draft",
        (Sees(OF_FIVE, status=302), Sees(READS_ALL, status=403)),
        number("own"),
        404,
        posting(seen="", text="ร่าง"),
    ),
    *(
        Row(
            f"feedback:{act}_answer",
            (Sees(HEAD, status=302), Sees(READS_ALL | {"officer"}, status=403)),
            number("handed_in"),
            404,
            posting(seen="", sentence="ขอวันที่"),
        )
        for act in ("sign", "send_back")
    ),
    # where nobody heads the unit, an executive signs
    Row(
        "feedback:sign_answer",
        (Sees(EXECUTIVE, status=302), Sees(TRIAGE | {"other_officer"}, status=403)),
        number("handed_in_to_six"),
        404,
        posting(seen=""),
    ),
    Row(
        "feedback:use_wording",
        (Sees(OF_FIVE, ("ร่างที่พิมพ์ไว้",)), Sees(READS_ALL, status=403)),
        number("own"),
        404,
        posting(seen="", text="ร่างที่พิมพ์ไว้"),
    ),
    Row("feedback:answers", (Sees(ANSWERERS, (), SECRET),)),
    Row("feedback:answers", (Sees(ANSWERERS, (), SECRET),), data=posting(checked="0" * 64)),
    Row("feedback:answers_file", (Sees(ANSWERERS, (), SECRET),), data=posting(x=1)),
    Row("feedback:rules", (Sees(TRIAGE, ("เรื่องน้ำประปา",)),)),
    Row("feedback:new_rule", (Sees(TRIAGE),)),
    Row("feedback:new_rule", (Sees(TRIAGE),), data=posting(title="")),
    Row("feedback:edit_rule", (Sees(TRIAGE, ("เรื่องน้ำประปา",)),), pk("rule")),
    Row("feedback:edit_rule", (Sees(TRIAGE),), pk("rule"), data=posting(title="")),
    Row("feedback:try_rules", (Sees(TRIAGE),)),
    Row("feedback:try_rules", (Sees(TRIAGE, ("เรื่องน้ำประปา",)),), data=posting(latest="1")),
    Row("feedback:move_rule", (Sees(TRIAGE, status=302),), pk("rule"), data=posting(way="up")),
    Row("feedback:switch_rule", (Sees(TRIAGE, status=302),), pk("rule"), data=posting(on="0")),
    Row("feedback:wordings", (Sees(DESK, ("ถ้อยคำของกลุ่มห้า",)),)),
    Row("feedback:new_wording", (Sees(TRIAGE | HEAD),)),
    Row("feedback:new_wording", (Sees(TRIAGE | HEAD),), data=posting(name="")),
    Row("feedback:edit_wording", (Sees(TRIAGE | HEAD),), pk("wording")),
    Row("feedback:edit_wording", (Sees(TRIAGE),), pk("wording_for_all")),
    Row("feedback:edit_wording", (Sees(TRIAGE | HEAD),), pk("wording"), data=posting(name="")),
    Row(
        "feedback:delete_wording",
        (Sees(TRIAGE | HEAD, status=302),),
        pk("wording"),
        data=posting(x=1),
    ),
    Row("feedback:enter_opinion", (Sees(TRIAGE | ANSWERERS, ("บันทึกความคิดเห็น",)),)),
    Row("feedback:enter_opinion", (Sees(TRIAGE | ANSWERERS),), data=posting(text="")),
    Row("feedback:slip", (Sees(TRIAGE | ANSWERERS),)),
    Row("feedback:links", (Sees(TRIAGE, ("ป้ายตัวอย่าง",)),)),
    Row("feedback:links", (Sees(TRIAGE),), data=posting(name="")),
    Row("feedback:poster", (Sees(TRIAGE),), lambda world: (world.things.link.slug,)),
    Row("feedback:card", (Sees(TRIAGE),), lambda world: (world.things.link.slug,)),
    *(
        Row(
            f"feedback:{act}_link",
            (Sees(TRIAGE, status=302),),
            lambda world: (world.things.link.slug,),
            data=posting(x=1),
        )
        for act in ("retire", "restore")
    ),
    Row(
        "feedback:moderation_log",
        (Sees(TRIAGE | AUDITOR, ("มีชื่อเด็กในเรื่อง",), (PUBLISHED, *SECRET)),),
    ),
    Row(
        "feedback:keep_published",
        (Sees(TRIAGE, status=302), Sees(DESK - TRIAGE - {"other_officer"}, status=403)),
        number("published"),
        404,
        posting(seen="", latest=lambda world: world.things.report_of_a_reader.pk, reason="อยู่ได้"),
    ),
    Row("feedback:import_opinions", (Sees(TRIAGE),)),
    Row("feedback:import_template", (Sees(TRIAGE),)),
    Row("feedback:import_opinions", (Sees(TRIAGE),), data=posting(received_on="")),
    Row("feedback:reviews", (Sees(DESK | MONITOR, ("ผลการติดตาม",)),)),
    Row("feedback:review", (Sees(DESK | MONITOR, ("ข้อค้นพบของการติดตาม",)),), pk("review")),
    Row("feedback:new_review", (Sees(MONITOR),)),
    Row("feedback:new_review", (Sees(MONITOR),), data=posting(findings="")),
    Row("feedback:improvements", (Sees(DESK | MONITOR, ("ปรับปรุงเรื่องหนึ่ง",)),)),
    Row("feedback:new_improvement", (Sees(ANSWERERS),)),
    Row("feedback:new_improvement", (Sees(ANSWERERS),), data=posting(title="")),
    Row("feedback:edit_improvement", (Sees(OF_FIVE, ("ปรับปรุงเรื่องหนึ่ง",)),), pk("improvement")),
    Row("feedback:edit_improvement", (Sees(OF_FIVE),), pk("improvement"), data=posting(title="")),
    # the desk shows improvements of all groups; each group changes its own
    Row(
        "feedback:edit_improvement",
        (Sees(frozenset({"other_officer"})),),
        pk("improvement_of_six"),
    ),
    Row("reports:reports", (Sees(EXECUTIVE, ("RPT-2569-0001",)),)),
    Row("reports:reports", (Sees(EXECUTIVE, ("RPT-2569-0001",)),), data=posting(year="")),
    Row("reports:report", (Sees(EXECUTIVE, ("RPT-2569-0001",)),), pk("job")),
)

IN_ADMIN = APPOINTS | ADMINISTRATOR | AUDITOR
REFERENCE = APPOINTS | ADMINISTRATOR
NOBODY: frozenset[str] = frozenset()

#: Who may view, add, change and delete what in the admin.
ADMIN_MODELS: dict[str, tuple[frozenset[str], ...]] = {
    "participation_office": (REFERENCE, NOBODY, ADMINISTRATOR, NOBODY),
    "participation_organisationunit": (REFERENCE, NOBODY, ADMINISTRATOR, NOBODY),
    "participation_fiscalyear": (REFERENCE, NOBODY, ADMINISTRATOR, NOBODY),
    "participation_holiday": (ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR, NOBODY),
    "participation_district": (REFERENCE, REFERENCE, REFERENCE, NOBODY),
    "participation_school": (REFERENCE, REFERENCE, REFERENCE, NOBODY),
    "participation_announcement": (REFERENCE, NOBODY, NOBODY, NOBODY),
    "participation_missiongroup": (REFERENCE, NOBODY, ADMINISTRATOR, NOBODY),
    "participation_missiontask": (REFERENCE, NOBODY, NOBODY, NOBODY),
    "participation_user": (REFERENCE, ADMINISTRATOR, ADMINISTRATOR, NOBODY),
    "participation_responsibleofficer": (ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR, NOBODY),
    "participation_unithead": (ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR, NOBODY),
    "participation_auditevent": (AUDITOR, NOBODY, NOBODY, NOBODY),
    # one with an issued order, which freezes it; its page is only read
    "workgroups_committee": (APPOINTS, APPOINTS, APPOINTS, NOBODY),
    "workgroups_appointmentorder": (APPOINTS, APPOINTS, APPOINTS, APPOINTS),
}


def _in_admin(url: str, may: frozenset[str], **rest: Any) -> Row:
    """A page of the admin: who has no work in the admin at all is sent to its door."""
    status = rest.pop("status", 200)
    outside = Sees(EVERYONE - IN_ADMIN - {"visitor"}, status=302)
    return Row(f"admin:{url}", (Sees(may, status=status), outside), **rest)


def _first(model: str) -> Callable[[World], tuple[Any]]:
    return lambda _world: (
        apps.get_model(model.replace("_", ".")).objects.order_by("pk")[:1].get().pk,
    )


def _admin_rows(model: str, who: tuple[frozenset[str], ...]) -> Iterator[Row]:
    view, add, change, delete = who
    one = pk("draft") if model == "workgroups_appointmentorder" else _first(model)
    yield _in_admin(f"{model}_changelist", view)
    yield _in_admin(f"{model}_add", add)
    yield _in_admin(f"{model}_change", view, arguments=one)
    yield _in_admin(f"{model}_history", view, arguments=one)
    yield _in_admin(f"{model}_delete", delete, arguments=one)
    if change != view:  # a page one may read but not write refuses what is sent to it
        yield _in_admin(f"{model}_change", change, arguments=one, data=posting(x=1))


ADMIN_PAGES = (
    _in_admin("index", IN_ADMIN),
    _in_admin("password_change", IN_ADMIN),
    _in_admin("password_change_done", IN_ADMIN),
    _in_admin("jsi18n", IN_ADMIN),
    _in_admin("autocomplete", NOBODY),
    _in_admin("app_list", REFERENCE | AUDITOR, arguments=lambda _world: ("participation",)),
    _in_admin("app_list", APPOINTS, arguments=lambda _world: ("workgroups",), otherwise=404),
    _in_admin("view_on_site", NOBODY, arguments=lambda _world: (1, 1), otherwise=404),
    Row("admin:login", (Sees(IN_ADMIN | {"visitor"}, status=302),)),
    Row("admin:logout", (Sees(EVERYONE, status=302),), data=posting(x=1)),
    _in_admin("workgroups_appointmentorder_preview", APPOINTS, arguments=pk("draft")),
    _in_admin("workgroups_appointmentorder_issue", APPOINTS, arguments=pk("draft")),
    _in_admin("workgroups_appointmentorder_issue", NOBODY, arguments=pk("order")),
    _in_admin("workgroups_appointmentorder_signed", APPOINTS, arguments=pk("order")),
    _in_admin("workgroups_appointmentorder_signed", NOBODY, arguments=pk("draft")),
    _in_admin("workgroups_appointmentorder_delete", NOBODY, arguments=pk("order")),
    _in_admin(
        "workgroups_appointmentorder_change", NOBODY, arguments=pk("order"), data=posting(x=1)
    ),
    *(row for model, who in ADMIN_MODELS.items() for row in _admin_rows(model, who)),
)

ROWS = (*PAGES, *DESK_PAGES, *ADMIN_PAGES)

#: allauth's own pages show an account nothing but itself and are tested by allauth.
OF_A_LIBRARY = ("account_", "mfa_")


def _patterns(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            # what has no name is the admin's own way of saying "not found" or "moved"
            yield f"{space}{pattern.name}" if pattern.name else ""
        else:
            yield from _patterns(
                pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )


def test_every_url_has_a_row() -> None:
    names = {name for name in _patterns(get_resolver()) if name}

    assert {
        name for name in names - {row.url for row in ROWS} if not name.startswith(OF_A_LIBRARY)
    } == set()


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """One office for the whole table; each request is undone."""
    files, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        made.files = settings.MEDIA_ROOT
        settings.MEDIA_ROOT = files
        sign_in_everyone(made)
        yield made
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_url_for_every_role(row: Row, world: World, settings: Any) -> None:
    settings.MEDIA_ROOT = world.files
    wrong = []
    for who in WHO:
        outcome = row.outcome(who)
        status, page = _ask(row, world, who)
        if status != outcome.status:
            wrong.append(f"{who}: {status}, expected {outcome.status}")
        wrong += [f"{who}: does not see “{text}”" for text in outcome.shows if text not in page]
        wrong += [f"{who}: sees “{text}”" for text in outcome.hides if text in page]
    assert wrong == []


def _ask(row: Row, world: World, who: str) -> tuple[int, str]:
    client = world.client(who)
    # the guard against queries in a loop would take the roles of this loop for one
    with transaction.atomic(), zeal_ignore():
        path = row.path(world)
        response = client.post(path, row.data(world)) if row.data else client.get(path)
        is_page = not response.streaming
        page = response.content.decode(errors="replace") if is_page else ""
        transaction.set_rollback(True)
    if who == "visitor" and not any("visitor" in outcome.who for outcome in row.outcomes):
        doors = (reverse("account_login"), reverse("admin:login"))
        assert response["Location"].startswith(doors)
    return response.status_code, page


@pytest.mark.parametrize("unseen", ["other", "unsorted"])
def test_an_improvement_form_quotes_no_opinion_its_reader_may_not_see(
    world: World, unseen: str
) -> None:
    client = world.client("officer")
    opinion = getattr(world.things, unseen)
    questions = {"opinion": opinion.number, "recommendation": world.things.recommendation.pk}

    pages = [
        client.get(reverse("feedback:new_improvement"), asked).content.decode()
        for asked in ({"opinion": opinion.number}, questions)
    ]

    assert [opinion.text in page for page in pages] == [False, False]
