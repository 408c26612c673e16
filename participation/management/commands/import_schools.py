from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from participation.errors import DomainError
from participation.places import import_schools


class Command(BaseCommand):
    help = "Add schools from a CSV file (district,school), each once however often it is run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, **options: Any) -> None:
        try:
            listed = import_schools(options["file"].read_bytes())
        except (OSError, DomainError) as error:
            raise CommandError(str(error)) from error
        for number, reason in listed.bad:
            self.stderr.write(f"{number}: {reason}")
        self.stdout.write(
            f"{listed.added} schools added, {listed.known} there before, {len(listed.bad)} refused"
        )
