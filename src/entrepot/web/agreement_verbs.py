"""What the pages and the API ask of the service about clauses of agreements."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class AgreementVerbs:
    """The functions of agreements, bound to the loaded reference.

    Attributes:
        list: Agreements, how much was read of each, and those of which nothing was read.
        compare: Fields `agreements`, `hs`, `edition`, `on` to clauses side by side; raises
            `MissingError` where there is no such agreement.
        rules: Fields `countries`, `hs`, `on` to rules of countries side by side.
        rerun: A book of cases, a change of clauses and who asks, to what moves; raises
            `InputError` with every fault of the change.
        kept: Determinations of an account as a book of cases.
    """

    list: Callable[[], Document]
    compare: Callable[[Fields], Document]
    rules: Callable[[Fields], Document]
    rerun: Callable[[object, object, str | None], Document]
    kept: Callable[[str], Sequence[Document]]
