"""Filters every template has: Thai dates, times and digits."""

import datetime as dt

from django import template
from django.utils.translation import get_language

from participation import duties, thai
from participation.models import Duty

register = template.Library()


@register.filter
def thai_date(moment: dt.date | dt.datetime | None) -> str:
    """9 ตุลาคม 2561, in English 9 October 2018."""
    if not moment:
        return ""
    if get_language() == "en":
        day = thai.local_date(moment)
        return f"{day.day} {day:%B %Y}"
    return thai.thai_date(moment)


@register.filter
def thai_date_short(moment: dt.date | dt.datetime | None) -> str:
    """9 ต.ค. 2561, in English 9 Oct 2018."""
    if not moment:
        return ""
    if get_language() == "en":
        day = thai.local_date(moment)
        return f"{day.day} {day:%b %Y}"
    return thai.thai_date_short(moment)


@register.filter
def thai_time(moment: dt.datetime | None) -> str:
    """08.05 น."""
    return thai.thai_time(moment) if moment else ""


@register.filter
def thai_digits(value: object) -> str:
    """๒๕๖๑, for official documents."""
    return thai.thai_digits(value)


@register.filter
def official_date(moment: dt.date | dt.datetime | None) -> str:
    """๙ ตุลาคม พ.ศ. ๒๕๖๑"""
    return thai.thai_date_official(moment) if moment else ""


@register.filter
def duty_sentence(duty: Duty) -> str:
    """What a duty asks for."""
    return duties.sentence(duty.what, duty.subject)
