"""The page and the API of matrices over a stand-in for the service."""

import re

import pytest

PAGE = "/corridors/matrix"


def test_a_matrix_is_asked_for_by_its_sides_and_told_where_it_is(client, service) -> None:
    body = {"from": "communes", "to": ["north", "south"], "kind": "pareto", "teu": 2}
    answer = client.post("/api/v1/matrices", json=body)

    assert answer.status_code == 202
    assert answer.headers["location"] == f"/api/v1/matrices/{service.matrices.id}"
    assert service.matrices.asked == [body | {"teu": "2"}]


def test_every_fault_of_a_matrix_is_told(client) -> None:
    answer = client.post("/api/v1/matrices", json={"from": ["nowhere"], "to": "communes"})

    assert answer.status_code == 422
    assert [one["where"] for one in answer.json()["problems"]] == ["from row 2", "depart"]


def test_matrices_are_listed_and_shown(client, service) -> None:
    listed = client.get("/api/v1/matrices").json()["matrices"]

    assert [one["id"] for one in listed] == [service.matrices.id]
    assert client.get(f"/api/v1/matrices/{service.matrices.id}").json() == listed[0]
    assert client.get(f"/api/v1/matrices/{32 * 'c'}").status_code == 404
    assert client.get(f"/api/v1/matrices/{service.matrices.id}.parquet").status_code == 404
    assert client.get(f"/api/v1/matrices/{service.matrices.id}.csv").content == b"origin\r\n"


def test_a_heat_map_shows_the_best_of_each_cell_and_leads_to_its_routes(client, service) -> None:
    html = client.get(f"{PAGE}?id={service.matrices.id}&by=time").text
    cells = re.findall(r'<td class="num heat-(\d)"><a href="([^"]+)">([\d,]+)</a>', html)

    assert len(cells) == 2 * 20 - 1
    assert cells[0][2] == "1,001"
    assert [int(shade) for shade, _, _ in cells[:20]] == sorted(int(c[0]) for c in cells[:20])
    assert cells[0][1] == (
        "/corridors?origin=north&amp;destination=d00&amp;teu=2&amp;depart=2026-03-02"
        "&amp;avoid=border%3Aall&amp;eps=0.1"
    )
    assert '<td class="heat-none">no service</td>' in html
    assert "Modelled" in html


def test_destinations_come_twenty_at_a_time(client, service) -> None:
    html = client.get(f"{PAGE}?id={service.matrices.id}&page=2").text

    assert html.count('<td class="num heat-') == 2
    assert "2 / 2" in html
    assert client.get(f"{PAGE}?id={service.matrices.id}&page=99").text.count('rel="next"') == 0


def test_a_matrix_under_way_shows_how_far_it_is(client, service) -> None:
    service.matrices.state = "working"
    html = client.get(f"{PAGE}?id={service.matrices.id}").text

    assert f'max="2" value="1" data-id="{service.matrices.id}"' in html
    assert "static/matrix.js" in html
    assert "heat-title" not in html


@pytest.mark.parametrize(("lang", "said"), [("en", "None yet"), ("zh", "尚无矩阵")])
def test_without_a_matrix_the_page_says_so(client, service, lang: str, said: str) -> None:
    service.matrices.are_any = False

    assert said in client.get(f"{PAGE}?lang={lang}").text


def test_the_form_leads_to_its_matrix(client, service) -> None:
    form = {"from": "communes", "to": "north; south", "kind": "scalar", "teu": "1"}
    answer = client.post(PAGE, data=form, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{PAGE}?id={service.matrices.id}"
    assert service.matrices.asked == [form | {"to": ["north", "south"]}]


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(client) -> None:
    answer = client.post(PAGE, data={"from": "nowhere; north", "to": "communes", "depart": "soon"})

    assert answer.status_code == 422
    assert 'id="from-fault"' in answer.text
    assert 'id="depart-fault"' in answer.text
    assert 'value="nowhere; north"' in answer.text
