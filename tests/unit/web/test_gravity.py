"""The API of gravity over the real service: rows as JSON, files as the body."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from tests.gravity_panels import panel

from entrepot.web.app import build_app
from entrepot.web.trade_binding import bind_trade

from .conftest import Client, FakeService

PATH = "/api/v1/trade/gravity"
FORMULA = "trade ~ rta + tariff | exporter^year + importer^year"
COLUMNS = {name: one.tolist() for name, one in panel(7, 3).items()}
ROWS = [dict(zip(COLUMNS, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)]
CSV = "\n".join([",".join(COLUMNS), *(",".join(map(str, row.values())) for row in ROWS), ""])


@pytest.fixture(scope="module")
def client() -> Client:
    trade = bind_trade(SimpleNamespace(), lambda: datetime(2026, 11, 27, tzinfo=UTC))
    return Client(build_app(FakeService().verbs(), trade=trade))


def test_rows_and_the_same_rows_as_a_file_give_the_same_answer(client: Client) -> None:
    asked = {"formula": FORMULA, "cluster": ["pair"], "where": "late", "ssc": "stata"}

    by_rows = client.post(PATH, json={**asked, "rows": ROWS, "derive": {"late": "year > 0"}})
    by_file = client.post(
        f"{PATH}:file", params={**asked, "derive": ["late=year > 0"]}, content=CSV.encode(),
        headers={"content-type": "text/csv; charset=utf-8"},
    )  # fmt: skip

    assert (by_rows.status_code, by_file.status_code) == (200, 200)
    assert by_rows.json() == by_file.json()
    assert by_rows.json()["vcov"] == {"kind": "cluster", "by": ["pair"], "ssc": "stata"}


def test_every_row_without_trade_that_can_be_told_is_in_the_answer(client: Client) -> None:
    rows = [{**row, "trade": -1} if place < 3 else row for place, row in enumerate(ROWS)]

    answer = client.post(PATH, json={"formula": FORMULA, "rows": rows})

    assert answer.status_code == 422
    assert [one["where"] for one in answer.json()["problems"]] == [
        f"rows row {n}, trade" for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"formula": 1}, 422), ({"fitted": "/tmp/x"}, 422), ({"vcov": "hac"}, 422),
        ({"where": "(select 1)"}, 422), ({"where": "trade < 0"}, 422),
        ({"where": "length(repeat('x', 2000000000)) > year"}, 422),
        ({"cluster": ["a", "b", "c"]}, 422), ({"rows": []}, 422),
        ({"rows": [{"trade": [1]}]}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(client: Client, more: dict, status: int) -> None:
    answer = client.post(PATH, json={"formula": FORMULA, "rows": ROWS, **more})

    assert answer.status_code == status
    assert answer.json()["problems"]


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [("text/csv", b"", 422), ("application/vnd.apache.parquet", b"PAR1", 422),
     ("application/json", b"{}", 415), ("text/csv", b"trade\n\xff\xfe\n", 422)],
)  # fmt: skip
def test_a_body_that_is_no_table_is_refused(
    client: Client, kind: str, content: bytes, status: int
) -> None:
    answer = client.post(
        f"{PATH}:file", params={"formula": "trade ~ 1"}, content=content,
        headers={"content-type": kind},
    )  # fmt: skip

    assert answer.status_code == status
