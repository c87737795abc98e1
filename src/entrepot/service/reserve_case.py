"""A reserve of a good, its level and how it is turned over, as a document."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from entrepot.plan.reserve import (
    Lot,
    Shock,
    Step,
    Terms,
    level_for,
    need_of,
    turn_over,
    worst_start,
)
from entrepot.service.case_parts import Document, cited_document, cited_of, done, share, text
from entrepot.service.fields import Fields

MOST_PERIODS, MOST_ROWS = 240, 100


def plan_reserve(raw: Mapping[str, object]) -> Document:
    """How much of a good to keep, how to turn it over, and what each loss of supply leaves.

    Args:
        raw: `good`, `unit`, `use` (an amount each period), `lots` with `amount` and `age`,
            `shocks` with `name`, `probability`, `cut` (share lost), `periods` and `start` (from
            0; the worst where absent), `wanted` (probability that stock must cover), `life` and
            `turn_at` (periods); `most_turned` and `most_bought` a period; `level` in place of the
            one that is worked out; `source` and `status`.

    Returns:
        `level`, `needs` by shock, the plan by `periods`, and `shocks` with what stays short.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    good, unit = fields.text("good", required=True), fields.text("unit", required=True)
    use = _use(fields)
    lots = [_lot(one) for one in (fields.rows("lots") or [])[:MOST_ROWS]]
    shocks = [_shock(one, len(use)) for one in (fields.rows("shocks") or [])[:MOST_ROWS]]
    if sum(one.probability for one in shocks) > 1:
        fields.fault("probability", "shocks", "have more than 1 of probability.", "Lower them.")
    wanted, asked = share(fields, "wanted"), fields.amount("level")
    terms, cited = _terms(fields), cited_of(fields)
    done(fields)
    level = level_for(shocks, use, wanted) if asked is None else asked
    plain = turn_over(use, lots, level, terms)
    return {
        "good": good, "unit": unit, "wanted": text(wanted), "level": text(level),
        "stock": text(sum((one.amount for one in lots), Decimal(0))),
        "periods": [_step(one) for one in plain],
        "expired": text(sum((one.expired for one in plain), Decimal(0))),
        "shocks": [_told(one, use, lots, level, terms) for one in shocks],
        **cited_document(cited),
    }  # fmt: skip


def _use(fields: Fields) -> list[Decimal]:
    texts = fields.texts("use")
    if not 0 < len(texts) <= MOST_PERIODS:
        fields.fault("use", "use", "is no list of amounts.", 'Write ["10", "12"].')
    rows = [Fields({"use": one}) for one in texts[:MOST_PERIODS]]
    found = [one.number("use") for one in rows]
    for one in rows:
        fields.problems.extend(one.problems)
    return [one or Decimal(0) for one in found]


def _lot(fields: Fields) -> Lot:
    amount, age = fields.positive("amount", required=True), fields.whole("age", low=0, high=999)
    fields.nothing_else()
    return Lot(amount or Decimal(0), age or 0)


def _shock(fields: Fields, count: int) -> Shock:
    name, chance = fields.text("name", required=True), share(fields, "probability")
    cut, start = share(fields, "cut"), fields.whole("start", low=0, high=max(count - 1, 0))
    if not fields.text("periods"):
        fields.fault("missing", "periods", "is empty.", "Fill it in.")
    periods = fields.whole("periods", low=1, high=MOST_PERIODS)
    fields.nothing_else()
    return Shock(name, chance, cut, periods or 1, start)


def _terms(fields: Fields) -> Terms:
    for name in ("life", "turn_at"):
        if not fields.text(name):
            fields.fault("missing", name, "is empty.", "Fill it in.")
    life, turn = (fields.whole(name, low=1, high=999) for name in ("life", "turn_at"))
    if life and turn and turn >= life:
        fields.fault("turn_at", "turn_at", "is not before the end of life.", "Turn over earlier.")
    return Terms(life or 2, turn or 1, fields.amount("most_turned"), fields.amount("most_bought"))


def _step(one: Step) -> Document:
    figures = ("opening", "issued", "drawn", "expired", "bought", "closing", "short")
    return {"period": one.period, **{name: text(getattr(one, name)) for name in figures},
            "oldest": one.oldest}  # fmt: skip


def _told(
    one: Shock, use: Sequence[Decimal], lots: Sequence[Lot], level: Decimal, terms: Terms
) -> Document:
    """A shock against the level, and against the stock there is."""
    worst, need = worst_start(one, use), need_of(one, use)
    steps = turn_over(use, lots, level, terms, worst)
    return {
        "name": one.name, "probability": text(one.probability), "cut": text(one.cut),
        "start": worst.start, "lasts": one.periods, "need": text(need),
        "is_covered": need <= level,
        "short": text(sum((each.short for each in steps), Decimal(0))),
    }  # fmt: skip
