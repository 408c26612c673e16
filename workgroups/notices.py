"""Letters of this house: to whoever appoints, that a term ends."""

from django.urls import reverse

from participation import notices, thai
from participation.models import User
from participation.notices import Letter
from workgroups.models import Committee

TERM_ENDS = "term-ends"


def tell_of_end(committee: Committee, *, step: int, officer: User) -> None:
    """Write to an officer, once for each end and step, that nobody sits in a body after a day."""
    key = f"{TERM_ENDS}:{committee.pk}:{committee.last_day}:{step}:{officer.pk}"
    notices.tell(key, TERM_ENDS, committee.pk, user=officer)


@notices.letter(TERM_ENDS)
def term_ends(committee_id: str, user: User | None) -> Letter | None:
    """None where the officer is gone, or nobody sits in the body any more today."""
    committee = Committee.objects.with_last_day().filter(pk=int(committee_id)).first()
    if committee is None or committee.last_day is None or user is None or not user.is_active:
        return None
    return notices.written(
        "workgroups/mail/term_ends.txt",
        to=user.email,
        committee=committee,
        last_day=committee.last_day,
        days=(committee.last_day - thai.today()).days,
        desk_address=notices.address_of(reverse("participation:desk")),
    )
