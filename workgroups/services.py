"""Verbs of this house: drafting and issuing appointment orders."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participation import meanwhile
from participation.choices import Audience, DocumentKind
from participation.errors import DomainError
from participation.harmless import made_harmless
from participation.models import AuditEvent, MissionTask, PublishedFile, User
from participation.services import draw_serial, publish_file, require_open
from workgroups import paper, readiness, seating, terms
from workgroups.choices import Act, OrderState
from workgroups.models import AppointmentOrder, Committee, CommitteeMember, Departure, SignedPaper


@transaction.atomic
def draft_order(
    order: AppointmentOrder,
    *,
    by: User,
    members: Iterable[CommitteeMember],
    dismissed: Iterable[CommitteeMember] = (),
    departures: Iterable[Departure] = (),
    tasks: Iterable[MissionTask] = (),
    seen: int | None = None,
) -> AppointmentOrder:
    """Write a draft, new or changed, with the people it names, in their order, and its tasks.

    `departures` are all whom an order lets go that changes another. `seen` is what the page of a
    changed draft had seen, see `last_seen`.
    """
    act = Act.REVISE if order.pk else Act.DRAFT
    if order.pk:
        require_unchanged(order, seen=seen)
    _follow(order)
    require_open(order.year)
    order.full_clean()
    order.save()
    order.tasks.set(tasks)
    _name(order, list(members), dismissed)
    _let_go(order, departures)
    AuditEvent.record(act, order, by=by)
    return order


def _follow(order: AppointmentOrder) -> None:
    """An order that changes another is for its body and year, and until its last day."""
    if order.amends:
        order.committee, order.year = order.amends.committee, order.amends.year
        order.term_end = order.amends.term_end


def _name(
    order: AppointmentOrder,
    members: list[CommitteeMember],
    dismissed: Iterable[CommitteeMember],
) -> None:
    """Write the people of a draft; taken out first, so that two of them can change seats."""
    rewritten = [member.pk for member in [*members, *dismissed] if member.pk]
    order.members.filter(pk__in=rewritten).delete()
    for sequence, member in enumerate(members, start=1):
        member.order, member.sequence = order, sequence
        if member.in_place_of:
            member.position = member.in_place_of.position
        member.full_clean()
        member.save(force_insert=True)


def _let_go(order: AppointmentOrder, departures: Iterable[Departure]) -> None:
    order.departures.all().delete()
    for departure in departures:
        departure.pk, departure.order = None, order
        departure.full_clean()
        departure.save(force_insert=True)


def last_seen(order: AppointmentOrder) -> int:
    """What a page that shows the draft now has seen of what was done to it."""
    return meanwhile.last_seen(order, *Act)


def require_unchanged(order: AppointmentOrder, *, seen: int | None) -> None:
    """Refuse to write over what somebody else did since `seen`; holds the order until the end."""
    rows = AppointmentOrder.objects.select_for_update(of=("self",)).filter(pk=order.pk)
    if rows.values_list("state", flat=True).first() != OrderState.DRAFT:
        raise DomainError(_("The order has already been issued and cannot be changed any more."))
    meanwhile.refuse_if_changed(order, *Act, seen=seen)


def preview_order(order: AppointmentOrder) -> bytes:
    """The paper as it stands, marked as a draft."""
    return paper.order_pdf(paper.printed(order), is_draft=True)


def issue_order(order: AppointmentOrder, *, by: User) -> AppointmentOrder:
    """Freeze an order and publish its paper; from now on rights follow from it.

    The paper is made before the transaction, because making it takes seconds; under the lock the
    order must still say what was printed.
    """
    _require_other_hands(order, by=by)
    _require_ready(order)
    words = paper.printed(order)
    content = paper.order_pdf(words, is_draft=False)
    with transaction.atomic():
        order = _locked(order)
        _require_other_hands(order, by=by)
        _require_ready(order)
        _require_as_printed(order, words)
        order.document = _keep(order, content, by=by)
        order.state, order.issued_at, order.issued_by = OrderState.ISSUED, timezone.now(), by
        seating.take_seats(order)
        order.save(update_fields=["state", "document", "issued_at", "issued_by"])
        terms.appointed_until(order, by=by)
        AuditEvent.record(Act.ISSUE, order, by=by)
    return order


def publish_signed(order: AppointmentOrder, scan: bytes, *, by: User) -> SignedPaper:
    """Let the public open the scan of the signed paper in place of the one made here.

    It is made anew as every file that is sent, which takes away a signature that is no picture.
    """
    plain = made_harmless(scan)
    if plain.kind != "pdf":
        raise DomainError(_("This is a picture. Scan the paper into a PDF and send that."))
    with transaction.atomic():
        order = _locked(order)
        if order.is_draft:
            raise DomainError(_("Issue the order first, then send the scan of its signed paper."))
        document = _keep(order, plain.content, by=by)
        signed, _created = SignedPaper.objects.update_or_create(
            order=order, defaults={"document": document}
        )
        AuditEvent.record(Act.PUBLISH_SIGNED, order, by=by)
    return signed


def _require_as_printed(order: AppointmentOrder, words: paper.PrintedOrder) -> None:
    if paper.printed(order) != words:
        raise DomainError(_("The order was changed meanwhile. Look at it again, then issue it."))


def _keep(order: AppointmentOrder, content: bytes, *, by: User) -> PublishedFile:
    return publish_file(
        content,
        serial=draw_serial(DocumentKind.APPOINTMENT_ORDER, order.year_id),
        kind=DocumentKind.APPOINTMENT_ORDER,
        subject=f"order:{order.pk}",
        title=order.subject,
        audience=Audience.PUBLIC,
        year=order.year,
        by=by,
    )


def _locked(order: AppointmentOrder) -> AppointmentOrder:
    """The order as it is now; orders of one body wait for each other at their committee."""
    Committee.objects.select_for_update().get(pk=order.committee_id)
    return AppointmentOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)


def _require_other_hands(order: AppointmentOrder, *, by: User) -> None:
    """Whoever issues an order gets no rights from it."""
    if order.members.filter(account=by).exists():
        raise DomainError(_("The order names you. Let another appointments officer issue it."))


def _require_ready(order: AppointmentOrder) -> None:
    if not order.is_draft:
        raise DomainError(_("The order has already been issued and cannot be changed any more."))
    hindrances = readiness.of_order(order).hindrances
    if hindrances:
        raise DomainError(" ".join(hindrances))
