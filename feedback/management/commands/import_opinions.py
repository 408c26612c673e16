"""Opinions from a spreadsheet."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.services.importing import import_opinions
from participation.errors import DomainError
from participation.fields import ThaiDateField


def day(typed: str) -> dt.date:
    """A day in Buddhist or Christian years."""
    try:
        found: dt.date = ThaiDateField().clean(typed)
    except ValidationError as error:
        raise ArgumentTypeError(error.messages[0]) from error
    return found


class Command(BaseCommand):
    help = "Take opinions from a CSV or XLSX file, each row once however often it is run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--received-on", type=day, help="the day of rows that name none")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, **options: Any) -> None:
        """Import the file and name every line that could not be taken."""
        try:
            result = import_opinions(
                options["file"].read_bytes(),
                by=None,
                received_on=options["received_on"],
                dry_run=options["dry_run"],
            )
        except (OSError, DomainError) as error:
            raise CommandError(str(error)) from error
        for bad in result.bad:
            words = {"number": bad.number, "reason": bad.reason}
            self.stderr.write(_("Line %(number)s: %(reason)s") % words)
        if result.unnamed:
            words = {"shown": f"{result.unnamed:,}"}
            self.stderr.write(
                ngettext(
                    "and %(shown)s further line", "and %(shown)s further lines", result.unnamed
                )
                % words
            )
        sentence = (
            _("Would be taken: %(added)s. Already there: %(known)s. Cannot be taken: %(bad)s.")
            if result.dry_run
            else _("Taken: %(added)s. Already there: %(known)s. Not taken: %(bad)s.")
        )
        self.stdout.write(
            sentence % {"added": result.added, "known": result.known, "bad": result.refused}
        )
