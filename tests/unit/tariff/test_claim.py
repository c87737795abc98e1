"""Claims: granted, not yet, or not at all."""

from datetime import date

import pytest

from entrepot.kernel.period import Period
from entrepot.tariff.claim import Claim, Determined, Pact, Proof, Refusal, refuse

DAY = date(2026, 8, 1)


def _proof(issued: str, valid_to: str | None = None) -> Proof:
    until = date.fromisoformat(valid_to) if valid_to else None
    return Proof("certificate", "R1", date.fromisoformat(issued), until)


def _determined(verdict: str, hs_code: str = "401120") -> Determined:
    return Determined("D1", verdict, "RCEP", hs_code, "JP")


def _refuse(claim: Claim, on: date = DAY, months: int = 12) -> Refusal | None:
    return refuse(claim, on, hs_code="401120", country="JP", proof_months=months)


@pytest.mark.parametrize(
    ("claim", "standing", "why"),
    [
        (Claim("RCEP"), "possible", "no proof of origin is given"),
        (Claim("RCEP", _proof("2026-08-02")), "rejected", "issued on 2026-08-02"),
        (Claim("RCEP", _proof("2025-07-01")), "rejected", "held until 2026-07-01"),
        (Claim("RCEP", _proof("2026-07-01", "2026-07-31")), "rejected", "held until 2026-07-31"),
        (Claim("RCEP", None, _determined("not_originating")), "rejected", "D1: the goods do not"),
        (Claim("RCEP", None, _determined("originating", "401110")), "rejected", "other goods"),
        (
            Claim("RCEP", None, _determined("undetermined")),
            "possible",
            "D1: the origin is not settled",
        ),
    ],
)
def test_a_claim_is_refused_with_its_reason(claim: Claim, standing: str, why: str) -> None:
    refusal = _refuse(claim)

    assert refusal is not None
    assert refusal.standing == standing
    assert why in refusal.why


@pytest.mark.parametrize(
    "claim",
    [
        Claim("RCEP", _proof("2026-07-20")),
        Claim("RCEP", _proof("2025-08-31")),
        Claim("RCEP", None, _determined("originating")),
    ],
)
def test_a_claim_with_a_valid_proof_is_granted(claim: Claim) -> None:
    assert _refuse(claim) is None


def test_a_proof_of_the_last_of_a_month_ends_on_the_last_day_there_is() -> None:
    assert _refuse(Claim("X", _proof("2026-08-31")), date(2027, 2, 28), 6) is None
    assert _refuse(Claim("X", _proof("2026-08-31")), date(2027, 3, 1), 6) is not None


def test_an_agreement_binds_its_parties_from_their_own_day() -> None:
    pact = Pact(
        "RCEP", frozenset({"rcep"}),
        (("CN", Period(date(2022, 1, 1))), ("ID", Period(date(2023, 1, 2)))),
    )  # fmt: skip

    assert not pact.binds({"CN", "ID"}, date(2023, 1, 1))
    assert pact.binds({"CN", "ID"}, date(2023, 1, 2))
    assert not pact.binds({"CN", "JP"}, date(2023, 1, 2))
