"""Pages of targets, parks and factors: an example, its answer in both languages, its file."""

import json
from datetime import UTC, datetime
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

from entrepot.store.packs import open_region
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.chain_binding import bind_chains
from entrepot.web.promotion_access import PAGES

from .conftest import Client, FakeService

NOW = datetime(2026, 11, 28, 20, tzinfo=UTC)
TOLD = {
    "/recruit/try": {"en": "The tie to its origin", "zh": "与来源地的联系拖累最大。"},
    "/parks/try": {"en": "only 5 free", "zh": "仅有5"},
    "/factors/try": {
        "en": "40 MW are missing until 2027-07-01.", "zh": "至2027-07-01之前缺40 MW。"
    },
    "/land/try": {"en": "Unused for 545 days", "zh": "已闲置545天"},
}  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Client:
    window = SimpleNamespace(reference=open_reference("upland"))
    desk: Any = SimpleNamespace(window=window, region=open_region("upland"))
    return Client(build_app(FakeService().verbs(), chains=bind_chains(desk, lambda: NOW)))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_the_example_stands_there_and_is_answered_with_reasons(
    client: Client, path: str, language: str
) -> None:
    empty = client.get(f"{path}?lang={language}")
    answer = client.post(f"{path}?lang={language}", data={"case": case_of(client, path)})

    assert 'id="empty"' in empty.text
    assert 'id="rows"' not in empty.text
    assert answer.status_code == 200
    assert 'id="rows"' in answer.text
    assert TOLD[path][language] in answer.text
    assert f'href="{path}" aria-current="page"' in answer.text


def test_power_binds_until_more_of_it_is_there(client: Client) -> None:
    """Golden case 6 of issue 8: 40 MW free, 60 more from 2027-07-01, 80 needed from January."""
    page = client.post("/factors/try?lang=en", data={"case": case_of(client, "/factors/try")}).text
    east = page.partition('data-site="east"')[2].partition("</li>")[0]

    assert "Served later" in east
    assert "bound by Power supply" in " ".join(east.replace("</span>", "").split())


def test_what_is_unknown_is_a_dash_on_the_page_and_blank_in_the_file(client: Client) -> None:
    case = case_of(client, "/factors/try")
    page = client.post("/factors/try?lang=en", data={"case": case}).text
    row = page.partition('data-row="west water"')[2].partition("</tr>")[0]
    file = client.post("/factors/try", data={"case": case, "form": "csv"}).content
    sheet = file.decode("utf-8-sig")
    line = next(one for one in sheet.splitlines() if one.startswith("west,water"))

    assert row.count('<td class="num">–</td>') == 1
    assert line.split(",")[4:9] == ["100", "", "", "", "unknown"]


@pytest.mark.parametrize("path", PAGES)
def test_a_file_has_the_rows_of_the_page_with_source_and_status(client: Client, path: str) -> None:
    case = case_of(client, path)
    page = client.post(path, data={"case": case}).text
    book = client.post(path, data={"case": case, "form": "xlsx"})
    head, *rows = load_workbook(BytesIO(book.content)).active.iter_rows(values_only=True)

    assert len(rows) == page.count("data-row=")
    assert {row[head.index("status")] for row in rows} == {"synthetic"}
    assert all(row[head.index("source")] for row in rows)


@pytest.mark.parametrize("form", ["", "csv"])
@pytest.mark.parametrize("path", PAGES)
def test_a_wrong_case_is_named_with_its_place_and_stays_typed(
    client: Client, path: str, form: str
) -> None:
    answer = client.post(f"{path}?lang=en", data={"case": '{"extra": 17}', "form": form})

    assert answer.status_code == 422
    assert 'id="faults"' in answer.text
    assert "<code>extra</code>" in answer.text
    assert "&#34;extra&#34;: 17" in answer.text


def case_of(client: Client, path: str) -> str:
    """The example of a page as text."""
    return json.dumps(client.get(f"/api/v1{path.removesuffix('/try')}/example").json())
