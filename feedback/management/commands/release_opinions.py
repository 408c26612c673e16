from typing import Any

from django.core.management.base import BaseCommand

from feedback.services.assigning import release_left


class Command(BaseCommand):
    help = "Give back to all who answer what is in the hands of somebody who answers no longer."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{release_left()} opinions given back")
