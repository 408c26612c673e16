"""Build a report from the command line: the text and figures the worker's would have."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from participation.errors import DomainError
from reports import annual


class Command(BaseCommand):
    help = "Build a report, keep it under a serial of its own and write it to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=["annual"])
        parser.add_argument("--year", type=int, required=True, help="fiscal year, such as 2569")
        parser.add_argument("--output", type=Path, required=True, help="the file to write")

    def handle(self, *_args: Any, year: int, output: Path, **_options: Any) -> None:
        if not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}.")
        if output.is_dir():
            raise CommandError(f"{output} is a folder; name a file.")
        part = output.with_name(f"{output.name}.part")
        try:
            document = annual.make(year)
            _write(part, document.content)  # first: what cannot be written is not published either
            file = annual.publish(document, by=None)
            part.replace(output)
        except DomainError as error:
            raise CommandError(str(error)) from error
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(f"{file.serial} {output} SHA-256 {file.sha256}")


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
