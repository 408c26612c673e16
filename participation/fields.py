"""Form fields that know how dates are written here."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participation import text, thai

#: A year from here on is Buddhist: 2400 BE is 1857 CE, and no Christian year of ours comes near it.
FIRST_BUDDHIST_YEAR = 2400
#: Years the office can mean, in the Christian era: no record of its is older or lies further ahead.
EARLIEST_YEAR, LATEST_YEAR = 1997, 2100

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_IN_WORDS = re.compile(r"(\d{1,2})\s*([ก-๙.]+)\s*(?:พ\.ศ\.)?\s*(\d{4})")


class ThaiDateInput(forms.DateInput):
    """A plain text box that shows day/month/Buddhist year.

    Not `type=date`: browsers show that one in the Christian era, or in whatever the device likes.
    """

    input_type = "text"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, dt.date):
            return f"{value.day}/{value.month}/{value.year + thai.BE_OFFSET}"
        return str(value) if value else None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = {"placeholder": "31/12/2569", "autocomplete": "off", "size": "12"} | (attrs or {})
        return super().get_context(name, value, attrs)


class ThaiDateField(forms.DateField):
    """A day, typed in Buddhist or Christian years, in Thai or Arabic digits, day first or ISO."""

    widget = ThaiDateInput
    default_error_messages = {
        "invalid": _("Write the date as day/month/year, such as 31/12/2569."),
        "day": _("There is no %(day)s in the calendar. Check day and month."),
        "year": _("The year %(year)s cannot be right. Write it as 2569 or as 2026."),
    }

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime | dt.date):
            return thai.local_date(value)
        day, month, year = self._parts(thai.arabic_digits(text.clean(str(value))))
        gregorian = year - thai.BE_OFFSET if year >= FIRST_BUDDHIST_YEAR else year
        if not EARLIEST_YEAR <= gregorian <= LATEST_YEAR:
            raise ValidationError(self.error_messages["year"], code="year", params={"year": year})
        try:
            return dt.date(gregorian, month, day)
        except ValueError as error:
            params = {"day": f"{day}/{month}/{year}"}
            raise ValidationError(self.error_messages["day"], code="day", params=params) from error

    def _parts(self, typed: str) -> tuple[int, int, int]:
        """Day, month and year as typed."""
        if match := _YEAR_FIRST.fullmatch(typed):
            return int(match[3]), int(match[2]), int(match[1])
        if match := _DAY_FIRST.fullmatch(typed):
            return int(match[1]), int(match[2]), int(match[3])
        if match := _IN_WORDS.fullmatch(typed):
            for names in (thai.MONTHS, thai.MONTHS_SHORT):
                if match[2] in names:
                    return int(match[1]), names.index(match[2]) + 1, int(match[3])
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare days, not the ways of writing them."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
