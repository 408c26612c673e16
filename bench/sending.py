"""Opinions sent as fast as the portal takes them, each from another address, some of them twice.

A client that gets no answer sends again; what it was told is kept must be there, and be there once.
Each says its own key in its text, so that what is kept can be laid beside what was sent.
"""

import http.client
import random
import re
import secrets
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

#: One in so many is sent a second time, as after an answer that was lost on its way.
SENT_AGAIN = 5
#: So often a client tries that gets no answer at all.
TRIES = 5
#: What stands for the answer that did not come.
NO_ANSWER = 0
_KEY_IN_TEXT = re.compile(r"\[([A-Za-z0-9_-]{32})\]\s*$")


@dataclass(frozen=True)
class Sent:
    """What came of it."""

    rate: float
    p50: float
    p95: float
    p99: float
    accepted: int
    sent_again: int
    refused: int
    #: Accepted and not there.
    lost: int
    #: There twice, or there and never sent.
    surplus: int


@dataclass(frozen=True)
class Answer:
    """What came back for one sending."""

    key: str
    is_again: bool
    status: int
    seconds: float


def send(
    address: str, *, path: str, body: str, cookie: str, seconds: float, senders: int
) -> list[Answer]:
    """All answers to `senders` people sending without a pause."""
    until = time.monotonic() + seconds

    def one(number: int) -> list[Answer]:
        chance = random.Random(number)  # noqa: S311 (addresses need not be secret)
        return list(_sender(address, path, body, cookie, until=until, chance=chance))

    with ThreadPoolExecutor(senders) as pool:
        return [answer for answers in pool.map(one, range(senders)) for answer in answers]


def _sender(
    address: str, path: str, body: str, cookie: str, *, until: float, chance: random.Random
) -> Iterator[Answer]:
    place = urlsplit(address).netloc
    connection = http.client.HTTPConnection(place, timeout=30)
    while time.monotonic() < until:
        key = secrets.token_urlsafe(24)
        mine = re.sub(r"(^|&)key=[^&]*", rf"\1key={key}", body)
        mine = re.sub(r"((?:^|&)text=[^&]*)", rf"\1+%5B{key}%5D", mine)
        headers = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": ".".join(str(chance.randint(1, 250)) for _ in range(4)),
        }
        wanted = 2 if chance.randrange(SENT_AGAIN) == 0 else 1
        for number in range(TRIES):
            began = time.perf_counter()
            try:
                connection.request("POST", path, mine, headers)
                response = connection.getresponse()
                response.read()
                status = response.status
            except (http.client.HTTPException, OSError):
                connection.close()
                connection = http.client.HTTPConnection(place, timeout=30)
                status = NO_ANSWER
            yield Answer(key, number > 0, status, time.perf_counter() - began)
            wanted -= status != NO_ANSWER
            if not wanted:
                break
    connection.close()


def keys_in(texts: Iterable[str]) -> Counter[str]:
    """How often the key of each sending stands in what is kept."""
    found = (_KEY_IN_TEXT.search(text) for text in texts)
    return Counter(match[1] for match in found if match)


def summed_up(answers: list[Answer], *, seconds: float, kept: Counter[str]) -> Sent:
    """What came of it, beside what the database has kept of it."""
    sent = {answer.key for answer in answers}
    accepted = {answer.key for answer in answers if answer.status == 302}
    waits = sorted(answer.seconds * 1000 for answer in answers)
    cuts = statistics.quantiles(waits, n=100) if len(waits) > 1 else waits * 99
    return Sent(
        rate=len(answers) / seconds,
        p50=cuts[49],
        p95=cuts[94],
        p99=cuts[98],
        accepted=len(accepted),
        sent_again=sum(answer.is_again for answer in answers),
        refused=sum(answer.status != 302 for answer in answers),
        lost=len(accepted - kept.keys()),
        surplus=kept.total() - len(kept.keys() & sent),
    )
