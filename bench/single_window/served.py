"""Lodging over HTTP: the served application, and eight clients that each hold one connection."""

import json
import os
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import web

from entrepot.service.window import Window, open_window
from entrepot.store.accounts import hash_secret
from single_window.filings import CLIENTS, Done, Run, bodies_of, templates
from single_window.ground import Ground, firms

LODGE = "/api/v1/declarations/lodge"


@contextmanager
def clients(ground: Ground) -> Iterator[Callable[[Run], list[Done]]]:
    """Serve the application on the bench's own store, and give what lodges there."""
    give_secrets(ground)
    os.environ["ENTREPOT_WRITES_PER_MIN"] = "0"  # clients that file as fast as they can
    _, server, base = web.start(os.environ["ENTREPOT_HOME"])
    try:
        with open_window(connections=2, keep=False) as window:
            tokens = [token(base, firm.id) for firm in firms()]
            yield lambda run: lodge(run, base, tokens, window)
    finally:
        web.stop(server)


def give_secrets(ground: Ground) -> None:
    """Let the firms' accounts sign in as programs; the secret is the account's name."""
    with psycopg.connect(ground.server.superuser_url) as tx:
        for firm in firms():
            tx.execute(
                "update account set kind = 'client', secret_hash = %s where id = %s",
                [hash_secret(firm.id), firm.id],
            )


def token(base: str, account: str) -> str:
    """A bearer token of an account."""
    secret = b64encode(f"{account}:{account}".encode()).decode()
    asked = urllib.request.Request(
        f"{base}/api/v1/token", b"grant_type=client_credentials",
        {"authorization": f"Basic {secret}"},
    )  # fmt: skip
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return str(json.load(answer)["access_token"])


def lodge(run: Run, base: str, tokens: list[str], window: Window) -> list[Done]:
    """All clients at once until the time is over; the processor's time is theirs alone."""
    texts = [templates(window, run, client) for client in range(CLIENTS)]
    began = time.process_time()
    with ThreadPoolExecutor(CLIENTS) as threads:
        spent = threads.map(
            lambda one: lodge_on(run, one, base, tokens[one], texts[one]), range(CLIENTS)
        )
        flat = [second for seconds in spent for second in seconds]
    return [Done(flat, time.time(), time.process_time() - began)]


def lodge_on(run: Run, client: int, base: str, bearer: str, texts: list[str]) -> list[float]:
    """One client: a filing after another over one connection; seconds of each."""
    spent: list[float] = []
    line = HTTPConnection(urlsplit(base).netloc, timeout=60)
    headers = {"authorization": f"Bearer {bearer}", "content-type": "application/json"}
    time.sleep(max(0.0, run.begin_at - time.time()))
    for body in bodies_of(run, client, texts):
        began = time.perf_counter()
        line.request("POST", LODGE, body, headers | {"Idempotency-Key": uuid4().hex})
        answer = line.getresponse()
        text = answer.read()
        spent.append(time.perf_counter() - began)
        if answer.status != 201:
            raise RuntimeError(f"the server answered {answer.status}: {text[:500]!r}")
        if time.time() > run.begin_at + run.seconds:
            break
    return spent
