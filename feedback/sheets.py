"""Reading a spreadsheet of opinions into lines, numbered as an editor shows them.

A file is read as it says it is or refused with what to do about it: a wrong encoding guessed right
nine times fills the record with nonsense the tenth.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import override

from participation.errors import DomainError
from participation.text import clean, fold

#: More than this is not an office's spreadsheet.
MAX_BYTES = 10 * 1024 * 1024
#: An XLSX file is a zip archive; one that unpacks to more than this is refused unread.
MAX_UNPACKED = 30 * 1024 * 1024
#: Marks of its XML: 20,000 rows of ten filled columns have a million. They pack so well that a file
#: of 40 kB can hold millions, which take minutes and gigabytes to read; formats the longest.
MAX_MARKS, MAX_FORMATS = 1_200_000, 100_000
#: A sheet can number a row two thousand million and a header can be all commas.
MAX_ROWS, MAX_COLUMNS = 20_000, 50

_PIECE = 1024 * 1024
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_XLSX_MARK, _XLS_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: Pictures and papers people choose by mistake, and what no text begins with.
_OTHER_MARKS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF", b"{\\rtf")
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")

Cell = str | dt.date


@dataclass(frozen=True)
class Line:
    """One row of the file: the line it starts on (the header is line 1) and its cells by column."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Columns:
    """What the first line of a file names, and by what other names it may."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    #: How a sentence names them, where not by their code.
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.needed, *self.optional)


@dataclass(frozen=True)
class BadLine:
    """One row that cannot be taken, and why."""

    number: int
    reason: str
    #: The matter the row is about, where it could be read and is told to its reader.
    about: str = ""


def read(content: bytes, columns: Columns) -> Iterator[Line | BadLine]:
    """The rows of a CSV or XLSX file, told apart by their first bytes."""
    if len(content) > MAX_BYTES:
        raise DomainError(_("The file is larger than 10 MB. Split it into several files."))
    if content.startswith(_XLS_MARK):
        raise DomainError(
            _(
                "This is an old or password-protected Excel file. Open it in Excel, choose "
                "Save As, then “Excel Workbook (.xlsx)” without a password or “CSV UTF-8”."
            )
        )
    if content.startswith(_OTHER_MARKS):
        raise DomainError(_no_sheet())
    rows = _xlsx_rows(content) if content.startswith(_XLSX_MARK) else _csv_rows(_decode(content))
    return _lines(rows, columns)


def _decode(content: bytes) -> str:
    """The text of a UTF-8 file, with or without a byte order mark."""
    if content.startswith(_UTF16_MARKS):
        raise DomainError(_wrong_encoding("UTF-16 (Unicode Text)"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _NO_TEXT.search(content, 0, 4096):
            raise DomainError(_no_sheet()) from error
        raise DomainError(_wrong_encoding("TIS-620 / Windows-874")) from error
    # Thai in UTF-16 without a mark happens to be valid UTF-8, full of zeros.
    if "\0" in text.partition("\n")[0]:
        raise DomainError(_wrong_encoding("UTF-16 (Unicode Text)"))
    # PostgreSQL holds every character but this one.
    return text.replace("\0", "\u2400")


def _no_sheet() -> str:
    return _(
        "This file is neither CSV nor Excel (.xlsx). Choose the spreadsheet, or save it as one of "
        "these first."
    )


def _wrong_encoding(likely: str) -> str:
    return _(
        "The file is not saved as UTF-8; it looks like %(likely)s, and Thai letters would come out "
        "wrong. Open it in Excel, choose Save As, then “CSV UTF-8 (Comma delimited) (*.csv)”, "
        "or save it as an Excel Workbook (.xlsx), and send it again."
    ) % {"likely": likely}


def _csv_rows(text: str) -> Iterator[tuple[int, list[Cell] | str]]:
    """Line number and cells of each row, or a reason in place of the cells."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells: list[Cell] = [*next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            yield start, _csv_fault(error, last=reader.line_num)
        else:
            yield start, cells


def _csv_fault(error: csv.Error, *, last: int) -> str:
    if "unexpected end of data" in str(error):
        return _(
            "A quotation mark opened here is never closed, so nothing up to line %(last)s could be "
            "read. Close it, or write it twice where it is part of the text."
        ) % {"last": last}
    return _(
        "This line cannot be read. Put a text with commas or quotation marks between quotation "
        "marks and write those inside it twice."
    )


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, list[Cell] | str]]:
    """Row number and cells of each row of the sheet that was open when the file was saved."""
    from openpyxl import load_workbook  # noqa: PLC0415 (only an import of a spreadsheet pays for it)

    try:
        _require_small(content)
        # Formulas stay what was typed: text, never calculated.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet: Any = book.active
        sheet.reset_dimensions()
        width = 0
        rows = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1, values_only=True)
        for number, row in enumerate(rows, start=1):
            # A row is stored without its last empty cells.
            cells: list[Cell] = [_cell(value) for value in row]
            width = max(width, len(cells))
            yield number, [*cells, *[""] * (width - len(cells))]
    except DomainError:
        raise
    except Exception as error:  # a broken file fails anywhere, and openpyxl has no error of its own
        raise DomainError(
            _("The Excel file cannot be read. Open it in Excel and save it again as .xlsx.")
        ) from error


def _require_small(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
        if not any(name.startswith("xl/") for name in archive.namelist()):
            raise DomainError(_no_sheet())
        if unpacked > MAX_UNPACKED:
            raise DomainError(_("The file is larger than 10 MB. Split it into several files."))
        marks = {name: _marks_in(archive, name) for name in archive.namelist()}
    if sum(marks.values()) > MAX_MARKS or marks.get("xl/styles.xml", 0) > MAX_FORMATS:
        raise DomainError(
            _("The file holds too many cells or formats. Copy the filled rows into a new one.")
        )


def _marks_in(archive: zipfile.ZipFile, name: str) -> int:
    """How many marks the XML of a part has, counted without understanding any."""
    with archive.open(name) as part:
        return sum(piece.count(b"<") for piece in iter(partial(part.read, _PIECE), b""))


def _cell(value: object) -> Cell:
    """A cell of a workbook as what would stand in a CSV."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(getattr(value, "text", value)).replace("\0", "\u2400")


def _lines(
    rows: Iterable[tuple[int, list[Cell] | str]], columns: Columns
) -> Iterator[Line | BadLine]:
    rows = iter(rows)
    _start, header = next(rows, (1, cast("list[Cell]", [""])))
    if isinstance(header, str):
        raise DomainError(header)
    names = _names(header, columns)
    for count, (number, cells) in enumerate(rows, start=1):
        if count > MAX_ROWS:
            raise DomainError(
                _("The file has more than %(rows)s rows. Split it into several files.")
                % {"rows": f"{MAX_ROWS:,}"}
            )
        if isinstance(cells, str):
            yield BadLine(number, cells)
        elif any(str(cell).strip() for cell in cells):
            yield _line(number, cells, names, columns)


def _names(header: list[Cell], columns: Columns) -> list[str]:
    """The columns in the header; DomainError where one is missing or stands twice."""
    if any(header[MAX_COLUMNS:]) or len(header) > MAX_ROWS:
        raise DomainError(
            _("The first line has more than %(columns)s columns.") % {"columns": MAX_COLUMNS}
        )
    written = [clean(str(cell)).casefold() for cell in header[:MAX_COLUMNS]]
    names = [columns.aliases.get(name, name) for name in written]
    missing = [column for column in columns.needed if column not in names]
    if missing:
        sentence = (
            _(
                "The first line must name the columns. Missing: %(missing)s. Columns are separated "
                "by commas: %(all)s (%(optional)s may be left out)."
            )
            if columns.optional
            else _("The first line must name the columns: %(all)s. Missing: %(missing)s.")
        )
        named = [columns.words.get(name, name) for name in missing]
        told = {"missing": named, "all": columns.all, "optional": columns.optional}
        raise DomainError(sentence % {name: ",".join(some) for name, some in told.items()})
    twice = [column for column in columns.all if names.count(column) > 1]
    if twice:
        raise DomainError(_("This column stands twice: %(name)s.") % {"name": twice[0]})
    return names


def _line(number: int, cells: list[Cell], names: list[str], columns: Columns) -> Line | BadLine:
    if any(cells[len(names) :]):
        return BadLine(
            number,
            _("More cells than columns. Put a text with commas between quotation marks."),
        )
    if len(cells) <= max(names.index(column) for column in columns.needed):
        return BadLine(
            number,
            _("Fewer cells than columns. Put a text with line breaks between quotation marks."),
        )
    named = dict.fromkeys(names, "") | dict(zip(names, cells, strict=False))
    return Line(number, {name: named.get(name, "") for name in columns.all})


def by_name(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Values by what people write for them: the code, or the word in Thai or English."""
    pairs = list(choices)
    names: dict[str, str] = {value: value for value, _label in pairs}
    for language in ("th", "en"):
        with override(language):
            names |= {fold(str(label)): value for value, label in pairs}
    return names
