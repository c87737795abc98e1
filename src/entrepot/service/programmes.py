"""The register of programmes: what the pack says of each, and the items planned for it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.plan.programmes import DONE, MILESTONE, OPEN, STANDINGS, Item, drift_of, standing_of
from entrepot.service.tellings import plain
from entrepot.service.window import Window
from entrepot.store.plans import Plans, acting_plans
from entrepot.store.reference import WindowReference
from entrepot.window.actor import Actor

Document = dict[str, Any]
Row = Mapping[str, Any]
PLANNER = "planner"
_FIRST = "due_on"
_OPEN = ("overdue", "due_soon", "on_time", "reported")


@dataclass(frozen=True)
class Register:
    """Programmes of the pack with their milestones, and items of the store beside them.

    Attributes:
        reference: The pack.
        on: Day on which it is told.
        rows: Items of the store that who asks may see.
    """

    reference: WindowReference
    on: date
    rows: Sequence[Row] = ()

    @cached_property
    def programmes(self) -> Mapping[str, Any]:
        """Programmes of the pack by their id."""
        return {row.id: row for row in self.reference.table("programmes")}

    @cached_property
    def documents(self) -> Mapping[str, list[Document]]:
        """Items by programme, the nearest day first."""
        found: dict[str, list[Document]] = {name: [] for name in self.programmes}
        for row in self.reference.table("milestones"):
            found[row.programme].append(_of_pack(row, self.on))
        for row in self.rows:
            found.setdefault(row["programme"], []).append(item_document(row, self.on))
        return {name: sorted(rows, key=lambda one: str(one[_FIRST]))
                for name, rows in found.items()}  # fmt: skip

    def items(self, programme: str) -> list[Item]:
        """Items of a programme, as the plan judges them."""
        return [judged(one) for one in self.documents[programme]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which programmes are asked for; empty is every one.

    Attributes:
        owner: Account that owns an item of it.
        state: How it stands.
        due_before: An item of it is open and due on this day or before.
    """

    owner: str = ""
    state: str = ""
    due_before: date | None = None


def read_asked(owner: str = "", state: str = "", due_before: str = "") -> Asked:
    """Filters as they were written.

    Raises:
        InputError: There is no such state, or the day is none.
    """
    problems = []
    if state and state not in STANDINGS:
        problems.append(
            Problem("plan.state_unknown", "state", f"{state[:40]!r} is no state of a programme.",
                    f"One of {', '.join(STANDINGS)}.", message_zh="没有这种状态。")
        )  # fmt: skip
    day = _day(due_before)
    if due_before and day is None:
        problems.append(
            Problem("input.date", "due", f"{due_before[:40]!r} is no day.", "Write 2026-01-31.",
                    message_zh="日期无效。")
        )  # fmt: skip
    if problems:
        raise InputError(problems)
    return Asked(owner.strip(), state, day)


def open_register(
    window: Window, *, by: str, at: datetime, programme: str = ""
) -> tuple[Register, Actor | None]:
    """The register as somebody may see it; without an account the pack alone."""
    on = day_of(window.reference, at)
    if not by:
        return Register(window.reference, on), None
    with acting_plans(window.database, by, at) as (book, actor):
        rows = book.list_items(region=window.reference.settings.id, programme=programme)
        return Register(window.reference, on, list(rows)), actor


def day_of(reference: WindowReference, at: datetime) -> date:
    """The day of an instant in the region; by the clock it was told with where it has no office."""
    try:
        return at.astimezone(reference.zone).date()
    except MissingError:
        return at.date()


def list_programmes(register: Register, asked: Asked = Asked()) -> Document:
    """Every programme: how it stands, how late it is, what is due next.

    Returns:
        `programmes`, `totals` by standing of those told, `owners` there are, the day `on`.
    """
    told = [_programme(register, name) for name in register.programmes]
    kept = [one for one in told if _is_asked(one, asked)]
    owners = {item["owner"] for rows in register.documents.values() for item in rows}
    return {
        "region": register.reference.settings.id, "on": register.on.isoformat(),
        "programmes": kept, "totals": _totals(kept), "owners": sorted(owners - {""}),
    }  # fmt: skip


def show_programme(register: Register, name: str) -> Document:
    """One programme with its items.

    Raises:
        MissingError: The pack has none of this name.
    """
    if name not in register.programmes:
        raise MissingError(
            Problem("plan.unknown", name[:60], "is no programme of the region.",
                    "`entrepot programme list` names them.", message_zh="本区域没有该政策。")
        )  # fmt: skip
    return {**_programme(register, name), "on": register.on.isoformat(),
            "items": register.documents[name]}  # fmt: skip


def report_programmes(register: Register) -> Document:
    """Where the programmes stand together: totals, what is late, what is due, who owes what.

    Returns:
        `totals` by standing, `late` items with the longest drift first, `unproven` ones that
        lie behind, `due_soon`, `owners` with their open and overdue items, and programmes
        `without_items`.
    """
    told = [_programme(register, name) for name in register.programmes]
    items = [one for rows in register.documents.values() for one in rows]
    late = [one for one in items if one["standing"] == "overdue"]
    return {
        "region": register.reference.settings.id, "on": register.on.isoformat(),
        "totals": _totals(told),
        "late": sorted(late, key=lambda one: -(one["drift_days"] or 0)),
        "unproven": [one for one in items if one["standing"] == "unproven"],
        "due_soon": [one for one in items if one["standing"] == "due_soon"],
        "owners": _owners(items),
        "without_items": [one["id"] for one in told if not one["items"]],
    }  # fmt: skip


def list_items(register: Register) -> Document:
    """All items of all programmes, the nearest day first."""
    rows = [one for rows in register.documents.values() for one in rows]
    return {"items": sorted(rows, key=lambda one: str(one[_FIRST])), "on": register.on.isoformat()}


# Documents


def item_document(row: Row, on: date) -> Document:
    """An item of the store."""
    names = ("reference", "programme", "kind", "title", "title_zh", "owner", "planned_on",
             "due_on", "agenda", "decision", "target", "parent", "state", "evidence",
             "reported_by", "reached_on", "closed_by", "closed_at", "closing",
             "made_by")  # fmt: skip
    document = {name: plain(row[name]) for name in names}
    is_done = row["state"] == DONE
    source = row["decision"] or row["made_by"]  # who says so
    return _judged(document | {"source": source, "status": None if is_done else "unverified",
                               "is_recorded": True}, on)  # fmt: skip


def _of_pack(row: Any, on: date) -> Document:
    """A milestone as the pack states it; reached only where something shows it."""
    is_reached = bool(row.evidence)
    evidence = [{"what": row.evidence, "source": row.source, "added_by": "", "added_at": None}]
    return _judged({
        "reference": row.id, "programme": row.programme, "kind": MILESTONE, "title": row.what,
        "title_zh": row.what_zh, "owner": "", "planned_on": row.due_on.isoformat(),
        "due_on": row.due_on.isoformat(), "agenda": "", "decision": "", "target": row.target,
        "parent": None, "state": DONE if is_reached else OPEN,
        "evidence": evidence if is_reached else [], "reported_by": None,
        "reached_on": plain(row.reached_on), "closed_by": None, "closed_at": None, "closing": "",
        "made_by": "", "source": row.source, "status": row.status, "is_recorded": False,
    }, on)  # fmt: skip


def _judged(document: Document, on: date) -> Document:
    item = judged(document)
    return document | {"standing": item.standing(on), "drift_days": item.drift_days(on)}


def judged(document: Row) -> Item:
    """An item as the plan judges it."""
    reached = document["reached_on"]
    return Item(
        document["programme"], document["kind"], document["owner"],
        date.fromisoformat(document["planned_on"]), date.fromisoformat(document["due_on"]),
        document["state"], tuple(one["what"] for one in document["evidence"]),
        document["reported_by"] or "", date.fromisoformat(reached) if reached else None,
        document["is_recorded"],
    )  # fmt: skip


def _programme(register: Register, name: str) -> Document:
    row, items = register.programmes[name], register.items(name)
    open_ = [one for one in items if one.is_open]
    return {
        "id": row.id, "name": row.name, "name_zh": row.name_zh, "what_it_says": row.what_it_says,
        "what_it_says_zh": row.what_it_says_zh, "system_no": row.system_no,
        "standing": standing_of(items, register.on), "drift_days": drift_of(items, register.on),
        "items": len(items), "done": sum(one.is_done for one in items),
        "overdue": sum(one.standing(register.on) == "overdue" for one in items),
        "next_due": min((one.due_on.isoformat() for one in open_), default=None),
        "owners": sorted({one.owner for one in items} - {""}),
        "source": row.source, "status": row.status,
    }  # fmt: skip


def _is_asked(told: Document, asked: Asked) -> bool:
    is_due = asked.due_before is None or (
        told["next_due"] is not None and told["next_due"] <= asked.due_before.isoformat()
    )
    is_owned = not asked.owner or asked.owner in told["owners"]
    return is_due and is_owned and asked.state in ("", told["standing"])


def _totals(told: Iterable[Row]) -> dict[str, int]:
    found = Counter(one["standing"] for one in told)
    return {name: found[name] for name in STANDINGS if found[name]}


def _owners(items: Iterable[Row]) -> list[Document]:
    found: dict[str, Counter[str]] = {}
    for one in items:
        if one["owner"]:
            found.setdefault(one["owner"], Counter())[one["standing"]] += 1
    return [{"owner": owner, "open": sum(count[name] for name in _OPEN),
             "overdue": count["overdue"], "done": count["done"]}
            for owner, count in sorted(found.items())]  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def history_of(book: Plans, chain: str) -> list[Document]:
    """What happened to a thing, the oldest first."""
    with book.as_system():
        rows = list(book.list_history(chain=chain))
    return [{"at": row["at"].isoformat(), "kind": row["kind"], "account": row["account"],
             "body": row["body"]} for row in rows]  # fmt: skip
