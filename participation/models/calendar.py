"""Days on which the office is closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.choices import HolidaySource


class Holiday(models.Model):
    """วันหยุดราชการ: loaded from a kept list of public holidays, corrected by the office."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    #: False strikes a day of the list out: the office works on it.
    is_off = models.BooleanField(_("the office is closed"), default=True)
    source = models.CharField(
        _("source"), max_length=10, choices=HolidaySource.choices, default=HolidaySource.OFFICE
    )

    class Meta:
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")
        ordering = ["day"]

    def __str__(self) -> str:
        return self.name
