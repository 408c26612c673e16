"""The spreadsheet of opinions that came another way: its columns, and a file to fill in."""

import io

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from feedback.choices import Channel, OpinionKind
from feedback.sheets import Columns
from participation.choices import StakeholderType

#: Column, its name in the first line, its width in letters, and what the example says in it.
COLUMNS: tuple[tuple[str, str | Promise, int, str | Promise], ...] = (
    ("mission_group", gettext_lazy("mission group"), 16, "5"),
    ("task_letter", gettext_lazy("letter of the task"), 16, ""),
    ("stakeholder_type", gettext_lazy("sender speaks as"), 24, StakeholderType.PARENT.label),
    ("channel", gettext_lazy("channel"), 24, Channel.PAPER_BOX.label),
    ("sentiment", gettext_lazy("tone"), 10, ""),
    ("text", gettext_lazy("what was said"), 70, gettext_lazy("Example: delete this line")),
    ("kind", gettext_lazy("kind"), 16, OpinionKind.PROBLEM.label),
    ("received_on", gettext_lazy("received on"), 16, "22/11/2569"),
    ("school", gettext_lazy("school"), 30, ""),
)
OPTIONAL = ("kind", "received_on", "school")
NEEDED = tuple(name for name, *_rest in COLUMNS if name not in OPTIONAL)
_HEAD = PatternFill("solid", fgColor="EAEFF7")


def columns() -> Columns:
    """What the first line needs to name, in either language or by code."""
    aliases: dict[str, str] = {}
    for language in ("th", "en"):
        with override(language):
            aliases |= {str(label).casefold(): name for name, label, _width, _said in COLUMNS}
    return Columns(NEEDED, OPTIONAL, aliases, {name: named(name) for name, *_rest in COLUMNS})


def named(column: str) -> str:
    """A column as a sentence names it: its word, and what may stand in the first line too."""
    word = next(label for name, label, *_rest in COLUMNS if name == column)
    return f"{word} ({column})"


def examples() -> set[str]:
    """What the example says; nobody has said that to the office."""
    said = set()
    for language in ("th", "en"):
        with override(language):
            said |= {str(text) for name, _label, _width, text in COLUMNS if name == "text"}
    return said


def template() -> bytes:
    """An Excel workbook with the first line and one example, as text: no day is turned round."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 (for the type checker)
    sheet.title = _("opinions")
    for place, (_name, label, width, said) in enumerate(COLUMNS, start=1):
        head = sheet.cell(row=1, column=place, value=str(label))
        head.font, head.fill = Font(bold=True), _HEAD
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = width
        sheet.column_dimensions[letter].number_format = "@"
        sheet.cell(row=2, column=place, value=str(said) or None).number_format = "@"
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
