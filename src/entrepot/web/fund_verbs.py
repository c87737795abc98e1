"""What the pages and the API ask of the service about the fund and small exporters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class FundVerbs:
    """The functions of the fund, bound to a database and the clock.

    Attributes:
        list: Who asks, to the calls in `rows`.
        open: Who acts and a call, to the call.
        show: Who asks and a reference, to a call or an application.
        apply: Who acts, a call's reference and an application, to the application.
        act: Who acts, an application's reference and `move` with what it needs.
        loans: Who asks, to loans in `rows`.
        ask_loan: Who asks and what for, to the loan.
        show_loan: Who asks and a reference, to the loan.
        move_loan: Who acts, a reference and `move` with what it needs.
        score: A firm's records, to a loan's score; nothing is kept.
        features: Records of the loan's scheme: name, words, and what they are called.
        currency: To the region's money.
        zone: To the region's time.
        quote: A buyer and shipments, to what credit insurance costs; nothing is kept.
        consolidate: Batches, boxes and a train, to what goes and the shares; nothing is kept.
    """

    list: Callable[[str], Document]
    open: Callable[[str, object], Document]
    show: Callable[[str, str], Document]
    apply: Callable[[str, str, object], Document]
    act: Callable[[str, str, object], Document]
    loans: Callable[[str], Document]
    ask_loan: Callable[[str, object], Document]
    show_loan: Callable[[str, str], Document]
    move_loan: Callable[[str, str, object], Document]
    score: Callable[[object], Document]
    features: Callable[[], Sequence[Document]]
    currency: Callable[[], str]
    zone: Callable[[], tzinfo]
    quote: Callable[[object], Document]
    consolidate: Callable[[object], Document]
