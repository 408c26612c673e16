"""Verbs of this house: drafting and issuing appointment orders."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.choices import Audience, DocumentKind
from participation.errors import DomainError
from participation.models import AuditEvent, MissionTask, PublishedFile, User
from participation.services import draw_serial, publish_file, require_open
from workgroups import paper, readiness
from workgroups.choices import OrderState
from workgroups.models import AppointmentOrder, Committee, CommitteeMember


@transaction.atomic
def draft_order(
    order: AppointmentOrder,
    *,
    by: User,
    members: Iterable[CommitteeMember],
    tasks: Iterable[MissionTask] = (),
) -> AppointmentOrder:
    """Write a new draft with the people it names, in their order, and the tasks it covers."""
    require_open(order.year)
    order.full_clean()
    order.save()
    order.tasks.set(tasks)
    for sequence, member in enumerate(members, start=1):
        member.order, member.sequence = order, sequence
        member.full_clean()
        member.save()
    AuditEvent.record("order.draft", order, by=by)
    return order


def line_up(order: AppointmentOrder) -> None:
    """Number the people of a draft from one, in the order they were given."""
    for place, member in enumerate(order.members.order_by("sequence", "id"), start=1):
        if member.sequence != place:
            member.sequence = place
            member.save(update_fields=["sequence"])


def preview_order(order: AppointmentOrder) -> bytes:
    """The paper as it stands, marked as a draft."""
    return paper.order_pdf(paper.printed(order), is_draft=True)


def issue_order(order: AppointmentOrder, *, by: User) -> AppointmentOrder:
    """Freeze an order and publish its paper; from now on rights follow from it.

    The paper is made before the transaction, because making it takes seconds; under the lock the
    order must still say what was printed.
    """
    _require_ready(order)
    words = paper.printed(order)
    content = paper.order_pdf(words, is_draft=False)
    with _bytes_only_with_their_row() as kept, transaction.atomic():
        order = _locked(order)
        _require_ready(order)
        _require_unchanged(order, words)
        order.document = _keep(order, content, by=by)
        kept.append(order.document)
        order.state, order.issued_at, order.issued_by = OrderState.ISSUED, timezone.now(), by
        order.save(update_fields=["state", "document", "issued_at", "issued_by"])
        AuditEvent.record("order.issue", order, by=by)
    return order


@contextmanager
def _bytes_only_with_their_row() -> Iterator[list[PublishedFile]]:
    """Take files back whose rows were rolled back."""
    kept: list[PublishedFile] = []
    try:
        yield kept
    except BaseException:
        for file in kept:
            file.file.delete(save=False)
        raise


def _require_unchanged(order: AppointmentOrder, words: paper.PrintedOrder) -> None:
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


def _require_ready(order: AppointmentOrder) -> None:
    if not order.is_draft:
        raise DomainError(_("The order has already been issued. Write a new order to change it."))
    hindrances = readiness.of_order(order).hindrances
    if hindrances:
        raise DomainError(" ".join(hindrances))
