"""A clause of the law changed for trial: the law as it would be. The law itself stays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Literal, TypeAlias

from entrepot.region.law import Measure
from entrepot.region.origin import OriginAgreement, OriginArticle, OriginParty, OriginRule
from entrepot.tariff.origin_law import OriginLaw
from entrepot.tariff.rules_of_origin import All, Any, Rule, Rvc, parse_rule, render

STATED = "stated in the change"


@dataclass(frozen=True, slots=True)
class Threshold:
    """Rules of an agreement ask for another value content [%].

    Attributes:
        was: Only where they ask for this much; None is whatever they ask for.
    """

    agreement: str
    to: Decimal
    was: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Another figure of an agreement; None is not known."""

    agreement: str
    clause: Literal["de_minimis_pct", "de_minimis_weight_pct", "proof_months"]
    to: Decimal | None


@dataclass(frozen=True, slots=True)
class GeneralRule:
    """Another rule for goods without one of their own; empty is none known."""

    agreement: str
    to: str


@dataclass(frozen=True, slots=True)
class ProductRule:
    """Another rule for the goods from one code to another.

    Attributes:
        edition: Edition of the HS the codes are of; empty is every one that has rules.
    """

    agreement: str
    low: str
    high: str
    to: str
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Operations:
    """Another list of operations that confer no origin."""

    agreement: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parties:
    """Countries that an agreement binds besides, on all days, or no longer."""

    agreement: str
    join: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewRate:
    """Another duty on a line and all below it.

    Attributes:
        market: Id of the customs territory.
        kind: An entry of `measures.KINDS`, and `regime` of it.
        hs: The line; lines below it get the duty too.
        to: The duty in its canonical form; empty is unknown.
        origins: Countries it is for; empty is those of the measures that are there.
    """

    market: str
    kind: str
    regime: str
    hs: str
    to: str
    origins: tuple[str, ...] = ()


OfOrigin: TypeAlias = Threshold | Figure | GeneralRule | ProductRule | Operations | Parties
Change: TypeAlias = OfOrigin | NewRate


def change_law(law: OriginLaw, changes: Iterable[Change]) -> OriginLaw:
    """The law of origin after changes, one after the other."""
    return reduce(_change_law, changes, law)


def count_touched(law: OriginLaw, change: Change) -> int:
    """How many rows of the law of origin a change makes others."""
    before, after = _rows(law), _rows(_change_law(law, change))
    gone_without_another = max(0, len(before) - len(after))
    return len(set(after) - set(before)) + gone_without_another


def _rows(law: OriginLaw) -> tuple[object, ...]:
    agreements = tuple(profile.agreement for profile in law.profiles.values())
    return (*agreements, *_parties(law), *law.rules)


def _parties(law: OriginLaw) -> tuple[OriginParty, ...]:
    return tuple(one for profile in law.profiles.values() for one in profile.parties)


def _articles(law: OriginLaw) -> tuple[OriginArticle, ...]:
    return tuple(one for profile in law.profiles.values() for one in profile.articles.values())


def _change_law(law: OriginLaw, change: Change) -> OriginLaw:
    if isinstance(change, NewRate):
        return law
    return OriginLaw(
        [change_agreement(profile.agreement, change) for profile in law.profiles.values()],
        change_parties(_parties(law), change),
        _articles(law),
        _change_rules(law, change),
    )


def change_agreement(row: OriginAgreement, change: Change) -> OriginAgreement:
    """The row of an agreement after a change."""
    if isinstance(change, NewRate) or row.code != change.agreement:
        return row
    match change:
        case Threshold():
            return replace(row, general_rule=change_text(row.general_rule, change))
        case Figure(_, "de_minimis_pct", to):
            return replace(row, de_minimis_pct=to)
        case Figure(_, "de_minimis_weight_pct", to):
            return replace(row, de_minimis_weight_pct=to)
        case Figure(_, "proof_months", to):
            return replace(row, proof_months=None if to is None else int(to))
        case GeneralRule(_, to):
            return replace(row, general_rule=to)
        case Operations(_, to):
            return replace(row, minimal_operations=to)
    return row


def change_parties(rows: Iterable[OriginParty], change: Change) -> tuple[OriginParty, ...]:
    """Who is bound after a change."""
    if not isinstance(change, Parties):
        return tuple(rows)
    theirs = (*change.join, *change.leave)
    kept = [row for row in rows if row.agreement != change.agreement or row.country not in theirs]
    return (*kept, *(
        OriginParty("", STATED, "modelled", agreement=change.agreement, country=country,
                    valid_from=None, valid_to=None)
        for country in change.join
    ))  # fmt: skip


def change_text(text: str, change: Threshold) -> str:
    """A rule in words with another value content; a rule that asks for none stays as written."""
    if not text:
        return text
    rule = parse_rule(text)
    after = _with_content(rule, change)
    return text if after == rule else render(after)


def change_stated(text: str, agreement: str, changes: Iterable[Change]) -> str:
    """A rule that a case states, after changes of the value content its agreement asks for."""
    own = (c for c in changes if isinstance(c, Threshold) and c.agreement == agreement)
    return reduce(change_text, own, text)


def change_measures(
    measures: Iterable[Measure], market: str, code: str, on: date, changes: Iterable[Change]
) -> tuple[Measure, ...]:
    """Measures near a code of a market on a day after changes of its rates."""
    own = (
        change
        for change in changes
        if isinstance(change, NewRate)
        and change.market == market
        and (code.startswith(change.hs) or change.hs.startswith(code))
    )
    return reduce(lambda rows, change: _change_rate(rows, change, on), own, tuple(measures))


def _with_content(rule: Rule, change: Threshold) -> Rule:
    match rule:
        case Any(of):
            return Any(tuple(_with_content(one, change) for one in of))
        case All(of):
            return All(tuple(_with_content(one, change) for one in of))
        case Rvc(threshold, method) if change.was in (None, threshold):
            return Rvc(change.to, method)
    return rule


def _change_rules(law: OriginLaw, change: OfOrigin) -> tuple[OriginRule, ...]:
    match change:
        case Threshold():
            return tuple(
                replace(row, rule=change_text(row.rule, change))
                if row.agreement == change.agreement
                else row
                for row in law.rules
            )
        case ProductRule():
            return tuple(_with_rule(law, change))
    return law.rules


def _with_rule(law: OriginLaw, change: ProductRule) -> Iterator[OriginRule]:
    """Rules with a new one in the place of those for its codes."""
    editions = [change.edition] if change.edition else _editions(law, change.agreement)
    for row in law.rules:
        is_meant = row.agreement == change.agreement and row.edition in editions
        if not (is_meant and _within(row, change)):
            yield row
    for edition in editions:
        yield OriginRule(
            "", STATED, "modelled", agreement=change.agreement, edition=edition,
            hs_from=change.low, hs_to=change.high, goods="", rule=change.to, valid_from=None,
            valid_to=None,
        )  # fmt: skip


def _within(row: OriginRule, change: ProductRule) -> bool:
    digits = len(change.low)
    is_fine = len(row.hs_from) >= digits
    return is_fine and change.low <= row.hs_from[:digits] and row.hs_to[:digits] <= change.high


def _editions(law: OriginLaw, agreement: str) -> list[str]:
    told = [row.edition for row in law.rules if row.agreement == agreement]
    own = law.profiles[agreement].agreement.edition
    return list(dict.fromkeys([*told, *([own] if own else [])])) or ["HS2022"]


def _change_rate(rows: tuple[Measure, ...], change: NewRate, on: date) -> tuple[Measure, ...]:
    """Measures with the duty of a change; a measure more where the line has none of its own."""
    meant = [row for row in rows if _is_meant(row, change, on)]
    if not meant:
        return (*rows, _new(rows, change))
    return tuple(
        replace(row, duty=change.to, source_text=change.to, source=STATED, status="modelled")
        if row in meant
        else row
        for row in rows
    )


def _is_meant(row: Measure, change: NewRate, on: date) -> bool:
    return (
        _side(row) == (change.kind, change.regime.casefold())
        and row.hs_code.startswith(change.hs)
        and on in row.valid
        and (not change.origins or set(change.origins) == set(row.origins))
    )


def _side(row: Measure) -> tuple[str, str]:
    return row.kind, row.regime.casefold()


def _new(rows: Iterable[Measure], change: NewRate) -> Measure:
    """A measure for the line, for the countries of a wider one unless others are named."""
    side = change.kind, change.regime.casefold()
    wider = [row for row in rows if _side(row) == side and change.hs.startswith(row.hs_code)]
    origins = change.origins or (wider[0].origins if wider else ())
    excluded = wider[0].excluded_origins if wider else ()
    return Measure(
        "", STATED, "modelled", f"changed {change.kind} {change.regime} {change.hs}",
        change.market, change.kind, change.regime, change.hs, origins, excluded, change.to,
        change.to, None, None, "",
    )  # fmt: skip
