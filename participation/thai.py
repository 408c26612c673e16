"""Thai dates, digits and the three kinds of year.

Dates are stored as Christian-era `date`; the Buddhist era is a matter of showing and reading.
"""

import datetime as dt

from django.utils import timezone

from participation.bilingual import either

#: The Buddhist era is 543 years ahead.
BE_OFFSET = 543

MONTHS = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
MONTHS_SHORT = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]

_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def thai_digits(value: object) -> str:
    """The same text with Thai digits, as official documents have them."""
    return str(value).translate(_TO_THAI)


def arabic_digits(value: object) -> str:
    """The same text with Arabic digits, as screens and calculations have them."""
    return str(value).translate(_TO_ARABIC)


def local_date(moment: dt.date | dt.datetime) -> dt.date:
    """The day in the office's own time zone."""
    if isinstance(moment, dt.datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


def thai_date(moment: dt.date | dt.datetime) -> str:
    """9 ตุลาคม 2561"""
    day = local_date(moment)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + BE_OFFSET}"


def thai_date_short(moment: dt.date | dt.datetime) -> str:
    """9 ต.ค. 2561"""
    day = local_date(moment)
    return f"{day.day} {MONTHS_SHORT[day.month - 1]} {day.year + BE_OFFSET}"


def thai_date_official(moment: dt.date | dt.datetime) -> str:
    """๙ ตุลาคม พ.ศ. ๒๕๖๑, as at the foot of announcements and orders."""
    day = local_date(moment)
    return thai_digits(f"{day.day} {MONTHS[day.month - 1]} พ.ศ. {day.year + BE_OFFSET}")


def thai_time(moment: dt.datetime) -> str:
    """08.05 น."""
    return f"{timezone.localtime(moment):%H.%M} น."


def shown_time(moment: dt.datetime) -> str:
    """08.05 น., in English 08:05."""
    return either(thai_time(moment), f"{timezone.localtime(moment):%H:%M}")


def fiscal_year_be(day: dt.date) -> int:
    """ปีงบประมาณ: 1 October to 30 September, named after the year it ends in."""
    return day.year + BE_OFFSET + (day.month >= 10)


def fiscal_year_span(year_be: int) -> tuple[dt.date, dt.date]:
    """First and last day of a fiscal year."""
    year = year_be - BE_OFFSET
    return dt.date(year - 1, 10, 1), dt.date(year, 9, 30)


def calendar_year_be(day: dt.date) -> int:
    """ปีปฏิทิน: orders and meetings are numbered by it."""
    return day.year + BE_OFFSET


def academic_year_be(day: dt.date) -> int:
    """ปีการศึกษา: from 16 May, named after the year it begins in."""
    return day.year + BE_OFFSET - ((day.month, day.day) < (5, 16))


def start_of(day: dt.date) -> dt.datetime:
    """Midnight in Thailand, with which `day` begins."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def today() -> dt.date:
    """Today in Thailand."""
    return timezone.localdate()
