"""What stands on a certificate of origin, and whether each field follows from the determination.

Fields are flat and hold texts; amounts and quantities are texts too. The list is that of RCEP
annex 3B in words of our own: exporter, producer, importer, goods with HS code, criterion, RCEP
country of origin, quantity, FOB value where the criterion is a value content, invoice, departure
and transport, and for a back-to-back certificate what it was issued upon.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from entrepot.kernel.codes import is_country, is_currency
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money
from entrepot.tariff.certificate_goods import NEEDED_OF_GOOD, further_goods, split_name
from entrepot.tariff.claim import months_later

FIELDS = (
    "exporter_name", "exporter_address", "producer_name", "producer_address",
    "importer_name", "importer_address", "importing_party",
    "description", "packages", "hs6", "criterion", "origin_country",
    "quantity", "quantity_unit", "fob", "fob_currency", "invoice_number", "invoice_date",
    "departure_date", "transport", "destination_port",
    "original_number", "original_country", "original_issued", "original_valid_to", "remarks",
)  # fmt: skip
NEEDED = (
    "exporter_name", "exporter_address", "importer_name", "importing_party", "description", "hs6",
    "criterion", "origin_country", "quantity", "quantity_unit", "invoice_number", "invoice_date",
    "departure_date",
)  # fmt: skip
ORIGINAL = ("original_number", "original_country", "original_issued", "original_valid_to")
DAYS = ("invoice_date", "departure_date", "original_issued", "original_valid_to")
PIECES = ("item", "piece", "pair")  # units in which the good of a determination is counted
CERTIFICATE = "certificate"
SOURCE = "RCEP annex 3B"
MOST_TEXT = 500
_NUMBER = re.compile(r"\d{1,13}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a determination says, as a certificate rests on it.

    Attributes:
        id: Its id.
        verdict: originating, not_originating or undetermined.
        agreement: Code of the agreement.
        exporting_party, importing_party: ISO 3166-1 alpha-2.
        on: Legal day of the determination.
        hs: Code of the good.
        criterion: WO, PE, CTC, RVC, CR or process; empty where none is met.
        country: Country of origin by the agreement; empty where it names none.
        fob: FOB value of one good, None where it was not told.
        proofs: Kinds of proof the agreement knows.
        proof_months: How long a proof holds [months], None where not known.
    """

    id: str
    verdict: str
    agreement: str
    exporting_party: str
    importing_party: str
    on: date
    hs: str
    criterion: str
    country: str
    fob: Money | None
    proofs: tuple[str, ...]
    proof_months: int | None


def parse_fields(raw: object) -> dict[str, str]:
    """Read the fields of a certificate.

    Raises:
        InputError: With every field that is unknown or no text.
    """
    if not isinstance(raw, Mapping):
        raise InputError(_fault("fields", "fields", "is no object.", "以字段对象填写。"))
    names = [*FIELDS, *(str(name) for name in raw if split_name(str(name)))]
    faults = [
        *(_unknown(str(name)) for name in raw if name not in FIELDS and not split_name(str(name))),
        *(_fault("text", name, f"is no text of at most {MOST_TEXT} signs.", "应为短文本。")
          for name in names if not _is_text(raw.get(name))),
    ]  # fmt: skip
    if faults:
        raise InputError(faults)
    return {name: text for name in names if (text := (raw.get(name) or "").strip())}


def _unknown(name: str) -> Problem:
    near = get_close_matches(name, FIELDS, n=3, cutoff=0.5)
    fault = _fault("unknown", name, "is no field of a certificate.", "证书没有该字段。")
    return replace(fault, hint=f"Did you mean {', '.join(near)}?") if near else fault


def _is_text(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        return False
    return all(sign.isprintable() or sign == "\n" for sign in value)


def fields_of(basis: Basis) -> dict[str, str]:
    """The fields that a determination fills in of itself."""
    told = {
        "hs6": basis.hs[:6], "criterion": basis.criterion, "origin_country": basis.country,
        "importing_party": basis.importing_party,
    }  # fmt: skip
    return {name: text for name, text in told.items() if text}


def check_fields(
    fields: Mapping[str, str], kind: str, basis: Basis, others: Mapping[str, Basis] | None = None
) -> list[Problem]:
    """Everything that is wrong with a certificate: empty fields, and what does not follow.

    Args:
        fields: As `parse_fields` gives them.
        kind: first or back_to_back.
        basis: The determination it rests on.
        others: Determinations of further goods, by id.
    """
    needed = NEEDED + (ORIGINAL[:3] if kind == "back_to_back" else ())
    return [
        *_grounds(basis),
        *_missing(fields, needed),
        *_forms(fields),
        *_unlike(fields, basis),
        *_value(fields, basis),
        *_original(fields, kind),
        *_goods(fields, basis, others or {}),
    ]


def _goods(
    fields: Mapping[str, str], basis: Basis, others: Mapping[str, Basis]
) -> Iterator[Problem]:
    """What is wrong with each further good, under the numbered name of its field."""
    for number, own in further_goods(fields).items():
        for problem in _good(own, basis, others.get(own.get("determination", ""))):
            yield replace(problem, where=f"{problem.where}_{number}")


def _good(own: Mapping[str, str], basis: Basis, other: Basis | None) -> Iterator[Problem]:
    yield from _missing(own, NEEDED_OF_GOOD)
    yield from _forms(own)
    if other is None:
        if own.get("determination"):
            yield _fault("determination", "determination", "is not known.", "没有该判定。")
        return
    parties = ("agreement", "exporting_party", "importing_party")
    for name in parties:
        if getattr(other, name) != getattr(basis, name):
            yield _fault(
                "unlike", "determination",
                f"is of another {name.replace('_', ' ')} than the first good's.",
                "与第一项货物的协定或缔约方不同。",
            )  # fmt: skip
    yield from (replace(one, where="determination") for one in _grounds(other))
    told = {name: text for name, text in fields_of(other).items() if name != "importing_party"}
    yield from _differ(own, told)
    yield from _value(own, other)


def _grounds(basis: Basis) -> Iterator[Problem]:
    if basis.verdict != "originating":
        yield _fault(
            "verdict",
            "determination",
            f"says the good is {basis.verdict.replace('_', ' ')}.",
            "该判定未认定货物具原产资格。",
        )
    if CERTIFICATE not in basis.proofs:
        yield _fault(
            "agreement",
            "agreement",
            f"{basis.agreement} is not known to take certificates.",
            "未知该协定是否接受原产地证书。",
        )


def _missing(fields: Mapping[str, str], needed: Iterable[str]) -> Iterator[Problem]:
    for name in needed:
        if not fields.get(name):
            yield _fault("missing", name, "is empty.", "未填写。")


def _forms(fields: Mapping[str, str]) -> Iterator[Problem]:
    for name in DAYS:
        if fields.get(name) and _day(fields[name]) is None:
            yield _fault("day", name, "is no day.", "不是有效日期。")
    for name in ("quantity", "fob"):
        if fields.get(name) and not _amount(fields[name]):
            yield _fault("amount", name, "is no amount above zero.", "应为大于零的数。")
    for name in ("importing_party", "origin_country", "original_country"):
        if fields.get(name) and not is_country(fields[name]):
            yield _fault("country", name, "is no country of two letters.", "应为两位国家代码。")
    if fields.get("fob_currency") and not is_currency(fields["fob_currency"]):
        yield _fault("currency", "fob_currency", "is no currency.", "不是货币代码。")


def _unlike(fields: Mapping[str, str], basis: Basis) -> Iterator[Problem]:
    return _differ(fields, fields_of(basis))


def _differ(fields: Mapping[str, str], saying: Mapping[str, str]) -> Iterator[Problem]:
    for name, told in saying.items():
        if fields.get(name) and fields[name] != told:
            yield _fault(
                "unlike",
                name,
                f"is {fields[name]}; the determination says {told}.",
                f"与判定不符（判定为{told}）。",
            )


def _value(fields: Mapping[str, str], basis: Basis) -> Iterator[Problem]:
    """The FOB value: needed with a value content, and that of the determination a piece."""
    fob, currency = fields.get("fob", ""), fields.get("fob_currency", "")
    if basis.criterion == "RVC" and not fob:
        yield _fault("missing", "fob", "is needed where the criterion is a value content.",
                     "按区域价值成分签证须填离岸价。")  # fmt: skip
    if not fob:
        return
    if not currency:
        yield _fault("missing", "fob_currency", "is empty.", "未填写。")
    quantity, amount = _amount(fields.get("quantity", "")), _amount(fob)
    if basis.fob is None or not amount or not currency:
        return
    if currency != basis.fob.currency:
        yield _fault("unlike", "fob_currency",
                     f"is {currency}; the determination says {basis.fob.currency}.",
                     f"与判定不符（判定为{basis.fob.currency}）。")  # fmt: skip
    elif fields.get("quantity_unit") in PIECES and quantity:
        whole = basis.fob.amount * quantity
        if whole != amount:
            yield _fault("unlike", "fob", f"is {fob}; {quantity:f} of {basis.fob} are {whole:f}.",
                         f"与判定不符（按判定应为{whole:f}）。")  # fmt: skip


def _original(fields: Mapping[str, str], kind: str) -> Iterator[Problem]:
    if kind == "back_to_back":
        return
    for name in ORIGINAL:
        if fields.get(name):
            yield _fault("original", name, "belongs to a back-to-back certificate only.",
                         "仅背对背证书填写。")  # fmt: skip


def is_retrospective(fields: Mapping[str, str], issued: date) -> bool:
    """Whether a certificate is issued after the goods have left."""
    departure = _day(fields.get("departure_date", ""))
    return departure is not None and issued > departure


def last_day(fields: Mapping[str, str], basis: Basis, issued: date) -> date | None:
    """Last day on which a certificate holds; one issued upon another never outlasts it.

    Returns:
        The day, None where the agreement's term is not known.
    """
    original = _day(fields.get("original_valid_to", ""))
    if basis.proof_months is None:
        return original
    own = months_later(issued, basis.proof_months)
    return min(own, original) if original else own


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    found = Decimal(text) if _NUMBER.fullmatch(text) else None
    return found or None


def _fault(code: str, where: str, message: str, message_zh: str) -> Problem:
    return Problem(f"certificate.{code}", where, message, source=SOURCE, message_zh=message_zh)
