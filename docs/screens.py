"""Takes the pictures of the pages for the docs: `make screens`.

Starts the system with the default region on a free port, in a data folder of its own, makes
the quote of the tutorial and rehearses a few declarations, and writes
docs/pictures/NAME-{en,zh}-{desktop,phone}.png. With names as arguments only those are taken.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from entrepot.kernel.identifiers import container_check_digit

PICTURES = Path(__file__).parent / "pictures"
SIZES = {"desktop": (1280, 1600), "phone": (390, 1500)}
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ASKED = {
    "destination": "hamburg",
    "hs": "401120",
    "teu": 2,
    "tonnes": 24,
    "value": "60000",
    "currency": "USD",
    "incoterm": "DAP",
    "on": "2026-11-20",
}
MAPS = ("home", "quote", "corridors")
SEARCH = "destination=hamburg&teu=1&value_usd=40000&depart=2026-03-02"
PALETTE = 250  # colours of a page without a map
Run = Callable[..., Any]


@contextmanager
def served() -> Iterator[tuple[str, Run]]:
    """Address of the whole system and what runs its commands, for as long as it is served."""
    home = Path(tempfile.mkdtemp(prefix="entrepot-screens-", dir="/tmp"))
    home.chmod(0o711)
    entrepot = Path(sys.executable).with_name("entrepot")
    environment = os.environ | {"ENTREPOT_HOME": str(home)}

    def run(*words: str, given: str | None = None) -> Any:
        done = subprocess.run(
            [entrepot, *words, "--json"], env=environment, input=given, check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        return json.loads(done.stdout)

    command = [entrepot, "serve", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        if "http://" not in line:
            sys.exit(f"the system did not start: {line}")
        yield "http://" + line.split("http://")[1].split()[0], run
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(home, ignore_errors=True)


def find_home(address: str) -> str:
    """The place that the region starts from."""
    with urlopen(f"{address}/api/v1/region") as answer:
        return str(json.load(answer)["home"])


def make_quote(address: str) -> str:
    """Make the quote that is shown; its path."""
    asked = ASKED | {"origin": find_home(address)}
    request = Request(
        f"{address}/api/v1/quotes",
        json.dumps(asked).encode(),
        {"content-type": "application/json"},
    )
    with urlopen(request) as answer:
        return f"/quotes/{json.load(answer)['reference']}"


# The window


def box(number: int) -> str:
    """A container's number that proves itself."""
    stem = f"TGBU{number:06d}"
    return stem + str(container_check_digit(stem))


def rehearse(run: Run) -> dict[str, tuple[str, str]]:
    """Lodge what the pictures show; by name of the picture, who looks and at which page."""
    run("demo", "window")
    filed = {}
    for number, letter in enumerate("GRYQRYR", start=1):
        own = f"{letter}2026-{number:03d}"
        document = run(
            "declaration", "example", "--flow", "export", "--type", "FULL",
            "--reference", own, "--container", box(number),
        )  # fmt: skip
        run("arrive", box(number), "--site", site_of(run), "--as", "site")
        filed[own] = run("lodge", "-", "--as", "exporter", "--key", own, given=json.dumps(document))
    red = filed["R2026-002"]["reference"]
    run("inspect", "result", red, "--agency", "quarantine", "--outcome", "clear",
        "--as", "quarantine")  # fmt: skip
    slot = run("inspect", "show", red, "--as", "officer")["appointments"][0]["slot"]
    return {
        "form": ("exporter", "/declarations/new?flow=export"),
        "declaration": ("exporter", f"/declarations/{red}"),
        "worklist": ("supervisor", "/worklist"),
        "desk": ("supervisor", f"/cases/{red}"),
        "findings": ("inspector", f"/findings/{red}"),
        "appointments": ("inspector", f"/board?day={slot[:10]}"),
        "gate": ("coast", "/gate"),
        "times": ("", "/times"),
    }


def site_of(run: Run) -> str:
    """The place at which the rehearsal's site operator works."""
    rows = run("account", "list", "--as", "admin")["rows"]
    return str(next(row for row in rows if row["account"] == "site")["offices"][0])


def sign_in(page: Page, account: str, lang: str) -> None:
    """Come in as somebody of the rehearsal."""
    page.goto(f"/sign-in?lang={lang}")
    page.fill("#account", account)
    page.fill("#password", account)
    page.click("main button.primary")


# Pictures


def take(browser: Browser, address: str, shot: tuple[str, str, str], lang: str, size: str) -> Path:
    """One picture: of a page by its name, for who is signed in, when the map is drawn."""
    name, account, path = shot
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    page = context.new_page()
    if account:
        sign_in(page, account, lang)
    page.goto(path + ("&" if "?" in path else "?") + f"lang={lang}")
    if name in MAPS:
        page.wait_for_selector("#map[data-state]", timeout=60_000)
    if name == "gate":
        page.fill("#container", box(2))
        page.keyboard.press("Enter")
        page.wait_for_selector(".verdict-word")
    page.wait_for_timeout(500)
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    if name not in MAPS:
        image = image.quantize(PALETTE, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    target = PICTURES / f"{name}-{lang}-{size}.png"
    image.save(target, optimize=True)
    context.close()
    return target


def main() -> None:
    """Write every picture, or those named."""
    PICTURES.mkdir(exist_ok=True)
    with served() as (address, run), sync_playwright() as playwright:
        search = f"origin={find_home(address)}&{SEARCH}"
        shots = {
            "home": ("", "/"),
            "quote": ("", make_quote(address)),
            "corridors": ("", f"/corridors?{search}"),
            "compare": ("", f"/corridors/compare?{search}"),
            "chart": ("", f"/corridors/chart?{search}"),
            **rehearse(run),
        }
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name in sys.argv[1:] or shots:
            for lang in ("en", "zh"):
                for size in SIZES:
                    target = take(browser, address, (name, *shots[name]), lang, size)
                    print(target.name, target.stat().st_size // 1024, "KB")
        browser.close()


if __name__ == "__main__":
    main()
