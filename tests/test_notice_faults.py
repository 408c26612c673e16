"""A worker is killed while it sends letters, and the mail server is away: every letter arrives."""

from collections import Counter
from functools import partial

import pytest

from participation.models import Notice
from participation.notices import tell
from tests.conftest import Portal
from tests.mailbox import Mailbox
from tests.processes import wait_until

pytestmark = pytest.mark.fault


def test_no_letter_is_lost_by_a_killed_worker(portal: Portal) -> None:
    mailbox, count = Mailbox(slowness=0.2), 10
    portal.worker.environment = {**portal.environment, "EMAIL_URL": mailbox.url}
    portal.clock.start()
    for number in range(count):
        tell(f"trial:{number}", "trial", number)
    with mailbox.open():
        for begun in (2, 5):
            portal.worker.start()
            wait_until(partial(_has_begun, mailbox, begun), what="some letters")
            portal.worker.kill()
        portal.worker.start()
        wait_until(lambda: not Notice.objects.filter(is_sent=False).exists(), what="all letters")

    arrived = Counter(address for address, _letter in mailbox.letters)
    assert len(arrived) == count
    assert sum(arrived.values()) <= count + 2, "twice only what was in hand when it was killed"


def test_letters_wait_for_a_mail_server_that_is_away(portal: Portal) -> None:
    mailbox = Mailbox()
    portal.worker.environment = {**portal.environment, "EMAIL_URL": mailbox.url}
    portal.worker.start()
    portal.clock.start()
    tell("trial:1", "trial", 1)
    wait_until(lambda: b"mail_server_away" in portal.worker.log.read_bytes(), what="a first try")

    with mailbox.open():
        wait_until(lambda: mailbox.letters, what="the letter")


def _has_begun(mailbox: Mailbox, count: int) -> bool:
    return mailbox.begun >= count
