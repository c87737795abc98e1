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
        show: Who and an id, to the run; raises `MissingError`.
        list: Who, to the newest runs that he may see, without their results.
        stop: Who and an id, to the run, which ends with the best plan found; raises
            `MissingError`.
        cancel: Alike, to the run, which ends without an answer.
        keep: Who, an id, the code of a plan and a note, to the version; raises `InputError`,
            `MissingError` and `RefusedError`.
        plans: Who, to the plans with their newest versions.
        versions: Who and a plan, to its versions, newest first; raises `MissingError`.
        version: Who, a plan and a number or None for the newest, to the version with its result
            and its case; raises `MissingError`.
        compare: Who, a plan and two numbers, to what differs; raises `MissingError`.
    """

    start: Callable[[str, bytes, str, str, str], Document]
    ask_more: Callable[[str, str, str, str], Document]
    show: Callable[[str, str], Document]
    list: Callable[[str], list[Document]]
    stop: Callable[[str, str], Document]
    cancel: Callable[[str, str], Document]
    keep: Callable[[str, str, str, str], Document]
    plans: Callable[[str], Document]
    versions: Callable[[str, str], Document]
    version: Callable[[str, str, int | None], Document]
    compare: Callable[[str, str, int, int], Document]
