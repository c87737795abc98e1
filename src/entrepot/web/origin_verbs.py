"""What the pages and the API ask of the service about origin."""

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class OriginVerbs:
    """The functions of origin, bound to the loaded reference.

    Attributes:
        determine: A question, and the account it is kept for or None, to the determination;
            raises `InputError` with every fault, `where` naming the field.
        show: Id and account to a determination with what was asked; raises `MissingError`.
        agreements: Agreements by code: `code`, `name`, `name_zh`, `parties` of today.
        agreements_of: Fields of a good and a pair to every agreement of the pair.
        today: The day it is, in ISO form.
        country: The region's country.
    """

    determine: Callable[[Fields, str | None], Document]
    show: Callable[[str, str | None], Document]
    agreements: Callable[[], list[Document]]
    agreements_of: Callable[[Fields, str | None], Document]
    today: Callable[[], str]
    country: str
