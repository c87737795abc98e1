"""Step 1: the rule that a good must meet, in the edition it is written on."""

from dataclasses import dataclass
from datetime import date

from entrepot.region.origin import OriginRule
from entrepot.tariff.concordance import Concordance, Conversion
from entrepot.tariff.origin_case import OriginCase
from entrepot.tariff.origin_law import OriginLaw
from entrepot.tariff.rules_of_origin import Rule, parse_rule


@dataclass(frozen=True, slots=True)
class RuleFound:
    """The rule of a code.

    Attributes:
        rule: What is asked; None where it is not known, or candidates differ.
        text: The rule as it is written; empty is not known.
        edition: Edition of the HS it is written on.
        codes: The good's code in that edition; several where the concordance splits it.
        is_converted: Whether the good's code is of another edition.
        is_listed: Whether the concordance says so; else the code is taken unchanged.
        candidates: Codes the good may have, each with its rule, where those differ.
        source, status: Where the rule was read, and how sure it is.
        ids: Names of the rows it rests on.
    """

    rule: Rule | None
    text: str
    edition: str
    codes: tuple[str, ...]
    is_converted: bool = False
    is_listed: bool = True
    candidates: tuple[tuple[str, str], ...] = ()
    source: str = ""
    status: str = ""
    ids: tuple[str, ...] = ()


def stated_rule(case: OriginCase) -> RuleFound:
    """The rule that the case states, read in the good's edition.

    Raises:
        InputError: It is no rule.
    """
    rule, code = parse_rule(case.rule), case.good.hs[:6]
    return RuleFound(
        rule, case.rule, case.good.edition, (code,), source="stated in the case",
        status="unverified",
    )  # fmt: skip


def find_rule(
    agreement: str, code: str, edition: str, on: date, law: OriginLaw, concordance: Concordance
) -> RuleFound:
    """The stored rule of a code, in its own edition or by the concordance in another."""
    editions = dict.fromkeys((edition, *law.list_editions(agreement, on)))
    for there in editions:
        moved = concordance.convert(code, edition, there)
        found = [(one, law.find_rules(agreement, one, there, on)) for one in moved.codes]
        if any(row.rule for _, rows in found for row in rows):
            return _of_rows(edition, there, moved, found)
    return _general(agreement, code, edition, law)


def _of_rows(
    edition: str,
    there: str,
    moved: Conversion,
    found: list[tuple[str, tuple[OriginRule, ...]]],
) -> RuleFound:
    told = [(_named(code, row, rows), row.rule) for code, rows in found for row in rows]
    told += [(code, "") for code, rows in found if not rows]
    known = [row for _, rows in found for row in rows if row.rule]
    text = told[0][1] if len({text for _, text in told}) == 1 else ""
    return RuleFound(
        parse_rule(text) if text else None,
        text,
        there,
        moved.codes,
        is_converted=edition != there,
        is_listed=moved.is_listed,
        candidates=() if text else tuple(told),
        source="; ".join(dict.fromkeys(row.source for row in known)),
        status=known[0].status,
        ids=tuple(f"{row.agreement} {row.edition} {row.hs_from}-{row.hs_to}" for row in known),
    )


def _named(code: str, row: OriginRule, rows: tuple[OriginRule, ...]) -> str:
    """A candidate as people tell it apart: by its code, and by its goods where several share it."""
    return f"{code} ({row.goods})" if len(rows) > 1 else code


def _general(agreement: str, code: str, edition: str, law: OriginLaw) -> RuleFound:
    """The agreement's rule for goods without one of their own, where it has such a rule."""
    row = law.profiles[agreement].agreement
    if not row.general_rule:
        return RuleFound(None, "", edition, (code[:6],))
    return RuleFound(
        parse_rule(row.general_rule), row.general_rule, edition, (code[:6],), source=row.source,
        status=row.status, ids=(f"{agreement} general rule",),
    )  # fmt: skip
