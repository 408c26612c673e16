"""รวมเรื่องซ้ำ: what says the same as another is answered with it; nothing is lost (docs/adr/0026).

The text, its files, its thread and its number stay; only the place where it is answered changes.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.choices import (
    ANSWERING,
    SEARCH_KIND,
    TURNS,
    Act,
    OpinionState,
    Publication,
)
from feedback.lengths import require_fits
from feedback.models import Merging, Opinion, Response
from feedback.notices import SET_APART, tell_sender
from feedback.services.apart import answer_with
from feedback.services.publishing import let_be_found
from feedback.services.reporting import MAX_REASON
from feedback.services.waiting import ABOUT_OPINIONS, STANDING, duty_key, duty_of, sorted_by
from participation import services, thai
from participation.errors import DomainError
from participation.meanwhile import refuse_if_changed
from participation.models import AuditEvent, Duty, User
from participation.text import clean

#: How an opinion stood before it was merged: columns of both tables.
BEFORE = (*STANDING, "answered_at", "reopened_on", "first_due_on")
#: That it took in another stands against nothing: many are merged into one.
_TURNS_OF_MAIN = tuple(act for act in TURNS if act != Act.TAKE_IN)


@transaction.atomic
def merge(
    opinion: Opinion, *, into: Opinion, reason: str, by: User, seen: int | None = None
) -> Opinion:
    """Answer an open opinion with another that says the same; done already, it is well.

    What that one is merged into itself is the one it goes to. Where it is answered already the
    sender is told at once.
    """
    opinion, main = _both(opinion, into.merged_into or into)
    if opinion.merged_into_id == main.pk:
        return opinion
    refuse_if_changed(opinion, *ANSWERING, seen=seen)
    refuse_if_changed(main, *_TURNS_OF_MAIN, seen=seen)
    require_mergeable(opinion, main)
    reason = clean(reason)
    if not reason:
        raise DomainError(_("Give the justification."))
    require_fits(reason, MAX_REASON)
    _keep_how_it_stood(opinion, main, reason, by=by)
    opinion.merged_into = main
    opinion.state, opinion.waiting_since = OpinionState.UNDER_REVIEW, None
    opinion.save(update_fields=["merged_into", *STANDING])
    AuditEvent.record(Act.MERGE, opinion, by=by)
    AuditEvent.record(Act.TAKE_IN, main, by=by)
    services.unindex(opinion, kind=SEARCH_KIND)
    if not main.is_open and (answer := main.responses.order_by("-id").first()):
        answer_with(main, opinion, answer, by=by)
    return opinion


def require_mergeable(opinion: Opinion, main: Opinion) -> None:
    """Raise DomainError with what stands against answering the one with the other."""
    numbers = {"number": opinion, "main": main}
    if opinion == main:
        raise DomainError(_("%(number)s is this very matter. Choose another.") % numbers)
    if opinion.merged_into:
        merged = {"main": opinion.merged_into}
        raise DomainError(_("It has been merged into %(main)s. Undo that first.") % merged)
    if not opinion.is_open:
        raise DomainError(_("It has been answered. Only what is still open can be merged."))
    if opinion.merged.exists():
        raise DomainError(
            _("Others have been merged into %(number)s, so it is a main one. Undo those first.")
            % numbers
        )
    if opinion.publication == Publication.PUBLISHED != main.publication:
        raise DomainError(
            _("The public reads %(number)s and not %(main)s. Publish %(main)s first.") % numbers
        )


@transaction.atomic
def unmerge(opinion: Opinion, *, by: User) -> Opinion:
    """Let it be answered by itself again, as it stood before; done already, it is well."""
    merged = Opinion.objects.select_related("merged_into").get(pk=opinion.pk)
    if merged.merged_into is None:
        return merged
    opinion, main = _both(merged, merged.merged_into)
    if opinion.merged_into_id != main.pk:
        raise _changed()
    if Opinion.objects.filter(pk=opinion.pk).bound_to_main().exists():
        raise DomainError(why_bound(main))
    restore(opinion, by=by)
    return opinion


def why_bound(main: Opinion) -> str:
    """What stands against parting one whose sender has judged the answer of the main one."""
    return _("Its sender has judged the answer that was given to %(main)s. It stays with it.") % {
        "main": main
    }


def restore(opinion: Opinion, *, by: User) -> None:
    """Let it stand as before it was merged; its sender is told where an answer goes with that.

    Called under its lock.
    """
    merging = _end(opinion, by=by)
    was_told = opinion.answered_at != merging.answered_at
    for name in BEFORE:
        setattr(opinion, name, getattr(merging, name))
    opinion.outcome, opinion.merged_into = "", None
    opinion.save(update_fields=[*BEFORE, "outcome", "merged_into"])
    AuditEvent.record(Act.UNMERGE, opinion, by=by)
    services.wait_again(merging.duties)
    if duty_key(opinion) in merging.duties:
        services.open_duties(duty_of(opinion, sort_by=sorted_by(thai.today())))
    _be_read_again(opinion)
    if was_told:
        tell_sender(SET_APART, opinion, of=merging)


def part(opinion: Opinion) -> None:
    """Let it stand alone with every answer its sender has read; called under its lock.

    The caller saves `merged_into`.
    """
    answers = list(Response.objects.filter(opinion=opinion.merged_into).order_by("id"))
    for answer in answers:
        answer.pk, answer.opinion = None, opinion
        answer.save(force_insert=True)
    _end(opinion, by=None)
    opinion.merged_into = None
    _be_read_again(opinion)


def _both(opinion: Opinion, main: Opinion) -> tuple[Opinion, Opinion]:
    """The two under their locks, always in the order of their ids."""
    pks = {opinion.pk, main.pk}
    found = Opinion.objects.for_answering().select_for_update(of=("self",)).order_by("pk")
    rows = {one.pk: one for one in found.filter(pk__in=pks)}
    if rows.keys() != pks:
        raise Opinion.DoesNotExist
    if rows[main.pk].merged_into_id:
        raise _changed()
    return rows[opinion.pk], rows[main.pk]


def _changed() -> DomainError:
    return DomainError(_("Somebody has just merged or parted these. Look at them again."))


def _keep_how_it_stood(opinion: Opinion, main: Opinion, reason: str, *, by: User) -> None:
    """What comes back when it is undone; until then nothing about it waits for anybody."""
    about = [f"{kind}:{opinion.pk}" for kind in ABOUT_OPINIONS]
    duties = list(Duty.objects.open().filter(key__in=about).order_by("key"))
    keys = [duty.key for duty in duties]
    before = {name: getattr(opinion, name) for name in BEFORE}
    Merging.objects.create(opinion=opinion, into=main, reason=reason, by=by, duties=keys, **before)
    for key in keys:
        services.close_duty(key, by=by)


def _end(opinion: Opinion, *, by: User | None) -> Merging:
    """Of a sender, who has no name, the day alone."""
    merging = Merging.objects.get(opinion=opinion, ended_at=None)
    merging.ended_at = timezone.now() if by else thai.start_of(thai.today())
    merging.ended_by = by
    merging.save(update_fields=["ended_at", "ended_by"])
    return merging


def _be_read_again(opinion: Opinion) -> None:
    if opinion.publication == Publication.PUBLISHED:
        let_be_found(opinion)
