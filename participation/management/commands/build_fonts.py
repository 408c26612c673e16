"""Build the fonts of paper from the npm package."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from participation import fonts


class Command(BaseCommand):
    help = "Merge Sarabun's subsets into the fonts of our PDFs, if that is not done yet."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        source = settings.BASE_DIR / "node_modules" / "@fontsource" / "sarabun"
        if not source.exists():
            raise CommandError(f"{source} is missing. Run `npm ci` first.")
        if fonts.build(source, settings.FONTS_DIR):
            self.stdout.write(f"Fonts of paper are in {settings.FONTS_DIR}.")
