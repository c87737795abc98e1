"""What the rooms and the packs say in English has its Chinese beside it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import entrepot
from entrepot.region.model import TABLES, Region
from entrepot.service.wording import wording_of
from entrepot.store import packs
from entrepot.web.language import Language, languages_of
from entrepot.web.sentences import SENTENCES, tell
from entrepot.web.words import WORDS

SRC = Path(entrepot.__file__).parent
SAID = (
    "service/fields.py", "service/request.py", "service/route_request.py",
    "service/quotes.py", "service/duties.py",
    "corridors/load.py", "corridors/explain.py", "corridors/closure.py", "corridors/borders.py",
    "corridors/services.py", "corridors/transfers.py", "corridors/voyages.py",
    "corridors/overland.py", "corridors/drayage.py", "corridors/route.py", "tariff/landed.py",
    "tariff/duty.py", "tariff/national.py", "tariff/evaluation.py", "tariff/quote.py",
    "tariff/spread.py", "tariff/tax.py", "tariff/units.py", "tariff/value.py",
    "service/duty_request.py", "service/duty_answer.py", "service/tariff_law.py",
    "tariff/claim.py", "tariff/choice.py", "tariff/levies.py", "tariff/offers.py",
    "tariff/import_tax.py", "tariff/owed.py", "tariff/condition.py", "tariff/conditional.py",
    "tariff/rounding.py",
    "tariff/delivered.py",
    "tariff/origin_intake.py", "service/fta.py",
    "service/agreements.py", "service/country_rules.py", "service/clause_request.py",
    "service/case_book.py", "service/rerun.py", "service/pilot_zone.py",
    "service/landed.py", "service/landed_request.py", "service/landed_quotes.py",
)  # fmt: skip
PLACE = "∅"
# Texts that stand inside a working or before a reason; `told` and `tell_missing` say them.
PARTS = {
    "at least",
    "end use ",
    "not covered",
    " of line ∅",
    "∅: its cost is not known",
    "exchange: no rate from ∅ for ∅",
    "customs_value of line ∅: ∅",
    "the net purchase invoice",
}
# Texts that several templates share or make up together, each with one as it is said.
COMPOSED = {
    "∅ of ∅": "net mass [kg] of lead",
    "No service ∅ the terminals near ∅ (∅)": "No service leaves the terminals near A (B, C).",
    "no flight from ∅ to ∅ is listed: a weekly one is assumed": (
        "no flight from a to b is listed: a weekly one is assumed"
    ),
    "there is no place '∅'.": "there is no place 'x'.",
    "on ∅; a trading firm's refund rests on its net purchase invoice": (
        "on the FOB value; a trading firm's refund rests on its net purchase invoice"
    ),
}
SHOWN = ("gaps", "vat", "refunds", "transfers", "rates")


def texts_of(path: Path) -> Iterator[str]:
    """Texts with a blank between words, docstrings left out; what is filled in is `∅`."""
    tree = ast.parse(path.read_text("utf-8"))
    left_out = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr | ast.JoinedStr)
        for part in ast.walk(node.value if isinstance(node, ast.Expr) else node)
        if part is not node and (isinstance(node, ast.JoinedStr) or part is node.value)
    }
    for node in ast.walk(tree):
        text = ""
        if id(node) in left_out:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(_piece(part) for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        if re.search(r"[a-z]{2,} [a-z]+|[a-z]{3}\.$", text):
            yield text


def _piece(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    quoted = isinstance(part, ast.FormattedValue) and part.conversion == ord("r")
    return f"'{PLACE}'" if quoted else PLACE


def skeleton(message: str) -> str:
    """A template with `∅` for its places, whatever their names."""
    return re.sub(r"%\(\w+\)s", PLACE, message).replace("%%", "%")


@pytest.mark.parametrize("name", SAID)
def test_each_sentence_of_a_room_is_known_to_the_pages(name: str) -> None:
    known = {skeleton(message) for message in SENTENCES} | PARTS
    known |= COMPOSED.keys()
    words = {word for group in WORDS.values() for word in group}

    unknown = [text for text in texts_of(SRC / name) if text not in known | words]

    assert unknown == []


@pytest.mark.parametrize("said", COMPOSED.values())
def test_each_composed_sentence_is_said_in_chinese(said: str) -> None:
    told = tell(languages_of({})["zh"], said)

    assert re.findall(r"[a-z]{2,} [a-z]{2,}", told) == []


@pytest.fixture(scope="module", params=["guizhou", "laos"])
def pack(request: pytest.FixtureRequest) -> Region:
    """A real region over the world."""
    region = packs.read_region(packs.read_folder(packs.find_folder(request.param))).region
    assert region is not None
    return region


@pytest.fixture(scope="module")
def chinese(pack: Region) -> Language:
    """Chinese with the wording of the pack."""
    return languages_of(wording_of(pack))["zh"]


def remarks(region: Region) -> Iterator[tuple[str, str]]:
    """Remarks and names of the rows that a quote may rest on."""
    for table in SHOWN:
        for row in region.table(table):
            yield table, row.note
    for link in region.links:
        if link.use == "leg" and link.traffic != "passenger":
            yield "links", link.note
    for service in region.services:
        if service.use == "offered":
            yield "services", service.note
            yield "services", service.name


def test_each_remark_that_a_quote_may_show_has_its_chinese(pack, chinese) -> None:
    left = {
        (table, text)
        for table, text in remarks(pack)
        if text and not re.search("[\u4e00-\u9fff]", tell(chinese, text))
    }

    assert left == set()


def test_each_aim_and_series_of_the_home_page_has_its_chinese(pack, chinese) -> None:
    shown = {t.indicator for t in pack.targets} | {f.flow for f in pack.trade_series}
    shown |= {row.geography for row in (*pack.targets, *pack.trade_series)}

    assert [text for text in sorted(shown) if tell(chinese, text) == text] == []


def test_every_table_of_a_pack_has_a_name_that_people_read() -> None:
    assert set(TABLES) - set(WORDS["table"]) == set()
