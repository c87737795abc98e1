"""A circle of friends in a file: partners, instruments, events, commitments, stated figures."""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any

from entrepot.kernel.source import STATUSES
from entrepot.partners.agreements import KINDS, Instrument, Kind
from entrepot.partners.circle import Circle, Partner, Stated
from entrepot.partners.days import Day, read_day
from entrepot.partners.exchanges import Commitment, Contact
from entrepot.service.model_case import ModelCase

_KEYS = {
    "partners": ("id", "name", "name_zh", "country"),
    "instruments": ("id", "partner", "kind", "signed", "expires", "ended", "supersedes"),
    "events": ("id", "partner", "on", "kind", "two_way", "text", "text_zh"),
    "commitments": ("id", "partner", "owner", "text", "due", "done", "evidence"),
    "stated": ("year", "count", "source", "status", "name"),
}
_NO_DAY = Day("1000", date(1000, 12, 31))
_MOST = 10**6


def read_circle(raw: dict[str, Any], home: str = "") -> Circle:
    """A circle as JSON tells it.

    Args:
        raw: home, partners, instruments, events, commitments, stated.
        home: Whose it is, where the file does not say.

    Raises:
        InputError: It cannot be used; all that is wrong is told.
    """
    case = ModelCase(raw, None)
    case.only(("home", *_KEYS))
    whose = _needed(case, "home") if raw.get("home") is not None or not home else home
    if home and whose != home:
        case.fault("partners.home", "home", f"is {whose!r}, and {home!r} was asked for.",
                   "Ask for one.")  # fmt: skip
    partners = [_partner(one) for one in _rows(case, "partners")]
    known = {one.id for one in partners}
    found = Circle(
        whose, partners,
        tuple(_instrument(one, known) for one in _rows(case, "instruments")),
        tuple(_contact(one, known) for one in _rows(case, "events")),
        tuple(_commitment(one, known) for one in _rows(case, "commitments")),
        tuple(_stated(one) for one in _rows(case, "stated")),
    )  # fmt: skip
    _check_superseded(case, found)
    case.raise_problems()
    return found


def _rows(case: ModelCase, name: str) -> Iterator[ModelCase]:
    rows = case.raw.get(name) or []
    if not isinstance(rows, list):
        case.fault("case.rows", name, "is no list of objects.", "Write [{...}].")
        return
    seen: set[str] = set()
    for place, row in enumerate(rows):
        at = f"{name}[{place}]."
        if not isinstance(row, dict):
            case.fault("case.object", at[:-1], "is no object.", "Write {...}.")
            continue
        inner = ModelCase(row, None, at, case.problems)
        inner.only(_KEYS[name])
        if "id" in _KEYS[name] and isinstance(row.get("id"), str):
            if row["id"] in seen:
                inner.fault("partners.twice", "id", f"{row['id']!r} is there twice.", "Keep one.")
            seen.add(row["id"])
        yield inner


def _partner(row: ModelCase) -> Partner:
    return Partner(_needed(row, "id"), _needed(row, "name"), row.text("country") or "",
                   row.text("name_zh") or "")  # fmt: skip


def _instrument(row: ModelCase, known: Collection[str]) -> Instrument:
    kind: Kind = next(one for one in KINDS if one == row.word("kind", KINDS))
    signed, expires = _day(row, "signed"), _maybe(row, "expires")
    if expires is not None and expires.last < signed.last:
        row.fault("partners.order", "expires", "is before it was signed.", "Check both days.")
    before = row.text("supersedes")
    return Instrument(_needed(row, "id"), _whose(row, known), kind, signed, expires,
                      _maybe(row, "ended"), frozenset((before,) if before else ()))  # fmt: skip


def _contact(row: ModelCase, known: Collection[str]) -> Contact:
    return Contact(
        _needed(row, "id"), _whose(row, known), _day(row, "on"), _needed(row, "kind"),
        row.flag("two_way", default=False), row.text("text") or "", row.text("text_zh") or "",
    )  # fmt: skip


def _commitment(row: ModelCase, known: Collection[str]) -> Commitment:
    return Commitment(
        _needed(row, "id"), _whose(row, known), row.text("owner") or "", _needed(row, "text"),
        _day(row, "due"), _maybe(row, "done"), row.text("evidence") or "",
    )  # fmt: skip


def _stated(row: ModelCase) -> Stated:
    year = row.whole("year", 1000, 3000)
    return Stated(
        Day(str(year), date(year, 12, 31)), row.whole("count", 0, _MOST), _needed(row, "source"),
        row.word("status", STATUSES, "published"), row.text("name") or "",
    )  # fmt: skip


def _check_superseded(case: ModelCase, found: Circle) -> None:
    known = {one.id for one in found.instruments}
    for place, one in enumerate(found.instruments):
        if one.supersedes - known:
            case.fault("partners.unknown", f"instruments[{place}].supersedes",
                       "names no instrument of the file.", "Name one of them.")  # fmt: skip


def _whose(row: ModelCase, known: Collection[str]) -> str:
    name = _needed(row, "partner")
    if name and name not in known:
        row.fault("partners.unknown", "partner", f"there is no partner {name!r}.",
                  "Add it to partners.")  # fmt: skip
    return name


def _needed(row: ModelCase, name: str) -> str:
    if row.raw.get(name) is None:
        row.fault("case.missing", name, "is missing.", "Give a text.")
        return ""
    return row.text(name) or ""


def _day(row: ModelCase, name: str) -> Day:
    if row.raw.get(name) is None:
        row.fault("case.missing", name, "is missing.", "Write 2008, 2018-12 or 2014-04-17.")
    return _maybe(row, name) or _NO_DAY


def _maybe(row: ModelCase, name: str) -> Day | None:
    text = row.text(name)
    return _read(row, name, text, read_day) if text else None


def _read(row: ModelCase, name: str, text: str, reads: Callable[[str], Day]) -> Day | None:
    try:
        return reads(text)
    except ValueError:
        row.fault("partners.day", name, f"{text!r} is no day.",
                  "Write 2008, 2018-12 or 2014-04-17.")  # fmt: skip
        return None
