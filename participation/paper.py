"""Paper: a template becomes a tagged PDF with correct Thai, and no network is asked."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from participation import fonts
from participation.models import Office

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

FAMILY = "Sarabun"
STATIC = settings.BASE_DIR / "static"
#: A สระอำ typed as nikhahit and า looks the same but would be copied as typed.
_TAKEN_APART = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32|([\u0e48-\u0e4b])\u0e4d\u0e32")


class FontsMissingError(Exception):
    """The paper fonts have not been built on this machine."""


def render(template: str, context: Mapping[str, Any], *, title: str) -> bytes:
    """The PDF of `template`, which extends base_print.html, in Thai, tagged for screen readers."""
    with translation.override("th"):
        html = render_to_string(
            template, {"office": Office.objects.first(), **context, "title": title}
        )
    return to_pdf(html)


def to_pdf(html: str) -> bytes:
    """The PDF of a whole HTML document whose addresses are relative to static/."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 (half a second, and only paper needs it)
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    configuration, fetcher = FontConfiguration(), _fetcher()
    faces = CSS(string=_font_faces(), font_config=configuration, url_fetcher=fetcher)
    document = HTML(
        string=_TAKEN_APART.sub("\\1\\2\u0e33", html),
        base_url=f"{STATIC.as_uri()}/",
        url_fetcher=fetcher,
    )
    pdf: bytes = document.write_pdf(
        stylesheets=[faces], font_config=configuration, pdf_variant="pdf/ua-1"
    )
    return pdf


def _font_faces() -> str:
    """The built fonts under their own name; without them text would be set in whatever is there."""
    rules = []
    for weight in fonts.WEIGHTS:
        path = fonts.font_path(settings.FONTS_DIR, weight)
        if not path.exists():
            raise FontsMissingError(f"{path} is missing: run `manage.py build_fonts`.")
        rules.append(
            f"@font-face {{ font-family: {FAMILY}; font-weight: {weight}; "
            f"src: url('{path.as_uri()}') }}"
        )
    return "\n".join(rules)


def _fetcher() -> "URLFetcher":
    """Opens our own stylesheets, fonts and the office's crest; refuses every other address."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    class OwnFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not _is_ours(url):
                raise PermissionError("Paper is made of our own files only.")
            return super().fetch(url, headers)

    return OwnFiles(allowed_protocols=["file"], allow_redirects=False)


def _is_ours(url: str) -> bool:
    address = urlsplit(url)
    path = Path(unquote(address.path)).resolve()
    folders = (STATIC, Path(settings.FONTS_DIR), Path(settings.MEDIA_ROOT) / "office")
    return address.scheme == "file" and any(path.is_relative_to(f.resolve()) for f in folders)
