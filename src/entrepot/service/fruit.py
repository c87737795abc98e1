"""Village fruit for a train: what goes into which cold box, what stays, and the farmers' shares."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from entrepot.kernel.errors import InputError
from entrepot.kernel.money import Money
from entrepot.port.fruit import Batch, ColdBox, Consolidation, Run, consolidate, share_out
from entrepot.service.amounts import Document, money_document
from entrepot.service.fields import Fields

QUARANTINE = ("passed", "pending", "failed")
MOST_ROWS = 2_000


def consolidate_case(raw: Mapping[str, object]) -> Document:
    """Put batches of fruit into the cold boxes of a train, and share out what they brought.

    Args:
        raw: `train` with `id`, `cutoff_at`, `arrives_at` and `least_days_left`; `boxes`, each
            with `box`, `capacity_kg` and `temperature_c`; `batches`, each with `batch`,
            `farmer`, `fruit`, `harvested_at`, `shelf_life_days`, `quarantine`, `mass_kg`,
            `low_c`, `high_c` and `value`; `proceeds` and `costs`, once they are known.

    Returns:
        `boxes`, `left_out`, `payouts` (with `amount` null until there are proceeds).

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    inner = fields.inner("train", required=True)
    run = _run(inner) if inner else None
    boxes = [_box(one) for one in (fields.rows("boxes") or [])[:MOST_ROWS]]
    batches = [_batch(one) for one in (fields.rows("batches") or [])[:MOST_ROWS]]
    proceeds, costs = fields.money_at("proceeds"), fields.money_at("costs")
    fields.nothing_else()
    known = [one for one in batches if one is not None]
    _check(fields, known, [box for box in boxes if box], proceeds, costs)
    if fields.problems or run is None:
        raise InputError(fields.problems)
    found = consolidate(known, [box for box in boxes if box], run)
    return {**_document(found), "payouts": _payouts(found, proceeds, costs)}


def _document(found: Consolidation) -> Document:
    return {
        "boxes": [
            {
                "box": one.box.box, "temperature_c": f"{one.box.temperature_c:f}",
                "mass_kg": f"{one.mass_kg:f}", "capacity_kg": f"{one.box.capacity_kg:f}",
                "batches": [batch.batch for batch in one.batches],
            }
            for one in found.boxes
        ],
        "left_out": [{"batch": batch.batch, "reason": reason} for batch, reason in found.left_out],
    }  # fmt: skip


def _payouts(found: Consolidation, proceeds: Money | None, costs: Money | None) -> list[Document]:
    farmers = list(dict.fromkeys(batch.farmer for batch in found.batches))
    if proceeds is None or costs is None or not farmers:
        return [{"farmer": farmer, "amount": None} for farmer in farmers]
    shares = share_out(found.batches, proceeds, costs)
    return [{"farmer": who, "amount": money_document(share)} for who, share in shares.items()]


def _check(
    fields: Fields, batches: list[Batch], boxes: list[ColdBox], proceeds: Money | None,
    costs: Money | None,
) -> None:  # fmt: skip
    for name, found in (
        ("batches", [one.batch for one in batches]),
        ("boxes", [one.box for one in boxes]),
    ):
        for twice in sorted({one for one in found if found.count(one) > 1}):
            fields.fault("twice", name, f"{twice!r} is there twice.", "Name each once.")
    currencies = {one.value.currency for one in batches}
    currencies |= {sum_.currency for sum_ in (proceeds, costs) if sum_ is not None}
    if proceeds is not None and costs is None:
        fields.fault("missing", "costs", "is empty.", "Give 0.00 where there were none.")
    if len(currencies) > 1:
        told = ", ".join(sorted(currencies))
        fields.fault("currency", "batches", f"amounts are in {told}.", "Give one currency.")
    elif costs is not None and (proceeds is None or costs.amount > proceeds.amount):
        fields.fault("costs", "costs", "are above the proceeds.", "Settle the loss by hand.")


def _run(fields: Fields) -> Run | None:
    train = fields.text("id", required=True)
    cutoff, arrives = _instant(fields, "cutoff_at"), _instant(fields, "arrives_at")
    days = fields.number("least_days_left") or Decimal(0)
    fields.nothing_else()
    return Run(train, cutoff, arrives, days) if cutoff and arrives else None


def _box(fields: Fields) -> ColdBox | None:
    name, mass = fields.text("box", required=True), fields.positive("capacity_kg", required=True)
    degrees = _degrees(fields, "temperature_c")
    fields.nothing_else()
    return None if mass is None or degrees is None else ColdBox(name, mass, degrees)


def _batch(fields: Fields) -> Batch | None:
    batch, farmer = fields.text("batch", required=True), fields.text("farmer", required=True)
    fruit, harvested = fields.text("fruit", required=True), _instant(fields, "harvested_at")
    life, mass = (
        fields.positive("shelf_life_days", required=True, most=Decimal(3650)),
        fields.positive("mass_kg", required=True),
    )
    quarantine = fields.word("quarantine", QUARANTINE, required=True)
    low, high = _degrees(fields, "low_c"), _degrees(fields, "high_c")
    value = fields.money_at("value", required=True)
    if value is not None and not value.amount:
        fields.fault("positive", "value", "is zero.", "Give what the batch is worth.")
    fields.nothing_else()
    if harvested is None or life is None or mass is None or low is None or high is None:
        return None
    if value is None or not value.amount:
        return None
    return Batch(batch, farmer, fruit, harvested, life, quarantine, mass, low, high, value)


def _instant(fields: Fields, name: str) -> datetime | None:
    text = fields.text(name, required=True)
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        found = None
    if text and (found is None or found.tzinfo is None):
        hint = "Write it with its offset, as 2026-09-01T08:00:00+08:00."
        fields.fault("instant", name, f"{text[:40]!r} is no instant.", hint)
        return None
    return found


def _degrees(fields: Fields, name: str) -> Decimal | None:
    text = fields.text(name, required=True)
    try:
        found = Decimal(text) if text else None
    except InvalidOperation:
        found = None
    if text and (found is None or not found.is_finite() or abs(found) > 60):
        fields.fault("number", name, f"{text[:40]!r} is no temperature.", "Write it as -1.5")
        return None
    return found
