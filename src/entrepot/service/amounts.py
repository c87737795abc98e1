"""Amounts as documents tell them."""

from typing import Any

from entrepot.kernel.money import Money

Document = dict[str, Any]


def money_document(money: Money | None) -> Document | None:
    """An amount as text with its currency; None stays null."""
    if money is None:
        return None
    return {"amount": f"{money.amount:f}", "currency": money.currency}
