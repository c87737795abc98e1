"""A claim to a preference: which agreement, and what proves the origin.

A proof whose number this house gave is judged by what became of that certificate; any other is
taken as it is claimed on paper.
"""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from entrepot.kernel.period import Period
from entrepot.tariff.certificate import State

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
class Certified:
    """A certificate that is known by the number of a proof.

    Attributes:
        number: Its number; its reference before it has one.
        state: Where it stands, one of `certificate.STATES`.
        agreement: Code of the agreement.
        importing_party: ISO 3166-1 alpha-2.
        origin: Country of origin it names; empty where it names none.
        hs_codes: Six digits of each good on it.
        consignee: Name of the importer on it.
        issued: Day of issue, None before.
        last_day: Last day on which it holds, None where not known.
        verdict: What the determination says that it rests on.
        instead: Number of the one that took its place; empty where none did.
        is_synthetic: Made in a rehearsal.
    """

    number: str
    state: State
    agreement: str
    importing_party: str
    origin: str
    hs_codes: tuple[str, ...]
    consignee: str
    issued: date | None
    last_day: date | None
    verdict: Verdict
    instead: str = ""
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A preference that is asked for.

    Attributes:
        agreement: Code of the agreement.
        proof: What proves the origin, None without one.
        determined: The determination it rests on, None without one.
        certified: Certificates of the proof's number, each by another issuer; empty where this
            house knows none.
        consignee: Who imports, by name; empty where not told.
    """

    agreement: str
    proof: Proof | None = None
    determined: Determined | None = None
    certified: tuple[Certified, ...] = ()
    consignee: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """The import that a preference is claimed for.

    Attributes:
        on: Legal day of import.
        hs_code: Code of the goods.
        country: Country of import, empty where it was not told.
        origin: Country of origin, empty where it was not told.
    """

    on: date
    hs_code: str
    country: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a claim is not granted: not yet (`possible`), or not at all (`rejected`)."""

    standing: Literal["possible", "rejected"]
    why: str


def refuse(claim: Claim, entry: Entry, *, proof_months: int | None = None) -> Refusal | None:
    """Judge a claim; None grants it.

    Args:
        claim: The claim.
        entry: The import it is made for.
        proof_months: How long a proof of the agreement holds, None when not known.
    """
    if claim.certified and find_standing(claim, entry) is None:
        return _against(claim.certified[0], claim, entry)
    if claim.determined is not None:
        return _by_determination(claim.determined, claim.agreement, entry)
    if claim.proof is None:
        return Refusal("possible", "no proof of origin is given")
    if claim.certified:
        return None
    why = _outside(claim.proof, entry.on, proof_months)
    return Refusal("rejected", why) if why else None


def find_standing(claim: Claim, entry: Entry) -> Certified | None:
    """The certificate that stands behind a claim; None where none is known that does."""
    standing = (one for one in claim.certified if _against(one, claim, entry) is None)
    return next(standing, None)


def ground_of(claim: Claim, entry: Entry) -> str:
    """Why the rate of a claim applies that is granted by a known certificate; empty without one."""
    found = find_standing(claim, entry)
    if found is None:
        return ""
    number, day = found.number, found.issued
    if found.is_synthetic:
        return (
            f"certificate {number} of {day}, made in a rehearsal, stands, and no open rate is lower"
        )
    return f"certificate {number} of {day} stands, and no open rate is lower"


def _against(one: Certified, claim: Claim, entry: Entry) -> Refusal | None:
    """What speaks against a certificate that is claimed with; None where nothing does."""
    if why := _void(one) or _of_others(one, claim, entry) or _not_on(one, entry.on):
        return Refusal("rejected", why)
    if one.issued is None:
        return Refusal("possible", f"certificate {one.number} is not issued yet")
    return _by_verdict(f"certificate {one.number}", one.verdict)


def _void(one: Certified) -> str:
    if one.state == "replaced":
        return f"certificate {one.number} was replaced by {one.instead}"
    return f"certificate {one.number} was cancelled" if one.state == "cancelled" else ""


def _of_others(one: Certified, claim: Claim, entry: Entry) -> str:
    """Whether a certificate speaks of another agreement, goods, country or consignee."""
    number = one.number
    if one.agreement != claim.agreement:
        return f"certificate {number} is under {one.agreement}"
    if entry.hs_code[:6] not in one.hs_codes:
        return f"certificate {number} is for other goods: {', '.join(one.hs_codes)}"
    if entry.country and one.importing_party != entry.country:
        return f"certificate {number} is for import into {one.importing_party}"
    if entry.origin and one.origin and one.origin != entry.origin:
        return f"certificate {number} is for goods of {one.origin}"
    if claim.consignee and _same_name(claim.consignee) != _same_name(one.consignee):
        return f"certificate {number} names another consignee"
    return ""


def _same_name(name: str) -> str:
    return " ".join(name.casefold().split())


def _not_on(one: Certified, on: date) -> str:
    number = one.number
    if one.issued and one.issued > on:
        return f"certificate {number} was issued on {one.issued}, after {on}"
    return (
        f"certificate {number} held until {one.last_day}"
        if one.last_day and one.last_day < on
        else ""
    )


def _by_determination(determined: Determined, agreement: str, entry: Entry) -> Refusal | None:
    about = determined.agreement, determined.hs_code[:6], determined.importing_party
    country = entry.country or determined.importing_party
    if about != (agreement, entry.hs_code[:6], country):
        return Refusal("rejected", f"{determined.id}: is of other goods, parties or agreement")
    return _by_verdict(determined.id, determined.verdict)


def _by_verdict(name: str, verdict: Verdict) -> Refusal | None:
    if verdict == "not_originating":
        return Refusal("rejected", f"{name}: the goods do not originate")
    if verdict == "undetermined":
        return Refusal("possible", f"{name}: the origin is not settled")
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
