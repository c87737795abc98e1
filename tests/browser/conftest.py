"""A real browser on the whole system; skipped without chromium, which CI must have."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-site-isolation-trials",  # else each page starts a process twice
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent
RUNNING: list = []  # the browser, while browser tests follow each other
UNTIL_OTHERS = ExitStack()
WAIT_MS = 60_000  # the machine may be busy: no test measures time


@pytest.fixture
def browser():
    """Chromium without a window, one for the browser tests that follow each other."""
    if not RUNNING:
        RUNNING.append(launch(find_chromium()))
    return RUNNING[0]


def find_chromium() -> str:
    """Where chromium is; the test is skipped without it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have chromium")
        pytest.skip("chromium is not installed")
    return chromium


def launch(chromium: str):
    """Start chromium; `UNTIL_OTHERS` ends it."""
    from playwright.sync_api import sync_playwright

    playwright = UNTIL_OTHERS.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    UNTIL_OTHERS.callback(browser.close)
    UNTIL_OTHERS.callback(RUNNING.clear)
    return browser


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Iterator[None]:
    """End chromium where another kind of test is next, which may begin an event loop."""
    try:
        yield
    finally:
        if nextitem is None or HERE not in nextitem.path.parents:
            UNTIL_OTHERS.close()


@pytest.fixture
def open_page(browser, served) -> Iterator:
    """Opens pages; at the end no script may have failed and nothing been fetched elsewhere."""
    contexts, faults = [], []

    def watch(request) -> None:
        if not request.url.startswith((served, "data:", "blob:")):
            faults.append(request.url)

    def console(message) -> None:
        is_refusal = any(f"status of {one}" in message.text for one in (409, 422))
        is_answer = is_refusal or "/verify/" in message.location["url"]
        if message.type == "error" and not is_answer:
            faults.append(message.text)

    def open_page(path: str, *, size: tuple[int, int] = (1280, 900), cookies=(), **more):
        context = browser.new_context(
            base_url=served, viewport={"width": size[0], "height": size[1]}, **more
        )
        context.set_default_timeout(WAIT_MS)
        context.add_cookies([*cookies])
        contexts.append(context)
        page = context.new_page()
        page.on("request", watch)
        page.on("console", console)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()

    assert faults == []


@pytest.fixture(scope="session")
def sessions() -> dict[str, str]:
    """Cookies of those who have signed in."""
    return {}


@pytest.fixture
def enter(open_page, served, sessions, rehearsal):  # noqa: ARG001 - whose accounts sign in
    """Opens a page as somebody who signs in by the form the first time, and then stays so."""

    def sign_in(name: str, lang: str, **more) -> None:
        page = open_page(f"/sign-in?lang={lang}", **more)
        page.fill("#account", name)
        page.fill("#password", name)
        page.click("main button.primary")
        page.wait_for_url(lambda address: "/sign-in" not in address)
        cookies = {one["name"]: one["value"] for one in page.context.cookies()}
        sessions[name] = cookies["session"]

    def opened(path: str, name: str, lang: str = "en", **more):
        if name not in sessions:
            sign_in(name, lang, **more)
        told = {"session": sessions[name], "lang": lang}
        cookies = [{"name": key, "value": value, "url": served} for key, value in told.items()]
        return open_page(path, cookies=cookies, **more)

    return opened


@pytest.fixture(scope="session")
def asked(served) -> dict[str, str]:
    """A quote that the served region can answer, as fields of the form."""
    import httpx

    region = httpx.get(f"{served}/api/v1/region").json()
    return {
        "origin": region["home"],
        "destination": "Hamburg (hamburg)",
        "hs": "401120",
        "tonnes": "24",
        "teu": "2",
        "value": "60000",
        "currency": "USD",
        "incoterm": "DAP",
        "on": "2026-11-20",
    }


@pytest.fixture(scope="session")
def quote(served, asked) -> dict:
    """A quote made beforehand, for tests that only look."""
    import httpx

    body = asked | {"destination": "hamburg"}
    return httpx.post(f"{served}/api/v1/quotes", json=body, timeout=60).json()
