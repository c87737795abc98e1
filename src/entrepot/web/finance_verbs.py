"""What the pages and the API ask of the service about guarantees, refunds and the calendar."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class FinanceVerbs:
    """The functions of money around the goods, bound to a database and a clock.

    Attributes:
        guarantees: Who asks, to `guarantees` and the kinds he `may_open`.
        guarantee: Who asks and a reference, to it with its moves and claims.
        offices: The customs offices one may be lodged with: `name` and `name_zh` by id.
        open_guarantee: Who asks and the fields of an instrument.
        activate: Who asks and a reference.
        move_guarantee: Who asks, a reference, the kind of a move, and its fields.
        move_file: Who asks, a reference and lines, to a result a line.
        verify: Who asks and a reference, to its recount.
        pay_claim: Who asks and the number of a claim.
        refunds: Who asks, to `cases` with the days left.
        refund: Who asks and a reference, to the case.
        file_refund: Who asks and a case, to the draft.
        move_refund: Who asks, a reference, and `move` with what it needs.
        compute_refund: A case, to what it comes to; nothing is stored.
        calendar: A year and who asks, empty for strangers.
        propose_days: Who asks, and `rows`, `years`, `reason`.
        decide_days: Who asks, the number of a proposal, whether it is to be, and why.
        today: The legal day.
        zone: Time zone of instants.
        currency: The home money.
    """

    guarantees: Callable[[str], Document]
    guarantee: Callable[[str, str], Document]
    offices: Callable[[], Mapping[str, Document]]
    open_guarantee: Callable[[str, Fields], Document]
    activate: Callable[[str, str], Document]
    move_guarantee: Callable[[str, str, str, Fields], Document]
    move_file: Callable[[str, str, Sequence[str]], Document]
    verify: Callable[[str, str], Document]
    pay_claim: Callable[[str, int], Document]
    refunds: Callable[[str], Document]
    refund: Callable[[str, str], Document]
    file_refund: Callable[[str, object], Document]
    move_refund: Callable[[str, str, object], Document]
    compute_refund: Callable[[Fields], Document]
    calendar: Callable[[int, str], Document]
    propose_days: Callable[[str, object], Document]
    decide_days: Callable[[str, int, bool, str], Document]
    today: Callable[[], date]
    zone: Callable[[], ZoneInfo]
    currency: Callable[[], str]
