"""A real mail server that keeps what it takes, and can refuse, fall silent and stop."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Keeper:
    """Keeps letters; refuses some addresses, and lets go after so many."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuses: set[str] = set()
        self.most: int | None = None

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refuses:
            return "550 there is nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        if self.most is not None and len(self.letters) >= self.most:
            server.transport.close()
            return "421 gone"
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"

    @property
    def told(self) -> list[tuple[str, str]]:
        """Whom each letter is to, and its name."""
        return [(one["To"], one["Message-ID"]) for one in self.letters]


@contextmanager
def mail_server() -> Iterator[tuple[str, Keeper]]:
    """Its address, and what it keeps."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    keeper = Keeper()
    controller = Controller(keeper, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}", keeper
    finally:
        controller.stop()
