"""The facts of a declaration: published features, exact values, and nothing that is not known."""

from decimal import Decimal

from entrepot.window.filed import Declaration, DocumentRef, Equipment, Item
from entrepot.window.risk_facts import History, facts_of
from entrepot.window.risk_features import FEATURES

ITEM = Item(
    seq=1,
    values={
        "hs_code": "8507600090", "goods_name": "锂电池组", "origin_country": "XA",
        "final_country": "XB", "line_value": Decimal("90.00"), "quantity": Decimal("60"),
        "declaration_elements": ("use", "", "brand"), "agreement_code": "23",
        "origin_proof_state": "missing", "duty_mode": "1", "producer_reg_no": "P1",
    },
    currency="USD",
    quantities={"kg": Decimal("15")},
)  # fmt: skip
BOX, SHARED = Equipment({"container_no": "C1"}), Equipment({"container_lcl": True})
PAPER = DocumentRef({"document_type": "ccc_certificate"})
EXEMPT = DocumentRef({"document_type": "label", "document_exemption": "QTY"})
DECLARATION = Declaration(
    flow="import",
    type="SUMMARY",
    values={
        "trade_mode": "0110", "cut_mode": "101", "partner_country": "XC",
        "routing_countries": ("XC", "XD"), "loading_port": "XCAAA", "package_kind": "93",
        "gross_mass": Decimal("20.5"), "is_dutiable": False,
        "invoices": ({"invoice_no": "I1"}, {"invoice_no": "I2"}),
    },
    items=(ITEM,),
    equipment=(BOX, SHARED),
    documents=(PAPER, EXEMPT),
    transaction_mode="CIF",
)  # fmt: skip
BARE = Declaration("export", "FULL", {}, (Item(1, {}, "USD", {}),), (), (), "FOB")
PARTY = {
    "credit_class": "aeo", "declarations_12m": 7, "inspections": 20, "discrepancies": 1,
    "lcl_partners_new": 2,
}  # fmt: skip
PAST = History(
    discrepancy_rate=Decimal("0.03"),
    median_90d={("8507600090", "XA"): Decimal("2"), ("8507600090", "XB"): Decimal("3")},
    mass_band={"8507600090": (Decimal("0.1"), Decimal("0.4"))},
    earlier_invoices=frozenset({"I2"}),
    agreement_days={"23": 90},
    refund_pct={"8507600090": Decimal("13")},
    tariff_rate_pct={("8507600090", "XA"): Decimal("6")},
    booked_loading_port="XCBBB",
    days_since_exit=400,
)


def test_every_feature_is_known_of_a_declaration_that_states_everything() -> None:
    facts = facts_of(DECLARATION, PARTY, PAST)
    (item,) = facts.pop("items")
    own = {one.name for one in FEATURES.values() if one.scope == "declaration"}

    assert facts.keys() == own - {"score"}
    assert item.keys() == FEATURES.keys() - own


def test_values_are_of_the_kind_that_is_published() -> None:
    kinds = {"text": str, "number": (int, Decimal), "flag": bool, "texts": list}
    facts = facts_of(DECLARATION, PARTY, PAST)
    (item,) = facts.pop("items")

    for name, value in (facts | item).items():
        assert isinstance(value, kinds[FEATURES[name].kind]), name
        assert isinstance(value, bool) == (FEATURES[name].kind == "flag"), name


def test_facts_are_worked_out_exactly() -> None:
    facts = facts_of(DECLARATION, PARTY, PAST)
    (item,) = facts["items"]

    assert facts["documents"] == ["ccc_certificate", "label"]
    assert facts["exemption_count"] == 1
    assert facts["container_count"] == 2
    assert facts["container_lcl"] is True
    assert facts["invoice_is_repeated"] is True
    assert facts["party.discrepancy_rate_shrunk"] == Decimal("0.04")
    assert item["unit_value"] == Decimal("1.5")
    assert item["mass_per_unit"] == Decimal("0.25")
    assert item["median_90d"] == Decimal("2")
    assert item["origin_proof_state"] == "missing"
    assert item["goods_name_length"] == 4
    assert item["declaration_elements_count"] == 3


def test_what_is_not_known_is_left_out_and_never_zero() -> None:
    facts = facts_of(BARE, {})

    assert facts == {
        "flow": "export", "declaration_type": "FULL", "item_count": 1, "container_count": 0,
        "documents": [], "exemption_count": 0, "items": [{}],
    }  # fmt: skip


def test_a_quantity_of_nothing_gives_no_value_of_one_unit() -> None:
    item = Item(1, {"line_value": Decimal(5), "quantity": Decimal(0)}, "USD", {})
    declaration = Declaration("export", "FULL", {}, (item,), (), (), "FOB")

    assert "unit_value" not in facts_of(declaration, {})["items"][0]


def test_a_median_on_export_is_that_of_the_destination() -> None:
    declaration = Declaration("export", "FULL", {}, (ITEM,), (), (), "FOB")

    assert facts_of(declaration, {}, PAST)["items"][0]["median_90d"] == Decimal("3")


def test_every_feature_is_called_something_in_both_languages() -> None:
    for feature in FEATURES.values():
        assert feature.label_en.isascii(), feature.name
        assert not feature.label_zh.isascii(), feature.name
