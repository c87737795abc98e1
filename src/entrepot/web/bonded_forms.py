"""What the forms of the bonded room ask, and how what was typed becomes a document."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from entrepot.web.marking import N_

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes:
        name: Of the member of the document.
        kind: text, number, day, choice, rows or money.
        help: What is to be written, in English.
        options: Of a choice: codes, or the name of a list the page offers.
        columns: Of rows: the members of each line, parted by commas.
        is_needed: Whether it must be filled.
        group: Words that the options are told in.
    """

    name: str
    kind: str = "text"
    help: str = ""
    options: tuple[str, ...] | str = ()
    columns: tuple[str, ...] = ()
    is_needed: bool = True
    group: str = ""


_BOOK_REF = Field("book", help=N_("Reference of the account book; it begins with B."))
_OWN = Field("own_reference", help=N_("A name of your own for it; the same name is the same one."))
_DECLARATION = Field(
    "declaration", help=N_("Number or reference of the customs declaration."), is_needed=False
)
_ITEMS = Field(
    "items", "rows",
    N_("One item a line: name, role, HS code, origin, unit, value of a unit, currency, limit. "
       "Leave out what is not known; the commas stay."),
    columns=("item", "role", "hs", "origin", "unit", "unit_value", "currency", "limit"),
)  # fmt: skip
_BILL_LINES = Field(
    "materials", "rows",
    N_("One material a line: name, net consumption of a unit, loss in percent."),
    columns=("material", "net", "loss_pct"),
)  # fmt: skip
_ZONE = Field("zone", "choice", N_("Where the goods lie."), "zones")
_OFFICE = Field("office", "choice", N_("Customs office that watches the book."), "offices")
_NAME = Field("name", help=N_("What you call it."))

ADD: Mapping[str, tuple[Field, ...]] = {
    "books": (_NAME, _ZONE, _OFFICE, _ITEMS),
    "handbooks": (
        _NAME, _OFFICE, Field("valid_to", "day", N_("Last day of the handbook.")), _ITEMS,
    ),
    "lists": (
        _BOOK_REF,
        Field("kind", "choice", N_("What happens to the goods."),
              ("in", "return-in", "domestic-sale", "re-export", "destroy"), group="bonded_kind"),
        _OWN, _DECLARATION,
        Field("gross_mass_kg", "number", N_("Gross mass of all its goods [kg].")),
        Field("pieces", "number", N_("Number of packages, where they are counted."),
              is_needed=False),
        Field("lines", "rows", N_("One item a line: name, quantity."),
              columns=("item", "quantity")),
    ),
    "gate-passes": (
        Field("vehicle", help=N_("Number plate or wagon.")),
        Field("direction", "choice", N_("Into the zone or out of it."), ("in", "out"),
              group="bonded_direction"),
        Field("lists", help=N_("References of approved lists, with blanks between: the vehicle "
                               "carries all that is left of them."), is_needed=False),
        Field("shares", "rows",
              N_("Where it carries a share of a list, one item a line: list, item, quantity, gross "
                 "mass of the share in kg and its pieces. Mass and pieces stand once for a list; "
                 "leave the pieces out where the list has none."),
              columns=("list", "item", "quantity", "gross_mass_kg", "pieces"), is_needed=False),
        Field("tare_kg", "number", N_("Mass of the empty vehicle [kg]."), is_needed=False),
    ),
    "transfers": (
        Field("from_book", help=N_("Reference of the book that gives.")),
        Field("to_book", help=N_("Reference of the book that receives.")),
        Field("from_item", help=N_("Item of the book that gives.")),
        Field("to_item", help=N_("Item of the book that receives; the same where it is empty."),
              is_needed=False),
        Field("quantity", "number", N_("In the unit of the item.")), _OWN,
    ),
    "repairs": (
        _BOOK_REF,
        Field("kind", "choice", N_("A remanufactured good goes out as another item."),
              ("repair", "remanufacture"), group="bonded_repair"),
        Field("in_item", help=N_("Item that came in.")),
        Field("out_item", help=N_("Item that goes out; the same where it is empty."),
              is_needed=False),
        Field("quantity", "number", N_("In the unit of the item.")),
        Field("return_by", "day", N_("Last day to leave the country; the days of the law where "
                                     "it is empty."), is_needed=False),
    ),
    "projects": (
        Field("role", "choice", N_("What the zone is for, and the project with it."), "roles"),
        Field("name", help=N_("What the project is called.")),
        Field("area_ha", "number", N_("Land it takes [ha]; leave it empty where it is not known."),
              is_needed=False),
        _OFFICE,
    ),
    "leases": (
        Field("asset", help=N_("What is leased.")), _ZONE, _OFFICE,
        Field("lessee", help=N_("Who uses it."), is_needed=False),
        Field("hs", help=N_("HS code."), is_needed=False),
        Field("rents", "rows", N_("One rent a line: day, amount, currency."),
              columns=("due_on", "amount", "currency")),
        Field("duty_pct", "number", N_("Rate of duty, in percent.")),
        Field("vat_pct", "number", N_("Rate of VAT, in percent.")),
        Field("end", "choice", N_("What becomes of it."), ("return", "buy"), group="bonded_end"),
        Field("residual", "money", N_("Price at the end where it is bought."), is_needed=False),
    ),
}  # fmt: skip

STEPS: Mapping[str, tuple[Field, ...]] = {
    "refuse": (Field("reason", help=N_("Why; the firm reads it.")),),
    "finish": (Field("reason", help=N_("Why; the firm reads it.")),),
    "tell": (
        Field("year", "number", N_("The year that is told of.")),
        Field("tax", "money", N_("Tax paid in the year; leave it empty where it is not known."),
              is_needed=False),
        Field("trade", "money", N_("Goods in and out in the year; leave it empty where it is not "
                                   "known."), is_needed=False),
    ),
    "weigh": (Field("weighed_kg", "number", N_("What the scale showed [kg].")),),
    "pay": (
        Field("instalment", "number", N_("Number of the instalment.")), _DECLARATION,
    ),
    "end": (),
    "return": (
        _DECLARATION,
        Field("parts", "rows", N_("One swapped part a line: item, quantity, and what becomes of "
                                  "the old one: with the item, re-export or destroy."),
              columns=("item", "quantity", "old"), is_needed=False),
    ),
    "bill": (
        Field("product", help=N_("Item whose role is product.")),
        Field("version", "number", N_("The next version; an earlier one never changes.")),
        _BILL_LINES,
    ),
    "consume": (
        Field("product", help=N_("Item whose role is product.")),
        Field("units", "number", N_("How many were made.")),
        Field("used", "rows", N_("What was used in truth, one material a line: name, quantity; by "
                                 "the bill of materials where it is empty."),
              columns=("material", "quantity"), is_needed=False),
    ),
    "sell": (
        Field("item", help=N_("What is sold at home.")),
        Field("quantity", "number", N_("In the unit of the item.")),
        Field("by", "choice", N_("What the tax falls on; both are shown."),
              ("finished", "material"), group="bonded_by"),
        Field("rates", "rows", N_("Rates where the tables have none, one item a line: name, duty "
                                  "as 8 %%, VAT as 13 %%."),
              columns=("item", "duty", "vat"), is_needed=False),
    ),
    "reopen": (Field("reason", help=N_("Why; the firm reads it.")),),
    "close": (
        Field("receipt", help=N_("Of a handbook with something missing: receipt of the tax that "
                                 "was paid."), is_needed=False),
        Field("reason", help=N_("Of a handbook: why a use beside the bills of materials is "
                                "accepted."), is_needed=False),
        Field("rates", "rows", N_("Rates where the tables have none, one item a line: name, duty "
                                  "as 8 %%, VAT as 13 %%."),
              columns=("item", "duty", "vat"), is_needed=False),
    ),
    "count": (
        Field("item", help=N_("What was counted.")),
        Field("counted", "number", N_("How much was found.")),
        Field("counted_on", "day", N_("Day of the count; today where it is empty."),
              is_needed=False),
        Field("duty", help=N_("Rate of duty where the tables have none, as 8 %%."),
              is_needed=False),
        Field("vat", help=N_("Rate of VAT where the tables have none, as 13 %%."),
              is_needed=False),
    ),
}  # fmt: skip


def document_of(fields: tuple[Field, ...], typed: Typed, currency: str = "") -> dict[str, Any]:
    """What was typed as the document that the service reads; what is empty is left out."""
    found: dict[str, Any] = {}
    for field in fields:
        text = typed.get(field.name, "").strip()
        if field.kind == "rows":
            rows = [_row(field, line) for line in _lines(text)]
            if rows:
                found[field.name] = rows
        elif field.kind == "money" and text:
            found[field.name] = {"amount": text, "currency": currency}
        elif text:
            found[field.name] = text
    if "rents" in found:
        found["rents"] = [_rent(one) for one in found["rents"]]
        found |= _residual(found, currency)
    if "shares" in found:
        found["lists"] = [*found.get("lists", "").replace(",", " ").split(),
                          *_shares(found.pop("shares"))]  # fmt: skip
    return found


def _lines(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in row] for row in csv.reader(text.splitlines()) if any(row)]


def _row(field: Field, cells: list[str]) -> dict[str, str]:
    pairs = zip(field.columns, cells, strict=False)
    return {name: cell for name, cell in pairs if cell}


def _shares(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The lines of each list together, with the mass and the pieces that stand beside one."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        share = found.setdefault(row.get("list", ""), {"list": row.get("list", ""), "lines": []})
        share["lines"].append({name: row[name] for name in ("item", "quantity") if name in row})
        share |= {name: row[name] for name in ("gross_mass_kg", "pieces") if name in row}
    return list(found.values())


def _rent(one: Mapping[str, str]) -> dict[str, Any]:
    money = {"amount": one.get("amount", ""), "currency": one.get("currency", "")}
    return {"due_on": one.get("due_on", ""), "amount": money}


def _residual(found: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """The residual in the currency of the rents."""
    if "residual" not in found:
        return {}
    own = next((one["amount"]["currency"] for one in found["rents"]), "") or currency
    return {"residual": {**found["residual"], "currency": own}}
