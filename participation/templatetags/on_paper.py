"""What only paper draws: it knows neither the sprite nor classes inside a drawing."""

import re
from functools import cache
from typing import Protocol

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class HasTile(Protocol):
    """A mission group, or what a report keeps of one."""

    @property
    def fill(self) -> str: ...
    @property
    def icon(self) -> str: ...


@register.simple_tag
def paper_tile(mark: HasTile) -> SafeString:
    """A group's drawing in white on its colour."""
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
