"""A service firm's books: one for each exporter, adding up to the firm's own."""

from collections import Counter
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.test_exporter_pages import client_over
from tests.integration.window.house import House

from entrepot.kernel.errors import RefusedError
from entrepot.service.firm_books import service_firm_books
from entrepot.service.mandates import grant_mandate, revoke_mandate
from entrepot.web import exporter_binding


@pytest.fixture(scope="module")
def filed(house: House) -> House:
    """Two exporters for whom the broker files, and one that files for itself."""
    grant_mandate(house.window.database, "rival", "broker", at=house.at)
    ours, theirs = (
        house.value("select uscc from organisation where id = %s", f"sandbox_{one}").encode()
        for one in ("exporter", "rival")
    )
    for firm, letters in ((ours, "G"), (ours, "Y"), (theirs, "G")):
        reference = house.name(letters)
        body = house.body(reference).replace(ours, firm)
        house.arrive(house.boxes[reference])
        house.lodge(body, by="broker")
    house.file("G")
    return house


def books(house: House, law, by: str = "broker") -> dict:
    return house.do(service_firm_books, law, by=by)


def test_books_add_up_exactly_to_the_firms_own(filed: House, tariff_law) -> None:
    told = books(filed, tariff_law)

    rows = filed.rows("select org_id, released_at from declaration where broker_id = "
                      "'sandbox_broker' and lodged_at is not null")  # fmt: skip
    assert {one["exporter"]: one["declarations"] for one in told["books"]} == Counter(
        row["org_id"] for row in rows
    )
    assert told["total"]["released"] == sum(row["released_at"] is not None for row in rows)
    for name in ("declarations", "released", "certificates", "refunds"):
        assert told["total"][name] == sum(one[name] for one in told["books"])
        for one in told["books"]:
            assert one[name] == sum(month[name] for month in one["months"])
    assert value(told["total"]) == sum((value(one) for one in told["books"]), Counter())
    assert value(told["total"])
    for one in told["books"]:
        assert value(one) == sum((value(month) for month in one["months"]), Counter())
    recount = filed.rows("select m.currency, sum(m.value) as value from movement m "
                         "join declaration d on d.id = m.declaration_id where d.broker_id = "
                         "'sandbox_broker' group by 1")  # fmt: skip
    assert value(told["total"]) == {row["currency"]: row["value"] for row in recount}


def value(one: dict) -> Counter:
    return Counter({sum_["currency"]: Decimal(sum_["amount"]) for sum_ in one["value"]})


def test_the_page_tells_the_books_in_both_languages_and_as_csv(
    filed: House, tariff_law, monkeypatch
) -> None:
    monkeypatch.setattr(exporter_binding, "tariff_law", lambda _: tariff_law)
    desk: Any = SimpleNamespace(window=filed.window)
    client = client_over(
        filed.window, exporter_binding.bind_exporters(desk, lambda: filed.at), filed.at
    )
    english, chinese = (
        client.get(f"/service-firm?lang={lang}", "broker").text for lang in ("en", "zh")
    )
    sheet = client.get("/service-firm.csv", "broker").text.splitlines()
    api = client.get("/api/v1/service-firms/books", "broker").json()

    assert 'id="total"' in english
    assert "虚构" in chinese
    assert len(sheet) == 1 + sum(len(one["months"]) for one in api["books"])
    assert api["total"]["declarations"] == 3
    assert client.get("/service-firm", "exporter").status_code == 403


def test_a_book_closes_with_its_mandate(filed: House, tariff_law) -> None:
    before = books(filed, tariff_law)
    revoke_mandate(filed.window.database, "rival", "broker", at=filed.at)
    after = books(filed, tariff_law)

    assert [one["exporter"] for one in before["books"]] == ["sandbox_exporter", "sandbox_rival"]
    assert [one["exporter"] for one in after["books"]] == ["sandbox_exporter"]
    assert after["total"]["declarations"] == after["books"][0]["declarations"]


def test_who_files_for_nobody_has_no_books(filed: House, tariff_law) -> None:
    with pytest.raises(RefusedError):
        books(filed, tariff_law, by="exporter")
