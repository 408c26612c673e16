"""Where people speak from: districts and schools, nothing finer (a village names a person)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class District(models.Model):
    """อำเภอ: a district of the area the office serves."""

    position = models.PositiveSmallIntegerField(_("order"), default=0)
    name_th = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=~Q(name_th=""), name="district_has_a_name")]

    def __str__(self) -> str:
        return self.name_th


class School(models.Model):
    """โรงเรียน: a school of the area; one that has closed stays for what was said about it."""

    district = models.ForeignKey(
        District, models.PROTECT, related_name="schools", verbose_name=_("district")
    )
    name_th = models.CharField(_("name"), max_length=120)
    is_open = models.BooleanField(_("open"), default=True)

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["district__position", "name_th"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name_th"], name="school_is_listed_once_in_its_district"
            ),
            models.CheckConstraint(condition=~Q(name_th=""), name="school_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name_th
