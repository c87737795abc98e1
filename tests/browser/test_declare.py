"""Declaring in the browser: one page, by keyboard alone, in both languages, without JavaScript."""

import re
from collections.abc import Callable
from itertools import count, pairwise

import pytest

from entrepot.kernel.identifiers import check_container
from entrepot.window.form import fields_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE = (360, 740)
SECONDS_A_KEY = 0.2  # of somebody who types for a living (Card, Moran and Newell, 1980)
MOST_SECONDS = 240  # in which ten lines must be filed
LINES = 10
# What a line of other goods asks for; the rest is taken over from the line before.
GOODS = (
    "hs_code", "goods_name", "declaration_elements", "quantity", "statutory_qty_1",
    "item_net_mass", "line_value",
)  # fmt: skip
FIGURES = GOODS[3:]  # what a line of the same goods asks for
_NUMBERS = count(1)

Fields = dict[str, str]


@pytest.fixture
def goods(rehearsal, dictionary) -> Callable[..., Fields]:
    """The fields of a declaration that a firm of the rehearsal may file; its goods are there."""

    def fields(letter: str, flow: str = "export", kind: str = "FULL") -> Fields:
        number = next(_NUMBERS)
        start = f"MSCU{number:06d}"
        box = next(f"{start}{n}" for n in range(10) if check_container(f"{start}{n}").is_valid)
        filed = rehearsal(
            "declaration", "example", "--flow", flow, "--type", kind,
            "--reference", f"{letter}FILED{number:03d}", "--container", box,
        )  # fmt: skip
        rehearsal("arrive", box, "--site", "averlund_landport", "--as", "site")
        return fields_of(filed, dictionary)

    return fields


@pytest.fixture
def enter(enter):
    """Opens a page as the exporter, or as somebody else."""

    def opened(path: str, lang: str = "en", name: str = "exporter", **more):
        return enter(path, name, lang, **more)

    return opened


def at(page, name: str):
    return page.locator(f'[id="{name}"]')


def fill(page, fields: Fields) -> None:
    """Fill fields in as a person would, unfolding what is folded."""
    for name, value in fields.items():
        if name in ("flow", "declaration_type"):
            continue
        field = at(page, name)
        if not field.is_visible():
            page.locator(f'details:has([id="{name}"]) > summary').last.click()
        if page.locator(f'select[id="{name}"]').count():
            field.select_option(value)
        else:
            field.fill(value)


FILL = """fields => {
  for (const [name, value] of Object.entries(fields)) {
    const field = document.getElementById(name);
    for (let it = field.closest("details"); it; it = it.parentElement.closest("details"))
      it.open = true;
    field.value = value;
    if (field.value !== value) throw new Error(`${name} does not take ${value}`);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}"""


def have_filled(page, fields: Fields) -> None:
    """Fill fields in at once, for tests of what comes after."""
    told = {"flow", "declaration_type"}
    page.evaluate(FILL, {name: text for name, text in fields.items() if name not in told})


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


# From the form to the release


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize(("lang", "released"), [("en", "Released"), ("zh", "放行")])
def test_an_export_is_filed_and_released(enter, goods, scripts, lang, released) -> None:
    fields = goods("G")
    page = enter("/declarations/new?flow=export", lang, java_script_enabled=scripts)

    fill(page, fields)
    page.click("button[value=check]:not(.hidden)")
    page.wait_for_selector(".alert-done, .alert-error")
    checked = page.locator(".alert-error").count()
    page.click("#lodge")
    page.wait_for_url(re.compile("/declarations/D[0-9A-Z]{13}$"))

    assert checked == 0
    assert page.locator(".chips b").first.inner_text() == released
    assert page.locator("a[href$='/note.pdf']").count() == 1


def test_faults_lead_to_their_fields_without_scripts(enter, goods) -> None:
    fields = goods("G")
    page = enter("/declarations/new?flow=export", java_script_enabled=False)
    have_filled(page, fields | {"items.1.hs_code": "9999990000", "gross_mass": "1"})

    page.click("#lodge")
    page.wait_for_selector("#summary")
    page.locator("#summary a[href='#items.1.hs_code']").click()
    fill(page, {"items.1.hs_code": fields["items.1.hs_code"], "gross_mass": fields["gross_mass"]})
    page.click("#lodge")
    page.wait_for_url(re.compile("/declarations/D[0-9A-Z]{13}$"))

    assert page.locator(".chips b").first.inner_text() == "Released"


def test_lines_are_added_and_taken_out_without_scripts(enter, goods) -> None:
    fields = goods("G")
    page = enter("/declarations/new?flow=export", java_script_enabled=False)
    have_filled(page, fields)

    page.click("button[value='add:items']")
    page.wait_for_selector("[id='items.2.hs_code']")
    unit = at(page, "items.2.quantity_unit").input_value()
    page.click("button[value='remove:items:1']")
    page.wait_for_selector("[id='items.2.hs_code']", state="detached")

    assert unit == fields["items.1.quantity_unit"]
    assert at(page, "items.1.hs_code").input_value() == ""
    assert at(page, "lrn").input_value() == fields["lrn"]


def test_an_import_shows_what_it_owes_before_and_after(enter, goods, rehearsal) -> None:
    fields = goods("G", "import")
    page = enter("/declarations/new?flow=import")
    have_filled(page, fields)

    page.click("button[value=check]:not(.hidden)")
    page.wait_for_selector(".charges")
    estimate = page.locator(".charges .sum b").inner_text()
    page.click("#lodge")
    page.wait_for_url(re.compile("/declarations/D[0-9A-Z]{13}$"))
    due = page.locator(".charges .sum b").inner_text()
    reference = page.url.rpartition("/")[2]
    amount = due.partition(" ")[0].replace(",", "")
    rehearsal("pay", reference, "--amount", amount, "--bank-ref", reference, "--as", "bank")
    page.reload()

    assert estimate == due
    assert page.locator(".chips b").first.inner_text() == "Released"
    assert page.get_by_text("Reference for the bank").count() == 0


def test_a_question_is_answered_on_the_page(enter, goods) -> None:
    page = enter("/declarations/new?flow=export")
    have_filled(page, goods("Q"))
    page.click("#lodge")
    page.wait_for_url(re.compile("/declarations/D[0-9A-Z]{13}$"))
    turn = page.locator("#turn").inner_text()

    page.fill("#answer-text", "A rebate of the season.")
    page.locator("form[action$='/answer'] button").click()
    page.wait_for_url(re.compile("done=answer"))

    assert turn == "Your turn"
    assert page.locator("#turn").inner_text() == "Customs' turn"
    assert page.get_by_text("A rebate of the season.").count() == 1


def test_a_broker_files_for_the_firm_that_trusts_him(enter, goods) -> None:
    page = enter("/declarations/new?flow=export", name="broker")
    have_filled(page, goods("G"))

    page.click("#lodge")
    page.wait_for_url(re.compile("/declarations/D[0-9A-Z]{13}$"))

    assert page.locator(".chips b").first.inner_text() == "Released"


# By keyboard


class Typist:
    """Uses the keyboard alone and counts every key."""

    def __init__(self, page) -> None:
        self.page, self.keys = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += key.count("+") + 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    @property
    def where(self) -> str:
        return self.page.evaluate("document.activeElement.id")

    def go_to(self, name: str) -> None:
        """Press Tab until a field has the focus."""
        for _ in range(80):
            if self.where == name:
                return
            self.press("Tab")
        pytest.fail(f"{name} is not reached by Tab; the focus is at {self.where}")

    def choose(self, name: str, value: str) -> None:
        """Pick an option by typing how it begins."""
        self.go_to(name)
        for sign in value:
            self.type(sign)
            if self.page.evaluate("document.activeElement.value") == value:
                return
        pytest.fail(f"{value} cannot be chosen in {name} by typing")


def test_ten_lines_are_filed_by_keyboard_alone_in_four_minutes(enter, goods) -> None:
    fields = goods("G") | {"gross_mass": "118000"}
    page = enter("/declarations/new?flow=export")
    typist = Typist(page)
    shown = page.locator("form.declaration :is(input, select):not([type=hidden])").evaluate_all(
        "all => all.filter(it => it.checkVisibility() && it.name).map(it => [it.id, it.tagName])"
    )
    told = {"user_party_uscc", "domestic_party_uscc", "ucr", "flow", "declaration_type"}

    page.locator("#lrn").focus()
    for name, tag in shown:
        if name in told or name not in fields or at(page, name).input_value() == fields[name]:
            continue
        if tag == "SELECT":
            typist.choose(name, fields[name])
        else:
            typist.go_to(name)
            typist.type(fields[name])
    for line in range(2, LINES + 1):
        is_same = line % 2 == 0
        typist.press("Alt+R" if is_same else "Alt+I")
        page.wait_for_selector(f"[id='items.{line}.hs_code']:focus")
        for element in FIGURES if is_same else GOODS:
            typist.go_to(f"items.{line}.{element}")
            typist.type(fields[f"items.1.{element}"])
    typist.press("Control+Enter")
    page.wait_for_selector(".chips, #summary")
    faults = page.locator("#summary li").all_inner_texts()

    seconds = typist.keys * SECONDS_A_KEY
    print(f"{typist.keys} keys for {LINES} lines, {seconds:.0f} s")
    assert faults == []
    assert page.locator("h3", has_text=re.compile(r"^No\. \d+$")).count() >= LINES
    assert seconds <= MOST_SECONDS


def test_what_was_typed_is_kept_without_a_click(enter) -> None:
    page = enter("/declarations/new?flow=export")
    number = next(_NUMBERS)

    page.fill("#lrn", f"KEPT{number}")
    page.locator("#lrn").blur()
    page.wait_for_selector("#kept:not(:empty)")
    kept = page.url
    page.fill("#contract_no", "C-9")
    page.locator("#contract_no").blur()
    page.wait_for_selector("input[name=revision][value='2']", state="attached")
    page.reload()

    assert re.search("/declarations/D[0-9A-Z]{13}/edit$", kept)
    assert at(page, "lrn").input_value() == f"KEPT{number}"
    assert at(page, "contract_no").input_value() == "C-9"


def test_another_language_keeps_what_was_typed(enter) -> None:
    page = enter("/declarations/new?flow=export")
    page.fill('[id="lrn"]', "BOTH-TONGUES")
    page.click('.languages a[lang="zh"]')
    page.wait_for_url(re.compile(r"/declarations/D[0-9A-Z]+/edit\?lang=zh"))

    assert page.locator("html").get_attribute("lang").startswith("zh")
    assert page.input_value('[id="lrn"]') == "BOTH-TONGUES"


def test_codes_are_explained_while_typing_and_goods_are_found(enter) -> None:
    page = enter("/declarations/new?flow=export")

    page.fill("#trade_country", "DE")
    page.locator("#trade_country").blur()
    at(page, "items.1.hs_code").press_sequentially("tyres", delay=20)
    page.wait_for_selector("#hs-goods option", state="attached")

    assert page.locator("#trade_country-meaning").inner_text() == "Germany"
    values = page.locator("#hs-goods option").evaluate_all("all => all.map(o => o.value)")
    assert any(value.startswith("4011") for value in values)


def test_flow_and_type_change_the_form_and_keep_what_was_typed(enter) -> None:
    page = enter("/declarations/new?flow=export")
    page.fill("#contract_no", "C-1")

    page.select_option("#flow", "I")
    page.wait_for_selector("#special_relationship")

    assert at(page, "contract_no").input_value() == "C-1"


# Phones and readers


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_scrolls_sideways_on_a_phone(enter, goods, lang) -> None:
    page = enter("/declarations/new?flow=import", lang, size=PHONE, has_touch=True)
    wide = {}

    def look(name: str) -> None:
        page.locator("main details").evaluate_all("all => all.forEach(it => { it.open = true; })")
        wide[name] = overflow(page)

    look("form")
    have_filled(page, goods("G", "import"))
    page.click("button[value=check]:not(.hidden)")
    page.wait_for_selector(".charges")
    look("checked")
    page.click("#lodge")
    page.wait_for_url(re.compile("/declarations/D[0-9A-Z]{13}$"))
    look("declaration")
    for path in ("/window", "/window?tab=released", "/uploads"):
        page.goto(path)
        look(path)

    assert {name: width for name, width in wide.items() if width > 0} == {}


NAMELESS = """() => [...document.querySelectorAll("main :is(input, select, textarea, button)")]
  .filter(it => it.type !== "hidden" && it.getAttribute("aria-hidden") !== "true")
  .filter(it => !(it.labels?.length || it.getAttribute("aria-label") || it.textContent.trim()))
  .map(it => it.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("path", ["/window", "/declarations/new?flow=import", "/uploads", "filed"])
def test_every_control_has_a_name_and_every_id_stands_once(enter, goods, path) -> None:
    page = enter("/declarations/new?flow=export" if path == "filed" else path)
    if path == "filed":
        have_filled(page, goods("Y"))
        page.click("#lodge")
        page.wait_for_url(re.compile("/declarations/D[0-9A-Z]{13}$"))

    ids = page.locator("[id]").evaluate_all("all => all.map(it => it.id)")
    headings = page.locator("main :is(h1, h2, h3, h4)").evaluate_all(
        "all => all.map(it => Number(it.tagName[1]))"
    )

    assert page.evaluate(NAMELESS) == []
    assert [name for name in set(ids) if ids.count(name) > 1] == []
    assert headings[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(headings))
