"""Every agreement of a pair for one good: rate, coming steps, origin, saving, what is missing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.codes import bare_hs
from entrepot.kernel.errors import EntrepotError, InputError, MissingError, Problem
from entrepot.kernel.money import Money
from entrepot.region.origin import OriginAgreement
from entrepot.service.amounts import Document, money_document
from entrepot.service.duty_answer import answer_duty
from entrepot.service.fields import Fields
from entrepot.service.origin import OriginDesk, acting, determination_document
from entrepot.service.tariff_desk import within
from entrepot.service.tariff_law import TariffLaw
from entrepot.store.db import Tx
from entrepot.store.determinations import KeptDetermination, get_determination
from entrepot.tariff.origin import determine
from entrepot.tariff.origin_intake import parse_origin_case
from entrepot.tariff.origin_law import Profile

YEARS_AHEAD = 4
_TRIAL = {"amount": "1000", "currency": "USD"}
_BASE = "MFN"


def agreements_of(
    desk: OriginDesk, law: TariffLaw, raw: Mapping[str, object], *, today: date, at: datetime,
    by: str | None = None,
) -> Document:  # fmt: skip
    """Tell every agreement that binds two countries on a day, for one good.

    Args:
        desk: Agreements, determinations.
        law: Rates.
        raw: Fields by name: hs, origin, market, on, value, currency, determination.
        today: Legal day used where `on` is not given.
        at: The instant.
        by: Account that asks.

    Raises:
        InputError: With every fault of every field.
        MissingError: Who asks has no such determination, or the market is none.
    """
    fields = Fields(raw)
    hs = fields.text("hs", required=True)
    origin = (fields.text("origin") or desk.reference.settings.country).upper()
    market = fields.text("market", required=True).upper()
    on = fields.day("on") or today
    amount, currency = fields.positive("value"), fields.text("currency").upper()
    reference = fields.text("determination")
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    value = {"amount": f"{amount:f}", "currency": currency or "USD"} if amount else None
    ask = {"market": market, "hs": hs, "origin": origin, "customs_value": value or _TRIAL}
    with acting(desk.database, by, at) as (tx, _):
        rates = _Rates(within(law, tx), ask, today=today, is_valued=value is not None)
        origins, _rows = desk.law(tx)
        kept = get_determination(tx, reference) if reference else None
        if kept is not None and not _is_of(kept, hs, origin):
            raise InputError(_other_good(kept))
        binding = [
            profile for profile in origins.profiles.values()
            if origin != market and profile.is_party(origin, on) and profile.is_party(market, on)
        ]  # fmt: skip
        rows = [_row(desk, tx, profile, kept, rates, on, (origin, market)) for profile in binding]
    return {
        "hs": hs, "origin": origin, "market": market, "on": on.isoformat(), "value": value,
        "base": rates.base(on), "problem": rates.problem(on), "determination": reference or None,
        "agreements": sorted(rows, key=_best_first),
    }  # fmt: skip


def _is_of(kept: KeptDetermination, hs: str, origin: str) -> bool:
    """Whether a determination speaks of this good from this country."""
    return kept.hs_code[:6] == bare_hs(hs)[:6] and kept.exporting_party == origin


def _other_good(kept: KeptDetermination) -> Problem:
    return Problem(
        "fta.other_good", "determination",
        f"it is of {kept.hs_code} from {kept.exporting_party}.",
        "Name one of this good, or leave it out.",
        message_zh=f"该判定针对来自{kept.exporting_party}的{kept.hs_code}。",
    )  # fmt: skip


def _row(
    desk: OriginDesk, tx: Tx, profile: Profile, kept: KeptDetermination | None, rates: "_Rates",
    on: date, pair: tuple[str, str],
) -> Document:  # fmt: skip
    agreement = profile.agreement
    found = _origin(desk, tx, profile, kept, on, pair)
    rate = rates.of(agreement, on)
    return {
        "agreement": agreement.code,
        "name": agreement.name,
        "name_zh": agreement.name_zh,
        "status": agreement.status,
        "source": agreement.source,
        "rate": rate,
        "steps": rates.steps(agreement, on),
        "saving": rates.saving(rate, on),
        "origin": found,
        "missing": _missing(agreement, found, rate),
    }


def _origin(
    desk: OriginDesk, tx: Tx, profile: Profile, kept: KeptDetermination | None, on: date,
    pair: tuple[str, str],
) -> Document | None:  # fmt: skip
    """The verdict under an agreement, by the materials of a determination that is kept."""
    if kept is None:
        return None
    case = parse_origin_case(kept.asked)
    same = case.agreement == profile.code and case.on == on
    asked = replace(
        case, agreement=profile.code, exporting_party=pair[0], importing_party=pair[1], on=on,
        rule=case.rule if same else "",
    )  # fmt: skip
    law, rows = desk.law(tx)
    try:
        document = determination_document(determine(asked, law, rows))
    except EntrepotError as error:
        return {"verdict": "undetermined", "criterion": None, "rule": None, "tests": [],
                "flips": [], "missing": [one.message for one in error.problems]}  # fmt: skip
    return {name: document[name] for name in
            ("verdict", "criterion", "rule", "tests", "flips", "missing")}  # fmt: skip


def _missing(agreement: OriginAgreement, found: Document | None, rate: Document) -> list[str]:
    """Documents and facts that a claim would still need."""
    if rate["state"] in ("not_covered", "rejected"):
        return []
    missing = [] if found else ["a bill of materials, to determine the origin"]
    missing += list(found["missing"]) if found else []
    kinds = " or ".join(kind.replace("_", " ") for kind in agreement.certificates)
    missing.append(f"a proof of origin: {kinds}" if kinds else "a proof of origin")
    return missing


class _Rates:
    """Rates in reach of one good, by day."""

    def __init__(
        self, law: TariffLaw, ask: Mapping[str, Any], *, today: date, is_valued: bool
    ) -> None:
        self._law, self._ask, self._today, self._is_valued = law, ask, today, is_valued
        self._known: dict[date, Document | None] = {}
        self._problems: dict[date, list[Document]] = {}

    def base(self, on: date) -> Document | None:
        """What is owed without any agreement."""
        found = [one for one in self._candidates(on) if one["kind"] in ("mfn", "provisional")]
        lowest = min(found, key=_amount, default=None)
        return None if lowest is None else self._told(lowest)

    def of(self, agreement: OriginAgreement, on: date) -> Document:
        """The rate of an agreement on a day."""
        names = {agreement.code.casefold(), *map(str.casefold, agreement.regimes)}
        own = [one for one in self._candidates(on) if one["regime"].casefold() in names]
        found = min(own, key=_amount, default=None)
        if found is None:
            return {"rate": None, "amount": None, "state": "unknown", "why": "no rate is known",
                    "source": None, "status": None}  # fmt: skip
        return self._told(found)

    def steps(self, agreement: OriginAgreement, on: date) -> list[Document]:
        """The rate at the beginning of the coming years."""
        days = [date(on.year + ahead, 1, 1) for ahead in range(1, YEARS_AHEAD + 1)]
        rates = [(day, self.of(agreement, day)) for day in days]
        return [{"on": day.isoformat(), "rate": one["rate"], "state": one["state"]}
                for day, one in rates]  # fmt: skip

    def saving(self, rate: Document, on: date) -> Document | None:
        """What the agreement saves of the duty otherwise owed."""
        base = self.base(on)
        if not self._is_valued or not base or not base["amount"]:
            return None
        if not Decimal(base["amount"]["amount"]):
            return money_document(Money(Decimal(0), base["amount"]["currency"]))
        if not rate["amount"]:
            return None
        if base["amount"]["currency"] != rate["amount"]["currency"]:
            return None
        less = Decimal(base["amount"]["amount"]) - Decimal(rate["amount"]["amount"])
        return money_document(Money(max(less, Decimal(0)), base["amount"]["currency"]))

    def problem(self, on: date) -> list[Document]:
        """Why no rate is known on a day."""
        self._candidates(on)
        return self._problems.get(on, [])

    def _candidates(self, on: date) -> list[Document]:
        if on not in self._known:
            try:
                ask = {**self._ask, "on": on.isoformat()}
                self._known[on] = answer_duty(self._law, ask, today=self._today)
            except MissingError as error:
                self._known[on] = None
                self._problems[on] = [one.document() for one in error.problems]
        found: list[Document] = (self._known[on] or {}).get("candidates", [])
        return found

    def _told(self, one: Document) -> Document:
        names = ("rate", "amount", "state", "why", "source", "status")
        return {name: one[name] or None for name in names} | (
            {} if self._is_valued else {"amount": None}
        )  # fmt: skip


def _amount(one: Document) -> tuple[bool, Decimal]:
    amount = one["amount"]
    return amount is None, Decimal(amount["amount"]) if amount else Decimal(0)


def _best_first(row: Document) -> tuple[bool, bool, Decimal, str]:
    """Those that cover the line first, the greatest saving before the others."""
    saving = row["saving"]
    covered = row["rate"]["state"] in ("not_covered", "unknown")
    return (
        covered,
        saving is None,
        -Decimal(saving["amount"]) if saving else Decimal(0),
        row["agreement"],
    )
