"""News that goes out by e-mail, at least once, although workers are killed and mail servers stop.

`tell` writes a `Notice` in the caller's transaction and nudges the worker after the commit. Whom to
tell and what to say is asked when it is sent: each house registers its letters with `letter`. So
no address and no word of the matter waits in a row, and of what is gone meanwhile nobody is told.
"""

import datetime as dt
import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import Error, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from participation.models import Notice, Office, User
from participation.nudging import nudge

log = logging.getLogger(__name__)

SEND = "participation.send_notices"
#: What a round sends at most; a worker has other work too.
BATCH = 100
#: What a mail server says about one letter; all else says that the server is away.
_ABOUT_THE_LETTER = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
)


@dataclass(frozen=True)
class Letter:
    """What is sent to one address."""

    to: str
    subject: str
    body: str


#: Finds out whom to tell and what; None where nobody is to be told any more.
Writer = Callable[[str, User | None], Letter | None]
_writers: dict[str, Writer] = {}


class ServerAwayError(Exception):
    """The mail server takes nothing now; whatever waits, waits on."""


def letter(what: str) -> Callable[[Writer], Writer]:
    """Register who writes the letter `what`."""

    def register(writer: Writer) -> Writer:
        _writers[what] = writer
        return writer

    return register


def written(template: str, *, to: str, **context: Any) -> Letter:
    """A letter from a template, whose first line is the subject."""
    text = render_to_string(template, {"office": Office.current(), **context})
    subject, _line, body = text.strip().partition("\n")
    return Letter(to, subject, body.strip() + "\n")


def address_of(page: str) -> str:
    """The whole address of a page, for a reader outside the portal."""
    return urljoin(str(settings.PORTAL_URL), page)


def tell(key: str, what: str, subject_id: object, *, user: User | None = None) -> None:
    """Have the letter `what` sent, once for a key, when the caller's transaction is committed."""
    notice = Notice(key=key, what=what, subject_id=str(subject_id), user=user)
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    transaction.on_commit(partial(nudge, SEND))


def forget(subject_id: object, *letters: str) -> None:
    """What these letters were about is gone."""
    Notice.objects.filter(what__in=letters, subject_id=str(subject_id)).delete()


def send_waiting() -> int:
    """Send what waits and is due, the oldest first; returns how many letters went out."""
    due = list(Notice.objects.due(timezone.now()).values_list("pk", flat=True)[:BATCH])
    sent = 0
    for pk in due:
        try:
            sent += _send(pk)
        except ServerAwayError:
            return sent
    if len(due) == BATCH:
        nudge(SEND)
    return sent


def _send(pk: int) -> bool:
    """Try one letter; a worker that is killed on the way leaves it to the next round."""
    notice = _take(pk)
    if notice is None:
        return False
    try:
        letter = _write(notice)
        if letter:
            _post(letter, notice)
    except _ABOUT_THE_LETTER as error:
        _put_off(notice, error)
        return False
    except (OSError, smtplib.SMTPException) as error:
        # said of the server, not of this letter: it has cost no attempt
        _write_down(notice, attempt=notice.attempt - 1, not_before=None)
        log.warning("mail_server_away", extra={"error": type(error).__name__})
        raise ServerAwayError from error
    except Error:
        raise
    except Exception as error:
        # a letter that cannot be written must not keep the others waiting
        log.exception("letter_not_written", extra={"notice": pk})
        _put_off(notice, error)
        return False
    _write_down(notice, is_sent=True, not_before=None)
    return letter is not None


def _take(pk: int) -> Notice | None:
    """The notice, for as long as a lease, unless another worker has it."""
    now = timezone.now()
    until = now + dt.timedelta(seconds=settings.JOB_LEASE_SECONDS)
    due = Notice.objects.due(now).filter(pk=pk)
    if not due.update(attempt=F("attempt") + 1, not_before=until):
        return None
    return Notice.objects.select_related("user").get(pk=pk)


def _write(notice: Notice) -> Letter | None:
    with translation.override(settings.LANGUAGE_CODE):
        return _writers[notice.what](notice.subject_id, notice.user)


def _post(letter: Letter, notice: Notice) -> None:
    # The same letter sent twice has the same id: a mail program shows it once.
    host = urlsplit(settings.PORTAL_URL).hostname
    headers = {"Message-ID": f"<notice-{notice.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    EmailMessage(letter.subject, letter.body, to=[letter.to], headers=headers).send()


def _put_off(notice: Notice, error: Exception) -> None:
    """Try again later, and later each time. The error's own words may hold the address."""
    wait = dt.timedelta(minutes=2 ** (notice.attempt - 1))
    _write_down(notice, not_before=timezone.now() + wait)
    log.warning("letter_refused", extra={"notice": notice.pk, "error": type(error).__name__})


def _write_down(notice: Notice, **fields: Any) -> None:
    Notice.objects.filter(pk=notice.pk).update(**fields)
