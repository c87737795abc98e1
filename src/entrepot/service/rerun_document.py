"""A book of cases under two laws, as a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entrepot.kernel.errors import EntrepotError
from entrepot.service.amounts import Document, money_document
from entrepot.service.case_book import Entry
from entrepot.service.clause_request import tell_change
from entrepot.service.origin import determination_document
from entrepot.tariff.clause_change import (
    Change,
    NewRate,
    Threshold,
    change_stated,
    count_touched,
)
from entrepot.tariff.origin import Determination
from entrepot.tariff.origin_law import OriginLaw
from entrepot.tariff.rerun import Moved, Shift, Side, Sum, tally


@dataclass(frozen=True, slots=True)
class Judged:
    """What a case comes to under one law.

    Attributes:
        side: Verdict and amounts.
        origin: The determination, None without one.
        duty: The answer on the duty, None without one.
        error: Why it has no answer, or none on origin.
    """

    side: Side
    origin: Determination | None = None
    duty: Document | None = None
    error: EntrepotError | None = None


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A case, judged by the law as it is and as it would be.

    Attributes:
        number: Its place in the book, from 1.
        entry: What it asks, None where that could not be read.
    """

    number: int
    entry: Entry | None
    before: Judged
    after: Judged

    @property
    def moved(self) -> Moved:
        """What it comes to under both laws."""
        return Moved(self.before.side, self.after.side)

    @property
    def exit_code(self) -> int:
        """Of its failure under the law as it is; 0 where it has an answer."""
        failed = self.before.error if self.before.side.failed else None
        return failed.exit_code if failed else 0


def rerun_document(
    changes: Sequence[Change], law: OriginLaw, judged: Sequence[JudgedCase]
) -> Document:
    """What turns and what moves, case by case and in total, as JSON tells it.

    Args:
        changes: What was changed.
        law: Agreements and product rules as they are.
        judged: The cases.
    """
    whole = tally(one.moved for one in judged)
    return {
        "changes": [_change(one, law, judged) for one in changes],
        "cases": [_case(one) for one in judged],
        "totals": {
            "cases": whole.cases,
            "turned": whole.turned,
            "verdicts": [{"before": before, "after": after, "cases": count}
                         for before, after, count in whole.verdicts],
            "undetermined": {
                "before": sum(one.before.side.is_open for one in judged),
                "after": sum(one.after.side.is_open for one in judged),
            },
            "failed": {"before": whole.failed[0], "after": whole.failed[1]},
            "open": whole.open,
            "duty": [_sum(one) for one in whole.duty],
            "all": [_sum(one) for one in whole.all],
        },
        "status": "modelled",
        "kept": False,
    }  # fmt: skip


def _change(change: Change, law: OriginLaw, judged: Sequence[JudgedCase]) -> Document:
    """A change, how many rows of the law and how many rules stated in cases it touches."""
    stated = 0
    if isinstance(change, Threshold):
        rules = [p.before.origin.case for p in judged if p.before.origin]
        stated = sum(change_stated(c.rule, c.agreement, [change]) != c.rule for c in rules)
    rows = None if isinstance(change, NewRate) else count_touched(law, change)
    return {**tell_change(change), "touched": {"rows": rows, "stated_rules": stated}}


def _case(one: JudgedCase) -> Document:
    moved, before, after = one.moved, one.before, one.after
    return {
        "case": one.number,
        "name": one.entry.name if one.entry else "",
        "kind": one.entry.kind if one.entry else None,
        **_about(one),
        "turns": moved.turns,
        "verdict": _both(before.side.verdict, after.side.verdict),
        "criterion": _both(_of(before.origin, "criterion"), _of(after.origin, "criterion")),
        "rule": _both(_rule(before.origin), _rule(after.origin)),
        "tests": _tests(before.origin, after.origin),
        "missing": list(after.origin.missing) if after.origin else [],
        "regime": _both(_regime(before.duty), _regime(after.duty)),
        "duty": shift_document(moved.duty),
        "all": shift_document(moved.all),
        "saving": _both(before.duty and before.duty["saving"], after.duty and after.duty["saving"]),
        "problem": _both(before.error and before.error.document(),
                         after.error and after.error.document()),
    }  # fmt: skip


def _about(one: JudgedCase) -> Document:
    """What the case is of, for who reads the list."""
    entry = one.entry
    origin, duty = (entry.origin or {}, entry.duty or {}) if entry else ({}, {})
    good = origin.get("good")
    hs = good.get("hs") if isinstance(good, Mapping) else None
    return {
        "agreement": str(origin.get("agreement") or "") or None,
        "hs": str(duty.get("hs") or hs or "") or None,
        "market": str(duty.get("market") or origin.get("importing_party") or "") or None,
        "on": str(origin.get("on") or duty.get("on") or "") or None,
    }


def _both(before: object, after: object) -> Document:
    return {"before": before, "after": after}


def _of(origin: Determination | None, name: str) -> Any:
    return (getattr(origin, name) or None) if origin else None


def _rule(origin: Determination | None) -> str | None:
    return origin.rule.text or None if origin else None


def _regime(duty: Document | None) -> str | None:
    chosen = (one["regime"] for one in (duty or {}).get("candidates", []) if one["chosen"])
    return next(chosen, None)


def _tests(before: Determination | None, after: Determination | None) -> list[Document]:
    """Tests that come out otherwise, or are asked another figure."""
    if not (before and after):
        return []
    first, then = (determination_document(one)["tests"] for one in (before, after))
    names = dict.fromkeys(one["test"] for one in (*first, *then))
    pairs = [(name, _named(first, name), _named(then, name)) for name in names]
    return [{"test": name, "before": was, "after": now} for name, was, now in pairs if was != now]


def _named(tests: list[Document], name: str) -> Document | None:
    found = next((one for one in tests if one["test"] == name), None)
    return found and {key: found[key] for key in ("state", "figure_pct", "threshold_pct")}


def shift_document(shift: Shift) -> Document:
    """How an amount moves, as JSON tells it."""
    return {
        "move": shift.move,
        "before": money_document(shift.before),
        "after": money_document(shift.after),
        "by": money_document(shift.by),
    }


def _sum(one: Sum) -> Document:
    money = {name: money_document(getattr(one, name))
             for name in ("before", "after", "more", "less", "net")}  # fmt: skip
    return {"currency": one.currency, "cases": one.cases, "open": one.open, **money}
