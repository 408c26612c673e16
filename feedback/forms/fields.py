"""Form fields of what is written at the desk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from feedback.lengths import require_fits
from participation.errors import DomainError
from participation.text import clean


class WrittenField(forms.CharField):
    """Text as it will be read, up to a limit that the server alone holds.

    Not `max_length`: a browser that knows the limit cuts what is pasted and says nothing.
    """

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limit = limit

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            require_fits(value, self.limit)
        except DomainError as error:
            raise ValidationError(str(error)) from error
