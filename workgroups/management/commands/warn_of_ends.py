from typing import Any

from django.core.management.base import BaseCommand

from participation import thai
from workgroups.terms import warn_of_ends


class Command(BaseCommand):
    help = "Tell whoever appoints which terms end within 60, 30 and 7 days."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{warn_of_ends(on=thai.today())} terms end within 60 days.")
