"""A reader of Chinese alone can follow every page: nothing of ours is left in English."""

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser

import httpx
import pytest

from entrepot.service.desk import Desk, open_desk
from entrepot.service.quotes import make_quote
from entrepot.service.wording import wording_of
from entrepot.web.language import languages_of
from entrepot.web.main import make_app
from entrepot.web.pdf import quote_pdf

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LOAD = {"tonnes": "60", "teu": "2.5", "value": "60000", "currency": "USD", "on": "2026-11-20"}
ASKED = {
    "a range of national lines": {"destination": "tokyo", "hs": "220890", "incoterm": "DAP"},
    "an unknown rate": {"destination": "new_york", "hs": "401120", "incoterm": "FCA"},
    "a refund and a train": {"destination": "hamburg", "hs": "850760", "incoterm": "DAP"},
    "an import": {"origin": "sydney", "destination": "guiyang", "hs": "310530", "incoterm": "DDP"},
    "a market without a tariff": {"destination": "karachi", "hs": "940360", "incoterm": "EXW"},
    "no way": {"destination": "almaty", "hs": "401120", "incoterm": "DAP", "avoid": ["border:all"]},
}  # fmt: skip
# Names that are written so in Chinese too; of the firm no Chinese name is on record.
NAMES = re.compile(
    "Natural Earth|OpenStreetMap|MapLibre GL|Apache ECharts|TopoJSON and World Atlas|BSD-3-Clause"
    "|ISO \\d+|entrepot (?:statistics (?:load|gather)|demo trade)"
    "|Bangsheng 50,000 t iron phosphate, Kaiyang|entrepot places search WORD"
    "|Drewry WCI|kg CO2e|USD (?:DAP|FCA|DDP|EXW)"
)


class Reader(HTMLParser):
    """The text of a page's content, without citations, scripts and lists to choose from."""

    SILENT = ("script", "style", "datalist", "head", "header", "footer")
    VOID = ("input", "link", "meta", "br", "hr", "img", "path")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside: list[bool] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if "incomplete" in (own.get("class") or "").split():
            self.texts.append(own.get("title") or "")
        if tag not in self.VOID:
            self.inside.append(tag in self.SILENT or "cited" in (own.get("class") or "").split())

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self.inside):
            self.texts.append(" ".join(data.split()))


def english(page: str) -> list[str]:
    """Texts of a page with two English words side by side."""
    texts = [NAMES.sub("", text) for text in Reader(page).texts]
    return [text for text in texts if re.search(r"[A-Za-z]{3,}[ -]+[a-z]{2,}", text)]


@pytest.fixture(scope="module")
def desk(new_home: Callable) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENTREPOT_HOME", str(new_home()))
        with open_desk("guizhou") as desk:
            yield desk


@pytest.fixture(scope="module")
def send(desk: Desk) -> Callable[..., httpx.Response]:
    app = make_app(desk)

    def send(method: str, path: str, **more: object) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.request(method, path, headers={"cookie": "lang=zh"}, **more)

        return asyncio.run(ask())

    return send


@pytest.mark.parametrize(
    "path",
    ["/", "/quote", "/about", "/quotes/Q234", "/nowhere", "/trade", "/trade?by=office",
     "/trade/space", "/trade/partners", "/targets/guiyang?parts=1", "/targets/guizhou",
     "/partners", "/partners/fort_worth", "/industry/map", "/industry/clusters", "/projects",
     "/plan/cases", "/programmes", "/recruit/try", "/parks/try", "/factors/try", "/land/try"],
)  # fmt: skip
def test_a_page_is_read_without_english(send, path) -> None:
    assert english(send("GET", path).text) == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?destination=rotterdam&tonnes=20&value_usd=40000&depart=2026-03-02&window=14",
        "?destination=bangkok&teu=1&modes=rail&depart=2026-03-02&avoid=passage:suez",
        "?destination=moscow&teu=1&modes=rail&depart=2026-03-02&avoid=border:all",
        "?destination=Nowherre&teu=many&modes=boat&by=luck&eps=x&avoid=nothing&window=900",
    ],
)
def test_the_routes_of_a_load_are_read_without_english(send, query) -> None:
    origin = "&origin=guiyang" if query else ""

    assert english(send("GET", f"/corridors{query}{origin}").text) == []


@pytest.mark.parametrize(
    "path",
    [
        "compare",
        "compare?origin=guiyang&destination=rotterdam&teu=1&depart=2026-03-02",
        "compare?teu=1&from=guiyang&to=moscow&how=rail&from=Nowherre&to=moscow&how=any",
        "chart",
        "chart?origin=guiyang&destination=bangkok&teu=1&depart=2026-03-02&y=cost",
    ],
)
def test_routes_side_by_side_and_by_distance_are_read_without_english(send, path) -> None:
    assert english(send("GET", f"/corridors/{path}").text) == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "origin=guiyang&destination=rotterdam&teu=1&edit=close+passage:suez"
        "&edit=scale+border:mohan-boten+time=3+cost=2&edit=scale+tariff:rail+cost=1.2",
        "origin=guiyang&destination=bangkok&teu=1&modes=rail&edit=close+border:all"
        "&edit=convert+country=TH+from_mm=1000+to_mm=1435",
        "origin=guiyang&destination=bangkok&teu=1&edit=open+link:rail-huangtong-baise+year=2027"
        "&edit=add+from=guiyang+to=bangkok+mode=rail+km=1600+traffic=freight",
        "origin=Nowherre&destination=bangkok&teu=many&edit=close+border:nowhere&edit=shut+x"
        "&edit=scale+tariff:rail&edit=convert+country=CN+from_mm=1000+to_mm=9999"
        "&edit=add+from=guiyang+to=guiyang+km=-1&edit=scale+border:all+frequency=2",
    ],
)
def test_what_would_be_is_read_without_english(send, query) -> None:
    assert english(send("GET", f"/corridors/what-if?{query}").text) == []


@pytest.mark.parametrize("case", ASKED)
def test_a_quote_is_read_without_english(send, desk, case) -> None:
    document = make_quote(desk, {"origin": "guiyang", **LOAD, **ASKED[case]}, at=NOON)

    page = send("GET", f"/quotes/{document['reference']}").text

    assert bool(document["unreachable"]) == (case == "no way")
    assert english(page) == []


def test_every_fault_of_a_form_is_read_without_english(send) -> None:
    form = {
        "origin": "Nowherre", "destination": "guiyan", "hs": "4011999", "tonnes": "-3",
        "teu": "many", "value": "", "currency": "ZZZ", "incoterm": "XXX", "on": "20.11.2026",
        "year": "12", "max": "99", "piece_t": "70", "avoid": ["border:nowhere", "nothing"],
        "proofs": ["NONE"], "quantity_bushel": "3",
    }  # fmt: skip

    answer = send("POST", "/quote", data=form)

    assert answer.status_code == 422
    assert english(answer.text) == []


def test_a_quote_on_paper_is_written_in_chinese(send, desk) -> None:
    document = make_quote(desk, {"origin": "guiyang", **LOAD, **ASKED["an unknown rate"]}, at=NOON)

    paper = send("GET", f"/api/v1/quotes/{document['reference']}.pdf", params={"lang": "zh"})

    languages = languages_of(wording_of(desk.region))
    assert paper.content == quote_pdf(document, languages["zh"])
    assert paper.content != quote_pdf(document, languages["en"])
