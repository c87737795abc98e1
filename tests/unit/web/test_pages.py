"""The pages: forms that work without JavaScript, both languages, nothing hostile let through."""

import json
import re
from html.parser import HTMLParser

import pytest

FILLED = {
    "origin": "Upland City (up)",
    "destination": "Northport (north)",
    "hs": "401120",
    "tonnes": "24",
    "value": "60,000",
    "currency": "USD",
    "incoterm": "DAP",
    "on": "2026-11-20",
}
PAGES = (
    "/",
    "/quote",
    "/corridors",
    "/corridors?destination=north&teu=1",
    "/quotes/QTEST234567",
    "/about",
    "/corridors/bottlenecks",
    "/corridors/bottlenecks?avoid=border:post",
    "/corridors/access",
)


class Reader(HTMLParser):
    """Collects the elements of a page and finds what a browser or a reader would stumble on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def data_of(text: str, block: str) -> dict:
    """The JSON of a data block of a page."""
    found = re.search(rf'<script type="application/json" id="{block}">(.*?)</script>', text)
    return json.loads(found[1])


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_keeps_to_its_own_files_and_labels_its_fields(client, path, lang) -> None:
    answer = client.get(path, params={"lang": lang})

    page = Reader(answer.text)
    ids = [attrs["id"] for _, attrs in page.elements if attrs.get("id")]
    labelled = {attrs.get("for") for attrs in page.all("label")}
    fields = [
        attrs
        for tag in ("input", "select")
        for attrs in page.all(tag)
        if attrs.get("type") not in {"checkbox", "radio", "hidden"}
    ]
    scripts = [attrs for attrs in page.all("script") if attrs.get("type") != "application/json"]
    assert answer.status_code == 200
    assert len(ids) == len(set(ids))
    assert all(attrs["id"] in labelled for attrs in fields)
    assert all(attrs["src"].startswith("/") for attrs in scripts)
    assert not [attrs for _, attrs in page.elements if "style" in attrs or "onclick" in attrs]
    assert "://" not in re.sub(r"http://here|http://www.w3.org\S*", "", answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_the_language_asked_for_and_keeps_it(client, path) -> None:
    asked = client.get(path, params={"lang": "zh"})
    kept = client.get(path, headers={"cookie": "lang=zh"})
    wished = client.get(path, headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.5"})
    plain = client.get(path)

    assert 'lang="zh-Hans"' in asked.text
    assert asked.headers["set-cookie"].startswith("lang=zh")
    assert "set-cookie" not in kept.headers
    assert ">报价<" in kept.text
    assert ">报价<" in wished.text
    assert '<html lang="en">' in plain.text


def test_no_english_of_ours_is_left_on_a_chinese_page(client) -> None:
    text = client.get("/quotes/QTEST234567?lang=zh").text

    visible = re.sub(r"<script.*?</script>|<head.*?</head>", "", text, flags=re.DOTALL)
    assert "高地市" in visible
    assert "60,000.00 USD" in visible
    assert "2026年11月20日" in visible
    ours = (
        "Landed",
        "Option",
        "Cost of the way <",
        "Border post",
        ">incomplete",
        ">published",
        " days",
    )
    assert [word for word in ours if word in visible] == []


def test_a_filled_form_leads_to_the_quote_without_javascript(client, service) -> None:
    answer = client.post("/quote", data=FILLED)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/quotes/QTEST234567"
    assert service.asked[0]["origin"] == "up"
    assert service.asked[0]["destination"] == "north"
    assert service.asked[0]["value"] == "60000"


def test_what_is_left_empty_is_not_sent_on(client, service) -> None:
    form = FILLED | {"teu": " ", "avoid": ["passage:suez", "border:all"], "quantity_l": "1000"}

    client.post("/quote", data=form)

    assert "teu" not in service.asked[0]
    assert service.asked[0]["avoid"] == ["passage:suez", "border:all"]
    assert service.asked[0]["quantities"] == {"l": "1000"}


def test_every_fault_stands_beside_its_field_and_what_was_typed_stays(client) -> None:
    answer = client.post(
        "/quote", data=FILLED | {"destination": "Nort", "hs": "tyres", "value": ""}
    )

    page = Reader(answer.text)
    faulty = {a["id"]: a["aria-describedby"] for a in page.all("input") if "aria-invalid" in a}
    ids = {attrs.get("id") for _, attrs in page.elements}
    assert answer.status_code == 422
    assert faulty == {
        "destination": "destination-fault",
        "hs": "hs-fault",
        "value": "value-fault",
    }
    assert set(faulty.values()) <= ids
    assert "Nearest: Northport (north)." in answer.text
    typed = {attrs["name"]: attrs.get("value") for attrs in page.all("input") if attrs.get("id")}
    assert (typed["hs"], typed["tonnes"]) == ("tyres", "24")


def test_words_lead_to_a_choice_that_works_without_javascript(client, service) -> None:
    first = client.post("/quote", data=FILLED | {"hs": "tyres", "destination": "Nort"})
    chosen = {"hs": "tyres", "hs_choice": "401120", "destination_choice": "north"}
    second = client.post("/quote", data=FILLED | chosen)

    offered = [a["value"] for a in Reader(first.text).all("input") if a.get("type") == "radio"]
    assert offered == ["north", "401120", "401110"]
    assert second.status_code == 303
    assert service.asked[1]["hs"] == "401120"


def test_faults_are_told_in_chinese(client) -> None:
    answer = client.post("/quote", data={}, headers={"cookie": "lang=zh"})

    assert "此项为空。请填写。" in re.sub(r"\n", "", answer.text)
    assert "is empty" not in answer.text


def test_full_width_digits_are_read(client, service) -> None:
    client.post("/quote", data=FILLED | {"tonnes": "２４．５"})

    assert service.asked[0]["tonnes"] == "24.5"


def test_the_form_is_filled_from_a_kept_quote_and_from_its_address(client) -> None:
    answer = client.get("/quote", params={"again": "QTEST234567", "hs": "40112010"})

    typed = {a["name"]: a.get("value") for a in Reader(answer.text).all("input") if a.get("name")}
    assert typed["destination"] == "Northport (north)"
    assert typed["hs"] == "40112010"
    assert typed["value"] == "60000.00"


def test_a_quote_shows_every_option_leg_line_and_what_is_missing(client, quote) -> None:
    text = client.get("/quotes/QTEST234567").text

    page = Reader(text)
    panels = [a for a in page.all("details") if "data-option" in a]
    assert [a["data-option"] for a in panels] == ["1", "2", "3", "4", "5"]
    assert [a["data-option"] for a in panels if "open" in a] == ["1"]
    assert text.count('class="leg leg-') == sum(len(o["legs"]) for o in quote["options"])
    assert text.count("The total is incomplete") == 5
    assert "56000.00 EUR customs value x 4.5 %" in text
    assert "Regulation 2658/87, Annex I" in text
    assert "origin, with a certificate of origin Form A" in text
    assert "1 USD = 0.8612 EUR" in text
    assert 'href="/quote?again=QTEST234567&amp;hs=40112090"' in text


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", "12345"),
        ("cost", "24315"),
        ("-cost", "51342"),
        ("days", "51234"),
        ("co2e", "23415"),
        ("landed", "24315"),
        ("nonsense", "12345"),
    ],
)
def test_options_are_sorted_without_javascript(client, sort, order) -> None:
    text = client.get("/quotes/QTEST234567", params={"sort": sort, "option": "2"}).text

    page = Reader(text)
    rows = [a for a in page.all("tr") if a.get("id", "").startswith("row-")]
    heads = {a["data-sort"]: a.get("aria-sort") for a in page.all("th") if "data-sort" in a}
    assert "".join(a["data-number"] for a in rows) == order
    assert [a["data-number"] for a in rows if a.get("class") == "chosen"] == ["2"]
    expected = "descending" if sort.startswith("-") else "ascending"
    key = sort.removeprefix("-") if order != "12345" else "number"
    assert heads[key] == expected
    assert [value for value in heads.values() if value] == [expected]


def test_the_map_holds_each_leg_of_each_option(client, quote) -> None:
    data = data_of(client.get("/quotes/QTEST234567?lang=zh").text, "map-data")

    moved = [[leg for leg in o["legs"] if len(leg["path"]) > 1] for o in quote["options"]]
    assert [len(option["legs"]) for option in data["options"]] == [len(legs) for legs in moved]
    assert "air" in {leg["mode"] for leg in data["options"][4]["legs"]}
    assert [end["name"] for end in data["ends"]] == ["高地市", "北港"]


def test_an_unreachable_pair_is_told_in_words(client, service) -> None:
    service.quote["options"] = []
    service.quote["unreachable"] = {"code": "no_service", "reason": "no train joins them"}

    english = client.get("/quotes/QTEST234567").text
    chinese = client.get("/quotes/QTEST234567?lang=zh").text

    assert "no train joins them" in english
    assert "网络中没有连接这两地的班列或航线" in chinese
    assert 'id="map"' not in english


def test_a_quote_of_another_years_network_says_so_and_what_its_costs_hold(client, service) -> None:
    same = client.get("/quotes/QTEST234567").text
    service.quote["year"] = 2032
    service.quote["options"][0] |= {"freight_usd": 8000.0, "inventory_usd": 120.0}

    other = client.get("/quotes/QTEST234567").text

    assert "Year of the network" not in same
    assert "Year of the network: 2032" in other
    assert "Freight 8,000.00 USD + Capital tied up on the way 120.00 USD = 8,120.00 USD" in other


def test_a_saving_not_known_is_said_in_words(client, service) -> None:
    service.quote["options"][0]["landed"]["saving"][0]["amount"] = None

    text = client.get("/quotes/QTEST234567").text

    assert "<b>GSP</b>: unknown." in text


def test_unknown_amounts_are_dashes_and_words_never_zero(client, service) -> None:
    option = service.quote["options"][0]
    option["landed"]["vat"] = option["landed"]["refund"] = None
    option["landed"]["lines"][4]["range"]["high"] = None
    option["legs"][0]["km"] = None

    text = client.get("/quotes/QTEST234567").text

    assert "From 2,520.00 EUR to unknown, by the national line" in text
    assert text.count('<span class="incomplete">unknown</span>') == 2 + 5


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "</script><b>", '"><img src=x>'])
def test_hostile_names_stay_text(client, service, hostile) -> None:
    service.quote["origin"]["name"] = hostile
    service.quote["options"][0]["legs"][0]["from_name"] = hostile
    service.quote["options"][0]["label"] = hostile
    service.quote["options"][0]["landed"]["lines"][0]["source"] = hostile

    result = client.get("/quotes/QTEST234567").text
    form = client.post("/quote", data={"origin": hostile, "hs": hostile}).text

    assert hostile not in result
    assert hostile not in form
    assert data_of(result, "map-data")["options"][0]["label"] == hostile
    assert client.get("/quotes/QTEST234567.pdf").status_code == 404
    assert client.get("/api/v1/quotes/QTEST234567.pdf").status_code == 200


def test_an_unknown_page_and_an_unknown_quote_are_told_as_pages(client) -> None:
    page, quote = client.get("/nowhere"), client.get("/quotes/QNOTHERE?lang=zh")

    assert (page.status_code, quote.status_code) == (404, 404)
    assert "There is no such page." in page.text
    assert "没有这个编号的报价" in quote.text


def test_the_home_page_shows_the_region_and_what_is_unsure(client) -> None:
    text = client.get("/").text

    data = data_of(text, "map-data")
    chart = data_of(text, "series-1")
    assert len(data["corridors"]) == 8
    assert {dot["kind"] for dot in data["borders"]} == {"border"}
    assert [one["name"] for one in chart["series"]] == ["Exports", "Exports and imports"]
    assert chart["targets"] == [
        {"name": "Total foreign trade", "from": [2024, 87.4], "to": [2030, 150.0]}
    ]
    assert "Highpass – Steppe Gate" in text
    assert "comprehensive opening-up system in place" in text


def test_an_empty_pack_says_so(client, service) -> None:
    for table in ("places", "zones", "corridors", "borders", "series", "targets"):
        service.region[table] = []
    service.region["unverified"], service.region["statuses"] = {}, {}

    text = client.get("/").text

    assert text.count("The pack holds none.") == 4
    assert "The pack holds no trade series" in text
    assert "Nothing: every row is published or derived." in text


def test_files_with_a_digest_may_be_kept_for_long(client) -> None:
    page = Reader(client.get("/").text)
    address = next(a["href"] for a in page.all("link") if "app.css" in a["href"])

    answer = client.get(address)

    assert "?" in address
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/static/app.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(("in_price", "is_said"), [(True, True), (False, False)])
def test_it_is_said_that_landed_costs_do_not_compare_ways_whose_freight_is_in_the_price(
    service, client, in_price: bool, is_said: bool
) -> None:
    for option in service.quote["options"]:
        for line in option["landed"]["lines"]:
            if line["what"] == "main_carriage":
                line["in_price"] = in_price

    page = client.get(f"/quotes/{service.quote['reference']}?lang=en").text

    assert ("compare ways by their cost" in page) == is_said
