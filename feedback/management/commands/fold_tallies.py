from typing import Any

from django.core.management.base import BaseCommand

from feedback.services.tallying import fold


class Command(BaseCommand):
    help = "Make one row of all rows of the kept tally that count the same."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{fold()} rows folded")
