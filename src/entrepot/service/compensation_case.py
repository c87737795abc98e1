"""A year of compensation for clean water, as a document."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.kernel.money import Money, minor_unit
from entrepot.kernel.period import Period
from entrepot.plan.compensation import UNKNOWN, Party, Rule, Section, Settled, index_of, settle
from entrepot.service.amounts import money_document
from entrepot.service.case_parts import (
    Document,
    cited_document,
    cited_of,
    done,
    known,
    share,
    table,
    text,
)
from entrepot.service.fields import Fields
from entrepot.store.reference import WindowReference

_WHOLE = Decimal(100)


def settle_compensation(
    reference: WindowReference, raw: Mapping[str, object], *, today: date
) -> Document:
    """What each party of a river pays and draws in a year.

    Args:
        reference: Tables of the region.
        raw: `scheme` (its shares stand in the pack), `on`, `sections` with `party`, `name`,
            `measured` and `limit` by substance (null was not measured), `weights`; `stability`,
            `pass_at`, `failed_share`; `source` and `status` of the measurements.
        today: Day used where `on` is not given.

    Returns:
        `parties` with index, contribution, payout and net (null where unknown), `sections`,
        `withheld`, and who says so.

    Raises:
        InputError: With every fault of the fields.
        MissingError: No such scheme is in force on the day.
    """
    fields = Fields(raw)
    on = fields.day("on") or today
    scheme = fields.text("scheme", required=True)
    rule = _rule(fields)
    sections = [_section(one, rule) for one in fields.rows("sections") or []]
    cited = cited_of(fields)
    done(fields)
    rows = _shares(reference, scheme, on)
    _check_parties(sections, rows)
    unit = minor_unit(rows[0].currency)
    parties = [Party(one.party, one.contribution_pct, one.payout_pct) for one in rows]
    found = settle(int(rows[0].annual / unit), parties, sections, rule)
    names = {one.party: one.party_zh for one in rows}

    def money(minor: int | None) -> Document | None:
        return money_document(None if minor is None else Money(minor * unit, rows[0].currency))

    return {
        "scheme": scheme, "on": on.isoformat(), "total": money(int(rows[0].annual / unit)),
        "parties": [_party(one, names, money) for one in found],
        "sections": [{"party": one.party, "name": one.name, "index": text(index_of(one, rule)),
                      "pass_at": text(rule.pass_at)} for one in sections],
        "withheld": money(_withheld(found)),
        **cited_document(cited, *(one.cited for one in rows)),
    }  # fmt: skip


def _rule(fields: Fields) -> Rule:
    weights = known(table(fields, "weights"))
    if fields.has("weights") and sum(weights.values()) <= 0:
        fields.fault("weights", "weights", "add up to nothing.", "Give a weight above 0.")
    stability, passes = fields.positive("stability"), fields.positive("pass_at")
    return Rule(weights, stability or Decimal(1), passes or Decimal(1),
                share(fields, "failed_share", Decimal(0)))  # fmt: skip


def _section(fields: Fields, rule: Rule) -> Section:
    party, name = fields.text("party", required=True), fields.text("name", required=True)
    measured, limits = table(fields, "measured"), known(table(fields, "limit"))
    for one in rule.weights:
        if not limits.get(one):
            fields.fault("limit", f"limit.{one}", "is missing or 0.", "Give what passes.")
    fields.nothing_else()
    return Section(party, name, measured, limits)


def _shares(reference: WindowReference, scheme: str, on: date) -> Sequence[Any]:
    rows = [one for one in reference.table("compensation_shares")
            if one.scheme == scheme and on in Period(one.valid_from, one.valid_to)]  # fmt: skip
    if not rows:
        raise MissingError(
            Problem("plan.scheme_unknown", "scheme", f"{scheme[:60]!r} is not in force then.",
                    "See compensation_shares.csv of the region.",
                    message_zh="该日没有生效的此项补偿机制。")
        )  # fmt: skip
    sums = (sum(one.contribution_pct for one in rows), sum(one.payout_pct for one in rows))
    if sums != (_WHOLE, _WHOLE) or len({(one.annual, one.currency) for one in rows}) > 1:
        raise InputError(
            Problem("plan.shares", "compensation_shares.csv", f"shares of {scheme} are not 100 %.",
                    "Let contributions and payouts each add up to 100.",
                    message_zh="出资或分配比例之和不是 100%。")
        )  # fmt: skip
    return rows


def _check_parties(sections: Sequence[Section], rows: Sequence[Any]) -> None:
    names = {one.party for one in rows}
    strange = sorted({one.party for one in sections} - names)
    if strange:
        raise InputError([
            Problem("plan.party_unknown", "sections", f"{one[:60]!r} is no party.",
                    f"Parties: {', '.join(sorted(names))}.", message_zh="不是该机制的一方。")
            for one in strange
        ])  # fmt: skip


def _party(one: Settled, names: Mapping[str, str], money: Any) -> Document:
    return {
        "party": one.party.name, "party_zh": names[one.party.name], "index": text(one.index),
        "water": one.state, "contribution": money(one.contribution),
        "entitled": money(one.entitled), "payout": money(one.payout), "net": money(one.net),
    }  # fmt: skip


def _withheld(found: Sequence[Settled]) -> int | None:
    if any(one.state == UNKNOWN for one in found):
        return None
    return sum(one.entitled - (one.payout or 0) for one in found)
