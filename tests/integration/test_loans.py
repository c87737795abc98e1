"""Trade loans on PostgreSQL: asked with a score, granted within the limit, drawn, repaid."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from tests.integration.conftest import copy_of
from tests.integration.test_fund import rehearse_hub

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service import loans
from entrepot.service.dossiers import show_dossier
from entrepot.service.firm_records import months_before
from entrepot.service.window import Window
from entrepot.store.accounts import acting_for
from entrepot.store.home import Home
from entrepot.store.lending import acting_lending
from entrepot.store.reference import open_reference

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
TOLD = [("exports_12m", "12500000.00"), ("tax_arrears", "0"), ("refund_class", "II"),
        ("insured_pct", "45"), ("corrected_pct", "0")]  # fmt: skip


@pytest.fixture(scope="module")
def hub(server, template_of, tmp_path_factory) -> Iterator[Window]:
    """A window with the hub's accounts, which this file's tests share."""
    home = Home(tmp_path_factory.mktemp("loans"), region="upland")
    with copy_of(template_of(server, rehearse_hub), server) as database:
        yield Window(home, database, open_reference("upland"))


def euro(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def wish(window: Window, **more) -> dict:
    with acting_lending(window.database, "bank", NOON) as (_, actor):
        lender = actor.uscc
    records = [{"feature": name, "value": value, "source": "the firm"} for name, value in TOLD]
    return {"lender": lender, "asked": euro("1000000.00"), "due_on": "2026-09-01",
            "consent": "yes", "records": records, **more}  # fmt: skip


def asked(window: Window, **more) -> str:
    return loans.ask_loan(window, wish(window, **more), by="exporter", at=NOON)["reference"]


def act(window: Window, name: str, move: str, at: datetime = NOON, by: str = "bank", **more):
    if isinstance(more.get("amount"), str):
        more["amount"] = euro(more["amount"])
    return loans.act_on_loan(window, name, {"move": move, **more}, by=by, at=at)


def code_of(caught) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_the_house_adds_what_it_knows_and_the_parts_add_up(hub) -> None:
    told = loans.ask_loan(hub, wish(hub), by="exporter", at=NOON)

    parts = {part["feature"]: part for part in told["score"]["parts"]}
    assert told["points"] == sum(part["points"] for part in parts.values())
    assert parts["credit_class"]["source"] == "customs, class of the firm"
    assert parts["months_exporting"]["value"] == "0"
    assert parts["exports_12m"]["source"] == "the firm"
    assert told["score"]["missing"] == ["claims_pct"]
    assert told["state"] == "asked"


def test_a_loan_is_granted_drawn_and_repaid_to_the_end(hub) -> None:
    name = asked(hub)
    act(hub, name, "grant", amount="500000.00")
    act(hub, name, "draw", amount="300000.00", key="d1")
    act(hub, name, "draw", amount="300000.00", key="d1")
    act(hub, name, "repay", amount="200000.00", key="r1")
    told = act(hub, name, "repay", amount="100000.00", key="r2")

    assert (told["state"], told["owed"]) == ("closed", euro("0.00"))
    assert [one["kind"] for one in told["money"]] == ["draw", "repay", "repay"]


def test_no_more_is_granted_than_the_limit_drawn_than_granted_repaid_than_drawn(hub) -> None:
    name = asked(hub)
    limit = loans.show_loan(hub, name, by="bank", at=NOON)["limit"]["amount"]
    with pytest.raises(RefusedError) as caught:
        act(hub, name, "grant", amount="1000000.01")
    assert code_of(caught) == ["loan.limit"]
    assert limit == "2500000.00"  # 20 % of 12,500,000.00 in band B
    act(hub, name, "grant", amount="10.00")
    for move, amount in (("draw", "10.01"), ("repay", "0.01")):
        with pytest.raises(RefusedError) as caught:
            act(hub, name, move, amount=amount, key=move)
        assert code_of(caught) == ["loan.amount"]


def test_eight_draw_at_once_and_never_more_than_granted(hub) -> None:
    name = asked(hub)
    act(hub, name, "grant", amount="500.00")

    def draw(number: int) -> bool:
        try:
            act(hub, name, "draw", amount="100.00", key=f"k{number}")
        except RefusedError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(draw, range(8))) == 5
    assert loans.show_loan(hub, name, by="bank", at=NOON)["drawn"] == euro("500.00")


def test_a_loan_stands_on_the_firms_own_page_and_on_no_others(hub) -> None:
    name = asked(hub)
    with acting_for(hub.database, "exporter", NOON) as (_, actor):
        own = actor.uscc
    found = show_dossier(hub, own, by="exporter", at=NOON)

    assert name in [one["reference"] for one in found["loans"]]
    assert (name, "loans") in [(one["what"], one["kind"]) for one in found["timeline"]]


def test_a_loan_that_is_late_tells_its_days(hub) -> None:
    name = asked(hub)
    act(hub, name, "grant", amount="10.00")
    act(hub, name, "draw", amount="10.00", key="d")
    after = datetime(2026, 9, 11, 4, tzinfo=UTC)
    rows = loans.list_loans(hub, by="bank", at=after)["rows"]

    assert next(row for row in rows if row["reference"] == name)["days_late"] == 10


def test_without_exports_nothing_can_be_granted(hub) -> None:
    name = asked(hub, records=[])
    told = loans.show_loan(hub, name, by="exporter", at=NOON)

    assert told["limit"] is None
    with pytest.raises(RefusedError):
        act(hub, name, "grant", amount="1.00")


def test_others_see_no_loan_and_the_firm_moves_no_money(hub) -> None:
    name = asked(hub)

    for who in ("rival", "insurer", "fund"):
        with pytest.raises(MissingError):
            loans.show_loan(hub, name, by=who, at=NOON)
    with pytest.raises(RefusedError):
        act(hub, name, "grant", amount="1.00", by="exporter")
    assert loans.show_loan(hub, name, by="auditor", at=NOON)["moves"] == []


def test_everything_wrong_is_named_at_once(hub) -> None:
    yesterday = (NOON - timedelta(days=1)).date().isoformat()
    raw = wish(hub, consent="no", due_on=yesterday, asked=euro("0.00"), colour="red")
    with pytest.raises(InputError) as caught:
        loans.ask_loan(hub, raw, by="exporter", at=NOON)

    assert {p.where for p in caught.value.problems} == {"consent", "due_on", "asked", "colour"}


@pytest.mark.parametrize(
    "sql", ["update loan_case set drawn = granted", "delete from loan_move",
            "update loan_case set granted = asked + 1"],
)  # fmt: skip
def test_the_database_itself_refuses_what_does_not_add_up(hub, sql) -> None:
    name = asked(hub)
    act(hub, name, "grant", amount="10.00")
    act(hub, name, "draw", amount="5.00", key="d")

    with pytest.raises(psycopg.Error):
        try_sql(hub, sql)


def try_sql(window: Window, sql: str) -> None:
    with acting_lending(window.database, "bank", NOON) as (book, _):
        book.become_system()
        book.tx.execute(sql)


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [(date(2026, 3, 1), 12, date(2025, 3, 1)), (date(2026, 1, 1), 36, date(2023, 1, 1)),
     (date(2026, 12, 1), 1, date(2026, 11, 1)), (date(2026, 3, 1), 3, date(2025, 12, 1))],
)  # fmt: skip
def test_whole_months_are_counted_back(day, n, expected) -> None:
    assert months_before(day, n) == expected
