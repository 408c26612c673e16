from typing import Any

from django.core.management.base import BaseCommand

from feedback.services.uploading import forget_uploads


class Command(BaseCommand):
    help = "Delete files of forms that were never sent, a day after they came."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{forget_uploads()} files deleted")
