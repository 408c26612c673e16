"""The annual report as a document, made the same way by the worker and by the command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from feedback.choices import SEARCH_KIND
from feedback.services.publishing import hold_published
from participation import services, thai
from participation.choices import Audience, DocumentKind
from participation.errors import DomainError
from participation.models import FiscalYear, PublishedFile, User
from reports import compose, pdf


@dataclass(frozen=True)
class Document:
    """A finished report that is not kept yet."""

    year_be: int
    title: str
    serial: str
    version: int
    content: bytes
    #: Opinions it quotes, and in which words.
    quotes: Mapping[int, str]


def make(
    year_be: int,
    *,
    serial: Callable[[], str] | None = None,
    progress: Callable[[int], None] = lambda _percent: None,
) -> Document:
    """Build the report of a year; `serial` draws its serial, `progress` hears how far it is.

    Call it outside of any transaction: setting the pages takes seconds.
    """
    progress(5)
    report = compose.annual(year_be, as_of=thai.today())
    progress(25)
    drawn = serial() if serial else draw_serial(year_be)
    version = _next_version(year_be)
    document = pdf.annual_html(report, serial=drawn, version=version)
    progress(40)
    content = pdf.to_pdf(document)
    progress(95)
    return Document(year_be, report.title, drawn, version, content, report.quoted)


@transaction.atomic
def publish(document: Document, *, by: User | None) -> PublishedFile:
    """Keep the report for executives, under its serial, while all it quotes is public so.

    The year is held meanwhile, and all is asked before the first byte is written: what is refused
    here leaves no file.
    """
    if not hold_published(document.quotes):
        raise DomainError(
            _(
                "A text it quotes was taken out of the public's sight, or shown in other words. "
                "Please ask for it again."
            )
        )
    year = FiscalYear.objects.select_for_update(no_key=True).get(pk=document.year_be)
    if _next_version(document.year_be) != document.version:
        raise DomainError(
            _("Another version of this report was finished meanwhile. Please ask for it again.")
        )
    return services.publish_file(
        document.content,
        serial=document.serial,
        kind=DocumentKind.ANNUAL_REPORT,
        subject=subject_of(document.year_be),
        title=document.title,
        audience=Audience.EXECUTIVES,
        year=year,
        by=by,
        quotes=[(SEARCH_KIND, opinion) for opinion in document.quotes],
    )


def _next_version(year_be: int) -> int:
    versions = PublishedFile.objects.filter(subject=subject_of(year_be))
    return (versions.aggregate(last=Max("version"))["last"] or 0) + 1


def draw_serial(year_be: int) -> str:
    """The next serial of this year's reports."""
    return services.draw_serial(DocumentKind.ANNUAL_REPORT, year_be)


def subject_of(year_be: int) -> str:
    """What all versions of a year's report are of."""
    return f"annual:{year_be}"
