"""Mail out by SMTP, through the one server that the settings name.

`smtp://[USER:PASSWORD@]HOST[:PORT]` is spoken to in TLS where the server offers it, and
`smtps://` from the first word. A password is told to no server that speaks plainly, but to one
on this machine.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime
from urllib.parse import SplitResult, unquote, urlsplit

from entrepot.kernel.errors import InputError, OutsideError, Problem, RefusedError

PATIENCE_S = 10.0
_PORTS = {"smtp": 25, "smtps": 465}
_HERE = ("localhost", "127.0.0.1", "::1")
_SETTING = "ENTREPOT_SMTP_URL"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one address.

    Attributes:
        to: Address.
        subject: On one line.
        text: Plain text.
        id: Its name within the house, the same whenever it is sent, so that one sent again
            because the answer was lost can be known.
    """

    to: str
    subject: str
    text: str
    id: str


class Post:
    """A mail server that is spoken to."""

    def __init__(self, server: smtplib.SMTP, sender: str) -> None:
        self._server = server
        self._sender = sender

    def send(self, letter: Letter, at: datetime) -> None:
        """Hand a letter over.

        Raises:
            RefusedError: The server refuses this letter.
            OutsideError: The server went away, or takes nothing from this sender.
        """
        try:
            self._server.send_message(_message(letter, self._sender, at))
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPSenderRefused) as error:
            raise OutsideError(_silent(_said(error))) from error
        except smtplib.SMTPException as error:
            with suppress(smtplib.SMTPException):
                self._server.rset()
            raise RefusedError(Problem("mail.refused", letter.id, f"was refused: {_said(error)}.",
                                       message_zh="邮件被拒收。")) from error  # fmt: skip
        except OSError as error:
            raise OutsideError(_silent(str(error))) from error


@contextmanager
def open_post(url: str, sender: str) -> Iterator[Post]:
    """Speak to a mail server while the body runs.

    Raises:
        InputError: The address of the server, or of the sender, cannot be used.
        OutsideError: The server is silent, or lets nobody in.
    """
    parts = _parts(url, sender)
    try:
        server = _connect(parts)
    except (OSError, smtplib.SMTPException) as error:
        raise OutsideError(_silent(_said(error))) from error
    try:
        yield Post(server, sender)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _connect(parts: SplitResult) -> smtplib.SMTP:
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE_S, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=PATIENCE_S)
    try:
        _come_in(server, parts, context)
    except BaseException:
        server.close()
        raise
    return server


def _come_in(server: smtplib.SMTP, parts: SplitResult, context: ssl.SSLContext) -> None:
    server.ehlo()
    is_plain = parts.scheme == "smtp"
    if is_plain and server.has_extn("starttls"):
        server.starttls(context=context)
        is_plain = False
    if not parts.username:
        return
    if is_plain and parts.hostname not in _HERE:
        raise smtplib.SMTPNotSupportedError("it offers no TLS, so no password is told")
    server.login(unquote(parts.username), unquote(parts.password or ""))


def _message(letter: Letter, sender: str, at: datetime) -> MIMEText:
    message = MIMEText(letter.text, "plain", "utf-8")
    message["From"], message["To"] = sender, letter.to
    subject = Header(" ".join(letter.subject.split()), "utf-8", header_name="Subject")
    message["Subject"] = subject.encode()
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def _parts(url: str, sender: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_right = False
    problems = []
    if not is_right:
        problems.append(_fault(_SETTING, "is no address of a mail server.",
                               "Write smtp://HOST:PORT or smtps://HOST."))  # fmt: skip
    if not sender.rpartition("@")[0] or any(sign.isspace() for sign in sender):
        problems.append(_fault("ENTREPOT_MAIL_FROM", "is no address of mail.",
                               "Write the address that notices come from."))  # fmt: skip
    if problems:
        raise InputError(problems)
    return parts


def _said(error: Exception) -> str:
    """What a server said, on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        error = smtplib.SMTPResponseException(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {' '.join(text.split())}"[:200]
    return " ".join(str(error).split())[:200]


def _silent(why: str) -> Problem:
    return Problem("mail.silent", _SETTING, f"the mail server is silent: {why}.",
                   "What waits is mailed when it answers again.",
                   message_zh="邮件服务器无响应，待发通知将在其恢复后发出。")  # fmt: skip


def _fault(where: str, message: str, hint: str) -> Problem:
    return Problem("mail.setting", where, message, hint, message_zh="邮件设置有误。")
