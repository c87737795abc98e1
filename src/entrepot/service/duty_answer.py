"""What a duty case owes: a document in, its answer as a document out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.kernel.money import Money
from entrepot.service.amounts import money_document
from entrepot.service.document import exchange_document, range_document
from entrepot.service.duty_request import DutyCase, parse_duty_case
from entrepot.service.tariff_law import TariffLaw, rates_of
from entrepot.tariff.charge import Candidate, Charge
from entrepot.tariff.measures import KINDS, Rejected
from entrepot.tariff.owed import Goods, Owed, owe, owe_export

Document = dict[str, Any]
# What a line is called, where that is not the kind of its measure.
_WHAT = {
    "": "customs_duty", "general": "customs_duty", "mfn": "customs_duty",
    "provisional": "customs_duty", "in_quota": "customs_duty", "preference": "customs_duty",
    "export_duty": "customs_duty", "additional": "additional_duty",
}  # fmt: skip


def answer_duty(law: TariffLaw, raw: Mapping[str, object], *, today: date) -> Document:
    """Tell every rate in reach of a good, what it owes and what a preference saves.

    Args:
        law: The law.
        raw: The case; see `duty_request.parse_duty_case`.
        today: Legal day used where the case names none.

    Raises:
        InputError: With every fault of the case.
        MissingError: No rate of the line is known on the day, or there is no such market.
    """
    case = parse_duty_case(raw, law.known, today=today)
    rates = rates_of(case.fx, law.exchange, case.on)
    market = law.market_of(case.market, case.line.value.currency, case.on)
    rules = law.rules(
        case.market, market, case.line.hs_code, case.line.country_of_origin, case.on,
        given=case.measures, direction=case.direction,
    )  # fmt: skip
    value = case.line.value
    goods = Goods(
        case.line, value, case.on, rates, case.claims, case.quotas, case.additional_code,
        bases={**case.contents, **({market.basis.lower(): value} if market.basis else {})},
        held=case.in_hand.certificates, end_use=case.in_hand.end_use,
    )  # fmt: skip
    owed = owe(goods, rules) if case.direction == "import" else owe_export(goods, rules)
    if owed is None:
        raise no_data(case.market, case.line.hs_code, case.on)
    return _head(case) | owed_document(owed) | {"exchange": exchange_document(rates.used)}


def no_data(market: str, code: str, on: date) -> MissingError:
    """Why nothing can be said of a line on a day."""
    return MissingError(
        Problem(
            "tariff.no_data", "hs", f"no rate of {code} in {market} on {on} is known.",
            "Import the schedule of the day, or state the measures.",
            message_zh=f"没有 {market} 在 {on} 对 {code} 的税率数据。",
        )
    )  # fmt: skip


def _head(case: DutyCase) -> Document:
    return {
        "market": case.market,
        "direction": case.direction,
        "hs": case.line.hs_code,
        "origin": case.line.country_of_origin,
        "on": case.on.isoformat(),
        "customs_value": money_document(case.line.value),
    }


def owed_document(owed: Owed) -> Document:
    """An answer as JSON tells it."""
    return {
        "complete": not owed.missing,
        "line": owed.code,
        "edition": owed.edition,
        "candidates": [candidate_document(one) for one in owed.candidates],
        "lines": [line_document(charge) for charge in owed.charges],
        "saving": owed.gain
        and {
            "regime": owed.gain.regime,
            "state": owed.gain.state,
            "amount": money_document(owed.gain.amount),
        },
        "totals": totals_document(owed),
        "missing": [
            f"{_WHAT.get(one.kind, one.kind)}: {'; '.join(one.needs)}"
            for one in owed.charges
            if one.state == "unknown"
        ],
        "rejected": [_rejected(one) for one in owed.rejected],
        "uncovered": [
            {"kind": gap.kind, "note": gap.note, "source": gap.source, "status": gap.status}
            for gap in owed.uncovered
        ],
        "note": owed.note,
    }


def totals_document(owed: Owed) -> Document:
    """Duty, tax and both; null where anything they take in is unknown."""
    duty, tax = owed.duty, owed.tax
    taxed = any(charge.kind in ("excise", "vat") for charge in owed.charges)
    whole: Money | None = duty
    if taxed:
        whole = duty + tax if duty and tax else None
    return {
        "duty": money_document(duty),
        "tax": money_document(tax if taxed else duty and (duty * 0).rounded()),
        "all": money_document(whole),
    }


def candidate_document(candidate: Candidate) -> Document:
    """A rate in reach, with where it stands."""
    return {
        "regime": _regime(candidate),
        "kind": candidate.kind,
        "rate": candidate.rate,
        "amount": money_document(candidate.amount),
        "chosen": candidate.chosen,
        "state": candidate.standing,
        "working": candidate.working,
        "why": candidate.why,
        "must_prove": candidate.must_prove,
        "conditions": candidate.conditions,
        "range": range_document(candidate.range),
        "source": candidate.source,
        "status": candidate.status,
    }


def _regime(candidate: Candidate) -> str:
    return candidate.kind if candidate.kind in ("general", "provisional") else candidate.regime


def line_document(charge: Charge) -> Document:
    """A charge with its working."""
    return {
        "what": _WHAT.get(charge.kind, charge.kind),
        "name": _name(charge),
        "state": charge.state,
        "rate": charge.rate,
        "base": money_document(charge.base),
        "amount": money_document(charge.amount),
        "working": charge.working,
        "rule": charge.rule,
        "source": charge.source,
        "status": charge.status,
        "regime": charge.regime,
        "printed": charge.printed,
        "needs": list(charge.needs),
        "question": charge.question,
        "note": charge.note,
        "range": range_document(charge.range),
    }


def _name(charge: Charge) -> str:
    title = KINDS[charge.kind].title if charge.kind else "Customs duty"
    return f"{title} ({charge.regime})" if charge.regime else title


def _rejected(one: Rejected) -> Document:
    measure = one.measure
    return {
        "kind": measure.kind, "regime": measure.regime, "hs": measure.hs_code,
        "rate": measure.duty or measure.source_text, "why": one.why, "source": measure.source,
    }  # fmt: skip
