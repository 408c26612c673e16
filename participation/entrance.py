"""Opening an account, without telling by the time it takes whether the address has one."""

from typing import Any

from allauth.account import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest


class SignupForm(forms.SignupForm):  # type: ignore[misc]  # it has no types
    """allauth's, which answers the same whether the address is known; here as slowly, too."""

    def try_save(self, request: HttpRequest) -> Any:
        """Hash the password also where no account is made: nothing else takes as long."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)
