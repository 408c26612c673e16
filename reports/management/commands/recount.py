from typing import Any

from django.core.management.base import BaseCommand

from feedback.services import tallying


class Command(BaseCommand):
    help = "Count every kept figure anew, put right what differs, and say what did."

    def handle(self, *_args: Any, **_options: Any) -> None:
        differences = tallying.recount()
        for one in differences:
            self.stdout.write(f"{one.what}: kept {one.kept}, counted {one.counted}")
        self.stdout.write(f"{len(differences)} figures differed")
