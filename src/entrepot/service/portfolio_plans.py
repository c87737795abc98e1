"""Plans: what came out of searches, kept as versions that stay as they are, and compared."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import orjson

from entrepot.kernel.canonical import canonical_json
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.plan.difference import Told, difference
from entrepot.service.portfolio_runs import FRONTIER, PLAN, REGRET, need_portfolios
from entrepot.service.window import Window
from entrepot.store.portfolios import Portfolios, Row, acting_portfolios, get_run, get_version

Document = dict[str, Any]
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_RUN = re.compile(r"[0-9a-f]{32}")
_LONGEST_NOTE = 1000


def keep_version(
    window: Window, run: str, plan: str, note: str = "", *, by: str, at: datetime
) -> Document:
    """Keep what came out of a search as a version of a plan; the same again is the same version.

    Args:
        window: The window.
        run: Id of the search.
        plan: Code of the plan, which is made where there is none.
        note: Why.
        by: Account.
        at: Instant.

    Raises:
        InputError: The code or the note cannot be used.
        MissingError: There is no such search.
        RefusedError: Nothing came out of it yet, or many plans did.
        RoleError: Who acts plans no portfolios.
    """
    _check(plan, note)
    region = window.reference.settings.id
    with acting_portfolios(window.database, by, at) as (book, who):
        need_portfolios(who)
        row = get_run(book, run)
        _need_plan(row)
        book.lock_plan(region=region, code=plan)
        book.add_plan(region=region, code=plan, by=who.account, at=at)
        seal = _seal(row)
        newest: Row | None = book.find_version(region=region, code=plan, number=None)
        if newest is None or not _is_same(newest, seal, note):
            book.add_version(
                region=region, code=plan, run_id=row["id"], case_hash=row["case_hash"],
                asked=row["asked"], document=orjson.dumps(row["document"]).decode(), hash=seal,
                note=note, by=who.account, at=at,
            )  # fmt: skip
        return told_version(get_version(book, region, plan))


def list_plans(window: Window, *, by: str, at: datetime) -> Document:
    """Plans with the newest version of each that who asks may see."""
    with acting_portfolios(window.database, by, at) as (book, _):
        rows = book.list_plans(region=window.reference.settings.id)
        return {"plans": [_told_plan(row) for row in rows]}


def list_versions(window: Window, plan: str, *, by: str, at: datetime) -> Document:
    """Versions of a plan, newest first, without their cases and results.

    Raises:
        MissingError: There is no such plan.
    """
    region = window.reference.settings.id
    with acting_portfolios(window.database, by, at) as (book, _):
        get_version(book, region, plan)
        rows = book.list_versions(region=region, code=plan)
        return {"plan": plan, "versions": [_head(row) for row in rows]}


def show_version(
    window: Window, plan: str, number: int | None = None, *, by: str, at: datetime
) -> Document:
    """A version of a plan, or the newest, with its result.

    Raises:
        MissingError: There is none.
    """
    with acting_portfolios(window.database, by, at) as (book, _):
        return told_version(_version(book, window, plan, number))


def export_version(
    window: Window, plan: str, number: int | None = None, *, by: str, at: datetime
) -> Document:
    """A version with the case as it was sent, to be searched or checked elsewhere.

    Raises:
        MissingError: There is none.
    """
    with acting_portfolios(window.database, by, at) as (book, _):
        row = _version(book, window, plan, number)
        return {**told_version(row), "case": orjson.loads(row["asked"])}


def compare_versions(
    window: Window, plan: str, before: int, after: int, *, by: str, at: datetime
) -> Document:
    """What differs between two versions of a plan.

    Returns:
        Both versions, `steps` of projects (in, out, moved), `spend` by period, `objective`; what
        cannot be told, as the sum of two currencies, is None and says so in `cautions`.

    Raises:
        MissingError: There is no such version.
    """
    with acting_portfolios(window.database, by, at) as (book, _):
        rows = [_version(book, window, plan, number) for number in (before, after)]
    heads = [_head(row) for row in rows]
    found = difference(*(_plan_of(row["document"]) for row in rows))
    worths = [row["document"].get("objective") for row in rows]
    return {
        "plan": plan, "before": heads[0], "after": heads[1],
        "is_same_case": rows[0]["case_hash"] == rows[1]["case_hash"],
        "objective": {"before": worths[0], "after": worths[1], "change": found.worth},
        "steps": [asdict(step) for step in found.steps],
        "spend": [
            {"period": one.period, "before": _figure(one.before), "after": _figure(one.after),
             "change": _figure(one.change)}
            for one in found.spent
        ],
        "cautions": _cautions(rows, is_one_money=found.is_one_money),
        "source": f"versions {before} and {after} of plan {plan}", "status": "modelled",
    }  # fmt: skip


def told_version(row: Row) -> Document:
    """A version as documents tell it."""
    return {**_head(row), "result": row["document"]}


def _head(row: Row) -> Document:
    told = row["document"]
    return {
        "plan": row["code"], "number": row["number"], "note": row["note"],
        "ask": PLAN if "objective" in told else REGRET, "run": row["run_id"],
        "case": told["code"], "case_hash": row["case_hash"], "hash": row["hash"],
        "currency": told["currency"], "scale": told["scale"], "search": told["status"],
        "objective": told.get("objective"), "max_regret": told.get("max_regret"),
        "chosen": sum(start is not None for start in told["starts"].values()),
        "by": row["made_by"], "at": row["made_at"].isoformat(timespec="seconds"),
    }  # fmt: skip


def _told_plan(row: Row) -> Document:
    return {
        "plan": row["code"], "number": row["number"], "note": row["note"],
        "objective": row["objective"], "currency": row["currency"], "scale": row["scale"],
        "run": row["run_id"], "by": row["kept_by"],
        "at": row["kept_at"].isoformat(timespec="seconds"),
    }  # fmt: skip


def _version(book: Portfolios, window: Window, plan: str, number: int | None) -> Row:
    return get_version(book, window.reference.settings.id, plan, number)


def _plan_of(told: Mapping[str, Any]) -> Told:
    spend = [Decimal(str(one)) for one in told["spend"]]
    scale = Decimal(str(told["scale"]))
    return Told(told["starts"], spend, told.get("objective"), told["currency"], scale)


def _cautions(rows: list[Row], *, is_one_money: bool) -> list[str]:
    found = []
    if rows[0]["case_hash"] != rows[1]["case_hash"]:
        found.append("another_case")
    if not is_one_money:
        found.append("another_money")
    if len({"objective" in row["document"] for row in rows}) > 1:
        found.append("another_question")
    return found


def _figure(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _seal(row: Row) -> str:
    told = canonical_json({"case": row["case_hash"], "result": row["document"]})
    return f"sha256:{sha256(told).hexdigest()}"


def _is_same(row: Row, seal: str, note: str) -> bool:
    return row["hash"] == seal and note in ("", row["note"])


def _need_plan(row: Row) -> None:
    """See that one plan came out of a search.

    Raises:
        RefusedError: None did, or many.
    """
    if row["state"] != "done":
        message, hint = f"has no plan yet; it is {row['state']}.", "Wait until it is done."
        raise RefusedError(Problem("plan.not_done", "run", message, hint,
                                   message_zh="求解尚未得出方案。"))  # fmt: skip
    if row["ask"] == FRONTIER:
        message, hint = "is a frontier of many plans.", "Search the plan you want, and keep that."
        zh = "前沿包含多个方案，不能作为一个版本保存。"
        raise RefusedError(Problem("plan.many", "run", message, hint, message_zh=zh))


def _check(plan: str, note: str) -> None:
    problems = []
    if not _CODE.fullmatch(plan) or _RUN.fullmatch(plan):
        hint = "Write up to 60 of a-z, 0-9, - and _, as roads-2030."
        message, zh = f"{plan[:60]!r} is no code.", "编码只能含小写字母、数字、连字符和下划线。"
        problems.append(Problem("plan.code", "plan", message, hint, message_zh=zh))
    if len(note) > _LONGEST_NOTE:
        problems.append(Problem("plan.note", "note", "is too long.",
                                f"Write at most {_LONGEST_NOTE} characters.",
                                message_zh="备注过长。"))  # fmt: skip
    if problems:
        raise InputError(problems)
