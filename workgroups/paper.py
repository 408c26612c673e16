"""The appointment order on paper: what is printed, as the form of the state asks (domain 2.4 a)."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from participation import paper
from participation.choices import StakeholderType
from participation.models import Office
from workgroups.choices import CommitteeKind, OrderKind, SigningCapacity
from workgroups.models import AppointmentOrder, CommitteeMember

TEMPLATE = "workgroups/pdf/appointment_order.html"
CHANGE_TEMPLATE = "workgroups/pdf/changing_order.html"


@dataclass(frozen=True)
class PrintedMember:
    name: str
    #: Whom the person stands for, and the position or organisation.
    stands_for: list[str]
    position: str
    #: Whom the person follows, in an order that changes another.
    in_place_of: str = ""

    @property
    def name_parts(self) -> list[str]:
        """Name and surname; a line breaks between them rather than inside."""
        return self.name.split()


@dataclass(frozen=True)
class PrintedDeparture:
    """Somebody an order lets go."""

    name: str
    position: str
    reason: str


@dataclass(frozen=True)
class PrintedChange:
    """Which order another changes or revokes, and whom it lets go."""

    number: str
    signed_on: dt.date
    subject: str
    is_revocation: bool
    leaving: list[PrintedDeparture]


@dataclass(frozen=True)
class PrintedOrder:
    """Every word of the paper that comes from data."""

    office: str
    crest: str
    body: str
    number: int | None
    number_year: int
    subject: str
    reasons: list[str]
    members: list[PrintedMember]
    group: str
    tasks: list[tuple[str, str]]
    duties: list[str]
    term: tuple[dt.date, dt.date]
    signed_on: dt.date | None
    signatory: str
    signatory_position: str
    acting: str
    director_position: str
    change: PrintedChange | None = None


def printed(order: AppointmentOrder) -> PrintedOrder:
    """What the paper of `order` says now."""
    office = Office.current()
    committee = order.committee
    with translation.override("th"):
        return PrintedOrder(
            office=office.name_th,
            crest=Path(office.crest.path).as_uri() if office.crest else "",
            body=_body(committee.kind),
            number=order.order_number,
            number_year=order.number_year_be,
            subject=order.subject,
            reasons=_lines(order.reason),
            members=[
                _printed_member(member)
                for member in order.members.select_related("in_place_of").order_by("sequence", "id")
            ],
            group=committee.group.name_th if committee.group else "",
            tasks=[(t.label, t.text_th) for t in order.tasks.order_by("position")],
            duties=_lines(order.duties),
            term=order.term,
            signed_on=order.signed_on,
            signatory=order.signatory,
            signatory_position=order.signatory_position,
            acting=_acting(order.signing_capacity),
            director_position=office.director_position,
            change=_change(order),
        )


def order_pdf(words: PrintedOrder, *, is_draft: bool) -> bytes:
    """The official paper; a draft says on each page what it is."""
    template = CHANGE_TEMPLATE if words.change else TEMPLATE
    return paper.render(template, {"words": words, "is_draft": is_draft}, title=words.subject)


def _change(order: AppointmentOrder) -> PrintedChange | None:
    changed = order.amends
    if changed is None:
        return None
    leaving = order.departures.select_related("member__order__committee")
    return PrintedChange(
        number=changed.number_label,
        signed_on=changed.signed_on or changed.term_start,
        subject=changed.subject,
        is_revocation=order.kind == OrderKind.REVOKE,
        leaving=[
            PrintedDeparture(
                one.member.printed_name, str(one.member.position_title), one.get_reason_display()
            )
            for one in leaving
        ],
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _body(kind: str) -> str:
    """คณะทำงาน or คณะกรรมการ."""
    return _("the working group") if kind == CommitteeKind.WORKING_GROUP else _("the committee")


def _acting(capacity: str) -> str:
    """What stands behind the position of somebody who signs in the director's place."""
    return {
        SigningCapacity.ACTING_FOR: _("acting for"),
        SigningCapacity.ON_BEHALF_OF: _("on behalf of"),
    }.get(SigningCapacity(capacity), "")


def _printed_member(member: CommitteeMember) -> PrintedMember:
    return PrintedMember(
        name=member.printed_name,
        stands_for=_stands_for(StakeholderType(member.stakeholder_type), member.organisation),
        position=str(member.position_title),
        in_place_of=member.in_place_of.printed_name if member.in_place_of else "",
    )


def _stands_for(kind: StakeholderType, organisation: str) -> list[str]:
    """Whom a person stands for and where from; nothing twice that the officer typed already."""
    whom = str(kind.label)
    if kind == StakeholderType.ESAO_STAFF and organisation:
        return [organisation]
    if organisation.startswith(whom):
        whom, organisation = organisation, ""
    if kind != StakeholderType.EXPERT:
        represents = _("representative of %(kind)s") % {"kind": ""}
        if organisation.startswith(represents):
            return [organisation]
        whom = f"{represents}{whom}"
    return [line for line in (whom, organisation) if line]
