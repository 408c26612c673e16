from typing import Any

from django.core.management.base import BaseCommand

from feedback.services.closing import close_answered


class Command(BaseCommand):
    help = "Close matters that were answered long enough ago and never judged by their senders."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{close_answered()} matters closed")
