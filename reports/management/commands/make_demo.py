from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

import feedback.demo
import participation.demo
import workgroups.demo
from participation import announcement


class Command(BaseCommand):
    help = "Two fiscal years of invented data and an account per role. May be repeated."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError(
                "This database takes no invented data: DEMO_ALLOWED is for trial installations."
            )
        announcement.load()
        participation.demo.make()
        workgroups.demo.make()
        code = feedback.demo.make()
        for account in participation.demo.ACCOUNTS:
            self.stdout.write(f"{account.email:40} {account.name} · {account.may}")
        self.stdout.write(f"password: {participation.demo.PASSWORD}")
        self.stdout.write(f"a matter that waits for its sender: {code} at /track/")
