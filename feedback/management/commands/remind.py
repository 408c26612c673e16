from typing import Any

from django.core.management.base import BaseCommand

from feedback.services.reminding import remind
from participation import thai


class Command(BaseCommand):
    help = "Remind whoever answers of what is due soon, and tell heads and executives what is late."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{remind(on=thai.today())} reminders written.")
