"""From inspection to the gate in the browser: both languages, a phone, no JavaScript."""

import json
import re
from collections.abc import Callable
from itertools import count

import pytest

from entrepot.kernel.identifiers import check_container

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE = (360, 740)
PHOTO = {"name": "seal.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 a seal"}
_NUMBERS = count(1)


@pytest.fixture
def lodge(rehearsal) -> Callable[[str], tuple[str, str]]:
    """Lodges a declaration whose first letter steers it; its reference and its container."""

    def lodged(letter: str) -> tuple[str, str]:
        number = next(_NUMBERS)
        start = f"GYLU{number:06d}"
        box = next(f"{start}{n}" for n in range(10) if check_container(f"{start}{n}").is_valid)
        own = f"{letter}BROWSER{number:03d}"
        filed = rehearsal(
            "declaration", "example", "--flow", "export", "--type", "FULL",
            "--reference", own, "--container", box,
        )  # fmt: skip
        rehearsal("arrive", box, "--site", "averlund_landport", "--as", "site")
        document = rehearsal(
            "lodge", "-", "--as", "exporter", "--key", own, given=json.dumps(filed)
        )
        return document["reference"], box

    return lodged


def ask(page, box: str) -> str:
    """Scan a container at the gate: what stands there large."""
    page.locator("#container").press_sequentially(box)
    page.keyboard.press("Enter")
    page.wait_for_selector(".verdict-word")
    return page.locator(".verdict-word").inner_text()


def give_result(page, remark: str) -> None:
    page.check("input[name=outcome][value=clear]")
    page.fill("textarea[name=note]", remark)
    page.set_input_files("input[name=photos]", PHOTO)
    page.click("form.act button.primary")
    page.wait_for_url(re.compile("done=result"))


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


# Inspection by three agencies, then GO


@pytest.mark.parametrize(
    ("lang", "stop", "go", "held"),
    [
        ("en", "STOP", "GO", "is held by Market regulation"),
        ("zh", "禁止通行", "放行", "市场监管扣留"),
    ],
)
def test_three_results_open_the_gate_in_both_languages_without_javascript(
    enter, lodge, lang, stop, go, held
) -> None:
    reference, box = lodge("R")
    coast = enter("/gate", "coast", lang, java_script_enabled=False)

    before = ask(coast, box)
    for name in ("inspector", "quarantine"):
        page = enter(f"/findings/{reference}", name, lang, size=PHONE, java_script_enabled=False)
        give_result(page, f"seen by {name}")
    between = ask(coast, box), coast.locator(".verdict-why").inner_text()
    give_result(
        enter(f"/findings/{reference}", "market", lang, size=PHONE, java_script_enabled=False), ""
    )
    # The document officer's own check closed with that of customs.
    after = ask(coast, box)

    assert before == stop
    assert between[0] == stop
    assert held in between[1]
    assert after == go
    assert coast.locator("table code").all_inner_texts() == [box] * 3


def test_photos_of_the_inspection_lie_on_the_desk(enter, lodge) -> None:
    reference, _ = lodge("R")
    give_result(enter(f"/findings/{reference}", "inspector", size=PHONE), "lock whole")

    page = enter(f"/cases/{reference}", "supervisor")

    picture = page.locator(".files img")
    assert picture.count() == 1
    assert picture.get_attribute("alt") == "seal.jpg"


# The desk


def test_an_officer_takes_asks_and_decides_by_keyboard(enter, lodge) -> None:
    reference, _ = lodge("Y")
    page = enter(f"/cases/{reference}", "officer")

    page.get_by_role("button", name="Documents").press("Enter")
    page.wait_for_url(re.compile("done=claim"))
    page.get_by_role("button", name=re.compile("give evidence")).press("Enter")
    page.wait_for_url(re.compile("done=ask"))
    page.locator("input[name=outcome][value=clear]").press("Space")
    page.get_by_role("button", name="Close the check").press("Enter")
    page.wait_for_url(re.compile("done=documents"))

    assert "The check of the documents is closed." in page.locator("[role=status]").inner_text()
    assert "Released" in page.locator(".chips").inner_text()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_worklist_and_the_coast_desk_fit_a_phone(enter, lodge, lang) -> None:
    _, box = lodge("R")
    work = enter("/worklist", "officer", lang, size=PHONE)
    gate = enter("/gate", "coast", lang, size=PHONE)

    verdict = ask(gate, box)

    word = gate.locator(".verdict-word").bounding_box()
    assert overflow(work) <= 0
    assert work.locator(".cards-table tbody tr").count() > 0
    assert work.locator(".due").first.inner_text()
    assert overflow(gate) <= 0
    assert verdict
    assert word["height"] > 40
    assert gate.evaluate("document.activeElement.id") == "container"


@pytest.mark.parametrize("path", ["/times", "/check", "/draws"])
def test_public_pages_fit_a_phone_without_javascript(open_page, served, path) -> None:
    page = open_page(f"{path}?lang=zh", size=PHONE, java_script_enabled=False)

    layout = page.context.new_cdp_session(page).send("Page.getLayoutMetrics")
    assert page.url.startswith(served)
    assert page.locator("h1").count() == 1
    assert layout["cssContentSize"]["width"] <= PHONE[0]


# Four eyes


@pytest.mark.parametrize(
    ("lang", "words", "refused"),
    [
        ("en", "You proposed this yourself: a second person decides.", "second person"),
        ("zh", "此为您本人提议，须由第二人决定。", "第二"),
    ],
)
def test_nobody_decides_what_he_proposed_and_is_told_so_in_words(
    enter, lodge, lang, words, refused
) -> None:
    reference, _ = lodge("R")
    page = enter(f"/cases/{reference}", "supervisor", lang)
    page.fill("#seizure-reason", f"counterfeit {reference}")
    page.locator("form[action$='/seizure'] button").click()
    page.wait_for_url(re.compile("done=seizure"))

    page.goto("/approvals")
    own = page.locator(".approval", has_text=reference)
    tried = page.request.post(
        "/approvals",
        form={
            "csrf": page.locator("input[name=csrf]").first.input_value(),
            "kind": "seizure", "decision": "approve",
            "id": _newest_seizure(page),
        },
    )  # fmt: skip

    assert words in own.inner_text()
    assert own.locator("button").count() == 0
    assert tried.status == 409
    assert refused in tried.text()


def _newest_seizure(page) -> str:
    rows = page.request.get("/api/v1/approvals").json()["rows"]
    return str(max(row["id"] for row in rows if row["kind"] == "seizure"))
