"""Make the plain table and fill it."""

import datetime as dt
import os

import django
from django.core.management import call_command

ROWS = 10_000


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.yardstick.settings"
    django.setup()
    from bench.yardstick.models import Line  # noqa: PLC0415 (models need settings first)

    call_command("migrate", run_syncdb=True, verbosity=0)
    Line.objects.bulk_create(
        Line(title=f"เรื่องที่ {number}", text="ขอให้ปรับปรุง " * 20, day=dt.date(2026, 1, 1))
        for number in range(ROWS)
    )


if __name__ == "__main__":
    main()
