"""Walks a document along the tree of its plan and reads every element, faults and all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from entrepot.kernel.identifiers import check_container, check_ucr
from entrepot.window.documents import SELF_PROVING, Dictionary
from entrepot.window.faults import At, Faults
from entrepot.window.filed import TOTAL, Declaration, DocumentRef, Equipment, Item, Values
from entrepot.window.plan import Branch, Leaf, Many, Plan
from entrepot.window.values import Value, WrongError

MOST_ENTRIES = 500  # of a list other than the items

# The currency an amount is in, and the mark that must stand for it to be a sum.
_AMOUNTS: Mapping[str, tuple[str, str]] = {
    "freight_value": ("freight_currency", "freight_mark"),
    "insurance_value": ("insurance_currency", "insurance_mark"),
    "other_value": ("other_currency", "other_mark"),
    "inland_cost": ("currency", ""),
    "invoice_total": ("currency", ""),
}
_ITEM_AMOUNTS = ("line_value", "processing_fee")
_KG = {"kg": Decimal(1), "g": Decimal("0.001"), "t": Decimal(1000)}
ISO_6346 = "ISO 6346:2022"
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Walk:
    """Reads the document of one flow and type.

    Attributes:
        plan: The tree.
        faults: Where every fault is kept.
    """

    plan: Plan
    faults: Faults

    @property
    def dictionary(self) -> Dictionary:
        """Elements and codes the document is judged by."""
        return self.faults.dictionary

    def read(self, raw: Mapping[str, object]) -> Row:
        """Every element of the top, and the lists by their names."""
        values: Row = {}
        self._object(self.plan.root, raw, values, ())
        self._ask("", values, ())
        for group in self.plan.lists:
            if not values.get(group):
                self._ask_list(group)
        return values

    def _object(self, branch: Branch, raw: Mapping[str, object], values: Row, at: At) -> None:
        children = branch.children
        for key, given in raw.items():
            if given is None or given == "":
                continue
            node = children.get(key)
            if type(node) is Leaf:
                if node.is_plain and (value := self._sound(node, given)) is not None:
                    values[node.name] = value
                else:  # told with its place
                    self._element(node, given, values, (*at, key))
            elif node is None:
                self.faults.stray("declaration.field_unknown", key, (*at, key))
            elif type(node) is Many:
                self._list(node, given, values, (*at, key))
            elif isinstance(given, dict | Mapping):  # asking for the mapping alone is dear
                self._object(node, given, values, (*at, key))  # type: ignore[arg-type]
            else:
                self.faults.stray("declaration.structure", key, (*at, key))

    def _sound(self, leaf: Leaf, given: object) -> Value | None:
        """The value of most elements, quickly; None where there is something to tell, or none."""
        try:
            value = leaf.read(given)
        except WrongError:
            return None
        if leaf.code_list and not (value and self._is_known(leaf.code_list, str(value))):
            return None
        return None if type(value) is str and not value else value

    def _element(self, leaf: Leaf, given: object, values: Row, at: At) -> None:
        if not leaf.is_taken:
            self._not_taken(leaf, at)
        elif leaf.is_list:
            parts = given if isinstance(given, list | tuple) else (given,)
            self._several(leaf, [((*at, i), part) for i, part in enumerate(parts)], values)
        else:
            value = self._value(leaf, given, at)
            if value is not None:
                values[leaf.name] = value

    def _several(self, leaf: Leaf, given: Sequence[tuple[At, object]], values: Row) -> None:
        if len(given) > MOST_ENTRIES:
            self.faults.stray("declaration.too_long", leaf.name, given[0][0])
        read = [self._value(leaf, part, at) for at, part in given[:MOST_ENTRIES]]
        if found := tuple(value for value in read if value is not None):
            values[leaf.name] = found

    def _value(self, leaf: Leaf, given: object, at: At) -> Value | None:
        """The value; None with a fault, or where it is blank."""
        try:
            value = leaf.read(given)
        except WrongError:
            self.faults.of("declaration.schema", leaf.name, at)
            return None
        if type(value) is str and not value:
            return None
        if leaf.code_list and not self._is_known(leaf.code_list, str(value)):
            code = "goods.hs_unknown" if leaf.code_list == "hs" else "declaration.code_unknown"
            self.faults.of(code, leaf.name, at, value)
            return None
        if leaf.name in SELF_PROVING:
            self._prove(leaf.name, str(value), at)
        return value

    def _prove(self, name: str, value: str, at: At) -> None:
        if name == "ucr" and not check_ucr(value).is_valid:
            self.faults.of("window.ucr_form", name, at, value)
        elif name == "container_no":
            for problem in check_container(value).problems:
                self.faults.proven(problem, name, at, ISO_6346)

    def _is_known(self, code_list: str, code: str) -> bool:
        if code_list == "hs":
            return self.dictionary.hs(code, self.faults.on)
        return self.dictionary.codes.is_known(code_list, code, self.faults.on)

    def _list(self, node: Many, given: object, values: Row, at: At) -> None:
        if not isinstance(given, list | tuple):
            self.faults.stray("declaration.structure", str(at[-1]), at)
        elif node.single is not None:
            self._singles(*node.single, given, values, at)
        else:
            most = self.dictionary.most_items if node.name == "items" else MOST_ENTRIES
            if len(given) > most:
                what = "too_many_items" if node.name == "items" else "too_long"
                self.faults.stray(f"declaration.{what}", str(at[-1]), at)
            read = [self._entry(node, entry, (*at, i)) for i, entry in enumerate(given[:most])]
            values[node.name] = tuple(entry for entry in read if entry is not None)

    def _entry(self, node: Many, given: object, at: At) -> Row | None:
        if not isinstance(given, dict | Mapping):
            self.faults.stray("declaration.structure", str(at[-2]), at)
            return None
        values: Row = {}
        self._object(node.branch, given, values, at)
        self._ask(node.name, values, at)
        return values

    def _singles(self, key: str, leaf: Leaf, given: Sequence[object], values: Row, at: At) -> None:
        """A list whose entries hold one element: the element itself is the list."""
        if not leaf.is_taken:
            self._not_taken(leaf, at)
            return
        parts: list[tuple[At, object]] = []
        for i, entry in enumerate(given):
            if isinstance(entry, dict | Mapping) and len(entry) == 1 and key in entry:
                parts.append(((*at, i, key), entry[key]))
            else:
                self.faults.stray("declaration.structure", str(at[-1]), (*at, i))
        if parts:
            self._several(leaf, parts, values)

    def _ask(self, group: str, values: Values, at: At) -> None:
        for name in self.plan.required.get(group, ()):
            if name not in values:
                self.faults.missing(name, at)

    def _ask_list(self, group: str) -> None:
        if group == "items":
            path = ("goodsShipment", "governmentAgencyGoodsItem")
            self.faults.stray("declaration.no_items", path[-1], path)
            return
        for name in self.plan.required[group]:
            self.faults.missing(name, (0,))

    def _not_taken(self, leaf: Leaf, at: At) -> None:
        own = self.dictionary[leaf.name].supplied_by == "trader"
        code = "declaration.field_not_used" if own else "declaration.field_of_window"
        self.faults.stray(code, leaf.name, at)


def build(values: Row, plan: Plan, faults: Faults) -> Declaration:
    """The declaration of what was read; amounts are held against their currencies here."""
    lists = {name: _rows(values.pop(name, ())) for name in ("items", "equipment", "documents")}
    _check_amounts(values, faults)
    currency = str(values.get("currency", ""))
    return Declaration(
        flow=plan.flow,
        type=plan.kind,
        values=MappingProxyType(values),
        items=tuple(
            _item(seq, row, currency, faults) for seq, row in enumerate(lists["items"], start=1)
        ),
        equipment=tuple(Equipment(MappingProxyType(dict(row))) for row in lists["equipment"]),
        documents=tuple(DocumentRef(MappingProxyType(dict(row))) for row in lists["documents"]),
        transaction_mode=_mode(str(values.get("incoterm", "")), plan, faults.dictionary),
    )


def _rows(found: Value) -> tuple[Values, ...]:
    entries = found if isinstance(found, tuple) else ()
    return tuple(entry for entry in entries if isinstance(entry, dict | Mapping))


def _check_amounts(values: Values, faults: Faults) -> None:
    for name, (currency, mark) in _AMOUNTS.items():
        if name in values and values.get(mark, TOTAL) == TOTAL:
            faults.decimals(name, values[name], values.get(currency) or values.get("currency"))


def _item(seq: int, values: Values, currency: str, faults: Faults) -> Item:
    for name in _ITEM_AMOUNTS:
        if name in values:
            faults.decimals(name, values[name], currency, seq - 1)
    for i, addition in enumerate(_rows(values.get("additions", ()))):
        name = "valuation_addition_amount"
        faults.decimals(name, addition.get(name), currency, seq - 1, i)
    quantities = _quantities(values, faults.dictionary)
    return Item(seq, MappingProxyType(dict(values)), currency, MappingProxyType(quantities))


def _quantities(values: Values, dictionary: Dictionary) -> dict[str, Decimal]:
    """Quantities by unit of the tariff; a net mass stated goes before one sold by mass."""
    found: dict[str, Decimal] = {}
    sold, mass = values.get("quantity"), values.get("item_net_mass")
    unit = dictionary.tariff_unit(str(values.get("quantity_unit", "")))
    if unit and isinstance(sold, Decimal):
        found |= {"kg": sold * _KG[unit]} if unit in _KG else {unit: sold}
    if isinstance(mass, Decimal):
        found["kg"] = mass
    return found


def _mode(incoterm: str, plan: Plan, dictionary: Dictionary) -> str:
    mode = dictionary.transaction_mode(incoterm) if incoterm else ""
    return mode or ("CIF" if plan.flow == "import" else "FOB")
