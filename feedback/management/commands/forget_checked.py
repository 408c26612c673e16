from typing import Any

from django.core.management.base import BaseCommand

from feedback.services.keeping import forget_checked


class Command(BaseCommand):
    help = "Remove spreadsheets that were checked a while ago and not imported."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{forget_checked()} files removed")
