"""The door to accounts: what it counts by, and what the time it takes does not tell."""

import ipaddress
from typing import Any

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from participation import thai


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # it has no types
    """allauth's, whose limits count by a word of the day: the cache learns nobody's address."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where somebody comes from, the same all day and told by nothing else."""
        address = _place(super().get_client_ip(request))
        return salted_hmac("participation.entrance", f"{thai.today()}{address}").hexdigest()


#: A household gets at least so much of IPv6, and may take another address of it for each request.
_ONE_PLACE = 64


def _place(address: str) -> str:
    """What of an address its holder cannot choose."""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((address, _ONE_PLACE), strict=False))


class SignupForm(forms.SignupForm):  # type: ignore[misc]  # it has no types
    """allauth's, which answers the same whether the address is known; here as slowly, too."""

    def try_save(self, request: HttpRequest) -> Any:
        """Hash the password also where no account is made: nothing else takes as long."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)
