"""Materials as a rule of origin counts them: which originate, what they are worth, which shift."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import add, sub
from typing import Literal, NamedTuple, TypeAlias

from entrepot.kernel.money import Money
from entrepot.tariff.origin_case import Material, OriginCase, Proof
from entrepot.tariff.origin_law import Profile
from entrepot.tariff.rules_of_origin import Ctc, MaxNom, Span

Origin: TypeAlias = Literal["originating", "not_originating", "unknown"]
ZERO = Decimal(0)
_COUNTED_BASES = ("cif", "price")
_NO_SHIFT_ROLES = ("retail_packing", "transport_packing", "accessory", "indirect")


@dataclass(slots=True)
class Part:
    """A material as the making of a good counts it.

    Attributes:
        material: The row of the bill.
        path: Its name behind those of what it is a part of.
        origin: Whether it originates in a party.
        country: The party it originates in; empty where it does not.
        value: What it is worth in the currency of the case; None is unknown.
        gross: The same without deductions, as a small rest counts it (RCEP 3.7.1(a)).
        is_least: The value is only the least it can be.
        codes: Its code in the edition of the rule; several where the concordance splits it.
        why: What its origin rests on.
        missing: Facts that would settle it.
    """

    material: Material
    path: str
    origin: Origin
    country: str = ""
    value: Decimal | None = None
    gross: Decimal | None = None
    is_least: bool = False
    codes: tuple[str, ...] = ()
    why: str = ""
    missing: list[str] = field(default_factory=list)

    @property
    def is_counted_in_shift(self) -> bool:
        """Whether a change of classification asks after it (RCEP 3.8 to 3.10)."""
        return self.material.role not in _NO_SHIFT_ROLES

    @property
    def is_counted_in_value(self) -> bool:
        """Whether its value stands in a regional value content (RCEP 3.8.1, 3.10)."""
        return self.material.role not in ("transport_packing", "indirect")


# Origin


def settle(material: Material, path: str, case: OriginCase, profile: Profile) -> Part:
    """A material with what its claim and its proof make of its origin.

    What the producer made himself comes without a proof and is settled by `origin.py` from
    its own materials.
    """
    part = Part(material, path, "unknown")
    _value(part, case)
    if material.role == "indirect":
        part.origin, part.country = "originating", case.exporting_party
        part.why = "indirect materials are treated as originating"
    elif not material.origin:
        part.why = "its origin is not known"
        part.missing.append(f"the origin of {path}")
    elif not profile.is_party(material.origin, case.on):
        part.origin, part.why = "not_originating", f"{material.origin} is no party"
    elif fault := _flaw(material.proof, case.on, profile):
        part.why = f"said to be of {material.origin}, but {fault}"
        part.missing.append(f"a proof of origin of {path}, valid on {case.on}")
    else:
        part.origin, part.country = "originating", material.origin
        part.why = f"a proof shows that it originates in {material.origin}"
    return part


def _flaw(proof: Proof | None, on: date, profile: Profile) -> str:
    """Why a proof does not count on a day; empty where it does."""
    if proof is None:
        return "without a proof"
    if proof.issued is None:
        return "the day its proof was issued is not known"
    if proof.issued > on:
        return f"its proof is of {proof.issued}, a later day"
    ends = proof.valid_to or _end_of(proof, profile)
    return f"its proof was valid to {ends}" if ends and ends < on else ""


def _end_of(proof: Proof, profile: Profile) -> date | None:
    """The last day of a proof that states none, by the agreement."""
    months = profile.agreement.proof_months
    if proof.issued is None or months is None or proof.kind not in profile.agreement.certificates:
        return None
    year, month = divmod(proof.issued.month - 1 + months, 12)
    year += proof.issued.year
    for day in (proof.issued.day, 30, 29, 28):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return None


# Worth


def _value(part: Part, case: OriginCase) -> None:
    """Fill in what a material counts for, and what is missing to know it."""
    material = part.material
    part.gross = in_currency(material.value, case) if material.value else None
    if part.gross is None:
        told = f"a rate from {material.value.currency} to {case.currency}" if material.value else ""
        part.missing.append(told or f"the value of {part.path}")
        return
    value = part.gross
    for one in material.deductions:
        taken = in_currency(one.value, case)
        if taken is None:
            part.missing.append(f"a rate from {one.value.currency} to {case.currency}")
        elif one.evidence:
            value -= taken
        else:
            part.missing.append(f"evidence of the {one.kind} taken off {part.path}")
    part.value = max(value, ZERO)
    part.is_least = material.basis not in _COUNTED_BASES
    if part.is_least:
        part.missing.append(
            f"the CIF value of {part.path}, or the first price paid for it in a party"
        )


def in_currency(money: Money, case: OriginCase) -> Decimal | None:
    """An amount in the currency of the case; None without a rate."""
    if money.currency == case.currency:
        return money.amount
    rate = case.rates.get(money.currency)
    return None if rate is None else money.amount * rate


# Contributions: what one material adds to the sums a test looks at


class ShiftSums(NamedTuple):
    """Materials that did not change their class.

    Attributes:
        failing, unknown: How many do not originate; how many may not.
        failing_value, unknown_value: Their worth.
        failing_kg, unknown_kg: Their weight [kg].
        without_value, without_weight: How many are not known by value, by weight.
    """

    failing: int = 0
    unknown: int = 0
    failing_value: Decimal = ZERO
    unknown_value: Decimal = ZERO
    failing_kg: Decimal = ZERO
    unknown_kg: Decimal = ZERO
    without_value: int = 0
    without_weight: int = 0


class ValueSums(NamedTuple):
    """Materials by worth.

    Attributes:
        foreign: Worth of those that do not originate, or are not known to.
        own: Worth of those that originate.
        foreign_gaps, own_gaps: How many of them are not known by value, or only their least.
    """

    foreign: Decimal = ZERO
    own: Decimal = ZERO
    foreign_gaps: int = 0
    own_gaps: int = 0


Sums: TypeAlias = ShiftSums | ValueSums
NO_SHIFT, NO_VALUE = ShiftSums(), ValueSums()


def exchanged(sums: Sums, out: Sums, into: Sums) -> Sums:
    """The sums with one material for another."""
    if out is into:
        return sums
    parts = map(sub, map(add, sums, into), out)
    return type(sums)._make(parts)


class Counted(NamedTuple):
    """What of a material is counted; a trial changes one of these.

    Attributes:
        origin: Whether it originates.
        value, gross: Its worth, with and without deductions; None is unknown.
        is_least: The worth is only the least it can be.
        codes: Its codes in the edition of the rule.
    """

    origin: Origin
    value: Decimal | None
    gross: Decimal | None
    is_least: bool
    codes: tuple[str, ...]


def counted(part: Part) -> Counted:
    """What of a material is counted, as it stands."""
    return Counted(part.origin, part.value, part.gross, part.is_least, part.codes)


def in_shift(
    part: Part,
    now: Counted,
    test: Ctc,
    good: tuple[str, ...],
    known: dict[tuple[str, ...], bool | None],
) -> ShiftSums:
    """What a material adds to a change of classification.

    Args:
        part: The material.
        now: What of it is counted.
        test: The change asked for.
        good: Codes the good may have, in the edition of the rule.
        known: What was found for codes before; filled here.
    """
    if now.origin == "originating" or not part.is_counted_in_shift:
        return NO_SHIFT
    if now.codes not in known:
        known[now.codes] = is_shifted(now.codes, test, good)
    shifted = known[now.codes]
    if shifted:
        return NO_SHIFT
    kg = part.material.weight_kg
    value, mass = now.gross or ZERO, kg or ZERO
    gaps = int(now.gross is None or now.is_least), int(kg is None)
    if now.origin == "not_originating" and shifted is False:
        return ShiftSums(1, 0, value, ZERO, mass, ZERO, *gaps)
    return ShiftSums(0, 1, ZERO, value, ZERO, mass, *gaps)


def is_shifted(codes: tuple[str, ...], test: Ctc, good: tuple[str, ...]) -> bool | None:
    """Whether a material of these codes changed its class; None where codes disagree."""
    answers = {_shifts(code, test, one) for code in codes for one in good}
    return answers.pop() if len(answers) == 1 else None


def _shifts(code: str, test: Ctc, good: str) -> bool:
    if code[: test.level] == good[: test.level] or _among(code, test.exceptions):
        return False
    return not test.only_from or _among(code, test.only_from)


def _among(code: str, spans: Iterable[Span]) -> bool:
    return any(span.holds(code) for span in spans)


def in_value(part: Part, now: Counted, test: MaxNom | None = None) -> ValueSums:
    """What a material adds to a value content or, of some codes, to a limit."""
    if not part.is_counted_in_value:
        return NO_VALUE
    if test and test.of and not any(_among(code, test.of) for code in now.codes):
        return NO_VALUE
    gap = int(now.value is None or now.is_least)
    if now.origin == "originating":  # deductions are for what does not originate (RCEP 3.5.5)
        return ValueSums(ZERO, now.gross or ZERO, 0, gap)
    return ValueSums(now.value or ZERO, ZERO, gap, 0)


def count(parts: Iterable[Part]) -> Iterator[tuple[Origin, int]]:
    """How many materials are of each origin."""
    origins = [part.origin for part in parts]
    for origin in ("originating", "not_originating", "unknown"):
        yield origin, origins.count(origin)
