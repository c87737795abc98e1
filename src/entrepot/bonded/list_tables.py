"""Lists as tables see them: movements for statistics, the monthly summary, figures per form."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.kernel.money import Money
from entrepot.kernel.movement import Movement

GONE = ("refused", "returned")  # states in which the goods did not stay moved


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line of a list that was accepted, as it stands.

    Attributes:
        reference: Of the list.
        seq: Number of the line.
        state: accepted, released, refused or returned.
        mode, flow: Of the list.
        on: Legal day of the acceptance.
        gone_on: Legal day of its refusal or return, None where it stands.
        hs: National code.
        quantity: Pieces.
        taxable: Its share of the value at the border.
        tax: Duty, consumption tax and VAT together.
        partner, origin: Country codes, empty where not told.
    """

    reference: str
    seq: int
    state: str
    mode: str
    flow: str
    on: date
    gone_on: date | None
    hs: str
    quantity: Decimal
    taxable: Money
    tax: Decimal
    partner: str
    origin: str


def movements_of(lines: Iterable[ListLine]) -> Iterator[Movement]:
    """What the lines moved; a list that was refused or came back is reversed in its own month.

    The net mass is not known: a waybill tells the gross mass of the whole parcel.
    """
    for line in lines:
        moved = Movement(
            line.reference, 1, line.seq, "original", line.flow, line.hs, line.partner,
            line.origin, line.taxable, None, line.on.replace(day=1), line.mode,
        )  # fmt: skip
        yield moved
        if line.state in GONE and line.gone_on is not None:
            back = moved.reversed()
            yield Movement(
                back.declaration, 2, back.seq, back.kind, back.flow, back.hs, back.partner,
                back.origin, back.value, None, line.gone_on.replace(day=1), back.trade_mode,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line of the monthly summary of exports by list.

    Attributes:
        hs, partner: What, and where to.
        lists: How many lists it sums up.
        quantity: Pieces.
        value: Of all of them.
        references: The lists.
    """

    hs: str
    partner: str
    lists: int
    quantity: Decimal
    value: Money
    references: tuple[str, ...]


def summarise(lines: Iterable[ListLine]) -> tuple[SummaryLine, ...]:
    """Sum up exports by code and country of destination, lists that did not stay left out.

    Source:
        Design of the window 4.12: list release now, monthly summary declaration.
    """
    groups: defaultdict[tuple[str, str, str], list[ListLine]] = defaultdict(list)
    for line in lines:
        if line.flow == "export" and line.state not in GONE:
            groups[line.hs, line.partner, line.taxable.currency].append(line)
    return tuple(_summed(*key, groups[key]) for key in sorted(groups))


def _summed(hs: str, partner: str, currency: str, lines: list[ListLine]) -> SummaryLine:
    names = tuple(dict.fromkeys(line.reference for line in lines))
    value = sum((line.taxable for line in lines), Money(Decimal(0), currency))
    pieces = sum((line.quantity for line in lines), Decimal(0))
    return SummaryLine(hs, partner, len(names), pieces, value, names)
