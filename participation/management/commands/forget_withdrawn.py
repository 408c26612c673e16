from typing import Any

from django.core.management.base import BaseCommand

from participation.services import sweep_withdrawn


class Command(BaseCommand):
    help = "Delete the bytes of withdrawn documents that a killed process has left on the disk."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{sweep_withdrawn()} files deleted")
