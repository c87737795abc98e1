"""Security as a release leans on it: the instruments of a firm, kept in the database.

Deposits, letters of banks, policies and waivers are one ledger, and a declaration takes from
it by the verbs of `kernel.cover.Cover`: from one instrument that covers the whole where there
is one, else from several, the oldest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from entrepot.finance.guarantee import Guarantee, MoveKind, beyond, spread, take_down
from entrepot.kernel.errors import RefusedError
from entrepot.kernel.money import Money, total
from entrepot.store import covers
from entrepot.store.window import Book

Part = tuple[int, Money]  # of which row how much


@dataclass(frozen=True, slots=True)
class Security:
    """What a firm has as security, as one declaration uses it.

    Attributes:
        book: The transaction.
        firm: Whose security.
        declaration_id: For which declaration; its row must be there when a move is written.
        reference: What the declaration is called.
        currency: Money of the country.
        office: Where it is declared: what is lodged at another office is not leant on.
        on: Legal day at the office.
        at: Instant.
    """

    book: Book
    firm: str
    declaration_id: int
    reference: str
    currency: str
    office: str
    on: date
    at: datetime

    def available(self) -> Money:
        """What can be set aside today."""
        return self._free(self._usable())

    def reserve(self, amount: Money) -> tuple[Part, ...]:
        """Set an amount aside; the rows stay locked, so that nobody else takes it meanwhile.

        Returns:
            How much of which instrument; `keep_reservation` writes it down.

        Raises:
            RefusedError: Less is free.
        """
        rows = self._usable()
        parts = spread(amount, [guarantee for _, guarantee in rows])
        if not rows or parts is None:
            raise RefusedError(beyond("cover", self._free(rows)))
        taken = []
        for (id, guarantee), part in zip(rows, parts, strict=True):
            if part.amount:
                covers.save_accounts(self.book.tx, id, guarantee.reserve(part))
                taken.append((id, part))
        return tuple(taken)

    def keep_reservation(self, parts: Sequence[Part]) -> None:
        """Write the moves of a reservation, once the declaration itself is written."""
        for id, part in parts:
            self._move(id, "reserve", part)

    def free(self, amount: Money) -> None:
        """Give back what was set aside, the oldest instrument first."""
        for id, guarantee, part in self._taken(amount):
            covers.save_accounts(self.book.tx, id, guarantee.free(part))
            self._move(id, "free", part)

    def use(self, amount: Money) -> None:
        """Take what was set aside to pay the duty, the oldest instrument first."""
        for id, guarantee, part in self._taken(amount):
            covers.save_accounts(self.book.tx, id, guarantee.use(part))
            self._move(id, "use", part)

    def _usable(self) -> list[tuple[int, Guarantee]]:
        rows = covers.lock_usable(self.book.tx, self.firm, self.currency, self.office, self.on)
        return [(row["id"], covers.guarantee_of(row)) for row in rows]

    def _free(self, rows: Sequence[tuple[int, Guarantee]]) -> Money:
        return total((guarantee.available for _, guarantee in rows), self.currency)

    def _taken(self, amount: Money) -> list[tuple[int, Guarantee, Money]]:
        rows = covers.lock_holding(self.book.tx, self.declaration_id)
        parts = take_down(amount, [held for _, held in rows])
        return [
            (row["id"], covers.guarantee_of(row), part)
            for (row, _), part in zip(rows, parts, strict=True)
            if part.amount
        ]

    def _move(self, id: int, kind: MoveKind, amount: Money) -> None:
        covers.add_moves(
            self.book.tx, id, [(kind, amount)], ref=self.reference, by="system", at=self.at,
            declaration_id=self.declaration_id,
        )  # fmt: skip


def try_to_reserve(security: Security, amount: Money) -> tuple[Part, ...]:
    """Set an amount aside if enough is free; nothing where it is not."""
    try:
        return security.reserve(amount)
    except RefusedError:
        return ()
