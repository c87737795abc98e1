"""Takes the pictures of the pages for the docs: `make screens`.

Starts the system with the default region on a free port, in a data folder of its own, makes
the quote of the tutorial, and writes docs/pictures/{home,quote}-{en,zh}-{desktop,phone}.png.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.request import Request, urlopen

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

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


@contextmanager
def served() -> Iterator[str]:
    """Address of the whole system, served for as long as the context lasts."""
    home = Path(tempfile.mkdtemp(prefix="entrepot-screens-", dir="/tmp"))
    home.chmod(0o711)
    command = [Path(sys.executable).with_name("entrepot"), "serve", "--port", "0"]
    environment = os.environ | {"ENTREPOT_HOME": str(home)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        if "http://" not in line:
            sys.exit(f"the system did not start: {line}")
        yield "http://" + line.split("http://")[1].split()[0]
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(home, ignore_errors=True)


def make_quote(address: str) -> str:
    """Make the quote that is shown; its path."""
    with urlopen(f"{address}/api/v1/region") as answer:
        asked = ASKED | {"origin": json.load(answer)["home"]}
    request = Request(
        f"{address}/api/v1/quotes",
        json.dumps(asked).encode(),
        {"content-type": "application/json"},
    )
    with urlopen(request) as answer:
        return f"/quotes/{json.load(answer)['reference']}"


def take(browser: Browser, address: str, lang: str, size: str, target: Path) -> None:
    """One picture, when the map is drawn."""
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page.goto(f"{address}?lang={lang}")
    page.wait_for_selector("#map[data-state]", timeout=60_000)
    page.wait_for_timeout(500)
    Image.open(BytesIO(page.screenshot())).convert("RGB").save(target, optimize=True)
    page.close()


def main() -> None:
    """Write every picture."""
    PICTURES.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        paths = {"home": "/", "quote": make_quote(address)}
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, path in paths.items():
            for lang in ("en", "zh"):
                for size in SIZES:
                    target = PICTURES / f"{name}-{lang}-{size}.png"
                    take(browser, address + path, lang, size, target)
                    print(target.name, target.stat().st_size // 1024, "KB")
        browser.close()


if __name__ == "__main__":
    main()
