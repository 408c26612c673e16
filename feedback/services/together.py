"""Many opinions at once: the same act, each in a transaction of its own, with one justification."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.choices import Publication
from feedback.lengths import require_fits
from feedback.models import Opinion
from feedback.services.assigning import assign_opinion
from feedback.services.merging import merge
from feedback.services.noting import write_note
from feedback.services.publishing import publish_opinion, withhold_opinion
from feedback.services.reporting import MAX_REASON
from feedback.services.sorting import sort_opinion
from participation.errors import DomainError
from participation.models import AuditEvent, MissionGroup, MissionTask, OrganisationUnit, User
from participation.text import clean

#: More than this nobody looks through before the press.
MAX_TOGETHER = 200


class TogetherAct(TextChoices):
    """What can be done to many opinions at once."""

    SORT = "sort", gettext_lazy("sort to one place")
    GIVE = "give", gettext_lazy("give to one officer")
    MERGE = "merge", gettext_lazy("merge into one")
    PUBLISH = "publish", gettext_lazy("publish")
    WITHHOLD = "withhold", gettext_lazy("not publish")


#: The right each asks for, of every single opinion.
RIGHTS = {
    TogetherAct.SORT: "feedback.sort_opinion",
    TogetherAct.GIVE: "feedback.assign_opinion",
    TogetherAct.MERGE: "feedback.merge_opinion",
    TogetherAct.PUBLISH: "feedback.publish_opinion",
    TogetherAct.WITHHOLD: "feedback.publish_opinion",
}


#: The others keep it as a note among staff.
_KEEP_THEIR_REASON = (TogetherAct.MERGE, TogetherAct.WITHHOLD)


@dataclass(frozen=True)
class Wish:
    """What is to be done, by whom and why; where to, to whom, or into what."""

    act: TogetherAct
    by: User
    reason: str
    group: MissionGroup | None = None
    task: MissionTask | None = None
    unit: OrganisationUnit | None = None
    to: User | None = None
    into: Opinion | None = None
    #: The last event on record that the page before had seen.
    seen: int | None = None

    @property
    def main(self) -> Opinion | None:
        """The one they are merged into."""
        return self.into and (self.into.merged_into or self.into)


@dataclass(frozen=True)
class LeftOut:
    """An opinion it is not done to, and why."""

    opinion: Opinion
    reason: str


@dataclass
class Result:
    """To which it is done, or would be, and which are left out."""

    done: list[Opinion] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def carry_out(opinions: Sequence[Opinion], wish: Wish) -> Result:
    """Do it to each that it can be done to; done to one already, that one is left out."""
    return _go_through(opinions, wish, is_rehearsal=False)


def rehearse(opinions: Sequence[Opinion], wish: Wish) -> Result:
    """What carrying it out would come to: the same is done, and undone each time."""
    return _go_through(opinions, wish, is_rehearsal=True)


def last_event() -> int:
    """What a page shown now has seen of every opinion."""
    return AuditEvent.objects.order_by("-id").values_list("pk", flat=True).first() or 0


def _go_through(opinions: Sequence[Opinion], wish: Wish, *, is_rehearsal: bool) -> Result:
    if len(opinions) > MAX_TOGETHER:
        raise DomainError(_("Choose at most %(most)s opinions.") % {"most": MAX_TOGETHER})
    reason = clean(wish.reason)
    if not reason:
        raise DomainError(_("Give the justification."))
    require_fits(reason, MAX_REASON)
    result = Result()
    # ticked with the others it is no mistake: it is the one they go to
    others = [opinion for opinion in opinions if opinion != wish.main]
    for opinion in others or opinions:
        try:
            with transaction.atomic():
                _do(opinion, wish, reason)
                transaction.set_rollback(is_rehearsal)
        except Opinion.DoesNotExist:
            continue  # a complaint by now: nobody at this desk is told more of it
        except DomainError as error:
            result.left_out.append(LeftOut(opinion, str(error)))
        else:
            result.done.append(opinion)
    return result


def _do(opinion: Opinion, wish: Wish, reason: str) -> None:
    found = Opinion.objects.select_related("group", "unit")
    if wish.act != TogetherAct.MERGE:  # which locks two, in an order of its own
        found = found.select_for_update(of=("self",))
    opinion = found.get(pk=opinion.pk)
    if not wish.by.has_perm(RIGHTS[wish.act], opinion):
        raise DomainError(_("You may not do this to it."))
    if _is_so(opinion, wish):
        raise DomainError(_("It is so already."))
    _ACTS[wish.act](opinion, wish, reason)
    if wish.act not in _KEEP_THEIR_REASON:
        write_note(opinion, by=wish.by, text=reason)


def _is_so(opinion: Opinion, wish: Wish) -> bool:
    """Whether there is nothing left to do, so that a second press does nothing."""
    if wish.act == TogetherAct.SORT:
        stands = (opinion.group, opinion.task_id, opinion.unit)
        goes = (wish.group, wish.task.pk if wish.task else None, wish.unit)
        return stands == goes and not opinion.needs_sorting
    if wish.act == TogetherAct.GIVE:
        return opinion.assignee_id == (wish.to.pk if wish.to else None)
    if wish.act == TogetherAct.MERGE:
        return wish.into is not None and opinion.merged_into_id in {
            wish.into.pk,
            wish.into.merged_into_id or 0,
        }
    if wish.act == TogetherAct.PUBLISH:
        return opinion.publication == Publication.PUBLISHED
    return opinion.publication == Publication.WITHHELD


def _sort(opinion: Opinion, wish: Wish, _reason: str) -> None:
    sort_opinion(
        opinion,
        by=wish.by,
        group=wish.group,
        unit=wish.unit,
        task=wish.task,
        seen=wish.seen,
    )


def _give(opinion: Opinion, wish: Wish, _reason: str) -> None:
    assign_opinion(opinion, by=wish.by, to=wish.to, seen=wish.seen)


def _merge(opinion: Opinion, wish: Wish, reason: str) -> None:
    if wish.into is None:
        raise DomainError(_("Write the number of the other opinion."))
    merge(opinion, into=wish.into, reason=reason, by=wish.by, seen=wish.seen)


def _publish(opinion: Opinion, wish: Wish, _reason: str) -> None:
    publish_opinion(opinion, by=wish.by, seen=wish.seen)


def _withhold(opinion: Opinion, wish: Wish, reason: str) -> None:
    withhold_opinion(opinion, by=wish.by, reason=reason, seen=wish.seen)


_ACTS: dict[TogetherAct, Callable[[Opinion, Wish, str], None]] = {
    TogetherAct.SORT: _sort,
    TogetherAct.GIVE: _give,
    TogetherAct.MERGE: _merge,
    TogetherAct.PUBLISH: _publish,
    TogetherAct.WITHHOLD: _withhold,
}
