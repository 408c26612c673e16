"""What every template has: Thai dates, times and digits, drawings, navigation, marks."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from django import template
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from participation import duties, thai, waiting
from participation.bilingual import in_english
from participation.drawn import drawn
from participation.kept_figures import kept
from participation.models import Duty, MissionGroup
from participation.paging import Count, count_of

register = template.Library()


@register.filter
def thai_date(moment: dt.date | dt.datetime | None) -> str:
    """9 ตุลาคม 2561, in English 9 October 2018."""
    if not moment:
        return ""
    if in_english():
        day = thai.local_date(moment)
        return f"{day.day} {day:%B %Y}"
    return thai.thai_date(moment)


@register.filter
def thai_date_short(moment: dt.date | dt.datetime | None) -> str:
    """9 ต.ค. 2561, in English 9 Oct 2018."""
    if not moment:
        return ""
    if in_english():
        day = thai.local_date(moment)
        return f"{day.day} {day:%b %Y}"
    return thai.thai_date_short(moment)


@register.filter
def thai_time(moment: dt.datetime | None) -> str:
    """08.05 น., in English 08:05."""
    return thai.shown_time(moment) if moment else ""


@register.filter
def thai_digits(value: object) -> str:
    """๒๕๖๑, for official documents."""
    return thai.thai_digits(value)


@register.filter
def grouped(number: int) -> str:
    """1,234"""
    return f"{number:,}"


@register.filter
def official_date(moment: dt.date | dt.datetime | None) -> str:
    """๙ ตุลาคม พ.ศ. ๒๕๖๑"""
    return thai.thai_date_official(moment) if moment else ""


@register.filter
def duty_sentence(duty: Duty) -> str:
    """What a duty asks for."""
    return duties.sentence(duty.what, duty.subject)


@register.simple_tag
@cache
def icon(name: str, css: str = "") -> SafeString:
    """A drawing of the sprite; it never stands without a word, so assistive technology skips it."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f"icon {css}".strip(),
        static("built/web/sprite.svg"),
        name,
    )


@register.simple_tag
def part(template: str, **facts: Any) -> SafeString:
    """An include that hangs on these values alone: made once for the same values (see `drawn`)."""
    return drawn(template, **facts)


@register.simple_tag(takes_context=True)
def switch_buttons(context: Context) -> SafeString:
    """Text size, contrast and language as they can be chosen from here."""
    display = context["display"]
    return drawn(
        "components/switch_buttons.html",
        text_size=display.text_size,
        contrast=display.contrast,
        short=context.get("short", False),
        switches_to=context.get("switches_to", ""),
    )


@register.simple_tag
def nav_line(page: str, words: str, section: str) -> SafeString:
    """A line of a navigation inside a part that is made once, marked where the reader is."""
    url = reverse(page)
    return drawn("components/nav_link.html", url=url, words=words, is_here=url == section)


@register.simple_tag(takes_context=True)
def nav_link(context: Context, page: str, words: str, count: Count | None = None) -> SafeString:
    """A line of a navigation, marked where the reader is."""
    url, path = reverse(page), context["request"].path
    is_below = path.startswith(url) and url != reverse("participation:desk")
    is_here = is_below or path == url
    return drawn("components/nav_link.html", url=url, words=words, count=count, is_here=is_here)


@register.simple_tag(takes_context=True)
def duties_waiting(context: Context) -> Count:
    """How many duties wait for the reader; a page that tells it itself has counted them."""
    counted: Count | None = context.get("waiting_count")
    if counted is None:
        reader = context["request"].user
        return kept(reader, "waiting", lambda: count_of(waiting.waiting_for(reader)))
    return counted


@register.simple_tag
def due_mark(due_on: dt.date) -> SafeString:
    """How near a day is, in words; loud only when it is near or past."""
    return drawn("components/due_mark.html", days=(due_on - thai.today()).days)


@register.simple_tag
def group_line(group: MissionGroup) -> SafeString:
    """A group in a row or a table: small tile and "Group 5"."""
    return drawn("components/group_line.html", number=group.number, drawing=group.icon)


@register.simple_tag
def group_card(group: MissionGroup) -> SafeString:
    """A group as one link, with how many tasks it has."""
    return drawn(
        "components/group_card.html",
        number=group.number,
        url=group.get_absolute_url(),
        drawing=group.icon,
        name=group.name,
        tasks=len(group.tasks.all()),
    )


@register.inclusion_tag("components/stepper.html")
def stepper(number: int, total: int) -> dict[str, object]:
    """Question `number` of `total`, in words and in bars."""
    return {"number": number, "total": total, "bars": range(1, total + 1)}


#: Compounds that the word lists of browsers part at the end of a line, such as เจ้า|หน้าที่.
_COMPOUNDS = re.compile("(เจ้าหน้าที่|เผยแพร่|ความคิดเห็น|การศึกษา|ผู้รับผิดชอบ)")


@register.filter
def in_whole_words(line: str) -> SafeString:
    """A heading or a short sentence, in which no line ends within a compound."""
    pieces = _COMPOUNDS.split(str(line))
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<span class="unbroken">{}</span>', piece) if number % 2 else piece,)
            for number, piece in enumerate(pieces)
        ),
    )


@register.filter
def minus(number: int) -> int:
    """The same distance on the other side of nought."""
    return -number


@register.simple_tag
def cells_named(cells: Iterable[SafeString], headers: Iterable[dict[str, Any]]) -> SafeString:
    """The cells of a row of the admin's lists, each with the name of its column in `data-label`."""
    named = (
        (SafeString(cell[:3]), capfirst(strip_tags(header["text"])), SafeString(cell[3:]))
        for cell, header in zip(cells, headers, strict=True)
    )
    return format_html_join("", '{} data-label="{}"{}', named)
