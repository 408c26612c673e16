"""What only the pages of reports draw."""

import datetime as dt
import re
from functools import cache

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from participation import thai
from reports.figures import GroupSection, Mark

register = template.Library()

_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@register.simple_tag
def paper_tile(mark: Mark) -> SafeString:
    """A group's drawing in white on its colour; paper knows neither sprite nor classes in it."""
    return format_html(
        '<svg class="tile" aria-hidden="true" viewBox="0 0 44 44">'
        '<rect width="44" height="44" rx="8" fill="{}"/>'
        '<g transform="translate(10 10)" fill="none" stroke="#FFFFFF" stroke-width="1.8" '
        'stroke-linecap="round" stroke-linejoin="round">{}</g></svg>',
        mark.fill,
        _drawing(mark.icon),
    )


@cache
def _drawing(icon: str) -> SafeString:
    """The lines of one of our own drawings."""
    drawing = (settings.BASE_DIR / "static" / "icons" / f"{icon}.svg").read_text("utf-8")
    match = _INNER.search(drawing)
    return mark_safe(match[1] if match else "")  # noqa: S308 (a file of this repository)


@register.simple_tag
def group_id(group: GroupSection, what: str) -> str:
    """The id of a heading in the group's section."""
    return f"g{group.mark.number}-{what}"


@register.filter
def month_and_year(day: dt.date) -> str:
    """ตุลาคม 2569"""
    return f"{thai.MONTHS[day.month - 1]} {thai.calendar_year_be(day)}"
