"""The pages and the API of corridors: routes by address, what is avoided, exports, networks."""

import csv
import json
import re
from io import StringIO
from itertools import pairwise

import pytest

ASKED = "/corridors?origin=up&destination=north&teu=1"


def links(text: str, mark: str) -> list[str]:
    """Addresses of the links with a mark, as a browser reads them."""
    found = re.findall(rf'<a [^>]*{mark}[^>]*href="([^"]+)"', text)
    return [address.replace("&amp;", "&") for address in found]


def test_an_empty_address_shows_the_form_and_says_that_nothing_was_searched(client, service):
    answer = client.get("/corridors?lang=en")

    assert answer.status_code == 200
    assert "Nothing has been searched yet" in answer.text
    assert service.asked == []


def test_an_address_is_a_search_and_a_typed_place_its_id(client, service) -> None:
    client.get("/corridors?origin=Upland+City+(up)&destination=north&teu=1&modes=rail&modes=sea")

    assert service.asked == [
        {"origin": "up", "destination": "north", "teu": "1", "modes": ["rail", "sea"]}
    ]


def test_each_leg_tells_its_figures_with_source_and_status(client) -> None:
    text = client.get(ASKED + "&lang=en").text
    routes = json.loads(re.search(r'id="map-data">(.*?)</script>', text)[1])["routes"]

    legs = re.findall(r'<li class="leg .*?</li>', text, flags=re.DOTALL)
    assert len(routes) == 7
    assert legs
    assert all("badge-" in leg and ">km<" in leg and ">USD<" in leg for leg in legs)


def test_a_link_searches_again_without_a_post_and_another_allows_it_again(client) -> None:
    text = client.get(ASKED + "&avoid=passage:suez&lang=en").text

    again = links(text, 'data-avoid="border:dravensill-estermark"')
    assert again[0].startswith("/corridors?")
    assert "avoid=passage%3Asuez&avoid=border%3Adravensill-estermark" in again[0]
    assert links(text, 'data-avoided="passage:suez"') == [
        "/corridors?origin=up&destination=north&teu=1"
    ]


def test_posts_changes_of_gauge_and_attribution_are_told(client) -> None:
    text = client.get(ASKED + "&lang=en").text

    marks = json.loads(re.search(r'id="map-data">(.*?)</script>', text)[1])["routes"][0]["marks"]
    assert ("border", "gauge 1435 → 1067 mm") in {(one["kind"], one["gauge"]) for one in marks}
    for owner in ("OpenStreetMap", "ODbL", "searoute", "GeoNames", "Natural Earth"):
        assert owner in text


def test_a_change_of_gauge_by_truck_is_marked_too(client, service) -> None:
    document = service.routes
    way, drawn = document["routes"][0], document["lines"]["routes"][0]
    for leg in drawn["legs"]:
        leg["gauge_change"] = False
    yard = way["legs"][3]["from"]
    way["gauge_changes"] = [{"place": yard, "from_mm": 1435, "to_mm": 1000}]

    told = client.get(ASKED + "&lang=en").text

    marks = json.loads(re.search(r'id="map-data">(.*?)</script>', told)[1])["routes"][0]["marks"]
    assert ("gauge", yard, "gauge 1435 → 1000 mm") in {
        (one["kind"], one["name"], one["gauge"]) for one in marks
    }


def test_the_chosen_route_is_part_of_the_address(client) -> None:
    text = client.get(ASKED + "&route=r3").text

    assert re.findall(r'<details class="option" id="option-(\d)"[^>]* open>', text) == ["3"]


def test_the_table_is_sorted_by_the_address(client) -> None:
    text = client.get(ASKED + "&sort=-cost").text

    costs = [float(cost) for cost in re.findall(r'data-cost="([\d.]+)"', text)]
    assert costs == sorted(costs, reverse=True)
    assert len(costs) == 7


def test_no_way_is_said_with_its_reasons(client) -> None:
    english = client.get(ASKED + "&avoid=border:all&lang=en")
    chinese = client.get(ASKED + "&avoid=border:all&lang=zh")

    assert english.status_code == chinese.status_code == 200
    assert "There is no way" in english.text
    assert "No way by rail." in english.text
    assert "无铁路可达。" in chinese.text


def test_a_fault_stands_beside_its_field(client) -> None:
    answer = client.get("/corridors?origin=up&destination=nowhere&teu=1&lang=en")

    assert answer.status_code == 422
    assert 'id="destination-fault"' in answer.text


def test_routes_are_asked_by_address_of_the_api(client, service) -> None:
    answer = client.get("/api/v1/routes?origin=up&destination=north&teu=1&window=3&modes=rail")
    wrong = client.get("/api/v1/routes?origin=up&bogus=1")

    assert answer.status_code == 200
    assert service.asked[0] == {
        "origin": "up", "destination": "north", "teu": "1", "window": 3, "modes": ["rail"],
    }  # fmt: skip
    assert wrong.status_code == 422


@pytest.mark.parametrize(("lang", "step"), [("en", "Carriage"), ("zh", "运输")])
def test_routes_are_taken_along_as_a_table(client, lang, step) -> None:
    answer = client.get(f"/api/v1/routes.csv?origin=up&destination=north&teu=1&lang={lang}")

    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.headers["content-disposition"].startswith("attachment")
    assert step in {row["step"] for row in rows}
    assert {row["route"] for row in rows} == {f"r{number}" for number in range(1, 8)}


def test_lines_and_posts_are_taken_along_with_whose_data_they_are(client) -> None:
    found = client.get("/api/v1/routes.geojson?origin=up&destination=north&teu=1").json()

    kinds = {one["properties"]["kind"] for one in found["features"]}
    lines = [one for one in found["features"] if one["geometry"]["type"] == "LineString"]
    assert {"haul", "post"} <= kinds
    assert all(one["properties"]["status"] and "cost_usd" in one["properties"] for one in lines)
    assert "OpenStreetMap" in found["attribution"]


def test_lines_are_cut_at_the_antimeridian() -> None:
    from entrepot.service.route_geojson import _line_geometry

    found = _line_geometry([[0.0, 170.0], [10.0, -170.0], [10.0, -160.0]])

    assert found == {
        "type": "MultiLineString",
        "coordinates": [
            [[170.0, 0.0], [180.0, 5.0]], [[-180.0, 5.0], [-170.0, 10.0], [-160.0, 10.0]],
        ],
    }  # fmt: skip


def test_a_physical_way_is_asked_with_all_its_fields(client, service) -> None:
    answer = client.get(
        "/api/v1/networks/paths?from=up&to=north&mode=sea&year=2026&avoid=passage:suez"
        "&avoid=passage:panama&open=passage:northwest"
    )

    assert answer.json()["paths"][0]["line"] == [[1.0, 2.0]]
    assert service.asked == [
        {"from": "up", "to": "north", "mode": "sea", "avoid": "passage:suez;passage:panama",
         "year": 2026, "open": ["passage:northwest"]}
    ]  # fmt: skip


def test_networks_that_are_not_built_are_a_503_with_what_to_do(client) -> None:
    answer = client.get("/api/v1/networks/paths?from=absent&to=north")

    problem = answer.json()["problems"][0]
    assert answer.status_code == 503
    assert problem["code"] == "networks.absent"
    assert "networks build" in problem["hint"]
    assert client.get("/api/v1/networks").json()["built"] is False
    assert client.get("/api/v1/networks/check").status_code == 200


# Side by side


def test_the_routes_of_a_search_stand_side_by_side(client) -> None:
    text = client.get("/corridors/compare?origin=up&destination=north&teu=1&lang=en").text

    heads = re.findall(r"<li><b>(\d) · ([^<]+)</b>", text)
    assert heads == [(str(number), "Upland City → Northport") for number in range(1, 5)]
    assert text.count('<table class="side">') == 3


def test_each_column_is_a_search_of_its_own_for_the_same_load(client, service) -> None:
    client.get(
        "/corridors/compare?teu=2&avoid=passage:suez&from=up&to=north&how=river_sea&by=cost"
        "&from=north&to=up&how=any&by=time"
    )

    load = {"teu": "2", "avoid": ["passage:suez"]}
    assert service.asked == [
        load | {"origin": "up", "destination": "north", "modes": ["river", "sea", "road"],
                "by": "cost"},
        load | {"origin": "north", "destination": "up", "by": "time"},
    ]  # fmt: skip


def test_a_column_without_a_way_says_why_beside_the_others(client) -> None:
    text = client.get("/corridors/compare?teu=1&from=up&to=north&from=up&to=nowhere&lang=en").text

    assert "no place known" in text
    assert text.count("On the map") == 1


def test_hours_by_step_and_costs_by_part_add_up_to_the_route(client) -> None:
    table = client.get("/corridors/compare.csv?teu=1&from=up&to=north&lang=en")

    rows = list(csv.reader(StringIO(table.content.decode("utf-8-sig"))))
    figures = {row[0]: row[2] for row in rows}
    kinds = ("Carriage", "Waiting for departure", "Handling", "Border", "Port",
             "Trucking to or from the terminal")  # fmt: skip
    hours = [float(row[2]) for row in rows if row[1] == "h" and row[0] in kinds]
    paid = ("Carriage and waiting", "Handling", "Border", "Port", "Trucking at the ends",
            "Capital tied up on the way")  # fmt: skip
    costs = [float(row[2]) for row in rows if row[1] == "USD" and row[0] in paid]
    assert sum(hours) == pytest.approx(float(figures["Mean time"]))
    assert sum(costs) == pytest.approx(float(figures["Cost"]))


def test_ways_of_other_lengths_are_compared_by_length_and_speed() -> None:
    from entrepot.web.comparison_view import rows_of

    slow = {"km_per_day": 100.0, "usd_per_teu_km": 0.2}
    quick = {"km_per_day": 400.0, "usd_per_teu_km": 0.3}
    rows = {row["name"]: row["best"] for row in rows_of([slow, quick, {}])}

    assert rows["km_per_day"] == [False, True, False]
    assert rows["usd_per_teu_km"] == [True, False, False]
    assert rows["cost_usd"] == [False, False, False]


@pytest.mark.parametrize("preset", ["back", "gateways", "directions"])
def test_a_preset_is_a_comparison(client, preset) -> None:
    text = client.get("/corridors/compare?teu=1&from=up&to=north&how=any&by=cost&lang=en").text
    (address,) = links(text, f'data-preset="{preset}"')

    assert "<table" in client.get(address).text


# The chart


def ladder_rows(client, query: str = "") -> list[dict[str, str]]:
    table = client.get(f"/corridors/chart.csv?origin=up&destination=north&teu=1&lang=en{query}")
    return list(csv.DictReader(StringIO(table.content.decode("utf-8-sig"))))


def test_the_ladder_ends_at_the_totals_of_its_route(client) -> None:
    table = client.get("/api/v1/routes.csv?origin=up&destination=north&teu=1")
    legs = [
        row
        for row in csv.DictReader(StringIO(table.content.decode("utf-8-sig")))
        if row["route"] == "r2"
    ]
    rows = ladder_rows(client, "&show=r2")

    assert {row["route"] for row in rows} == {"r2"}
    for name, leg in (("km", "km"), ("hours", "hours_mean"), ("cost_usd", "cost_usd")):
        total = sum(float(row[leg]) for row in legs)
        assert float(rows[-1][f"{name}_so_far"]) == pytest.approx(total)


def test_a_stop_goes_straight_up_and_nothing_ever_falls(client) -> None:
    for by in ("time", "cost"):
        text = client.get(f"/corridors/chart?origin=up&destination=north&teu=1&y={by}").text
        chart = json.loads(re.search(r'id="chart-data">(.*?)</script>', text)[1])

        assert chart["by"] == by
        for route in chart["routes"]:
            ats = [point["at"] for point in route["points"]]
            assert ats == sorted(ats)
            assert any(a[0] == b[0] and a[1] < b[1] for a, b in pairwise(ats))


def test_posts_and_transfers_are_named_on_the_chart(client) -> None:
    text = client.get("/corridors/chart?origin=up&destination=north&teu=1&lang=en&show=r1").text
    (route,) = json.loads(re.search(r'id="chart-data">(.*?)</script>', text)[1])["routes"]

    labels = [point["label"] for point in route["points"] if point["label"]]
    assert "dravensill – estermark, gauge 1435 → 1067 mm" in labels
    assert any(label.startswith("Port, ") for label in labels)
