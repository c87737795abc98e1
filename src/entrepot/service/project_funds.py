"""What calls of the development fund have free, as caps on a source of money of projects."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from entrepot.kernel.errors import InputError, Problem
from entrepot.plan.projects import FUND
from entrepot.service.fund import free_in_call
from entrepot.service.window import Window


def caps_of_calls(
    window: Window, calls: Mapping[str, str], currency: str, scale: float,
    *, by: str, at: datetime,
) -> dict[str, str]:  # fmt: skip
    """Caps by source of money, in the scale of a case.

    Args:
        window: The window.
        calls: Reference of a call by the source of money that it is.
        currency: Of the case.
        scale: What 1 stands for.
        by: Account.
        at: Instant.

    Raises:
        InputError: A call is in another currency.
        MissingError: There is no such call for these eyes.
    """
    found = {}
    for name, reference in calls.items():
        free = free_in_call(window, reference, by=by, at=at)
        if free.currency != currency:
            raise InputError(
                Problem("plan.currency", name[:60], f"the call is in {free.currency}.",
                        f"Name a call in {currency}.", message_zh="币种与案例不同。")
            )  # fmt: skip
        found[FUND + name] = f"{free.amount / Decimal(repr(scale)):f}"
    return found
