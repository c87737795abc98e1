"""Security as a release leans on it: the cash deposit of a firm, kept in the database.

Whatever else may stand behind a duty, a letter of a bank or a policy, comes in by the same
three verbs of `kernel.cover.Cover`.
"""

from dataclasses import dataclass
from datetime import datetime

from entrepot.kernel.cover import CashDeposit
from entrepot.kernel.errors import RefusedError
from entrepot.kernel.money import Money
from entrepot.store.window import Book


@dataclass(frozen=True, slots=True)
class Deposit:
    """The deposit of a firm, as one declaration uses it.

    Attributes:
        book: The transaction.
        firm: Whose deposit.
        declaration_id: For which declaration; its row must be there when a move is written.
        at: Instant.
    """

    book: Book
    firm: str
    declaration_id: int
    at: datetime

    def find(self) -> CashDeposit | None:
        """What was deposited, reserved and used; None where nothing was ever deposited."""
        row = self.book.find_cover(org=self.firm)
        if row is None:
            return None
        ceiling, reserved, used = (
            Money(row[name], row["currency"]) for name in ("ceiling", "reserved", "used")
        )
        return CashDeposit(ceiling, reserved, used)

    def reserve(self, amount: Money) -> "Deposit":
        """Set an amount aside; the database refuses more than is free, whoever else asks.

        Raises:
            RefusedError: Less is free, or nothing was deposited.
        """
        deposit = self.find() or CashDeposit(amount * 0)
        reserved = deposit.reserve(amount)
        if self.book.reserve_cover(org=self.firm, amount=amount.amount) is None:
            reserved.reserve(reserved.available + amount)  # somebody else was first: says so
        return self

    def free(self, amount: Money) -> "Deposit":
        """Give back what was set aside."""
        self.book.free_cover(org=self.firm, amount=amount.amount)
        self._move("free", amount)
        return self

    def use(self, amount: Money) -> "Deposit":
        """Take what was set aside to pay the duty."""
        self.book.use_cover(org=self.firm, amount=amount.amount)
        self._move("use", amount)
        return self

    def keep_reservation(self, amount: Money) -> None:
        """Write the move of a reservation, once the declaration itself is written."""
        self._move("reserve", amount)

    def reserved(self) -> Money | None:
        """What is set aside for this declaration; None where nothing was ever deposited."""
        deposit = self.find()
        if deposit is None:
            return None
        row = self.book.get_reserved(declaration_id=self.declaration_id)
        return Money(row["reserved"], deposit.ceiling.currency)

    def _move(self, kind: str, amount: Money) -> None:
        self.book.add_cover_move(
            org=self.firm, declaration_id=self.declaration_id, kind=kind, amount=amount.amount,
            at=self.at,
        )  # fmt: skip


def try_to_reserve(deposit: Deposit, amount: Money) -> bool:
    """Set an amount aside if enough is free."""
    try:
        deposit.reserve(amount)
    except (RefusedError, ValueError):  # too little, or in another currency
        return False
    return True
