"""What is typed about accounts, and about who is named for what."""

from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.harmless import MAX_BYTES
from participation.models import Office, ResponsibleOfficer, UnitHead, User

#: What the crest of orders and reports may be.
CREST_ENDINGS = {".png", ".jpg", ".jpeg", ".svg"}


class AccountField(forms.EmailField):
    """An account, named by its e-mail address: a list of all accounts would be endless."""

    default_error_messages = {
        "unknown": _(
            "No account has this address. Ask the administrator for one, or leave it empty."
        )
    }
    #: The account that stands there already, also after it was closed.
    standing: User | None = None

    def clean(self, value: Any) -> Any:
        email = super().clean(value)
        if not email:
            return None
        usable = Q(is_active=True) | Q(pk=self.standing.pk if self.standing else None)
        account = User.objects.filter(usable, email__iexact=email).first()
        if account is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return account


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["email", "full_name", "is_active"]
        help_texts = {
            "email": _(
                "The person signs in with it and sets the password by “forgot password”. It cannot "
                "be changed later: for another address close this account and add a new one."
            ),
            "is_active": _("Take the tick away when the person leaves; nothing is deleted."),
        }


class OfficeForm(forms.ModelForm):
    class Meta:
        model = Office
        fields = ["crest"]  # the admin names the others

    def clean_crest(self) -> Any:
        """A drawing that paper can show; of a larger file than we take nothing has been kept."""
        crest = self.cleaned_data["crest"]
        if isinstance(crest, UploadedFile):
            if (crest.size or 0) > MAX_BYTES:
                raise ValidationError(_("The file is larger than 10 MB. Choose a smaller one."))
            if Path(crest.name or "").suffix.lower() not in CREST_ENDINGS:
                raise ValidationError(_("Choose a PNG, JPEG or SVG file."))
        return crest


class NamingForm(forms.ModelForm):
    """Somebody is named for something, by e-mail address."""

    user = AccountField(
        label=_("account (e-mail)"),
        help_text=_("The address the person signs in with; it stands in the list of accounts."),
        error_messages={
            "unknown": _(
                "No open account has this address. Look it up in the list of accounts, or add one."
            )
        },
        widget=forms.EmailInput({"size": "40", "autocomplete": "off"}),
    )

    #: Who fills the form in.
    by: User | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("user")
        if self.instance.pk and isinstance(field, AccountField):
            field.standing = self.instance.user
            self.initial["user"] = self.instance.user.email

    def clean_user(self) -> User:
        """Nobody names themselves: whoever gives rights would else give all to one person."""
        user: User = self.cleaned_data["user"]
        if user == self.by:
            raise ValidationError(_("You cannot name yourself. Ask another administrator."))
        return user


class ResponsibleOfficerForm(NamingForm):
    class Meta:
        model = ResponsibleOfficer
        fields = ["user", "unit", "group", "year", "started_on", "ended_on"]


class UnitHeadForm(NamingForm):
    class Meta:
        model = UnitHead
        fields = ["user", "unit", "started_on", "ended_on"]
