"""Receivers outside: addresses that the house listed itself, and no others.

They stand in `webhooks.toml` in the data folder, under `[receivers]`: the id of a firm or an
office, and where its messages go. Nobody who files or signs in can name an address; where the
file is not there, nothing leaves.
"""

import http.client
import json
import ssl
import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from entrepot.kernel.errors import InputError, OutsideError, Problem, RefusedError

FILE = "webhooks.toml"
PATIENCE_S = 5.0
_SCHEMES = ("http", "https")
Document = Mapping[str, Any]


def list_webhooks(folder: Path) -> dict[str, Callable[[Document], None]]:
    """What takes a message to each receiver outside.

    Args:
        folder: The data folder.

    Raises:
        InputError: The file is there and cannot be used.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        listed = tomllib.loads(path.read_text("utf-8")).get("receivers", {})
    except (OSError, ValueError) as error:
        raise InputError(_fault(str(path), f"cannot be read: {error}.")) from error
    wrong = [name for name, url in listed.items() if urlsplit(str(url)).scheme not in _SCHEMES]
    if wrong:
        raise InputError([_fault(f"{path}, {name}", "is no address.") for name in wrong])
    return {name: partial(send, str(url)) for name, url in listed.items()}


def send(url: str, document: Document) -> None:
    """Send a message; an answer other than 2xx refuses it, and no other address is followed.

    Raises:
        RefusedError: The receiver refused it.
        OutsideError: The receiver is silent.
    """
    parts = urlsplit(url)
    body = json.dumps(document, ensure_ascii=False).encode()
    headers = {"content-type": "application/json", "idempotency-key": _key(document)}
    try:
        connection = _connect(parts.scheme, parts.hostname or "", parts.port)
        try:
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request("POST", path, body, headers)
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        raise OutsideError(_told(document, f"the receiver is silent: {error}.")) from error
    if not 200 <= status < 300:
        raise RefusedError(_told(document, f"the receiver answered {status}."))


def _connect(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=PATIENCE_S, context=context)
    return http.client.HTTPConnection(host, port, timeout=PATIENCE_S)


def _key(document: Document) -> str:
    return f"{document['receiver']}/{document['seq']}"


def _told(document: Document, message: str) -> Problem:
    return Problem("message.refused", _key(document), message, message_zh="接收方拒收或无响应。")


def _fault(where: str, message: str) -> Problem:
    return Problem("webhooks.file", where, message, "Mend or remove the file.")
