from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from participation import announcement
from participation.errors import DomainError
from participation.models import MissionTask, OrganisationUnit


class Command(BaseCommand):
    help = "Load the office, its units, its announcement with groups and tasks. May be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=announcement.FOLDER)

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        try:
            loaded = announcement.load(folder)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{loaded.key}: {loaded.groups.count()} groups, "
            f"{MissionTask.objects.filter(group__announcement=loaded).count()} tasks, "
            f"{OrganisationUnit.objects.count()} units"
        )
