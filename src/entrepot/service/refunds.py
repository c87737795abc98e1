"""An export refund worked out: rates by the day of export, amounts, the clock; nothing stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from entrepot.finance.clock import Clock, run_clock
from entrepot.finance.refund import (
    LAW,
    InputTax,
    LineAmounts,
    ManufacturerRefund,
    RateRow,
    Rates,
    Step,
    TraderRefund,
    pick_rate,
    refund_manufacturer,
    refund_trader,
)
from entrepot.finance.refund_case import Proof, check_proofs
from entrepot.kernel.calendar import Calendar
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.kernel.period import Period
from entrepot.kernel.source import Status, weakest
from entrepot.region.law import Refund
from entrepot.service.amounts import Document, money_document
from entrepot.service.refund_intake import Acceptance, CaseLine, RefundCase, parse_case
from entrepot.service.refund_rates import Stored, none_stored
from entrepot.store.reference import WindowReference
from entrepot.tariff.refund import find_rate

_MANUFACTURER = (
    "non_deductible", "payable", "ending_credit", "cap", "refund", "credited", "carry_forward",
)  # fmt: skip
_HANDED_IN: Status = "derived"


@dataclass(frozen=True, slots=True)
class FoundRates:
    """What a line is levied and refunded at, and who says so.

    Attributes:
        rates: The two rates.
        valid: Export days of the refund rate; always where it was handed in with the line.
        source: Where the refund rate was read.
        status: Standing of the weaker of the two.
    """

    rates: Rates
    valid: Period
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Rules:
    """What a case is judged by.

    Attributes:
        reference: Tables of the region.
        calendar: Working days.
        stored: Rows of an imported refund library by country and code.
    """

    reference: WindowReference
    calendar: Calendar
    stored: Stored = none_stored

    @property
    def currency(self) -> str:
        """The home money."""
        return self.reference.settings.currency


def compute_refund(rules: Rules, raw: Mapping[str, object]) -> Document:
    """Work out what a case gets back and when it is due, with the working.

    Args:
        rules: Tables, working days and rates.
        raw: The case; see the reference of `entrepot refund compute`.

    Raises:
        InputError: With every fault of every field, or rate rows that overlap.
        RefusedError: With every invoice used twice, missing exit and missing receipt.
        MissingError: With every line that has no refund rate on its day of export.
        ModelError: The calendar ends before the clock, or the law has no days for the class.
    """
    case = parse_case(raw, rules.currency, rules.reference.zone)
    if problems := check_proofs(proofs_of(case), case.refund_class, case.receipts):
        raise RefusedError(problems)
    return work_out_case(rules, case)


def work_out_case(rules: Rules, case: RefundCase) -> Document:
    """Amounts and clock of a case whose proofs stand, or are still to come.

    Raises:
        InputError: A refund rate is above the levy, or bonded material above the exports.
        MissingError: With every line that has no refund rate on its day of export.
        ModelError: The calendar ends before the clock, or the law has no days for the class.
    """
    rates = _all_rates(rules, case)
    told = _trader(rules, case, rates) if case.kind == "trader" else _maker(rules, case, rates)
    clock = clock_of(rules, case.refund_class, case.acceptance) if case.acceptance else None
    status = weakest(one.status for one in rates)
    return {
        **told, "clock": clock_document(clock), "status": status, "source": LAW,
        "working": told["working"],
    }  # fmt: skip


def proofs_of(case: RefundCase) -> list[Proof]:
    """What stands behind each line."""
    return [Proof(line.declaration, line.invoice, line.has_left) for line in case.lines]


# The clock


def days_of(rules: Rules, refund_class: str, acceptance: Acceptance) -> int:
    """Working days of a class by the law of the day of acceptance.

    Raises:
        ModelError: The law has none that day.
    """
    name = f"refund_days_class_{refund_class.lower()}"
    return rules.reference.legal.days(name, acceptance.on)


def clock_of(rules: Rules, refund_class: str, acceptance: Acceptance) -> Clock:
    """The clock of an accepted case.

    Raises:
        ModelError: The calendar ends before the clock, or the law has no days for the class.
    """
    days = days_of(rules, refund_class, acceptance)
    return run_clock(acceptance.on, days, acceptance.events, rules.calendar)


def clock_document(clock: Clock | None) -> Document | None:
    """A clock as documents tell it; None where there is none."""
    if clock is None:
        return None
    return {
        "days": clock.days,
        "accepted_on": clock.accepted_on.isoformat(),
        "due_on": clock.due_on.isoformat() if clock.due_on else None,
        "state": clock.state,
        "days_remaining": clock.days_remaining,
    }


# Rates


def _all_rates(rules: Rules, case: RefundCase) -> list[FoundRates]:
    """The rates of every line.

    Raises:
        InputError: With every levy that is not known, and every refund above its levy.
        MissingError: With every line without a refund rate on its day of export.
    """
    found: list[FoundRates] = []
    missing: list[Problem] = []
    faults: list[Problem] = []
    for place, line in enumerate(case.lines):
        try:
            found.append(_rates(rules, case, line, f"lines[{place}]"))
        except MissingError as error:
            missing += error.problems
        except InputError as error:
            faults += error.problems
    if faults:
        raise InputError(faults)
    if missing:
        raise MissingError(missing)
    return found


def _rates(rules: Rules, case: RefundCase, line: CaseLine, where: str) -> FoundRates:
    refund = _refund_rate(rules, case.rates, line)
    if refund is None or refund.refund_pct is None:
        raise MissingError(_rate_missing(where, line))
    levy, levy_status = _levy(rules, line)
    if levy is None:
        raise InputError(_levy_missing(where))
    if refund.refund_pct > levy:
        raise InputError(_above_levy(where, refund.refund_pct, levy))
    status = weakest((refund.status, levy_status))
    return FoundRates(Rates(levy, refund.refund_pct), refund.valid, refund.source, status)


def _refund_rate(
    rules: Rules, given: Sequence[RateRow], line: CaseLine
) -> RateRow | None:  # fmt: skip
    """The rate of a line: its own, else of the rows handed in, else of the region's tables."""
    if line.refund_pct is not None:
        return RateRow(line.hs, line.refund_pct, Period(), "handed in with the line", _HANDED_IN)
    if line.exported_on is None:
        return None
    if any(row.hs in (line.hs, line.hs[:6]) for row in given):
        return pick_rate(line.hs, line.exported_on, given)
    return _kept_rate(rules, line)


def _kept_rate(rules: Rules, line: CaseLine) -> RateRow | None:
    if line.exported_on is None:
        return None
    found = find_rate(line.hs, line.exported_on, _kept_rows(rules, line.hs))
    row, pct = found.row, found.refund_pct
    if row is None or pct is None:
        return None
    status: Status = "unverified" if row.valid_from is None else row.status
    return RateRow(row.hs_code, pct, row.valid, row.source, status)


def _kept_rows(rules: Rules, hs: str) -> list[Refund]:
    country = rules.reference.settings.country
    return list(rules.stored(country, hs)) or [
        row for row in rules.reference.table("refunds") if row.country == country
    ]


def _levy(rules: Rules, line: CaseLine) -> tuple[Decimal | None, Status]:
    if line.levy_pct is not None:
        return line.levy_pct, _HANDED_IN
    if line.exported_on is None:
        return None, "unverified"
    row = find_rate(line.hs, line.exported_on, _kept_rows(rules, line.hs)).row
    return (row.vat_pct, row.status) if row else (None, "unverified")


# Amounts


def _trader(rules: Rules, case: RefundCase, rates: Sequence[FoundRates]) -> Document:
    bases = [line.purchase for line in case.lines if line.purchase is not None]
    pairs = [(base, one.rates) for base, one in zip(bases, rates, strict=True)]
    told: TraderRefund = refund_trader(pairs, rules.currency)
    return {
        "kind": case.kind,
        "refund": money_document(told.refund),
        "to_cost": money_document(told.to_cost),
        "lines": list(_lines(case, rates, told.lines, ("purchase", "to_cost", "refund"))),
        "working": [_step(one) for one in told.working],
    }


def _maker(rules: Rules, case: RefundCase, rates: Sequence[FoundRates]) -> Document:
    prices = [line.price.fob(rules.currency) for line in case.lines if line.price is not None]
    pairs = [(fob, one.rates) for (fob, _), one in zip(prices, rates, strict=True)]
    try:
        told: ManufacturerRefund = refund_manufacturer(pairs, InputTax(**case.sums))
    except ValueError as error:
        raise InputError(_too_much_material()) from error
    fobs = [Step("fob", n, how, fob) for n, (fob, how) in enumerate(prices, start=1)]
    bonded = case.sums["bonded_material"]
    less = f"{prices[0][0].amount:f} - {bonded.amount:f}"
    base = [Step("base", 1, less, told.lines[0].base)] if bonded.amount else []
    shown = [replace(line, base=fob) for line, (fob, _) in zip(told.lines, prices, strict=True)]
    return {
        "kind": case.kind,
        **{name: money_document(getattr(told, name)) for name in _MANUFACTURER},
        "lines": list(_lines(case, rates, shown, ("fob", "non_deductible", "cap"))),
        "working": [_step(one) for one in (*fobs, *base, *told.working)],
    }


def _lines(
    case: RefundCase, rates: Sequence[FoundRates], amounts: Sequence[LineAmounts],
    names: tuple[str, str, str],
) -> Iterator[Document]:  # fmt: skip
    base, lost, back = names
    for line, found, one in zip(case.lines, rates, amounts, strict=True):
        yield {
            "declaration": line.declaration,
            "hs": line.hs,
            **({"invoice": line.invoice} if line.invoice else {}),
            "exported_on": line.exported_on.isoformat() if line.exported_on else None,
            "levy_pct": f"{found.rates.levy_pct:f}",
            "refund_pct": f"{found.rates.refund_pct:f}",
            base: money_document(one.base),
            lost: money_document(one.lost),
            back: money_document(one.back),
            "rate_source": found.source,
            "status": found.status,
        }


def _step(step: Step) -> Document:
    return {
        "what": step.what, "line": step.line or None, "formula": step.formula,
        "amount": money_document(step.amount),
    }  # fmt: skip


def total_of(told: Document) -> Money:
    """The refund of an answer."""
    return Money(Decimal(told["refund"]["amount"]), told["refund"]["currency"])


# What is said


def _rate_missing(where: str, line: CaseLine) -> Problem:
    return Problem(
        "refund.rate_missing", f"{where}.hs",
        f"no refund rate of {line.hs} is known on {line.exported_on}.",
        "Give refund_pct or a row of `rates`, or import the refund library.",
        message_zh=f"未知税号{line.hs}在{line.exported_on}的退税率。",
        pointer=f"/{where.replace('[', '/').replace(']', '')}/hs",
    )  # fmt: skip


def _levy_missing(where: str) -> Problem:
    return Problem(
        "refund.levy_missing", f"{where}.levy_pct", "is empty, and no table tells it.",
        "Say at which rate the good is taxed at home.", message_zh="未填写征税率。",
    )  # fmt: skip


def _above_levy(where: str, refund: Decimal, levy: Decimal) -> Problem:
    return Problem(
        "refund.above_levy", f"{where}.refund_pct", f"{refund} is above the levy of {levy}.",
        "Check the rates.", message_zh=f"退税率{refund}高于征税率{levy}。",
    )  # fmt: skip


def _too_much_material() -> Problem:
    return Problem(
        "refund.bonded_material", "bonded_material", "is worth more than what was exported.",
        "Check the sum.", message_zh="免税保税料件金额大于出口金额。",
    )  # fmt: skip
