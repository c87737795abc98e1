"""Changes of clauses: documents in, checked changes or every fault out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.kernel.codes import bare_hs, is_country
from entrepot.kernel.errors import InputError
from entrepot.service.cases import one_case
from entrepot.service.duty_request import MeasureReader, read_direction
from entrepot.service.fields import Fields
from entrepot.service.tariff_law import TariffLaw
from entrepot.tariff.clause_change import (
    Change,
    Figure,
    GeneralRule,
    NewRate,
    Operations,
    Parties,
    ProductRule,
    Threshold,
)
from entrepot.tariff.origin_law import OriginLaw
from entrepot.tariff.rules_of_origin import parse_rule

FIGURES = ("de_minimis_pct", "de_minimis_weight_pct", "proof_months")
CHANGEABLE = ("rvc_pct", *FIGURES, "general_rule", "product_rule", "minimal_operations",
              "parties", "rate")  # fmt: skip
MOST_CHANGES = 50
_SPAN = re.compile(r"(\d{2}|\d{4}|\d{6})(?:-(\d{2}|\d{4}|\d{6}))?")
_EDITION = re.compile(r"HS\d{4}")
_OPERATION = re.compile(r"[a-z_]+")


@dataclass(frozen=True, slots=True)
class Known:
    """What changes are checked against."""

    law: TariffLaw
    origin: OriginLaw
    today: date


def read_changes(raw: object, known: Known) -> tuple[Change, ...]:
    """Check a change, or a list of them.

    Args:
        raw: An object with `clause`, `agreement` and `to`, or a list of such.
        known: Agreements and markets.

    Raises:
        InputError: With every fault of every change.
    """
    is_list = isinstance(raw, Sequence) and not isinstance(raw, str)
    rows: list[object] = list(raw) if isinstance(raw, Sequence) and is_list else [raw]
    for one in rows:
        if isinstance(one, Mapping):
            one_case(one)  # a JSON number is refused
    top = Fields({"change": rows if is_list else raw})
    inner = top.rows("change") if is_list else [top.inner("change", required=True)]
    if is_list and not 0 < len(rows) <= MOST_CHANGES:
        top.fault("count", "change", f"holds {len(rows)} changes.", f"Give 1 to {MOST_CHANGES}.")
    found = [change for one in inner or () if one and (change := _read(one, known))]
    if top.problems:
        raise InputError(top.problems)
    return tuple(found)


def tell_change(change: Change) -> Mapping[str, object]:
    """A change as a document."""
    match change:
        case Threshold(agreement, to, was):
            return {"clause": "rvc_pct", "agreement": agreement, "from": _plain(was),
                    "to": _plain(to)}  # fmt: skip
        case Figure(agreement, clause, to):
            return {"clause": clause, "agreement": agreement, "to": _plain(to)}
        case GeneralRule(agreement, to):
            return {"clause": "general_rule", "agreement": agreement, "to": to or None}
        case ProductRule(agreement, low, high, to, edition):
            return {"clause": "product_rule", "agreement": agreement,
                    "hs": low if low == high else f"{low}-{high}", "edition": edition or None,
                    "to": to}  # fmt: skip
        case Operations(agreement, to):
            return {"clause": "minimal_operations", "agreement": agreement, "to": list(to)}
        case Parties(agreement, join, leave):
            return {"clause": "parties", "agreement": agreement, "join": list(join),
                    "leave": list(leave)}  # fmt: skip
        case NewRate(market, kind, regime, hs, to, origins):
            return {"clause": "rate", "market": market, "type": kind, "regime": regime, "hs": hs,
                    "to": to, "origins": list(origins)}  # fmt: skip


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _read(fields: Fields, known: Known) -> Change | None:
    """One change, None where it has a fault."""
    before = len(fields.problems)
    clause = fields.word("clause", CHANGEABLE, required=True)
    change = _rate(fields, known) if clause == "rate" else _of_origin(fields, clause, known.origin)
    if clause:
        fields.nothing_else()
    return change if len(fields.problems) == before else None


def _of_origin(fields: Fields, clause: str, law: OriginLaw) -> Change | None:
    agreement = fields.word("agreement", tuple(law.profiles), required=True)
    match clause:
        case "rvc_pct":
            was = fields.positive("from", most=Decimal(100))
            to = fields.positive("to", required=True, most=Decimal(100))
            return Threshold(agreement, to, was) if to is not None else None
        case "de_minimis_pct" | "de_minimis_weight_pct":
            return Figure(agreement, clause, fields.amount("to", most=Decimal(100)))
        case "proof_months":
            months = fields.whole("to", low=1, high=60)
            return Figure(agreement, clause, None if months is None else Decimal(months))
        case "general_rule":
            return GeneralRule(agreement, _rule(fields, required=False))
        case "product_rule":
            return _product_rule(fields, agreement)
        case "minimal_operations":
            return Operations(agreement, _operations(fields))
        case "parties":
            return _parties(fields, agreement, law)
    return None


def _rule(fields: Fields, *, required: bool) -> str:
    text = fields.text("to", required=required)
    if not text:
        return ""
    try:
        parse_rule(text)
    except InputError as error:
        fault = error.problems[0]
        fields.fault("rule", "to", fault.message, fault.hint)
    return text


def _product_rule(fields: Fields, agreement: str) -> Change | None:
    written, edition = fields.text("hs", required=True), fields.text("edition").upper()
    low, _, high = written.partition("-")
    found = _SPAN.fullmatch("-".join(bare_hs(part) for part in (low, high) if part))
    text = _rule(fields, required=True)
    if edition and not _EDITION.fullmatch(edition):
        fields.fault("edition", "edition", f"{edition[:40]!r} is no edition of the HS.",
                     "Write it as HS2022.")  # fmt: skip
    first, last = (found[1], found[2] or found[1]) if found else ("", "")
    if written and (len(first) != len(last) or not first or last < first):
        fields.fault("hs", "hs", f"{written[:40]!r} is no code or range of codes.",
                     "Two, four or six digits, as 9202 or 9201-9209.")  # fmt: skip
    return ProductRule(agreement, first, last, text, edition)


def _operations(fields: Fields) -> tuple[str, ...]:
    found = tuple(name.casefold() for name in fields.texts("to"))
    for name in found:
        if not _OPERATION.fullmatch(name):
            fields.fault("operation", "to", f"{name[:40]!r} is no name of an operation.",
                         "As in packing, simple_assembly.")  # fmt: skip
    return found


def _parties(fields: Fields, agreement: str, law: OriginLaw) -> Change:
    join, leave = (tuple(name.upper() for name in fields.texts(side)) for side in ("join", "leave"))
    for side, names in (("join", join), ("leave", leave)):
        for name in names:
            if not is_country(name):
                fields.fault("country", side, f"{name[:40]!r} is no country.", "As in HK.")
    bound = {one.country for one in law.profiles[agreement].parties} if agreement else set()
    for name in leave:
        if agreement and is_country(name) and name not in bound:
            fields.fault("country", "leave", f"{name} is no party.", "Name one that is.")
    if not (join or leave):
        fields.fault("missing", "join", "names nobody who joins or leaves.", "Name a country.")
    return Parties(agreement, join, leave)


def _rate(fields: Fields, known: Known) -> Change | None:
    """Another duty, told as a measure of a duty case is."""
    name = fields.text("market", required=True).upper()
    direction = read_direction(fields)
    market = known.law.law.find_market(name)
    if name and market is None and not is_country(name):
        fields.fault(
            "market",
            "market",
            f"{name[:40]!r} has no tariff here.",
            f"Known: {', '.join(sorted(m.id for m in known.law.region.markets))}.",
        )
    row = fields.inner("measure", required=True)
    if row is None:
        return None
    if not bare_hs(row.text("hs", required=True)):
        return None
    reader = MeasureReader(known.law.known, name, "", known.today, direction)
    measure = reader.read(row, 0)
    if measure is None:
        return None
    if not measure.duty:
        row.fault("duty", "duty", f"{measure.source_text[:40]!r} is no duty that can be read.",
                  "Write it as 5 % or 12 % MIN (0.34 EUR/kg).")  # fmt: skip
    return NewRate(
        market.id if market else name, measure.kind, measure.regime, measure.hs_code,
        measure.duty, measure.origins,
    )  # fmt: skip
