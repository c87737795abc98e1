"""Proofs of origin that follow: security until they come, or do not."""

from decimal import Decimal

import pytest

from entrepot.kernel.errors import InputError, RefusedError
from entrepot.service import clock, customs
from entrepot.service.proofs import bring_proof

PROOF = "/additionalInformation/originProofState"


def codes(raised) -> list[str]:
    return [problem.code for problem in raised.value.problems]


@pytest.fixture
def unproven(desk) -> str:
    """An import from JP that claims a preference whose proof is missing."""
    told = desk.filed("G", "import", **{
        f"{desk.item}/commodity/dutyTaxFee/dutyRegimeCode": "22",
        f"{desk.item}{PROOF}": "missing",
        f"{desk.item}/origin/countryCode": "JP",
    })  # fmt: skip
    return told["reference"]


def reserved(desk) -> Decimal:
    return desk.ask("select reserved from cover where org_id = 'sandbox_exporter'")[0]["reserved"]


def test_the_difference_is_secured_and_the_goods_go_when_the_rest_is_paid(desk, unproven) -> None:
    row = desk.assessed(unproven)[-1]

    told = desk.pay(unproven, f"{row['due']}")

    assert row["security"] > 0
    assert (told["state"], told["revenue"], told["flags"]) == (
        "RELEASED", "PAID", ["proof_missing"],
    )  # fmt: skip
    assert reserved(desk) >= row["security"]


def test_the_proof_frees_the_security(desk, unproven) -> None:
    row = desk.assessed(unproven)[-1]
    desk.pay(unproven, f"{row['due']}")
    before = reserved(desk)
    desk.later(days=300)

    told = desk.do(bring_proof, unproven, "JP-1", kind="C", criterion="PSR", by="exporter")

    assert before - reserved(desk) == row["security"]
    assert (told["version"], told["revenue"], told["flags"]) == (2, "PAID", [])
    assert desk.assessed(unproven)[-1]["security"] == 0
    assert desk.balances(unproven) == {"revenue": -row["due"], "bank": row["due"]}
    assert "proof" in desk.events(unproven)


def test_the_proof_may_come_before_the_duty_is_paid(desk, unproven) -> None:
    due = desk.assessed(unproven)[-1]["due"]

    told = desk.do(bring_proof, unproven, "JP-1", kind="C", criterion="PSR", by="exporter")

    assert (told["state"], told["revenue"]) == ("ASSESSED", "DUE")
    assert desk.pay(unproven, f"{due}")["state"] == "RELEASED"


def test_security_for_the_duty_is_kept_when_the_proof_comes(desk, unproven) -> None:
    row = desk.assessed(unproven)[-1]
    start = reserved(desk) - row["security"]
    desk.do(customs.secure, unproven, by="exporter")

    told = desk.do(bring_proof, unproven, "JP-1", kind="C", criterion="PSR", by="exporter")

    assert told["revenue"] == "SECURED"
    assert reserved(desk) - start == row["due"]


def test_a_proof_that_does_not_come_costs_the_full_rate_once(desk, unproven) -> None:
    row = desk.assessed(unproven)[-1]
    desk.pay(unproven, f"{row['due']}")
    desk.later(days=366)

    first = clock.tick(desk.window, at=desk.at)
    again = clock.tick(desk.window, at=desk.at)
    full = desk.assessed(unproven)[-1]

    assert unproven in first["no_proof"]
    assert unproven not in again["no_proof"]
    assert full["due"] - row["due"] == row["security"] > 0
    assert desk.balances(unproven) == {
        "revenue": -full["due"], "bank": row["due"], "deposit": row["security"],
    }  # fmt: skip
    assert (desk.show(unproven)["revenue"], desk.show(unproven)["flags"]) == ("PAID", [])


def test_a_proof_after_its_days_is_refused(desk, unproven) -> None:
    desk.pay(unproven, f"{desk.assessed(unproven)[-1]['due']}")
    desk.later(days=366)

    with pytest.raises(RefusedError) as raised:
        desk.do(bring_proof, unproven, "JP-1", kind="C", criterion="PSR", by="exporter")

    assert codes(raised) == ["proof.too_late"]


def test_an_incomplete_proof_is_named_and_changes_nothing(desk, unproven) -> None:
    with pytest.raises(InputError) as raised:
        desk.do(bring_proof, unproven, "JP-1", by="exporter")

    assert codes(raised) == ["declaration.field_needed"] * 2
    assert desk.show(unproven)["version"] == 1


def test_where_no_proof_is_missing_none_is_taken(desk) -> None:
    reference = desk.filed("G", "import")["reference"]

    with pytest.raises(RefusedError) as raised:
        desk.do(bring_proof, reference, "JP-1", by="exporter")

    assert codes(raised) == ["proof.none"]


def test_too_little_security_holds_the_goods_until_it_is_there(desk) -> None:
    with desk.window.as_system() as book:
        book.tx.execute("update cover set ceiling = reserved + used")
    told = desk.filed("G", "import", **{
        f"{desk.item}/commodity/dutyTaxFee/dutyRegimeCode": "22",
        f"{desk.item}{PROOF}": "missing",
        f"{desk.item}/origin/countryCode": "JP",
    })  # fmt: skip
    paid = desk.pay(told["reference"], f"{desk.assessed(told['reference'])[-1]['due']}")
    with desk.window.as_system() as book:
        book.tx.execute("update cover set ceiling = 1000000")

    secured = desk.do(customs.secure, told["reference"], by="exporter")

    assert (paid["state"], paid["blockers"][0]["code"]) == ("ASSESSED", "tax.security")
    assert (secured["state"], secured["revenue"]) == ("RELEASED", "PAID")
