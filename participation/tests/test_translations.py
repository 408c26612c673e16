"""Thai is complete: ours, and that of the library strings people can meet."""

from pathlib import Path

import django
import polib
import pytest
from django.conf import settings

#: Strings of Django that only developers and Django's own start page show, and names of languages.
NEVER_SHOWN = (
    "Algerian",
    "Central",
    "Lower",
    "Scottish",
    "Upper",
    "Igbo",
    "Ido",
    "Kabyle",
    "Kyrgyz",
    "Marathi",
    "Malay",
    "Norwegian",
    "Ossetic",
    "Tajik",
    "Turkmen",
    "Uyghur",
    "Uzbek",
    "Site Maps",
    "Static Files",
    "Syndication",
    "String (unlimited)",
    "Positive big",
    "Raw binary",
    "Universally",
    "A JSON object",
    "%(from)s-%(to)s",
    "You are seeing this",
    "If you have configured",
    "If you are using the <meta",
    "More information is",
    "Date out of range",
    "Invalid date string",
    "Page is not",
    "Empty list and",
    "“%(path)s” does",
    "The install worked",
    "View <a",
    "Django Documentation",
    "Topics, ref",
    "Tutorial",
    "Connect, get",
    "Ensure this value is a multiple of step size %(limit_value)s, starting",
    "“%(value)s” value has an invalid format. It must be in [DD]",
    "The groups this user",
    "Required. 150",
    "Enter a valid username",
)

OURS = settings.BASE_DIR / "locale" / "th" / "LC_MESSAGES" / "django.po"
LIBRARY = settings.BASE_DIR / "locale" / "library" / "th" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("path", [OURS, LIBRARY])
def test_no_entry_waits_for_its_thai(path: Path) -> None:
    waiting = [entry.msgid for entry in polib.pofile(str(path)) if not entry.translated()]

    assert waiting == []


@pytest.mark.parametrize("part", ["conf", "contrib/admin", "contrib/auth"])
def test_the_library_catalogue_fills_what_django_lacks(part: str) -> None:
    base = Path(django.__file__).parent / part / "locale"
    english = polib.pofile(str(base / "en" / "LC_MESSAGES" / "django.po"))
    thai = polib.pofile(str(base / "th" / "LC_MESSAGES" / "django.po"))
    known = {
        (entry.msgid, entry.msgid_plural)
        for entry in [*thai, *polib.pofile(str(LIBRARY))]
        if entry.translated()
    }

    missing = [e.msgid for e in english if (e.msgid, e.msgid_plural) not in known]

    assert [text for text in missing if not text.startswith(NEVER_SHOWN)] == []
