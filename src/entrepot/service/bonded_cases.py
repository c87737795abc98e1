"""Questions of the bonded room that need no store: gross consumption, a book's check, a lease."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from entrepot.bonded.books import KINDS, STAGES, Move, Stock, apply_moves
from entrepot.bonded.consumption import check_loss, gross_consumption
from entrepot.bonded.lease import ENDS, End, Lease, Levied, Plan, Rent, plan_lease
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document, money_document
from entrepot.service.bonded_fields import Asked, plain


def work_out_gross(raw: Mapping[str, object]) -> Document:
    """Gross consumption of a material.

    Args:
        raw: `net`, `loss_pct`, `units` (1) and `unit` (kg).

    Returns:
        `gross` of one unit and `written_off` of all, in `unit`.

    Raises:
        InputError: A number is missing or wrong; `bonded.loss` below 0 or from 100 % on.
    """
    asked = Asked(raw)
    net, loss = asked.number("net"), asked.number("loss_pct", any_sign=True)
    units = asked.number("units") if "units" in asked else Decimal(1)
    unit = asked.text("unit", most=20) or "kg"
    if loss is not None:
        asked.problems += check_loss(loss, "loss_pct")
    asked.end()
    assert net is not None
    assert loss is not None
    assert units is not None
    found = gross_consumption(net, loss, units)
    return {"gross": float(found.gross), "written_off": float(found.written_off), "unit": unit}


def check_book(raw: object) -> Document:
    """The items of a book after its moves.

    Args:
        raw: `unit`, `items` with `item`, `opening` and `limit`, `moves` with `list`, `item`,
            `kind`, `stage` and `quantity`.

    Raises:
        InputError: With everything that is wrong with the document.
        RefusedError: `bonded.short` or `bonded.limit`, `moves[n]` named.
    """
    asked = Asked(raw)
    asked.text("unit", most=20)
    stocks = [_stock(one) for one in asked.rows("items")]
    names = [stock.item for stock in stocks]
    for place, name in enumerate(names):
        if name and name in names[:place]:
            asked.fault("item_twice", f"items[{place}].item", f"{name!r} stands there before.",
                        "Name each item once.", "料号重复。")  # fmt: skip
    moves = [_move(one, set(names)) for one in asked.rows("moves", required=False)]
    asked.end()
    after = apply_moves(stocks, moves)
    return {"items": [stock_document(stock) for stock in after.values()]}


def stock_document(stock: Stock) -> Document:
    """An item as the check of a book tells it."""
    return {
        "item": stock.item,
        "opening": plain(stock.opening),
        "in": plain(stock.received),
        "out": plain(stock.issued),
        "pre_deducted": plain(stock.pre_deducted),
        "closing": plain(stock.closing),
        "available": plain(stock.available),
    }


def _stock(one: Asked) -> Stock:
    return Stock(
        one.text("item", required=True, most=40),
        one.number("opening", required=False, zero=True) or Decimal(0),
        one.number("limit", required=False, zero=True),
    )


def _move(one: Asked, known: set[str]) -> Move:
    item = one.text("item", required=True, most=40)
    if item and item not in known:
        one.fault("item_unknown", "item", f"{item!r} is no item of the book.",
                  "Name one of its items.", "料号不在账册中。")  # fmt: skip
    return Move(
        one.text("list", most=40), item, one.word("kind", KINDS), one.word("stage", STAGES),
        one.number("quantity") or Decimal(0),
    )  # fmt: skip


def assess_lease(raw: object) -> Document:
    """What a lease owes on each rent, at its end and in all.

    Args:
        raw: `rents` with `due_on` and `amount`, `duty_pct`, `vat_pct`, `end` and `residual`.

    Raises:
        InputError: With everything that is wrong.
    """
    return plan_document(plan_lease(read_lease(Asked(raw))))


def read_lease(asked: Asked) -> Lease:
    """A lease as a document tells it.

    Raises:
        InputError: With everything that is wrong.
    """
    currency = ""
    rents: list[Rent] = []
    for one in asked.rows("rents"):
        day, amount = one.day("due_on"), one.money("amount", currency=currency)
        currency = currency or (amount.currency if amount else "")
        if day and amount:
            rents.append(Rent(day, amount))
    if any(first.due_on > second.due_on for first, second in pairwise(rents)):
        asked.fault("order", "rents", "do not stand in the order of their days.",
                    "Sort them by due_on.", "租金应按到期日排序。")  # fmt: skip
    duty, vat = _rate(asked, "duty_pct"), _rate(asked, "vat_pct")
    end = asked.word("end", ENDS)
    residual = asked.money("residual", required=end == "buy", currency=currency)
    asked.end()
    told: End = "buy" if end == "buy" else "return"
    return Lease(tuple(rents), duty, vat, told, residual)


def _rate(asked: Asked, name: str) -> Decimal:
    found = asked.number(name, zero=True)
    if found is not None and found > 1000:
        asked.fault("rate", name, f"{found:f} % is no rate.", "Give it in percent.", "税率无效。")
    return found or Decimal(0)


def plan_document(plan: Plan) -> Document:
    """A plan of a lease as JSON."""
    return {
        "instalments": [
            {"due_on": one.due_on.isoformat() if one.due_on else None, **_levied(one)}
            for one in plan.instalments
        ],
        "end": _levied(plan.end),
        "total": _told(plan.total),
    }


def _levied(one: Levied) -> Document:
    return {"duty": _told(one.duty), "vat": _told(one.vat), "total": _told(one.total)}


def _told(amount: Money) -> Document | None:
    return money_document(amount.rounded())
