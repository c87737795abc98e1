"""The dictionary of the declaration: which elements there are, who is asked, who sees what."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from entrepot.region.row import Row
from entrepot.region.window_codes import Element
from entrepot.window.codelists import CodeLists, Codes, HsCodes, Tables
from entrepot.window.reasons import Reasons, Words

Flow = Literal["import", "export"]
Use = Literal["M", "C", "O", "-"]
FLOWS: Mapping[str, Flow] = {"I": "import", "E": "export"}
TYPES = ("FULL", "ADVANCE", "SUMMARY")
NOTE = "additionalInformation"  # where elements without a place of their own in the WCO model are

# Names of the lists of a declaration by the path of the list.
GROUPS: Mapping[str, str] = {
    "goodsShipment.governmentAgencyGoodsItem": "items",
    "goodsShipment.consignment.transportEquipment": "equipment",
    "additionalDocument": "documents",
    "goodsShipment.previousDocument": "previous_documents",
    "goodsShipment.invoice": "invoices",
    "obligationGuarantee": "guarantees",
    "goodsShipment.governmentAgencyGoodsItem.customsValuation.chargeDeduction": "additions",
}
# What each entry of a list must hold whatever the flow.
KEYS: Mapping[str, tuple[str, ...]] = {
    "equipment": ("container_no",),
    "documents": ("document_type",),
    "previous_documents": ("previous_declaration_no", "previous_document_type"),
    "guarantees": ("guarantee_ref",),
    "additions": ("valuation_addition_type", "valuation_addition_amount"),
}
# Values the window works out that a trader may state beside it; numbered rules compare them.
CONTROLS = frozenset({"item_no", "item_count", "invoice_total", "net_mass_total"})
# Elements of which a numbered rule says when they must be there.
RULED = frozenset({"cut_mode", "item_net_mass"})
# Numbers that may be below zero: what is taken off the price, and degrees.
SIGNED = frozenset({"other_value", "set_temperature"})
# Identifiers that are judged as such, their length with them.
SELF_PROVING = frozenset({"ucr", "container_no"})
_WEAKEST_FIRST = "-OCM"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands in the document.

    Attributes:
        path: Names from the top; `[]` after a name marks a list.
        wco_path: Path in the WCO data model.
        group: Name of the list it is in, empty for the top level.
    """

    path: tuple[str, ...]
    wco_path: str
    group: str


class Dictionary:
    """Elements with the codes, commodity codes and reasons they are judged by.

    Args:
        rows: Rows of `dictionary.csv`.
        codes: Code lists.
        reasons: Wording of what is wrong.
        hs: Says which commodity codes may be declared.
    """

    def __init__(
        self, rows: Iterable[Element], codes: Codes, reasons: Reasons, hs: HsCodes
    ) -> None:
        self.elements: Mapping[str, Element] = {row.element: row for row in rows}
        self.codes, self.reasons, self.hs = codes, reasons, hs
        self._places: dict[tuple[str, str], Place] = {}
        self._shared = _shared_lists(self.elements.values())

    @classmethod
    def of(cls, tables: Tables, hs: HsCodes) -> "Dictionary":
        """Put the tables of a region together.

        Args:
            tables: Gives the rows of a table by its name.
            hs: Says which commodity codes may be declared.
        """
        codes = CodeLists(tables("code_lists"), tables)  # type: ignore[arg-type]
        reasons = Reasons(tables("reason_codes"))  # type: ignore[arg-type]
        return cls(tables("dictionary"), codes, reasons, hs)  # type: ignore[arg-type]

    def __getitem__(self, name: str) -> Element:
        return self.elements[name]

    @property
    def most_items(self) -> int:
        """Most goods items of one declaration."""
        return int(self.elements["item_no"].cardinality.rpartition("..")[2])

    def words(self, name: str) -> Words:
        """What an element is called."""
        row = self.elements[name]
        return Words(row.label_en, row.label_zh)

    def use(self, name: str, flow: Flow, kind: str) -> Use:
        """Whether an element is mandatory, conditional, optional or not asked.

        An element of the extended tier is never more than optional: a numbered rule asks for
        it where it matters.
        """
        row = self.elements[name]
        weaker = min(_of_flow(row, flow), getattr(row, kind.lower()), key=_WEAKEST_FIRST.index)
        if weaker in ("M", "C") and row.tier == "extended":
            return "O"
        return "C" if weaker == "M" and name in RULED else weaker

    def is_asked(self, name: str, flow: Flow, kind: str) -> bool:
        """Whether the trader is asked for an element."""
        return self.elements[name].supplied_by == "trader" and self.use(name, flow, kind) != "-"

    def is_taken(self, name: str, flow: Flow) -> bool:
        """Whether a trader may state an element: one of his own that the flow knows.

        An element that a type of declaration does not ask for may be stated all the same: the
        first of two steps asks for few, and which ones they are was not published.
        """
        row = self.elements[name]
        if name in CONTROLS:
            return True
        return row.supplied_by == "trader" and _of_flow(row, flow) != "-"

    def place(self, name: str, flow: Flow) -> Place:
        """Where an element stands in the documents of a flow."""
        if (name, flow) not in self._places:
            self._places[name, flow] = _place(self.elements[name], flow, self._shared)
        return self._places[name, flow]

    def pointer(self, name: str, flow: Flow, *indices: int) -> str:
        """JSON pointer of an element; `indices` choose in its lists, counted from 0."""
        parts, left = [], list(indices)
        for part in self.place(name, flow).path:
            parts.append(part.removesuffix("[]"))
            if part.endswith("[]") and left:
                parts.append(str(left.pop(0)))
        return "/" + "/".join(parts)

    def wco_pointer(self, name: str, flow: Flow, *indices: int) -> str:
        """Path of an element in the WCO data model; its lists count from 1."""
        parts, left = [], list(indices)
        for part in self.place(name, flow).wco_path.split("/"):
            is_list = part in _WCO_LISTS and left
            parts.append(f"{part}[{left.pop(0) + 1}]" if is_list else part)
        return "/".join(parts)

    def transaction_mode(self, incoterm: str) -> str:
        """Transaction mode that goes with a trade term, such as FOB or C&F; empty for none."""
        code = _attribute(self.codes.row("incoterms", incoterm), "cn_transaction_mode")
        label = self.codes.label("transaction_mode", code) if code else None
        return label.en if label else ""

    def tariff_unit(self, unit: str) -> str:
        """Unit of the tariff room that a unit of the declaration is; empty for none."""
        return _TARIFF_UNITS.get(_attribute(self.codes.row("units", unit), "rec20"), "")


# UN/ECE Recommendation 20 to the units a duty may be charged on.
_TARIFF_UNITS = {
    "KGM": "kg", "GRM": "g", "TNE": "t", "LTR": "l", "H87": "item", "PR": "pair", "DZN": "dozen",
    "MTR": "m", "MTK": "m2", "MTQ": "m3", "KWT": "kW", "CTM": "carat",
}  # fmt: skip
_WCO_LISTS = {
    "GovernmentAgencyGoodsItem", "TransportEquipment", "AdditionalDocument", "PreviousDocument",
    "Invoice", "ObligationGuarantee", "ChargeDeduction",
}  # fmt: skip


def _attribute(row: Row | None, name: str) -> str:
    return str(getattr(row, name, "") or "")


def _of_flow(row: Element, flow: Flow) -> Use:
    return row.on_import if flow == "import" else row.on_export  # type: ignore[return-value]


def _place(row: Element, flow: Flow, shared: frozenset[str]) -> Place:
    path = _path(row, flow)
    group = next((GROUPS.get(name, name) for name in _lists(path) if name in shared), "")
    return Place(path, _wco_path(row, flow, path), group)


def _path(row: Element, flow: Flow) -> tuple[str, ...]:
    either = row.path.split(";")
    return tuple(either[0 if flow == "import" else -1].split("."))


def _lists(path: tuple[str, ...]) -> Iterator[str]:
    """Lists of objects that an element is in, the innermost first."""
    for end in range(len(path) - 1, 0, -1):
        if path[end - 1].endswith("[]"):
            yield bare(path[:end])


def _shared_lists(rows: Iterable[Element]) -> frozenset[str]:
    """Lists whose entries hold more than one element; of others the element itself is a list."""
    found = Counter(
        name
        for row in rows
        for name in {*_lists(_path(row, "import")), *_lists(_path(row, "export"))}
    )
    return frozenset(name for name, times in found.items() if times > 1)


def _wco_path(row: Element, flow: Flow, path: tuple[str, ...]) -> str:
    """The published path, or that of the registered note which holds a national element."""
    if row.wco_path:
        chosen = row.wco_path[0 if flow == "import" else -1]
        return chosen.partition(" ")[0]
    above = [part.removesuffix("[]") for part in path[: path.index(NOTE)]] if NOTE in path else []
    names = [wco_name(name) for name in above]
    return "/".join(["Declaration", *names, "AdditionalInformation", "StatementDescription"])


def bare(path: Iterable[str]) -> str:
    """A path without the marks of lists."""
    return ".".join(part.removesuffix("[]") for part in path)


_WHOLE_CAPITALS = {"id": "ID", "ucr": "UCR", "undgid": "UNDGID"}


def wco_name(name: str) -> str:
    """The name of the WCO data model behind a name of the JSON document.

    Example:
        >>> [wco_name(name) for name in ("goodsShipment", "functionalReferenceId", "ucr")]
        ['GoodsShipment', 'FunctionalReferenceID', 'UCR']
    """
    if name in _WHOLE_CAPITALS:
        return _WHOLE_CAPITALS[name]
    name = f"LPCO{name[4:]}" if name.startswith("lpco") else name[:1].upper() + name[1:]
    return name[:-2] + "ID" if name.endswith("Id") else name
