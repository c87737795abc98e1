"""Which firm goes to which park, from a case that is handed in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from entrepot.industry.placement import (
    FAILED,
    MET,
    Condition,
    Firm,
    Option,
    Park,
    Placement,
    place,
)
from entrepot.service.case_parts import (
    Document,
    cited_document,
    cited_of,
    done,
    known,
    once,
    some,
    table,
    text,
)
from entrepot.service.fields import Fields

MOST_FIRMS, MOST_PARKS = 300, 100
_FULL = {"code": "place.full", "message": "It may go there, but others fill it.",
         "message_zh": "符合条件，但已被其他企业占满。"}  # fmt: skip
_WORDS = {
    ("resource", MET): ("{name}: {asked} needed, {held} free.", "{name}：需{asked}，可用{held}。"),
    ("resource", FAILED): ("{name}: {asked} needed, only {held} free.",
                           "{name}：需{asked}，仅有{held}。"),
    ("resource", "unknown"): ("{name}: {asked} needed, what is free is not known.",
                              "{name}：需{asked}，可用量未知。"),
    ("trait", MET): ("{name}: {asked} is admitted.", "{name}：准入{asked}。"),
    ("trait", FAILED): ("{name}: {asked} is not admitted, only {held}.",
                        "{name}：不准入{asked}，仅限{held}。"),
    ("trait", "unknown"): ("{name}: the firm's is not known; admitted are {held}.",
                           "{name}：企业情况未知，仅限{held}。"),
}  # fmt: skip


def match_places(raw: Mapping[str, object]) -> Document:
    """Tell which firm goes to which park under what is free, with conditions met and failed.

    Args:
        raw: `firms` with `id`, `needs` (amount by resource), `traits` (text by name) and `wishes`
            (weight by name); `parks` with `id`, `free` (amount by resource), `admits` (texts by
            name of trait), `offers` (0 to 1 by name) and `slots`; `source` and `status`.

    Returns:
        `matches`, `unplaced` with reasons by park, every option, and what is left in each park.

    Raises:
        InputError: With every fault of the fields.
        ModelError: No best placement was found in time.
    """
    fields = Fields(raw)
    firms = [_firm(one) for one in some(fields, "firms", MOST_FIRMS)]
    parks = [_park(one) for one in some(fields, "parks", MOST_PARKS)]
    once(fields, "firms", "id", [one.id for one in firms])
    once(fields, "parks", "id", [one.id for one in parks])
    cited = cited_of(fields)
    done(fields)
    found = place(firms, parks)
    return {**_told(found, firms), **cited_document(cited)}


def _firm(fields: Fields) -> Firm:
    name, needs = fields.text("id", required=True), _amounts(fields, "needs")
    traits, wishes = fields.inner("traits"), _amounts(fields, "wishes")
    own = {str(key): traits.text(str(key), required=True) for key in traits.raw} if traits else {}
    fields.nothing_else()
    return Firm(name, needs, own, {key: float(value) for key, value in wishes.items()})


def _park(fields: Fields) -> Park:
    name, free = fields.text("id", required=True), _amounts(fields, "free")
    admits = _admits(fields.inner("admits"))
    offers, slots = _amounts(fields, "offers"), fields.whole("slots", low=0, high=10_000)
    for key, value in offers.items():
        if value > 1:
            fields.fault("share", f"offers.{key}", f"{value} is not from 0 to 1.", "0.4 is 40 %.")
    fields.nothing_else()
    return Park(name, free, admits, {key: float(value) for key, value in offers.items()}, slots)


def _amounts(fields: Fields, name: str) -> dict[str, Decimal]:
    """Numbers of zero or more by name; a null stays unknown, as what is not named."""
    return known(table(fields, name)) if fields.has(name) else {}


def _admits(fields: Fields | None) -> dict[str, frozenset[str]]:
    if fields is None:
        return {}
    return {str(key): frozenset(str(one) for one in fields.items(str(key))) for key in fields.raw}


def _told(found: Placement, firms: Sequence[Firm]) -> Document:
    placed = {one.firm.id: one for one in found.placed}
    options = {firm.id: [one for one in found.options if one.firm.id == firm.id] for firm in firms}
    return {
        "matches": [_option(placed[firm.id]) for firm in firms if firm.id in placed],
        "unplaced": [{"firm": firm.id, "parks": [_refused(one) for one in options[firm.id]]}
                     for firm in firms if firm.id not in placed],
        "options": [_option(one) for one in found.options],
        "left": [{"park": park, "free": {name: text(value) for name, value in left.items()}}
                 for park, left in found.left.items()],
    }  # fmt: skip


def _option(one: Option) -> Document:
    return {
        "firm": one.firm.id, "park": one.park.id, "possible": one.is_possible, "score": one.score,
        "parts": dict(one.parts), "met": _reasons(one, met=True),
        "failed": _reasons(one, met=False),
    }  # fmt: skip


def _refused(one: Option) -> Document:
    return {"park": one.park.id, "reasons": _reasons(one, met=False) or [_FULL]}


def _reasons(one: Option, *, met: bool) -> list[Document]:
    return [_reason(each) for each in one.conditions if (each.state == MET) == met]


def _reason(one: Condition) -> Document:
    english, chinese = _WORDS[one.kind, one.state]
    words = {"name": one.name, "asked": _plain(one.asked), "held": _plain(one.held)}
    return {"code": f"place.{one.kind}_{one.state}", **words, "message": english.format(**words),
            "message_zh": chinese.format(**words)}  # fmt: skip


def _plain(value: Decimal | str | frozenset[str] | None) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return text(value) or "" if isinstance(value, Decimal) or value is None else value
