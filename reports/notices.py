"""News for whoever asked for a report."""

from django.urls import reverse

from participation import notices
from participation.models import PublishedFile, User
from participation.notices import Letter
from participation.services import FILE_WITHDRAWN


@notices.letter(FILE_WITHDRAWN)
def withdrawn(file_id: str, user: User | None) -> Letter | None:
    """None where who asked may ask no more."""
    if user is None or not user.has_perm("reports.ask_report"):
        return None
    return notices.written(
        "reports/mail/withdrawn.txt",
        to=user.email,
        file=PublishedFile.objects.get(pk=int(file_id)),
        reports_address=notices.address_of(reverse("reports:reports")),
    )
