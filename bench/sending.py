"""Opinions sent as fast as the portal takes them, each from another address, some of them twice.

A client that gets no answer sends again; what it was told is kept must be there, and be there once.
"""

import http.client
import random
import re
import secrets
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

#: One in so many is sent a second time, as after an answer that was lost on its way.
SENT_AGAIN = 5


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
    #: Accepted and not there, there and not sent, or there twice.
    lost: int
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
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    while time.monotonic() < until:
        key = secrets.token_urlsafe(24)
        mine = re.sub(r"(^|&)key=[^&]*", rf"\1key={key}", body)
        headers = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": ".".join(str(chance.randint(1, 250)) for _ in range(4)),
        }
        for is_again in [False, True] if chance.randrange(SENT_AGAIN) == 0 else [False]:
            began = time.perf_counter()
            connection.request("POST", path, mine, headers)
            response = connection.getresponse()
            response.read()
            yield Answer(key, is_again, response.status, time.perf_counter() - began)
    connection.close()


def summed_up(answers: list[Answer], *, seconds: float, kept: int) -> Sent:
    """What came of it, beside how many opinions the database has more than before."""
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
        lost=max(len(accepted) - kept, 0),
        surplus=max(kept - len(accepted), 0),
    )
