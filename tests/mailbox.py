"""A real mail server for tests: what it took, and what it answers."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.processes import free_port

# it tells every word of every conversation
logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass
class Mailbox:
    """An SMTP server on this machine."""

    port: int = field(default_factory=free_port)
    #: What it took, oldest first, with the address of each.
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    #: Addresses it refuses.
    refused: set[str] = field(default_factory=set)
    #: How many letters were begun, taken or not.
    begun: int = 0
    #: Seconds it takes over a letter.
    slowness: float = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.begun += 1
        await asyncio.sleep(self.slowness)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos[0], letter))
        return "250 taken"

    @contextmanager
    def open(self) -> Iterator[None]:
        """Take letters for as long as this lasts."""
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield
        finally:
            controller.stop()
