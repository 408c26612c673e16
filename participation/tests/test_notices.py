"""News by e-mail: at least once, to nobody twice on purpose, and with nothing kept of anybody."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from participation import notices
from participation.choices import NOTICE_ATTEMPTS
from participation.models import Notice, User
from participation.notices import Letter, send_waiting, tell
from participation.tests.make import make_user
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db

ADDRESS = "somchai@example.org"


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    """A mail server that takes everything."""
    mailbox = Mailbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
    with mailbox.open():
        yield mailbox


@pytest.fixture(autouse=True)
def _trial_letters(monkeypatch) -> None:
    """Letters by the name of what they try."""

    def spoilt(_subject_id: str, _user: User | None) -> Letter:
        raise RuntimeError("nobody can write this")

    monkeypatch.setattr(
        notices,
        "_writers",
        {
            "news": lambda number, user: Letter(
                user.email if user else ADDRESS, f"ข่าวเรื่องที่ {number}", "เรื่องของท่านมีความคืบหน้า\n"
            ),
            "gone": lambda _number, _user: None,
            "spoilt": spoilt,
        },
    )


def in_minutes(minutes: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(minutes=minutes), tick=False)


@pytest.mark.contract
def test_letter_goes_out_once_to_whom_it_finds_when_it_is_sent(mailbox):
    user = make_user()
    tell("news:1", "news", 1)
    tell("news:1", "news", 1)
    tell("news:2", "news", 2, user=user)

    assert [send_waiting(), send_waiting()] == [2, 0]

    assert [address for address, _letter in mailbox.letters] == [ADDRESS, user.email]
    letter = mailbox.letters[0][1]
    assert letter["Subject"] == "ข่าวเรื่องที่ 1"
    assert letter.get_content().strip() == "เรื่องของท่านมีความคืบหน้า"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_row_of_a_letter_keeps_no_address_and_no_moment(mailbox):
    tell("news:1", "news", 1)
    send_waiting()

    (row,) = Notice.objects.values()
    assert ADDRESS not in str(row)
    assert {type(value) for value in row.values()}.isdisjoint({dt.datetime})


def test_nothing_is_told_of_what_did_not_happen(mailbox):
    with transaction.atomic():
        tell("news:1", "news", 1)
        transaction.set_rollback(True)

    assert send_waiting() == 0


def test_worker_is_nudged_after_the_commit(monkeypatch, django_capture_on_commit_callbacks):
    nudged: list[str] = []
    monkeypatch.setattr(notices, "nudge", nudged.append)

    with django_capture_on_commit_callbacks(execute=True):
        tell("news:1", "news", 1)
        assert nudged == []

    assert nudged == [notices.SEND]


def test_of_what_is_gone_nobody_is_told_and_nobody_asks_again(mailbox):
    tell("gone:1", "gone", 1)

    assert send_waiting() == 0
    assert not mailbox.letters
    assert Notice.objects.get().is_sent


def test_server_that_is_away_costs_no_attempt_and_gets_the_letters_when_it_is_back(settings):
    mailbox = Mailbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
    for number in range(3):
        tell(f"news:{number}", "news", number)

    assert [send_waiting() for _round in range(NOTICE_ATTEMPTS + 1)] == [0] * (NOTICE_ATTEMPTS + 1)
    with mailbox.open():
        assert send_waiting() == 3


def test_refused_letter_is_tried_later_and_later_and_holds_no_other_up(mailbox, caplog):
    mailbox.refused.add(ADDRESS)
    user = make_user()
    tell("news:1", "news", 1)
    tell("news:2", "news", 2, user=user)

    assert send_waiting() == 1
    assert send_waiting() == 0, "not at once again"
    mailbox.refused.clear()
    with in_minutes(0.9):
        assert send_waiting() == 0
    with in_minutes(1.1):
        assert send_waiting() == 1
    assert ADDRESS not in caplog.text


def test_refused_letter_is_given_up_after_a_day_and_a_half(mailbox):
    mailbox.refused.add(ADDRESS)
    tell("news:1", "news", 1)

    hours = 0
    while Notice.objects.filter(attempt__lt=NOTICE_ATTEMPTS):
        with in_minutes(60 * hours):
            send_waiting()
        hours += 1

    assert hours in range(24, 48)
    mailbox.refused.clear()
    with in_minutes(60 * 1000):
        assert send_waiting() == 0


def test_letter_nobody_can_write_holds_no_other_up(mailbox):
    tell("spoilt:1", "spoilt", 1)
    tell("news:1", "news", 1)

    assert send_waiting() == 1


def test_letter_in_another_worker_s_hand_is_left_to_it(mailbox):
    tell("news:1", "news", 1)
    assert notices._take(Notice.objects.get().pk)

    assert send_waiting() == 0
    with in_minutes(1):
        assert send_waiting() == 1, "that worker has died"


def test_letter_sent_twice_can_be_told_to_be_the_same(mailbox):
    tell("news:1", "news", 1)
    send_waiting()
    Notice.objects.update(is_sent=False)
    send_waiting()

    first, second = [letter["Message-ID"] for _address, letter in mailbox.letters]
    assert first == second


def test_many_letters_are_sent_in_rounds(mailbox, monkeypatch):
    nudged: list[str] = []
    monkeypatch.setattr(notices, "nudge", nudged.append)
    monkeypatch.setattr(notices, "BATCH", 2)
    for number in range(3):
        tell(f"news:{number}", "news", number)

    assert send_waiting() == 2
    assert nudged == [notices.SEND]
    assert send_waiting() == 1
