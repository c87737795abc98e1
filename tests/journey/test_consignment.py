"""The life of a consignment, as far as the house goes: from the quote to the movement.

The story is told on the template pack, so that no figure of a real region is fixed here.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from entrepot.kernel.errors import InputError, MissingError
from entrepot.plan.intake import read_case
from entrepot.service import certificates, consignments, customs
from entrepot.service.demo import demo_window
from entrepot.service.desk import Desk, open_desk
from entrepot.service.dossiers import show_dossier
from entrepot.service.duty_answer import answer_duty
from entrepot.service.examples import example, example_offices
from entrepot.service.hs_desk import HsDesk
from entrepot.service.hs_rulings import keep_ruling
from entrepot.service.index_ground import Asked
from entrepot.service.index_runs import make_run
from entrepot.service.landed_quotes import make_landed, tell_again
from entrepot.service.measurements import keep_measurements, show_cases
from entrepot.service.movements import list_movements
from entrepot.service.origin import OriginDesk, determine_origin
from entrepot.service.portfolio import solved
from entrepot.service.projects import project_case
from entrepot.service.quotes import get_quote, list_quotes, make_quote
from entrepot.service.refund_rates import refund_rate
from entrepot.service.schemes import SchemeFiles, publish
from entrepot.service.target_pace import paces_of
from entrepot.service.targets import targets_of
from entrepot.service.tariff_desk import tariff_law
from entrepot.service.trade_cells import list_lines
from entrepot.service.trade_ledger import ledger
from entrepot.service.trade_load import gather, load_file
from entrepot.service.trade_own import own_trade
from entrepot.service.trade_table import parse_asked, show
from entrepot.service.window import Window, open_window
from entrepot.store.accounts import acting_for

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(new_home: Callable[[], Path]) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENTREPOT_HOME", str(new_home()))
        with open_desk("upland") as desk:
            yield desk


@pytest.fixture(scope="module")
def request_fields(desk: Desk) -> dict[str, object]:
    return {
        "origin": desk.region.home,
        "destination": "rotterdam",
        "hs": "401120",
        "tonnes": "24",
        "teu": "2",
        "value": "60000",
        "currency": "USD",
        "incoterm": "DAP",
        "on": "2026-11-20",
    }


@pytest.fixture(scope="module")
def quote(desk: Desk, request_fields: dict[str, object]) -> dict:
    return make_quote(desk, request_fields, at=NOON)


def test_a_consignment_gets_its_best_ways(quote: dict) -> None:
    assert quote["options"]
    assert quote["unreachable"] is None
    assert quote["on"] == "2026-11-20"


def test_the_legs_of_each_way_add_up_to_its_figures(quote: dict) -> None:
    for option in quote["options"]:
        cents = sum(round(leg["cost_usd"] * 100) for leg in option["legs"])

        assert cents == round(option["cost_usd"] * 100)
        assert sum(leg["km"] for leg in option["legs"]) == pytest.approx(
            option["distance_km"], abs=1e-6
        )
        assert sum(leg["co2e_kg"] for leg in option["legs"]) == pytest.approx(
            option["co2e_kg"], abs=1e-6
        )


def test_the_legs_lead_from_the_origin_to_the_destination(quote: dict) -> None:
    for option in quote["options"]:
        ends = [(leg["from"], leg["to"]) for leg in option["legs"]]

        assert ends[0][0] == quote["origin"]["id"]
        assert ends[-1][1] == quote["destination"]["id"]
        assert all(a[1] == b[0] for a, b in pairwise(ends))


def test_every_figure_carries_its_source_and_status(quote: dict) -> None:
    for option in quote["options"]:
        assert all(leg["source"] and leg["status"] for leg in option["legs"])
        stated = [line for line in option["landed"]["lines"] if line["state"] == "computed"]
        by_law = [line for line in stated if line["what"] in ("customs_duty", "import_vat")]
        assert all(line["source"] and line["rule"] for line in by_law)


def test_an_unknown_makes_the_total_incomplete_and_is_named(quote: dict) -> None:
    for option in quote["options"]:
        landed = option["landed"]
        unknown = {line["what"] for line in landed["lines"] if line["state"] == "unknown"}

        assert all(line["amount"] is None for line in landed["lines"] if line["what"] in unknown)
        assert landed["complete"] == (not landed["missing"])
        assert not (unknown and landed["complete"])


def test_the_stored_quote_is_shown_again_to_the_cent(desk: Desk, quote: dict) -> None:
    assert get_quote(desk, quote["reference"]) == quote
    assert quote["reference"] in [kept["reference"] for kept in list_quotes(desk)]


def test_the_quote_names_the_pack_it_rests_on(desk: Desk, quote: dict) -> None:
    assert quote["pack_version"] == desk.region.version


def test_the_freight_of_the_landed_cost_is_that_of_the_legs(quote: dict) -> None:
    for option in quote["options"]:
        carriage = [
            Decimal(line["amount"]["amount"])
            for line in option["landed"]["lines"]
            if line["what"].endswith("_carriage")
        ]

        assert float(sum(carriage)) == pytest.approx(option["freight_usd"], abs=0.011)


def test_every_fault_of_a_request_is_named_at_once_and_nothing_is_stored(desk: Desk) -> None:
    before = list_quotes(desk)

    with pytest.raises(InputError) as caught:
        make_quote(
            desk,
            {
                "origin": "rotterdamm",
                "destination": "nowhere at all",
                "hs": "999999",
                "tonnes": "-1",
                "value": "0",
                "currency": "USX",
                "incoterm": "DAB",
                "on": "2026-02-30",
            },
            at=NOON,
        )

    where = {problem.where for problem in caught.value.problems}
    assert where == {
        "origin", "destination", "hs", "tonnes", "value", "currency", "incoterm", "on"
    }  # fmt: skip
    assert list_quotes(desk) == before


def test_a_reference_nobody_gave_is_missing(desk: Desk) -> None:
    with pytest.raises(MissingError, match="no quote"):
        get_quote(desk, "Q0000000000000")


def test_every_line_of_a_landed_cost_names_its_source(quote: dict) -> None:
    for option in quote["options"]:
        for line in option["landed"]["lines"]:
            if line["state"] in ("computed", "zero_by_law"):
                assert line["source"], line["what"]


@pytest.mark.parametrize(
    ("more", "is_said"), [({}, True), ({"net_kg": "20000"}, False), ({"hs": "401120"}, False)]
)
def test_it_is_said_when_the_gross_mass_stands_for_the_net(
    desk: Desk, request_fields: dict[str, object], more: dict[str, object], is_said: bool
) -> None:
    tea_home = {"origin": "rotterdam", "destination": desk.region.home, "hs": "090210"}

    made = make_quote(desk, request_fields | tea_home | more, at=NOON)

    assert any("net mass not told" in note for note in made["goods"]["notes"]) == is_said


def test_a_second_look_at_yesterday_gives_yesterdays_answer(
    desk: Desk, request_fields: dict[str, object], quote: dict
) -> None:
    again = make_quote(desk, request_fields, at=NOON)

    changing = {"reference"}
    assert {k: v for k, v in again.items() if k not in changing} == {
        k: v for k, v in quote.items() if k not in changing
    }


MORNING = datetime(2026, 3, 10, 4, tzinfo=UTC)
CONTAINER = "TGBU0000011"


@pytest.fixture(scope="module")
def window(desk: Desk) -> Iterator[Window]:
    with open_window(desk.region.id, keep=False) as window:
        demo_window(window.database, window.reference, at=MORNING)
        yield window


# The goods quoted are classified, their origin certified and claimed; cost and refund follow

BUYER = "AU"  # Rotterdam has no agreement with the exporter's country; this buyer has
RUBBER = {
    "name": "rubber", "hs": "400122", "origin": "TH", "weight_kg": "20",
    "value": {"amount": "40", "currency": "USD"},
}  # fmt: skip
PAPERS = {
    "exporter_name": "Upland Tyres", "exporter_address": "1 Road", "importer_name": "Wheel Co",
    "description": "Tyres for lorries", "origin_country": "CN",
    "quantity": "600", "quantity_unit": "item",
    "invoice_number": "INV-1", "invoice_date": "2026-03-09", "departure_date": "2026-03-10",
}  # fmt: skip


@pytest.fixture(scope="module")
def ruling(window: Window) -> dict:
    """What the exporter decided the goods are, of what the search gave him."""
    words = HsDesk(window.database, window.reference)
    found = words.search({"query": "tyres for lorries"}, at=MORNING)["results"]
    assert "401120" in [one["hs6"] for one in found[:5]]
    raw = {"goods": "tyres for lorries", "hs": "401120", "reasons": "new, pneumatic, for lorries"}
    return keep_ruling(words, raw, by="exporter", at=MORNING)


@pytest.fixture(scope="module")
def certificate(window: Window, ruling: dict) -> dict:
    """The certificate of goods whose origin was determined by their materials."""
    good = {"hs": ruling["hs"], "fob": {"amount": "100", "currency": "USD"}, "weight_kg": "55"}
    case = {
        "agreement": "CHAFTA", "exporting_party": "CN", "importing_party": BUYER, "rule": "CTH",
        "on": "2026-03-10", "operations": ["moulding", "vulcanising"], "good": good,
        "materials": [RUBBER],
    }  # fmt: skip
    origins = OriginDesk(window.reference, window.database)
    determined = determine_origin(origins, case, by="exporter", at=MORNING)
    assert determined["verdict"] == "originating"
    raw = {"determination": determined["id"], "fields": PAPERS}
    reference = certificates.draft(window, raw, by="exporter", at=MORNING)["reference"]
    for move in ("check", "submit"):
        certificates.act(window, reference, move, by="exporter", at=MORNING)
    return certificates.issue(window, reference, by="issuer", at=MORNING)


@pytest.fixture(scope="module")
def claims(certificate: dict) -> list[dict]:
    proof = {"kind": "certificate", "number": certificate["number"]}
    return [{"agreement": certificate["agreement"], "proof": proof}]


def test_the_certificate_is_claimed_and_no_duty_is_left(
    desk: Desk, ruling: dict, certificate: dict, claims: list[dict]
) -> None:
    case = {
        "market": BUYER, "hs": ruling["hs"], "origin": "CN", "on": "2026-04-10",
        "customs_value": {"amount": "60000", "currency": "AUD"},
    }  # fmt: skip
    law = tariff_law(desk)
    before, after = (
        answer_duty(law, {**case, "claims": own}, today=MORNING.date()) for own in ([], claims)
    )
    (used,) = (one for one in after["candidates"] if one["chosen"])

    assert before["totals"]["duty"]["amount"] == "3000.00"
    assert before["saving"] == {
        "regime": "CHAFTA", "state": "possible", "amount": before["totals"]["duty"],
    }  # fmt: skip
    assert (used["regime"], after["totals"]["duty"]["amount"]) == ("CHAFTA", "0.00")
    assert used["why"].startswith(f"certificate {certificate['number']} of 2026-03-10")


def test_the_landed_cost_is_kept_and_told_again(
    desk: Desk, ruling: dict, claims: list[dict]
) -> None:
    price = {"amount": "60000", "currency": "AUD"}
    case = {
        "incoterm": "CIF", "market": BUYER, "origin": "CN", "on": "2026-04-10", "currency": "AUD",
        "items": [{"id": "tyres", "hs": ruling["hs"], "price": price}], "claims": claims,
        "costs": {"freight": {"amount": "4000", "currency": "AUD"},
                  "insurance": {"amount": "200", "currency": "AUD"}},
    }  # fmt: skip
    kept = make_landed(desk, tariff_law(desk), case, at=MORNING, keep=True)

    assert kept["complete"]
    assert (kept["items"][0]["duty"]["amount"], kept["total"]["amount"]) == ("0.00", "66000.00")
    assert tell_again(desk, kept["id"])["total"] == kept["total"]


def test_the_refund_follows_the_day_of_export(window: Window, ruling: dict) -> None:
    asked = {"hs": ruling["hs"], "country": "CN", "on": "2026-03-10", "net": "400000"}
    found = refund_rate(window.reference, asked, today=MORNING.date())

    assert (found["refund_pct"], found["amount"]["amount"]) == ("13", "52000.00")


# The goods quoted are declared, inspected, released and counted


@pytest.fixture(scope="module")
def declared(window: Window, quote: dict) -> dict:
    """The goods of the quote, declared under its reference."""
    goods = quote["goods"]
    contents = example(
        window.reference, flow="export", kind="FULL", reference="R-TYRES", container=CONTAINER,
        on=MORNING.date(),
    )  # fmt: skip
    contents["additionalInformation"]["contractNo"] = quote["reference"]
    (item,) = contents["goodsShipment"]["governmentAgencyGoodsItem"]
    assert item["commodity"]["classification"]["id"].startswith(goods["hs"])
    item["commodity"]["invoiceLine"]["itemChargeAmount"] = goods["value"]["amount"]
    contents["currencyExchange"]["currencyTypeCode"] = goods["value"]["currency"]
    site = example_offices(window.reference)[0].place
    customs.arrive(window, CONTAINER, site, by="site", at=MORNING, told_at=MORNING)
    body = json.dumps(contents).encode()
    return consignments.lodge(window, body, by="exporter", key=quote["reference"], at=MORNING)


@pytest.fixture(scope="module")
def cleared(window: Window, declared: dict) -> dict:
    """The declaration after each agency has looked."""
    for agency, by in (
        ("customs", "inspector"), ("quarantine", "quarantine"), ("market", "market"),
    ):  # fmt: skip
        document = customs.record_result(
            window, declared["reference"], agency, "clear", by=by, at=MORNING
        )
    return document


def test_the_goods_quoted_are_declared_and_chosen_for_inspection(declared: dict) -> None:
    assert (declared["state"], declared["channel"]) == ("UNDER_CONTROL", "RED")
    assert declared["number"]


def test_what_was_inspected_is_released(declared: dict, cleared: dict) -> None:
    assert cleared["state"] == "RELEASED"
    assert cleared["number"] == declared["number"]
    assert cleared["release_no"]


def test_what_was_released_is_counted_and_leads_back_to_the_quote(
    desk: Desk, window: Window, quote: dict, cleared: dict
) -> None:
    (moved,) = list_movements(window, by="exporter", at=MORNING)["rows"]
    shown = consignments.show(window, moved["declaration"], by="exporter", at=MORNING)
    with consignments.open_file(window, shown["reference"], by="exporter", at=MORNING) as file:
        contract = file.raw["additionalInformation"]["contractNo"]

    assert shown["reference"] == cleared["reference"]
    assert moved["hs"].startswith(quote["goods"]["hs"])
    assert (moved["flow"], moved["period"], moved["seq"]) == ("export", "2026-03", 1)
    assert Decimal(moved["value"]["amount"]) > 0
    assert get_quote(desk, contract) == quote


def test_what_was_released_appears_on_its_exporters_page(window: Window, cleared: dict) -> None:
    with acting_for(window.database, "exporter", MORNING) as (_, actor):
        own = actor.uscc
    page = show_dossier(window, own, by="exporter", at=MORNING)
    told = {one["reference"]: one for one in page["declarations"]}

    assert told[cleared["reference"]]["state"] == "RELEASED"
    assert cleared["reference"] in [one["what"] for one in page["timeline"]]


def test_what_was_released_stands_in_its_month_and_in_its_partners_table(
    window: Window, cleared: dict
) -> None:
    (moved,) = list_movements(window, by="exporter", at=MORNING)["rows"]
    gathered = gather(window, by="", at=MORNING)
    again = gather(window, by="", at=MORNING)
    currency = moved["value"]["currency"]
    asked = {"from": "202603", "to": "202603", "currency": currency}
    month = show(window, {**asked, "by": "month", "measure": "value"}, by="", at=MORNING)
    partners = show(window, {**asked, "by": "partner", "measure": "value"}, by="", at=MORNING)
    cell, _ = parse_asked({**asked, "partner": moved["partner"]})
    (line,) = list_lines(window, cell, by="", at=MORNING)["rows"]

    assert (gathered["lines"], gathered["months"], again["lines"]) == (1, [202603], 0)
    assert [(one["month"], Decimal(one["value"])) for one in month["rows"]] == [
        ("202603", Decimal(moved["value"]["amount"]))
    ]
    assert [(one["partner"], Decimal(one["value"])) for one in partners["rows"]] == [
        (moved["partner"], Decimal(moved["value"]["amount"]))
    ]
    assert line["declaration"] == cleared["reference"]
    [account] = ledger(window, asked, by="", at=MORNING)["partners"]
    assert (account["partner"], account["exports"], account["imports"], account["rank"]) == (
        moved["partner"], partners["rows"][0]["value"], "0.00", 1
    )  # fmt: skip
    own = own_trade(window, asked, by="exporter", at=MORNING)
    assert (own["exports"], own["share_pct"]) == (account["exports"], None)  # it is the only firm
    assert own["products"][0]["hs2"] == moved["hs"][:2]


# What was released becomes an indicator, part of a target's year and a plan, each led back

APRIL = datetime(2026, 4, 2, 12, tzinfo=UTC)
REST_OF_EACH_MONTH = 90_000_000
MAP = {
    "columns": {"partner": "to", "hs": "code", "value": "money", "month": "month", "flow": "flow",
                "firm": "firm"},
    "status": "synthetic", "source": "invented for a test", "currency": "EUR",
}  # fmt: skip
SCHEME = """
code = "clearing"
unit = "unit"
[[node]]
code = "{indicator}"
level = 1
parent = "Score"
direction = -1
low = 0.0
high = 100.0
[[node]]
code = "Score"
level = 2
[normalise]
method = "goalposts"
[aggregate]
method = "arithmetic"
"""


@pytest.fixture(scope="module")
def measured(window: Window, cleared: dict) -> dict:  # noqa: ARG001 - is measured when it has left
    """The figure of the region that the goods' own clearance made."""
    told = keep_measurements(window, "2026-03", by="", at=APRIL)
    return next(one for one in told["figures"] if one["cases"])


@pytest.fixture(scope="module")
def year(window: Window, cleared: dict, tmp_path_factory: pytest.TempPathFactory) -> dict:  # noqa: ARG001 - counts in it
    """The year under way of the region's target: the goods, and invented lines around them."""
    months = (*range(202501, 202513), 202601, 202602)
    rows = [f"DE,850760,{REST_OF_EACH_MONTH},{month},{flow},alder"
            for month in months for flow in ("export", "import")]  # fmt: skip
    rows += [f"DE,850760,{REST_OF_EACH_MONTH},202603,import,alder"]
    path = tmp_path_factory.mktemp("months") / "months.csv"
    path.write_text("\n".join(["to,code,money,month,flow,firm", *rows]), "utf-8")
    load_file(window, path, "generic", MAP, by="", at=APRIL)
    gather(window, by="", at=APRIL)
    return next(one for one in paces_of(window, "upland", by="", at=APRIL)["paces"])


def test_the_time_its_clearance_took_is_a_figure_that_leads_back_to_it(
    window: Window, measured: dict, cleared: dict
) -> None:
    behind = show_cases(window, measured["what"], "2026-03", measured["where"], by="", at=APRIL)

    assert [one["reference"] for one in behind["records"]] == [cleared["reference"]]
    assert behind["records"][0]["value"] == measured["value"]


def test_the_figure_is_an_indicator_of_a_score_that_is_worked_out(
    window: Window, measured: dict, tmp_path: Path
) -> None:
    path = tmp_path / "scheme.toml"
    path.write_text(SCHEME.format(indicator=measured["what"]), encoding="utf-8")
    publish(window, SchemeFiles(path), by="", at=APRIL)
    run = make_run(window, Asked("clearing", periods=("2026-03",)), by="", at=APRIL)
    scores = {one["unit"]: one["score"] for one in run["units"]}

    assert scores[measured["where"]] == pytest.approx(100 - measured["value"])


def test_it_counts_to_the_cent_in_the_year_of_the_target(window: Window, year: dict) -> None:
    (moved,) = list_movements(window, by="exporter", at=MORNING)["rows"]
    own = Decimal(moved["value"]["amount"])

    assert (year["id"], year["under_way"], year["months"]) == ("ug01", 2026, 3)
    assert year["so_far"] * 1e9 == pytest.approx(5 * REST_OF_EACH_MONTH + float(own), abs=0.005)
    assert year["pace"] > 1
    assert year["status"] == "synthetic"


def test_the_plan_for_the_target_names_what_it_rests_on_and_the_way_back_ends_at_the_goods(
    window: Window, year: dict, cleared: dict
) -> None:
    goals = targets_of(window.reference, "upland")["targets"]
    brought = next(one for one in goals if one["id"] == year["id"])["projects"]
    case = project_case(window.reference, {"first_year": 2027, "budget": [60, 60, 60, 60]})
    plan = solved(read_case(case["case"]))
    chosen = {name for name, start in plan["starts"].items() if start is not None}
    cell, _ = parse_asked({"from": "202603", "to": "202603", "currency": "EUR", "flow": "export"})
    (line,) = list_lines(window, cell, by="", at=APRIL)["rows"]

    assert brought["probability_with"] >= brought["probability_without"]
    assert chosen & {one["project"] for one in brought["effects"]}
    assert line["declaration"] == cleared["reference"]
    assert case["status"] == "synthetic"
