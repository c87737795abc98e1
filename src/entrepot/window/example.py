"""Complete declarations made up for a trial: the same for the same arguments, all synthetic."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.identifiers import UCR_LENGTH, check_container
from entrepot.window.documents import FLOWS, Dictionary, Flow
from entrepot.window.plan import leaves, plan_of
from entrepot.window.writing import write_document

_REFERENCE = re.compile(r"[A-Z0-9()\-]{1,19}", re.ASCII)  # last part of a UCR
_CODES = {flow: code for code, flow in FLOWS.items()}


@dataclass(frozen=True, slots=True)
class ExampleParty:
    """The firm that declares.

    Attributes:
        uscc: Credit code of eighteen signs.
        name: What it is called.
        customs_code: Its shorter customs code of ten signs.
        country: Where it is, ISO 3166-1 alpha-2.
    """

    uscc: str
    name: str
    customs_code: str
    country: str = "CN"


def example_declaration(
    flow: Flow,
    kind: str,
    *,
    reference: str,
    container: str,
    party: ExampleParty,
    offices: tuple[str, str],
    on: date,
    dictionary: Dictionary,
) -> dict[str, Any]:
    """Make up a complete declaration.

    Args:
        flow: import or export.
        kind: FULL, ADVANCE or SUMMARY.
        reference: The trader's reference; also the last part of the UCR, in capitals.
        container: A container number with its check digit.
        party: The firm that declares.
        offices: Ids of the inland office and the office at the coast.
        on: Legal day; its year begins the UCR.
        dictionary: Elements and where they stand.

    Returns:
        The document as JSON has it.

    Raises:
        InputError: The container number does not prove itself, or the reference does not fit
            into a UCR.
    """
    problems = list(check_container(container).problems)
    ucr = _ucr(reference, party, on)
    if ucr is None:
        problems.append(_unfit(reference))
    if problems:
        raise InputError(problems)
    values = {**_COMMON, **(_EXPORT if flow == "export" else _IMPORT)}
    values |= {
        "flow": _CODES[flow],
        "declaration_type": kind,
        "lrn": reference,
        "ucr": ucr,
        "declaration_office": offices[0],
        "border_office": offices[1],
        "domestic_party_uscc": party.uscc,
        "user_party_uscc": party.uscc,
        "equipment": ({"container_no": container},),
    }
    item = {**(_TYRES if flow == "export" else _CAR_TYRES), "container_items": (container,)}
    item["origin_country" if flow == "export" else "final_country"] = party.country
    plan = plan_of(dictionary, flow, kind)
    asked = {leaf.name for leaf in leaves(plan.root) if leaf.use != "-"}
    return write_document(plan, values | {"items": (item,)}, asked)


def _ucr(reference: str, party: ExampleParty, on: date) -> str | None:
    """Year, country, firm and reference; with the firm's shorter code where it must."""
    last = reference.upper()
    if not _REFERENCE.fullmatch(last):
        return None
    start = f"{on.year % 10}{party.country}"
    longest = f"{start}{party.uscc}-{last}"
    return longest if len(longest) <= UCR_LENGTH else f"{start}{party.customs_code}-{last}"


def _unfit(reference: str) -> Problem:
    return Problem(
        "window.ucr_form",
        "reference",
        f"{reference!r} does not fit into a consignment reference.",
        "Use 1 to 19 letters, digits, hyphens or brackets.",
        message_zh=f"编号{reference}不能用于货物唯一编号：限1至19位字母、数字、连字符或括号。",
    )


_COMMON: Mapping[str, Any] = {
    "signatory_name": "Example Signatory",
    "trade_mode": "0110",
    "cut_mode": "101",
    "contract_no": "EXAMPLE-CONTRACT-1",
    "border_transport_mode": "2",
    "inland_transport_mode": "3",
    "conveyance_name": "EXAMPLE VESSEL",
    "voyage_no": "001E",
    "transport_document_no": "EXAMPLEBL0001",
    "transport_document_type": "bill_of_lading",
    "trade_country": "DE",
    "partner_country": "DE",
    "transit_or_destination_port": "DEHAM",
    "border_port": "450000",
    "through_declaration": True,
    "direct_release": False,
    "original_container": True,
    "total_packages": 200,
    "package_kind": "01",
    "marks": "N/M",
    "currency": "USD",
    "invoices": ({"invoice_no": "EXAMPLE-INVOICE-1"},),
    "incoterm": "FOB",
}
_EXPORT: Mapping[str, Any] = {
    "foreign_party_name": "Beispiel Handels GmbH",
    "gross_mass": "11800",
    "incoterm_place": "port of loading",
}
_IMPORT: Mapping[str, Any] = {
    "foreign_party_name": "Beispiel Reifen GmbH",
    "loading_port": "DEHAM",
    "gross_mass": "2150",
    "incoterm_place": "Hamburg",
    "freight_mark": "3",
    "freight_value": "1150.00",
    "freight_currency": "USD",
    "insurance_mark": "3",
    "insurance_value": "96.00",
    "insurance_currency": "USD",
    "special_relationship": "0",
    "price_influence": "0",
    "royalty_paid": "0",
    "formula_price": "0",
    "payment_method": "0",
    "is_controlled": False,
    "is_inspectable": False,
    "is_dutiable": True,
}
_TYRES: Mapping[str, Any] = {
    "hs_code": "4011200000",
    "goods_name": "New radial tyres for lorries",
    "declaration_elements": ("for lorries", "radial", "295/80R22.5", "brand: none"),
    "quantity": "200",
    "quantity_unit": "015",
    "statutory_qty_1": "200",
    "item_net_mass": "11600",
    "line_value": "32000.00",
    "final_country": "DE",
    "district_code": "52999",
    "duty_mode": "1",
    "origin_country": "CN",
}
_CAR_TYRES: Mapping[str, Any] = {
    "hs_code": "4011100000",
    "goods_name": "New tyres for motor cars",
    "declaration_elements": ("for motor cars", "radial", "205/55R16", "brand: none"),
    "quantity": "200",
    "quantity_unit": "015",
    "statutory_qty_1": "200",
    "item_net_mass": "2000",
    "line_value": "14000.00",
    "origin_country": "DE",
    "district_code": "52999",
    "duty_mode": "1",
}
