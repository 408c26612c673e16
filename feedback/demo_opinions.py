"""The opinions of the demonstration: what was said, sorted, answered, published.

Everything is done through the services, as staff would do it, and then dated back.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from feedback.choices import Act, OpinionKind, Outcome, Sentiment
from feedback.demo_people import head_of, moment, not_later_than_now, officer_of, triage
from feedback.import_sheet import NEEDED
from feedback.models import Moderation, Opinion, Response
from feedback.querysets import OpinionQuerySet
from feedback.services.answering import answer_opinion
from feedback.services.drafting import hand_in, save_draft
from feedback.services.importing import import_opinions
from feedback.services.publishing import publish_opinion, withhold_opinion
from feedback.services.receiving import answer_by
from feedback.services.sorting import sort_opinion
from feedback.services.waiting import duty_key
from participation import thai
from participation.demo import day_in, demo_years
from participation.fields import ThaiDateField
from participation.models import AuditEvent, Duty, MissionTask

DATA = Path(__file__).parent / "data"

#: Words whose opinion is not published, and why.
WITHHELD = {
    "เด็กพิเศษ": "มีข้อมูลสุขภาพของเด็ก",
    "หลานเรียนช้า": "มีข้อมูลสุขภาพของเด็ก",
    "หูตึง": "มีข้อมูลสุขภาพของเด็ก",
    "ฝึกพูด": "มีข้อมูลสุขภาพของเด็ก",
    "น้ำกระท่อม": "เกี่ยวกับเรื่องที่ส่งเจ้าหน้าที่ตำรวจแล้ว",
    "น้ำร้อนน้ำชา": "เกี่ยวกับเรื่องที่อยู่ระหว่างการตรวจสอบ",
    "โดนดุต่อหน้าเพื่อน": "อาจทำให้รู้ว่าเด็กและครูเป็นใคร",
    "ครูใช้คำพูดแรง": "อาจทำให้รู้ว่าครูเป็นใคร",
    "ถูกเรียกให้ชดใช้": "เกี่ยวกับเรื่องที่อยู่ระหว่างการตรวจสอบ",
}
#: One row in so many of the sample is of the running year.
SAMPLE_THIS_YEAR = 3
#: The group some of whose answers are drafts; its officer and head can be tried out.
SHOWN_GROUP = 5

#: A line of a file and its day.
_Dated = tuple[dt.date, dict[str, str]]


def make() -> OpinionQuerySet:
    """Import the rows of both years and let them be lived through; returns what is new."""
    for asked_once in (_answer_by, _tasks):
        asked_once.cache_clear()
    before = Opinion.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    dated = sorted(_dated_rows(), key=lambda row: row[0])
    for year, rows in groupby(dated, key=lambda row: thai.fiscal_year_be(row[0])):
        first, _last = thai.fiscal_year_span(year)
        import_opinions(_sheet([row for _day, row in rows]), by=triage(), received_on=first)
    said = {row["text"]: (day, row) for day, row in dated}
    new = Opinion.objects.filter(pk__gt=before)
    _live_through(new, said)
    return new


def _dated_rows() -> Iterator[_Dated]:
    """The rows of both files, each with its day in the last or the running fiscal year.

    `sorted_into` names the task of a group whose tasks have no letters.
    """
    last_year, this_year = demo_years()
    sample = _rows("sample_opinions.csv")
    for number, row in enumerate(sample):
        year = last_year if number % SAMPLE_THIS_YEAR else this_year
        # 29 has no divisor in common with 70: the groups come mixed.
        yield day_in(year, number * 29 % len(sample) / len(sample)), row
    rows = _rows("demo_opinions.csv")
    days = [ThaiDateField().clean(row["received_on"]) for row in rows]
    newest, running = max(days), thai.fiscal_year_be(max(days))
    for day, row in zip(days, rows, strict=True):
        first, last = thai.fiscal_year_span(thai.fiscal_year_be(day))
        is_running = thai.fiscal_year_be(day) == running
        fraction = (day - first) / ((newest if is_running else last) - first)
        yield day_in(this_year if is_running else last_year, fraction), row


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _sheet(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, NEEDED, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


#: When each act on an opinion is to have happened.
_Past = Iterator[tuple[Opinion, Act, dt.datetime]]


def _live_through(new: OpinionQuerySet, said: dict[str, _Dated]) -> None:
    """Let imported opinions have come on their own days, and what staff does follow them."""
    opinions = list(new.for_listing().order_by("pk"))
    for opinion in opinions:
        day, row = said[opinion.raw_text]
        _set_day(opinion, day)
        opinion.task = _task_of(opinion, row)
    _keep_days(opinions)
    past = [lived for n, opinion in enumerate(opinions) for lived in _lived(opinion, n)]
    _date_back_acts(past)
    _write_drafts(new.open().filter(group__number=SHOWN_GROUP))


def _set_day(opinion: Opinion, day: dt.date) -> None:
    opinion.received_on, opinion.due_on = day, _answer_by(day)
    opinion.kind = _kind(opinion)


def _keep_days(opinions: list[Opinion]) -> None:
    Opinion.objects.bulk_update(opinions, ["received_on", "due_on", "kind"])
    due_on = {duty_key(opinion): opinion.due_on for opinion in opinions}
    duties = list(Duty.objects.filter(key__in=due_on))
    for duty in duties:
        duty.due_on = due_on[duty.key]
    Duty.objects.bulk_update(duties, ["due_on"])


def _lived(opinion: Opinion, number: int) -> _Past:
    """Sort, answer and publish an opinion as far as its age lets expect."""
    received = moment(opinion.received_on, 8 + number % 9, number * 7 % 60)
    yield opinion, Act.IMPORT, received
    age = (thai.today() - opinion.received_on).days
    if opinion.group is None or (age < 9 and number % 3 == 0):
        return
    sort_opinion(opinion, by=triage(), group=opinion.group, task=opinion.task)
    yield opinion, Act.SORT, received + dt.timedelta(hours=24 + number % 2)
    if _is_answered(age, number):
        promise = (opinion.due_on - opinion.received_on).days
        days = promise + 4 if number % 17 == 0 else 3 + number * 7 % 11
        answered_at = received + dt.timedelta(days=min(days, age))
        _answer(opinion)
        yield opinion, Act.ANSWER, answered_at
        yield from _decided(opinion, number, answered_at)


def _write_drafts(opinions: OpinionQuerySet) -> None:
    """One answer is being written, one waits for the head of the unit."""
    for number, opinion in enumerate(opinions.for_answering().order_by("pk")[:2]):
        text, outcome, reason = _answer_to(opinion)
        words: Any = {"text": text, "outcome": outcome, "reason": reason}
        (hand_in if number else save_draft)(opinion, by=officer_of(opinion.group), **words)


def _task_of(opinion: Opinion, row: dict[str, str]) -> MissionTask | None:
    wanted = row.get("sorted_into")
    named = [task for task in _tasks(opinion.group_id) if task.text_th == wanted]
    return named[0] if named else opinion.task


def _date_back_acts(past: list[tuple[Opinion, Act, dt.datetime]]) -> None:
    """Let each act have happened at its moment, all of them in a handful of questions."""
    moments = {(str(o.pk), act.value): not_later_than_now(at) for o, act, at in past}
    events = list(
        AuditEvent.objects.filter(
            subject_type=Opinion._meta.label_lower,
            subject_id__in={key for key, _act in moments},
            verb__in={act for _key, act in moments},
        )
    )
    for event in events:
        event.at = moments[event.subject_id, event.verb]
    AuditEvent.objects.bulk_update(events, ["at"], batch_size=500)
    moderated = [m for m in Moderation.objects.all() if (str(m.opinion_id), m.act) in moments]
    for moderation in moderated:
        moderation.at = moments[str(moderation.opinion_id), moderation.act]
    Moderation.objects.bulk_update(moderated, ["at"], batch_size=500)
    answered = {o.pk: moments[str(o.pk), act.value] for o, act, _at in past if act == Act.ANSWER}
    answers = list(Response.objects.filter(opinion__in=answered).select_related("opinion"))
    for answer in answers:
        answer.answered_at = answer.opinion.answered_at = answered[answer.opinion_id]
    Response.objects.bulk_update(answers, ["answered_at"])
    Opinion.objects.bulk_update([answer.opinion for answer in answers], ["answered_at"])


def _is_answered(age: int, number: int) -> bool:
    """What is old is answered but for a few, what is new now and then."""
    if age > 75:
        return True
    if age > 20:
        return bool(number % 9)
    return bool(number % 2)


def _answer(opinion: Opinion) -> None:
    text, outcome, reason = _answer_to(opinion)
    officer = officer_of(opinion.group)
    answer_opinion(
        opinion,
        by=head_of(opinion.group),
        written_by=officer,
        text=text,
        outcome=outcome,
        reason=reason,
        may_be_public=True,
    )


def _answer_to(opinion: Opinion) -> tuple[str, Outcome, str]:
    """The answer of the group that fits what was said."""
    answers = _answers()[opinion.group.number if opinion.group else 1]
    if opinion.sentiment == Sentiment.POSITIVE:
        thanks = answers["thanks"]
        return thanks[opinion.serial % len(thanks)], Outcome.CONSIDERED, ""
    fitting = (a for a in answers["answers"] if any(word in opinion.text for word in a["when"]))
    answer = next(fitting, answers["otherwise"])
    return answer["text"], Outcome(answer["outcome"]), answer.get("reason", "")


def _decided(opinion: Opinion, number: int, at: dt.datetime) -> _Past:
    """Publish most of what is answered, withhold what would harm somebody, leave some open."""
    reasons = [reason for words, reason in WITHHELD.items() if words in opinion.text]
    if reasons:
        withhold_opinion(opinion, by=triage(), reason=reasons[0])
        yield opinion, Act.WITHHOLD, at
    elif number % 8:
        publish_opinion(opinion, by=triage(), may_be_public=True)
        yield opinion, Act.PUBLISH, at + dt.timedelta(hours=3)


def _kind(opinion: Opinion) -> OpinionKind:
    if opinion.sentiment == Sentiment.POSITIVE:
        return OpinionKind.PRAISE
    if any(word in opinion.text for word in ("อยากรู้", "ขอทราบ", "ไม่ทราบ", "ไหมคะ", "คืออะไร")):
        return OpinionKind.QUESTION
    if opinion.sentiment == Sentiment.NEGATIVE:
        return OpinionKind.PROBLEM
    return OpinionKind.SUGGESTION


@cache
def _answers() -> dict[int, Any]:
    answers: dict[int, Any] = yaml.safe_load((DATA / "demo_answers.yaml").read_text("utf-8"))
    return answers


@cache
def _answer_by(day: dt.date) -> dt.date:
    return answer_by(day)


@cache
def _tasks(group: int | None) -> tuple[MissionTask, ...]:
    return tuple(MissionTask.objects.filter(group=group))
