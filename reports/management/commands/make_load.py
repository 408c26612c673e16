from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

import feedback.load
import participation.demo
import workgroups.demo
from participation import announcement, database


class Command(BaseCommand):
    help = "Opinions by the thousand, to measure with. The same seed gives the same ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--opinions", type=int, required=True, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")

    def handle(self, *_args: Any, opinions: int, seed: int, **_options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError(
                "This database takes no invented data: DEMO_ALLOWED is for trial installations."
            )
        if opinions < 1:
            raise CommandError("--opinions must be at least 1.")
        announcement.load()
        participation.demo.make()
        workgroups.demo.make()
        try:
            feedback.load.load(opinions, seed=seed)
        except feedback.load.LoadedBeforeError as error:
            raise CommandError(
                f"Opinions of seed {seed} are here already. Choose another seed."
            ) from error
        database.settle(*feedback.load.TABLES)
        self.stdout.write(f"{opinions:,} opinions of seed {seed}")
