"""From a JSON object to a question of origin: every field checked, every fault named at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from entrepot.kernel.codes import bare_hs, is_country, is_currency, is_hs
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money
from entrepot.tariff.concordance import ConcordanceRow
from entrepot.tariff.origin_case import (
    BASES,
    COSTS,
    DEDUCTIONS,
    NO_CURRENCY,
    ROLES,
    Deduction,
    Good,
    Material,
    OriginCase,
    Proof,
    Role,
    Stop,
)

MOST_MATERIALS, MOST_LEVELS, MOST_FAULTS = 20_000, 20, 200
_MOST_TEXT = 500
_NUMBER = re.compile(r"\d{1,13}(\.\d{1,30})?", re.ASCII)
_EDITION = re.compile(r"HS(19|20)\d\d")
EDITION = "HS2022"
_BASES = {basis: basis for basis in BASES} | {
    "first_price": "price", "purchase": "price", "ex_works": "exw",
}  # fmt: skip
_LOGISTICS = ("transit", "transhipment", "unloading", "reloading", "storage", "preserving")


def parse_origin_case(raw: object) -> OriginCase:
    """Check every field of a question of origin.

    Args:
        raw: The JSON object. Amounts and weights are texts; a JSON number is refused.

    Raises:
        InputError: With every fault of every field.
    """
    faults: list[Problem] = []
    top = _Reader(raw, "", faults)
    maker = top.country("exporting_party", required=True)
    good = _good(top.child("good"), maker)
    made = _Bill(good.edition, maker, MOST_MATERIALS)
    case = OriginCase(
        agreement=top.text("agreement", required=True).upper(),
        exporting_party=maker,
        importing_party=top.country("importing_party", required=True),
        on=top.day("on", required=True) or date.min,
        good=good,
        materials=tuple(_materials(top, made, 1)),
        rule=top.text("rule"),
        concordance=tuple(_row(one) for one in top.children("concordance")),
        operations=tuple(name.casefold() for name in top.texts("operations")),
        route=tuple(_stop(one) for one in top.children("route", words_for="country")),
        rates=_rates(top, good),
    )
    top.nothing_else()
    if faults:
        raise InputError(faults[:MOST_FAULTS])
    return case


def _good(fields: "_Reader", maker: str) -> Good:
    good = Good(
        hs=fields.code("hs"),
        edition=fields.edition("edition"),
        fob=fields.money("fob"),
        exw=fields.money("exw"),
        weight_kg=fields.number("weight_kg"),
        wholly_obtained=fields.flag("wholly_obtained"),
        processes=_processes(fields, maker),
        costs=_costs(fields.child("costs", optional=True)),
        is_differentiated=fields.flag("differentiated"),
    )
    fields.nothing_else()
    if good.fob and not good.fob.amount:
        fields.fault("positive", "fob", "is nothing.", "Give the value, or null where not known.")
    return good


def _costs(fields: "_Reader") -> dict[str, Money]:
    found = {name: fields.money(name) for name in COSTS}
    fields.nothing_else()
    return {name: money for name, money in found.items() if money is not None}


@dataclass(slots=True)
class _Bill:
    """What holds for all rows of a bill: the edition and the maker, and how many rows are left."""

    edition: str
    maker: str
    left: int


def _materials(fields: "_Reader", bill: _Bill, level: int) -> Iterator[Material]:
    rows = list(fields.children("materials"))
    bill.left -= len(rows)
    if bill.left < 0 or level > MOST_LEVELS:
        fields.fault(
            "too_large", "materials", f"are more than {MOST_MATERIALS}, or deeper than "
            f"{MOST_LEVELS} levels.", "Ask for parts of the good apart.",
        )  # fmt: skip
        return
    for row in rows:
        yield _material(row, bill, level)


def _material(fields: "_Reader", bill: _Bill, level: int) -> Material:
    material = Material(
        name=fields.text("name", required=True),
        hs=fields.code("hs"),
        edition=fields.edition("edition", default=bill.edition),
        value=fields.money("value"),
        basis=_BASES.get(fields.word("value_basis", tuple(_BASES)), "cif"),
        weight_kg=fields.number("weight_kg"),
        origin=fields.country("origin"),
        proof=_proof(fields.child("proof", optional=True)),
        role=cast(Role, fields.word("role", ROLES) or "material"),
        wholly_obtained=fields.flag("wholly_obtained"),
        processes=_processes(fields, bill.maker),
        deductions=tuple(_deduction(one) for one in fields.children("deductions")),
        materials=tuple(_materials(fields, bill, level + 1)),
    )
    fields.nothing_else()
    _check_deductions(fields, material)
    return material


def _check_deductions(fields: "_Reader", material: Material) -> None:
    same = [one.value.amount for one in material.deductions
            if material.value and one.value.currency == material.value.currency]  # fmt: skip
    if material.value and sum(same) > material.value.amount:
        fields.fault("deductions", "deductions", "are more than the value.", "Check the amounts.")


def _proof(fields: "_Reader") -> Proof | None:
    if fields.is_absent:
        return None
    proof = Proof(
        fields.text("kind"),
        fields.text("number"),
        fields.day("issued"),
        fields.day("valid_to"),
    )
    fields.nothing_else()
    return proof


def _deduction(fields: "_Reader") -> Deduction:
    value = fields.money("value", required=True)
    found = Deduction(
        fields.word("kind", DEDUCTIONS, required=True),
        # Without a value there is a fault by now, and the case is never judged.
        value or Money(Decimal(0), NO_CURRENCY),
        fields.text("evidence"),
    )
    fields.nothing_else()
    return found


def _processes(fields: "_Reader", maker: str) -> dict[str, bool]:
    """Workings by name: a name alone is done; an object may say that it was not, or where."""
    found = {}
    for one in fields.children("processes", words_for="name"):
        done, where = one.flag("done"), one.country("where")
        found[one.text("name", required=True)] = done is not False and where in ("", maker)
        one.nothing_else()
    return found


def _row(fields: "_Reader") -> ConcordanceRow:
    row = ConcordanceRow(
        fields.edition("from"), fields.code("from_code")[:6],
        fields.edition("to"), fields.code("to_code")[:6],
    )  # fmt: skip
    fields.nothing_else()
    return row


def _stop(fields: "_Reader") -> Stop:
    activity, worked = fields.text("activity").casefold(), fields.flag("worked")
    if worked is None and activity:
        worked = activity not in _LOGISTICS
    stop = Stop(
        fields.country("country", required=True),
        fields.flag("customs_control"),
        worked,
        tuple(fields.texts("documents")),
    )
    fields.nothing_else()
    return stop


def _rates(fields: "_Reader", good: Good) -> dict[str, Decimal]:
    """Rates into the good's currency: rows of from, to and rate."""
    price = good.fob or good.exw
    found: dict[str, Decimal] = {}
    for row in fields.children("fx"):
        to, rate = row.text("to", required=True).upper(), row.number("rate", required=True)
        from_ = row.text("from", required=True).upper()
        row.text("source"), row.text("on")
        row.nothing_else()
        if rate is not None and price and to == price.currency:
            found[from_] = rate
    return found


class _Reader:
    """Fields of one object; a reading method gives nothing where the field is wrong."""

    __slots__ = ("_asked", "_faults", "_path", "_raw")

    def __init__(self, raw: object, path: str, faults: list[Problem]) -> None:
        self._path, self._faults = path, faults
        self._asked: set[str] = set()
        self._raw: Mapping[str, object] | None = None
        if isinstance(raw, Mapping):
            self._raw = raw
        elif raw is not None:
            self.fault("shape", "", "is not an object.", "Write {…}.")

    @property
    def is_absent(self) -> bool:
        """Whether there is no such object."""
        return self._raw is None

    def child(self, name: str, *, optional: bool = False) -> "_Reader":
        """An object within."""
        value = self._get(name)
        if value is None and not optional:
            self.fault("missing", name, "is missing.", "Give it.")
        return _Reader(value, self._where(name), self._faults)

    def children(self, name: str, *, words_for: str = "") -> Iterator["_Reader"]:
        """Objects of a list; a word alone stands for an object with it as one field."""
        value = self._get(name)
        if value is None:
            return
        if isinstance(value, str) or not isinstance(value, Sequence):
            self.fault("shape", name, "is not a list.", "Write […].")
            return
        for place, one in enumerate(value, start=1):
            raw = {words_for: one} if words_for and isinstance(one, str) else one
            yield _Reader(raw if raw is not None else {}, f"{self._where(name)}[{place}]",
                          self._faults)  # fmt: skip

    def text(self, name: str, *, required: bool = False) -> str:
        """A text without blanks around it; empty when absent."""
        value = self._get(name)
        if value is not None and not isinstance(value, str):
            self.fault("shape", name, "is not a text.", 'Write "…".')
            return ""
        found = (value or "").strip()
        if len(found) > _MOST_TEXT or "\x00" in found:
            self.fault("shape", name, f"is no text of at most {_MOST_TEXT} signs.", "Shorten it.")
            return ""
        if required and not found:
            self.fault("missing", name, "is missing.", "Give it.")
        return found

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        value = self._get(name)
        if value is None:
            return []
        if isinstance(value, str) or not isinstance(value, Sequence):
            self.fault("shape", name, "is not a list.", "Write […].")
            return []
        if any(not isinstance(one, str) for one in value):
            self.fault("shape", name, "holds something that is not a text.", 'Write "…".')
        return [text for one in value if isinstance(one, str) and (text := one.strip())]

    def word(self, name: str, words: Sequence[str], *, required: bool = False) -> str:
        """One of a closed list of words."""
        found = self.text(name, required=required).casefold()
        if found and found not in words:
            self.fault("unknown", name, f"{found[:40]!r} is not known.",
                       f"Known: {', '.join(words)}.")  # fmt: skip
            return ""
        return found

    def code(self, name: str) -> str:
        """An HS or national code, dotted or bare; a chapter or heading is no code of a good."""
        found = bare_hs(self.text(name, required=True))
        if found and not is_hs(found):
            self.fault("hs", name, f"{found[:20]!r} is no code of six digits or more.",
                       "Give the subheading, such as 920290.")  # fmt: skip
            return ""
        return found

    def edition(self, name: str, *, default: str = EDITION) -> str:
        """An edition of the HS."""
        found = self.text(name).replace(" ", "").upper() or default
        if not _EDITION.fullmatch(found):
            self.fault("edition", name, f"{found[:20]!r} is no edition of the HS.",
                       "Write it as HS2022.")  # fmt: skip
        return found

    def country(self, name: str, *, required: bool = False) -> str:
        """An ISO 3166-1 alpha-2 code."""
        found = self.text(name, required=required).upper()
        if found and not is_country(found):
            self.fault("country", name, f"{found[:20]!r} is no country code.",
                       "Give two letters, such as CN.")  # fmt: skip
            return ""
        return found

    def flag(self, name: str) -> bool | None:
        """True, false, or null for not known."""
        value = self._get(name)
        if value is not None and not isinstance(value, bool):
            self.fault("shape", name, "is not true, false or null.", "Write one of them.")
            return None
        return value

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A day written as YYYY-MM-DD."""
        found = self.text(name, required=required)
        if not found:
            return None
        try:
            if len(found) == 10:
                return date.fromisoformat(found)
        except ValueError:
            pass
        self.fault("date", name, f"{found[:20]!r} is not a day.", "Write it as 2026-11-20.")
        return None

    def number(self, name: str, *, required: bool = False) -> Decimal | None:
        """An amount of zero or more, as a text."""
        value = self._get(name)
        if value is None or value == "":
            if required:
                self.fault("missing", name, "is missing.", "Give it.")
            return None
        if isinstance(value, bool) or not isinstance(value, str):
            self.fault("", name, "is a JSON number.", 'Write amounts as texts: "47.20".')
            return None
        if not _NUMBER.fullmatch(value.strip()):
            self.fault("number", name, f"{value[:30]!r} is no amount of zero or more.",
                       'Write digits: "1234.5".')  # fmt: skip
            return None
        return Decimal(value.strip())

    def money(self, name: str, *, required: bool = False) -> Money | None:
        """An amount with its currency."""
        value = self._get(name)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            self.fault("", name, "is a JSON number.",
                       'Write {"amount": "47.20", "currency": "USD"}.')  # fmt: skip
            return None
        within = _Reader(value, self._where(name), self._faults)
        if value is None:
            if required:
                self.fault("missing", name, "is missing.", "Give it.")
            return None
        if within.is_absent:
            return None
        amount = within.number("amount", required=True)
        currency = within.text("currency", required=True).upper()
        within.nothing_else()
        if currency and not is_currency(currency):
            within.fault("currency", "currency", f"{currency[:10]!r} is no currency code.",
                         "Give three letters, such as USD.")  # fmt: skip
            return None
        return Money(amount, currency) if amount is not None and currency else None

    def nothing_else(self) -> None:
        """Name every field that was never asked for."""
        for name in self._raw or ():
            if name not in self._asked:
                self.fault("extra", str(name)[:40], "is no field of this object.", "Leave it out.")

    def fault(self, code: str, name: str, message: str, hint: str) -> None:
        """Keep one more fault."""
        where = self._where(name) if name else self._path or "case"
        self._faults.append(Problem(f"input.{code}" if code else "money.float", where, message,
                                    hint))  # fmt: skip

    def _get(self, name: str) -> object:
        self._asked.add(name)
        return self._raw.get(name) if self._raw is not None else None

    def _where(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name
