"""A claim to a preference: which agreement, and what proves the origin."""

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
    valid_to: date | None = None  # first day on which it no longer holds


@dataclass(frozen=True, slots=True)
class Claim:
    """A preference that is asked for.

    Attributes:
        agreement: Code of the agreement.
        proof: What proves the origin, None without one.
        determination: Id of the determination it rests on, empty without one.
        verdict: What that determination says, None without one.
    """

    agreement: str
    proof: Proof | None = None
    determination: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a claim is not granted: not yet (`possible`), or not at all (`rejected`)."""

    standing: Literal["possible", "rejected"]
    why: str


def refuse(claim: Claim, on: date, proof_months: int | None = None) -> Refusal | None:
    """Judge a claim on a day; None grants it.

    Args:
        claim: The claim.
        on: Legal day of import.
        proof_months: How long a proof of the agreement holds, None when not known.
    """
    if claim.verdict == "originating":
        return None
    if claim.verdict == "not_originating":
        return Refusal("rejected", f"{claim.determination}: the goods do not originate")
    if claim.verdict == "undetermined":
        return Refusal("possible", f"{claim.determination}: the origin is not settled")
    if claim.proof is None:
        return Refusal("possible", "no proof of origin is given")
    why = _outside(claim.proof, on, proof_months)
    return Refusal("rejected", why) if why else None


def _outside(proof: Proof, on: date, proof_months: int | None) -> str:
    if proof.issued and proof.issued > on:
        return f"proof {proof.number} was issued on {proof.issued}, after {on}"
    ends = proof.valid_to or (proof.issued and proof_months and _later(proof.issued, proof_months))
    return f"proof {proof.number} held until {ends}" if ends and on >= ends else ""


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    last = 28 if month == 1 else 30 if month in (3, 5, 8, 10) else 31
    return date(day.year + years, month + 1, min(day.day, last))
