"""What rows of a house register are worked out from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from entrepot.kernel.roll import Row
from entrepot.service.window import Window
from entrepot.store.rolls import Rolls


class Asked(NamedTuple):
    """Who asks, of what and as known when.

    Attributes:
        window: The window.
        book: The transaction, acting as who asks.
        held: Rows of the registers that are needed, as far as they are for these eyes.
        known_at: The instant of knowledge.
    """

    window: Window
    book: Rolls
    held: Mapping[str, Sequence[Row]]
    known_at: datetime
