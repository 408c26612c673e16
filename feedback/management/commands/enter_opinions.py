from typing import Any

from django.core.management.base import BaseCommand

from feedback.services.desk_search import enter_new


class Command(BaseCommand):
    help = "Let the desk's search find the opinions that have come in since it last ran."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{enter_new()} opinions entered")
