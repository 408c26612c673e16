"""Opinions by the thousand, to measure with: what the services would leave, written in bulk.

The same seed gives the same opinions.
"""

import datetime as dt
import random
from collections import Counter as Tally
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max, Model
from django.urls import reverse

from feedback import codes
from feedback.choices import (
    OPEN_STATES,
    SEARCH_KIND,
    Act,
    Channel,
    OpinionKind,
    OpinionState,
    Outcome,
    Publication,
    ReasonClass,
    Sentiment,
    Side,
    VerdictOn,
    VerdictWord,
)
from feedback.load_texts import Texts
from feedback.models import (
    DeskEntry,
    Message,
    Moderation,
    Opinion,
    OpinionContact,
    Response,
    Support,
    Verdict,
)
from feedback.services.receiving import answer_by, series_of
from feedback.services.tallying import fold
from feedback.services.waiting import REPLY_WITHIN, SORT_WITHIN, duty_key
from participation import database, thai, workdays
from participation.choices import Role, StakeholderType
from participation.demo import demo_years, user
from participation.models import (
    AuditEvent,
    Counter,
    Duty,
    FiscalYear,
    MissionGroup,
    OrganisationUnit,
    SearchEntry,
)

TABLES: tuple[type[Model], ...] = (
    *(Opinion, OpinionContact, Message, Response, Verdict, Support, Moderation, DeskEntry),
    *(AuditEvent, Duty, SearchEntry),
)
#: Opinions that are written together.
BATCH = 5_000
#: Older than so many days, almost everything is answered.
WAITS_FOR_DAYS = 24
#: So long after the answer a matter is closed.
CLOSED_AFTER_DAYS = 30
KINDS, TYPES, CHANNELS = OpinionKind.values, StakeholderType.values, Channel.values
SENTIMENTS, OUTCOMES, WORDS = ["", *Sentiment.values], Outcome.values, VerdictWord.values
#: What is decided about twenty answered opinions.
DECIDED = [Publication.PUBLISHED] * 17 + [Publication.PENDING] * 2 + [Publication.WITHHELD]
WITHHELD_FOR = "อาจทำให้รู้ว่าผู้ใดเป็นใคร"
QUESTION = "ขอทราบช่วงเวลาที่พบเรื่องนี้ เพื่อจะได้ตรวจสอบให้ตรงจุด"
REASONS = {Outcome.NOT_POSSIBLE: ReasonClass.BUDGET, Outcome.PASSED_ON: ReasonClass.OTHER_AGENCY}
#: Of a hundred opinions, so many bring each of these along.
IN_A_HUNDRED = {"contact": 10, "message": 8, "verdict": 20, "support": 5, "late": 1}
LABEL = Opinion._meta.label_lower
DUTY = duty_key(Opinion(pk=0)).removesuffix("0")

Row = dict[str, Any]


class LoadedBeforeError(Exception):
    """Opinions of this seed are there already; more would have the same tracking codes."""


def code_of(seed: int, place: int) -> str:
    """The tracking code of the opinion at that place, for whoever measures its thread."""
    return codes.code_for(f"load:{seed}:{place}")


@transaction.atomic
def load(count: int, *, seed: int) -> None:
    """Write `count` opinions of the last and the running fiscal year, and what hangs on them."""
    if Opinion.objects.of_code(code_of(seed, 0)).exists():
        raise LoadedBeforeError
    with database.indexes_set_aside(*TABLES):
        loader = _Loader(count, seed)
        for start in range(0, count, BATCH):
            loader.write(range(start, min(start + BATCH, count)))
    database.renumber(*TABLES)
    fold()


class _Loader:
    """Draws opinions from a seed, in the order in which they came in."""

    def __init__(self, count: int, seed: int) -> None:
        self.count, self.seed = count, seed
        self.chance = random.Random(seed)  # noqa: S311 (drawn to be repeated, not to be secret)
        self.texts = Texts(self.chance)
        self.first_id = (Opinion.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
        self.days = _days()
        self.due = {day: answer_by(day) for day in self.days}
        self.sort_due = {day: workdays.after(day, SORT_WITHIN) for day in self.days}
        self.reply_due = {day: workdays.after(day, REPLY_WITHIN) for day in self.days}
        self.serials = self._draw_serials()
        self.triage = user("triage_officer").pk
        self.groups = list(MissionGroup.objects.in_force().for_listing())
        self.units = list(
            OrganisationUnit.objects.filter(may_be_responsible=True, groups=None).order_by("pk")
        )
        self.officers = {group.pk: _officer(group) for group in self.groups}
        self.unit_of = {group.pk: group.unit_id for group in self.groups}
        self.link = reverse("feedback:desk_opinion", args=["NUMBER"])
        self.rows: dict[type[Model], list[Row]] = {}

    def _draw_serials(self) -> dict[int, Iterator[int]]:
        """Numbers of each fiscal year, for all that will have come in it."""
        days = (self._day(place) for place in range(self.count))
        drawn = {}
        for year_be, needed in Tally(map(thai.fiscal_year_be, days)).items():
            year, _created = FiscalYear.objects.get_or_create(year_be=year_be)
            drawn[year_be] = iter(Counter.next_many(series_of(year), needed))
        return drawn

    def _day(self, place: int) -> dt.date:
        return self.days[place * len(self.days) // self.count]

    def _happens(self, what: str) -> bool:
        return self.chance.random() * 100 < IN_A_HUNDRED[what]

    def write(self, places: range) -> None:
        """Draw these and write them, table by table."""
        self.rows = {table: [] for table in TABLES}
        for place in places:
            self._draw(place)
        for table, rows in self.rows.items():
            database.load_rows(table, rows)

    def _draw(self, place: int) -> None:
        """One opinion, and its rows in every table."""
        chance, day = self.chance, self._day(place)
        year = thai.fiscal_year_be(day)
        text, words = self.texts.opinion()
        addressee = self._addressee()
        opinion: Row = {
            "id": self.first_id + place,
            "year_id": year,
            "serial": next(self.serials[year]),
            "kind": chance.choice(KINDS),
            "stakeholder_type": chance.choice(TYPES),
            "channel": chance.choice(CHANNELS),
            "sentiment": chance.choice(SENTIMENTS),
            "raw_text": text,
            "text": text,
            "code_hash": codes.kept_hash(code_of(self.seed, place)),
            "received_on": day,
            "due_on": self.due[day],
            **addressee,
            **(self._standing(day) if any(addressee.values()) else _standing_of_the_unsorted()),
            "supports": 0,
        }
        self.rows[Opinion].append(opinion)
        self._support(opinion)
        self._correspond(opinion)
        self._let_wait(opinion)
        answer = self._answer(opinion) if opinion["outcome"] else ""
        self.rows[DeskEntry].append({"opinion_id": opinion["id"], "words": words})
        if opinion["publication"] == Publication.PUBLISHED:
            entry = {"kind": SEARCH_KIND, "object_id": opinion["id"], "words": f"{words} {answer}"}
            self.rows[SearchEntry].append(entry)
        self._record(opinion)

    def _addressee(self) -> Row:
        """Most name a group, half of them its task; some a unit, some nobody."""
        drawn = self.chance.random() * 100
        row: Row = {"group_id": None, "task_id": None, "unit_id": None}
        if drawn < 1:
            return row
        if drawn < 4:
            return row | {"unit_id": self.chance.choice(self.units).pk}
        group = self.chance.choice(self.groups)
        task = self.chance.choice(group.tasks.all()).pk if drawn < 50 else None
        return row | {"group_id": group.pk, "task_id": task}

    def _standing(self, day: dt.date) -> Row:
        """How far an opinion of that day has come."""
        age, drawn = (self.days[-1] - day).days, self.chance.random()
        if self._happens("late") or age < WAITS_FOR_DAYS * drawn:
            state = self.chance.choice(OPEN_STATES)
            waits = state == OpinionState.WAITING_FOR_SENDER
            return _standing_of_the_unsorted() | {
                "state": state,
                "waiting_since": day if waits else None,
                "publication": self.chance.choice([Publication.PENDING, Publication.PUBLISHED]),
            }
        waited = dt.timedelta(days=int(drawn * min(age, WAITS_FOR_DAYS)), hours=10)
        publication = self.chance.choice(DECIDED)
        return {
            "state": OpinionState.CLOSED if age > CLOSED_AFTER_DAYS else OpinionState.ANSWERED,
            "outcome": self.chance.choice(OUTCOMES),
            "answered_at": thai.start_of(day) + waited,
            "waiting_since": None,
            "publication": publication,
            "withheld_reason": WITHHELD_FOR if publication == Publication.WITHHELD else "",
        }

    def _support(self, opinion: Row) -> None:
        if opinion["publication"] == Publication.PUBLISHED and self._happens("support"):
            opinion["supports"] = self.chance.randint(1, 9)
            self.rows[Support] += [
                {"opinion_id": opinion["id"], "mark": f"{number:064}"}
                for number in range(opinion["supports"])
            ]

    def _correspond(self, opinion: Row) -> None:
        """Where the sender can be reached, and what the two sides asked each other."""
        of_it = {"opinion_id": opinion["id"]}
        if opinion["stakeholder_type"] != StakeholderType.STUDENT and self._happens("contact"):
            email = f"sender-{opinion['id']}@load.example"
            self.rows[OpinionContact].append(of_it | {"email": email, "phone": ""})
        place = opinion["group_id"]
        waits = opinion["state"] == OpinionState.WAITING_FOR_SENDER
        if place and (waits or self._happens("message")):
            question = of_it | {
                "side": Side.OFFICE,
                "raw_text": QUESTION,
                "text": QUESTION,
                "written_on": opinion["received_on"],
                "by_id": self.officers[place],
                "unit_id": self.unit_of[place],
                "form_hash": f"load:{opinion['id']}",
            }
            self.rows[Message].append(question)

    def _let_wait(self, opinion: Row) -> None:
        """The duty as it stands: open, or done by whoever answered."""
        is_unsorted = opinion["state"] == OpinionState.RECEIVED and not opinion["group_id"]
        since = opinion["waiting_since"]
        answering = "look_after_waiting" if since else "answer_opinion"
        due_on = self.reply_due[since] if since else opinion["due_on"]
        number = f"{opinion['year_id']}-{opinion['serial']:04}"
        self.rows[Duty].append(
            {
                "key": f"{DUTY}{opinion['id']}",
                "what": "sort_opinion" if is_unsorted else answering,
                "subject": number,
                "role": Role.TRIAGE_OFFICER if is_unsorted else "",
                "group_id": opinion["group_id"],
                "unit_id": None if is_unsorted else opinion["unit_id"],
                "link": self.link.replace("NUMBER", number),
                "due_on": self.sort_due[opinion["received_on"]] if is_unsorted else due_on,
                "done_at": opinion["answered_at"],
                "done_by_id": self._officer_for(opinion) if opinion["answered_at"] else None,
            }
        )

    def _answer(self, opinion: Row) -> str:
        """The official answer; returns what the search index keeps of it."""
        text, words = self.texts.answer()
        self.rows[Response].append(
            {
                "opinion_id": opinion["id"],
                "text": text,
                "outcome": opinion["outcome"],
                "reason": REASONS.get(opinion["outcome"], ""),
                "answered_by_id": self._officer_for(opinion),
                "unit_id": opinion["unit_id"] or self.unit_of[opinion["group_id"]],
                "answered_at": opinion["answered_at"],
            }
        )
        if self._happens("verdict"):
            verdict = {
                "opinion_id": opinion["id"],
                "on": VerdictOn.ANSWER,
                "word": self.chance.choice(WORDS),
                "given_on": opinion["answered_at"].date(),
            }
            self.rows[Verdict].append(verdict)
        return words

    def _record(self, opinion: Row) -> None:
        """What the audit trail has of it."""
        received = thai.start_of(opinion["received_on"])
        acts: list[tuple[str, int | None, dt.datetime]] = [(Act.SEND, None, received)]
        if opinion["state"] != OpinionState.RECEIVED:
            acts.append((Act.SORT, self.triage, received + dt.timedelta(hours=9)))
        if opinion["answered_at"]:
            acts.append((Act.ANSWER, self._officer_for(opinion), opinion["answered_at"]))
        if opinion["publication"] != Publication.PENDING:
            is_public = opinion["publication"] == Publication.PUBLISHED
            verb = Act.PUBLISH if is_public else Act.WITHHOLD
            at = received + dt.timedelta(hours=11)
            acts.append((verb, self.triage, at))
            moderated = {"opinion_id": opinion["id"], "act": verb, "by_id": self.triage, "at": at}
            moderated["reason"] = opinion["withheld_reason"]
            self.rows[Moderation].append(moderated)
        subject = {"subject_type": LABEL, "subject_id": opinion["id"]}
        self.rows[AuditEvent] += [
            subject | {"verb": verb, "by_id": by, "at": at} for verb, by, at in acts
        ]

    def _officer_for(self, opinion: Row) -> int:
        return self.officers.get(opinion["group_id"], self.triage)


def _standing_of_the_unsorted() -> Row:
    return {
        "state": OpinionState.RECEIVED,
        "outcome": "",
        "answered_at": None,
        "waiting_since": None,
        "publication": Publication.PENDING,
        "withheld_reason": "",
    }


def _officer(group: MissionGroup) -> int:
    """The demonstration's officer of the group."""
    return user("responsible_officer" if group.number == 5 else f"officer_{group.number}").pk


def _days() -> list[dt.date]:
    """Every day from the first of last fiscal year until today."""
    first, _last = thai.fiscal_year_span(demo_years()[0])
    return [first + dt.timedelta(days=n) for n in range((thai.today() - first).days + 1)]
