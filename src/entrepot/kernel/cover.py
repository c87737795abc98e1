"""What a release may lean on: security that is reserved, used or freed."""

from typing import Protocol

from entrepot.kernel.money import Money


class Cover(Protocol):
    """Security behind a duty that is not paid yet.

    Reserved and used together never exceed what is there.
    """

    def reserve(self, amount: Money) -> "Cover":
        """Set an amount aside.

        Raises:
            RefusedError: Less is free.
        """

    def free(self, amount: Money) -> "Cover":
        """Give back what was set aside.

        Raises:
            ValueError: Less is set aside.
        """

    def use(self, amount: Money) -> "Cover":
        """Take what was set aside to pay the duty.

        Raises:
            ValueError: Less is set aside.
        """
