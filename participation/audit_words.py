"""What the audit trail keeps in codes, in words for whoever reads it."""

from collections.abc import Iterable

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import pgettext_lazy

#: Of so many things of one name the events are looked for.
MOST = 100
#: By the second half of a verb: `order.issue` is said of an order, whose kind stands beside it.
_ACTS = {
    "add": pgettext_lazy("audit trail", "added"),
    "answer": pgettext_lazy("audit trail", "answered"),
    "ask": pgettext_lazy("audit trail", "asked for"),
    "change": pgettext_lazy("audit trail", "changed"),
    "close": pgettext_lazy("audit trail", "closed"),
    "delete": pgettext_lazy("audit trail", "deleted"),
    "download": pgettext_lazy("audit trail", "taken as a file"),
    "draft": pgettext_lazy("audit trail", "drafted"),
    "enter": pgettext_lazy("audit trail", "entered"),
    "follow": pgettext_lazy("audit trail", "added to by the sender of a merged one"),
    "forget": pgettext_lazy("audit trail", "contact deleted"),
    "give": pgettext_lazy("audit trail", "given into one hand"),
    "give_back": pgettext_lazy("audit trail", "given back to the ordinary desk"),
    "grant": pgettext_lazy("audit trail", "granted"),
    "hide_file": pgettext_lazy("audit trail", "file taken from the public"),
    "import": pgettext_lazy("audit trail", "imported"),
    "issue": pgettext_lazy("audit trail", "issued"),
    "judge": pgettext_lazy("audit trail", "judged by the sender"),
    "keep": pgettext_lazy("audit trail", "looked at again and kept in public"),
    "let_go": pgettext_lazy("audit trail", "let go"),
    "mask": pgettext_lazy("audit trail", "personal data covered"),
    "merge": pgettext_lazy("audit trail", "merged into another"),
    "move": pgettext_lazy("audit trail", "put in another place"),
    "open": pgettext_lazy("audit trail", "opened"),
    "publish": pgettext_lazy("audit trail", "published"),
    "publish_signed": pgettext_lazy("audit trail", "signed paper put before the public"),
    "read": pgettext_lazy("audit trail", "read"),
    "read_file": pgettext_lazy("audit trail", "file opened"),
    "read_raw": pgettext_lazy("audit trail", "read as received"),
    "record": pgettext_lazy("audit trail", "recorded"),
    "reopen": pgettext_lazy("audit trail", "taken up again"),
    "reply": pgettext_lazy("audit trail", "replied to by the sender"),
    "report": pgettext_lazy("audit trail", "reported by readers"),
    "resume": pgettext_lazy("audit trail", "gone on with, without a reply"),
    "restrict": pgettext_lazy("audit trail", "marked as a complaint"),
    "retire": pgettext_lazy("audit trail", "retired"),
    "restore": pgettext_lazy("audit trail", "taken into use again"),
    "return": pgettext_lazy("audit trail", "sent back to be sorted"),
    "revise": pgettext_lazy("audit trail", "draft revised"),
    "send": pgettext_lazy("audit trail", "received"),
    "send_back": pgettext_lazy("audit trail", "sent back to be changed"),
    "show_file": pgettext_lazy("audit trail", "file put before the public"),
    "sort": pgettext_lazy("audit trail", "sorted"),
    "submit": pgettext_lazy("audit trail", "handed in for sign-off"),
    "switch": pgettext_lazy("audit trail", "switched on or off"),
    "take_in": pgettext_lazy("audit trail", "another merged into it"),
    "take_on": pgettext_lazy("audit trail", "taken in hand"),
    "vet": pgettext_lazy("audit trail", "answer that names somebody found fit for the public"),
    "unmerge": pgettext_lazy("audit trail", "taken apart again"),
    "withdraw": pgettext_lazy("audit trail", "withdrawn"),
    "withhold": pgettext_lazy("audit trail", "kept from publication"),
    "write": pgettext_lazy("audit trail", "written"),
}


def act_in_words(verb: str) -> str:
    """The act of a verb; the verb itself where nobody has named it yet."""
    return str(_ACTS.get(verb.rpartition(".")[2], verb))


def kind_in_words(subject_type: str) -> str:
    """The name of a kind of record; its code where the portal no longer has the kind."""
    try:
        return str(apps.get_model(subject_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return subject_type


def names_of(subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """By what people know these things, kind and key of each: a question for every kind.

    What is no longer kept, or has become a restricted case, is left out.
    """
    kinds: dict[str, set[str]] = {}
    for kind, key in subjects:
        kinds.setdefault(kind, set()).add(key)
    return {
        (kind, str(thing.pk)): _name(thing)
        for kind, keys in kinds.items()
        for thing in _things(kind, keys)
    }


def _name(thing: Model) -> str:
    return str(getattr(thing, "known_as", thing))


def _things(kind: str, keys: Iterable[str]) -> Iterable[Model]:
    """Rows of a kind with what each must have beside it, from which many take their name."""
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return []
    beside = [one.name for one in model._meta.fields if one.many_to_one and not one.null]
    return QuerySet(model).select_related(*beside).filter(pk__in=_keys(model, keys))


def _keys(model: type[Model], keys: Iterable[str]) -> list[object]:
    found = []
    for key in keys:
        try:
            found.append(model._meta.pk.to_python(key))
        except ValidationError:
            continue
    return found


def said_as(words: str) -> Q:
    """Events whose act or kind of thing is shown with these words, in the reader's language."""
    words = words.casefold()
    found = Q(pk__in=[])
    for act, shown in _ACTS.items():
        if words in str(shown).casefold():
            found |= Q(verb__endswith=f".{act}")
    kinds = [
        model._meta.label_lower
        for model in apps.get_models()
        if words in str(model._meta.verbose_name).casefold()
    ]
    return found | Q(subject_type__in=kinds) | _named(words)


def _named(words: str) -> Q:
    """Events about what is known by these words, of the kinds that can be asked for by them."""
    found = Q(pk__in=[])
    for model in apps.get_models():
        if asked := getattr(getattr(model, "objects", None), "known_as", None):
            keys = [str(pk) for pk in asked(words).order_by().values_list("pk", flat=True)[:MOST]]
            found |= Q(subject_type=model._meta.label_lower, subject_id__in=keys)
    return found
