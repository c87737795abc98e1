"""Letters at the bench: handed to a real mail server, each marked, beside smtplib alone.

`partners.py` takes this row in.
"""

import smtplib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from entrepot.service.due_mail import mail_notices
from entrepot.service.notice_inbox import set_address
from entrepot.service.programmes import day_of
from entrepot.service.window import Window

FROM, TO = "desk@here.example", "steward@here.example"
SHARE = 0.1  # of the letters a second that smtplib alone hands over
Document = dict[str, Any]


class Keeper:
    """Counts the names of the letters it takes."""

    def __init__(self) -> None:
        self.names: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        head = next(line for line in envelope.content.splitlines() if b"essage-ID" in line)
        self.names.append(head.decode())
        return "250 kept"


@contextmanager
def post() -> Iterator[tuple[int, Keeper]]:
    """A mail server on this machine: its port, and what it keeps."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    keeper = Keeper()
    controller = Controller(keeper, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port, keeper
    finally:
        controller.stop()


def letters(window: Window, account: str) -> Document:
    """All that waits of one account, mailed once and asked for twice."""
    now = datetime.now(UTC)
    on = day_of(window.reference, now)
    set_address(window, TO, by=account, at=now)
    with post() as (port, keeper):
        window.home = replace(window.home, smtp_url=f"smtp://127.0.0.1:{port}", mail_from=FROM)
        at = time.perf_counter()
        first = mail_notices(window, on, at=now)
        spent = time.perf_counter() - at
        again = mail_notices(window, on, at=now)
        sent = list(keeper.names)
        alone = by_smtplib(port, first["sent"])
    rate, theirs = first["sent"] / spent, first["sent"] / alone
    is_once = len(sent) == len({*sent}) == first["sent"] > 0 and again["sent"] == 0
    return {"name": f"{first['sent']:,} letters mailed and marked, asked for twice",
            "seconds": round(spent, 2), "letters_per_s": round(rate),
            "smtplib_alone_per_s": round(theirs), "share": round(rate / theirs, 2),
            "sent_again": again["sent"], "reached": is_once and rate >= SHARE * theirs}  # fmt: skip


def by_smtplib(port: int, count: int) -> float:
    """Seconds that bare letters take, none of them marked."""
    at = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for n in range(count):
            letter = EmailMessage()
            letter["From"], letter["To"], letter["Subject"] = FROM, TO, f"Power for hall {n}"
            letter["Message-ID"] = f"<{n}@here.example>"
            letter.set_content(f"第{n}号企业\nDue: Power for hall {n}\n")
            server.send_message(letter)
    return time.perf_counter() - at
