"""Committees, positions in them, states of an order."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.choices import Sector, StakeholderType


class CommitteeKind(TextChoices):
    """What a body is; three different bodies watch and review (domain 1.8, 10)."""

    COMMITTEE = "committee", _("committee")
    WORKING_GROUP = "working_group", _("working group")
    EXECUTIVE_BOARD = "executive_board", _("executive board")
    MONITORING = "monitoring", _("monitoring committee")
    SUPERVISION = "supervision", _("supervision committee")
    PERFORMANCE_REVIEW = "performance_review", _("performance review committee")


#: Bodies appointed for one mission group each (step 2 of the announcement).
GROUP_KINDS = (CommitteeKind.COMMITTEE, CommitteeKind.WORKING_GROUP)


class CommitteeRole(TextChoices):
    """Position in a body; the printed word depends on the body, see `position_title`."""

    ADVISER = "adviser", _("adviser")
    CHAIR = "chair", _("chair")
    VICE_CHAIR = "vice_chair", _("vice chair")
    MEMBER = "member", _("member")
    MEMBER_SECRETARY = "member_secretary", _("member and secretary")
    MEMBER_ASSISTANT_SECRETARY = "member_assistant_secretary", _("member and assistant secretary")


#: Seats that only one person can hold on one day.
SINGLE_SEATS = (CommitteeRole.CHAIR, CommitteeRole.MEMBER_SECRETARY)

#: Words of a committee (คณะกรรมการ).
COMMITTEE_TITLES = {
    CommitteeRole.ADVISER: pgettext_lazy("of a committee", "adviser"),
    CommitteeRole.CHAIR: pgettext_lazy("of a committee", "chair"),
    CommitteeRole.VICE_CHAIR: pgettext_lazy("of a committee", "vice chair"),
    CommitteeRole.MEMBER: pgettext_lazy("of a committee", "member"),
    CommitteeRole.MEMBER_SECRETARY: pgettext_lazy("of a committee", "member and secretary"),
    CommitteeRole.MEMBER_ASSISTANT_SECRETARY: pgettext_lazy(
        "of a committee", "member and assistant secretary"
    ),
}
#: Words of a working group (คณะทำงาน).
WORKING_GROUP_TITLES = {
    CommitteeRole.ADVISER: pgettext_lazy("of a working group", "adviser"),
    CommitteeRole.CHAIR: pgettext_lazy("of a working group", "chair"),
    CommitteeRole.VICE_CHAIR: pgettext_lazy("of a working group", "vice chair"),
    CommitteeRole.MEMBER: pgettext_lazy("of a working group", "member"),
    CommitteeRole.MEMBER_SECRETARY: pgettext_lazy("of a working group", "member and secretary"),
    CommitteeRole.MEMBER_ASSISTANT_SECRETARY: pgettext_lazy(
        "of a working group", "member and assistant secretary"
    ),
}


#: Of whom the composition of a body can ask for so many: outsiders, a sector, one kind.
OUTSIDE = "outside"
WHOM = [
    (OUTSIDE, _("anybody from outside the office and its schools")),
    *((f"sector:{sector}", sector.label) for sector in Sector),
    *StakeholderType.choices,
]


class OrderState(TextChoices):
    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("issued")


class OrderKind(TextChoices):
    """What an order does to a body."""

    APPOINT = "appoint", _("appoints")
    AMEND = "amend", _("changes an appointment")
    REVOKE = "revoke", _("revokes an appointment")


class DepartureReason(TextChoices):
    """Why somebody leaves before the term is over; the order says it in public."""

    RESIGNED = "resigned", _("resigned")
    MOVED = "moved", _("moved to another place of work")
    RETIRED = "retired", _("retired from service")
    NO_LONGER_STANDS_FOR = "no_longer_stands_for", _("no longer represents those it was named for")
    DIED = "died", _("died")
    OTHER = "other", _("as fits the work")


class Act(StrEnum):
    """What is done to an order, as the audit trail names it."""

    DRAFT = "order.draft"
    REVISE = "order.revise"
    ISSUE = "order.issue"
    PUBLISH_SIGNED = "order.publish_signed"


class SigningCapacity(TextChoices):
    """In whose place an order is signed."""

    OWN = "own", _("in own capacity")
    ACTING_FOR = "acting_for", _("acting for the director (รักษาราชการแทน)")
    ON_BEHALF_OF = "on_behalf_of", _("on behalf of the director (ปฏิบัติราชการแทน)")
