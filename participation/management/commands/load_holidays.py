from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from participation import thai, workdays


class Command(BaseCommand):
    help = "Load the public holidays of last, this and next year. What the office entered stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("years", nargs="*", type=int, help="of the Buddhist era, such as 2570")

    def handle(self, *_args: Any, years: list[int], **_options: Any) -> None:
        this_year = thai.calendar_year_be(thai.today())
        added = workdays.load_holidays(years or range(this_year - 1, this_year + 2))
        self.stdout.write(f"{added} new public holidays")
