"""What keeps a page of the admin from being saved, as a list that leads to each place."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst


class Mistake(NamedTuple):
    """One thing to mend: where, what is said there, the id of its box if it has one."""

    place: str
    sentence: str
    anchor: str


def of_form(form: forms.BaseForm, *, row: str = "", anchor: str = "") -> Iterator[Mistake]:
    """The mistakes of a form by its fields; `row` and its anchor name one form among many."""
    for sentence in form.non_field_errors():
        yield Mistake(row, str(sentence), anchor)
    for field in form:
        label = str(capfirst(field.label))
        for sentence in field.errors:
            box = "" if field.is_hidden else field.id_for_label or field.auto_id
            yield Mistake(f"{row} – {label}" if row else label, str(sentence), box or anchor)


def of_rows(inline: Any) -> Iterator[Mistake]:
    """The mistakes of an inline (the admin's own wrapper), its rows counted as the page does."""
    rows = inline.formset
    for sentence in rows.non_form_errors():
        yield Mistake("", str(sentence), f"{rows.prefix}-group")
    for number, form in enumerate(rows.forms):
        if form.errors:
            row = f"{inline.opts.row_noun} {number + 1}"
            yield from of_form(form, row=row, anchor=f"{rows.prefix}-{number}")


class MistakesNamed(admin.ModelAdmin):
    """A page that names its mistakes one by one instead of telling only that there are some."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["mistakes"] = []
        if context.pop("errors", None):
            inlines: Iterable[Any] = context["inline_admin_formsets"]
            rows = [mistake for inline in inlines for mistake in of_rows(inline)]
            context["mistakes"] = [*of_form(context["adminform"].form), *rows]
        return super().render_change_form(request, context, *args, **kwargs)
