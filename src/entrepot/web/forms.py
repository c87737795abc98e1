"""The quote form: what was typed, made into fields for the service, and faults beside them."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from starlette.datastructures import FormData, QueryParams

from entrepot.kernel.errors import Problem
from entrepot.web.verbs import Document, Verbs

SINGLE = (
    "origin", "destination", "hs", "tonnes", "teu", "value", "currency", "incoterm", "on",
    "year", "max", "volume_m3", "piece_t", "net_kg",
)  # fmt: skip
SEVERAL = ("avoid", "proofs")
QUANTITY = "quantity_"
MOST_TEXT = 200
MOST_CHOICES = 8
# Where the rooms below name a fault by their own word for the field.
_FIELD_OF = {"heaviest_piece_kg": "piece_t", "gross_mass_kg": "tonnes"}
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_NAMED = re.compile(r".*\(([^()\s]+)\)")


def read_form(form: FormData | QueryParams) -> dict[str, Any]:
    """Read what was typed; full-width digits become plain ones, `60,000` becomes `60000`.

    Args:
        form: A posted form, or the parameters of an address that fill the form in.

    Returns:
        Fields by name, empty ones left out; a choice among matches (`origin_choice`) replaces
        what was typed.
    """
    fields: dict[str, Any] = {}
    for name in SINGLE:
        text = read_text(form.get(f"{name}_choice")) or read_text(form.get(name))
        if text:
            fields[name] = text
    for name in SEVERAL:
        chosen = [text for item in form.getlist(name) if (text := read_text(item))]
        if chosen:
            fields[name] = chosen[:100]
    quantities = {
        key.removeprefix(QUANTITY): text
        for key in form
        if key.startswith(QUANTITY) and (text := read_text(form.get(key)))
    }
    return {**fields, "quantities": quantities} if quantities else fields


def read_text(value: object) -> str:
    """What was typed, full-width digits made plain, a thousand written without its comma."""
    if not isinstance(value, str):
        return ""
    text = unicodedata.normalize("NFKC", value).strip()[:MOST_TEXT]
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


def for_service(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as the service takes them: `Name (id)` of a place becomes its id."""
    named = {
        name: _NAMED.sub(r"\1", fields[name])
        for name in ("origin", "destination")
        if name in fields
    }
    return {**fields, **named}


def by_field(
    problems: Iterable[Problem],
    units: Collection[str],
    names: Collection[str] = (*SINGLE, *SEVERAL, "quantities"),
) -> dict[str, list[Problem]]:
    """Problems by the field they stand beside; those of no field under an empty name."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        field = re.split(r"[.\[ ]", problem.where, maxsplit=1)[0]
        field = "quantities" if field in units else _FIELD_OF.get(field, field)
        found.setdefault(field if field in names else "", []).append(problem)
    return found


def find_matches(
    verbs: Verbs, fields: Mapping[str, Any], faults: Mapping[str, object]
) -> dict[str, list[Document]]:
    """What may have been meant by a place or goods that were not understood."""
    found = {
        name: verbs.search_places(fields[name])[:MOST_CHOICES]
        for name in ("origin", "destination")
        if name in faults and name in fields
    }
    if "hs" in faults and "hs" in fields:
        found["hs"] = verbs.search_goods(fields["hs"])[:MOST_CHOICES]
    return {name: matches for name, matches in found.items() if matches}
