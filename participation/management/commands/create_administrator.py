from getpass import getpass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from participation.choices import Role
from participation.models import User
from participation.services import grant_role


class Command(BaseCommand):
    help = (
        "Make the first administrator, who gives all other roles in the admin. Asks for a password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    @transaction.atomic
    def handle(self, *_args: Any, email: str, name: str, **_options: Any) -> None:
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"{email} already has an account; give it the role in the admin.")
        password = getpass("Password: ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        user = User.objects.create_user(email, password, full_name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        grant_role(user, Role.ADMINISTRATOR, by=None)
