"""What pages and API ask of the service about portfolios."""

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class PortfolioVerbs:
    """The service's functions.

    Attributes:
        start: Who, the bytes of a case, its name, what is asked (plan, frontier, regret) and what
            a frontier holds benefit against, to the run; raises `InputError` with all that is
            wrong, and `RefusedError`.
        ask_more: Who, an id, what is asked and against what, to the run; raises alike, and
            `MissingError`.
        show: An id, to the run; raises `MissingError`.
        list: The newest runs without their results.
        stop: An id, to the run, which ends with the best plan found; raises `MissingError`.
    """

    start: Callable[[str, bytes, str, str, str], Document]
    ask_more: Callable[[str, str, str, str], Document]
    show: Callable[[str], Document]
    list: Callable[[], list[Document]]
    stop: Callable[[str], Document]
