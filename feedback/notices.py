"""News for a sender who left an address: that there is something to read, and nothing of it.

No letter holds a word of the matter, its number or its code; with the code the sender reads it.
"""

from django.db.models import CharField, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from feedback.choices import OPEN_STATES, OpinionState
from feedback.models import Opinion, OpinionContact, RestrictedCase
from participation import notices
from participation.models import Notice, User
from participation.notices import Letter

OPINION_ANSWERED = "opinion-answered"
SENDER_ASKED = "sender-asked"
OPINION_REOPENED = "opinion-reopened"
DEED_ASKED = "deed-asked"
#: To the sender of one that was merged: its main was taken up again; it stands by itself again.
MAIN_REOPENED, SET_APART = "main-reopened", "set-apart"
#: The letters about an opinion, which go with it.
TO_SENDERS = (
    *(OPINION_ANSWERED, SENDER_ASKED, OPINION_REOPENED, DEED_ASKED, MAIN_REOPENED, SET_APART),
)
#: The same words whatever has happened: a letter may be read by whoever is accused.
CASE_NEWS = "case-news"
_ANSWERED = (OpinionState.ANSWERED, OpinionState.CLOSED)
_ASKED = (OpinionState.WAITING_FOR_SENDER,)


def tell_sender(what: str, opinion: Opinion, *, of: Model | None = None) -> None:
    """Write to the sender, once for what it is about; who left no address is told in the thread."""
    if OpinionContact.objects.filter(opinion=opinion).exclude(email="").exists():
        notices.tell(f"{what}:{opinion.pk}:{of.pk if of else ''}", what, opinion.pk)


def was_told(what: str) -> QuerySet[Notice]:
    """For a query of opinions: the letter of each that tells of the opinion and of nothing else."""
    key = Concat(Value(f"{what}:"), Cast(OuterRef("pk"), CharField()), Value(":"))
    return Notice.objects.filter(key=key)


def tell_sender_of_case(case: RestrictedCase, *, about: str) -> None:
    """Write to the sender of what became a restricted case that there is something to read."""
    if case.email:
        notices.tell(f"{CASE_NEWS}:{case.pk}:{about}", CASE_NEWS, case.pk)


@notices.letter(CASE_NEWS)
def case_news(case_id: str, _user: User | None) -> Letter | None:
    case = RestrictedCase.objects.standing().exclude(email="").filter(pk=int(case_id)).first()
    if case is None:
        return None
    return notices.written(
        "feedback/mail/news.txt",
        to=case.email,
        received_on=case.received_on,
        track_address=notices.address_of(reverse("feedback:track")),
    )


@notices.letter(OPINION_ANSWERED)
def opinion_answered(opinion_id: str, _user: User | None) -> Letter | None:
    return _letter(
        opinion_id,
        "feedback/mail/answered.txt",
        in_state=_ANSWERED,
    )


@notices.letter(SENDER_ASKED)
def sender_asked(opinion_id: str, _user: User | None) -> Letter | None:
    return _letter(opinion_id, "feedback/mail/asked.txt", in_state=_ASKED)


@notices.letter(OPINION_REOPENED)
def opinion_reopened(opinion_id: str, _user: User | None) -> Letter | None:
    return _letter(opinion_id, "feedback/mail/reopened.txt", in_state=OPEN_STATES)


@notices.letter(MAIN_REOPENED)
@notices.letter(SET_APART)
def there_is_news(opinion_id: str, _user: User | None) -> Letter | None:
    return _letter(opinion_id, "feedback/mail/news.txt", in_state=tuple(OpinionState))


@notices.letter(DEED_ASKED)
def deed_asked(opinion_id: str, _user: User | None) -> Letter | None:
    return _letter(opinion_id, "feedback/mail/deed.txt", in_state=_ANSWERED)


def _letter(opinion_id: str, template: str, *, in_state: tuple[OpinionState, ...]) -> Letter | None:
    """None where the address or the matter is gone, or things have gone on meanwhile."""
    contacts = OpinionContact.objects.exclude(email="").select_related("opinion")
    contact = contacts.filter(opinion=int(opinion_id), opinion__state__in=in_state).first()
    if contact is None:
        return None
    return notices.written(
        template,
        to=contact.email,
        received_on=contact.opinion.received_on,
        due_on=contact.opinion.due_on,
        track_address=notices.address_of(reverse("feedback:track")),
    )
