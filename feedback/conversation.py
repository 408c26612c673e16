"""What was said about a matter from both sides, in order, as one reader may see it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from feedback import casefile
from feedback.choices import Side
from feedback.models import CaseMessage, Message, Opinion, Response, RestrictedCase, Verdict
from participation.text import clean


@dataclass(frozen=True)
class Turn:
    """One turn; an official answer has an outcome, a verdict its word."""

    text: str
    at: dt.date
    from_office: bool = False
    name: str = ""
    is_answer: bool = False
    outcome: str | Promise = ""
    reason: str | Promise = ""
    verdict: Verdict | None = None


def of_sender(opinion: Opinion) -> list[Turn]:
    """For whoever holds the code: own words as they were sent, and every answer."""
    return [Turn(clean(opinion.raw_text), opinion.received_on), *_turns(opinion, own=True)]


def of_staff(opinion: Opinion) -> list[Turn]:
    """What followed the opinion, but for its answers, which stand apart at the desk."""
    return [turn for turn in _turns(opinion, own=False) if not turn.is_answer]


def with_legal_officer(opinion: Opinion) -> list[Turn]:
    """What its sender and the legal officer wrote while it was a restricted case."""
    written = CaseMessage.objects.filter(case__code_hash=opinion.code_hash).order_by("id")
    return list(map(_case_message, written))


def of_case(case: RestrictedCase, *, own: bool) -> list[Turn]:
    """What was said before it became a restricted case, and since; `own` words for the sender."""
    answers, messages = (casefile.earlier(case, table, "unit") for table in (Response, Message))
    text = [Turn(clean(case.raw_text), case.received_on)] if own else []
    before = _in_order(answers, messages, casefile.earlier(case, Verdict), own=own)
    return [*text, *before, *map(_case_message, case.messages.order_by("id"))]


def _turns(opinion: Opinion, *, own: bool) -> Iterator[Turn]:
    messages = list(opinion.messages.select_related("unit").order_by("id"))
    verdicts = list(opinion.verdicts.all())
    return _in_order(answers_to(opinion), messages, verdicts, own=own)


def _in_order(
    answers: Sequence[Response],
    messages: Sequence[Message],
    verdicts: Sequence[Verdict],
    *,
    own: bool,
) -> Iterator[Turn]:
    """Days do not tell what came first, the number of answers before does.

    What was said after an answer that is no longer theirs comes last: nothing is left out.
    """

    def comes_after(one: Message | Verdict) -> int:
        return min(one.answers_before, len(answers))

    for count in range(len(answers) + 1):
        if count:
            yield _answer(answers[count - 1])
        yield from (_verdict(one) for one in verdicts if comes_after(one) == count)
        yield from (_message(one, own=own) for one in messages if comes_after(one) == count)


def answers_to(opinion: Opinion) -> list[Response]:
    """Own answers, and those of the opinion it was merged into, as they were given."""
    asked = [opinion.pk, *([opinion.merged_into_id] if opinion.merged_into_id else [])]
    answers = Response.objects.filter(opinion__in=asked).select_related("unit")
    return list(answers.order_by("answered_at", "id"))


def _answer(answer: Response) -> Turn:
    return Turn(
        answer.text,
        answer.answered_at,
        from_office=True,
        name=answer.unit.name,
        is_answer=True,
        outcome=answer.get_outcome_display(),
        reason=answer.stated_reason,
    )


def _message(message: Message, *, own: bool) -> Turn:
    text = clean(message.raw_text) if own and message.side == Side.SENDER else message.text
    unit = message.unit.name if message.unit else ""
    return Turn(text, message.written_on, from_office=message.side == Side.OFFICE, name=unit)


def _case_message(message: CaseMessage) -> Turn:
    from_office = message.side == Side.OFFICE
    return Turn(message.text, message.written_on, from_office, _("Legal officer") * from_office)


def _verdict(verdict: Verdict) -> Turn:
    return Turn(verdict.reason, verdict.given_on, verdict=verdict)
