"""The ledger of one declaration, and the charges of an assessment as rows.

Each account is brought to the balance it should have by one posting of the differences, whose
debits equal its credits.
"""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entrepot.service.proceeding import Proceeding

# Accounts; a balance above zero is a debit.
RECEIVABLE, REVENUE, LATE, BANK, DEPOSIT, REFUND, INTEREST = (
    "duty_receivable", "revenue", "late_charges", "bank", "deposit", "refund_payable", "interest",
)  # fmt: skip
_ZERO = Decimal(0)


class Ledger:
    """The accounts of one declaration within a transaction.

    Args:
        case: The declaration.
    """

    def __init__(self, case: "Proceeding") -> None:
        self._case = case

    def balance(self, account: str) -> Decimal:
        """What stands on an account, the postings of this transaction included."""
        return self._balances.get(account, _ZERO)

    def bring_to(self, wanted: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """Bring accounts to the balances they should have.

        Args:
            wanted: Balances by account; they add up to nothing.

        Returns:
            What was added to each.
        """
        more = {name: one - self.balance(name) for name, one in wanted.items()}
        self._balances.update(wanted)
        posting = str(uuid.uuid5(uuid.NAMESPACE_URL, self._case.last_event))
        rows = [
            {
                "posting": posting, "account": account, "debit": max(one, _ZERO),
                "credit": max(-one, _ZERO),
            }
            for account, one in more.items()
            if one
        ]  # fmt: skip
        self._case.add("postings", rows)
        return more

    @cached_property
    def _balances(self) -> dict[str, Decimal]:
        case = self._case
        rows = [] if case.is_new else case.book.list_balances(declaration_id=case.row["id"])
        return {row["account"]: row["balance"] for row in rows}


def assessment_lines(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The charges of an assessment as rows of box 47."""
    return [
        {
            "item": item["seq"], "tax_type": charge["type"],
            "base": charge["base"] and charge["base"]["amount"],
            "quantity": charge["quantity"] and charge["quantity"]["amount"],
            "rate": charge["rate"],
            "unrounded": charge["unrounded"], "amount": charge["amount"]["amount"],
            "source": charge["source"],
        }
        for item in document["items"]
        for charge in item["charges"]
    ]  # fmt: skip
