"""The spreadsheet in which an officer answers many opinions: what it is made of."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from feedback.choices import Outcome, ReasonClass
from feedback.sheets import Columns, by_name

#: By which the portal tells that somebody else has acted since; hidden from whoever fills it in.
SEEN = "seen"
#: What was answered before, and what its sender said of that; locked.
EARLIER = "earlier"
#: By which the officer stands for an answer that names somebody; files taken before have none.
READ = "read"
#: Column, its name in the first line, and its width in letters.
COLUMNS: tuple[tuple[str, str | Promise, int], ...] = (
    ("number", gettext_lazy("number"), 14),
    ("received_on", gettext_lazy("received on"), 16),
    ("due_on", gettext_lazy("due on"), 16),
    ("group", gettext_lazy("group or unit"), 28),
    ("task", gettext_lazy("task"), 28),
    ("text", gettext_lazy("what was said"), 60),
    (EARLIER, gettext_lazy("answer given before"), 60),
    ("answer", gettext_lazy("answer"), 60),
    ("outcome", gettext_lazy("outcome"), 24),
    ("reason", gettext_lazy("why not"), 28),
    (READ, gettext_lazy("personal data in the answer"), 26),
    (SEEN, gettext_lazy("state of the file"), 12),
)
#: What the officer fills in to answer; all else but READ is locked.
FILLED = ("answer", "outcome", "reason")
#: What may stand in the column of that name.
MAY_BE_PUBLIC: tuple[tuple[str, str | Promise], ...] = (
    ("yes", gettext_lazy("read and may be public")),
)


def columns() -> Columns:
    """What the file needs to name when it comes back, in either language or by code."""
    aliases: dict[str, str] = {}
    for language in ("th", "en"):
        with override(language):
            aliases |= {str(label).casefold(): name for name, label, _width in COLUMNS}
    needed = ("number", *FILLED, "seen")
    rest = tuple(name for name, _label, _width in COLUMNS if name not in needed)
    return Columns(needed, rest, {alias: name for alias, name in aliases.items() if alias != name})


def outcomes() -> dict[str, str]:
    """Outcomes by what may stand in the cell."""
    return by_name(Outcome.choices)


def reasons() -> dict[str, str]:
    """The same of why something is not done."""
    return by_name(ReasonClass.offered())


def signs_of_reading() -> dict[str, str]:
    """The same of having read what names somebody."""
    return by_name(MAY_BE_PUBLIC)
