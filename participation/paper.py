"""Paper: a template becomes a tagged PDF with correct Thai, and no network is asked."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from participation import fonts, text, thai
from participation.models import Office

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

FAMILY = "Sarabun"
STATIC = settings.BASE_DIR / "static"
#: A สระอำ typed as nikhahit and า looks the same but would be copied as typed.
_TAKEN_APART = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32|([\u0e48-\u0e4b])\u0e4d\u0e32")

#: Words with which no line ends: they lean on the next one.
_LEAN_FORWARD = frozenset(
    (  # noqa: SIM905 (lines of words read better than a list)
        "การ ความ ผู้ นัก ชาว ทาง ด้าน และ หรือ ของ ใน ให้ โดย แก่ ต่อ กับ เพื่อ จาก ตาม ที่ ณ เป็น ไม่ ทั้ง ถึง "
        "ตั้งแต่ ประจำ มี มีส่วน ขั้น ซึ่ง อัน แห่ง ว่า ได้ จัด การจัด พัฒนาการ งาน ผู้แทน ยุว คดี "
        "โรงเรียน บ้าน วัด ตำบล อำเภอ จังหวัด"
    ).split()
)
#: What begins no line: it leans on what stands before it.
_LEAN_BACK = re.compile(r"[\u0e30-\u0e3a\u0e45-\u0e4e)\]}”ฯ,.:;!?%/]|.\Z")
_OPENS = re.compile(r"[(\[{“/เ-ไ]\Z|\A.\Z")
_NUMBER = re.compile(r"[0-9๐-๙][0-9๐-๙,./]*")
_SMALL_NUMBER = re.compile(r"[0-9๐-๙]{1,3}")
#: What is counted or dated by the number before it.
_COUNTED = frozenset(
    [*thai.MONTHS, *thai.MONTHS_SHORT, "คน", "กลุ่ม", "งาน", "ข้อ", "วัน", "ครั้ง", "แห่ง", "โรงเรียน"]
)


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


def phrases(line: str) -> list[str]:
    """What no line of paper should part, and the spaces between; joined, they are `line` again.

    Thai writes words without spaces and the renderer's own list of words parts compounds, such as
    การ|ศึกษา. Numbers stay with the word they count or date.
    """
    found: list[str] = []
    last = ""
    for word in text.words(line):
        if found and _stay_together(found[-1], last, word):
            found[-1] += word
        elif len(found) > 1 and found[-1] == " " and _span_a_space(found[-2], word):
            found[-2:] = [f"{found[-2]} {word}"]
        else:
            found.append(word)
        last = word
    return found


def _stay_together(phrase: str, last: str, word: str) -> bool:
    if phrase.isspace() or word.isspace():
        return phrase.isspace() and word.isspace()
    return bool(last in _LEAN_FORWARD or _OPENS.search(last) or _LEAN_BACK.match(word))


def _span_a_space(phrase: str, word: str) -> bool:
    counts = word in _COUNTED and _SMALL_NUMBER.fullmatch(phrase.rsplit(maxsplit=1)[-1])
    return bool(counts or _NUMBER.fullmatch(word) or word in {"พ.ศ.", "เขต", "ๆ"})


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
