"""The auditor reads words: every act and kind the portal writes down has its name."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from feedback.choices import Act as OpinionAct
from feedback.choices import CaseAct
from participation.audit_words import act_in_words, kind_in_words
from workgroups.choices import Act as OrderAct

HOUSES = ("participation", "workgroups", "feedback", "reports")
VERB = re.compile(r'"([a-z]+\.[a-z]+)"')


def written_verbs() -> set[str]:
    """Verbs said in the code beside `AuditEvent.record`, and those of the houses' own lists."""
    said = {
        verb
        for house in HOUSES
        for path in Path(settings.BASE_DIR, house).rglob("*.py")
        if "tests" not in path.parts
        for call in re.findall(r"AuditEvent\.record\(([^,]+),", path.read_text(encoding="utf-8"))
        for verb in VERB.findall(call)
    }
    return said | {
        *OpinionAct,
        *CaseAct,
        *OrderAct,
        "improvement.record",
        "improvement.change",
        "improvement.vet",
        "office.add",
    }


@pytest.mark.parametrize("verb", sorted(written_verbs()))
def test_every_act_has_its_words(verb: str) -> None:
    assert act_in_words(verb) != verb


def test_an_act_nobody_named_shows_its_code() -> None:
    assert act_in_words("order.hum") == "order.hum"


def test_a_kind_is_named_in_thai_and_a_lost_one_by_its_code() -> None:
    assert kind_in_words("workgroups.appointmentorder") == "คำสั่งแต่งตั้ง"
    assert kind_in_words("workgroups.nothing") == "workgroups.nothing"
    assert kind_in_words("nonsense") == "nonsense"
