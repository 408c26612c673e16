"""What a restricted case keeps of the opinion it was: every row, so that nothing is lost.

The rows of an opinion become one JSON document and, where it was no complaint, rows again. A table
that is added beside the opinion has to be named here; a test asks for it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core import serializers
from django.db import models
from django.db.models import Model, prefetch_related_objects

from feedback.choices import Publication
from feedback.models import (
    AnswerDraft,
    DeskEntry,
    ImprovementAction,
    InternalNote,
    KeptOpinion,
    Merging,
    Message,
    Moderation,
    Opinion,
    ReaderReport,
    Reminder,
    Response,
    RestrictedCase,
    RuleDecision,
    Support,
    Verdict,
)

#: Tables whose rows the record keeps. Files and the sender's contact have columns of their own.
KEPT: tuple[type[Model], ...] = (
    Message,
    Response,
    Verdict,
    AnswerDraft,
    InternalNote,
    Moderation,
    ReaderReport,
    RuleDecision,
    Support,
)
#: What goes for good: its words for the desk's search, who was reminded of it, what it was merged
#: with before, and in whose account it was kept, which is nobody's business but that person's.
LET_GO: tuple[type[Model], ...] = (DeskEntry, KeptOpinion, Merging, Reminder)

Record = dict[str, Any]


def record_of(opinion: Opinion) -> Record:
    """All that stands about an opinion, as JSON."""
    return {
        "opinion": _as_json([opinion])[0],
        "improvements": list(opinion.improvements.order_by("pk").values_list("pk", flat=True)),
        "covers": {str(file.position): file.covers for file in opinion.attachments.all()},
    } | {_name(table): _as_json(rows_of(table, opinion)) for table in KEPT}


def rows_of(table: type[Model], opinion: Opinion) -> Iterable[Model]:
    """The rows of one table that are about the opinion, oldest first."""
    rows: models.QuerySet[Model] = models.QuerySet(table).filter(opinion=opinion)
    return rows.order_by("pk")


def opinion_in(record: Record) -> Opinion:
    """The opinion as it was, not saved; whether it is published is to be decided anew."""
    (opinion,) = _from_json([record["opinion"]])
    assert isinstance(opinion, Opinion)  # noqa: S101 (for the type checker)
    opinion.publication, opinion.withheld_reason = Publication.PENDING, ""
    return opinion


def bring_back(record: Record, opinion: Opinion) -> None:
    """Let what the record keeps be about the opinion again, which has a new number."""
    for table in KEPT:
        for row in _from_json(record[_name(table)], opinion=opinion.pk):
            row.save(force_insert=True)
    AnswerDraft.objects.filter(opinion=opinion).update(submitted_at=None)
    mentions = {tuple(row["fields"]["mentions"]) for row in record[_name(InternalNote)]}
    if any(mentions):
        notes = InternalNote.objects.filter(opinion=opinion).order_by("pk")
        for note, row in zip(notes, record[_name(InternalNote)], strict=True):
            note.mentions.set(row["fields"]["mentions"])
    for action in ImprovementAction.objects.filter(pk__in=record["improvements"]):
        action.opinions.add(opinion)


def earlier(case: RestrictedCase, table: type[Model], *related: str) -> list[Any]:
    """The rows of one table that the case keeps, with what they point to; none of them is saved."""
    rows = list(_from_json(case.record.get(_name(table), [])))
    prefetch_related_objects(rows, *related)
    return rows


def _name(table: type[Model]) -> str:
    return str(table._meta.model_name)


def _as_json(rows: Iterable[Model]) -> list[Record]:
    # not by the serializer for JSON, which cuts moments down to the thousandth of a second
    found: list[Record] = json.loads(json.dumps(serializers.serialize("python", rows), default=str))
    return found


def _from_json(rows: Iterable[Record], **instead: Any) -> Iterator[Any]:
    """Rows under no number of their own, for the old one is another's or nobody's."""
    fresh = [row | {"pk": None, "fields": row["fields"] | instead} for row in rows]
    for found in serializers.deserialize("python", fresh, ignorenonexistent=True):
        yield found.object
