"""Controls on the export of a good, and the calendar of what lapses."""

from collections.abc import Iterable, Mapping
from datetime import date

from entrepot.kernel.codes import is_country
from entrepot.kernel.errors import InputError
from entrepot.region.policy import Control
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.service.refund_rates import read_code
from entrepot.store.reference import WindowReference
from entrepot.tariff.control import (
    Lapse,
    Told,
    find_controls,
    list_lapses,
    suspensions,
    tell_state,
)

SCOPE = "lists what was read; no row here says that nothing else applies"
SCOPE_ZH = "仅列所读到的管制；未列不等于不受管制"
_TEXTS = ("item", "instrument", "measure", "permit", "authority")


def controls_on(reference: WindowReference, raw: Mapping[str, object], *, today: date) -> Document:
    """The controls on a good on its way to a destination on a day of export.

    Args:
        reference: Reference data of the region.
        raw: `hs`, `destination`, `on` and `country`, the exporting one.
        today: Day used where `on` is not given.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    hs_code = read_code(fields)
    destination = _country(fields, "destination", required=True)
    on = fields.day("on") or today
    country = _country(fields, "country") or reference.settings.country
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    found = find_controls(hs_code, destination, on, _rows(reference, country))
    return {
        "hs": hs_code, "destination": destination, "on": on.isoformat(), "country": country,
        "controls": [_document(told) for told in found],
        "scope": SCOPE, "scope_zh": SCOPE_ZH,
    }  # fmt: skip


def control_calendar(
    reference: WindowReference, raw: Mapping[str, object], *, today: date
) -> Document:
    """Every control of a country with its state on a day, and the days that change one.

    Args:
        reference: Reference data of the region.
        raw: `on` and `country`.
        today: Day used where `on` is not given.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    on = fields.day("on") or today
    country = _country(fields, "country") or reference.settings.country
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    rows = _rows(reference, country)
    return {
        "on": on.isoformat(), "country": country,
        "controls": [_document(tell_state(row, on)) for row in rows],
        "lapses": [_lapse(lapse, on) for lapse in list_lapses(rows)],
        "scope": SCOPE, "scope_zh": SCOPE_ZH,
    }  # fmt: skip


def _rows(reference: WindowReference, country: str) -> list[Control]:
    return [row for row in reference.table("controls") if row.country == country]


def _country(fields: Fields, name: str, *, required: bool = False) -> str:
    code = fields.text(name, required=required).upper()
    if code and not is_country(code):
        fields.fault("country", name, f"{code!r} is no country code.", "Two letters, as US.")
    return code


def _document(told: Told) -> Document:
    row = told.control
    return {
        "id": row.id,
        **_texts(row),
        "state": told.state,
        "why": told.why,
        "kind": row.kind,
        "scope": row.scope,
        "hs_codes": list(row.hs_codes),
        "destinations": list(row.destinations),
        "valid": [_day(row.valid_from), _day(row.valid_to)],
        "suspended": [[_day(first), _day(last)] for first, last in suspensions(row)],
        "changes_on": _day(told.changes_on),
        "check": row.check,
        "note": row.note,
        "note_zh": row.note_zh,
        "source": row.source,
        "status": row.status,
    }


def _texts(row: Control) -> Document:
    names: Iterable[str] = (name for text in _TEXTS for name in (text, f"{text}_zh"))
    return {name: getattr(row, name) for name in names}


def _lapse(lapse: Lapse, on: date) -> Document:
    return {
        "on": lapse.day.isoformat(),
        "turn": lapse.turn,
        "past": lapse.day <= on,
        "id": lapse.control.id,
        "status": lapse.control.status,
        **{
            name: getattr(lapse.control, name)
            for name in ("item", "item_zh", "instrument", "instrument_zh")
        },
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
