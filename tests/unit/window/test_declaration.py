"""Reading a document into a declaration: values, what follows from them, and odd inputs."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.errors import InputError
from entrepot.kernel.money import Money
from entrepot.window.declaration import parse_declaration, read_declaration, to_json, view

DAY = date(2026, 3, 10)
ITEM = "/goodsShipment/governmentAgencyGoodsItem/0"
NOTE = "/additionalInformation"


@pytest.fixture
def read(dictionary, example):
    """Makes a declaration of an example with changes by pointer."""

    def parsed(flow: str = "import", kind: str = "FULL", **changes: object):
        return parse_declaration(example(flow, kind, **changes), dictionary, DAY)

    return parsed


def test_a_declaration_tells_what_others_ask(read) -> None:
    declaration = read()
    item = declaration.items[0]

    assert (declaration.lrn, declaration.flow, declaration.type) == ("GEX0001", "import", "FULL")
    assert declaration.trader_uscc == "91000000MA0000001R"
    assert declaration.ucr == "6XU91000000MA0000001R-GEX0001"
    assert (declaration.trade_mode, declaration.cut_mode) == ("0110", "101")
    assert (declaration.incoterm, declaration.transaction_mode) == ("FOB", "FOB")
    assert declaration.containers == ("CSQU3054383",)
    assert declaration.goods_value == item.value == Money(Decimal("14000.00"), "USD")
    assert declaration.freight == Money(Decimal("1150.00"), "USD")
    assert declaration.insurance == Money(Decimal("96.00"), "USD")
    assert declaration.inland is None
    assert declaration.gross_mass_kg == 2150
    assert (item.seq, item.hs_code, item.origin_country) == (1, "4011100000", "DE")
    assert dict(item.quantities) == {"item": Decimal(200), "kg": Decimal(2000)}
    assert item.containers == ("CSQU3054383",)


@pytest.mark.parametrize(
    ("term", "mode"),
    [
        ("EXW", "EXW"),
        ("FCA", "FOB"),
        ("CFR", "C&F"),
        ("CPT", "C&F"),
        ("CIP", "CIF"),
        ("DAP", "CIF"),
    ],
)
def test_a_trade_term_has_its_transaction_mode(read, term: str, mode: str) -> None:
    assert read(**{"/goodsShipment/tradeTerms/conditionCode": term}).transaction_mode == mode


@pytest.mark.parametrize(("flow", "mode"), [("import", "CIF"), ("export", "FOB")])
def test_without_a_term_the_price_is_taken_as_it_stands(read, flow: str, mode: str) -> None:
    assert read(flow, "SUMMARY").transaction_mode == mode


@pytest.mark.parametrize(
    ("mark", "figure", "freight"),
    [("1", "2.5", "350.00000"), ("2", "100", "215.00"), ("3", "1150.00", "1150.00")],
)
def test_freight_is_a_rate_a_price_per_tonne_or_a_sum(read, mark, figure, freight) -> None:
    declaration = read(
        **{
            f"{NOTE}/freightMark": mark,
            "/goodsShipment/customsValuation/freightChargeAmount": figure,
        }
    )

    assert declaration.freight == Money(Decimal(freight), "USD")


@pytest.mark.parametrize(
    ("state", "proof"), [("present", "valid"), ("missing", "missing"), ("none", "none")]
)
def test_the_state_of_a_proof_is_told_in_the_words_of_an_assessment(read, state, proof) -> None:
    item = read(**{f"{ITEM}/additionalInformation/originProofState": state}).items[0]

    assert item.proof == proof


def test_goods_sold_by_the_tonne_have_their_mass_from_it(read) -> None:
    item = read(
        **{
            f"{ITEM}/additionalInformation/quantityUnit": "070",
            f"{ITEM}/additionalInformation/quantity": "1.9",
            f"{ITEM}/commodity/goodsMeasure/netNetWeightMeasure": None,
        }
    ).items[0]

    assert item.net_mass_kg == 1900


@pytest.mark.parametrize("given", ["14000.50", 14000.5, Decimal("14000.50")])
def test_an_amount_may_be_text_or_a_number(read, given: object) -> None:
    item = read(**{f"{ITEM}/commodity/invoiceLine/itemChargeAmount": given}).items[0]

    assert item.value.amount == Decimal("14000.5")


@pytest.mark.parametrize(
    "given",
    ["1e5", "0x10", "１２", " ", "1,000", "NaN", float("inf"), float("nan"), True, [], {},
     pytest.param(10**5000, id="huge"), Decimal("1E+999999"), "1.123456", "12345678901234567890"],
)  # fmt: skip
def test_what_is_no_plain_number_is_a_fault(dictionary, example, given: object) -> None:
    document = example(**{"/totalGrossMassMeasure": given})
    _, problems = read_declaration(document, dictionary, DAY)

    assert {problem.pointer for problem in problems} == {"/totalGrossMassMeasure"}


@pytest.mark.parametrize("given", [True, "true", "1", 1])
def test_yes_may_be_said_in_several_ways(read, given: object) -> None:
    assert read(**{f"{NOTE}/throughDeclaration": given}).is_through


@pytest.mark.parametrize(
    "given", ["a\x00b", "a\x0bb", "a\ud800", "a\ufffe", "a" * 256, 5.5, {}], ids=ascii
)
def test_a_text_that_cannot_be_kept_is_a_fault(dictionary, example, given: object) -> None:
    document = example(**{f"{ITEM}/commodity/description": given})
    _, problems = read_declaration(document, dictionary, DAY)

    assert [p.pointer for p in problems] == [f"{ITEM}/commodity/description"]


def test_a_text_keeps_its_lines_and_its_signs_of_any_language(read) -> None:
    declaration = read(**{f"{NOTE}/remarks": " 第一行\r\nзвук　x "})

    assert declaration.text("remarks") == "第一行\nзвук　x"


def test_what_is_blank_is_not_there(dictionary, example) -> None:
    document = example(
        **{"/authentication/authenticator/name": "  ", f"{NOTE}/remarks": None or ""}
    )
    _, problems = read_declaration(document, dictionary, DAY)

    assert [p.pointer for p in problems] == ["/authentication/authenticator/name"]


def test_fifty_items_are_taken_and_one_more_is_named_once(dictionary, example) -> None:
    document = example()
    items = document["goodsShipment"]["governmentAgencyGoodsItem"]
    items *= 50
    declaration, none = read_declaration(document, dictionary, DAY)
    items.append(deepcopy(items[0]))
    _, problems = read_declaration(document, dictionary, DAY)

    assert (len(declaration.items), none) == (50, ())
    assert [problem.code for problem in problems] == ["declaration.too_many_items"]


@pytest.mark.parametrize("given", [[], "text", None, 5])
def test_what_is_no_object_is_no_declaration(dictionary, given: object) -> None:
    declaration, problems = read_declaration(given, dictionary, DAY)

    assert declaration is None
    assert [problem.code for problem in problems] == ["declaration.not_an_object"]


@pytest.mark.parametrize("given", [{}, {"typeCode": "T"}, {"typeCode": ["I"]}, {"typeCode": 5}])
def test_without_a_flow_nothing_more_can_be_told(dictionary, given: dict) -> None:
    declaration, problems = read_declaration(given, dictionary, DAY)

    assert declaration is None
    assert [problem.pointer for problem in problems] == ["/typeCode"]


def test_an_unknown_type_is_told_beside_other_faults(dictionary, example) -> None:
    document = example(**{"/procedureCategory": "HALF", "/totalPackageQuantity": "many"})
    _, problems = read_declaration(document, dictionary, DAY)

    assert {(p.code, p.pointer) for p in problems} == {
        ("declaration.code_unknown", "/procedureCategory"),
        ("declaration.schema", "/totalPackageQuantity"),
    }


def test_parsing_raises_every_fault_at_once(dictionary, example) -> None:
    document = example(**{"/exitOffice/id": "nowhere", "/authentication": None})

    with pytest.raises(InputError) as caught:
        parse_declaration(document, dictionary, DAY)

    assert len(caught.value.problems) == 2


def test_a_document_of_nonsense_is_told_a_thousand_faults_at_most(dictionary, example) -> None:
    document = example() | {f"x{number}": 1 for number in range(5000)}
    _, problems = read_declaration(document, dictionary, DAY)

    assert len(problems) == 1000


def test_pointers_escape_names_as_json_pointers_do(dictionary, example) -> None:
    document = example() | {"a/b~c": 1}
    _, problems = read_declaration(document, dictionary, DAY)

    assert [problem.pointer for problem in problems] == ["/a~1b~0c"]


@pytest.mark.parametrize("flow", ["import", "export"])
@pytest.mark.parametrize("kind", ["FULL", "ADVANCE", "SUMMARY"])
def test_a_declaration_gives_back_its_document(dictionary, example, flow, kind) -> None:
    document = example(flow, kind)

    assert to_json(parse_declaration(document, dictionary, DAY), dictionary) == document


def test_an_agency_sees_what_it_has_a_part_in(dictionary, example) -> None:
    declaration = parse_declaration(example("import"), dictionary, DAY)
    seen = view(declaration, "tax", dictionary)
    item = seen["goodsShipment"]["governmentAgencyGoodsItem"][0]

    assert item["commodity"]["classification"]["id"] == "4011100000"
    assert "borderTransportMeans" not in seen
    assert view(declaration, "nobody", dictionary) == {}
