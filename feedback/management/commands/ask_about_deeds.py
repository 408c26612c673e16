from typing import Any

from django.core.management.base import BaseCommand

from feedback.services.closing import ask_about_deeds


class Command(BaseCommand):
    help = "Ask senders who left an address whether what was done four weeks ago has solved it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{ask_about_deeds()} senders are asked")
