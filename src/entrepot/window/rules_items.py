"""Numbered rules about the goods: item by item."""

from collections.abc import Iterator
from datetime import date

from entrepot.region.window_codes import Unit
from entrepot.window.filed import Declaration, Item
from entrepot.window.reasons import Words
from entrepot.window.rulebook import FLOW_CODES, STANDARD, Finding, RuleFacts, needed, rule

ORIGIN = "GACC Order 122; GACC announcement 34 of 2021"


@rule(
    "DEC-10", code="equipment.item_link", source=STANDARD,
    zh="有集装箱的，每一商品项须对应清单中的集装箱。",
)  # fmt: skip
def items_are_in_containers(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """Where there are containers, each item is in one that is listed."""
    listed = set(declaration.containers)
    for index, item in enumerate(declaration.items):
        if listed and not item.containers:
            yield Finding("container_items", (index,), values={"item": item.seq})
        for place, number in enumerate(item.containers):
            if number not in listed:
                told = {"item": item.seq, "no": number}
                yield Finding("container_items", (index, place), "equipment.not_listed", told)


@rule(
    "DEC-12", code="goods.hs_unknown", source="Harmonized System Convention, article 3",
    zh="商品编号须在法律适用之日有效。",
)  # fmt: skip
def codes_are_valid_on_the_day(
    declaration: Declaration, facts: RuleFacts, on: date
) -> Iterator[Finding]:
    """Each commodity code is valid on the day the law is taken of."""
    for index, item in enumerate(declaration.items):
        if item.hs_code and not facts.dictionary.hs(item.hs_code, on):
            yield Finding("hs_code", (index,), values={"hs": item.hs_code, "date": on})


@rule(
    "DEC-15", code="mode.duty_mode_conflict", source=STANDARD,
    zh="征免方式须与监管方式、征免性质匹配。",
)  # fmt: skip
def duty_mode_fits(declaration: Declaration, facts: RuleFacts, _on: date) -> Iterator[Finding]:
    """The duty mode of each item goes with the trade mode and the nature of levy."""
    cut, flow = declaration.cut_mode, FLOW_CODES[declaration.flow]
    allowed = {
        mode
        for pair in facts.pairs.get(declaration.trade_mode, ())
        if pair.cut_mode == cut and flow in pair.flows
        for mode in pair.duty_modes
    }
    for index, item in enumerate(declaration.items):
        if allowed and item.duty_mode and item.duty_mode not in allowed:
            yield Finding("duty_mode", (index,), values={"cut": cut, "duty": item.duty_mode})


@rule(
    "DEC-17", code="declaration.field_needed", source=STANDARD,
    zh="填报备案号的，每一商品项须填报备案序号。",
)  # fmt: skip
def items_name_their_line_of_the_book(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """With an account book, each item names its line of the book."""
    if not declaration.text("account_book_no") or declaration.type == "SUMMARY":
        return
    for index, item in enumerate(declaration.items):
        if "book_item_no" not in item.values:
            yield needed("book_item_no", "an account book is named", "已填报备案号", index)


_ASKED_BY_PROOF = {
    "valid": ("origin_proof_type", "origin_proof_no", "origin_criterion"),
    "missing": (),
    "none": (),
    "": (),
}


@rule(
    "DEC-22", code="declaration.field_needed", source=ORIGIN,
    zh="享受协定税率的，须填报原产地单证状态；已提交的还须填报类型、编号和原产地标准。",
)  # fmt: skip
def preference_is_complete(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """A preference states its proof of origin, and a proof states its agreement."""
    for index, item in enumerate(declaration.items):
        if item.agreement:
            yield from _proof(index, item, declaration.flow == "import")
        elif "origin_proof_no" in item.values:
            yield needed("agreement_code", "a proof is stated", "已填报原产地证明编号", index)


def _proof(index: int, item: Item, is_import: bool) -> Iterator[Finding]:
    agreement = item.agreement
    told = f"preference under {agreement}", f"享受协定{agreement}"
    if is_import and not item.proof:
        yield needed("origin_proof_state", *told, index)
    for name in _ASKED_BY_PROOF[item.proof if is_import else "valid"]:
        if name not in item.values:
            yield needed(name, *told, index)


@rule(
    "DEC-23", code="origin.not_a_member", source=ORIGIN,
    zh="协定须适用于该商品的原产国（地区）。",
)  # fmt: skip
def agreement_covers_the_origin(
    declaration: Declaration, facts: RuleFacts, on: date
) -> Iterator[Finding]:
    """An agreement covers the country of origin, where its members are known."""
    for index, item in enumerate(declaration.items):
        if not item.agreement or not item.origin_country:
            continue
        members = facts.members(item.agreement, on)
        if members and item.origin_country not in members:
            told = {"agreement": item.agreement, "country": item.origin_country}
            yield Finding("agreement_code", (index,), values=told)


@rule(
    "DEC-24", code="goods.unit_wrong", source=STANDARD,
    zh="已知法定计量单位的，须能折算；有第二法定单位的须填报第二数量。",
)  # fmt: skip
def statutory_units_are_kept(
    declaration: Declaration, facts: RuleFacts, on: date
) -> Iterator[Finding]:
    """Where statutory units are known, goods are counted in them, and in the second as well."""
    for index, item in enumerate(declaration.items):
        units = facts.units(item.hs_code, on)
        if len(units) > 1 and "statutory_qty_2" not in item.values:
            told = {"hs": item.hs_code, "unit": _unit(facts, units[1])}
            yield Finding("statutory_qty_2", (index,), "goods.second_qty_missing", told)
        first = item.values.get("statutory_qty_1")
        if units and item.unit == units[0] and first is not None and first != item.quantity:
            told = {"hs": item.hs_code, "unit": _unit(facts, units[0])}
            yield Finding("statutory_qty_1", (index,), values=told)


def _unit(facts: RuleFacts, code: str) -> Words:
    row = facts.dictionary.codes.row("units", code)
    return Words(row.label_en, row.label_zh) if isinstance(row, Unit) else Words(code, code)


@rule(
    "DEC-32", code="declaration.field_needed", source="UN Model Regulations, dangerous goods list",
    zh="危险货物须填报UN编号。",
)  # fmt: skip
def dangerous_goods_are_numbered(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """Dangerous goods state their UN number."""
    for index, item in enumerate(declaration.items):
        if item.values.get("is_dangerous") is True and "un_number" not in item.values:
            yield needed("un_number", "dangerous goods", "危险货物", index)


@rule(
    "DEC-33", code="declaration.field_needed", source=STANDARD,
    zh="未按千克计量的商品项须填报净重。",
)  # fmt: skip
def items_have_a_net_mass(
    declaration: Declaration, _facts: RuleFacts, _on: date
) -> Iterator[Finding]:
    """Each item not sold by mass states its net mass."""
    if declaration.type == "SUMMARY":
        return
    for index, item in enumerate(declaration.items):
        if item.net_mass_kg is None:
            yield needed("item_net_mass", "not sold by mass", "未按重量计量", index)


@rule(
    "DEC-34", code="document.missing", source=STANDARD,
    zh="商品编号所要求的单证须列明，或填报免证代码。",
)  # fmt: skip
def required_documents_are_named(
    declaration: Declaration, facts: RuleFacts, on: date
) -> Iterator[Finding]:
    """The documents a commodity code asks for are named."""
    for index, item in enumerate(declaration.items):
        named = {
            document.type
            for document in declaration.documents
            if document.values.get("document_item", item.seq) == item.seq
        }
        for kind in facts.documents_for(item.hs_code, declaration.flow, on):
            if kind not in named:
                label = facts.dictionary.codes.label("documents", kind) or Words(kind, kind)
                yield Finding("hs_code", (index,), values={"type": label, "hs": item.hs_code})


@rule(
    "DEC-38", code="declaration.date_order", source=STANDARD,
    zh="生产日期不得晚于申报日或产品有效期。",
)  # fmt: skip
def goods_are_made_before_they_end(
    declaration: Declaration, _facts: RuleFacts, on: date
) -> Iterator[Finding]:
    """Goods are made before the filing, and before they expire."""
    for index, item in enumerate(declaration.items):
        made = item.values.get("production_date")
        end = item.values.get("expiry_date")
        latest = min(on, end) if isinstance(end, date) else on
        for day in made if isinstance(made, tuple) else ():
            if isinstance(day, date) and day > latest:
                yield Finding("production_date", (index,), values={"a": day, "b": latest})
