"""What is chosen at the desk to be done to many opinions at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.desk import SeenForm, SortForm
from feedback.forms.fields import OfficerField, ReasonField
from feedback.forms.merging import NumberField
from feedback.models import Opinion
from feedback.quoting import opening
from feedback.services.together import RIGHTS, TogetherAct
from participation import thai
from participation.models import User
from participation.waiting import may_answer

#: The line of the list that leads to the number written below it.
ANOTHER = "another"
#: So many are shown to choose from, as many as a page of the list.
MOST_TO_CHOOSE_FROM = 25


def acts_of(user: User) -> list[tuple[str, Any]]:
    """What `user` may do to many opinions at all."""
    return [(act.value, act.label) for act in TogetherAct if user.has_perm(RIGHTS[act])]


class WishForm(SeenForm):
    """Why it is done; each act adds what it asks for besides."""

    name = "order"
    button = _("See what will happen")
    reason = ReasonField(
        label=_("Justification"),
        help_text=_("One for all of them; it is kept with each as a note among staff."),
        error_messages={"required": _("Give the justification.")},
    )

    def __init__(self, *args: Any, opinions: Sequence[Opinion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_among(opinions)

    def choose_among(self, opinions: Sequence[Opinion]) -> None:
        """Offer what fits these opinions."""


class SortTogetherForm(WishForm, SortForm):
    """Where they all go."""

    button = WishForm.button
    name = WishForm.name
    field_order = ("place", "reason")

    @property
    def arguments(self) -> dict[str, Any]:
        return super(WishForm, self).arguments | {"reason": self.cleaned_data["reason"]}


class GiveTogetherForm(WishForm):
    """Who has them in hand from now on."""

    to = OfficerField(label=_("Give them to"))
    field_order = ("to", "reason")

    def choose_among(self, opinions: Sequence[Opinion]) -> None:
        """Those who may answer any of them; which they may not is said before the press."""
        places = {opinion.group or opinion.unit for opinion in opinions}
        users = User.objects.none()
        for place in places:
            if place:
                users |= may_answer(place, on=thai.today())
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = users.distinct()


class MergeTogetherForm(WishForm):
    """With which of them, or which other, they are all answered."""

    keep = forms.ChoiceField(
        label=_("The others are answered with"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say with which opinion they are answered.")},
    )
    into = NumberField(
        label=_("Number of another opinion they are answered with"),
        required=False,
        help_text=_("Such as 2570-0012; of the same year the last digits are enough."),
    )
    reason = ReasonField(
        label=_("Justification"),
        help_text=_("One for all of them; colleagues read it at each."),
        error_messages={"required": _("Give the justification.")},
    )
    field_order = ("keep", "into", "reason")

    def choose_among(self, opinions: Sequence[Opinion]) -> None:
        """One of them stays; a number alone is one of the year of the first of them.

        Of very many none is found by looking: then the number is written, as of any other.
        """
        self.year_be, self.ticked = opinions[0].year_id, {one.number: one for one in opinions}
        field = self.fields["keep"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
        shown = [(name, f"{name} · {opening(one.text)}") for name, one in self.ticked.items()]
        field.choices = [*shown, (ANOTHER, _("another one, by its number"))]
        field.required = not self.data.get("into")
        if not 1 < len(opinions) <= MOST_TO_CHOOSE_FROM:
            del self.fields["keep"]
            self.helper.layout.fields.remove("keep")
            self.fields["into"].required = True

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kept, named = self.ticked.get(values.pop("keep", "")), values.get("into")
        if kept and named not in (None, kept):
            self.add_error("into", _("Choose one of them or write a number, not both."))
        elif not (kept or named or self.errors):
            self.add_error("into", _("Write the number of the other opinion."))
        return values | {"into": kept or named}

    def clean_into(self) -> Opinion | None:
        if not self.cleaned_data["into"]:
            return None
        field = self.fields["into"]
        assert isinstance(field, NumberField)  # noqa: S101 (for the type checker)
        return field.found(
            self.cleaned_data["into"], among=Opinion.objects.all(), year_be=self.year_be
        )


class WithholdTogetherForm(WishForm):
    """Why they are not published."""

    reason = ReasonField(
        label=_("Reason for not publishing"),
        help_text=_("One for all of them. Such as: names a person, tells about a child's health."),
    )


FORMS: dict[TogetherAct, type[WishForm]] = {
    TogetherAct.SORT: SortTogetherForm,
    TogetherAct.GIVE: GiveTogetherForm,
    TogetherAct.MERGE: MergeTogetherForm,
    TogetherAct.PUBLISH: WishForm,
    TogetherAct.WITHHOLD: WithholdTogetherForm,
}
