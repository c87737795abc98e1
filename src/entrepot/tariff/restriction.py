"""Whether foreign investment may enter an activity: the lists in force, laid over each other.

The national list answers first. Where a pilot zone or a place has a row that stands instead of
the national entry, that row wins, and the answer says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from entrepot.region.policy import PilotZone, Restriction
from entrepot.tariff.phrase import names, shared, words_of

Verdict = Literal["national_treatment", "conditional", "refused", "prohibited", "undetermined"]
LAYERS = ("national", "zone", "local")
MANUFACTURING = "C"
SEVEREST_LAST: tuple[Verdict, ...] = (
    "national_treatment", "conditional", "undetermined", "refused", "prohibited",
)  # fmt: skip
_PARTNERS = {"joint_venture": "a joint venture", "cooperation": "cooperation with a home partner"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants to invest in.

    Attributes:
        activity: In words, English or Chinese.
        sector: Letter of GB/T 4754, empty when not known.
        foreign_share_pct: Share in foreign hands [%], None when not known.
        zone: Id of a pilot zone, empty outside one.
        places: Ids of the place and of all it lies in.
    """

    activity: str
    sector: str = ""
    foreign_share_pct: Decimal | None = None
    zone: str = ""
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Layer:
    """What one list says.

    Attributes:
        layer: national, zone or local.
        row: The row, None where the layer has none for it or does not count.
        verdict: What it says by itself, None where it says nothing.
        won: Whether it decided.
        why: The reason, as a sentence.
    """

    layer: str
    row: Restriction | None
    verdict: Verdict | None
    won: bool
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer for a plan.

    Attributes:
        edition: Edition of the national list in force.
        entries: How many entries it has, and `manufacturing` how many of them of that section.
        row: The row that decided, None where none did.
        layers: Each list, in order.
        candidates: Entries to choose from, where the words do not settle it.
    """

    edition: str
    entries: int
    manufacturing: int
    verdict: Verdict
    row: Restriction | None
    why: str
    layers: tuple[Layer, ...]
    candidates: tuple[Restriction, ...] = ()


def list_editions(rows: Iterable[Restriction]) -> tuple[str, ...]:
    """Editions of the national list, oldest first."""
    first = {r.edition: r.valid_from or date.min for r in rows if r.layer == "national"}
    return tuple(sorted(first, key=lambda edition: first[edition]))


def in_force(rows: Iterable[Restriction], on: date) -> tuple[Restriction, ...]:
    """Rows of all lists in force on a day."""
    return tuple(row for row in rows if on in row.valid)


def check_investment(
    plan: Plan, on: date, rows: Sequence[Restriction], zones: Iterable[PilotZone]
) -> Outcome:
    """Check a plan against the lists of its day.

    Args:
        plan: The plan.
        on: Legal day of the investment.
        rows: Rows of one country in force that day; at least one of the national list.
        zones: Pilot zones with their days.

    Returns:
        The verdict. Words that match no entry of a listed section, or an entry of another
        section, are undetermined with candidates, and never national treatment.
    """
    national = [row for row in rows if row.layer == "national"]
    matched = _match(plan, national)
    told = [_decide(plan, row, on, rows, zones) for row in matched]
    if matched and any(row.sector == plan.sector or not plan.sector for row in matched):
        layers = max(told, key=_severity)
        won = _winner(layers)
        return _outcome(national, won.verdict or "undetermined", won.row, won.why, layers)
    return _unmatched(plan, national, matched)


def _winner(layers: Sequence[Layer]) -> Layer:
    return next(layer for layer in layers if layer.won)


def _severity(layers: Sequence[Layer]) -> int:
    return SEVEREST_LAST.index(_winner(layers).verdict or "undetermined")


def _unmatched(plan: Plan, national: list[Restriction], matched: list[Restriction]) -> Outcome:
    own = [row for row in national if row.sector == plan.sector]
    if plan.sector and not own and not matched:
        why = f"the list names nothing in section {plan.sector}"
        layer = Layer("national", None, "national_treatment", True, why)
        return _outcome(national, "national_treatment", None, why, (layer,))
    if matched:
        where = ", ".join(sorted({row.sector for row in matched}))
        why = f"the words match an entry of section {where}, not of {plan.sector}"
        candidates = matched
    else:
        why = "the words match no entry: choose one, or say it in other words"
        candidates = sorted(own or national, key=lambda row: -_likeness(plan.activity, row))
    layer = Layer("national", None, "undetermined", True, why)
    return _outcome(national, "undetermined", None, why, (layer,), tuple(candidates))


def _outcome(
    national: Iterable[Restriction],
    verdict: Verdict,
    row: Restriction | None,
    why: str,
    layers: Sequence[Layer],
    candidates: tuple[Restriction, ...] = (),
) -> Outcome:
    sector_of = {one.entry: one.sector for one in national}
    editions = sorted({one.edition for one in national})
    manufacturing = sum(sector == MANUFACTURING for sector in sector_of.values())
    return Outcome(
        ", ".join(editions), len(sector_of), manufacturing, verdict, row, why, tuple(layers),
        candidates,
    )  # fmt: skip


def _decide(
    plan: Plan,
    row: Restriction,
    on: date,
    rows: Iterable[Restriction],
    zones: Iterable[PilotZone],
) -> tuple[Layer, ...]:
    """Each layer on one entry; the last that speaks wins."""
    layers = [_judge(plan, row)]
    for layer in LAYERS[1:]:
        layers += _overlay(layer, plan, row, on, rows, zones)
    last = max(place for place, layer in enumerate(layers) if layer.verdict)
    return tuple(
        Layer(one.layer, one.row, one.verdict, place == last, one.why)
        for place, one in enumerate(layers)
    )


def _overlay(
    layer: str,
    plan: Plan,
    row: Restriction,
    on: date,
    rows: Iterable[Restriction],
    zones: Iterable[PilotZone],
) -> list[Layer]:
    if layer == "zone":
        if not plan.zone:
            return []
        if not any(zone.id == plan.zone and on in zone.valid for zone in zones):
            why = f"{plan.zone} is no pilot zone on {on}: no dated membership is known"
            return [Layer("zone", None, None, False, why)]
    areas = {plan.zone} if layer == "zone" else plan.places
    over = [
        one
        for one in rows
        if one.layer == layer
        and (not one.area or one.area in areas)
        and one.replaces in (None, row.entry)
        and _matches(plan.activity, one)
    ]
    return [_judge(plan, one) for one in over[:1]]


def _judge(plan: Plan, row: Restriction) -> Layer:
    verdict, why = _verdict(plan, row)
    return Layer(row.layer, row, verdict, False, why)


def _verdict(plan: Plan, row: Restriction) -> tuple[Verdict, str]:
    share = plan.foreign_share_pct
    if any(names(words, plan.activity) for words in row.except_words):
        return "national_treatment", f"entry {row.entry} itself leaves this free"
    if row.kind == "none":
        return "national_treatment", f"the list of this place does not hold entry {row.entry}"
    if row.kind == "prohibited":
        return "prohibited", f"entry {row.entry} prohibits it"
    if row.kind == "condition":
        return "conditional", f"entry {row.entry} sets a condition"
    if share is None:
        return "undetermined", f"entry {row.entry} depends on the foreign share, which is not given"
    if row.kind in _PARTNERS:
        wanted = _PARTNERS[row.kind]
        if share >= 100:
            return (
                "refused",
                f"entry {row.entry} asks for {wanted}: 100 % foreign is none",
            )
        return "conditional", f"entry {row.entry} asks for {wanted}"
    return _within(row, share)


def _within(row: Restriction, share: Decimal) -> tuple[Verdict, str]:
    most = row.foreign_max_pct
    if most is None:
        return "conditional", f"entry {row.entry} sets a condition"
    bound = f"below {most:f} %" if row.below else f"at most {most:f} %"
    fits = share < most if row.below else share <= most
    if fits:
        return "conditional", f"entry {row.entry} allows a foreign share {bound}"
    return "refused", f"entry {row.entry} allows a foreign share {bound}, not {share:f} %"


def _match(plan: Plan, national: Iterable[Restriction]) -> list[Restriction]:
    """Rows whose words are said, without those a longer phrase of another row takes in."""
    found = {row: said for row in national if (said := _said(plan.activity, row))}
    longest = [
        row for row, said in found.items() if not any(said < other for other in found.values())
    ]
    return sorted(longest, key=lambda row: (row.entry, row.part))


def _matches(activity: str, row: Restriction) -> bool:
    return any(names(words, activity) for words in row.words)


def _said(activity: str, row: Restriction) -> frozenset[str]:
    """The words of the longest phrase of a row, or of what it leaves free, that are said."""
    phrases = (words_of(p) for p in (*row.words, *row.except_words) if names(p, activity))
    return max(phrases, key=lambda words: (len(words), len("".join(words))), default=frozenset())


def _likeness(activity: str, row: Restriction) -> int:
    return max(shared(words, activity) for words in (row.activity, row.activity_zh, *row.words))
