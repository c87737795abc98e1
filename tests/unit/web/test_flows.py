"""Bottlenecks and market access: what pages and API ask, show and refuse."""

import csv
import io
import json

import pytest

from entrepot.kernel.errors import InputError, MissingError, Problem

BOTTLENECKS, ACCESS = "/corridors/bottlenecks", "/corridors/access"


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_ranked_table_tells_costs_in_order_with_source_and_status(client) -> None:
    page = client.get(f"{BOTTLENECKS}?lang=en").text
    table = page[page.index('id="ranked"') :]

    assert table.index("Train Upland-Bay") < table.index(">Post<") < table.index("Bayport")
    assert "95,000" in table
    assert "overloaded" in table
    assert "capacity unknown" in table
    assert "<b>source</b>" not in page
    assert "Synthetic" in table or "synthetic" in table


def test_what_is_not_known_is_never_zero(client) -> None:
    page = client.get(f"{BOTTLENECKS}?lang=en").text
    post = page[page.index('data-id="border:post"') :]
    post = post[: post.index("</tr>")]

    assert ">unknown<" in post
    assert ">0<" not in post
    assert ">–<" in post


def test_the_page_names_the_weakest_mode_and_what_has_no_way(client) -> None:
    page = client.get(f"{BOTTLENECKS}?lang=en").text

    assert "40.0 %" in page
    assert "<b>weakest</b>" in page
    assert "&lt;i&gt;moon&lt;/i&gt;" in page
    assert "no way leads there" in page


def test_the_same_page_in_chinese(client) -> None:
    page = client.get(f"{BOTTLENECKS}?lang=zh").text

    assert all(text in page for text in ("瓶颈", "高地—海湾班列", "超载", "能力未知", "最薄弱"))
    assert "没有 2026 年的总额" in page


def test_shutting_a_place_is_compared_with_the_same_year_without(client, flows) -> None:
    page = client.get(f"{BOTTLENECKS}?year=2026&avoid=border:post&lang=en").text

    assert [one.get("avoid") for one in flows.asked] == [["border:post"], None]
    assert "50,000 USD a year more" in page


def test_the_address_is_the_question(client, flows) -> None:
    client.get(f"{ACCESS}?year=2030&level=county&theta=2&by=time&open=link:new&avoid=mode:road")

    assert flows.asked == [
        {"year": "2030", "theta": "2", "by": "time", "avoid": ["mode:road"], "open": ["link:new"],
         "level": ["county"]}
    ]  # fmt: skip


def test_the_page_of_access_says_what_the_size_is_and_what_was_gained(client) -> None:
    page = client.get(f"{ACCESS}?lang=en").text
    table = page[page.index('id="places"') :]

    assert "Size is population" in page
    assert "2 of 3 markets count" in page
    assert table.index("Upland City") < table.index("Brook") < table.index("=River")
    assert "10.00 %" in table
    assert 'value="link:new"' in page
    assert "its population is not known" in page


def test_openings_are_ranked_by_what_each_adds_when_asked(client, flows) -> None:
    before = client.get(f"{ACCESS}?year=2026&lang=en").text
    flows.access["query"]["each"] = True
    flows.access["openings"][0] |= {"mean_gain_pct": 0.25, "most_gain_pct": 1.5,
                                    "most_gain_place": "brook"}  # fmt: skip
    after = client.get(f"{ACCESS}?year=2026&each=1&lang=en").text

    assert "/corridors/access?year=2026&amp;each=1" in before
    assert 'id="openings"' not in before
    assert "0.250 %" in after
    assert "1.500 % Brook" in after
    assert flows.asked[-1]["each"] == "1"


@pytest.mark.parametrize("path", [BOTTLENECKS, ACCESS])
def test_faults_are_told_on_the_page(client, flows, path) -> None:
    flows.fault = InputError(Problem("input.level", "level", "'x' is no level.", "Give one."))
    english, chinese = (client.get(f"{path}?level=x&lang={lang}") for lang in ("en", "zh"))

    assert english.status_code == 422
    assert "Level: &#39;x&#39; is no level" in english.text
    assert "本地区没有这一层级" in chinese.text
    assert 'id="map"' not in english.text


def test_a_pack_without_trade_is_told_and_is_no_fault_of_who_asks(client, flows) -> None:
    flows.fault = MissingError(Problem("flows.no_totals", "trade_series.csv", "it tells none."))
    answers = [client.get(f"{BOTTLENECKS}?lang=zh"), client.get("/api/v1/assignments")]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert "数据包没有任何一年的进出口额" in answers[0].text


def test_the_tables_can_be_downloaded(client) -> None:
    narrow = client.get("/api/v1/assignments.csv?year=2026&avoid=border:post")
    places = client.get("/api/v1/access.csv?level=county&open=link:new")

    assert narrow.headers["content-type"] == "text/csv; charset=utf-8"
    assert [row["id"] for row in rows_of(narrow.content)] == ["T1", "post", "bay"]
    assert rows_of(narrow.content)[1]["capacity"] == ""
    assert [row["name"] for row in rows_of(places.content)][-1] == "'=River"
    assert {row["size"] for row in rows_of(places.content)} == {"population"}


def test_an_assignment_is_made_and_found_again(client, flows) -> None:
    made = client.post("/api/v1/assignments", json={"flows": "region", "year": 2026})
    found = client.get(f"/api/v1/assignments/{made.json()['id']}")
    absent = client.get(f"/api/v1/assignments/{'f' * 16}")

    assert (made.status_code, found.status_code, absent.status_code) == (200, 200, 404)
    assert flows.asked == [{"year": 2026}]
    assert found.json() == made.json()


def test_links_and_demand_of_ones_own_are_handed_over_as_rows(client, flows) -> None:
    link = {"from": "a", "to": "b", "capacity": 1.0, "free_flow_time": 2.0, "b": 0.15, "power": 4.0}
    demand = {"from": "a", "to": "b", "flow": 3.0}

    answer = client.post("/api/v1/assignments", json={"links": [link], "demand": [demand]})

    assert answer.status_code == 200
    assert flows.asked == [{"links": [link], "demand": [demand]}]


@pytest.mark.parametrize(
    "body",
    [
        {"flows": "region", "links": []},
        {"links": [], "demand": [], "year": 2026},
        {"flows": "moon"},
        {"year": 1},
        {"gap": 0},
        {"nothing": 1},
        {"demand": [{"from": "a", "to": "b", "flow": 1}] * 2001},
    ],
)
def test_what_does_not_go_together_or_is_too_much_is_refused(client, flows, body) -> None:
    answer = client.post("/api/v1/assignments", json=body)

    assert answer.status_code == 422
    assert answer.json()["problems"]
    assert flows.asked == []


def test_access_by_address_is_checked(client, flows) -> None:
    good = client.get("/api/v1/access?level=county&level=province&theta=2.5&against=2020")
    bad = client.get("/api/v1/access?theta=0&by=luck&year=1")

    assert good.status_code == 200
    assert flows.asked[0]["level"] == ["county", "province"]
    assert bad.status_code == 422
    assert len(flows.asked) == 1


def test_the_map_has_lines_with_a_way_and_words_for_room(client) -> None:
    page = client.get(f"{BOTTLENECKS}?lang=en").text
    start = page.index('id="map-data">') + len('id="map-data">')
    lines = json.loads(page[start : page.index("</script>", start)])["lines"]

    assert [line["room"] for line in lines] == ["over", "unknown"]
    assert "overloaded" in lines[0]["label"]


def test_the_parameters_of_the_model_are_told_in_words_with_their_source(client) -> None:
    english, chinese = (client.get(f"{BOTTLENECKS}?lang={lang}").text for lang in ("en", "zh"))

    assert "Share by which a full one is dearer · Rail" in english
    assert "满负荷时增加的费用比例 · 铁路" in chinese
    assert "bpr_b_rail" in chinese
