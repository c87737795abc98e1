"""What is asked of a duty: a document in, a checked case or every fault out."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from entrepot.kernel.codes import bare_hs, is_country
from entrepot.kernel.consignment import Line
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money
from entrepot.region.law import Measure
from entrepot.service.fields import Fields
from entrepot.service.request import read_hs
from entrepot.tariff.choice import Quota
from entrepot.tariff.claim import Certified, Claim, Determined, Proof
from entrepot.tariff.condition import parse_conditions, render_conditions
from entrepot.tariff.dialects import DIALECTS, parse
from entrepot.tariff.expression import render
from entrepot.tariff.formula import BASES, CUSTOMS_VALUE, DUTY_PAID, rebase
from entrepot.tariff.measures import KINDS, find_overlaps
from entrepot.tariff.nomenclature import Nomenclature
from entrepot.tariff.units import UNITS

ALIASES = {"vol_pct": "abv_pct"}  # units that documents name otherwise
GIVEN = "stated in the case"
_REGIMES = {"mfn": "MFN", "general": "general", "provisional": "provisional", "in_quota": "TRQ"}
Direction = Literal["import", "export"]
_DIRECTIONS: tuple[Direction, Direction] = ("import", "export")


@dataclass(frozen=True, slots=True)
class Known:
    """What a case is checked against.

    Attributes:
        nomenclature: The HS.
        members: Countries of a group of countries on a day, None where there is no such group.
        agreements: Codes of the agreements, by their code and other names casefolded.
        determined: A determination of origin by its id; raises `MissingError`.
        certified: Certificates by a number; none where none is known.
    """

    nomenclature: Nomenclature
    members: Callable[[str, date], Collection[str] | None]
    agreements: Mapping[str, str]
    determined: Callable[[str], Determined]
    certified: Callable[[str], tuple[Certified, ...]]


@dataclass(frozen=True, slots=True)
class InHand:
    """What conditions of measures ask for, as a case tells it; None where it does not.

    Attributes:
        certificates: Codes of the certificates in hand, casefolded.
        end_use: What the goods are used for, casefolded.
    """

    certificates: frozenset[str] | None = None
    end_use: str | None = None


@dataclass(frozen=True, slots=True)
class DutyCase:
    """A checked question for a duty.

    Attributes:
        market: Customs territory or country, as written.
        direction: import or export.
        line: Code, origin, quantities and customs value.
        on: Legal day.
        claims: Preferences asked for.
        fx: Rates stated by pair of currencies; None takes those of the day.
        measures: Measures stated, which replace all others; None takes those.
        additional_code: Firm or variant, empty when not told.
        quotas: Balances told.
        contents: Value of a material in the goods, by the name of its base.
        in_hand: What conditions ask for.
    """

    market: str
    direction: Direction
    line: Line
    on: date
    claims: tuple[Claim, ...]
    fx: Mapping[tuple[str, str], Decimal] | None
    measures: tuple[Measure, ...] | None
    additional_code: str
    quotas: tuple[Quota, ...]
    contents: Mapping[str, Money | None]
    in_hand: InHand


def parse_duty_case(raw: Mapping[str, object], known: Known, *, today: date) -> DutyCase:
    """Check every field of a duty case.

    Args:
        raw: The document: market, direction, hs, origin, on, customs_value, quantities,
            claims, fx, measures; also additional_code, consignee, certificates, end_use, quotas
            and contents.
        known: What its words are checked against.
        today: Legal day used where `on` is not given.

    Raises:
        InputError: With every fault.
    """
    fields = Fields(raw)
    market = fields.text("market", required=True).upper()
    direction = read_direction(fields)
    hs = read_hs(fields, known.nomenclature)
    origin = read_country(fields, "origin", required=direction == "import")
    on = fields.day("on") or today
    value = fields.money_at("customs_value", required=True)
    quantities = read_amounts(fields)
    claims = read_claims(fields, known)
    fx = read_fx(fields)
    measures = read_measures(fields, known, market=market, hs=hs, on=on, direction=direction)
    additional_code = fields.text("additional_code")
    quotas = _quotas(fields)
    contents = _contents(fields)
    in_hand = read_in_hand(fields)
    fields.nothing_else()
    if fields.problems or value is None:
        raise InputError(fields.problems)
    return DutyCase(
        market, direction, Line(hs, value, origin, None, quantities), on, claims, fx, measures,
        additional_code, quotas, contents, in_hand,
    )  # fmt: skip


def read_direction(fields: Fields) -> Direction:
    """The direction of trade; import where none is given."""
    word = fields.word("direction", _DIRECTIONS)
    return "export" if word == "export" else "import"


def read_country(fields: Fields, name: str, *, required: bool = True) -> str:
    """A country of two letters; empty where it is absent."""
    country = fields.text(name, required=required).upper()
    if country and not is_country(country):
        fields.fault("country", name, f"{country[:40]!r} is no country.", "Two letters, as JP.")
    return country


def read_amounts(fields: Fields) -> dict[str, Decimal]:
    """Quantities as a list of unit and value."""
    found: dict[str, Decimal] = {}
    for row in fields.rows("quantities") or ():
        name = row.text("unit", required=True)
        unit = ALIASES.get(name, name)
        value = row.number("value", required=True)
        row.nothing_else()
        if name and unit.partition("/")[0] not in {*UNITS, "abv_pct"}:
            row.fault("unit", "unit", f"{name[:40]!r} is no unit.", f"Known: {', '.join(UNITS)}.")
        elif unit in found:
            row.fault("twice", "unit", f"{name} is told twice.", "Add them up.")
        elif value is not None:
            found[unit] = value
    return found


def read_claims(fields: Fields, known: Known) -> tuple[Claim, ...]:
    """Preferences asked for, each with its proof or its determination of origin.

    The consignee, where the case names one, must be the one that a known certificate names.
    """
    consignee = fields.text("consignee")
    found: list[Claim] = []
    for row in fields.rows("claims") or ():
        name = row.text("agreement", required=True)
        code = known.agreements.get(name.casefold(), name)
        proof = _proof(row)
        determination = row.text("determination")
        row.nothing_else()
        if any(claim.agreement == code for claim in found):
            row.fault("twice", "agreement", f"{code} is claimed twice.", "Claim it once.")
        determined = known.determined(determination) if determination else None
        certified = known.certified(proof.number) if proof else ()
        found.append(Claim(code, proof, determined, certified, consignee))
    return tuple(found)


def read_in_hand(fields: Fields) -> InHand:
    """Certificates in hand and the use of the goods; an empty list of certificates is none."""
    use = fields.text("end_use")
    codes = fields.texts("certificates") if fields.has("certificates") else None
    return InHand(
        None if codes is None else frozenset(code.casefold() for code in codes),
        " ".join(use.casefold().split()) or None,
    )


def _proof(row: Fields) -> Proof | None:
    told = row.inner("proof")
    if told is None:
        return None
    proof = Proof(
        told.text("kind"), told.text("number", required=True), told.day("issued"),
        told.day("valid_to"),
    )  # fmt: skip
    told.nothing_else()
    return proof


def read_fx(fields: Fields) -> dict[tuple[str, str], Decimal] | None:
    """Rates of exchange as a list of from, to and rate; None where none is stated."""
    rows = fields.rows("fx")
    if rows is None:
        return None
    found: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        pair = row.text("from", required=True).upper(), row.text("to", required=True).upper()
        rate = row.positive("rate", required=True)
        for name in ("date", "on", "rule", "source"):
            row.text(name)
        row.nothing_else()
        if rate is not None:
            found[pair] = rate
    return found


def read_measures(
    fields: Fields, known: Known, *, market: str, hs: str, on: date, direction: Direction
) -> tuple[Measure, ...] | None:
    """Measures that a case states; None where it states none."""
    rows = fields.rows("measures")
    if rows is None:
        return None
    reader = MeasureReader(known, market, hs, on, direction)
    found = [measure for place, row in enumerate(rows) if (measure := reader.read(row, place))]
    for first, second in find_overlaps(found):
        message = f"{first.id} and {second.id} hold for the same goods on the same day."
        fields.problems.append(
            Problem(
                "measure.overlap", second.id, message, "End the earlier one, or name another area."
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class MeasureReader:
    """Reads measures that a document states, for a market, a line, a day and a direction."""

    known: Known
    market: str
    hs: str
    on: date
    direction: Direction

    def read(self, row: Fields, place: int) -> Measure | None:
        """One measure, None where it has a fault."""
        before = len(row.problems)
        kind = self._kind(row)
        regime = self._regime(row, kind)
        origins = self._area(row, row.text("area") or "*", "area")
        excluded = [
            country
            for name in row.texts("excluded_areas")
            for country in self._area(row, name, "excluded_areas")
        ]
        printed = row.text("duty", required=True)
        duty = _duty(row, printed, kind, self.on)
        valid_from, valid_to = row.day("valid_from"), row.day("valid_to")
        if valid_from and valid_to and valid_from >= valid_to:
            row.fault("period", "valid_to", "is not after valid_from.", "Give a later day.")
        code, source = row.text("additional_code"), row.text("source")
        conditions = _conditions(row)
        hs = bare_hs(row.text("hs")) or self.hs
        row.nothing_else()
        if len(row.problems) > before:
            return None
        return Measure(
            "", source or GIVEN, "unverified", f"measures[{place}]", self.market, kind, regime,
            hs, origins, tuple(excluded), duty, printed, valid_from, valid_to, "",
            additional_code=code, conditions=conditions,
        )  # fmt: skip

    def _kind(self, row: Fields) -> str:
        kind = row.word("type", tuple(KINDS), required=True)
        return "export_duty" if self.direction == "export" and kind == "mfn" else kind

    def _regime(self, row: Fields, kind: str) -> str:
        name, agreement = row.text("name"), row.text("agreement")
        if kind == "preference":
            if not (agreement or name):
                row.fault("missing", "agreement", "is empty.", "Name the agreement.")
            given = agreement or name
            return self.known.agreements.get(given.casefold(), given)
        return _REGIMES.get(kind) or name or (KINDS[kind].title if kind else "")

    def _area(self, row: Fields, name: str, where: str) -> tuple[str, ...]:
        if name == "*":
            return ()
        members = self.known.members(name, self.on)
        if members is not None:
            return tuple(sorted(members))
        if not is_country(name):
            hint = "A country of two letters, a group of countries, or * for all."
            row.fault("area", where, f"{name[:40]!r} is no area.", hint)
        return (name,)


def _duty(row: Fields, printed: str, kind: str, on: date) -> str:
    """The duty in its canonical form; empty, which is unknown, where it cannot be read."""
    dialect = row.word("dialect", tuple(DIALECTS)) or "entrepot"
    usual = DUTY_PAID if kind in ("excise", "vat") else CUSTOMS_VALUE
    base = row.word("base", BASES) or usual
    if not printed:
        return ""
    try:
        return render(rebase(parse(printed, dialect, on), base))
    except InputError:
        return ""


def _conditions(row: Fields) -> str:
    """Conditions in their canonical form."""
    try:
        return render_conditions(parse_conditions(row.text("conditions")))
    except InputError as error:
        for problem in error.problems:
            row.fault("condition", "conditions", problem.message, problem.hint)
        return ""


def _contents(fields: Fields) -> dict[str, Money | None]:
    """Values of materials in the goods, by the base that a duty on them names."""
    found: dict[str, Money | None] = {}
    for row in fields.rows("contents") or ():
        material = row.text("material", required=True)
        found[f"content {material}"] = row.money_at("value", required=True)
        row.nothing_else()
    return found


def _quotas(fields: Fields) -> tuple[Quota, ...]:
    found = []
    for row in fields.rows("quotas") or ():
        regime = row.text("regime") or "TRQ"
        balance, unit = row.number("balance"), row.text("unit", required=True)
        source = row.text("source", required=True)
        row.nothing_else()
        if unit and unit not in UNITS:
            row.fault("unit", "unit", f"{unit[:40]!r} is no unit.", f"Known: {', '.join(UNITS)}.")
        found.append(Quota(regime, balance, unit, source))
    return tuple(found)
