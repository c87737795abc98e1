"""What a declaration owes through its life: ledger, security, being late, corrections."""

from decimal import Decimal

import pytest

from entrepot.kernel.errors import RefusedError
from entrepot.service import consignments, customs


def test_an_import_is_assessed_paid_and_released(desk) -> None:
    told = desk.filed("G", "import")
    reference = told["reference"]
    due = desk.assessed(reference)[-1]["due"]

    paid = desk.pay(reference, f"{due}")

    assert (told["state"], told["revenue"]) == ("ASSESSED", "DUE")
    assert (paid["state"], paid["revenue"]) == ("RELEASED", "PAID")
    assert desk.balances(reference) == {"revenue": -due, "bank": due}
