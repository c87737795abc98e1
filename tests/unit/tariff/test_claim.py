"""Claims: granted, not yet, or not at all."""

from dataclasses import replace
from datetime import date

import pytest

from entrepot.kernel.period import Period
from entrepot.tariff.claim import (
    Certified,
    Claim,
    Determined,
    Entry,
    Pact,
    Proof,
    Refusal,
    ground_of,
    refuse,
)

DAY = date(2026, 8, 1)


def _proof(issued: str, valid_to: str | None = None) -> Proof:
    until = date.fromisoformat(valid_to) if valid_to else None
    return Proof("certificate", "R1", date.fromisoformat(issued), until)


def _determined(verdict: str, hs_code: str = "401120") -> Determined:
    return Determined("D1", verdict, "RCEP", hs_code, "JP")


def _refuse(claim: Claim, on: date = DAY, months: int = 12) -> Refusal | None:
    return refuse(claim, Entry(on, "401120", "JP", "CN"), proof_months=months)


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


# A proof whose number this house gave


CERTIFICATE = Certified(
    "R1", "issued", "RCEP", "JP", "CN", ("401120",), "Music Co", date(2026, 7, 20),
    date(2027, 7, 20), "originating",
)  # fmt: skip


def _with(consignee: str = "", /, **changes: object) -> Claim:
    """A claim on a certificate that differs in what is given; the paper says otherwise."""
    certified = replace(CERTIFICATE, **changes)
    return Claim("RCEP", _proof("2020-01-01"), None, (certified,), consignee)


@pytest.mark.parametrize(
    ("changes", "standing", "why"),
    [
        ({"state": "cancelled"}, "rejected", "certificate R1 was cancelled"),
        ({"state": "replaced", "instead": "R2"}, "rejected", "R1 was replaced by R2"),
        ({"state": "submitted", "issued": None}, "possible", "R1 is not issued yet"),
        ({"last_day": date(2026, 7, 31)}, "rejected", "R1 held until 2026-07-31"),
        ({"issued": date(2026, 8, 2)}, "rejected", "issued on 2026-08-02, after 2026-08-01"),
        ({"agreement": "ACFTA"}, "rejected", "R1 is under ACFTA"),
        ({"hs_codes": ("920290",)}, "rejected", "R1 is for other goods: 920290"),
        ({"importing_party": "KR"}, "rejected", "R1 is for import into KR"),
        ({"origin": "VN"}, "rejected", "R1 is for goods of VN"),
        ({"consignee": "Drum Co"}, "rejected", "R1 names another consignee"),
        ({"verdict": "undetermined"}, "possible", "R1: the origin is not settled"),
        ({"verdict": "not_originating"}, "rejected", "R1: the goods do not originate"),
    ],
)
def test_what_became_of_a_known_certificate_decides(changes, standing, why) -> None:
    refusal = _refuse(_with("music  Co", **changes))

    assert refusal is not None
    assert refusal.standing == standing
    assert why in refusal.why


@pytest.mark.parametrize("consignee", ["", "music  CO"])
def test_a_certificate_that_stands_is_the_ground_of_the_claim(consignee: str) -> None:
    claim, entry = _with(consignee), Entry(DAY, "4011201000", "JP", "CN")

    assert refuse(claim, entry) is None
    assert ground_of(claim, entry).startswith("certificate R1 of 2026-07-20 stands")


def test_of_two_issuers_of_one_number_the_one_that_fits_counts() -> None:
    other = replace(CERTIFICATE, hs_codes=("920290",))

    assert _refuse(Claim("RCEP", _proof("2026-07-20"), None, (other, CERTIFICATE))) is None


def test_a_determination_that_is_named_too_must_stand_as_well() -> None:
    claim = replace(_with(), determined=_determined("not_originating"))

    assert _refuse(claim) == Refusal("rejected", "D1: the goods do not originate")


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
