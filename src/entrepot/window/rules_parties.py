"""Numbered rules about offices, parties, modes and transport."""

from collections.abc import Iterator
from datetime import date

from entrepot.kernel.identifiers import check_uscc
from entrepot.region.window_codes import TransportMode
from entrepot.window.filed import Declaration
from entrepot.window.rulebook import (
    FLOW_CODES,
    STANDARD,
    Finding,
    RuleFacts,
    needed,
    repeated,
    rule,
)

# Modes that number their voyages, by their names in UN/ECE Recommendation 19.
_NUMBERED = frozenset(
    {"Maritime transport", "Inland water transport", "Rail transport", "Air transport"}
)


@rule(
    "DEC-06", code="declaration.office_unknown", source=STANDARD,
    zh="申报地海关须能签发报关单编号；进出境关别须为已确定的海关。",
)  # fmt: skip
def offices_are_open(declaration: Declaration, facts: RuleFacts, _on: date) -> Iterator[Finding]:
    """The office of declaration issues numbers, and the office at the border has a place."""
    office = facts.offices.get(declaration.declaration_office)
    if office is not None and not office.number_prefix:
        yield Finding("declaration_office", values={"code": office.office})
    border = facts.offices.get(declaration.border_office)
    if border is not None and not (border.place or border.customs_code):
        yield Finding("border_office", values={"code": border.office})


@rule(
    "DEC-07", code="declaration.office_side", source="design of the window 1.8, seven-port model",
    zh="一体化通关须由内陆海关申报，并由沿海或边境海关进出境。",
)  # fmt: skip
def through_goes_from_inland_to_the_border(
    declaration: Declaration, facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """A through-declaration is filed inland and crosses at the coast or the border."""
    if not declaration.is_through:
        return
    inland = facts.offices.get(declaration.declaration_office)
    border = facts.offices.get(declaration.border_office)
    if inland is not None and inland.side != "inland":
        yield Finding("declaration_office", values={"code": inland.office})
    if border is not None and border.side == "inland":
        yield Finding("border_office", values={"code": border.office})


@rule(
    "DEC-08", code="window.ucr_owner", source="WCO Recommendation on the UCR, 2004",
    zh="本国企业签发的货物唯一编号须载明收发货人。",
)  # fmt: skip
def ucr_names_the_trader(
    declaration: Declaration, facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """A consignment reference issued in this country names the trader."""
    ucr, trader = declaration.ucr, declaration.trader_uscc
    if not ucr or not trader or ucr[1:3] != facts.country:
        return
    firm, shorter = ucr[3:].partition("-")[0], facts.customs_codes.get(trader, "")
    if firm.startswith(trader) or (shorter and firm.startswith(shorter)):
        return
    if shorter or len(firm) == len(trader):  # else it may be the firm's shorter code
        yield Finding("ucr", values={"found": firm, "trader": trader})


@rule("DEC-09", code="equipment.duplicate", source=STANDARD, zh="同一集装箱只能填报一次。")
def containers_are_listed_once(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """Each container is listed once."""
    for index, number in repeated(declaration.containers):
        yield Finding("container_no", (index,), values={"no": number})


@rule(
    "DEC-11", code="party.uscc_invalid", source="GB 32100-2015",
    zh="统一社会信用代码须通过校验。",
)  # fmt: skip
def credit_codes_prove_themselves(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """The credit codes of the trader, the user and the payer prove themselves."""
    for name in ("domestic_party_uscc", "user_party_uscc", "payer_uscc"):
        code = declaration.text(name)
        if code and not check_uscc(code).is_valid:
            yield Finding(name, values={"code": code})


@rule(
    "DEC-13", code="mode.flow_wrong", source=STANDARD,
    zh="监管方式须适用于该进出口方向。",
)  # fmt: skip
def trade_mode_is_open(declaration: Declaration, facts: RuleFacts, _on: date) -> Iterator[Finding]:
    """The trade mode is open for the flow."""
    mode = facts.trade_modes.get(declaration.trade_mode)
    if mode is not None and FLOW_CODES[declaration.flow] not in mode.flows:
        yield Finding("trade_mode", values={"trade": mode.code})


@rule(
    "DEC-14", code="mode.cut_mode_conflict", source=STANDARD,
    zh="征免性质须与监管方式匹配；无须填报征免性质的监管方式不得填报。",
)  # fmt: skip
def cut_mode_fits(declaration: Declaration, facts: RuleFacts, _on: date) -> Iterator[Finding]:
    """The nature of levy goes with the trade mode, and is there where the mode has any."""
    trade, cut = declaration.trade_mode, declaration.cut_mode
    pairs = facts.pairs.get(trade, ())
    flow = FLOW_CODES[declaration.flow]
    open_pairs = {pair.cut_mode for pair in pairs if flow in pair.flows}
    if not pairs or (not cut and declaration.type == "SUMMARY"):
        return
    if not cut and "" not in open_pairs and open_pairs:
        yield needed("cut_mode", f"trade mode {trade}", f"监管方式{trade}")
    elif cut and cut not in open_pairs:
        yield Finding("cut_mode", values={"trade": trade, "cut": cut})


@rule(
    "DEC-16", code="mode.book_missing", source=STANDARD,
    zh="保税、加工贸易类监管方式须填报备案号。",
)  # fmt: skip
def account_book_is_named(
    declaration: Declaration, facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """A trade mode of goods under bond names its account book."""
    mode = facts.trade_modes.get(declaration.trade_mode)
    if mode is not None and mode.room == "bonded" and not declaration.text("account_book_no"):
        yield Finding("account_book_no", values={"trade": mode.code})


@rule(
    "DEC-30", code="declaration.field_needed", source="design of the window 1.8",
    zh="一体化通关须填报境内运输方式。",
)  # fmt: skip
def through_goods_travel_inland(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """A through-declaration says how the goods travel inland."""
    if declaration.is_through and not declaration.text("inland_transport_mode"):
        yield needed("inland_transport_mode", "a through-declaration", "一体化通关")


@rule(
    "DEC-31", code="declaration.field_needed", source=STANDARD,
    zh="水路、铁路、航空运输须填报航次号。",
)  # fmt: skip
def voyages_are_numbered(
    declaration: Declaration, facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """Ships, trains and aircraft have a voyage number."""
    mode = facts.dictionary.codes.row("transport_modes", declaration.text("border_transport_mode"))
    if not isinstance(mode, TransportMode) or declaration.text("voyage_no"):
        return
    if _NUMBERED.intersection(mode.rec19_name):
        yield needed("voyage_no", f"transport: {mode.label_en}", f"运输方式：{mode.label_zh}")
