"""What only the pages of reports draw."""

import datetime as dt

from django import template

from participation import thai
from reports.figures import GroupSection

register = template.Library()


@register.simple_tag
def group_id(group: GroupSection, what: str) -> str:
    """The id of a heading in the group's section."""
    return f"g{group.mark.number}-{what}"


@register.filter
def month_and_year(day: dt.date) -> str:
    """ตุลาคม 2569"""
    return f"{thai.MONTHS[day.month - 1]} {thai.calendar_year_be(day)}"
