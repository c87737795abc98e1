"""Export credit insurance on PostgreSQL: limits, shipments in order, claims, races, eyes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import psycopg
import pytest
from tests.integration.conftest import copy_of
from tests.integration.test_fund import code_of, rehearse_hub

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service import credit_insurance as insurance
from entrepot.service.demo_hub import PARTIES
from entrepot.service.firm_records import read_records
from entrepot.service.window import Window
from entrepot.store.home import Home
from entrepot.store.lending import acting_lending
from entrepot.store.reference import open_reference

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
INSURER = next(one.uscc for one in PARTIES if one.id == "sandbox_insurer")
_names = count(1)


@pytest.fixture(scope="module")
def hub(server, template_of, tmp_path_factory) -> Iterator[Window]:
    """A window with the hub's accounts, which this file's tests share."""
    home = Home(tmp_path_factory.mktemp("insurance"), region="upland")
    with copy_of(template_of(server, rehearse_hub), server) as database:
        yield Window(home, database, open_reference("upland"))


class Limit:
    """A limit on a buyer of its own, and what is done under it."""

    def __init__(self, window: Window, asked: str = "1000.00", by: str = "exporter") -> None:
        self.window, self.currency = window, window.reference.settings.currency
        wish = {"insurer": INSURER, "buyer": f"Buyer {next(_names)}", "country": "DE",
                "asked": self.money(asked), "paid_12m": self.money("100000.00")}  # fmt: skip
        self.wish = wish
        self.name = insurance.ask_limit(window, wish, by=by, at=NOON)["reference"]

    def money(self, amount: str) -> dict:
        return {"amount": amount, "currency": self.currency}

    def act(self, move: str, by: str = "exporter", at: datetime = NOON, **more) -> dict:
        for name in ("amount", "value", "limit"):
            if name in more:
                more[name] = self.money(more[name])
        return insurance.act_on_buyer(self.window, self.name, {"move": move, **more}, by=by, at=at)

    def grant(self, **more) -> "Limit":
        self.act("grant", "insurer", **{"grade": "1", "country_grade": "1", **more})
        return self

    def ship(self, ref: str, value: str, at: datetime = NOON, days: str = "30") -> dict:
        return self.act("ship", at=at, ref=ref, value=value, terms_days=days)

    def show(self, by: str = "exporter") -> dict:
        return insurance.show_buyer(self.window, self.name, by=by, at=NOON)


def test_shipments_are_insured_in_order_as_far_as_the_limit_reaches(hub) -> None:
    limit = Limit(hub).grant()
    limit.ship("S1", "800.00")
    told = limit.ship("S2", "800.00")

    assert [one["insured"]["amount"] for one in told["shipments"]] == ["720.00", "280.00"]
    assert [one["premium"]["amount"] for one in told["shipments"]] == ["1.80", "0.70"]
    assert told["free"]["amount"] == "0.00"
    with pytest.raises(RefusedError) as caught:
        limit.ship("S3", "1.00")
    assert code_of(caught) == ["insurance.limit"]
    again = limit.ship("S2", "800.00")
    assert len(again["shipments"]) == 2
    with pytest.raises(RefusedError) as caught:
        limit.ship("S2", "801.00")
    assert code_of(caught) == ["insurance.ref_taken"]


def test_what_the_buyer_paid_frees_the_limit(hub) -> None:
    limit = Limit(hub).grant()
    limit.ship("S1", "1000.00")
    told = limit.act("paid", ref="S1")

    assert (told["exposure"]["amount"], told["free"]["amount"]) == ("0.00", "1000.00")
    assert limit.act("paid", ref="S1") == told
    assert limit.ship("S2", "1000.00")["shipments"][1]["insured"]["amount"] == "900.00"


def test_a_claim_is_indemnified_frees_the_limit_and_weighs_on_the_loan_score(hub) -> None:
    limit = Limit(hub).grant()
    limit.ship("S1", "1000.00")
    with pytest.raises(RefusedError) as caught:
        limit.act("claim", ref="S1", amount="900.01")
    assert code_of(caught) == ["insurance.amount"]
    limit.act("claim", ref="S1", amount="900.00")
    told = limit.act("indemnify", "insurer", ref="S1", amount="450.00")

    assert told["shipments"][0]["state"] == "indemnified"
    assert told["exposure"]["amount"] == "0.00"
    with pytest.raises(RefusedError) as caught:
        limit.ship("S2", "10.00")
    assert "insurance.overdue" in code_of(caught)
    with acting_lending(hub.database, "exporter", NOON) as (book, actor):
        book.become_system()
        firm = actor.organisation
        records = read_records(book, firm, "registered", limit.currency, NOON.date())
        known = book.count_insurance(org_id=firm, since=NOON.date() - timedelta(days=365))
    claims = next(one for one in records if one.feature == "claims_pct")
    assert known["indemnities"] >= Decimal("450.00")
    assert claims.value == round(known["indemnities"] * 100 / known["premiums"], 2)


def test_a_claim_is_rejected_with_a_reason(hub) -> None:
    limit = Limit(hub).grant()
    limit.ship("S1", "100.00")
    limit.act("claim", ref="S1", amount="90.00")
    with pytest.raises(InputError):
        limit.act("reject", "insurer", ref="S1")
    told = limit.act("reject", "insurer", ref="S1", reason="the goods were refused")

    assert told["shipments"][0]["indemnity"]["amount"] == "0.00"
    assert told["shipments"][0]["reason"] == "the goods were refused"


def test_a_buyer_that_is_late_is_insured_no_further(hub) -> None:
    limit = Limit(hub).grant()
    limit.ship("S1", "100.00", days="30")
    late = NOON + timedelta(days=31)
    with pytest.raises(RefusedError) as caught:
        limit.ship("S2", "100.00", at=late)
    assert "insurance.overdue" in code_of(caught)

    limit.act("paid", ref="S1", at=late)
    assert len(limit.ship("S2", "100.00", at=late)["shipments"]) == 2


def test_the_insurer_grants_at_most_what_the_grade_allows_or_refuses(hub) -> None:
    limit = Limit(hub, asked="90000.00")
    with pytest.raises(RefusedError) as caught:
        limit.ship("S1", "1.00")
    assert code_of(caught) == ["insurance.no_cover"]
    with pytest.raises(RefusedError) as caught:
        limit.grant(limit="50000.01")
    assert code_of(caught) == ["insurance.limit"]
    with pytest.raises(RefusedError):
        limit.grant(grade="4")
    with pytest.raises(RefusedError):
        limit.act("grant", "exporter", grade="1", country_grade="1")
    limit.grant()

    assert limit.show()["limit"]["amount"] == "50000.00"
    with pytest.raises(RefusedError) as caught:
        insurance.ask_limit(hub, {**limit.wish, "buyer": limit.wish["buyer"].upper()},
                            by="exporter", at=NOON)  # fmt: skip
    assert code_of(caught) == ["insurance.asked_before"]
    other = Limit(hub)
    assert other.act("refuse", "insurer", reason="unknown to us")["state"] == "refused"


def test_two_shipments_at_once_never_pass_one_limit(hub) -> None:
    limit = Limit(hub).grant()

    def ship(ref: str) -> str:
        return limit.ship(ref, "1000.00")["state"]

    def try_ship(ref: str) -> str:
        try:
            return ship(ref)
        except RefusedError as error:
            return error.problems[0].code

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(try_ship, ("S1", "S2", "S3", "S4")))

    assert sorted(told) == ["granted", "granted", "insurance.limit", "insurance.limit"]
    found = limit.show()
    assert sorted(one["insured"]["amount"] for one in found["shipments"]) == ["100.00", "900.00"]
    assert found["free"]["amount"] == "0.00"


def test_others_see_nothing_of_a_firms_buyers(hub) -> None:
    limit = Limit(hub).grant()

    for stranger in ("rival", "bank"):
        with pytest.raises(MissingError):
            limit.show(stranger)
    assert limit.show("auditor")["moves"] == []
    assert limit.show("insurer")["moves"] == ["indemnify", "reject"]
    rows = insurance.list_buyers(hub, by="rival", at=NOON)["rows"]
    assert limit.name not in [row["reference"] for row in rows]


@pytest.mark.parametrize(
    "sql",
    [
        "update insured_buyer set exposure = 0",
        "update insured_buyer set exposure = ceiling + 1",
        "update insured_shipment set value = value + 1",
        "delete from insured_shipment",
    ],
)
def test_the_database_itself_refuses_what_does_not_add_up(hub, sql) -> None:
    Limit(hub).grant().ship("S1", "100.00")

    def try_it() -> None:
        with acting_lending(hub.database, "insurer", NOON) as (book, _):
            book.become_system()
            book.tx.execute(sql)

    with pytest.raises(psycopg.Error):
        try_it()
