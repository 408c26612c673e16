"""Writing the spreadsheet in which an officer answers many opinions."""

import io
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from feedback.answer_sheet import COLUMNS, FILLED, MAY_BE_PUBLIC, READ, SEEN
from feedback.choices import Outcome, ReasonClass
from feedback.models import Opinion
from participation import thai

_HEAD, _OPEN = PatternFill("solid", fgColor="EAEFF7"), PatternFill("solid", fgColor="FDF3D9")


def write(
    opinions: Iterable[Opinion], *, seen: Mapping[int, int], earlier: Mapping[int, str]
) -> bytes:
    """An Excel workbook of the opinions; `seen` is the last event on record of each.

    `earlier` is what was answered to some of them before.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 (for the type checker)
    sheet.title = _("answers")
    for place, (name, label, width) in enumerate(COLUMNS, start=1):
        head = sheet.cell(row=1, column=place, value=str(label))
        head.font, head.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[get_column_letter(place)].width = width
        # a bare number that only the portal reads: shown, it invites to be changed
        sheet.column_dimensions[get_column_letter(place)].hidden = name == SEEN
    count = 0
    for count, opinion in enumerate(opinions, start=1):
        _write_row(
            sheet, count + 1, _told(opinion, seen.get(opinion.pk, 0), earlier.get(opinion.pk, ""))
        )
    _offer(sheet, "outcome", [str(label) for label in Outcome.labels], rows=count)
    _offer(sheet, "reason", [str(label) for _value, label in ReasonClass.offered()], rows=count)
    _offer(sheet, READ, [str(label) for _value, label in MAY_BE_PUBLIC], rows=count)
    sheet.freeze_panes = "B2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _told(opinion: Opinion, seen: int, earlier: str) -> dict[str, str]:
    return {
        "number": opinion.number,
        "received_on": thai.thai_date(opinion.received_on),
        "due_on": thai.thai_date(opinion.due_on),
        "group": str(opinion.group or opinion.unit or ""),
        "task": str(opinion.task or ""),
        "text": opinion.text,
        "earlier": earlier,
        "seen": str(seen),
    }


def _write_row(sheet: Worksheet, row: int, told: Mapping[str, str]) -> None:
    """Everything as text, marked as such: what somebody wrote is no formula, now or later."""
    for place, (name, _label, _width) in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row=row, column=place)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if name in (*FILLED, READ):
            cell.protection, cell.fill = Protection(locked=False), _OPEN
            cell.number_format = "@"
        else:
            cell.value, cell.data_type = told[name], "s"
            cell.quotePrefix = True


def _offer(sheet: Worksheet, name: str, words: list[str], *, rows: int) -> None:
    """A list to choose from, in every row of a column."""
    place = [column for column, _label, _width in COLUMNS].index(name) + 1
    letter = get_column_letter(place)
    choice = DataValidation("list", formula1='"{}"'.format(",".join(words)), allow_blank=True)
    choice.error = _("Choose one of the list.")
    choice.showErrorMessage = True
    sheet.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{max(rows, 1) + 1}")
