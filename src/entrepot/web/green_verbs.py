"""What the pages and the API ask of the service about green channels."""

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class GreenVerbs:
    """The functions of green channels, bound to a database and the clock.

    Attributes:
        list: Who asks, to eligibility in `rows` and the `channels` one may grant.
        grant: Who acts and the fields of a grant, to the eligibility.
        act: Who acts, a reference, and `move` (confirm or revoke) with its `reason`.
        queue: Who asks and a channel, to what waits and the sample.
        examine: Who acts, a channel, a case, and `finding`.
    """

    list: Callable[[str], Document]
    grant: Callable[[str, object], Document]
    act: Callable[[str, str, object], Document]
    queue: Callable[[str, str], Document]
    examine: Callable[[str, str, str, object], Document]
