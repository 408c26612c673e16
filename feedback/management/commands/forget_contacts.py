from typing import Any

from django.core.management.base import BaseCommand

from feedback.services.forgetting import forget_contacts


class Command(BaseCommand):
    help = "Delete contacts of senders whose matter was closed more than a fiscal year ago."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{forget_contacts()} contacts deleted")
