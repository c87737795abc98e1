"""What worked cases of planning share: who says so, shares, figures as text."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError
from entrepot.kernel.source import STATUSES, Source, Status, weakest
from entrepot.service.fields import Fields

Document = dict[str, Any]


def cited_of(fields: Fields) -> Source:
    """Who says so; what nobody vouched for is unverified."""
    text = fields.text("source", required=True)
    told = fields.word("status", STATUSES)
    status: Status = next((one for one in STATUSES if one == told), "unverified")
    return Source(text, status)


def cited_document(*sources: Source) -> Document:
    """Who says so, and the least sure of them; a result is modelled at best."""
    return {"source": "; ".join(dict.fromkeys(one.text for one in sources)),
            "status": weakest(["modelled", *(one.status for one in sources)])}  # fmt: skip


def share(fields: Fields, name: str, default: Decimal | None = None) -> Decimal:
    """A number from 0 to 1; it must be given where there is no default."""
    found = fields.number(name, required=default is None)
    if found is None:
        return default or Decimal(0)
    if found > 1:
        fields.fault("share", name, f"{found} is not from 0 to 1.", "Write 0.4 for 40 %.")
    return found


def table(fields: Fields, name: str) -> dict[str, Decimal | None]:
    """Numbers of zero or more by name; a null stays unknown."""
    inner = fields.inner(name, required=True)
    raw = inner.raw if inner else {}
    return {str(key): None if raw[key] is None else inner.number(str(key)) if inner else None
            for key in raw}  # fmt: skip


def known(table: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    """Those that are known."""
    return {name: value for name, value in table.items() if value is not None}


def text(value: Decimal | None) -> str | None:
    """A figure as text without needless digits; None is unknown."""
    return None if value is None else f"{round(value, 6).normalize():f}"


def some(fields: Fields, name: str, most: int, *, required: bool = True) -> list[Fields]:
    """The objects of a list; too many are refused, not left out."""
    rows = fields.rows(name) or []
    if required and not rows:
        fields.fault("missing", name, "is empty.", "Name one or more.")
    if len(rows) > most:
        fields.fault("many", name, f"are more than {most:,}.", "Ask in parts.")
    return rows[:most]


def once(fields: Fields, rows: str, name: str, given: Iterable[str]) -> None:
    """Tell each row that is named as one before it."""
    seen = set[str]()
    for at, one in enumerate(given):
        if one and one in seen:
            fields.fault("twice", f"{rows}[{at}].{name}", f"{one!r} is given twice.", "Keep one.")
        seen.add(one)


def done(fields: Fields) -> None:
    """End the step where anything is wrong.

    Raises:
        InputError: With every fault.
    """
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
