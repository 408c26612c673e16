from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from feedback.proposing.learning import train


class Command(BaseCommand):
    help = "Learn from the sorted opinions which words are said about which mission group."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--report", action="store_true", help="say how often proposals would have been right"
        )

    def handle(self, **options: Any) -> None:
        measured = train()
        self.stdout.write(
            _("Learnt from %(texts)s different opinions.") % {"texts": f"{measured.texts:,}"}
        )
        if not options["report"]:
            return
        self.stdout.write(
            _("Each judged by all others, right at the first place, among the first three:")
        )
        for name, hits in (
            (_("largest group"), measured.majority),
            (_("words of the tasks"), measured.keywords),
            (_("proposals"), measured.model),
        ):
            self.stdout.write(f"  {name}: {hits.top_1:.0%}, {hits.top_3:.0%}")
        self.stdout.write(
            _("A group is proposed for %(proposed)s of them, and %(right)s of those are right.")
            % {"proposed": f"{measured.proposed:.0%}", "right": f"{measured.right:.0%}"}
        )
