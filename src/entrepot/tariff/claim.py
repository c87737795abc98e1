"""A claim to a preference: which agreement, and what proves the origin."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from entrepot.kernel.period import Period

Verdict = Literal["originating", "not_originating", "undetermined"]


@dataclass(frozen=True, slots=True)
class Pact:
    """A trade agreement as a duty sees it.

    Attributes:
        code: Its code, such as RCEP.
        regimes: What schedules call its rates, casefolded.
        parties: Countries with the days on which it binds them.
        proof_months: How long a proof of origin holds, None when not known.
    """

    code: str
    regimes: frozenset[str]
    parties: tuple[tuple[str, Period], ...]
    proof_months: int | None = None

    def binds(self, countries: Collection[str], on: date) -> bool:
        """Say whether every one of the countries is a party on a day."""
        bound = {country for country, valid in self.parties if on in valid}
        return set(countries) <= bound


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof of origin as a claim tells it."""

    kind: str
    number: str
    issued: date | None
    valid_to: date | None = None  # last day on which it holds


@dataclass(frozen=True, slots=True)
class Determined:
    """A determination of origin that a claim rests on."""

    id: str
    verdict: Verdict
    agreement: str
    hs_code: str
    importing_party: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A preference that is asked for.

    Attributes:
        agreement: Code of the agreement.
        proof: What proves the origin, None without one.
        determined: The determination it rests on, None without one.
    """

    agreement: str
    proof: Proof | None = None
    determined: Determined | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a claim is not granted: not yet (`possible`), or not at all (`rejected`)."""

    standing: Literal["possible", "rejected"]
    why: str


def refuse(
    claim: Claim, on: date, *, hs_code: str, country: str, proof_months: int | None = None
) -> Refusal | None:
    """Judge a claim on a day; None grants it.

    Args:
        claim: The claim.
        on: Legal day of import.
        hs_code: Code of the goods.
        country: Country of import, empty where it was not told.
        proof_months: How long a proof of the agreement holds, None when not known.
    """
    if claim.determined is not None:
        return _by_determination(claim.determined, claim.agreement, hs_code, country)
    if claim.proof is None:
        return Refusal("possible", "no proof of origin is given")
    why = _outside(claim.proof, on, proof_months)
    return Refusal("rejected", why) if why else None


def _by_determination(
    determined: Determined, agreement: str, hs_code: str, country: str
) -> Refusal | None:
    about = determined.agreement, determined.hs_code[:6], determined.importing_party
    if about != (agreement, hs_code[:6], country or determined.importing_party):
        return Refusal("rejected", f"{determined.id}: is of other goods, parties or agreement")
    if determined.verdict == "not_originating":
        return Refusal("rejected", f"{determined.id}: the goods do not originate")
    if determined.verdict == "undetermined":
        return Refusal("possible", f"{determined.id}: the origin is not settled")
    return None


def _outside(proof: Proof, on: date, proof_months: int | None) -> str:
    if proof.issued and proof.issued > on:
        return f"proof {proof.number} was issued on {proof.issued}, after {on}"
    ends = proof.valid_to or (
        proof.issued and proof_months and months_later(proof.issued, proof_months)
    )
    return f"proof {proof.number} held until {ends}" if ends and ends < on else ""


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
